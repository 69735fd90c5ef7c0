"""Which candidates a digest takes: those that together cover most of what matters, and no thing twice (pure)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from briefings.digests.candidates import Candidate
from briefings.digests.prominence import prominence
from briefings.digests.salience import Pair, Salience, covered
from briefings.digests.surface import quoted_share
from briefings.models import MOST_BULLETS, Length

_FUNCTION_WORD = 0.03  # what a word without content of its own counts
_PAIR_WEIGHT = 1.0
_AGREEMENT = 0.5  # of each further article that says it
_VAGUE = 0.75
_ADDRESSED = 0.9
_QUOTED = 0.8  # what somebody said is seldom the news itself


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a digest may hold.

    ``patience`` is the number of words that a reader forgives: the higher it is, the less a digest's length counts
    against what it covers. After ``fewest`` bullets the next one must be worth ``share`` of the first, word for word.
    What a candidate is worth grows by e to the power of ``prominence`` for each standard deviation of its prominence:
    a short digest wants the best, a long one breadth.
    """

    most: int
    fewest: int
    words: int
    patience: int
    share: float
    prominence: float


EXTENTS = {
    Length.SHORT: Extent(MOST_BULLETS[Length.SHORT], 2, 60, 70, 0.0, 0.55),
    Length.NORMAL: Extent(MOST_BULLETS[Length.NORMAL], 5, 150, 1500, 0.1, 0.2),
    Length.LONG: Extent(MOST_BULLETS[Length.LONG], 8, 280, 5000, 0.05, 0.2),
}


def select(
    candidates: Sequence[Candidate],
    salience: Salience,
    extent: Extent,
    *,
    voices: Sequence[int],
    repeats: Callable[[int, int], bool],
) -> list[int]:
    """The indices of the candidates to take, the weightiest first.

    Args:
        candidates: what there is.
        salience: what each word is worth.
        extent: how much may be taken.
        voices: how many articles say each candidate.
        repeats: whether the first of two candidates tells nothing that the second does not.
    """
    covers = [covered(candidate.sentence, candidate.shortened.kept) for candidate in candidates]
    extras = [_AGREEMENT * (count - 1) for count in voices]
    factors = [
        _factor(candidate) * math.exp(extent.prominence * value)
        for candidate, value in zip(candidates, prominence(candidates, salience), strict=True)
    ]
    chosen: list[int] = []
    words: set[str] = set()
    pairs: set[Pair] = set()
    left = set(range(len(candidates)))
    value = worth = length = first_density = 0.0
    while left and len(chosen) < extent.most:
        best, best_worth, best_gain = -1, 0.0, 0.0
        for index in sorted(left):
            size = candidates[index].shortened.words
            if chosen and length + size > extent.words:
                continue
            gain = _gain(covers[index][0] - words, covers[index][1] - pairs, salience)
            gain = gain * factors[index] + extras[index]
            new_worth = (value + gain) / (length + size + extent.patience)
            if new_worth > best_worth:
                best, best_worth, best_gain = index, new_worth, gain
        if best < 0:
            break
        density = best_gain / candidates[best].shortened.words
        if len(chosen) >= extent.fewest and (best_worth <= worth or density < extent.share * first_density):
            break
        first_density = first_density or density
        chosen.append(best)
        value, worth = value + best_gain, best_worth
        length += candidates[best].shortened.words
        words |= covers[best][0]
        pairs |= covers[best][1]
        left = {index for index in left if not _clashes(candidates, index, best) and not repeats(index, best)}
    return chosen


def _gain(words: frozenset[str], pairs: frozenset[Pair], salience: Salience) -> float:
    plain = sum(salience.words.get(word, _FUNCTION_WORD) for word in words)
    return plain + _PAIR_WEIGHT * sum(salience.pairs.get(pair, 0.0) for pair in pairs)


def _factor(candidate: Candidate) -> float:
    """What a text is worth beside its words."""
    vague = _VAGUE if candidate.pointers.vague else 1.0
    vague *= _ADDRESSED if candidate.pointers.addressing else 1.0
    return vague * (_QUOTED if quoted_share(candidate.text) > 0.5 else 1.0)


def _clashes(candidates: Sequence[Candidate], first: int, second: int) -> bool:
    """Whether two candidates are one, or overlapping parts of one sentence."""
    one, two = candidates[first], candidates[second]
    return one.sentence is two.sentence and (first == second or bool(one.shortened.kept & two.shortened.kept))
