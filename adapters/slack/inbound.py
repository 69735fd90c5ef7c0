"""Slack's payloads as what people did (pure). What is not understood gives None, whatever its shape.

Events: https://docs.slack.dev/reference/events, their envelope: https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from adapters.commands import CommandSpec
from adapters.inbound import (
    Change,
    Channel,
    HomeOpened,
    Inbound,
    PaneOpened,
    Person,
    PlaceChanged,
    Question,
    What,
)
from adapters.slack.handle import Handle
from adapters.slack.interactions import read_interaction, read_slash_command
from adapters.slack.payload import Payload, dig, is_true, outline, part, parts, word
from adapters.slack.places import NAME, OURS, direct
from adapters.slack.typed import first_mentioned, mentions, read_post

log = logging.getLogger(__name__)

# What people write has no subtype, but for these: with a file, shown in the channel too, "/me waves".
_WRITTEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What surrounds an event: the workspace that installed the bot, the bot's user there, whether it is an agent."""

    team: str
    enterprise: str
    bot: str
    id: str
    agent: bool


def read_payload(
    body: object, *, bot: str, commands: Sequence[CommandSpec], new_id: Callable[[], str], agent: bool = False
) -> Inbound | None:
    """Read one payload: an event's envelope, a slash command or an interaction.

    Args:
        body: the payload, as parsed.
        bot: the bot's own user, where it is known; an event names it itself.
        commands: the table by which commands are read.
        new_id: names what Slack left unnamed.
        agent: whether Slack shows direct messages to the bot as conversations with an agent.
    """
    try:
        if word(body, "type") == "event_callback":
            return read_event(part({"it": body}, "it"), bot, agent=agent)
        if word(body, "command"):
            return read_slash_command(part({"it": body}, "it"), commands, new_id)
        return read_interaction(part({"it": body}, "it"), new_id)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        log.warning("a payload of Slack's could not be read (%s): %s", error, outline(body))
        return None


def team_of(body: Payload) -> str:
    """Tell which workspace's installation a payload is for.

    In a channel that workspaces share, ``team_id`` may be a stranger's; the authorization is always an installer's.
    """
    for authorization in parts(body, "authorizations"):
        if word(authorization, "team_id"):
            return word(authorization, "team_id")
    return (
        word(body, "view", "app_installed_team_id")
        or word(body, "context_team_id")
        or word(body, "team_id")
        or word(body, "team", "id")
        or word(body, "user", "team_id")
        or word(body, "event", "team")
    )


def read_event(body: Payload, bot: str = "", *, agent: bool = False) -> Inbound | None:
    """Read an event; None for what is no concern of the bot's."""
    event = part(body, "event")
    kind = word(event, "type")
    reader = _EVENTS.get(kind)
    if reader is None:
        log.debug("an event of the kind %r is not read", kind)
        return None
    authorized = [each for each in parts(body, "authorizations") if is_true(each, "is_bot") and word(each, "user_id")]
    team = team_of(body)
    named = word(body, "event_id") or "/".join(
        (kind, team, word(event, "channel"), word(event, "user"), word(event, "event_ts"))
    )
    enterprise = word(body, "enterprise_id") or word(body, "context_enterprise_id")
    bot = word(authorized[0], "user_id") if authorized else bot
    inbound = reader(event, Envelope(team, enterprise, bot, f"event/{named}", agent))
    if inbound is None:
        log.debug("an event of the kind %r says nothing to the bot", kind)
    return inbound


def _read_mention(event: Payload, envelope: Envelope) -> Inbound | None:
    return _read_question(event, envelope, mentioned=True)


def _read_message(event: Payload, envelope: Envelope) -> Inbound | None:
    if not (envelope.bot or direct(word(event, "channel"))) and first_mentioned(word(event, "text")):
        return None  # who is meant is not known: if it is the bot, Slack tells in an event of its own
    return _read_question(event, envelope, mentioned=mentions(word(event, "text"), envelope.bot))


def _read_question(event: Payload, envelope: Envelope, *, mentioned: bool) -> Inbound | None:
    channel, ts, user = word(event, "channel"), word(event, "ts"), word(event, "user")
    by_bot = word(event, "bot_id") or part(event, "bot_profile") or user in ("", _SLACKBOT, envelope.bot)
    if (
        by_bot
        or _is_ours(event)
        or not (channel and ts)
        or word(event, "subtype") not in _WRITTEN
        or is_true(event, "hidden")
    ):
        return None
    thread = word(event, "thread_ts")
    alone = direct(channel) or word(event, "channel_type") == "im"
    if not (mentioned or alone or (thread and thread != ts)):
        return None
    words = read_post(event, bot=envelope.bot or (first_mentioned(word(event, "text")) if mentioned else ""))
    if not (words or mentioned or alone):
        return None
    # In an agent's conversation each message that somebody writes is the root of a thread: there it is answered, and
    # only there Slack shows that an answer is coming: https://docs.slack.dev/ai/migrating-to-agent-messaging
    flat = alone and not envelope.agent
    return Inbound(
        f"message/{envelope.team}/{channel}/{ts}",  # one message may arrive as two events: key it by what it is
        _author(event, envelope),
        Channel(NAME, envelope.team, channel),
        Question(words, addressed=mentioned or alone),
        thread=thread or (None if flat else ts),
        direct=alone,
        handle=str(Handle(thread=thread if thread != ts else "")),
    )


