"""Writes docs/parity.md from the table of cases: ``python -m tests.conformance.parity``."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from tests.conformance.cases import CASES
from tests.conformance.script import Case

PAGE = Path(__file__).parents[2] / "docs" / "parity.md"
PLATFORMS = {"slack": "Slack", "discord": "Discord", "terminal": "terminal"}
OPENING = """\
# What works where

Written by `python -m tests.conformance.parity` from the cases that the tests play on each platform: the real bot over
real sockets, read from the screen by whoever did something and by somebody beside them. A *no* is tried, too: there
nobody can do it. [Commands](commands.md) says what each of them does, [Slack](slack.md) and [Discord](discord.md) how
to set the bot up there.

## Each in its own manner

| | Slack | Discord | terminal |
|---|---|---|---|
| an answer for one alone | a message that only they see | a message that only they see | the screen |
| an answer to a mention | in the mention's thread | a reply in the channel | the screen |
| a mistake in a form | stands beside its field | is said; *Try again* opens the form as it was filled in | as on Discord |
| a form | a modal | a modal | one question after another |
| a command | typed | picked, with its options | typed |
| a menu | a menu | a menu | numbers to type |
"""


def write() -> str:
    """The page."""
    parts = [OPENING]
    for group, cases in groupby(CASES, key=lambda case: case.group):
        head = f"\n## {group}\n\n| | {' | '.join(PLATFORMS.values())} |\n|---|{'---|' * len(PLATFORMS)}\n"
        parts.append(head + "".join(_row(case) for case in cases))
    return "".join(parts)


def _row(case: Case) -> str:
    cells = [_cell(case, name) for name in PLATFORMS]
    return f"| {case.feature} | {' | '.join(cells)} |\n"


def _cell(case: Case, platform: str) -> str:
    if platform in case.lacks:
        return f"no: {case.lacks[platform]}"
    return f"yes: {case.notes[platform]}" if platform in case.notes else "yes"


if __name__ == "__main__":
    PAGE.write_text(write(), "utf-8")
