"""A long message page by page: the first is given, a button shows the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.message import Button, Message
from bot.commands.again import NEXT
from bot.commands.request import Request
from briefings.errors import NewsbriefError


def begin(pages: Sequence[Message], request: Request) -> Message:
    """The first page with a button to the next, or all of them at once where nothing could keep the others."""
    first = pages[0]
    if len(pages) == 1:
        return first
    if request.desk:
        try:
            token = request.desk.ledger.conversations.keep_pages(pages, request.now)
        except NewsbriefError:  # what cannot be written now may still be read
            pass
        else:
            following = Button(f"Next (2/{len(pages)})", NEXT, f"{token}.2")
            return replace(first, actions=(*first.actions, following))
    return replace(first, blocks=tuple(block for page in pages for block in page.blocks))
