"""Discord as people use it: the real platform over gateway and REST, with no privileged intent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from adapters.commands import find_command, read_command
from adapters.discord.client import DiscordPlatform
from adapters.discord.commands import MENUS
from adapters.discord.settings import DiscordSettings, Timing
from adapters.inbound import Channel, Command
from bot.commands.table import COMMANDS
from tests.conformance.script import (
    Answer,
    Begin,
    Close,
    Deed,
    Fill,
    Invite,
    Open,
    Press,
    Role,
    Say,
    Type,
    Use,
    Value,
    Where,
    Who,
)
from tests.conformance.stage import SETTLE_TIME, Impossible, Watch, is_label
from tests.servers.discord import Channel as Room
from tests.servers.discord import DiscordServer, Guild, May, Message, Person, User
from tests.servers.discord import Role as GuildRole
from tests.servers.discord.addresses import kept_addresses
from tests.servers.discord.world import Member
from tests.servers.discord.writing import walk

LABELS = {name: label for label, name in MENUS.items()}
PICKED = "on Discord a command is picked from a list, so that nobody can mistype it or call it bare"


class DiscordScene:
    """Anna manages the server; Ben and Nora are in it; Lena has the bot alone, in a server without it."""

    def __init__(self, discord: DiscordServer, guild: Guild, number: int) -> None:
        self._discord, self._guild = discord, guild
        ben = discord.join(guild, f"ben{number}")
        self._people = {
            Who.SOMEBODY: ben,
            Who.READER: ben,
            Who.MANAGER: discord.administrator(guild, f"anna{number}"),
            Who.NAMED: discord.join(guild, f"nora{number}"),
        }
        self._rooms = {
            Where.NEWS: discord.add_channel(guild, f"news-{number}"),
            Where.OTHER: discord.add_channel(guild, f"sport-{number}"),
        }
        self._readers = discord.add_role(guild, f"readers{number}", mentionable=True)
        self._number = number
        self._offered: list[str] = []

    async def do(self, deed: Deed, who: Who, where: Where) -> None:
        person, room = self._person(who), self._room(where, who)
        try:
            if isinstance(deed, Type):
                name, _, rest = deed.line.removeprefix("/").partition(" ")
                bare = not rest and (spec := find_command(COMMANDS, name)) is not None and bool(spec.subcommands)
                command = read_command(name, rest, COMMANDS)
                if bare:
                    raise Impossible(PICKED)
                await person.slash(room, f"{command.name} {command.subcommand or ''}", **_options(command))
            elif isinstance(deed, Say):
                if room.guild:
                    person.mention(room, deed.words)
                else:
                    person.direct(deed.words)
            elif isinstance(deed, Answer):
                person.say(room, deed.words, to=self._visible(who, where)[-1], ping=deed.names)
            elif isinstance(deed, Press):
                await self._press(deed, who, where)
            elif isinstance(deed, Fill):
                await person.fill({label: self._picked(value) for label, value in deed.answers.items()})
            elif isinstance(deed, Use):
                author = self._people[who.other]
                await person.use(author.say(room, deed.words), LABELS[deed.entry])
            elif isinstance(deed, Begin):
                name, _, rest = deed.line.removeprefix("/").partition(" ")
                subcommand, _, typed = rest.partition(" ")
                spec = find_command(COMMANDS, name)
                known = spec.subcommand(subcommand) if spec else None
                assert known, f"{deed.line} is no command"
                parameter = known.parameters[-1].name
                self._offered = await person.complete(room, f"{name} {subcommand}", parameter, typed)
            elif isinstance(deed, Invite):
                assert room.guild
                self._discord.invite(room.guild)
            elif isinstance(deed, Close):
                self._discord.delete_channel(room)
            elif isinstance(deed, Open):
                raise Impossible("Discord has no page for a bot, and no pane")
        except AssertionError as error:  # what Discord's own client would not let anybody do
            raise Impossible(str(error)) from error

    def posts(self, who: Who, where: Where) -> dict[str, str]:
        return {each.id: self._discord.text(each) for each in self._visible(who, where) if not each.loading}

    def bystander(self, who: Who, where: Where) -> Who | None:
        return who.other if where in (Where.NEWS, Where.OTHER, Where.NEW) else None

    def form(self, who: Who) -> str:
        person = self._person(who)
        if person.form is None or person.form.modal is None:
            return ""
        hints = [each.get("description") or "" for each in person.form.modal["components"]]
        return "\n".join([self._discord.modal(person), *hints])

    def page(self, who: Who) -> str:
        return ""

    def offered(self, who: Who) -> str:
        return "\n".join(self._offered)

    def at(self, where: Where, who: Who) -> Channel:
        room = self._room(where, who)
        return Channel("discord", room.guild.id if room.guild else "@me", room.id)

    async def _press(self, deed: Press, who: Who, where: Where) -> None:
        person = self._person(who)
        for message in reversed(self._visible(who, where)):
            for control in walk(message.components):
                label = str(control.get("label") or control.get("placeholder") or "")
                if not is_label(label, deed.label) or control.get("type") not in (2, 3):
                    continue
                if not deed.choice:
                    await person.press(message, label)
                    return
                options = [each["label"] for each in control.get("options") or []]
                chosen = next(each for each in options if each.startswith(deed.choice))
                await person.choose(message, chosen)
                return
        raise Impossible(f"nothing offers {deed}; there is:\n{self._discord.screen(self._room(where, who), person)}")

    def _visible(self, who: Who, where: Where) -> list[Message]:
        person, room = self._person(who), self._room(where, who)
        rooms = [room, *(each for each in self._discord.world.channels.values() if each.parent is room)]
        found = [message for each in rooms for message in each.messages.values()]
        ours = [each for each in found if each.author is self._discord.bot and each.private_to in (None, person.user)]
        return sorted(ours, key=lambda each: int(each.id))

    def _person(self, who: Who) -> Person:
        if who in (Who.GUEST, Who.FOREIGNER):
            raise Impossible("a server of Discord has members and no guests, and shares no channel")
        if who not in self._people:
            elsewhere = self._discord.add_guild(f"Elsewhere {self._number}", invited=False)
            self._people[who] = self._discord.join(elsewhere, f"lena{self._number}")
            self._people[who].install()
            self._rooms[Where.AWAY] = self._discord.add_channel(elsewhere, "lobby")
        return self._people[who]

    def _room(self, where: Where, who: Who) -> Room:
        if where in (Where.HOME, Where.PANE):
            raise Impossible("Discord has no page for a bot, and no pane")
        if where is Where.SHARED:
            raise Impossible("a server of Discord shares no channel")
        person = self._person(who)
        if where is Where.NEW and where not in self._rooms:
            self._rooms[where] = self._found()
        return person.dm if where is Where.DIRECT else self._rooms[where]

    def _found(self) -> Room:
        """A channel of another server, with the same people in it."""
        guild = self._discord.add_guild(f"Harbour {self._number}", invited=False)
        managing = self._discord.add_role(guild, "Managers", May.MANAGE_GUILD)
        for who, person in self._people.items():
            guild.members[person.user.id] = Member(person.user, {managing.id} if who is Who.MANAGER else set())
        return self._discord.add_channel(guild, "lobby")

    def _picked(self, value: Value) -> str | list[str | User | Room | GuildRole]:
        if isinstance(value, Role):
            return [self._readers]
        if isinstance(value, Who):
            return [self._people[value].user]
        return [self._rooms[value]] if isinstance(value, Where) else value


class DiscordDriver:
    """One server, and the bot's connection to Discord."""

    returns_forms = False

    def __init__(self, discord: DiscordServer, watch: Watch) -> None:
        self._discord = discord
        self._guild = discord.add_guild("Tamar Herald")
        self.platform = DiscordPlatform(
            DiscordSettings(discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url),
            clock=watch.now,
            timing=Timing(between=0.01, pause=0.01),
        )
        self.platform.limits = replace(self.platform.limits, settle_time=SETTLE_TIME)

    def scene(self, number: int) -> DiscordScene:
        return DiscordScene(self._discord, self._guild, number)

    @property
    def violations(self) -> Sequence[str]:
        return self._discord.violations


@asynccontextmanager
async def discord(watch: Watch, folder: Path) -> AsyncIterator[DiscordDriver]:
    with kept_addresses():
        async with DiscordServer(clock=watch.seconds) as server:
            yield DiscordDriver(server, watch)


def _options(command: Command) -> dict[str, str]:
    """What is filled in; a line that fits no command cannot be picked."""
    known = find_command(COMMANDS, command.name)
    if known is None or (known.subcommands and command.subcommand is None):
        raise Impossible(PICKED)
    if command.text and not command.arguments:
        raise Impossible(f"/{command.name} takes nothing that could be filled in")
    return dict(command.arguments)
