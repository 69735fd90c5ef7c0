"""Buttons that go on with what was begun: the next part of a long private answer, a form that has to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from adapters.message import Button, Message, say
from adapters.platform import Limits, Press
from adapters.split import split
from bot.commands.request import Request
from bot.ledger.conversations import Conversations

NEXT, MEND = "page.next", "form.mend"


def fit_privately(message: Message, limits: Limits, pages: Conversations, now: datetime) -> Message:
    """What is shown first of a message that only one person sees: all of it, or a part with a button to the next.

    A private answer cannot be a row of posts: where a platform repeats one, the second takes the place of the first.
    """
    if len(split(message, limits)) == 1:
        return message
    rows = (message.actions, (_next("0" * 16, 999, 999),))
    room = max(rows, key=lambda row: limits.measure(row).characters)
    parts = [replace(part, actions=()) for part in split(replace(message, actions=room), limits)]
    parts[-1] = replace(parts[-1], actions=message.actions)
    return _page(parts, pages.keep_pages(parts, now), 1)


def press_next(press: Press, request: Request) -> Message | None:
    """The next part of a long answer, in the place of the one before."""
    token, _, number = press.value.partition(".")
    parts = request.desk.ledger.conversations.pages(token) if request.desk else ()
    if not (number.isdecimal() and 0 < int(number) <= len(parts)):
        return say("I do not have the rest of that any more; please ask again.")
    return replace(_page(parts, token, int(number)), replaces=True)


def _page(parts: Sequence[Message], token: str, number: int) -> Message:
    part = parts[number - 1]
    return part if number == len(parts) else replace(part, actions=(_next(token, number + 1, len(parts)),))


def _next(token: str, number: int, count: int) -> Button:
    return Button(f"Next ({number}/{count})", NEXT, f"{token}.{number}")
