"""`newsbrief sources`, `fetch` and `why`: what the news is read from, followed, fetched and explained at a shell."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.cli.options import as_json, with_settings
from bot.cli.screen import show, tell
from bot.config import Settings
from bot.wiring import open_newsroom, open_store


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
@with_settings
def sources(settings: Settings, context: click.Context, as_json: bool) -> None:
    """List what the news is read from, and how each source fares; or follow, pause and remove sources."""
    if context.invoked_subcommand is None:
        show_sources(settings, as_json)


@sources.command("list")
@as_json
@with_settings
def list_all(settings: Settings, as_json: bool) -> None:
    """List what the news is read from, and how each source fares."""
    show_sources(settings, as_json)


@sources.command()
@click.argument("address")
@click.option("--name", default="", help="What the source is to be called.")
@with_settings
def add(settings: Settings, address: str, name: str) -> int:
    """Follow the site, feed, page, sitemap or folder at ADDRESS, and fetch its latest articles."""
    from bot.cli.fetching import add_source

    return add_source(settings, address, name)


@sources.command()
@click.argument("name", nargs=-1, required=True)
@with_settings
def remove(settings: Settings, name: tuple[str, ...]) -> None:
    """Follow the source NAME no more."""
    carry_out(settings, ("sources", "remove"), " ".join(name))


@sources.command()
@click.argument("name", nargs=-1, required=True)
@with_settings
def pause(settings: Settings, name: tuple[str, ...]) -> None:
    """Let the source NAME rest."""
    carry_out(settings, ("sources", "pause"), " ".join(name))


@sources.command()
@click.argument("name", nargs=-1, required=True)
@with_settings
def resume(settings: Settings, name: tuple[str, ...]) -> None:
    """Let the source NAME go on, whyever it rested."""
    carry_out(settings, ("sources", "resume"), " ".join(name))


@sources.command()
@click.argument("address")
@with_settings
def test(settings: Settings, address: str) -> None:
    """Show what ADDRESS would bring; nothing is stored."""
    carry_out(settings, ("sources", "test"), address)


@sources.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@with_settings
def import_file(settings: Settings, file: Path) -> int:
    """Follow all feeds of an OPML FILE, and fetch their latest articles; "-" reads it from standard input."""
    from bot.cli.fetching import import_sources

    return import_sources(settings, file)


@sources.command()
@with_settings
def export(settings: Settings) -> None:
    """Print what is followed as an OPML file."""
    from bot.commands.sources import to_opml
    from bot.wiring import utc_now

    store = open_store(settings)
    try:
        click.echo(to_opml(store.following(settings.workspace), utc_now()), nl=False)
    finally:
        store.close()


@click.command()
@with_settings
def fetch(settings: Settings) -> int:
    """Fetch every source that is due, once, and annotate what came; for cron, or beside a running bot."""
    from bot.cli.fetching import fetch_due

    return fetch_due(settings)


@click.command()
@click.argument("link", nargs=-1, required=True)
@with_settings
def why(settings: Settings, link: tuple[str, ...]) -> None:
    """Tell what became of the article at LINK: fetched, stored, annotated, in which story; or why not."""
    carry_out(settings, ("brief", "why"), " ".join(link))


def show_sources(settings: Settings, as_json: bool) -> None:
    """Print the sources of the workspace."""
    from bot.present_sources import present_sources
    from bot.typed import SHELL
    from briefings.models import Scope

    store = open_store(settings)
    try:
        facts = store.sources(Scope(settings.workspace))
    finally:
        store.close()
    tell(facts if as_json else present_sources(facts, settings.zone, typed=SHELL))


def carry_out(settings: Settings, command: tuple[str, str], text: str) -> None:
    """Do what a command and its subcommand do in chat, and print what is said."""
    from adapters.message import Message
    from bot.commands.request import Request
    from bot.commands.routing import HANDLERS
    from bot.errands import Errands
    from bot.wiring import open_intake, utc_now
    from briefings.models import Scope

    with open_newsroom(settings) as newsroom:

        async def run() -> Message:
            newsdesk = open_intake(settings, newsroom)
            errands = Errands(newsdesk, asyncio.get_running_loop())
            scope = Scope(settings.workspace)
            request = Request(newsroom.briefings, scope, utc_now(), settings.zone, text, errands=errands)
            try:
                said = await asyncio.to_thread(HANDLERS[command], request)
                assert isinstance(said, Message)  # no form at a shell: there is always something typed
                return said
            finally:
                errands.close()
                await newsdesk.close()

        show(asyncio.run(run()))
