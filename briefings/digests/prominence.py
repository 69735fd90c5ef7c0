"""How likely each candidate of a story is to stand in an editor's summary of it, beside its words (pure).

A ridge regression on where a candidate stands, how much of the story's salient words it holds, how long it is and what
became of its sentence; weights: data/salience.json, made by training/salience.py with those of the words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np

from briefings.digests.candidates import Candidate
from briefings.digests.salience import Matrix, Salience, covered
from briefings.digests.surface import quoted_share

CANDIDATE_FEATURES = (
    "words", "pairs", "content", "best_pair", "centrality", "names", "weight", "pair_weight", "log_length", "length",
    "first", "second", "third", "depth", "place", "article", "quoted", "number", "clause", "long", "kept", "renamed",
    "vague", "central_depth",
)  # fmt: skip
_RELATIVE = 8
"""So many of the features also count by how far they stand from the story's other candidates."""
ROW = (*CANDIDATE_FEATURES, *(f"{name}_beside" for name in CANDIDATE_FEATURES[:_RELATIVE]), "one")

_PLAIN = 0.12  # the chance of a word without content of its own


def prominence(candidates: Sequence[Candidate], salience: Salience) -> list[float]:
    """How prominent each candidate is: 0 is usual, 1 a standard deviation above it."""
    return [float(value) for value in candidate_rows(candidates, salience) @ _weights()]


def candidate_rows(candidates: Sequence[Candidate], salience: Salience) -> Matrix:
    """The features of the candidates, one row each (``ROW``)."""
    if not candidates:
        return np.zeros((0, len(ROW)))
    own = np.array([_row(candidate, salience) for candidate in candidates])
    near = own[:, :_RELATIVE]
    beside = (near - near.mean(axis=0)) / (near.std(axis=0) + 1e-6)
    return np.hstack([own, beside, np.ones((len(own), 1))])


def _row(candidate: Candidate, salience: Salience) -> list[float]:
    sentence, kept = candidate.sentence, candidate.shortened.kept
    words, pairs = covered(sentence, kept)
    chances = [salience.words.get(word, _PLAIN) for word in words]
    content = [salience.words[word] for word in words if word in salience.words]
    joined = [salience.pairs.get(pair, 0.0) for pair in pairs]
    length, order = candidate.shortened.words, candidate.order
    tokens = [sentence.tokens[index] for index in kept]
    whole = len(sentence.text.split())
    return [
        sum(chances) / length,
        sum(joined) / length,
        sum(content) / max(1, len(content)),
        max(joined, default=0.0),
        candidate.centrality,
        sum(bool(token.entity) for token in tokens) / length,
        math.log(sum(chances) + 0.1),
        math.log(sum(joined) + 0.1),
        math.log(length),
        length / 25,
        float(order == 0),
        float(order == 1),
        float(order == 2),
        math.log1p(order),
        order / candidate.sentences,
        math.log(candidate.sentences),
        quoted_share(candidate.text),
        float(any(token.pos == "NUM" for token in tokens)),
        float(candidate.clause),
        float(whole > 25),
        length / whole,
        float(bool(candidate.pointers.replaced)),
        float(candidate.pointers.vague),
        math.log1p(order) * candidate.centrality,
    ]


@cache
def _weights() -> Matrix:
    text = resources.files("briefings.digests").joinpath("data/salience.json").read_text("utf-8")
    stored = json.loads(text)["candidates"]
    return np.array([stored[name] for name in ROW])
