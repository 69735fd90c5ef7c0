"""A small trained ranker of answer spans, and a judge of whether the best of them answers at all.

Both are one hidden layer over the features of ``features.py``. The weights in data/ranker.npz were trained by
training/answer_ranker.py on SQuAD-like questions (CC BY-SA 4.0 and CC BY 4.0, see NOTICE).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt

from briefings.annotation import Sentence
from briefings.answers.features import DENSE, SPARSE, Candidates
from briefings.answers.inquiry import Inquiry
from briefings.answers.spans import text_of
from briefings.errors import ModelError

Floats = npt.NDArray[np.float32]
EXTRA = 7
"""How many features the judge has beside those of the best span."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span that may be the answer; ``confidence`` is the chance, 0 to 1, that it is."""

    sentence: Sentence
    first: int
    last: int
    text: str
    confidence: float
    where: int  # the number of its passage among those that were read


class SpanReader(Protocol):
    """Proposes spans of passages as answers to a question, the best first; nothing when none is worth a look."""

    def read(self, inquiry: Inquiry, candidates: Candidates, sentences: Sequence[Sentence]) -> list[Proposal]:
        """The best spans, each a piece of its sentence's text."""
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

    def read(self, inquiry: Inquiry, candidates: Candidates, sentences: Sequence[Sentence]) -> list[Proposal]:
        """The best span of each passage, the best passage first; all share the judge's view of their own standing."""
        if not candidates.spans:
            return []
        scores = self.spans.score(candidates.dense, candidates.sparse)
        order = np.argsort(-scores)
        proposals: list[Proposal] = []
        seen: set[int] = set()
        for chosen in order:
            where = candidates.where[chosen]
            if where in seen:
                continue
            seen.add(where)
            span, sentence = candidates.spans[chosen], sentences[where]
            confidence = self.confidence(candidates, scores, int(chosen))
            proposals.append(Proposal(sentence, span.first, span.last, text_of(sentence, span), confidence, where))
            if len(proposals) == 5:
                break
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
