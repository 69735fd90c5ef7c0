"""Application commands: registered for all guilds or for one, overwritten in bulk, found by who types them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.servers.discord.permissions import May, in_channel
from tests.servers.discord.rest import Answer, Call, RefusedError, Route, invalid_form
from tests.servers.discord.world import Channel, Json, User, World

CHAT, ON_USER, ON_MESSAGE = 1, 2, 3
IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2
FOR_GUILDS, FOR_USERS = 0, 1
UNKNOWN_COMMAND = RefusedError(404, 10063, "Unknown application command")


@dataclass
class Registry:
    """The commands by guild, "" for the global ones; ``syncs`` counts every change that the bot asked for."""

    world: World
    bot: User
    commands: dict[str, list[Json]] = field(default_factory=dict)
    syncs: Counter[str] = field(default_factory=Counter)

    def routes(self) -> list[Route]:
        everywhere = "/applications/{application_id}/commands"
        guild = "/applications/{application_id}/guilds/{guild_id}/commands"
        return [
            Route(method, f"{base}{tail}", handle)
            for base in (everywhere, guild)
            for method, tail, handle in (
                ("GET", "", self.list),
                ("PUT", "", self.overwrite),
                ("POST", "", self.upsert),
                ("GET", "/{command_id}", self.fetch),
                ("PATCH", "/{command_id}", self.edit),
                ("DELETE", "/{command_id}", self.delete),
            )
        ]

    def _place(self, call: Call) -> str:
        if call.parts["application_id"] != self.bot.id:
            raise RefusedError(403, 20012, "You are not authorized to perform this action on this application")
        guild = call.parts.get("guild_id", "")
        if guild and (guild not in self.world.guilds or self.bot.id not in self.world.guilds[guild].members):
            raise RefusedError(403, 50001, "Missing Access")
        return guild

    def _one(self, call: Call) -> Json:
        place = self._place(call)
        for each in self.commands.get(place, []):
            if each["id"] == call.parts["command_id"]:
                return each
        raise UNKNOWN_COMMAND

    def list(self, call: Call) -> Answer:
        localized = call.query.get("with_localizations", "").lower() in ("1", "true")
        return 200, [_shown(each, localized) for each in self.commands.get(self._place(call), [])]

    def fetch(self, call: Call) -> Answer:
        return 200, self._one(call)

    def overwrite(self, call: Call) -> Answer:
        place = self._place(call)
        if not isinstance(call.payload, list):
            raise invalid_form(body="must be a list of commands")
        names = [(each.get("type", CHAT), each["name"]) for each in call.payload]
        if len(names) != len(set(names)):
            raise RefusedError(400, 50035, "Invalid Form Body", {"name": {"_errors": [{"code": "DUPLICATE_NAME"}]}})
        self.syncs[place] += 1
        self.commands[place] = [self._made(each, place) for each in call.payload]
        return 200, self.commands[place]

    def upsert(self, call: Call) -> Answer:
        place = self._place(call)
        made = self._made(call.body, place)
        known = [each for each in self.commands.get(place, []) if each["id"] != made["id"]]
        self.syncs[place] += 1
        self.commands[place] = [*known, made]
        return 200 if len(known) < len(self.commands.get(place, [])) - 1 else 201, made

    def edit(self, call: Call) -> Answer:
        one = self._one(call)
        self.syncs[self._place(call)] += 1
        one.update(call.body)
        return 200, one

    def delete(self, call: Call) -> Answer:
        one = self._one(call)
        self.syncs[self._place(call)] += 1
        self.commands[self._place(call)].remove(one)
        return 204, None

    def _made(self, given: Json, place: str) -> Json:
        kind = given.get("type", CHAT)
        known = next(
            (each for each in self.commands.get(place, []) if each["name"] == given["name"] and each["type"] == kind),
            None,
        )
        made: Json = {
            "id": known["id"] if known else self.world.snowflake(),
            "application_id": self.bot.id,
            "version": self.world.snowflake(),
            "description": "",
            "default_member_permissions": None,
            "dm_permission": True,
            "nsfw": False,
            "contexts": None,
            "integration_types": [FOR_GUILDS],
            **given,
            "type": kind,
        }
        return made | ({"guild_id": place} if place else {})

    def find(self, user: User, channel: Channel, name: str, kind: int = CHAT, *, installed: bool = False) -> Json:
        """Give the command as Discord's own client would offer it to somebody here; AssertionError says why it would not."""
        guild = channel.guild
        here = bool(guild and self.bot.id in guild.members)
        offered = [*(self.commands.get(guild.id, []) if guild and here else []), *self.commands.get("", [])]
        command = next((each for each in offered if each["name"] == name and each["type"] == kind), None)
        assert command, f"there is no command {name!r} here, but {[each['name'] for each in offered]}"
        context = IN_GUILD if guild else IN_BOT_DM if self.bot in channel.recipients else IN_PRIVATE
        contexts = command["contexts"]
        assert contexts is None or context in contexts, f"/{name} is not offered in the context {context}"
        kinds = command["integration_types"] or [FOR_GUILDS]
        by_guild = FOR_GUILDS in kinds and (here or context == IN_BOT_DM)
        assert by_guild or (FOR_USERS in kinds and installed), f"/{name} is not installed here, nor by {user.name}"
        if guild:
            may = in_channel(channel, user)
            assert may & May.USE_APPLICATION_COMMANDS, f"{user.name} may not use commands in #{channel.name}"
            needed = command["default_member_permissions"]
            if needed is not None and here:
                enough = int(needed) and may & int(needed) == int(needed)
                assert enough or may & May.ADMINISTRATOR, f"/{name} is hidden from {user.name}"
        return command


def _shown(command: Json, localized: bool) -> Json:
    """A command, or an option, as it is listed: without what has its default, and without translations unless asked."""
    unsaid = {"required": False, "autocomplete": False, "options": [], "choices": []}
    hidden = () if localized else ("name_localizations", "description_localizations")
    shown = {name: value for name, value in command.items() if unsaid.get(name) != value and name not in hidden}
    if shown.get("options"):
        shown["options"] = [_shown(each, localized) for each in shown["options"]]
    return shown
