"""What has to be kept to answer later: an interaction's key, or the message that asked. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from adapters.discord.payloads import time_of, word

TOKEN_LIFE = timedelta(minutes=15)
"""How long Discord takes answers to an interaction by its token."""
NO_TIME = timedelta(days=30)
"""How old an interaction's id cannot be, unless it was not made by Discord's clock."""


class Kind(StrEnum):
    """What sort of interaction it was, which decides how it may be answered."""

    COMMAND = "command"
    COMPONENT = "component"
    MODAL = "modal"


@dataclass(frozen=True, slots=True)
class InteractionHandle:
    """An interaction's key; ``message`` is the post that was pressed or whose form it is.

    ``asking`` marks a press on our own "Are you sure?", whose place the answer takes. ``absent`` marks a person's own
    install in a place where the bot is not, so that nothing can be posted there but by the key. ``private``: only its
    presser sees the post.
    """

    application: str
    id: str
    token: str
    kind: Kind
    message: str = ""
    asking: bool = False
    absent: bool = False
    private: bool = False

    def is_spent(self, now: datetime) -> bool:
        """Tell whether the key answers no more; an id that is older than any can be tells no time."""
        return TOKEN_LIFE <= now - time_of(self.id) < NO_TIME


@dataclass(frozen=True, slots=True)
class MessageHandle:
    """The message that asked, to reply to."""

    message: str


Handle: TypeAlias = InteractionHandle | MessageHandle


def write_handle(handle: Handle) -> str:
    """Give the handle as a text to be stored."""
    return json.dumps({name: value for name, value in asdict(handle).items() if value}, separators=(",", ":"))


def read_handle(text: str) -> Handle | None:
    """Read what ``write_handle`` wrote; None for anything else."""
    try:
        kept = json.loads(text)
    except ValueError:
        return None
    if not word(kept, "token"):
        return MessageHandle(word(kept, "message")) if word(kept, "message") else None
    return InteractionHandle(
        word(kept, "application"),
        word(kept, "id"),
        word(kept, "token"),
        Kind(word(kept, "kind")),
        word(kept, "message"),
        word(kept, "asking") == "true",
        word(kept, "absent") == "true",
        word(kept, "private") == "true",
    )
