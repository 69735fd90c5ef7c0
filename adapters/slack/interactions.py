"""Slash commands, and what people press, choose, fill in and pick from a message's menu (pure).

https://docs.slack.dev/interactivity/implementing-slash-commands, https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from adapters.commands import CommandSpec, find_command, read_command
from adapters.inbound import Channel, Inbound, MessageRef, Person, Press, Shortcut, Submission
from adapters.slack.actions import read_action_id
from adapters.slack.handle import Handle, read_metadata
from adapters.slack.payload import Payload, dig, is_true, outline, part, parts, word, words
from adapters.slack.places import NAME, direct
from adapters.slack.typed import find_links, read_post, read_words

log = logging.getLogger(__name__)

NewId = Callable[[], str]
# Where the answer of an element lies, by the elements of messages and forms.
_ONE = ("value", "selected_channel", "selected_conversation", "selected_user", "selected_date", "selected_time")
_ALONE = "directmessage"  # what Slack calls a conversation of two, whatever its id
_MANY = ("selected_channels", "selected_conversations", "selected_users")


def read_slash_command(body: Payload, commands: Iterable[CommandSpec], new_id: NewId) -> Inbound | None:
    """Read a command by the table; "/news-brief" is "/brief" where another app has that name."""
    team, channel, user = word(body, "team_id"), word(body, "channel_id"), word(body, "user_id")
    if not (team and channel and user):
        log.warning("a slash command names no team, channel or user: %s", outline(body))
        return None
    trigger = word(body, "trigger_id")
    command = read_command(
        _command_name(word(body, "command"), commands), read_words(word(body, "text"), addresses=True), commands
    )
    return Inbound(
        f"command/{trigger or word(body, 'response_url') or new_id()}",
        Person(NAME, team, user, word(body, "user_name")),
        Channel(NAME, team, channel),
        command,
        direct=direct(channel) or word(body, "channel_name") == _ALONE,
        handle=str(Handle(word(body, "response_url"), trigger)),
    )


def read_interaction(body: Payload, new_id: NewId) -> Inbound | None:
    """Read a press, a submitted form or a message's shortcut; None for what needs no answer, such as a closed form."""
    kind = word(body, "type")
    reader = _READERS.get(kind)
    if reader is None:
        log.log(logging.DEBUG if kind else logging.WARNING, "a payload is not read: %s", outline(body))
        return None
    inbound = reader(body, new_id)
    if inbound is None:
        log.warning("a payload lacks who, where or what: %s", outline(body))
    return inbound


def read_answers(values: Payload) -> dict[str, tuple[str, ...]]:
    """Give what was filled in, by field's name, which is its block's; a field left empty has no answers."""
    return {
        field: tuple(answer for element in part(values, field).values() for answer in _chosen(element))
        for field in values
    }


def _read_press(body: Payload, new_id: NewId) -> Inbound | None:
    pressed = next(iter(parts(body, "actions")), None)
    if pressed is None or not word(pressed, "action_id"):
        return None
    action, value = read_action_id(word(pressed, "action_id"))
    chosen = () if word(pressed, "type") in ("button", "") else _chosen(pressed)
    container, message = part(body, "container"), part(body, "message")
    # A bot's post names the workspace that the bot is of; in a shared channel the presser's may be another.
    team = word(message, "team") or _team(body)
    user = word(body, "user", "id")
    channel = word(body, "channel", "id") or word(container, "channel_id")
    ts = word(container, "message_ts") or word(message, "ts")
    thread = word(message, "thread_ts") or word(container, "thread_ts") or None
    if not (team and user):
        return None
    if not channel:  # on the bot's own page, or in a form
        where, ref, thread = Channel(NAME, team, user), None, None
    else:
        where = Channel(NAME, team, channel)
        ref = MessageRef(where, ts, thread) if ts else None
    private = is_true(container, "is_ephemeral")
    alone = direct(where.id) or word(body, "channel", "name") == _ALONE
    home = word(body, "view", "type") == "home"
    inside = thread if thread and thread != ts else ""  # the first post of a thread is seen in the channel too
    handle = Handle(word(body, "response_url"), word(body, "trigger_id"), inside, private, home)
    return Inbound(
        _id("press", body, new_id, word(pressed, "action_ts")),
        _person(body, team),
        where,
        Press(action, value, chosen, ref),
        thread=thread or (None if alone or private else ts or None),
        direct=alone,
        handle=str(handle),
    )


