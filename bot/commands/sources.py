"""`/sources`: what the news is read from."""

from __future__ import annotations

from adapters.message import Message
from bot.commands.request import Request
from bot.present import present_sources


def list_sources(request: Request) -> Message:
    """Every source of this asker's workspace."""
    return present_sources(request.briefings.sources(request.scope), request.zone)
