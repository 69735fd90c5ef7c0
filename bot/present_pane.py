"""The first words in a conversation beside the work. Pure."""

from __future__ import annotations

from adapters.message import Message, say
from bot.present import counted


def present_greeting(articles: int) -> Message:
    """Say what can be asked."""
    return say(f"Ask me anything about the {counted(articles, 'stored article')}; every answer shows who says it.")
