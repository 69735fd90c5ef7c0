"""`newsbrief check`: what is configured, what works, what is missing."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from bot.cli.screen import working
from bot.cli.tokens import trials
from bot.config import Settings, read_origins
from bot.wiring import load_annotator, load_reader, open_platforms, open_store, read_survey, utc_now
from briefings.errors import NewsbriefError, ReadOnlyError, SettingError, StoreError

MISTAKE = 2
CLOCK_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``fine`` is None where there is nothing to be right or wrong."""

    name: str
    fine: bool | None
    words: str

    def __str__(self) -> str:
        mark = {True: "ok", False: "BAD", None: "-"}[self.fine]
        return f"{mark:<4} {self.name:<10} {self.words}"


def check_all(settings: Settings, home: Path, *, quick: bool = False, quiet: bool = False) -> int:
    """Print every finding, or only the bad ones, and give the exit code: 2 when something is wrong."""
    code = 0
    for finding in findings(settings, home, quick=quick):
        if finding.fine is False:
            code = MISTAKE
            click.echo(str(finding), err=True)
        elif not quiet:
            click.echo(str(finding))
    return code


def findings(settings: Settings, home: Path, *, quick: bool) -> Iterator[Finding]:
    """Look at one thing after the other."""
    named = [
        f"{origin.place} ({', '.join(origin.names.values())})"
        for origin in read_origins(home, os.environ)
        if origin.names
    ]
    yield Finding("settings", True, f"from {'; '.join(named)}" if named else "nothing is set; the defaults hold")
    yield _tried("database", lambda: _open(settings))
    yield _tried("clock", lambda: _look_at_clock(settings))
    if not quick:
        yield _tried("language", _load)
        off = Finding("reader", None, "switched off; the rules answer alone")
        yield _tried("reader", _load_reader) if settings.reader else off
    for platform, secrets in _secrets(settings).items():
        said = ", ".join(f"{name} {'set' if value else 'missing'}" for name, value in secrets.items())
        yield Finding(platform, None, said)
    if not settings.platforms:
        yield Finding("chat", None, "no token is set; “newsbrief run” opens the terminal")
        return
    yield _tried("chat", lambda: _open_platforms(settings))
    if not quick:
        yield from (_tried(trial.platform, trial.try_out) for trial in trials(settings))


def _open_platforms(settings: Settings) -> str:
    opened = open_platforms(settings)
    return f"“newsbrief run” serves {' and '.join(settings.platforms)}: {len(opened)} configured"


def _secrets(settings: Settings) -> dict[str, dict[str, bool]]:
    return {
        "Slack": {
            "SLACK_BOT_TOKEN": settings.slack_bot_token is not None,
            "SLACK_APP_TOKEN": settings.slack_app_token is not None,
            "SLACK_SIGNING_SECRET": settings.slack_signing_secret is not None,
            "SLACK_CLIENT_ID": bool(settings.slack_client_id),
            "SLACK_CLIENT_SECRET": settings.slack_client_secret is not None,
            "SLACK_TOKEN_KEY": settings.slack_token_key is not None,
        },
        "Discord": {"DISCORD_TOKEN": settings.discord_token is not None},
    }


def _tried(name: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, attempt())
    except NewsbriefError as error:
        return Finding(name, False, str(error))


def _open(settings: Settings) -> str:
    store = open_store(settings)
    try:
        facts = store.facts()
    finally:
        store.close()
    if not facts.writable:
        raise ReadOnlyError(f"The database {facts.place} can only be read; give yourself write access to store news.")
    return f"{facts.place}, {facts.articles:,} articles"


def _look_at_clock(settings: Settings) -> str:
    """Schedules stand on the clock and on the rules of time zones."""
    now, latest = utc_now(), None
    with suppress(StoreError):  # which is said of the database
        latest = read_survey(settings).latest
    if latest and latest > now + CLOCK_SLACK:
        raise SettingError(
            f"The clock shows {now:%Y-%m-%d %H:%M} UTC, but something was stored at {latest:%Y-%m-%d %H:%M}: set the"
            " clock right, best by NTP."
        )
    return f"{now:%Y-%m-%d %H:%M} UTC; the rules of time zones are those of {zones_version()}"


def zones_version() -> str:
    """Which version of the tz database Python reads: the system's comes first."""
    for folder in zoneinfo.TZPATH:
        for name in ("+VERSION", "tzdata.zi"):
            with suppress(OSError):
                first = (Path(folder) / name).read_text("utf-8").partition("\n")[0]
                return f"tz {first.removeprefix('# version ').strip()}, the system's"
    with suppress(PackageNotFoundError):
        return f"the package tzdata {version('tzdata')}"
    return "the system, of no known version"


def _load() -> str:
    with working("Loading the language models ..."):
        load_annotator()
    return "the models are whole and load"


def _load_reader() -> str:
    load_reader()
    return "the trained reader is whole and loads"