def _is_ours(event: Payload) -> bool:
    """Whether a post bears a mark of the bot's own, whoever it is said to be of."""
    marks = (word(event, "metadata", "event_type"), *(word(block, "block_id") for block in parts(event, "blocks")))
    return any(mark.startswith(OURS) for mark in marks)


def _author(event: Payload, envelope: Envelope) -> Person:
    """Tell who wrote; in a shared channel it may be somebody of another workspace."""
    team = word(event, "user_team") or word(event, "source_team") or word(event, "team")
    if not team or team == envelope.enterprise:
        team = envelope.team
    return Person(NAME, team, word(event, "user"), word(event, "user_profile", "display_name"))


def _read_home(event: Payload, envelope: Envelope) -> Inbound | None:
    """Read that the bot's page was opened, or the conversation with it, where an agent offers what may be asked.

    https://docs.slack.dev/ai/migrating-to-agent-messaging
    """
    user, tab = word(event, "user"), word(event, "tab")
    if tab not in ("home", "messages", "") or not user:
        return None
    where = Channel(NAME, envelope.team, word(event, "channel") or user)
    if tab == "messages":
        return _inbound(event, envelope, where, PaneOpened(), user=user, direct=True)
    return _inbound(event, envelope, where, HomeOpened(), user=user, direct=True, handle=str(Handle(home=True)))


def _read_pane(event: Payload, envelope: Envelope) -> Inbound | None:
    pane = part(event, "assistant_thread")
    channel, user = word(pane, "channel_id"), word(pane, "user_id")
    if not (channel and user):
        return None
    where, thread = Channel(NAME, envelope.team, channel), word(pane, "thread_ts") or None
    return _inbound(event, envelope, where, PaneOpened(), user=user, direct=True, thread=thread)


def _read_joined(event: Payload, envelope: Envelope) -> Inbound | None:
    if not envelope.bot or word(event, "user") != envelope.bot:
        return None
    return _read_change(Change.JOINED, event, envelope, by=word(event, "inviter"))


def _read_left(event: Payload, envelope: Envelope) -> Inbound | None:
    if word(event, "type") == "member_left_channel" and (not envelope.bot or word(event, "user") != envelope.bot):
        return None
    return _read_change(Change.LEFT, event, envelope, by=word(event, "actor_id"))


def _read_closed(event: Payload, envelope: Envelope) -> Inbound | None:
    return _read_change(Change.CLOSED, event, envelope, by=word(event, "user") or word(event, "actor_id"))


def _read_renamed(event: Payload, envelope: Envelope) -> Inbound | None:
    return _read_change(Change.RENAMED, event, envelope, by=word(event, "user"))


def _read_uninstalled(event: Payload, envelope: Envelope) -> Inbound | None:
    return _inbound(event, envelope, Channel(NAME, envelope.team, envelope.team), PlaceChanged(Change.UNINSTALLED))


def _read_revoked(event: Payload, envelope: Envelope) -> Inbound | None:
    if not dig(event, "tokens", "bot"):  # somebody's own token, of which the bot uses none
        return None
    return _inbound(event, envelope, Channel(NAME, envelope.team, envelope.team), PlaceChanged(Change.REVOKED))


def _read_change(change: Change, event: Payload, envelope: Envelope, *, by: str) -> Inbound | None:
    channel = word(event, "channel") or word(event, "channel", "id")
    if not channel:
        return None
    name = word(event, "channel", "name") if change is Change.RENAMED else ""
    where = Channel(NAME, envelope.team, channel)
    return _inbound(event, envelope, where, PlaceChanged(change, name), user=by)


def _inbound(
    event: Payload,
    envelope: Envelope,
    where: Channel,
    what: What,
    *,
    user: str = "",
    thread: str | None = None,
    direct: bool = False,
    handle: str = "",
) -> Inbound:
    return Inbound(envelope.id, Person(NAME, envelope.team, user), where, what, thread, direct, handle)


_EVENTS: Mapping[str, Callable[[Payload, Envelope], Inbound | None]] = {
    "app_mention": _read_mention,
    "message": _read_message,
    "app_home_opened": _read_home,
    "assistant_thread_started": _read_pane,
    "member_joined_channel": _read_joined,
    "member_left_channel": _read_left,
    "channel_left": _read_left,
    "group_left": _read_left,
    "channel_archive": _read_closed,
    "group_archive": _read_closed,
    "channel_deleted": _read_closed,
    "group_deleted": _read_closed,
    "channel_rename": _read_renamed,
    "group_rename": _read_renamed,
    "app_uninstalled": _read_uninstalled,
    "tokens_revoked": _read_revoked,
}
