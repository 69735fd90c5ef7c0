"""What a sentence says that another may contradict: when, where, how long, for how much, and who holds an office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from briefings.annotation import Entity, Sentence, Token
from briefings.stories.agreement import Statement
from briefings.stories.conflicts.deeds import Deed, deed_above
from briefings.stories.quantities import number_of

_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_NEAR_DAYS = frozenset({"today", "yesterday", "tomorrow"})  # of which day, only the article's date tells
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?:)|\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b")
_CLOCK = re.compile(r"\b(\d{1,2})(?: ?[:.] ?(\d\d))? ?([ap])\.? ?m\b", re.IGNORECASE)
_UNITS = frozenset({"minute", "hour", "day", "week", "month", "year", "decade"})
_SPENT = frozenset({"for", "to"})  # "lasted for two days", "sentenced to two years"
_WHERE = frozenset({"in", "at"})


class Kind(StrEnum):
    """What a point tells, in the words of a bullet."""

    DAY = "the day"
    DATE = "the date"
    TIME = "the time"
    PLACE = "the place"
    LENGTH = "how long"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a sentence tells of a deed; two different values of one deed contradict each other."""

    kind: Kind
    deed: Deed
    value: tuple[str | float, ...]
    words: str
    statement: Statement


def points_of(statement: Statement) -> list[Point]:
    """The points of a sentence; of two of a kind none counts, for they may belong to different things."""
    sentence = statement.sentence
    told = [*_days(sentence), *_dates(sentence), *_places(sentence), *_lengths(sentence)]
    kinds = [kind for kind, _, _ in told]
    points = []
    for kind, tokens, value in told:
        if kinds.count(kind) > 1 or tokens[0].lower in _NEAR_DAYS:
            continue
        top = _top(tokens)
        deed = deed_above(sentence, top)
        head = sentence.head(top)
        if deed is not None:
            shown = [head, *tokens] if head.dep == "prep" and head.index == tokens[0].index - 1 else tokens
            points.append(Point(kind, deed, value, sentence.span(shown), statement))
    return points


def _days(sentence: Sentence) -> Iterator[tuple[Kind, list[Token], tuple[str, ...]]]:
    for token in sentence.tokens:
        if token.lower in _DAYS | _NEAR_DAYS:
            yield Kind.DAY, [token], (token.lower,)


def _dates(sentence: Sentence) -> Iterator[tuple[Kind, list[Token], tuple[str | float, ...]]]:
    for match in _DATE.finditer(sentence.text):
        month, day = match[1] or match[4], match[2] or match[3]
        yield Kind.DATE, _covered(sentence, match), (float(_MONTHS.index(month[:3].lower())), float(day))
    for match in _CLOCK.finditer(sentence.text):
        hour = int(match[1]) % 12 + 12 * (match[3].lower() == "p")
        yield Kind.TIME, _covered(sentence, match), (float(60 * hour + int(match[2] or 0)),)


def _places(sentence: Sentence) -> Iterator[tuple[Kind, list[Token], tuple[str, ...]]]:
    for entity in sentence.entities:
        if entity.label != "GPE":
            continue
        tokens = list(sentence.tokens[entity.first : entity.last])
        head = sentence.head(_top(tokens))
        if head.lower in _WHERE and head.dep == "prep" and sentence.head(head).pos in {"VERB", "AUX"}:
            yield Kind.PLACE, tokens, (_plain(entity),)


def _lengths(sentence: Sentence) -> Iterator[tuple[Kind, list[Token], tuple[str | float, ...]]]:
    for number in sentence.tokens:
        unit = sentence.head(number)
        value = number_of(number.text)
        if value is None or number.dep != "nummod" or unit.lemma not in _UNITS or unit.index != number.index + 1:
            continue
        governor = sentence.head(unit)
        spent = unit.dep == "pobj" and governor.lower in _SPENT and sentence.head(governor).pos == "VERB"
        if spent or (unit.dep in {"dobj", "npadvmod"} and governor.lemma in {"last", "take"}):
            yield Kind.LENGTH, [number, unit], (value, unit.lemma)


def _plain(entity: Entity) -> str:
    return entity.text.lower().removeprefix("the ").removesuffix("'s").replace(".", "")


def _covered(sentence: Sentence, match: re.Match[str]) -> list[Token]:
    first, last = sentence.start + match.start(), sentence.start + match.end()
    return [token for token in sentence.tokens if token.start < last and token.end > first]


def _top(tokens: list[Token]) -> Token:
    inside = {token.index for token in tokens}
    return next(token for token in tokens if token.head not in inside or token.head == token.index)
