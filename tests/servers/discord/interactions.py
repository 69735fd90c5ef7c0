"""Interactions: what a person did with the bot, its token, and the answers that the bot may give to it.

By Discord's pages "Receiving and Responding to Interactions" and "Webhook Resource": three seconds for the first
answer, fifteen minutes for the token, one first answer alone, and the first follow-up of a deferred one edits it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from tests.servers.discord.channels import Channels
from tests.servers.discord.gateway import Gateway, Intent
from tests.servers.discord.payloads import channel_json, member_json, message_json, user_json
from tests.servers.discord.permissions import in_channel
from tests.servers.discord.rest import (
    ACKNOWLEDGED,
    EXPIRED,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Answer,
    Call,
    RefusedError,
    Route,
    invalid_form,
)
from tests.servers.discord.world import Channel, Flag, Json, Message, User, World
from tests.servers.discord.writing import fill

FIRST = 3.0
LIFE = 900.0
FOLLOW_UPS_OUTSIDE = 5
KEPT = 1_000


class Asked(IntEnum):
    """The types of interactions."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """The types of first answers."""

    MESSAGE = 4
    DEFER = 5
    DEFER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


ALLOWED = {
    Asked.COMMAND: {Callback.MESSAGE, Callback.DEFER, Callback.MODAL},
    Asked.COMPONENT: {Callback.MESSAGE, Callback.DEFER, Callback.DEFER_UPDATE, Callback.UPDATE, Callback.MODAL},
    Asked.AUTOCOMPLETE: {Callback.CHOICES},
    Asked.MODAL: {Callback.MESSAGE, Callback.DEFER, Callback.DEFER_UPDATE, Callback.UPDATE},
}


class State(Enum):
    """What the person sees of it."""

    WAITING = "waiting"
    THINKING = "thinking"
    ANSWERED = "answered"
    FORM = "a form"


@dataclass(eq=False)
class Interaction:
    """One of them; ``original`` is the first answer, ``source`` the message with the button."""

    id: str
    token: str
    kind: Asked
    user: User
    channel: Channel
    payload: Json
    at: float
    source: Message | None = None
    state: State = State.WAITING
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None

    @property
    def shown(self) -> Message | None:
        """The newest finished answer."""
        seen = [each for each in (self.original, *self.follow_ups) if each and not each.loading]
        return seen[-1] if seen and self.state is State.ANSWERED else None


@dataclass
class Interactions:
    """All of them, the newest last."""

    world: World
    bot: User
    gateway: Gateway
    channels: Channels
    made: dict[str, Interaction] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        webhook = "/webhooks/{webhook_id}/{token}"
        return [
            Route("POST", "/interactions/{interaction_id}/{token}/callback", self.callback, open=True),
            Route("POST", webhook, self.follow_up, open=True),
            Route("GET", f"{webhook}/messages/{{message_id}}", self.fetch, open=True),
            Route("PATCH", f"{webhook}/messages/{{message_id}}", self.edit, open=True),
            Route("DELETE", f"{webhook}/messages/{{message_id}}", self.delete, open=True),
        ]

    # The person's doing.

    def begin(
        self, kind: Asked, user: User, channel: Channel, data: Json, *, source: Message | None = None,
        installed: bool = False,
    ) -> Interaction:  # fmt: skip
        """Make an interaction and send it to the bot."""
        guild = channel.guild
        here = bool(guild and self.bot.id in guild.members)
        owners = (
            {"0": guild.id} if guild and here else {} if guild or self.bot not in channel.recipients else {"0": "0"}
        )
        owners |= {"1": user.id} if installed else {}
        id_, token = self.world.snowflake(), secrets.token_urlsafe(60)
        context = 0 if guild else 1 if self.bot in channel.recipients else 2
        payload: Json = {
            "id": id_,
            "application_id": self.bot.id,
            "type": int(kind),
            "data": data,
            "token": token,
            "version": 1,
            "channel_id": channel.id,
            "channel": _partial(channel, user),
            "locale": user.locale,
            "app_permissions": str(int(in_channel(channel, self.bot))),
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": context,
            "attachment_size_limit": 10_485_760,
        }
        if guild:
            member = member_json(guild.members[user.id]) | {"permissions": str(int(in_channel(channel, user)))}
            payload |= {"guild_id": guild.id, "member": member, "guild_locale": guild.locale}
            payload["guild"] = {"id": guild.id, "locale": guild.locale, "features": []}
        else:
            payload["user"] = user_json(user)
        if source:
            payload["message"] = message_json(source, self.bot, sees_content=True)
        interaction = Interaction(id_, token, kind, user, channel, payload, self.world.clock(), source)
        self.made[id_] = interaction
        while len(self.made) > KEPT:
            del self.made[next(iter(self.made))]
        self.gateway.tell("INTERACTION_CREATE", payload, guild if here else None)
        return interaction

    def failed(self, interaction: Interaction) -> bool:
        """Whether the person reads "The application did not respond"."""
        return interaction.state is State.WAITING and self.world.clock() - interaction.at > FIRST

    # The bot's first answer.

    def callback(self, call: Call) -> Answer:
        interaction = self.made.get(call.parts["interaction_id"])
        if interaction is None or interaction.token != call.parts["token"] or self.failed(interaction):
            raise UNKNOWN_INTERACTION
        if interaction.state is not State.WAITING:
            raise ACKNOWLEDGED
        try:
            kind = Callback(call.body["type"])
        except (KeyError, ValueError):
            raise invalid_form(type="Value must be one of {4, 5, 6, 7, 8, 9, 10, 12}.") from None
        if kind not in ALLOWED[interaction.kind] or (
            kind in (Callback.UPDATE, Callback.DEFER_UPDATE) and interaction.source is None
        ):
            raise invalid_form(type=f"{kind.name} cannot answer {interaction.kind.name}")
        data = call.body.get("data") or {}
        message = self._take(interaction, kind, data)
        if call.query.get("with_response", "").lower() not in ("1", "true"):
            return 204, None
        told: Json = {"id": interaction.id, "type": int(interaction.kind)}
        resource: Json = {"type": int(kind)}
        if message:
            resource["message"] = self._json(message)
            told |= {
                "response_message_id": message.id,
                "response_message_loading": message.loading,
                "response_message_ephemeral": bool(message.private_to),
            }
        return 200, {"interaction": told, "resource": resource}

    def _take(self, interaction: Interaction, kind: Callback, data: Json) -> Message | None:
        if kind is Callback.CHOICES:
            interaction.choices = list(data["choices"])
            interaction.state = State.ANSWERED
            return None
        if kind is Callback.MODAL:
            interaction.modal = data
            interaction.state = State.FORM
            return None
        if kind in (Callback.DEFER_UPDATE, Callback.UPDATE):
            interaction.original = interaction.source
            if kind is Callback.UPDATE:
                assert interaction.source
                self.channels.change(interaction.source, data)
            interaction.state = State.ANSWERED
            return interaction.source
        flags = Flag(data.get("flags") or 0)
        message = self._new(interaction, data if kind is Callback.MESSAGE else None, bool(flags & Flag.EPHEMERAL))
        interaction.original = message
        interaction.state = State.ANSWERED if kind is Callback.MESSAGE else State.THINKING
        return message

    def _new(self, interaction: Interaction, body: Json | None, private: bool) -> Message:
        world = self.world
        kind = 20 if interaction.kind is Asked.COMMAND else 0
        if interaction.payload["data"].get("type") == 3:
            kind = 23
        message = Message(world.snowflake(), interaction.channel, self.bot, world.clock(), kind=kind)
        message.invoked = {
            "id": interaction.id,
            "type": int(interaction.kind),
            "user": user_json(interaction.user),
            "authorizing_integration_owners": interaction.payload["authorizing_integration_owners"],
        }
        if interaction.kind is Asked.COMPONENT and interaction.source:
            message.invoked["interacted_message_id"] = interaction.source.id
        if private:
            message.private_to = interaction.user
            message.flags |= Flag.EPHEMERAL
        if body is None:
            message.flags |= Flag.LOADING
        else:
            fill(message, body, world)
        interaction.channel.keep(message)
        self.channels.announce(message)
        return message

    # What comes later, by the token alone.

    def _interaction(self, call: Call) -> Interaction:
        if call.parts["webhook_id"] != self.bot.id:
            raise UNKNOWN_WEBHOOK
        found = next((each for each in self.made.values() if each.token == call.parts["token"]), None)
        if found is None or found.state is State.WAITING:
            raise UNKNOWN_WEBHOOK
        if self.world.clock() - found.at > LIFE:
            raise EXPIRED
        return found

    def _message(self, call: Call) -> tuple[Interaction, Message]:
        interaction = self._interaction(call)
        wanted = call.parts["message_id"]
        ours = [each for each in (interaction.original, *interaction.follow_ups) if each]
        message = interaction.original if wanted == "@original" else None
        message = message or next((each for each in ours if each.id == wanted), None)
        if message is None or (message.private_to is None and message.id not in message.channel.messages):
            raise UNKNOWN_MESSAGE
        return interaction, message

    def follow_up(self, call: Call) -> Answer:
        interaction = self._interaction(call)
        first = interaction.original
        if first and first.loading:  # "will function as Edit Original Interaction Response"
            return 200, self._json(self._finish(interaction, first, call.body))
        owners = interaction.payload["authorizing_integration_owners"]
        if "0" not in owners and len(interaction.follow_ups) >= FOLLOW_UPS_OUTSIDE:
            raise RefusedError(400, 40094, "This interaction has reached the maximum number of follow-up messages")
        flags = Flag(call.body.get("flags") or 0)
        message = self._new(interaction, call.body, bool(flags & Flag.EPHEMERAL))
        message.kind = 19 if first else 0
        interaction.follow_ups.append(message)
        interaction.state = State.ANSWERED
        return 200, self._json(message)

    def fetch(self, call: Call) -> Answer:
        return 200, self._json(self._message(call)[1])

    def edit(self, call: Call) -> Answer:
        interaction, message = self._message(call)
        return 200, self._json(self._finish(interaction, message, call.body))

    def delete(self, call: Call) -> Answer:
        interaction, message = self._message(call)
        self.channels.remove(message)
        if message is interaction.original:
            interaction.original = None
            interaction.state = State.ANSWERED
        else:
            interaction.follow_ups.remove(message)
        return 204, None

    def _finish(self, interaction: Interaction, message: Message, body: Json) -> Message:
        self.channels.change(message, body)
        message.flags &= ~Flag.LOADING
        if message is interaction.original:
            interaction.state = State.ANSWERED
        return message

    def _json(self, message: Message) -> Json:
        granted = bool(self.gateway.privileged & Intent.MESSAGE_CONTENT)
        return message_json(message, self.bot, sees_content=granted)


def _partial(channel: Channel, user: User) -> Json:
    """A channel as it stands in an interaction."""
    partial: Json = {"id": channel.id, "type": int(channel.kind), "name": channel.name}
    if channel.guild is None:
        people = [user_json(each) for each in channel.recipients if each is not user]
        return {**partial, "recipients": people, "flags": 0}
    partial |= {"guild_id": channel.guild.id, "permissions": str(int(in_channel(channel, user)))}
    partial |= {"flags": 0, "last_message_id": next(reversed(channel.messages), None), "nsfw": False, "position": 0}
    partial |= {"parent_id": channel.parent.id if channel.parent else None, "topic": None, "rate_limit_per_user": 0}
    if channel.is_thread:
        partial |= {"thread_metadata": channel_json(channel)["thread_metadata"], "owner_id": channel.owner}
        partial |= {"message_count": len(channel.messages), "member_count": 1}
    return partial
