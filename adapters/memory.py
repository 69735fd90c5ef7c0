"""A recording platform: it keeps what was posted, enforces limits and fails as a script tells it to.

The double that every test and plugin author uses, and a real implementation of ``Platform``::

    platform = MemoryPlatform()
    platform.fail(Fault.LOST_AFTER)                     # posted, but the caller never hears of it
    await platform.send(channel, message, marker="d1")  # Ambiguous
    await platform.find(channel, "d1", since=start)     # Sent
    assert platform.read(channel) == ["..."]            # what a person reads there
"""

from __future__ import annotations

import asyncio
import dataclasses
import enum
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.commands import CommandSpec, read_command
from adapters.inbound import (
    Autocomplete,
    Channel,
    Inbound,
    MessageRef,
    Person,
    Press,
    Question,
    Submission,
    What,
)
from adapters.message import Button, Form, Message, Option, cited_parts, say
from adapters.plaintext import UNLIMITED, render_plain
from adapters.platform import (
    Absent,
    Ambiguous,
    Completer,
    Finding,
    Limits,
    Listener,
    Permissions,
    Reason,
    Receipt,
    Rejected,
    Sent,
    Status,
    Unreadable,
)

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Fault(enum.Enum):
    """One way in which the next call that posts or edits goes wrong."""

    REJECT = "refused: a permission is missing"
    LIMIT = "refused: too many requests, try again in 30 s"
    DOWN = "refused: the platform is down"
    GONE = "refused: the channel is gone"
    REVOKED = "refused: the token is not valid"
    LOST_BEFORE = "ambiguous: the request never arrived"
    LOST_AFTER = "ambiguous: posted, but the answer was lost"
    LATE = "ambiguous: posted only when settle_late is called"


