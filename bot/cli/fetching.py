"""Fetching at a shell: one source, a list of them, or all that are due, with progress, and annotated at the end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli.screen import show
from bot.config import Settings
from bot.present import counted
from bot.present_sources import present_added, present_first_fetch, present_import, present_notice
from bot.typed import SHELL
from bot.wiring import open_intake, open_newsroom, utc_now
from briefings.errors import NotFoundError
from briefings.intake.newsdesk import Newsdesk
from briefings.intake.progress import Progress, Report

MISTAKE = 2


def add_source(settings: Settings, address: str, name: str) -> int:
    """Follow a source and fetch it at once; the exit code is 2 where that failed."""

    async def work(newsdesk: Newsdesk) -> int:
        with watched("Looking ...") as report:
            added = await newsdesk.add(address, settings.workspace, name, folders=True)
        show(present_added(added, typed=SHELL))
        if not added.is_new:
            return 0
        feed = added.following.feed
        with watched("Fetching") as report:
            progress = await fetch_and_annotate(newsdesk, [feed], report, Tally())
        state = newsdesk.state(feed)
        show(present_first_fetch(added.following.name, progress, state.error if state else ""))
        return MISTAKE if progress.failed else 0

    return with_newsdesk(settings, work)


def import_sources(settings: Settings, file: Path) -> int:
    """Follow the feeds of an OPML file and fetch them all."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise NotFoundError(f"{file} cannot be read ({error.strerror}); check its name.") from error

    async def work(newsdesk: Newsdesk) -> int:
        imported = await newsdesk.import_feeds(content, file.name, settings.workspace)
        show(present_import(imported))
        tally = Tally()
        try:
            with watched("Fetching", total=len(imported.feeds)) as report:
                await fetch_and_annotate(newsdesk, imported.feeds, report, tally)
        except asyncio.CancelledError:
            click.echo(f"Stopped early: {closing(tally.total)} “newsbrief fetch” goes on with the rest.")
            raise
        click.echo(closing(tally.total))
        return 0

    return with_newsdesk(settings, work)


def fetch_due(settings: Settings) -> int:
    """Fetch what is due and annotate what waits."""

    async def work(newsdesk: Newsdesk) -> int:
        with watched("Fetching") as report:
            progress = await newsdesk.poll_due(utc_now(), report)
            progress += Progress(annotated=await newsdesk.annotate_waiting(report))
        for notice in await newsdesk.notices():
            if not notice.following.owner.channel:  # the others are told by the bot, where they are
                show(present_notice(notice, settings.zone, typed=SHELL))
                await newsdesk.mark_told(notice)
        click.echo(closing(progress) if progress != Progress() else "Nothing is due.")
        return 0

    return with_newsdesk(settings, work)


class Tally:
    """All that was reported so far."""

    def __init__(self) -> None:
        self.total = Progress()

    def add(self, progress: Progress) -> None:
        """Count what has happened since the last report."""
        self.total += progress


async def fetch_and_annotate(newsdesk: Newsdesk, feeds: Iterable[str], report: Report, tally: Tally) -> Progress:
    """Fetch feeds and annotate all that waits; gives what became of it."""

    def count(progress: Progress) -> None:
        tally.add(progress)
        report(progress)

    await newsdesk.fetch(list(feeds), count)
    await newsdesk.annotate_waiting(count)
    return tally.total


def closing(progress: Progress) -> str:
    """The closing line: "12 sources fetched, 1 failed; 40 articles stored, 40 annotated."."""
    failed = f", {progress.failed} failed" if progress.failed else ""
    fetched = f"{counted(progress.feeds, 'source')} fetched{failed}"
    return f"{fetched}; {counted(progress.stored, 'article')} stored, {progress.annotated} annotated."


def with_newsdesk(settings: Settings, work: Callable[[Newsdesk], Awaitable[int]]) -> int:
    """Do something with the intake and close it, whatever happens."""
    with open_newsroom(settings) as newsroom:

        async def run() -> int:
            newsdesk = open_intake(settings, newsroom)
            try:
                return await work(newsdesk)
            finally:
                await newsdesk.close()

        return asyncio.run(run())


@contextmanager
def watched(words: str, total: int = 0) -> Iterator[Report]:
    """Show how far it is on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    from rich.console import Console

    seen = Progress()
    with Console(stderr=True).status(words) as status:

        def update(progress: Progress) -> None:
            nonlocal seen
            seen += progress
            of = f" of {total}" if total else ""
            status.update(
                f"{words}: {seen.feeds}{of} fetched, {seen.read} of {seen.found} entries read, "
                f"{seen.stored} stored, {seen.annotated} annotated"
            )

        yield update
