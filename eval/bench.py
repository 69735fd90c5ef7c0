"""`make bench`: how long a user waits, and how much memory it takes, on this machine.

Everything is measured in a process of its own, from its start on, as a user meets it: an empty store, the two sample
articles, then questions. Times are wall-clock seconds.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot.wiring import Newsroom, open_newsroom_in, read_samples, utc_now
from briefings.intake.ports import Following, Seen
from briefings.models import Document, Question, Scope

WORKSPACE = "bench"
QUESTIONS = (
    "Who is attending?",
    "Who is not coming?",
    "When did it happen?",
    "Where will it take place?",
    "What did the foreign ministry say?",
    "How many people will march?",
    "Why is the event important?",
    "Who won the football match?",
)
ROUNDS = 5
ARTICLES = 3_000  # for taking in
FEED = "https://bench.example/feed"
HELP = [sys.executable, "-m", "bot", "--help"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process took: seconds, and megabytes at the peak."""

    start_up: float
    store: float
    first_answer: float
    answers: tuple[float, ...]
    digests: tuple[float, ...]
    memory: float
    taken: float


def measure(began: float) -> Measured:
    """Do what a user does in this process, which began at that monotonic time."""
    scope = Scope(WORKSPACE)
    with TemporaryDirectory() as folder, open_newsroom_in(Path(folder)) as newsroom:
        newsroom.warm()
        start_up = time.monotonic() - began
        documents = read_samples(utc_now())
        store = _timed(lambda: list(newsroom.briefings.ingest(documents, WORKSPACE, utc_now())))
        answers = [
            _timed(lambda: newsroom.briefings.answer(scope, Question(words, utc_now())))  # noqa: B023 -- called at once
            for _ in range(ROUNDS)
            for words in QUESTIONS
        ]
        taken = take_in(newsroom)
        digests = tuple(_timed(lambda: newsroom.briefings.digest(scope, utc_now())) for _ in range(ROUNDS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
    return Measured(start_up, store / len(documents), answers[0], tuple(answers), digests, peak, taken)


def take_in(newsroom: Newsroom) -> float:
    """How many parsed articles a second are stored before they are annotated, ten in a transaction."""
    newsroom.store.add_source(Following("other", FEED, "Feed", "feed", FEED), utc_now())
    rng = random.Random(1)
    texts = [" ".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=1_500)) for _ in range(ARTICLES)]
    parsed = [(Seen(str(number), b""), Document(str(number), text)) for number, text in enumerate(texts)]

    def store() -> None:
        for start in range(0, ARTICLES, 10):
            newsroom.store.take(FEED, parsed[start : start + 10], [], utc_now())

    return ARTICLES / _timed(store)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def report(measured: Measured, help_time: float) -> Table:
    """The figures beside what is promised."""
    table = Table(title="newsbrief on this machine", title_justify="left")
    table.add_column("what")
    for name in ("measured", "promised"):
        table.add_column(name, justify="right")
    slowest = max(measured.answers)
    rows = (
        ("start-up, from the command to the first question", f"{measured.start_up:.2f} s", "5 s"),
        ("storing an article", f"{measured.store:.2f} s", ""),
        ("first answer", f"{measured.first_answer:.2f} s", "1 s"),
        (f"answer, median of {len(measured.answers)}", f"{statistics.median(measured.answers):.3f} s", "1 s"),
        ("answer, slowest", f"{slowest:.3f} s", "1 s"),
        ("first digest", f"{measured.digests[0]:.3f} s", ""),
        ("the same again, which is remembered", f"{statistics.median(measured.digests):.3f} s", ""),
        ("taking in parsed articles, before annotation", f"{measured.taken:,.0f}/s", "1,500/s"),
        ("newsbrief --help", f"{help_time:.2f} s", "0.5 s"),
        ("memory at the peak", f"{measured.memory:.0f} MB", "600 MB"),
    )
    for row in rows:
        table.add_row(*row)
    return table


def main() -> None:
    """Measure in a fresh process, and print a table."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(asdict(measure(float(sys.argv[1])))))
        return
    child = [sys.executable, "-m", "eval.bench", str(time.monotonic())]
    done = subprocess.run(child, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr or "the measured process ended without a word")
    found = json.loads(done.stdout)
    help_time = _timed(lambda: subprocess.run(HELP, capture_output=True, check=True))
    Console().print(report(Measured(**{**found, "answers": tuple(found["answers"])}), help_time))


if __name__ == "__main__":
    main()