_REFUSALS = {
    Fault.REJECT: Rejected(Reason.FORBIDDEN, "permission missing: post messages"),
    Fault.LIMIT: Rejected(Reason.LIMITED, "too many requests", retry_after=30.0),
    Fault.DOWN: Rejected(Reason.UNAVAILABLE, "the platform is down"),
    Fault.GONE: Rejected(Reason.GONE, "no such channel"),
    Fault.REVOKED: Rejected(Reason.REVOKED, "the token was revoked"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it stands now; ``private_to`` is the only reader of a private reply."""

    ref: MessageRef
    message: Message
    marker: str
    at: datetime
    edits: int = 0
    private_to: str | None = None
    waiting: bool = False


class MemoryPlatform:
    """A platform in memory, with one workspace or many; ``clock`` stamps posts and defaults to a fixed instant."""

    def __init__(
        self, *, name: str = "memory", limits: Limits = UNLIMITED, clock: Callable[[], datetime] = lambda: EPOCH
    ) -> None:
        self.name = name
        self.limits = limits
        self.posts: list[Post] = []
        self.forms: list[tuple[Inbound, Form]] = []
        self.returned: list[tuple[Inbound, dict[str, str]]] = []
        self.zones: dict[str, str] = {}
        self.commands: tuple[CommandSpec, ...] = ()
        self.managers: set[str] = set()
        self.missing: dict[Channel, tuple[str, ...]] = {}
        self.names: dict[Channel, str] = {}
        self.unreadable: set[Channel] = set()
        self._clock = clock
        self._faults: deque[Fault] = deque()
        self._late: list[Post] = []
        self._deferred: dict[str, MessageRef] = {}
        self._inbound: asyncio.Queue[Inbound | None] = asyncio.Queue()
        self._completer: Completer | None = None
        self._listening = False
        self._count = 0

    # What a test or a plugin author does and sees.

    def fail(self, *faults: Fault) -> None:
        """Let the next calls that post or edit go wrong, one fault each."""
        self._faults.extend(faults)

    def settle_late(self) -> None:
        """Let the posts that were LATE appear now."""
        while self._late:
            post = self._late.pop(0)
            if not self._twin(post.ref.channel, post.marker):
                self._put(post)

    def read(self, channel: Channel, *, reader: str | None = None, thread: str | None = None) -> list[str]:
        """Give what a person reads in a channel, or in one thread of it, as plain text."""
        return [
            render_plain(post.message)
            for post in self.posts
            if post.ref.channel == channel
            and post.private_to in (None, reader)
            and (thread is None or thread in (post.ref.thread, post.ref.id))
        ]

    def say(self, who: Person, where: Channel, words: str, *, direct: bool = False) -> Inbound:
        """Let a person type a line: "/name ..." is a command, anything else a question."""
        if not words.startswith("/"):
            return self.receive(who, where, Question(words), direct=direct)
        name, _, rest = words[1:].partition(" ")
        return self.receive(who, where, read_command(name, rest, self.commands), direct=direct)

    def press(self, who: Person, post: Post, label: str, *chosen: str) -> Inbound:
        """Let a person press the button, or choose from the menu, of that label on a post."""
        for action in post.message.actions:
            if label == (action.label if isinstance(action, Button) else action.placeholder):
                press = Press(action.action, action.value, chosen, post.ref)
                return self.receive(who, post.ref.channel, press, thread=post.ref.thread or post.ref.id)
        raise LookupError(f"the post has no button or menu {label!r}")

    def submit(self, who: Person, answers: dict[str, tuple[str, ...]]) -> Inbound:
        """Let a person send off the form that was opened last."""
        inbound, form = self.forms[-1]
        return self.receive(who, inbound.where, Submission(form.action, answers, form.value), direct=inbound.direct)

    def receive(
        self, who: Person, where: Channel, what: What, *, direct: bool = False, thread: str | None = None
    ) -> Inbound:
        """Hand a payload to the listener; give it so that it can be delivered again."""
        inbound = Inbound(self._next("in"), who, where, what, thread=thread, direct=direct)
        self.deliver(inbound)
        return inbound

    def deliver(self, inbound: Inbound) -> None:
        """Hand over an inbound as it is, such as a redelivery."""
        self._inbound.put_nowait(inbound)

    async def complete(self, request: Autocomplete) -> tuple[Option, ...]:
        """Ask for completions as a person who types does."""
        return tuple(await self._completer(request)) if self._completer else ()

    # What the bot does.

    async def send(
        self, channel: Channel, message: Message, *, marker: str, thread: MessageRef | None = None
    ) -> Receipt:
        """Post once, unless a fault is due."""
        if len(marker) > self.limits.marker_length:
            return Rejected(Reason.INVALID, f"the marker has more than {self.limits.marker_length} letters")
        if twin := self._twin(channel, marker):
            return Sent(twin.ref)
        ref = MessageRef(channel, self._next("m"), (thread.thread or thread.id) if thread else None)
        return self._post(Post(ref, message, marker, self._clock()))

    async def find(
        self, channel: Channel, marker: str, *, since: datetime, thread: MessageRef | None = None
    ) -> Finding:
        """Look through what was posted."""
        if channel in self.unreadable:
            return Unreadable("the history of this channel cannot be read")
        root = (thread.thread or thread.id) if thread else None
        for post in self.posts:
            if post.ref.channel == channel and post.marker == marker and post.at >= since and post.ref.thread == root:
                return Sent(post.ref)
        return Absent()

    async def update(self, ref: MessageRef, message: Message) -> Receipt:
        """Edit a post in place."""
        for post in self.posts:
            if post.ref == ref:
                return self._post(dataclasses.replace(post, message=message, edits=post.edits + 1))
        return Rejected(Reason.GONE, "no such message")

    async def defer(self, inbound: Inbound, words: str = "", *, private: bool = False) -> Receipt:
        """Show that work goes on, where there are words for it."""
        ref = MessageRef(inbound.where, self._next("m"), inbound.thread)
        if not words:
            return Sent(ref)
        reader = inbound.who.id if private else None
        receipt = self._post(Post(ref, say(words), "", self._clock(), private_to=reader, waiting=True))
        if isinstance(receipt, Sent):
            self._deferred[inbound.id] = ref
        return receipt

    async def reply(self, inbound: Inbound, message: Message, *, marker: str = "") -> Receipt:
        """Answer in the thread, in place of the sign that work goes on."""
        return self._answer(inbound, message, marker, None)

    async def reply_privately(self, inbound: Inbound, message: Message) -> Receipt:
        """Answer so that only the asker reads it; a second answer takes the place of the first."""
        return self._answer(inbound, message, "", inbound.who.id)

    async def open_form(self, inbound: Inbound, form: Form) -> Receipt:
        """Record the form; ``submit`` answers it."""
        self.forms.append((inbound, form))
        return Sent(MessageRef(inbound.where, self._next("form")))

    async def return_form(self, inbound: Inbound, errors: Mapping[str, str]) -> bool:
        """Record what is wrong with the form that was sent off."""
        self.returned.append((inbound, dict(errors)))
        return True

    async def direct(self, person: Person) -> Channel | Rejected:
        """Give the one channel of direct messages with a person."""
        return Channel(self.name, person.workspace, f"direct-{person.id}")

    async def zone_of(self, person: Person) -> str:
        """Tell what ``zones`` says."""
        return self.zones.get(person.id, "")

    async def publish(self, commands: Sequence[CommandSpec]) -> None:
        """Take the command table."""
        self.commands = tuple(commands)

    async def permissions(self, channel: Channel, person: Person | None = None) -> Permissions:
        """Tell what ``managers`` and ``missing`` say."""
        manages = person is not None and person.id in self.managers
        return Permissions(manages, self.missing.get(channel, ()), self.names.get(channel, ""))

    def autocomplete(self, completer: Completer) -> None:
        """Take whom ``complete`` asks."""
        self._completer = completer

    async def status(self) -> Status:
        """Tell whether anybody listens."""
        return Status(self._listening, "listening" if self._listening else "not listening")

    async def listen(self, listener: Listener) -> None:
        """Hand over payloads one by one until ``close``."""
        self._listening = True
        try:
            while (inbound := await self._inbound.get()) is not None:
                await listener(inbound)
        finally:
            self._listening = False

    async def close(self) -> None:
        """Let ``listen`` end after what was already received."""
        self._inbound.put_nowait(None)

    def _answer(self, inbound: Inbound, message: Message, marker: str, reader: str | None) -> Receipt:
        ref = self._deferred.get(inbound.id)
        if not any((post.waiting or (reader and post.private_to == reader)) and post.ref == ref for post in self.posts):
            ref = None
        ref = ref or MessageRef(inbound.where, self._next("m"), inbound.thread)
        if reader:
            self._deferred[inbound.id] = ref
        return self._post(Post(ref, message, marker, self._clock(), private_to=reader))

    def _twin(self, channel: Channel, marker: str) -> Post | None:
        """Give the post that a repeated marker stands for, on a platform that remembers markers."""
        if not (self.limits.nonce_time and marker):
            return None
        return next((post for post in self.posts if post.marker == marker and post.ref.channel == channel), None)

    def _post(self, post: Post) -> Receipt:
        fault = self._faults.popleft() if self._faults else None
        if fault in _REFUSALS:
            return _REFUSALS[fault]
        excess = exceeds(post.message, self.limits)
        if excess:
            return Rejected(Reason.INVALID, excess)
        if fault is Fault.LATE:
            self._late.append(post)
        elif fault is not Fault.LOST_BEFORE:
            self._put(post)
        return Ambiguous(fault.value) if fault else Sent(post.ref)

    def _put(self, post: Post) -> None:
        for place, other in enumerate(self.posts):
            if other.ref == post.ref:
                self.posts[place] = post
                return
        self.posts.append(post)

    def _next(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"


def exceeds(message: Message, limits: Limits) -> str:
    """Say how a message breaks a platform's limits, or nothing."""
    sizes = [limits.measure(part) for part in (*message.blocks, message.actions)]
    if sum(size.blocks for size in sizes) > limits.blocks:
        return f"more than {limits.blocks} blocks"
    if sum(size.characters for size in sizes) > limits.message_characters:
        return f"more than {limits.message_characters} characters"
    if any(size.characters > limits.block_characters for size in sizes[:-1]):
        return f"a block of more than {limits.block_characters} characters"
    if any(len(cited.sources) > limits.sources for block in message.blocks for cited in cited_parts(block)):
        return f"an item with more than {limits.sources} sources"
    return ""
