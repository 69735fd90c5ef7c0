"""What a place's id tells on Slack, and what a thread's root is."""

from __future__ import annotations

from adapters.inbound import MessageRef

NAME = "slack"
OURS = "newsbrief_"
"""What the metadata of the bot's own posts begins with."""


def direct(channel: str) -> bool:
    """Whether an id is a conversation of two, or a person, to whom a post goes directly."""
    return channel[:1] in ("D", "U", "W")


def root_of(ref: MessageRef) -> str:
    """Give the post that a reply to this one hangs under: Slack's threads have one level."""
    return ref.thread or ref.id