def _read_submission(body: Payload, new_id: NewId) -> Inbound | None:
    view = part(body, "view")
    origin = read_metadata(word(view, "private_metadata"))
    team, user = word(view, "app_installed_team_id") or _team(body), word(body, "user", "id")
    if not (team and user and word(view, "callback_id")):
        return None
    where = origin.where or Channel(NAME, team, user)
    return Inbound(
        _id("form", body, new_id, word(view, "hash")),
        _person(body, team),
        where,
        Submission(word(view, "callback_id"), read_answers(part(view, "state", "values")), origin.value),
        thread=origin.thread,
        direct=origin.direct or direct(where.id),
        handle=str(replace(origin.handle, trigger_id=word(body, "trigger_id"))),
    )


def _read_shortcut(body: Payload, new_id: NewId) -> Inbound | None:
    message, team = part(body, "message"), _team(body)
    channel, user = word(body, "channel", "id"), word(body, "user", "id")
    if not (team and channel and user and word(body, "callback_id")):
        return None
    alone = direct(channel) or word(body, "channel", "name") == _ALONE
    ts = word(message, "ts") or word(body, "message_ts")
    return Inbound(
        _id("shortcut", body, new_id, word(body, "action_ts")),
        _person(body, team),
        Channel(NAME, team, channel),
        Shortcut(word(body, "callback_id"), read_post(message), find_links(message)),
        thread=word(message, "thread_ts") or (None if alone else ts or None),
        direct=alone,
        handle=str(Handle(word(body, "response_url"), word(body, "trigger_id"), _inside(message))),
    )


def _inside(message: Payload) -> str:
    """Give the thread that a post is a reply in."""
    thread = word(message, "thread_ts")
    return thread if thread != word(message, "ts") else ""


def _id(kind: str, body: Payload, new_id: NewId, beside: str) -> str:
    """Name what somebody did once: no trigger is given twice, and the moment tells apart what lacks one."""
    trigger = word(body, "trigger_id") or word(body, "response_url")
    if trigger:
        return f"{kind}/{trigger}/{beside}" if beside else f"{kind}/{trigger}"
    return f"{kind}/{word(body, 'user', 'id')}/{beside}" if beside else f"{kind}/{new_id()}"


def _team(body: Payload) -> str:
    named = word(body, "team", "id") or word(body, "user", "team_id") or word(body, "view", "team_id")
    return named or word(body, "team_id")


def _person(body: Payload, team: str) -> Person:
    user = part(body, "user")
    theirs = word(user, "team_id")
    if not theirs or theirs == (word(body, "enterprise", "id") or word(body, "team", "enterprise_id")):
        theirs = word(body, "team", "id") or team
    return Person(NAME, theirs, word(user, "id"), word(user, "name") or word(user, "username"))


def _chosen(element: object) -> tuple[str, ...]:
    """Give what was typed into an element or chosen from it."""
    for name in _ONE:
        if word(element, name):
            return (word(element, name),)
    for name in _MANY:
        if dig(element, name):
            return words(element, name)
    option = word(element, "selected_option", "value")
    return (option,) if option else tuple(word(each, "value") for each in parts(element, "selected_options"))


def _command_name(typed: str, commands: Iterable[CommandSpec]) -> str:
    """Give the command's name in the table; a manifest may put a word and a hyphen before each."""
    name = typed.strip().removeprefix("/").casefold()
    if find_command(commands, name):
        return name
    _, hyphen, rest = name.rpartition("-")
    return rest if hyphen and find_command(commands, rest) else name


_READERS: Mapping[str, Callable[[Payload, NewId], Inbound | None]] = {
    "block_actions": _read_press,
    "view_submission": _read_submission,
    "message_action": _read_shortcut,
}
