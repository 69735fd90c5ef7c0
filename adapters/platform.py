"""What the bot may ask of a chat platform, and what a platform tells the bot. The seam between the two.

A platform turns payloads into ``Inbound`` and ``Message`` into payloads. It decides nothing else: it never
splits, retries or queues a post on its own, because only the bot's ledger knows what was already said.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from adapters.commands import CommandSpec, Parameter, Subcommand
from adapters.controls import FieldKind
from adapters.inbound import (
    Autocomplete,
    Change,
    Channel,
    Command,
    HomeOpened,
    Inbound,
    MessageRef,
    PaneOpened,
    Person,
    PlaceChanged,
    Press,
    Question,
    Shortcut,
    Submission,
    What,
)
from adapters.message import Action, Block, Form, Message, Option

__all__ = [
    "Absent",
    "Ambiguous",
    "Autocomplete",
    "Change",
    "Channel",
    "Command",
    "CommandSpec",
    "Completer",
    "Finding",
    "HomeOpened",
    "Inbound",
    "Limits",
    "Listener",
    "MessageRef",
    "PaneOpened",
    "Parameter",
    "Permissions",
    "Person",
    "PlaceChanged",
    "Platform",
    "Press",
    "Question",
    "Reason",
    "Receipt",
    "Rejected",
    "Sent",
    "Shortcut",
    "Size",
    "Status",
    "Subcommand",
    "Submission",
    "Unreadable",
    "What",
]

Listener: TypeAlias = Callable[[Inbound], Awaitable[None]]
Completer: TypeAlias = Callable[[Autocomplete], Awaitable[Sequence[Option]]]


@dataclass(frozen=True, slots=True)
class Size:
    """What a block takes up once rendered: platform blocks, and characters with escapes and sources."""

    blocks: int
    characters: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits into one message, and how sending behaves.

    ``measure`` is the renderer's own, for a block or for all actions together: escapes and links count as the
    platform counts them. ``sources`` is the
    most that one item may name. Times are in seconds: after
    ``settle_time`` an unanswered send cannot arrive any more; for ``nonce_time`` a second send with the same
    marker makes no second message (0 where only ``find`` can tell). ``posts_per_second`` is a channel's rate,
    ``posts_per_second_in_all`` that of all channels together. ``fields`` is what a form may ask for;
    ``hears_threads`` says that words in a thread arrive though they do not name the bot, ``bare_commands`` that a
    command which has subcommands can be typed without one. ``reserved`` are names of commands that it keeps to itself.
    """

    measure: Callable[[Block | tuple[Action, ...]], Size]
    blocks: int
    block_characters: int
    message_characters: int
    sources: int = 10
    marker_length: int = 25
    posts_per_second: float = 1.0
    posts_per_second_in_all: float = math.inf
    settle_time: float = 60.0
    nonce_time: float = 0.0
    fields: frozenset[FieldKind] = frozenset(FieldKind)
    hears_threads: bool = False
    bare_commands: bool = True
    reserved: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # Below this a block, a part's mark and five rows of buttons, or one escaped source, may not fit together.
        if self.blocks < 10 or self.sources < 1 or min(self.block_characters, self.message_characters) < 1_500:
            raise ValueError("a platform must take at least 10 blocks and 1,500 characters in a message")


class Reason(enum.Enum):
    """Why a platform refused; only LIMITED and UNAVAILABLE are worth another try by themselves."""

    LIMITED = "too many requests"
    UNAVAILABLE = "the platform is down"
    FORBIDDEN = "a permission is missing"
    GONE = "the channel, message or trigger no longer exists"
    REVOKED = "the token is no longer valid"
    INVALID = "the platform does not accept this message"


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it, and this is where."""

    ref: MessageRef


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform surely does not have it; ``retry_after`` is in seconds, where the platform names it."""

    reason: Reason
    detail: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Nobody knows: the connection broke, timed out or failed after the request may have been taken."""

    detail: str


Receipt: TypeAlias = Sent | Rejected | Ambiguous


@dataclass(frozen=True, slots=True)
class Absent:
    """The channel was read, and the marker is not there."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The channel's history cannot be read: hold the post and tell the admin, unless that is only so ``for_now``."""

    detail: str
    for_now: bool = False


Finding: TypeAlias = Sent | Absent | Unreadable


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a person may do in a channel, and what the bot itself lacks there, in the platform's own words.

    ``name`` is what people call the channel, without a sign before it; "" where that is not known.
    """

    manages: bool
    missing: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How the connection is; ``detail`` is fit for an operator and carries no secret."""

    connected: bool
    detail: str
    since: datetime | None = None


class Platform(Protocol):
    """A chat platform. Every call is safe to make from one event loop; none of them raises for a refusal."""

    @property
    def name(self) -> str:
        """The name in ``Channel.platform``: "slack", "discord", "terminal"."""

    @property
    def limits(self) -> Limits:
        """What fits; give it to ``split.split`` before sending."""

    async def send(
        self, channel: Channel, message: Message, *, marker: str, thread: MessageRef | None = None
    ) -> Receipt:
        """Post once, carrying the marker (metadata, nonce or a button's id); never try again by itself."""

    async def find(
        self, channel: Channel, marker: str, *, since: datetime, thread: MessageRef | None = None
    ) -> Finding:
        """Look for a post with this marker in the channel's, or the thread's, history after ``since``."""

    async def update(self, ref: MessageRef, message: Message) -> Receipt:
        """Replace what a post says."""

    async def defer(self, inbound: Inbound, words: str = "", *, private: bool = False) -> Receipt:
        """Acknowledge, and show that work goes on ("Reading ..."); a reply then takes its place.

        Without ``words`` nothing is shown. ``private`` says that the reply will be. What is neither deferred, replied
        to nor answered with a form is acknowledged when the listener is done with it.
        """

    async def reply(self, inbound: Inbound, message: Message, *, marker: str = "") -> Receipt:
        """Answer where it was asked, for all to see: in the thread, the DM, or on the opened home."""

    async def reply_privately(self, inbound: Inbound, message: Message) -> Receipt:
        """Answer so that only the asker sees it; where the platform can, a second one takes the place of the first."""

    async def open_form(self, inbound: Inbound, form: Form) -> Receipt:
        """Show a form; its answers arrive later as a ``Submission``. Triggers expire within seconds.

        It takes the place of ``defer``: a form can be shown only first.
        """

    async def return_form(self, inbound: Inbound, errors: Mapping[str, str]) -> bool:
        """Give a submitted form back, with what is wrong by field's name; False where the platform cannot."""

    async def direct(self, person: Person) -> Channel | Rejected:
        """Give the channel of direct messages with a person."""

    async def zone_of(self, person: Person) -> str:
        """Tell the IANA name of the time zone that a person has set; "" where the platform does not say."""

    async def publish(self, commands: Sequence[CommandSpec]) -> None:
        """Hand over the one command table, to be registered, completed and parsed by."""

    async def permissions(self, channel: Channel, person: Person | None = None) -> Permissions:
        """Tell whether a person manages the channel, and what the bot lacks there."""

    def autocomplete(self, completer: Completer) -> None:
        """Say whom to ask for the values of a parameter that completes."""

    async def status(self) -> Status:
        """Tell how the connection is."""

    async def listen(self, listener: Listener) -> None:
        """Hand every payload to the listener until the platform is closed; redeliveries share ``Inbound.id``."""

    async def close(self) -> None:
        """Stop listening, let what is on the wire finish, and give back what was opened."""
