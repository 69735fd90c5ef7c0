"""A person in front of Discord: types commands, mentions, replies, presses, chooses, fills in forms.

What Discord's own client would not let a person do is an AssertionError that says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tests.servers.discord.interactions import Asked, Interaction, State
from tests.servers.discord.payloads import channel_json, member_json, message_json, role_json, user_json
from tests.servers.discord.permissions import May
from tests.servers.discord.registry import CHAT, ON_MESSAGE
from tests.servers.discord.world import Channel, Json, Message, Role, User
from tests.servers.discord.writing import fill, walk

if TYPE_CHECKING:
    from tests.servers.discord.server import DiscordServer

Value: TypeAlias = "str | int | float | bool | User | Channel | Role"
PICKED = {5: "users", 6: "roles", 7: "mentionables", 8: "channels"}
SUBCOMMAND, GROUP = 1, 2
TYPES = {3: str, 4: int, 5: bool, 10: float}


@dataclass(eq=False)
class Person:
    """Somebody with an account; ``form`` is the one that is open before them."""

    server: DiscordServer
    user: User
    form: Interaction | None = None
    asked: list[Interaction] = field(default_factory=list)

    @property
    def installed(self) -> bool:
        return self.user.id in self.server.channels.installers

    def install(self) -> None:
        """Add the bot to one's own apps."""
        self.server.channels.installers.add(self.user.id)

    # Words.

    def say(self, channel: Channel, words: str, *, to: Message | None = None, ping: bool = True) -> Message:
        """Write a message; ``to`` answers another one, whose author is called unless ``ping`` is off."""
        world = self.server.world
        needed = May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES
        assert world.may(self.user, channel, needed), f"{self.user.name} may not write in {channel.name}"
        message = Message(world.snowflake(), channel, self.user, world.clock(), kind=19 if to else 0, reference=to)
        fill(message, {"content": words, "allowed_mentions": {"parse": ["users", "roles", "everyone"],
                                                              "replied_user": ping}}, world)  # fmt: skip
        channel.keep(message)
        self.server.channels.announce(message)
        return message

    def mention(self, channel: Channel, words: str) -> Message:
        """Call the bot."""
        return self.say(channel, f"<@{self.server.bot.id}> {words}")

    def direct(self, words: str) -> Message:
        """Write to the bot alone."""
        return self.say(self.dm, words)

    @property
    def dm(self) -> Channel:
        return self.server.world.direct(self.user, self.server.bot)

    # Commands.

    async def slash(self, channel: Channel, line: str, **options: Value) -> Interaction:
        """Use a command: its name and subcommand in ``line``, the values by option's name."""
        command, names, known = self._command(channel, line)
        for name, option in known.items():
            assert name in options or not option.get("required"), f"/{line} needs {name}"
        given = [self._option(name, value, known, line) for name, value in options.items()]
        return await self._ask(Asked.COMMAND, channel, self._data(command, names, given, options.values()))

    async def complete(self, channel: Channel, line: str, option: str, typed: str, **others: Value) -> list[str]:
        """Type into an option and read what is offered."""
        command, names, known = self._command(channel, line)
        assert known[option].get("autocomplete"), f"{option} of /{line} offers nothing"
        given = [self._option(name, value, known, line) for name, value in others.items()]
        given.append({"name": option, "type": known[option]["type"], "value": typed, "focused": True})
        asked = await self._ask(Asked.AUTOCOMPLETE, channel, self._data(command, names, given, ()))
        await self.server.until(lambda: asked.state is not State.WAITING)
        return [each["name"] for each in asked.choices or []]

    async def use(self, message: Message, name: str) -> Interaction:
        """Open a message's menu and choose one of the bot's commands in it."""
        channel = message.channel
        command = self.server.registry.find(self.user, channel, name, ON_MESSAGE, installed=self.installed)
        shown = message_json(message, self.server.bot, sees_content=True)
        data = {"id": command["id"], "name": name, "type": ON_MESSAGE, "target_id": message.id,
                "resolved": {"messages": {message.id: shown}}}  # fmt: skip
        return await self._ask(Asked.COMMAND, channel, data)

    def _command(self, channel: Channel, line: str) -> tuple[Json, list[str], dict[str, Json]]:
        name, *names = line.removeprefix("/").split()
        command = self.server.registry.find(self.user, channel, name, CHAT, installed=self.installed)
        options = command.get("options") or []
        for each in names:
            options = next((held.get("options") or [] for held in options if held["name"] == each), None)
            assert options is not None, f"/{name} has no subcommand {each!r}"
        assert not any(each["type"] in (SUBCOMMAND, GROUP) for each in options), f"/{line} needs a subcommand"
        return command, names, {each["name"]: each for each in options}

    def _option(self, name: str, value: Value, known: dict[str, Json], line: str) -> Json:
        assert name in known, f"/{line} has no option {name!r}, but {list(known)}"
        option = known[name]
        if isinstance(value, User | Channel | Role):
            return {"name": name, "type": option["type"], "value": value.id}
        assert isinstance(value, TYPES[option["type"]]), f"{name} of /{line} is not of type {option['type']}"
        choices = [each["value"] for each in option.get("choices") or []]
        assert not choices or value in choices, f"{name} of /{line} is one of {choices}"
        assert len(str(value)) <= option.get("max_length", 6_000), f"{name} of /{line} is too long"
        return {"name": name, "type": option["type"], "value": value}

    def _data(self, command: Json, names: list[str], given: list[Json], values: object) -> Json:
        for name in reversed(names):
            kind = GROUP if given and given[0]["type"] == SUBCOMMAND and name != names[-1] else SUBCOMMAND
            given = [{"name": name, "type": kind, "options": given}]
        data: Json = {"id": command["id"], "name": command["name"], "type": CHAT, "options": given}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        picked = [each for each in values if isinstance(each, User | Channel | Role)]  # type: ignore[attr-defined]
        return data | ({"resolved": self._resolved(picked)} if picked else {})

    # Buttons, menus and forms.

    async def press(self, message: Message, label: str) -> Interaction:
        """Press the button with this label."""
        self._sees(message)
        buttons = [each for each in walk(message.components) if each["type"] == 2]
        button = next((each for each in buttons if each.get("label") == label), None)
        assert button, f"there is no button {label!r}, but {[each.get('label') for each in buttons]}"
        assert not button.get("disabled"), f"the button {label!r} is grey"
        assert "custom_id" in button, f"the button {label!r} opens {button.get('url')}"
        data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        return await self._ask(Asked.COMPONENT, message.channel, data, message)

    async def choose(self, message: Message, *labels: str) -> Interaction:
        """Choose from the menu that has these choices."""
        self._sees(message)
        for menu in walk(message.components):
            values = {each["label"]: each["value"] for each in menu.get("options") or []}
            if menu["type"] == 3 and set(labels) <= set(values):
                least, most = menu.get("min_values", 1), menu.get("max_values", 1)
                assert least <= len(labels) <= most, f"the menu takes {least} to {most} choices"
                data = {"component_type": 3, "custom_id": menu["custom_id"], "id": menu["id"],
                        "values": [values[each] for each in labels]}  # fmt: skip
                return await self._ask(Asked.COMPONENT, message.channel, data, message)
        raise AssertionError(f"no menu offers {labels}")

    async def fill(self, answers: Mapping[str, str | Sequence[str | User | Channel | Role]]) -> Interaction:
        """Fill in the open form by its labels, and send it; what is not named stays as it was."""
        opened = self.form
        assert opened, "no form is open"
        assert opened.modal
        left = dict(answers)
        picked: list[User | Channel | Role] = []
        sent = []
        for row in opened.modal["components"]:
            held = [row["component"]] if "component" in row else row.get("components") or []
            filled = [self._field(each, row.get("label") or each.get("label", ""), left, picked) for each in held]
            if row["type"] == 18:
                sent.append({"type": 18, "id": row.get("id", 0), "component": filled[0]})
            elif filled:
                sent.append({"type": row["type"], "id": row.get("id", 0), "components": filled})
        assert not left, f"the form has no {list(left)}"
        data: Json = {"custom_id": opened.modal["custom_id"], "components": sent}
        if picked:
            data["resolved"] = self._resolved(picked)
        self.form = None
        return await self._ask(Asked.MODAL, opened.channel, data, opened.source)

    def _field(
        self, control: Json, label: str, left: dict[str, str | Sequence[str | User | Channel | Role]],
        picked: list[User | Channel | Role],
    ) -> Json:  # fmt: skip
        kind = control["type"]
        sent: Json = {"type": kind, "id": control.get("id", 0), "custom_id": control["custom_id"]}
        required = control.get("required", True)
        if kind == 4:
            text = left.pop(label, control.get("value") or "")
            assert isinstance(text, str)
            assert text or not required, f"{label!r} must be filled in"
            least, most = control.get("min_length", 0), control.get("max_length", 4_000)
            assert not text or least <= len(text) <= most, f"{label!r} takes {least} to {most} letters"
            return sent | {"value": text}
        given = left.pop(label, None)
        chosen = [given] if isinstance(given, str) else list(given) if given is not None else None
        if kind in PICKED:
            if chosen is None:
                return sent | {"values": [each["id"] for each in control.get("default_values") or []]}
            people = [each for each in chosen if not isinstance(each, str)]
            picked += people
            values = [each.id for each in people]
        else:
            known = {each["label"]: each["value"] for each in control["options"]}
            if chosen is None:
                return sent | {"values": [each["value"] for each in control["options"] if each.get("default")]}
            values = [known[str(each)] for each in chosen]
        least = control.get("min_values", 1 if required else 0)
        assert least <= len(values) <= control.get("max_values", 1), f"{label!r} takes {least} or more"
        return sent | {"values": values}

    # What is behind all of it.

    async def _ask(self, kind: Asked, channel: Channel, data: Json, source: Message | None = None) -> Interaction:
        made = self.server.interactions.begin(kind, self.user, channel, data, source=source, installed=self.installed)
        self.asked.append(made)
        if kind is not Asked.AUTOCOMPLETE:
            await self.server.until(lambda: made.state is not State.WAITING or self.server.interactions.failed(made))
        if made.state is State.FORM:
            self.form = made
        return made

    def _sees(self, message: Message) -> None:
        assert message.private_to in (None, self.user), "somebody else's private answer"
        assert message.id in message.channel.messages, "the message is gone"

    def _resolved(self, picked: Sequence[User | Channel | Role]) -> Json:
        guilds = self.server.world.guilds.values()
        guild = next((each for each in guilds if self.user.id in each.members), None)
        resolved: Json = {}
        for each in picked:
            if isinstance(each, Channel):
                partial = {**channel_json(each), "permissions": "0"}
                resolved.setdefault("channels", {})[each.id] = partial
            elif isinstance(each, Role):
                resolved.setdefault("roles", {})[each.id] = role_json(each)
            else:
                resolved.setdefault("users", {})[each.id] = user_json(each)
                if guild and each.id in guild.members:
                    member = member_json(guild.members[each.id], bare=True) | {"permissions": "0"}
                    resolved.setdefault("members", {})[each.id] = member
        return resolved
