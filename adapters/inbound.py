"""What people do on a platform, as plain data that can be stored before it is acknowledged."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Channel:
    """A place to post: the platform's name, its workspace or guild, and its own opaque id."""

    platform: str
    workspace: str
    id: str

    def __post_init__(self) -> None:
        if not (self.platform and self.workspace and self.id):
            raise ValueError("a channel needs a platform, a workspace and an id")

    def __str__(self) -> str:
        return f"{self.platform}/{self.workspace}/{self.id}"

    @classmethod
    def parse(cls, key: str) -> Channel:
        """Read what ``str(channel)`` wrote."""
        platform, workspace, opaque = key.split("/", 2)
        return cls(platform, workspace, opaque)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform; in a shared channel the workspace may be another than the channel's."""

    platform: str
    workspace: str
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a post lies; ``thread`` is the id of the post that opened its thread, if it lies in one."""

    channel: Channel
    id: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command: ``text`` is all that followed the subcommand, ``arguments`` the same by parameter name."""

    name: str
    subcommand: str | None = None
    text: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Words said to the bot: a mention, a direct message, a reply to it. The bot's own name is taken out.

    ``addressed`` is False for words in a thread that do not name the bot; they may go on with what it was asked there.
    """

    text: str
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed, or a menu chosen from, on the post ``ref``."""

    action: str
    value: str = ""
    chosen: tuple[str, ...] = ()
    ref: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A form sent off: for each field's name, what was typed or chosen."""

    action: str
    answers: Mapping[str, tuple[str, ...]]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message's menu used on somebody's post ("Ask about this"): its words, and the links in it."""

    name: str
    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """The bot's own page opened; ``reply`` fills it."""


@dataclass(frozen=True, slots=True)
class PaneOpened:
    """A conversation beside the work opened (Slack's assistant); a reply's buttons are what may be asked there."""


class Change(enum.Enum):
    """What happened to the bot's place on the platform."""

    JOINED = "joined"
    LEFT = "left"
    CLOSED = "closed"
    RENAMED = "renamed"
    UNINSTALLED = "uninstalled"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """The bot came to or lost a channel or workspace, or the channel changed.

    A change of a whole workspace has the workspace's id for the channel's.
    """

    change: Change
    name: str = ""


What: TypeAlias = Command | Question | Press | Submission | Shortcut | HomeOpened | PaneOpened | PlaceChanged


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that somebody did: who, where, what.

    ``id`` is the same for every redelivery. ``handle`` is the platform's own, opaque, storable key to answering
    (a response address, an interaction's token). ``direct`` marks a conversation that nobody else reads. ``within`` is
    the channel that ``where`` lies in, on a platform where a thread is a channel of its own.
    """

    id: str
    who: Person
    where: Channel
    what: What
    thread: str | None = None
    direct: bool = False
    handle: str = ""
    within: Channel | None = None


@dataclass(frozen=True, slots=True)
class Autocomplete:
    """Somebody is typing a parameter's value: offer what could follow ``typed``."""

    who: Person
    where: Channel
    command: str
    subcommand: str | None
    parameter: str
    typed: str
