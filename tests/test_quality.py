"""The quality of the engine never sinks: a fixed sample of each public set, where the data is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.ports import Annotator
from eval.cli import fallen_figures, floors, measure_set
from eval.data import folder
from eval.measures import MEASURES, Measure

DATA = folder()


@pytest.mark.skipif(DATA is None, reason="skipped, no data")
@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.set)
def test_a_sample_of_each_set_is_at_or_above_its_floors(measure: Measure, annotator: Annotator) -> None:
    floor = floors(sample=True)[measure.set]
    assert DATA is not None
    found, _ = measure_set(measure, DATA, annotator, sample=True, peers=False)
    assert fallen_figures(measure, found["newsbrief"], floor) == []


def test_every_set_has_floors_for_the_whole_and_for_the_sample() -> None:
    for sample in (False, True):
        kept = floors(sample=sample)
        assert set(kept) == {measure.set for measure in MEASURES}
        assert all(kept.values())


def test_a_figure_below_its_floor_is_named_and_a_fault_above_its_ceiling_too() -> None:
    roster = next(measure for measure in MEASURES if measure.faults)
    fault = next(iter(roster.faults))
    lines = fallen_figures(roster, {"status_right": 9.0, fault: 2.0}, {"status_right": 16.0, fault: 0.0})
    assert lines == [
        f"{roster.set} status_right: 9 is below its floor 16",
        f"{roster.set} {fault}: 2 is above its ceiling 0",
    ]


def test_without_data_there_is_nothing_to_measure(tmp_path: Path) -> None:
    assert folder({"NEWSBRIEF_EVAL_DATA": str(tmp_path / "nowhere")}) is None
    assert folder({"NEWSBRIEF_EVAL_DATA": str(tmp_path)}) == tmp_path
