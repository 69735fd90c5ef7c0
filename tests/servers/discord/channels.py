"""The routes of channels: messages, their history, announcements that are published, threads and forum posts."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tests.servers.discord.gateway import Gateway, Intent
from tests.servers.discord.payloads import channel_json, message_event_json, message_json
from tests.servers.discord.permissions import May
from tests.servers.discord.rest import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Answer,
    Call,
    RefusedError,
    Route,
    invalid_form,
)
from tests.servers.discord.world import Channel, Flag, Json, Kind, Message, User, World
from tests.servers.discord.writing import fill, require_may_write

NONCE_TIME = 180.0  # "the past few minutes"
REQUIRE_TAG = 1 << 4
CREATED, STARTER = 18, 21  # the types of the messages that tell of a thread


@dataclass
class Channels:
    """What the bot does in channels; ``installers`` installed it for themselves."""

    world: World
    bot: User
    gateway: Gateway
    posted: deque[tuple[float, str | int, Message]] = field(default_factory=lambda: deque(maxlen=1_000))
    typing: list[str] = field(default_factory=list)
    installers: set[str] = field(default_factory=set)

    def routes(self) -> list[Route]:
        here = "/channels/{channel_id}"
        one = f"{here}/messages/{{message_id}}"
        return [
            Route("GET", here, self.show),
            Route("GET", f"{here}/messages", self.history),
            Route("POST", f"{here}/messages", self.post),
            Route("GET", one, self.fetch),
            Route("PATCH", one, self.edit),
            Route("DELETE", one, self.delete),
            Route("POST", f"{one}/crosspost", self.crosspost),
            Route("POST", f"{one}/threads", self.thread_from_message),
            Route("POST", f"{here}/threads", self.thread),
            Route("GET", f"{here}/threads/archived/public", self.archived),
            Route("PUT", f"{here}/thread-members/@me", self.join),
            Route("POST", f"{here}/typing", self.type),
        ]

    # Reading.

    def channel(self, call: Call) -> Channel:
        """The channel of the path, if the bot sees it."""
        channel = self.world.channels.get(call.parts["channel_id"])
        if channel is None:
            raise UNKNOWN_CHANNEL
        if not self.world.may(self.bot, channel, May.VIEW_CHANNEL):
            raise MISSING_ACCESS
        return channel

    def message(self, call: Call) -> Message:
        """The message of the path; ephemeral ones are not to be had this way."""
        message = self.channel(call).messages.get(call.parts["message_id"])
        if message is None or message.private_to:
            raise UNKNOWN_MESSAGE
        return message

    def json(self, message: Message, *, new: bool = False) -> Json:
        granted = bool(self.gateway.privileged & Intent.MESSAGE_CONTENT)
        return message_json(message, self.bot, sees_content=granted, new=new)

    def show(self, call: Call) -> Answer:
        return 200, channel_json(self.channel(call))

    def fetch(self, call: Call) -> Answer:
        message = self.message(call)
        if not self.world.may(self.bot, message.channel, May.READ_MESSAGE_HISTORY):
            raise MISSING_ACCESS
        return 200, self.json(message)

    def history(self, call: Call) -> Answer:
        channel = self.channel(call)
        if not self.world.may(self.bot, channel, May.READ_MESSAGE_HISTORY):
            return 200, []
        limit = int(call.query.get("limit", "50"))
        if not 1 <= limit <= 100:
            raise invalid_form(limit="int value should be between 1 and 100.")
        seen = [each for each in channel.messages.values() if each.private_to is None]
        seen.sort(key=lambda each: int(each.id))
        if "after" in call.query:
            chosen = [each for each in seen if int(each.id) > int(call.query["after"])][:limit]
        elif "before" in call.query:
            chosen = [each for each in seen if int(each.id) < int(call.query["before"])][-limit:]
        else:
            chosen = seen[-limit:]
        return 200, [self.json(each) for each in reversed(chosen)]

    # Writing.

    def announce(self, message: Message, event: str = "MESSAGE_CREATE") -> None:
        """Tell the bot of a message in a channel that it sees."""
        if message.private_to and message.private_to is not self.bot:
            return
        if self.world.may(self.bot, message.channel, May.VIEW_CHANNEL):
            guild = message.channel.guild
            self.gateway.tell(
                event,
                lambda intents: message_event_json(
                    message, self.bot, sees_content=bool(intents & Intent.MESSAGE_CONTENT)
                ),
                guild,
                Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES,
            )

    def post(self, call: Call) -> Answer:
        channel = self.channel(call)
        require_may_write(self.world, self.bot, channel, call.body)
        if channel.kind in (Kind.FORUM, Kind.CATEGORY):
            raise RefusedError(400, 50008, "Cannot send messages in a non-text channel")
        if channel.kind is Kind.DM:
            self._require_reachable(channel)
        again = self._posted_before(call.body)
        return 200, self.json(again or self.write(channel, call.body), new=True)

    def _require_reachable(self, channel: Channel) -> None:
        other = next(each for each in channel.recipients if each is not self.bot)
        if not self.world.shares_guild(self.bot, other) and other.id not in self.installers:
            raise RefusedError(403, 50007, "Cannot send messages to this user")

    def _posted_before(self, body: Json) -> Message | None:
        nonce = body.get("nonce")
        if not body.get("enforce_nonce") or nonce is None:
            return None
        since = self.world.clock() - NONCE_TIME
        return next((each for at, known, each in self.posted if known == nonce and at >= since), None)

    def write(self, channel: Channel, body: Json, *, id: str = "", kind: int = 0) -> Message:  # noqa: A002
        """Post as the bot."""
        message = Message(id or self.world.snowflake(), channel, self.bot, self.world.clock(), kind=kind)
        refers = body.get("message_reference")
        if refers:
            message.reference = self.world.channels.get(
                str(refers.get("channel_id", channel.id)), channel
            ).messages.get(str(refers["message_id"]))
            if message.reference is None and refers.get("fail_if_not_exists", True):
                raise invalid_form(message_reference="Unknown message")
            message.kind = 19
        fill(message, body, self.world)
        message.nonce = body.get("nonce")
        channel.keep(message)
        channel.archived = False
        if message.nonce is not None:
            self.posted.append((message.at, message.nonce, message))
        self.announce(message)
        return message

    def edit(self, call: Call) -> Answer:
        message = self.message(call)
        if message.author is not self.bot:
            raise RefusedError(403, 50005, "Cannot edit a message authored by another user")
        self.change(message, call.body)
        return 200, self.json(message)

    def change(self, message: Message, body: Json) -> None:
        fill(message, body, self.world, editing=True)
        message.edited = self.world.clock()
        self.announce(message, "MESSAGE_UPDATE")

    def delete(self, call: Call) -> Answer:
        message = self.message(call)
        if message.author is not self.bot and not self.world.may(self.bot, message.channel, May.MANAGE_MESSAGES):
            raise MISSING_PERMISSIONS
        self.remove(message)
        return 204, None

    def remove(self, message: Message) -> None:
        channel = message.channel
        channel.messages.pop(message.id, None)
        if message.private_to is None:
            gone = {"id": message.id, "channel_id": channel.id}
            gone |= {"guild_id": channel.guild.id} if channel.guild else {}
            needs = Intent.GUILD_MESSAGES if channel.guild else Intent.DIRECT_MESSAGES
            self.gateway.tell("MESSAGE_DELETE", gone, channel.guild, needs)

    def crosspost(self, call: Call) -> Answer:
        message = self.message(call)
        if message.channel.kind is not Kind.ANNOUNCEMENT:
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        if message.flags & Flag.CROSSPOSTED:
            raise RefusedError(400, 40033, "This message has already been crossposted.")
        needed = May.SEND_MESSAGES if message.author is self.bot else May.MANAGE_MESSAGES
        if not self.world.may(self.bot, message.channel, needed):
            raise MISSING_PERMISSIONS
        message.flags |= Flag.CROSSPOSTED
        self.announce(message, "MESSAGE_UPDATE")
        return 200, self.json(message)

    def type(self, call: Call) -> Answer:
        self.typing.append(self.channel(call).id)
        return 204, None

    # Threads.

    def thread_from_message(self, call: Call) -> Answer:
        message = self.message(call)
        channel = message.channel
        self._require_thread_permission(channel)
        if message.thread:
            raise RefusedError(400, 160004, "A thread has already been created for this message")
        if channel.guild is None or channel.is_thread:
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        thread = self.world.add_thread(channel, str(call.body["name"]), self.bot, id=message.id)
        message.thread = thread
        message.flags |= Flag.HAS_THREAD
        self.world.write(thread, self.bot, kind=STARTER, reference=message)
        self._tell_of(thread)
        self.announce(message, "MESSAGE_UPDATE")
        return 201, channel_json(thread)

    def thread(self, call: Call) -> Answer:
        channel = self.channel(call)
        if channel.kind is Kind.FORUM:
            return self._forum_post(channel, call.body)
        self._require_thread_permission(channel)
        private = call.body.get("type", Kind.PRIVATE_THREAD) == Kind.PRIVATE_THREAD
        thread = self.world.add_thread(channel, str(call.body["name"]), self.bot, private=private)
        self._tell_of(thread)
        if not private:
            self.announce(self.world.write(channel, self.bot, kind=CREATED, content=thread.name, thread=thread))
        return 201, channel_json(thread)

    def _forum_post(self, forum: Channel, body: Json) -> Answer:
        if not self.world.may(self.bot, forum, May.SEND_MESSAGES):
            raise MISSING_PERMISSIONS
        tags = [str(each) for each in body.get("applied_tags") or []]
        if forum.flags & REQUIRE_TAG and not tags:
            raise RefusedError(400, 40067, "A tag is required to create a forum post in this channel")
        if not isinstance(body.get("message"), dict):
            raise invalid_form(message="This field is required")
        thread = self.world.add_thread(forum, str(body["name"]), self.bot)
        try:
            opening = self.write(thread, body["message"], id=thread.id)
        except RefusedError:
            self.world.remove_channel(thread)
            raise
        thread.applied_tags = tags
        self._tell_of(thread)
        return 201, channel_json(thread) | {"message": self.json(opening)}

    def archived(self, call: Call) -> Answer:
        channel = self.channel(call)
        if not self.world.may(self.bot, channel, May.READ_MESSAGE_HISTORY):
            raise MISSING_ACCESS
        closed = [each for each in self.world.channels.values() if each.parent is channel and each.archived]
        return 200, {"threads": [channel_json(each) for each in closed], "members": [], "has_more": False}

    def join(self, call: Call) -> Answer:
        self.channel(call)
        return 204, None

    def _require_thread_permission(self, channel: Channel) -> None:
        if not self.world.may(self.bot, channel, May.CREATE_PUBLIC_THREADS):
            raise MISSING_PERMISSIONS

    def _tell_of(self, thread: Channel) -> None:
        self.gateway.tell("THREAD_CREATE", channel_json(thread) | {"newly_created": True}, thread.guild, Intent.GUILDS)
