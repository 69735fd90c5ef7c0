"""A command in words that were said to the bot: "@newsbrief help", or "/brief climate" in a direct message. Pure.

Only what can hardly be a question is taken for a command: "help me understand the budget" stays one.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from adapters.commands import find_command, read_command
from adapters.platform import Command, Question, What
from bot.commands.spans import read_wanted
from bot.commands.table import COMMANDS

_SLASHED = re.compile(r"/(?P<name>[a-z][a-z_-]{1,31})(?:\s+(?P<text>.*))?", re.IGNORECASE)
_BRIEF_ME = re.compile(r"brief\s+(?:me|us)\b\s*(?:(?:on|about)\b\s*)?(?P<text>.*)", re.IGNORECASE)
_TOPIC = 2  # words that "brief" may be followed by: "brief climate", but not "brief history of the strike"


def understand(what: What, now: datetime, zone: tzinfo) -> What:
    """The command that a question is, if it is one; anything else as it is."""
    if not isinstance(what, Question) or not what.addressed:
        return what
    text = what.text.strip()
    if "\n" in text:
        return what
    if slashed := _SLASHED.fullmatch(text):
        return _read(slashed["name"], slashed["text"] or "")
    return _read_words(text, now, zone) or what


def _read_words(text: str, now: datetime, zone: tzinfo) -> Command | None:
    name, _, rest = text.rstrip(" .!").partition(" ")
    spec = find_command(COMMANDS, name.rstrip("?"))
    if spec is None or spec.parameters:  # "ask ..." is a question anyway
        return None
    rest = rest.strip()
    if not rest:
        return _read(spec.name, "")
    if rest.endswith("?"):
        return None
    if spec.subcommand(rest.split(None, 1)[0]):
        return _read(spec.name, rest)
    if spec.name != "brief":
        return None
    if asked := _BRIEF_ME.fullmatch(f"{name} {rest}"):
        return _read(spec.name, f"now {asked['text']}")
    if len(rest.split()) <= _TOPIC or read_wanted(rest, now, zone).since:
        return _read(spec.name, f"now {rest}")
    return None


def _read(name: str, text: str) -> Command:
    """Read a command; "/news-brief" is "/brief", as where another app owns that name."""
    short = name.rpartition("-")[2]
    known = name if find_command(COMMANDS, name) or not find_command(COMMANDS, short) else short
    return read_command(known, text, COMMANDS)
