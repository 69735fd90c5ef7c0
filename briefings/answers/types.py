"""Whether a span is of the type that a question asks for: a count of the right thing, a time, somebody, a place."""

from __future__ import annotations

import re
from collections.abc import Callable

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Kind, Sought
from briefings.answers.vocabulary import STEM, affinity, vocabulary

LABELS = {
    Sought.PERSON: frozenset({"PERSON"}),
    Sought.AGENT: frozenset({"PERSON", "ORG", "GPE", "NORP"}),
    Sought.GROUP: frozenset({"ORG", "GPE", "NORP"}),
    Sought.PLACE: frozenset({"GPE", "LOC", "FAC"}),
    Sought.TIME: frozenset({"DATE", "TIME"}),
    Sought.DURATION: frozenset({"DATE", "TIME"}),
    Sought.COUNT: frozenset({"CARDINAL", "QUANTITY", "PERCENT", "MONEY"}),
    Sought.MONEY: frozenset({"MONEY"}),
    Sought.PERCENT: frozenset({"PERCENT"}),
    Sought.AGE: frozenset({"CARDINAL", "DATE"}),
    Sought.MEASURE: frozenset({"QUANTITY", "CARDINAL"}),
    Sought.ORDINAL: frozenset({"ORDINAL", "CARDINAL"}),
}
"""The labels of entities that are of a sought type; a type that is not here has none of its own."""
_HELD = 0.7
_OLDEST = 130  # years
_SHORT = 4  # words
_YEAR = 4  # digits
_MANY = re.compile(r"\b(tens|dozens?|hundreds?|thousands?|millions?|billions?)\b", re.IGNORECASE)
_COMPOUND = re.compile(r"\d-[a-z]")  # "34-year-old": a quality, not a count
_CALENDAR = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december|ago)\b", re.I
)
_FIGURES = frozenset({Sought.AGE, Sought.COUNT, Sought.MONEY, Sought.PERCENT, Sought.ORDINAL})
_DATES = frozenset({"DATE", "TIME"})
_MOMENT = re.compile(
    r"\d|\b(mon|tues|wednes|thurs|fri|satur|sun)day|\b(january|february|march|april|may|june|july|august|september|october|"
    r"november|december|yesterday|today|tomorrow|tonight|overnight|spring|summer|autumn|winter|christmas|easter|now|soon|"
    r"last|next|this|that|same|previous|following|earlier|later|early|late|ago|recently|dawn|noon|midnight|before|after)\b",
    re.IGNORECASE,
)
_TIME_OPENINGS = frozenset(
    {"during", "since", "until", "when", "while", "once", "on", "in", "at", "by", "as", "upon", "throughout"}
)
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_MEASURES = frozenset({Sought.MEASURE, Sought.PERCENT, Sought.MONEY})
_FIGURE = re.compile(
    r"\d|\b(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|"
    r"dozens?|half|twice|once|double|several|scores|no|none|nobody|a couple)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$£€¥₹]|\b(dollars?|euros?|pounds?|yen|yuan|rupees?|cents?|rubles?|roubles?|francs?|free)\b", re.IGNORECASE
)
_ORDINAL = re.compile(
    r"\d|\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|\w+tieth|last|final|\w+ennial)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d|\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\b|\b(yesterday|today|tomorrow|tonight|overnight|week|weekend|month|year|day|morning|afternoon|evening|"
    r"night|noon|midnight|hours?|minutes?|spring|summer|autumn|winter|century|decade|after|before|during|since|until|when|once|"
    r"earlier|later|recently|soon|now|then|dawn|dusk|christmas|easter|era|period|war)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(\d|\b(a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|half|whole|all|many|dozens?|tens|"
    r"hundreds?|thousands?|twenty|thirty|forty|fifty|sixty|ninety)\b).*\b"
    r"(seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(y|ies)|nights?|seasons?)\b|"
    r"\b(overnight|forever|until|since|always|(a|the) (night|day|week|month|year|decade|century))\b",
    re.IGNORECASE,
)
_NOT_WHO = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
_LASTING = frozenset({"for", "in", "over", "during", "within", "after", "since", "before"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_NOT_WHERE = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "PERSON", "CARDINAL", "ORDINAL"})


_CHECKS: dict[Sought, Callable[[str], object]] = {
    Sought.COUNT: _FIGURE.search,
    Sought.AGE: _FIGURE.search,
    Sought.MEASURE: _FIGURE.search,
    Sought.PERCENT: _FIGURE.search,
    Sought.MONEY: _MONEY.search,
    Sought.ORDINAL: _ORDINAL.search,
    Sought.TIME: _TIME.search,
    Sought.DURATION: _DURATION.search,
}


