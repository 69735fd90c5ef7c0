"""How long: the measure before the thing that is asked about ("the 70-minute concert"), apart from when it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefings.annotation import Sentence, Token
from briefings.answers.abstention import missing
from briefings.answers.findings import Claimed
from briefings.answers.inquiry import Inquiry, Kind
from briefings.answers.passages import Reading
from briefings.answers.ranker import Proposal

_SURE = 0.8
_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade"})
_FROM = frozenset({"from", "starting", "beginning", "commencing", "on", "in"})
"""What opens the moment at which something that lasts begins."""
_COUNTED_FROM = frozenset({"from", "after", "before"})
_BY = frozenset({"by", "with", "via", "through", "using", "without"})
_MOMENTS = frozenset({"DATE", "TIME"})


def durations(inquiry: Inquiry, found: Sequence[Reading]) -> list[Claimed]:
    """The measures by which sentences call what the question asks about; none without a noun that is asked about."""
    asked = next((token.lemma for token in reversed(inquiry.sentence.tokens) if token.pos == "NOUN"), "")
    return [
        Claimed(reading.known, situation.found.sentence, measure, _SURE)
        for reading in found
        for situation in reading.situations
        if asked
        and not missing(inquiry, situation, reading.known.article)
        and (measure := _measure(situation.found.sentence, asked))
    ]


def _measure(sentence: Sentence, asked: str) -> str:
    for unit in sentence.tokens:
        if unit.lemma in _UNITS and sentence.head(unit).lemma == asked and unit.dep == "compound":
            number = sentence.children(unit, "nummod")
            if number:
                return sentence.span(_between(sentence, number[0], unit))
    return ""


def _between(sentence: Sentence, first: Token, last: Token) -> Sequence[Token]:
    return sentence.tokens[first.index : last.index + 1]


def apart(inquiry: Inquiry, proposal: Proposal) -> Proposal:
    """A proposal that holds how long something lasts and when it begins, cut to the one that is asked for.

    "Six months from Monday" in "will close for six months from Monday" is two answers; in "begins six months from
    Monday" it is one.
    """
    sentence = proposal.situation.found.sentence
    if inquiry.kind not in (Kind.WHEN, Kind.HOW_LONG):
        return proposal
    for unit in sentence.tokens[proposal.first : proposal.last]:
        lasting, end = sentence.head(unit), unit.index + 1
        if unit.lemma not in _UNITS or unit.dep != "pobj" or lasting.lower != "for":
            continue
        later = sentence.tokens[end : proposal.last]
        moment = next((word for word in later if word.lower not in _FROM), None)
        if moment is None or moment.index == end or moment.entity not in _MOMENTS:
            continue
        if inquiry.kind is Kind.HOW_LONG:
            return _cut(proposal, max(proposal.first, lasting.index + 1), end)
        return _cut(proposal, moment.index, proposal.last)
    return proposal


def whole(inquiry: Inquiry, proposal: Proposal) -> Proposal:
    """A proposal with what belongs to it, and without the word that only leads to it.

    "Two hours" is followed by "and ten minutes", "from Monday" may be "two weeks from Monday", the way that is asked
    for is "by video"; but "for two hours" is two hours, and "from Monday" alone is Monday.
    """
    sentence, first, last = proposal.situation.found.sentence, proposal.first, proposal.last
    opening, before = sentence.tokens[first], sentence.tokens[first - 1] if first else None
    if inquiry.kind is Kind.HOW_LONG:
        following = sentence.tokens[last : last + 3]
        shape = [word.lower for word in following[:1]], [word.pos for word in following[1:2]]
        last += 3 if shape == (["and"], ["NUM"]) and following[-1].lemma in _UNITS else 0
        first += opening.lower == "for" and last > first + 1
    elif inquiry.kind is Kind.HOW and before and before.lower in _BY:
        first -= 1
    elif inquiry.kind is Kind.WHEN and opening.lower in _COUNTED_FROM and last > first + 1:
        if before and before.lemma in _UNITS and sentence.head(before).lower != "for":
            first = min(word.index for word in (before, *sentence.children(before, "nummod")))
        elif opening.lower == "from":
            first += 1
    return _cut(proposal, first, last)


def _cut(proposal: Proposal, first: int, last: int) -> Proposal:
    sentence = proposal.situation.found.sentence
    return replace(proposal, first=first, last=last, text=sentence.span(sentence.tokens[first:last]))
