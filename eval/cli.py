"""`newsbrief eval`: predictions for a task, and our figures beside the peers' and the floors."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from briefings.errors import NewsbriefError, NotFoundError
from briefings.ports import Annotator
from eval.data import folder, read_rows, write_rows
from eval.leads import leads
from eval.measures import MEASURES, Figures, Measure
from eval.questions.sets import QUESTION_SETS
from eval.remembering import FOLDER, Remembering
from eval.tasks import NAMES, predictor

_OURS = "newsbrief"
_FLOORS = Path(__file__).parent / "floors.json"


@click.group("eval", help="Measure the engine on public data.")
def evaluate() -> None:
    """Measure the engine on public data."""


@evaluate.command("predict")
@click.argument("task", type=click.Choice((*NAMES, *QUESTION_SETS)))
@click.option("--data", type=click.Path(path_type=Path), help="The set: JSON lines, one row each.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the predictions go.")
@click.option("--docs", type=click.Path(path_type=Path), help="For `ask`: the documents to load into an empty store.")
def predict_task(task: str, data: Path | None, out: Path, docs: Path | None) -> None:
    """Write the engine's predictions for a TASK; a set of questions brings its own data."""
    rows = _questions(task) if task in QUESTION_SETS else _rows(task, data, docs)
    predict = predictor("ask" if task in QUESTION_SETS else task)
    predictions = predict(track(rows, description=task, console=Console(stderr=True)), _load())
    count = write_rows(out, predictions)
    click.echo(f"{count} predictions written to {out}.", err=True)


@evaluate.command("score")
@click.option("--set", "names", multiple=True, help="Only these sets (may be given several times).")
@click.option("--sample", is_flag=True, help="Only the first rows of each set, against the floors of the sample.")
@click.option("--peers/--no-peers", default=True, help="Measure the peers in the same run.")
def score_sets(names: tuple[str, ...], sample: bool, peers: bool) -> None:
    """Print our figures beside the peers' and the floors; exit with 1 if one is below its floor."""
    data = folder()
    if data is None:
        click.echo("skipped, no data: set NEWSBRIEF_EVAL_DATA to the folder of the evaluation data")
        return
    unknown = set(names) - {measure.set for measure in MEASURES}
    if unknown:
        known = ", ".join(measure.set for measure in MEASURES)
        raise NotFoundError(f"There is no set “{sorted(unknown)[0]}”; the sets are {known}.")
    chosen = [measure for measure in MEASURES if not names or measure.set in names]
    annotator = _load()
    fallen = [line for measure in chosen for line in _print_measure(measure, data, annotator, sample, peers)]
    for line in fallen:
        click.echo(line)
    if fallen:
        raise SystemExit(1)
    click.echo(f"{len(chosen)} sets at or above their floors")


def measure_set(
    measure: Measure, data: Path, annotator: Annotator, *, sample: bool, peers: bool
) -> tuple[dict[str, Figures], float]:
    """Our figures on a set under "newsbrief", the peers' under their names, and the seconds that ours took.

    With the peers, ours tell how surely we are ahead of them too ("rouge2 over lead-3").
    """
    most = measure.sample if sample else None
    if measure.set in QUESTION_SETS:
        rows = QUESTION_SETS[measure.set](data, most)
    else:
        rows = read_rows(data / f"{measure.set}.dev.jsonl")[:most]
    began = time.perf_counter()
    predictions = {_OURS: list(predictor(measure.task)(rows, annotator))}
    seconds = time.perf_counter() - began
    if peers:
        predictions |= {name: peer(rows, annotator) for name, peer in measure.peers.items()}
    found = {name: measure.judge(data, rows, predicted) for name, predicted in predictions.items()}
    found[_OURS] |= leads(measure.set, data, rows, predictions, _OURS)
    return found, seconds


def floors(sample: bool) -> dict[str, Figures]:
    """The floors of each set's figures, of the whole set or of the sample; they may only rise."""
    loaded: dict[str, dict[str, Figures]] = json.loads(_FLOORS.read_text(encoding="utf-8"))
    return loaded["sample" if sample else "whole"]


def fallen_figures(measure: Measure, figures: Figures, floor: Figures) -> list[str]:
    """One line for each figure that is below its floor, or above its ceiling."""
    lines = []
    for name, bound in floor.items():
        if name not in figures and " over " in name:  # a lead over a peer that was not measured in this run
            continue
        worse = figures[name] > bound if name in measure.faults else figures[name] < bound
        if worse:
            relation = "above its ceiling" if name in measure.faults else "below its floor"
            lines.append(f"{measure.set} {name}: {figures[name]:g} is {relation} {bound:g}")
    return lines


def _print_measure(measure: Measure, data: Path, annotator: Annotator, sample: bool, peers: bool) -> list[str]:
    found, seconds = measure_set(measure, data, annotator, sample=sample, peers=peers)
    floor = floors(sample).get(measure.set, {})
    table = Table(title=f"{measure.set} ({seconds:.0f} s)", title_justify="left")
    table.add_column("figure")
    for name in found:
        table.add_column(name, justify="right")
    table.add_column("floor", justify="right")
    for figure in found[_OURS]:
        bound = f"{floor[figure]:g}" if figure in floor else ""
        table.add_row(
            figure, *(f"{figures[figure]:g}" if figure in figures else "" for figures in found.values()), bound
        )
    Console().print(table)
    return fallen_figures(measure, found[_OURS], floor)


def _questions(name: str) -> list[dict[str, object]]:
    data = folder()
    if data is None:
        raise NotFoundError(
            f"The questions of “{name}” need the evaluation data; set NEWSBRIEF_EVAL_DATA to its folder."
        )
    return QUESTION_SETS[name](data, None)


def _rows(task: str, data: Path | None, docs: Path | None) -> list[dict[str, object]]:
    if data is None:
        raise NotFoundError(f"The task “{task}” needs a set to work on; name it with --data SET.jsonl.")
    rows = read_rows(data)
    if task != "ask":
        return rows
    if docs is None:
        raise NotFoundError("The task “ask” needs documents to answer from; name them with --docs FILE.")
    documents = read_rows(docs)
    return [{**row, "docs": documents} for row in rows]


def _load() -> Annotator:
    from bot.wiring import load_annotator

    return Remembering(load_annotator(), FOLDER)


def main(run: Callable[[], object] = evaluate) -> None:
    """Run as ``python -m eval.cli``; a user's error is one line and exit code 2."""
    try:
        run()
    except NewsbriefError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
