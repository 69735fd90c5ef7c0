"""`newsbrief add`: many files, one bar, one closing line."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from bot.config import Settings
from bot.wiring import Newsroom, find_files, open_newsroom, read_file, utc_now
from briefings.errors import SourceError
from briefings.models import Document, Outcome

MANY = 3  # files from which on a bar is worth its line
MISTAKE = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """How far the reading is: ``advance`` counts a file, ``tell`` says something above the bar."""

    advance: Callable[[], None]
    tell: Callable[[str], None]


def add_articles(settings: Settings, paths: Iterable[Path], publisher: str = "") -> int:
    """Store the articles, say what became of them, and give the exit code: 2 when a file was refused."""
    files = find_files(paths)
    outcomes: Counter[Outcome] = Counter()
    refused: list[Path] = []
    finished = False
    try:
        with open_newsroom(settings) as newsroom, progress(len(files)) as bar:
            for outcome in ingest(newsroom, settings, files, publisher, refused, bar):
                outcomes[outcome] += 1
        finished = True
    finally:
        if finished or outcomes or refused:
            click.echo(f"{'' if finished else 'Stopped early: '}{summarize(outcomes, refused)}")
    return MISTAKE if refused else 0


def ingest(
    newsroom: Newsroom,
    settings: Settings,
    files: Iterable[Path],
    publisher: str,
    refused: list[Path],
    bar: Bar,
) -> Iterator[Outcome]:
    """Store one file after the other; one that cannot be read is told at once and stops none of the others."""

    def documents() -> Iterator[Document]:
        for path in files:
            try:
                document = read_file(path, settings, utc_now())
            except SourceError as error:
                refused.append(path)
                bar.tell(str(error))
            else:
                yield document if document.source else replace(document, source=publisher.strip())
            bar.advance()

    for ingested in newsroom.briefings.ingest(documents(), settings.workspace, utc_now()):
        yield ingested.outcome


@contextmanager
def progress(total: int) -> Iterator[Bar]:
    """A bar on standard error when many files are read and somebody watches."""
    if total < MANY or not sys.stderr.isatty():
        yield Bar(lambda: None, lambda words: click.echo(words, err=True))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True, highlight=False, markup=False)
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield Bar(lambda: shown.advance(task), lambda words: console.print(words, soft_wrap=True))


def summarize(outcomes: Counter[Outcome], refused: list[Path]) -> str:
    """The closing line: "3 new, 1 unchanged, 1 refused: notes.bin"."""
    parts = [f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome if outcomes[outcome]]
    if refused:
        named = ", ".join(path.name or str(path) for path in refused[:MANY])
        more = f" and {len(refused) - MANY} more" if len(refused) > MANY else ""
        parts.append(f"{len(refused)} refused: {named}{more}")
    return (", ".join(parts) or "nothing was stored") + "."
