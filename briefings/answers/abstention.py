"""Why a span is no answer, told by structure: what the question names that its sentence does not, what it turns round.

A similarity cannot tell "who beat X?" from "whom did X beat?"; these checks can. Each returns a reason or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from briefings.annotation import Sentence, Token
from briefings.answers.features import Situation
from briefings.answers.inquiry import Inquiry, Kind, Role, Sought
from briefings.answers.matching import Match, Relation, agreement, relation
from briefings.answers.vocabulary import affinity, vocabulary
from briefings.models import Article

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


def refusal(inquiry: Inquiry, situation: Situation, article: Article, head: Token, text: str, label: str) -> str:
    """Why the span with this head, text and entity label cannot be the answer; empty when nothing speaks against it."""
    found = situation.found
    return (
        missing(inquiry, situation, article)
        or wrong_type(inquiry, found.sentence, head, text, label)
        or (turned_round(inquiry, found, head) if inquiry.kind is not Kind.WHY else "")
        or denied(inquiry, found, head)
    )


def missing(inquiry: Inquiry, situation: Situation, article: Article) -> str:
    """A name, figure or year of the question that neither the sentence nor what stands before it holds."""
    for term, strength, around in zip(inquiry.terms, situation.found.strengths, situation.context, strict=True):
        if max(strength, around) >= 0.6:
            continue
        if term.number and not _dated(term.lower, article):
            return f"the sentence does not speak of {term.lower}"
        if term.name and not _in_place_of_dateline(term.lower, article):
            return f"the sentence does not name {inquiry.sentence.tokens[term.index].text}"
    return ""


def _dated(year: str, article: Article) -> bool:
    return article.published is not None and year == str(article.published.year)


def _in_place_of_dateline(name: str, article: Article) -> bool:
    return name in article.dateline.lower()


_CHECKS: dict[Sought, Callable[[str], object]] = {
    Sought.COUNT: _FIGURE.search,
    Sought.AGE: _FIGURE.search,
    Sought.MEASURE: _FIGURE.search,
    Sought.PERCENT: _FIGURE.search,
    Sought.MONEY: lambda text: _FIGURE.search(text) or _MONEY.search(text),
    Sought.TIME: _TIME.search,
    Sought.DURATION: _DURATION.search,
}


def wrong_type(inquiry: Inquiry, sentence: Sentence, head: Token, text: str, label: str) -> str:
    """The span is of another type than the one that is asked for."""
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


def turned_round(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Who did what to whom is the other way round than in the question."""
    same, other = agreement(found)
    if other and not same:
        return "the sentence has the parts the other way round"
    if inquiry.role in (Role.AGENT, Role.PATIENT) and found.predicate_strength >= 0.9:
        seen = relation(found, head)[0]
        wrong = {Role.AGENT: (Relation.PATIENT,), Role.PATIENT: (Relation.AGENT,)}[inquiry.role]
        if seen in wrong and found.predicate is not None and found.predicate.pos == "VERB":
            return "the sentence has the parts the other way round"
    return ""


_HEDGES = frozenset({"if", "unless", "whether"})


def denied(inquiry: Inquiry, found: Match, head: Token) -> str:
    """The sentence denies what the question takes for granted, makes it a condition, or says its opposite."""
    if found.opposite and found.predicate_strength < _HELD:
        return "the sentence says the opposite"
    predicate = found.predicate
    if predicate is None or found.predicate_strength < _HELD:
        return ""
    negated = any(child.dep == "neg" or child.lower == "never" for child in found.sentence.children(predicate))
    if negated != inquiry.negated and inquiry.kind is not Kind.WHY:
        return "the sentence denies it" if negated else "the sentence does not deny it"
    if any(child.dep == "mark" and child.lower in _HEDGES for child in found.sentence.children(predicate)):
        return "the sentence only supposes it"
    return ""
