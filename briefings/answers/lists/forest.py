"""Boosted trees of equal depth: how they score, and how they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Forest:
    """Binary trees in heap order, all of one depth.

    ``feature`` and ``threshold`` have shape (trees, 2**depth - 1), ``value`` (trees, 2**depth); a row goes right where
    its feature is above the threshold.
    """

    feature: npt.NDArray[np.int16]
    threshold: Floats
    value: Floats
    start: float

    def score(self, rows: Floats) -> Floats:
        """The log-odds of each row, shape (n,); rows have shape (n, features)."""
        inner = self.feature.shape[1]
        trees = np.arange(self.feature.shape[0])[None, :]
        node = np.zeros((len(rows), self.feature.shape[0]), dtype=np.int64)
        each = np.arange(len(rows))[:, None]
        for _ in range(int(inner + 1).bit_length() - 1):
            right = rows[each, self.feature[trees, node]] > self.threshold[trees, node]
            node = 2 * node + 1 + right
        return np.asarray(self.start + self.value[trees, node - inner].sum(axis=1), dtype=np.float32)

    def chance(self, rows: Floats) -> Floats:
        """The probability of each row, shape (n,)."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.score(rows))), dtype=np.float32)

    def arrays(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """What an .npz file keeps of it."""
        parts = {"feature": self.feature, "threshold": self.threshold, "value": self.value}
        return {f"{name}_{part}": np.asarray(array) for part, array in parts.items()} | {
            f"{name}_start": np.asarray(self.start)
        }

    @classmethod
    def read(cls, stored: Mapping[str, npt.NDArray[np.generic]], name: str) -> Forest:
        """A forest that ``arrays`` wrote."""
        return cls(
            np.asarray(stored[f"{name}_feature"], dtype=np.int16),
            np.asarray(stored[f"{name}_threshold"], dtype=np.float32),
            np.asarray(stored[f"{name}_value"], dtype=np.float32),
            float(np.asarray(stored[f"{name}_start"], dtype=np.float64)),
        )
