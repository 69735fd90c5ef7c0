"""Train small boosted trees (logistic loss, second order, all of one depth) with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from briefings.answers.lists.forest import Floats, Forest

_BINS = 48


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a forest is grown; ``penalty`` is L2 on the leaves, ``fewest`` the least rows in a leaf."""

    trees: int = 120
    depth: int = 3
    rate: float = 0.06
    rows: float = 0.8
    columns: float = 0.4
    penalty: float = 10.0
    fewest: int = 20


def grow(rows: Floats, labels: npt.NDArray[np.bool_], recipe: Recipe, seed: int = 0) -> Forest:
    """A forest that tells positive rows from negative ones."""
    draw = np.random.default_rng(seed)
    edges = [_edges(rows[:, column]) for column in range(rows.shape[1])]
    codes = np.stack([np.searchsorted(edge, rows[:, column], side="left") for column, edge in enumerate(edges)]).astype(
        np.uint8
    )
    base = float(np.clip(labels.mean(), 1e-4, 1 - 1e-4))
    start = float(np.log(base / (1 - base)))
    score = np.full(len(rows), start)
    inner = 2**recipe.depth - 1
    features, thresholds, values = [], [], []
    for _ in range(recipe.trees):
        chance = 1 / (1 + np.exp(-score))
        gradient, curve = labels - chance, np.maximum(chance * (1 - chance), 1e-6)
        used = np.flatnonzero(draw.random(len(rows)) < recipe.rows)
        usable = [column for column in range(rows.shape[1]) if len(edges[column])]
        columns = draw.choice(usable, max(1, int(recipe.columns * len(usable))), replace=False)
        feature, cut = np.zeros(inner, dtype=np.int16), np.full(inner, 255, dtype=np.int64)
        node = np.zeros(len(rows), dtype=np.int64)
        for level in range(recipe.depth):
            first, count = 2**level - 1, 2**level
            _split(
                codes[:, used],
                gradient[used],
                curve[used],
                node[used] - first,
                count,
                columns,
                recipe,
                feature[first:],
                cut[first:],
            )
            node = 2 * node + 1 + (codes[feature[node], np.arange(len(rows))] > cut[node])
        leaf = node - inner
        total = np.bincount(leaf[used], gradient[used], inner + 1)
        weight = np.bincount(leaf[used], curve[used], inner + 1)
        value = recipe.rate * total / (weight + recipe.penalty)
        score += value[leaf]
        features.append(feature)
        thresholds.append([edges[f][c] if c < len(edges[f]) else np.inf for f, c in zip(feature, cut, strict=True)])
        values.append(value)
    return Forest(np.stack(features), np.asarray(thresholds, np.float32), np.asarray(values, np.float32), start)


def _edges(column: Floats) -> Floats:
    """The values between which a column may be cut: a row goes right when it is above one."""
    different = np.unique(column)
    if len(different) > _BINS:
        steps = np.linspace(0, 1, _BINS // 2 + 1)  # half by how many rows lie between, half by how many values
        marks = [np.quantile(values, steps, method="nearest") for values in (column, different)]
        different = np.unique(np.concatenate(marks))
    return np.asarray((different[:-1] + different[1:]) / 2, dtype=np.float32)


def _split(
    codes: npt.NDArray[np.uint8],
    gradient: npt.NDArray[np.float64],
    curve: npt.NDArray[np.float64],
    node: npt.NDArray[np.int64],
    count: int,
    columns: npt.NDArray[np.int64],
    recipe: Recipe,
    feature: npt.NDArray[np.int16],
    cut: npt.NDArray[np.int64],
) -> None:
    """Write each node's best split into ``feature`` and ``cut``; a node without one sends all left."""
    best = np.full(count, 1e-6)
    for column in columns:
        place = node * 64 + codes[column]
        sums = [
            np.bincount(place, weight, count * 64).reshape(count, 64).cumsum(axis=1)
            for weight in (gradient, curve, None)
        ]
        left, right = [s[:, :-1] for s in sums], [s[:, -1:] - s[:, :-1] for s in sums]
        gain = sum(side[0] ** 2 / (side[1] + recipe.penalty) for side in (left, right))
        gain -= sums[0][:, -1:] ** 2 / (sums[1][:, -1:] + recipe.penalty)
        gain[(left[2] < recipe.fewest) | (right[2] < recipe.fewest)] = 0
        where = gain.argmax(axis=1)
        value = gain[np.arange(count), where]
        better = value > best
        best[better] = value[better]
        feature[:count][better] = column
        cut[:count][better] = where[better]
