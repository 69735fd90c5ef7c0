"""We are ahead of a peer only where chance cannot have made the difference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.cli import fallen_figures
from eval.data import folder
from eval.leads import leads, lower_ends
from eval.measures import MEASURES

BULLETS = next(measure for measure in MEASURES if measure.set == "cnn_bullets")


def test_a_lead_on_every_row_is_sure() -> None:
    assert lower_ends(np.full((50, 2), 1.5)).tolist() == [1.5, 1.5]


def test_a_lead_that_a_few_rows_make_is_not() -> None:
    differences = np.full((100, 1), -0.1)
    differences[:3] = 10.0
    assert differences.mean() > 0
    assert lower_ends(differences)[0] < 0


def test_the_same_differences_give_the_same_bound() -> None:
    differences = np.random.default_rng(7).normal(0.5, 2.0, (80, 3))
    assert lower_ends(differences).tolist() == lower_ends(differences).tolist()
    assert (lower_ends(differences) < differences.mean(axis=0)).all()


def test_a_lead_below_its_floor_fails_and_one_that_was_not_measured_does_not() -> None:
    floor = {"rouge1": 30.0, "rouge1 over lead-3": 0.0}
    assert fallen_figures(BULLETS, {"rouge1": 31.0, "rouge1 over lead-3": 0.4}, floor) == []
    assert fallen_figures(BULLETS, {"rouge1": 31.0}, floor) == []
    assert len(fallen_figures(BULLETS, {"rouge1": 31.0, "rouge1 over lead-3": -0.1}, floor)) == 1


def test_a_figure_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        fallen_figures(BULLETS, {}, {"rouge1": 30.0})


def test_the_same_bullets_lead_nobody() -> None:
    data = folder()
    if data is None:
        pytest.skip("no evaluation data")
    rows = [{"id": str(number), "bullets": [f"The bridge {number} fell."]} for number in range(5)]
    said: list[dict[str, object]] = [{"id": row["id"], "bullets": ["The bridge fell."]} for row in rows]
    found = leads("cnn_bullets", Path(data), rows, {"newsbrief": said, "lead-3": said}, "newsbrief")
    assert found == {"rouge1 over lead-3": 0.0, "rouge2 over lead-3": 0.0, "rougeLsum over lead-3": 0.0}
    assert leads("clusters_ecb", Path(data), [], {}, "newsbrief") == {}
