"""`newsbrief run`: the bot, on the platforms that are configured, or here in the terminal."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from random import random
from time import monotonic

import click

from adapters.commands import read_command
from adapters.message import Message
from adapters.platform import Channel, Platform
from bot.allowance import UNLIMITED, Allowance
from bot.cli.screen import show, working
from bot.commands.request import Request
from bot.commands.routing import respond
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.errands import Errands
from bot.gathering import Gathering
from bot.ledger.ledger import Ledger
from bot.occupancy import Presence, occupy
from bot.present import present_welcome
from bot.scopes import Scopes
from bot.service import Chore, Service
from bot.wiring import (
    Newsroom,
    open_intake,
    open_ledger,
    open_newsroom,
    open_platforms,
    open_terminal,
    read_samples,
    utc_now,
)
from briefings.enumeration import enumerate_words
from briefings.errors import NewsbriefError, StoreError
from briefings.models import Scope

WATCHING_RHYTHM = 2.0  # seconds
SHOWN_WITHOUT_A_TERMINAL = ("/brief", "/ask who is attending?")


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        SettingError: a token is missing beside those that are set.
    """
    if settings.platforms:  # somebody's newsroom: the sample articles are not for it
        with open_newsroom(settings) as newsroom:
            asyncio.run(serve_chat(newsroom, settings))
        return
    with open_newsroom(settings) as newsroom:
        store_samples(newsroom, settings, utc_now())
        if sys.stdin.isatty() and sys.stdout.isatty():
            asyncio.run(talk(newsroom, settings, *open_terminal(settings)))
        else:
            recite(newsroom, settings)


async def serve_chat(newsroom: Newsroom, settings: Settings) -> None:
    """Serve every platform that is configured, side by side.

    Raises:
        SettingError: a token is missing beside those that are set.
        StoreError: another bot runs on this database, or the database was lost.
    """
    allowance = Allowance(settings.questions_per_person, settings.questions_per_workspace)
    platforms = open_platforms(settings)
    if sys.stdout.isatty():  # somebody sits there; nothing else is said while all is well
        names = enumerate_words([platform.name.capitalize() for platform in platforms])
        click.echo(f"newsbrief serves {names}; Ctrl-C ends it.")
    await run_bot(newsroom, settings, platforms, allowance=allowance)


async def talk(newsroom: Newsroom, settings: Settings, platform: Platform, screen: Channel) -> None:
    """Serve one platform, greeting its channel first, until its person leaves or the process is told to end.

    Raises:
        StoreError: another bot runs on this database, or the database was lost.
    """
    await run_bot(newsroom, settings, [platform], screen=screen)


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
        if isinstance(message, Message):
            show(message)
        click.echo()


async def run_bot(
    newsroom: Newsroom,
    settings: Settings,
    platforms: Sequence[Platform],
    *,
    screen: Channel | None = None,
    allowance: Allowance = UNLIMITED,
) -> None:
    """Serve platforms until they are closed; ``screen`` is a channel that is greeted at every start."""
    with occupy(settings.database), open_ledger(settings) as ledger:
        newsdesk = open_intake(settings, newsroom)
        errands = Errands(newsdesk, asyncio.get_running_loop())
        scopes = Scopes(newsroom.store, ledger, settings.workspace if settings.shared else "")
        service = Service(
            newsroom.briefings,
            ledger,
            platforms,
            scopes,
            clock=utc_now,
            elapsed=monotonic,
            chance=random,
            zone=settings.zone,
            errands=errands,
            allowance=allowance,
        )
        limits = {platform.name: platform.limits for platform in platforms}
        gathering = Gathering(
            newsdesk,
            ledger,
            limits.get,
            clock=utc_now,
            zone=settings.zone,
            wake=service.wake,
        )
        for chore in gathering.chores:
            service.add(chore)
        presence = Presence(settings.database)

        async def watch() -> None:
            if presence.is_lost():
                await service.fail(await asyncio.to_thread(rescued, ledger, settings))

        service.add(Chore("watching the database", WATCHING_RHYTHM, watch))
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(signal.SIGTERM, lambda: asyncio.ensure_future(service.close()))

        def warm() -> None:
            newsroom.warm()
            gc.collect()
            gc.freeze()  # the models stay: whoever asks does not wait while they are searched for garbage

        warming = loop.run_in_executor(None, warm)
        await service.introduce(COMMANDS)
        if screen:
            greeting = present_welcome(newsroom.briefings.facts(scopes(screen)))
            await platforms[0].send(screen, greeting, marker="welcome")
        try:
            await service.run()
        finally:
            await service.close()
            errands.close()
            await newsdesk.close()
            await asyncio.gather(warming, return_exceptions=True)


def rescued(ledger: Ledger, settings: Settings) -> StoreError:
    """Save what a lost database still holds, and say where it is."""
    lost = f"The database {settings.database} was deleted or moved while newsbrief ran, so it stopped sending"
    place = settings.database.with_name(f"rescued-{utc_now():%Y%m%d-%H%M%S}.db")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        ledger.save(place)
    except (OSError, NewsbriefError) as error:
        return StoreError(f"{lost}; it could not be saved either ({error}): bring it back from your backup.")
    return StoreError(f"{lost}; its content is saved in {place}: move that to {settings.database} and start again.")
