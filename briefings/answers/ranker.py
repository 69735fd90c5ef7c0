"""A small trained ranker of answer spans, and a judge of whether the best of them answers at all.

Both are one hidden layer over the features of ``features.py``. The weights in data/ranker.npz were trained by
training/answer_ranker.py on SQuAD-like questions (CC BY-SA 4.0 and CC BY 4.0, see NOTICE).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt

from briefings.annotation import Token
from briefings.answers.features import DENSE, SPARSE, Candidates, Situation, describe, weigh
from briefings.answers.inquiry import Inquiry
from briefings.answers.passages import Reading
from briefings.answers.spans import text_of
from briefings.errors import ModelError

Floats = npt.NDArray[np.float32]
EXTRA = 7
"""How many features the judge has beside those of the best span."""
_SENTENCES = 6  # of an article, whose spans are described
_PROPOSALS = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """Tokens [first, last) of a situation's sentence as the answer, and the chance, 0 to 1, that they are."""

    situation: Situation
    first: int
    last: int
    text: str
    confidence: float

    @property
    def head(self) -> Token:
        """The token that the others of the span hang on."""
        inside = self.situation.found.sentence.tokens[self.first : self.last]
        above = (t for t in inside if not self.first <= t.head < self.last or t.head == t.index)
        return next(above, inside[-1])


class SpanReader(Protocol):
    """Proposes spans of an article's best sentences as answers, the best first; nothing when none is worth a look.

    The embedded ranker is one; a trained reader is another. What is proposed is checked by structure afterwards.
    """

    def read(self, inquiry: Inquiry, reading: Reading) -> list[Proposal]:
        """The best spans, at most one a sentence, each a piece of its sentence's text."""
        ...


@dataclass(frozen=True)
class Layer:
    """A hidden layer over plain and crossed features, and one output."""

    mean: Floats
    scale: Floats
    dense: Floats
    crossed: Floats
    bias: Floats
    out: Floats
    shift: float

    def score(self, dense: Floats, sparse: npt.NDArray[np.int32]) -> Floats:
        """One score a row: ``dense`` has shape (n, inputs), ``sparse`` (n, CROSSES)."""
        hidden = ((dense - self.mean) / self.scale) @ self.dense + self.bias
        for block in range(sparse.shape[1]):
            hidden += self.crossed[sparse[:, block]]
        return np.asarray(np.tanh(hidden) @ self.out + self.shift, dtype=np.float32)


@dataclass(frozen=True)
class Ranker:
    """The embedded reader: features, scores, and the judge's confidence in the best span."""

    spans: Layer
    judge: Layer

    def read(self, inquiry: Inquiry, reading: Reading) -> list[Proposal]:
        """The best span of each sentence, the best sentence first."""
        weights = weigh(inquiry, reading.situations)
        order = sorted(reading.situations, key=lambda s: -(s.found.coverage(weights) + s.similarity))[:_SENTENCES]
        candidates = describe(inquiry, order, weights)
        if not candidates.spans:
            return []
        scores = self.spans.score(candidates.dense, candidates.sparse)
        best: dict[int, int] = {}
        for chosen in np.argsort(-scores):
            best.setdefault(candidates.where[chosen], int(chosen))
        proposals = []
        for where, chosen in list(best.items())[:_PROPOSALS]:
            span, situation = candidates.spans[chosen], order[where]
            text = text_of(situation.found.sentence, span)
            sure = self.confidence(candidates, scores, chosen)
            proposals.append(Proposal(situation, span.first, span.last, text, sure))
        return proposals

    def confidence(self, candidates: Candidates, scores: Floats, chosen: int) -> float:
        """The judge's chance that a span is the answer."""
        extra = standing(candidates, scores, chosen)
        dense = np.concatenate([candidates.dense[chosen], extra])[None, :].astype(np.float32)
        logit = float(self.judge.score(dense, candidates.sparse[chosen : chosen + 1])[0])
        return float(1 / (1 + np.exp(-logit)))


def standing(candidates: Candidates, scores: Floats, chosen: int) -> Floats:
    """How a span stands among the others: score, lead over other places, share of the whole (EXTRA values)."""
    span, where = candidates.spans[chosen], candidates.where[chosen]
    top = float(scores[chosen])
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    overlaps = np.asarray(
        [
            other.head.lower == span.head.lower
            or (candidates.where[i] == where and other.first < span.last and span.first < other.last)
            for i, other in enumerate(candidates.spans)
        ]
    )
    elsewhere = scores[~overlaps]
    rival = float(elsewhere.max()) if len(elsewhere) else top - 5.0
    same = np.asarray(candidates.where) == where
    return np.asarray(
        [
            top,
            top - rival,
            shares[chosen],
            shares[overlaps].sum(),
            shares[same].sum(),
            top - float(np.median(scores)),
            np.log1p(len(scores)),
        ],
        dtype=np.float32,
    )


@lru_cache(maxsize=1)
def ranker() -> Ranker:
    """The trained ranker, read once.

    Raises:
        ModelError: the weights do not fit the features.
    """
    with files(__package__).joinpath("data/ranker.npz").open("rb") as file, np.load(file) as stored:
        layers = [_layer(stored, name) for name in ("spans", "judge")]
    shapes = [layers[0].dense.shape[0], layers[1].dense.shape[0], layers[0].crossed.shape[0]]
    if shapes != [DENSE, DENSE + EXTRA, SPARSE]:
        raise ModelError(
            "briefings/answers/data/ranker.npz does not fit the features; run training/answer_ranker.py anew."
        )
    return Ranker(*layers)


def _layer(stored: Mapping[str, npt.NDArray[np.float32]], name: str) -> Layer:
    mean, scale, dense, crossed, bias, out, shift = (
        stored[f"{name}_{part}"].astype(np.float32)
        for part in ("mean", "scale", "dense", "crossed", "bias", "out", "shift")
    )
    return Layer(mean, scale, dense, crossed, bias, out, float(shift))