def mismatch(inquiry: Inquiry, sentence: Sentence, head: Token, text: str, label: str) -> str:
    """Why the span with this head, text and entity label is not of the type asked for; empty when it fits."""
    check = _CHECKS.get(inquiry.sought)
    if check is not None and not check(text):
        return f"it gives no {inquiry.sought}"
    if inquiry.kind is Kind.WHEN and not _is_moment(head, text, label):
        return "it is no moment"
    if inquiry.sought in _FIGURES and head.pos in ("VERB", "AUX"):
        return f"it gives no {inquiry.sought}"
    if inquiry.sought is Sought.AGE and not _could_be_age(sentence, head, text):
        return "it is no age"
    if inquiry.kind is Kind.HOW and (label in _NAMED or head.pos == "PROPN") and sentence.head(head).pos != "ADP":
        return "it names no way"
    if inquiry.kind is Kind.WHAT and not inquiry.focus and label == "PERSON":
        return "it names a person"
    if inquiry.sought in _MEASURES and inquiry.focus and not _measures(inquiry, sentence, head):
        return f"it is not the {inquiry.focus}"
    if inquiry.sought in (Sought.AGENT, Sought.PERSON) and (label in _NOT_WHO or head.pos in ("VERB", "ADV", "ADJ")):
        return "it names nobody"
    if inquiry.sought is Sought.PERSON and label in _PLACES:
        return "it names a place"
    if inquiry.kind is Kind.WHERE and label in _NOT_WHERE:
        return "it names no place"
    if head.pos == "PRON" and len(text.split()) == 1:
        return "it names nobody"
    if inquiry.kind in (Kind.HOW_MANY,) and inquiry.focus and not _counts(inquiry, sentence, head, text):
        return f"it does not count {inquiry.focus}"
    return ""


def _is_moment(head: Token, text: str, label: str) -> bool:
    """Whether a span is a date, has a figure, or opens with a word that leads to a time ("after the vote")."""
    opens = text.split()[0].lower() in _TIME_OPENINGS
    if text.isdigit():
        return len(text) == _YEAR
    short = len(text.split()) <= _SHORT
    dated = _MOMENT.search(text) is not None and (short or label in _DATES or head.entity in _DATES)
    return dated or opens or any(letter.isdigit() for letter in text) or head.pos in ("VERB", "AUX", "ADV")


def _could_be_age(sentence: Sentence, head: Token, text: str) -> bool:
    """Whether a figure can be somebody's age: small, no date, counting nothing but years, and not how long it was."""
    counted = sentence.head(head) if head.pos == "NUM" and head.dep == "nummod" else head
    if counted.pos == "NOUN" and counted.lemma not in ("year", "month", "age"):
        return False
    if counted.dep == "pobj" and sentence.head(counted).lower in _LASTING:
        return False
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    return not _CALENDAR.search(text) and not _MANY.search(text) and all(number <= _OLDEST for number in numbers)


def _measures(inquiry: Inquiry, sentence: Sentence, head: Token) -> bool:
    """Where the sentence gives what is asked for with a figure ("a magnitude of 6.8"), only that figure is meant."""
    given = [
        {word.index for word in sentence.subtree(token)}
        for token in sentence.tokens
        if affinity(inquiry.focus, token.lemma) >= STEM and any(word.pos == "NUM" for word in sentence.subtree(token))
    ]
    return not given or any(head.index in words for words in given)


def _counts(inquiry: Inquiry, sentence: Sentence, head: Token, text: str) -> bool:
    """Whether a figure counts what was asked for: its noun is that noun, or stands for it, or it has none."""
    if _COMPOUND.search(text):
        return False
    counted = head
    if head.pos == "NUM":
        above = sentence.head(head)
        if head.dep not in ("nummod", "compound", "quantmod", "nmod", "appos"):
            return True
        counted = above
    if counted.pos not in ("NOUN", "PROPN") or counted.lemma in (
        "number",
        "total",
        "other",
        "people",
        "person",
        "more",
    ):
        return True
    words = [counted, *sentence.subtree(counted)]
    asked = [inquiry.focus] + [
        t.concept
        for t in inquiry.terms
        if inquiry.sentence.head(inquiry.sentence.tokens[t.index]).lemma == inquiry.focus
    ]
    return (
        any(affinity(word, token.lemma) >= _HELD for word in asked for token in words)
        or counted.lemma in vocabulary().stop
    )
