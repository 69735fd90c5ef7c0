"""Whether a span is of the type that a question asks for: a count of the right thing, a time, somebody, a place."""

from __future__ import annotations

import re
from collections.abc import Callable

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Kind, Sought
from briefings.answers.vocabulary import affinity, vocabulary

_HELD = 0.7
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
    r"\b(seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(y|ies)|overnight|forever|life|night|season|century|"
    r"until|since|always)\b|\d-(minute|hour|day|week|month|year)",
    re.IGNORECASE,
)
_NOT_WHO = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
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
    if inquiry.sought in (Sought.AGENT, Sought.PERSON) and (label in _NOT_WHO or head.pos in ("VERB", "ADV", "ADJ")):
        return "it names nobody"
    if inquiry.kind is Kind.WHERE and label in _NOT_WHERE:
        return "it names no place"
    if head.pos == "PRON" and len(text.split()) == 1:
        return "it names nobody"
    if inquiry.kind in (Kind.HOW_MANY,) and inquiry.focus and not _counts(inquiry, sentence, head, text):
        return f"it does not count {inquiry.focus}"
    return ""


def _counts(inquiry: Inquiry, sentence: Sentence, head: Token, text: str) -> bool:
    """Whether a figure counts what was asked for: its noun is that noun, or stands for it, or it has none."""
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
