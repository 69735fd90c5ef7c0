"""Which candidates make the list: a second look at each beside the others, then the best that do not overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from briefings.answers.lists.candidates import Candidates
from briefings.answers.lists.forest import Floats

STANDING = 10
"""How many features the second look adds."""
MISFIT = -0.7
"""The fitness from which on a span is clearly of another type than the question seeks; its chance counts half."""

# The bars are chosen by cross-validation; training/list_ranker.py prints it.
_ITEM = 0.2  # the chance from which a span is an item
_SECOND = 0.1  # a list has two items at least: the chance that the second one needs
_ELSEWHERE = 1.5  # how much more an item needs that stands in another sentence than the best one
_MATE = 0.12  # the chance that a conjunct of a chosen item needs
_LOW = -9.0  # the log-odds of a rival that is not there
_ARTICLES = re.compile(r"\b(?:a|an|the)\b|[^\w\s]")


def stand(candidates: Candidates, chances: Floats) -> Floats:
    """How each candidate stands among the others by their first chances, shape (n, STANDING)."""
    odds = np.log(chances + 1e-4) - np.log(1 - chances + 1e-4)
    first = np.asarray([span.first for span in candidates.spans])
    last = np.asarray([span.last for span in candidates.spans])
    where, lines = np.asarray(candidates.where), np.asarray(candidates.lines)
    rank = np.empty(len(odds))
    rank[np.argsort(-odds, kind="stable")] = np.arange(len(odds))
    rows = np.zeros((len(odds), STANDING), dtype=np.float32)
    top = odds.max(initial=_LOW)
    for number in np.unique(where):
        inside = np.flatnonzero(where == number)
        one, start, end, line = odds[inside], first[inside], last[inside], lines[inside]
        cross = (start[:, None] < end[None, :]) & (start[None, :] < end[:, None])
        within = (
            cross
            & (start[:, None] <= start[None, :])
            & (end[None, :] <= end[:, None])
            & ~np.eye(len(inside), dtype=bool)
        )
        mates = (line[:, None] == line[None, :]) & ~cross
        rivals = cross & ~np.eye(len(inside), dtype=bool)
        best = one.max()
        rows[inside] = np.stack(
            [
                one,
                one - top,
                rank[inside],
                one - best,
                one - _best(one, rivals),
                _best(one, mates),
                _best(one, ~cross),
                one - _best(one, within),
                (within * chances[inside][None, :]).sum(axis=1),
                np.full(len(inside), best - top),
            ],
            axis=1,
        )
    return rows


def _best(odds: Floats, allowed: npt.NDArray[np.bool_]) -> Floats:
    """For each row the best of the allowed columns."""
    return np.asarray(np.where(allowed, odds[None, :], _LOW).max(axis=1), dtype=np.float32)


def choose(candidates: Candidates, chances: Floats) -> list[int]:
    """The candidates that make the list, likeliest first: the best that do not overlap, then their line mates."""
    fitting = chances * np.where(candidates.fits <= MISFIT, 0.5, 1.0) * np.where(_aside(candidates), 0.6, 1.0)
    chosen: list[int] = []
    for index in (int(number) for number in np.argsort(-fitting, kind="stable")):
        if fitting[index] >= _bar(candidates, fitting, chosen, index) and _is_new(candidates, chosen, index):
            chosen.append(index)
    for index in tuple(chosen):
        chosen += _missing_mates(candidates, fitting, chosen, index)
    return chosen


def _aside(candidates: Candidates) -> npt.NDArray[np.bool_]:
    """Which candidates stand in a sentence that holds less than half of what the best one does of the question."""
    held = np.asarray(candidates.held)[np.asarray(candidates.where, dtype=np.int64)]
    return np.asarray(held < 0.5 * held.max(initial=0.0), dtype=np.bool_)


def _bar(candidates: Candidates, chances: Floats, chosen: list[int], index: int) -> float:
    """The chance that a candidate needs beside those chosen: none for the first, little for the second."""
    if not chosen:
        return 0.0
    top = float(chances[chosen[0]])
    bar = max(_SECOND, 0.3 * top) if len(chosen) == 1 else max(_ITEM, 0.5 * top)
    return bar if candidates.where[index] == candidates.where[chosen[0]] else bar * _ELSEWHERE


def _missing_mates(candidates: Candidates, chances: Floats, chosen: list[int], index: int) -> list[int]:
    """The conjuncts of a chosen item that were left out: where one answers, mostly all do."""
    line = [i for i, name in enumerate(candidates.lines) if name == candidates.lines[index]]
    bar = max(_MATE, 0.3 * float(chances[index]))
    found: list[int] = []
    for head in sorted({candidates.spans[i].head.index for i in line}):
        mates = [i for i in line if candidates.spans[i].head.index == head and chances[i] >= bar]
        mates = [i for i in mates if _is_new(candidates, [*chosen, *found], i)]
        if mates:
            found.append(max(mates, key=lambda i: float(chances[i])))
    return found


def _is_new(candidates: Candidates, chosen: Sequence[int], index: int) -> bool:
    """Whether a candidate overlaps none of the chosen and says something else."""
    text = same_text(candidates.text(index))
    if not text:
        return False
    return not any(_overlap(candidates, index, i) or _repeats(text, same_text(candidates.text(i))) for i in chosen)


def _repeats(one: str, other: str) -> bool:
    """Whether one text holds the other ("ministers Eva Holm" and "Eva Holm")."""
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def same_text(text: str) -> str:
    """A text as it is compared: lower case, without articles and punctuation."""
    return " ".join(_ARTICLES.sub(" ", text.lower()).split())


def _overlap(candidates: Candidates, one: int, other: int) -> bool:
    a, b = candidates.spans[one], candidates.spans[other]
    return candidates.where[one] == candidates.where[other] and a.first < b.last and b.first < a.last
