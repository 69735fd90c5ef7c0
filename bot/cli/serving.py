"""`newsbrief run`: the bot, on the platforms that are configured, or here in the terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import click

from adapters.commands import read_command
from adapters.platform import Channel, Platform
from bot.cli.screen import show, working
from bot.commands.request import Request
from bot.commands.routing import respond
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.listening import Reception
from bot.present import present_welcome
from bot.wiring import Newsroom, open_newsroom, open_terminal, read_samples, utc_now
from briefings.errors import SettingError
from briefings.models import Scope

WORKERS = 2
SHOWN_WITHOUT_A_TERMINAL = ("/brief", "/ask who is attending?")


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        SettingError: a platform is configured that this version does not serve.
    """
    if settings.platforms:
        raise SettingError(
            f"{' and '.join(settings.platforms)} cannot be served yet: it comes with the next version;"
            " take the tokens out of the environment, .env and newsbrief.toml to use the terminal."
        )
    with open_newsroom(settings) as newsroom:
        store_samples(newsroom, settings, utc_now())
        if sys.stdin.isatty() and sys.stdout.isatty():
            asyncio.run(talk(newsroom, settings, *open_terminal(settings)))
        else:
            recite(newsroom, settings)


def store_samples(newsroom: Newsroom, settings: Settings, now: datetime) -> int:
    """Store the sample articles, but only where nothing is stored yet; gives how many were new."""
    if newsroom.briefings.facts().articles:
        return 0
    with working("Reading the sample articles ..."):
        return len(list(newsroom.briefings.ingest(read_samples(now), settings.workspace, now)))


def recite(newsroom: Newsroom, settings: Settings) -> None:
    """Where nobody can type, show what the bot does: the digest and one answer."""
    request = Request(newsroom.briefings, Scope(settings.workspace), utc_now(), settings.zone)
    for line in SHOWN_WITHOUT_A_TERMINAL:
        click.echo(f"> {line}\n")
        name, _, rest = line.removeprefix("/").partition(" ")
        message = respond(read_command(name, rest, COMMANDS), request)
        if message:
            show(message)
        click.echo()


async def talk(newsroom: Newsroom, settings: Settings, platform: Platform, screen: Channel) -> None:
    """Serve a platform, greeting its channel first, until its person leaves or the process is told to end."""
    scope = Scope(settings.workspace)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="work") as workers:
        reception = Reception(
            platform, newsroom.briefings, lambda _channel: scope, clock=utc_now, zone=settings.zone, workers=workers
        )
        await platform.publish(COMMANDS)
        platform.autocomplete(reception.complete)
        with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(signal.SIGTERM, lambda: asyncio.ensure_future(platform.close()))
        loop.run_in_executor(workers, newsroom.warm)
        await platform.send(screen, present_welcome(newsroom.briefings.facts(scope)), marker="welcome")
        try:
            await platform.listen(reception.receive)
        finally:
            await platform.close()
            workers.shutdown(wait=False, cancel_futures=True)
