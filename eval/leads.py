"""How sure it is that we are ahead of a peer: the paired bootstrap over the rows of a set.

Both sides are scored on the same rows, and the rows are drawn again and again with replacement. A figure named "rouge2
over lead-3" is the lower end of the 95 % interval of our lead, in the points of the measure: above 0 we are ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from eval.data import scorer
from eval.tasks import Row

Prediction = dict[str, object]
Scores = npt.NDArray[np.float64]
"""One row an item, one column a measure."""

RIVALS: Mapping[str, tuple[str, ...]] = {"cnn_bullets": ("lead-3", "first 45 words")}
"""The sets where we want to know, and over whom."""

_DRAWS = 5000
_SEED = 0
_TAIL = 2.5  # percent below the interval
_MEASURES = ("rouge1", "rouge2", "rougeLsum")


class _Rouge(Protocol):
    """What is used of the scorer of bullets."""

    def text_of(self, prediction: Prediction) -> str: ...

    def score_one(self, text: str, references: list[str]) -> Mapping[str, Sequence[float]]: ...


def leads(
    name: str, data: Path, rows: Sequence[Row], predictions: Mapping[str, Sequence[Prediction]], ours: str
) -> dict[str, float]:
    """The lower ends of our leads over the rivals of a set, by "measure over rival"; empty where there are none.

    Args:
        name: the set.
        data: the folder of the data, beside which its scorer lies.
        rows: the rows with their references.
        predictions: what everybody predicted for them, by name.
        ours: the name of ours.
    """
    rivals = [rival for rival in RIVALS.get(name, ()) if rival in predictions]
    if not rivals:
        return {}
    rouge = cast(_Rouge, scorer(data, "score_rouge"))
    mine = _score(rouge, rows, predictions[ours])
    return {
        f"{measure} over {rival}": round(bound, 2)
        for rival in rivals
        for measure, bound in zip(
            _MEASURES, lower_ends(mine - _score(rouge, rows, predictions[rival])).tolist(), strict=True
        )
    }


def lower_ends(differences: Scores) -> npt.NDArray[np.float64]:
    """The lower end of the 95 % interval of each column's mean, by bootstrap over the rows."""
    draw = np.random.default_rng(_SEED)
    count = len(differences)
    means = differences[draw.integers(0, count, (_DRAWS, count))].mean(axis=1)
    return np.asarray(np.percentile(means, _TAIL, axis=0))


def _score(rouge: _Rouge, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Scores:
    """The F measures of each row, in percent."""
    said = {prediction["id"]: prediction for prediction in predictions}
    found = []
    for row in rows:
        reference = "\n".join(cast(list[str], row["bullets"]))
        score = rouge.score_one(rouge.text_of(said[row["id"]]), [reference])
        found.append([100 * score[measure][2] for measure in _MEASURES])
    return np.array(found).reshape(len(rows), len(_MEASURES))
