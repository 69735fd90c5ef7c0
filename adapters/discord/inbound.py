"""Discord's interactions as what somebody did: commands, presses, forms, menus of messages, values typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from adapters.commands import CommandSpec
from adapters.discord.commands import MENUS
from adapters.discord.custom_ids import CustomId, read_custom_id
from adapters.discord.forms import read_answers
from adapters.discord.handles import InteractionHandle, Kind, write_handle
from adapters.discord.mentions import DIRECT, NAME, person_of, readable
from adapters.discord.payloads import Payload, number, take, take_all, word, words
from adapters.discord.typed import read_command_data, read_options
from adapters.inbound import Autocomplete, Channel, Inbound, MessageRef, Person, Press, Shortcut, Submission, What

SURE = "sure"
"""The marker of the button that confirms: what its press brings takes the question's place."""

_COMMAND, _COMPONENT, _COMPLETION, _MODAL = 2, 3, 4, 5
_TYPED, _ON_MESSAGE = 1, 3  # a slash command, a message's menu
_DM_WITH_BOT = 1
_EPHEMERAL = 64  # a message's flag
_THREADS = (10, 11, 12)  # types of channels: in announcements, public, private
_IN_GUILD = "0"  # how a bot is installed where it is a member
_LINK = re.compile(r"https?://[^\s<>\x00-\x1f|]+", re.IGNORECASE)
_ENDINGS = tuple(".,;:!?'\"*_~`")
_OPENED = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A press that is to be confirmed before it counts; ``label`` is what the pressed button says."""

    handle: InteractionHandle
    pressed: CustomId
    label: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A value being typed, and the key to offer what could follow."""

    handle: InteractionHandle
    asked: Autocomplete


Interaction: TypeAlias = Inbound | Doubt | Completion


def read_interaction(payload: Payload, commands: Iterable[CommandSpec]) -> Interaction | None:
    """Read an interaction; None for what is not ours or cannot be understood."""
    if not (word(payload, "id") and word(payload, "token") and channel_of(payload) and _user(payload)):
        return None
    kind = number(payload, "type")
    if kind == _COMMAND:
        return _read_command(payload, commands)
    if kind == _COMPONENT:
        return _read_press(payload)
    if kind == _COMPLETION:
        return _read_completion(payload)
    return _read_submission(payload) if kind == _MODAL else None


def channel_of(payload: Payload) -> str:
    """Give the id of the channel, or of the thread, where it happened."""
    return word(payload, "channel_id") or word(take(payload, "channel"), "id")


def is_direct(payload: Payload) -> bool:
    """Whether only the person and the bot read there; a group of friends is not direct."""
    if word(payload, "guild_id"):
        return False
    return number(payload, "context") == _DM_WITH_BOT if word(payload, "context") else True


def _read_command(payload: Payload, commands: Iterable[CommandSpec]) -> Inbound | None:
    data = take(payload, "data")
    if not word(data, "name"):
        return None
    if number(data, "type") in (0, _TYPED):
        return _inbound(payload, Kind.COMMAND, read_command_data(data, commands))
    if number(data, "type") != _ON_MESSAGE:
        return None
    message = take(data, "resolved", "messages", word(data, "target_id"))
    said = "\n".join(filter(None, (readable(text, part) for part, text in _texts(message))))
    name = MENUS.get(word(data, "name"), word(data, "name"))
    return _inbound(payload, Kind.COMMAND, Shortcut(name, said, tuple(_links(message))))


def _read_press(payload: Payload) -> Inbound | Doubt | None:
    data, message = take(payload, "data"), take(payload, "message")
    pressed = read_custom_id(word(data, "custom_id"))
    if pressed is None:
        return None
    asking = pressed.marker == SURE
    if pressed.asks:
        return Doubt(_handle(payload, Kind.COMPONENT), pressed, _label(message, word(data, "custom_id")))
    post = word(take(message, "interaction_metadata"), "interacted_message_id") if asking else ""
    post = post or word(message, "id")
    guild, channel = word(payload, "guild_id") or DIRECT, word(message, "channel_id") or channel_of(payload)
    ref = MessageRef(Channel(NAME, guild, channel), post) if post else None
    press = Press(pressed.action, pressed.value, tuple(words(data, "values")), ref)
    return _inbound(payload, Kind.COMPONENT, press, asking=asking)


