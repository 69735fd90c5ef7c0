"""The passage that looks most like it answers a question, by BM25 over all training texts, though it does not."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"[a-z0-9]+")
_K1, _B = 1.2, 0.75
_COMMON = re.compile(
    r"the|a|an|of|in|on|at|by|to|from|for|with|and|or|is|are|was|were|be|been|did|does|do|has|have|had|what|which|who|"
    r"whom|whose|when|where|why|how|that|this|these|those|it|its|as|many|much|his|her|their|he|she|they"
)


def terms(text: str) -> list[str]:
    """The words of a text that tell it from others, crudely stemmed."""
    words = (word for word in _WORD.findall(text.lower()) if not _COMMON.fullmatch(word))
    return [re.sub(r"(?:ies|es|s|ed|ing)$", "", word) for word in words]


class Rivals:
    """An index of passages."""

    def __init__(self, passages: Sequence[str]) -> None:
        self.passages = list(passages)
        self._lowered = [passage.lower() for passage in passages]
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = np.zeros(len(passages))
        for number, passage in enumerate(passages):
            counts = Counter(terms(passage))
            lengths[number] = sum(counts.values())
            for term, count in counts.items():
                postings[term].append((number, count))
        norm = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1.0))
        self._weights: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]] = {}
        for term, found in postings.items():
            numbers = np.array([number for number, _ in found])
            counts_ = np.array([count for _, count in found], dtype=float)
            rarity = math.log(1 + (len(passages) - len(found) + 0.5) / (len(found) + 0.5))
            self._weights[term] = (numbers, rarity * counts_ * (_K1 + 1) / (counts_ + norm[numbers]))

    def best(self, question: str, without: Sequence[str], count: int) -> list[str]:
        """The passages nearest to a question in which none of the strings ``without`` occurs."""
        scores = np.zeros(len(self.passages))
        for term in set(terms(question)):
            if term in self._weights:
                numbers, weights = self._weights[term]
                scores[numbers] += weights
        top = np.argpartition(-scores, min(40, len(scores) - 1))[:40]
        ranked = sorted((int(number) for number in top if scores[number] > 0), key=lambda number: -scores[number])
        banned = [each.lower() for each in without if each]
        kept = [number for number in ranked if not any(each in self._lowered[number] for each in banned)]
        return [self.passages[number] for number in kept[:count]]
