"""The conflicts between the articles of a story."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from briefings.annotation import Vector
from briefings.models import Bullet
from briefings.stories.agreement import Statement, likeness
from briefings.stories.conflicts.counts import count_conflicts
from briefings.stories.conflicts.denials import denial_conflicts
from briefings.stories.conflicts.holders import Holder, holder_conflicts, holders_of
from briefings.stories.conflicts.points import Kind, Point, points_of
from briefings.stories.conflicts.wording import Conflict, Side, word
from briefings.stories.vocabulary import claims

_NEAR = 0.5  # cosine of meaning from which two sentences may tell of one thing
_SAME_FACT = 0.85  # likeness from which they tell one fact, so that what differs is a conflict
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_SAME_DENIED = 1.0  # the same where a "not" is all that differs


@dataclass(frozen=True)
class _Report:
    """An article's sentences, and what is compared of them, each made once and only when it is needed."""

    statements: Sequence[Statement]

    @cached_property
    def vectors(self) -> Vector:
        return np.stack([statement.vector for statement in self.statements])

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(token.lower for statement in self.statements for token in statement.sentence.tokens)

    @cached_property
    def holders(self) -> list[Holder]:
        return holders_of(self.statements)

    @cached_property
    def marks(self) -> list[frozenset[str]]:
        return [_marks(statement) for statement in self.statements]

    @cached_property
    def core_marks(self) -> list[frozenset[str]]:
        return [_marks(statement, _adjuncts(statement)) for statement in self.statements]

    @cached_property
    def points(self) -> list[list[Point]]:
        return [points_of(statement) for statement in self.statements]


def find_conflicts(told: Sequence[Sequence[Statement]]) -> list[Bullet]:
    """A bullet for each thing that two articles say differently, both sides quoted with their sources.

    Args:
        told: the statements of each article of a story (``agreement.statements_of``).
    """
    bullets: dict[str, Bullet] = {}
    reports = [_Report(statements) for statements in told if statements]
    for one, two in itertools.combinations(reports, 2):
        for conflict in _conflicts(one, two):
            if conflict.topic not in bullets and (bullet := word(conflict)) is not None:
                bullets[conflict.topic] = bullet
    return list(bullets.values())


def _conflicts(one: _Report, two: _Report) -> Iterator[Conflict]:
    near = one.vectors @ two.vectors.T
    for row, column in np.argwhere(near >= _NEAR):
        first, second = one.statements[row], two.statements[column]
        if first.sentence.text == second.sentence.text:
            continue
        apart = one.marks[row] != two.marks[column]
        if apart and one.core_marks[row] != two.core_marks[column]:
            continue
        alike = likeness(first, second)
        if alike >= _SAME_FACT and not _elsewhere(first, second):
            for found in count_conflicts(first, second, alike):
                if not _says_both(one, two, found) and not (apart and _is_beside(found)):
                    yield found
        if apart:
            continue
        if alike >= _SAME_FACT:
            for a, b in itertools.product(one.points[row], two.points[column]):
                if _contradict(a, b) and not _known(a, two) and not _known(b, one):
                    yield Conflict(a.kind, Side(first, a.words), Side(second, b.words))
        if alike >= _SAME_DENIED:
            yield from denial_conflicts(first, second)
    yield from holder_conflicts(one.holders, two.holders, (one.words, two.words))


def _contradict(a: Point, b: Point) -> bool:
    if a.kind is not b.kind or a.value == b.value or not a.deed.is_same(b.deed):
        return False
    return a.kind is not Kind.LENGTH or a.value[1] == b.value[1]  # "a day" and "24 hours" may be the same


def _known(point: Point, report: _Report) -> bool:
    """Whether an article has the other side's words anywhere, and so speaks of both."""
    if point.kind is Kind.PLACE:
        return all(report.words[part] for part in str(point.value[0]).split())
    others = (other for points in report.points for other in points)
    return any(
        (other.kind, other.value, other.deed.verb) == (point.kind, point.value, point.deed.verb) for other in others
    )


def _says_both(one: _Report, two: _Report, conflict: Conflict) -> bool:
    """Whether an article gives the other's number of the same things in another sentence."""
    return any(
        words in statement.sentence.text
        for report, words in ((one, conflict.two.words), (two, conflict.one.words))
        for statement in report.statements
    )


def _marks(statement: Statement, beside: frozenset[int] = frozenset()) -> frozenset[str]:
    """What sets a sentence apart from others like it: "earlier", "separate", "in 2004"; not what stands beside it."""
    tokens = [token for token in statement.sentence.tokens if token.index not in beside]
    found = {token.lower for token in tokens if token.lower in claims().apart or _is_year(token.text)}
    for token, after in itertools.pairwise(tokens):
        if token.lower == "more" and after.lower != "than":  # "12 dead and dozens more"
            found.add("more")
    return frozenset(found)


def _adjuncts(statement: Statement) -> frozenset[int]:
    """The words of clauses that only hang on a sentence: "..., making it the first such visit since 1959"."""
    sentence = statement.sentence
    hanging = (token for token in sentence.tokens if token.dep == "advcl" and token.tag == "VBG")
    return frozenset(word.index for token in hanging for word in sentence.subtree(token))


def _is_beside(conflict: Conflict) -> bool:
    """Whether a number stands in such a clause, where its marks are its own."""
    return any(side.words not in _core(side.statement) for side in (conflict.one, conflict.two))


def _core(statement: Statement) -> str:
    """A sentence up to the first clause that only hangs on it."""
    sentence, beside = statement.sentence, _adjuncts(statement)
    starts = [token.start - sentence.start for token in sentence.tokens if token.index in beside]
    return sentence.text[: min(starts, default=None)]


def _elsewhere(one: Statement, two: Statement) -> bool:
    """Whether each of two sentences names a place that the other does not: they count different people."""
    ours, theirs = (
        {token.lemma for token in each.sentence.tokens if token.entity in _PLACES and token.pos == "PROPN"}
        for each in (one, two)
    )
    return bool(ours - theirs and theirs - ours)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text[:2] in {"19", "20"}