def _read_submission(payload: Payload) -> Inbound | None:
    data = take(payload, "data")
    form = read_custom_id(word(data, "custom_id"))
    if form is None:
        return None
    answers = read_answers(take_all(data, "components"))
    return _inbound(payload, Kind.MODAL, Submission(form.action, answers, form.value))


def _read_completion(payload: Payload) -> Completion | None:
    data = take(payload, "data")
    subcommand, options = read_options(data)
    focused = next((option for option in options if word(option, "focused") == "true"), None)
    if focused is None:
        return None
    asked = Autocomplete(
        _person(payload),
        _channel(payload),
        word(data, "name").casefold(),
        subcommand,
        word(focused, "name"),
        word(focused, "value"),
    )
    return Completion(_handle(payload, Kind.COMMAND), asked)


def _inbound(payload: Payload, kind: Kind, what: What, *, asking: bool = False) -> Inbound:
    handle = write_handle(_handle(payload, kind, asking=asking))
    return Inbound(
        word(payload, "id"),
        _person(payload),
        _channel(payload),
        what,
        direct=is_direct(payload),
        handle=handle,
        within=_around(payload),
    )


def _handle(payload: Payload, kind: Kind, *, asking: bool = False) -> InteractionHandle:
    owners = take(payload, "authorizing_integration_owners")
    return InteractionHandle(
        word(payload, "application_id"),
        word(payload, "id"),
        word(payload, "token"),
        kind,
        word(take(payload, "message"), "id"),
        asking=asking,
        absent=bool(owners) and _IN_GUILD not in owners,
        private=bool(number(take(payload, "message"), "flags") & _EPHEMERAL),
    )


def _person(payload: Payload) -> Person:
    return person_of(_user(payload), take(payload, "member"), word(payload, "guild_id") or DIRECT)


def _user(payload: Payload) -> Payload:
    return take(payload, "member", "user") or take(payload, "user")


def _channel(payload: Payload) -> Channel:
    return Channel(NAME, word(payload, "guild_id") or DIRECT, channel_of(payload))


def _around(payload: Payload) -> Channel | None:
    """Give the channel that a thread lies in."""
    guild, place = word(payload, "guild_id"), take(payload, "channel")
    parent = word(place, "parent_id")
    return Channel(NAME, guild, parent) if guild and parent and number(place, "type") in _THREADS else None


def _label(message: Payload, custom_id: str) -> str:
    """Find the words on the pressed button, which the press itself does not tell."""
    found = (
        word(button, "label")
        for row in take_all(message, "components")
        for button in take_all(row, "components")
        if word(button, "custom_id") == custom_id
    )
    return next(found, "") or "This"


def _texts(message: Payload) -> Iterator[tuple[Payload, str]]:
    """Give the words of a message: its own, those of what it passes on, those of its cards."""
    parts = [message, *(take(each, "message") for each in take_all(message, "message_snapshots"))]
    for part in parts:
        yield part, word(part, "content")
        for embed in take_all(part, "embeds"):
            yield part, word(embed, "title")
            yield part, word(embed, "description")


def _links(message: Payload) -> list[str]:
    found = [link for _, text in _texts(message) for link in _LINK.findall(text)]
    parts = [message, *(take(each, "message") for each in take_all(message, "message_snapshots"))]
    found += [word(embed, "url") for part in parts for embed in take_all(part, "embeds")]
    return list(dict.fromkeys(_bare(link) for link in found if link.lower().startswith(("http://", "https://"))))


def _bare(link: str) -> str:
    """Take off what closes the sentence rather than the address; a bracket is kept that the address opened."""
    while link[-1:] in _ENDINGS or (link[-1:] in _OPENED and link.count(link[-1]) > link.count(_OPENED[link[-1]])):
        link = link[:-1]
    return link
