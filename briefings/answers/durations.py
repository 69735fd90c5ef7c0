"""How long: the measure that stands right before the thing that is asked about ("the 70-minute concert")."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.annotation import Sentence, Token
from briefings.answers.findings import Claimed
from briefings.answers.inquiry import Inquiry
from briefings.answers.passages import Reading

_SURE = 0.8
_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade"})


def durations(inquiry: Inquiry, found: Sequence[Reading]) -> list[Claimed]:
    """The measures by which sentences call what the question asks about; none without a noun that is asked about."""
    asked = next((token.lemma for token in reversed(inquiry.sentence.tokens) if token.pos == "NOUN"), "")
    return [
        Claimed(reading.known, situation.found.sentence, measure, _SURE)
        for reading in found
        for situation in reading.situations
        if asked and (measure := _measure(situation.found.sentence, asked))
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
