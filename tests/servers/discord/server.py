"""Discord on 127.0.0.1: ``async with DiscordServer() as discord`` gives REST, a gateway, and people who use the bot.

    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    ana = discord.join(guild, "Ana")
    asked = await ana.slash(news, "ask", question="Who is attending?")
    answer = await discord.answer(asked)
    print(discord.screen(news, ana))

A bot is pointed at ``discord.api_url`` and ``discord.gateway_url`` with ``discord.token``. What it sent against Discord's
rules is in ``discord.violations``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.servers.discord.channels import Channels
from tests.servers.discord.faults import Fault
from tests.servers.discord.gateway import Gateway, Intent
from tests.servers.discord.interactions import Interaction, Interactions
from tests.servers.discord.payloads import channel_json, guild_create_json, member_json, role_json
from tests.servers.discord.permissions import EVERYTHING, MEMBERS, May
from tests.servers.discord.person import Person
from tests.servers.discord.places import Places
from tests.servers.discord.registry import Registry
from tests.servers.discord.rest import Rest
from tests.servers.discord.screen import BOT_WROTE, message_text, screen
from tests.servers.discord.world import Channel, Guild, Kind, Member, Message, Overwrite, Role, User, World
from tests.waiting import until

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GbQxYz.a-token-of-a-bot-that-is-only-here"
PATIENCE = 10.0


class DiscordServer:
    """Discord; ``privileged`` are the intents that the application was granted, ``shards`` what it recommends."""

    def __init__(
        self,
        *,
        privileged: Intent = Intent.NONE,
        shards: int = 1,
        heartbeat: float = 41.25,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clock = clock
        self.token = TOKEN
        self.host, self.port = "127.0.0.1", 0
        self._ahead = 0.0
        self.world = World(self.clock)
        self.owner = self.world.add_user("Olga Owner")
        self.bot = self.world.add_user("newsbrief", bot=True)
        self.gateway = Gateway(self.world, self.bot, self.token, lambda: self.gateway_url, privileged, heartbeat)
        self.channels = Channels(self.world, self.bot, self.gateway)
        self.interactions = Interactions(self.world, self.bot, self.gateway, self.channels)
        self.registry = Registry(self.world, self.bot)
        self.places = Places(self.world, self.bot, self.owner, self.gateway, self.kick, shards)
        rooms = (self.places, self.channels, self.interactions, self.registry)
        self.rest = Rest(self.clock, self.token, [route for room in rooms for route in room.routes()])
        self._runner: web.ServerRunner | None = None

    # Time and life.

    def clock(self) -> float:
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass on Discord's side."""
        self._ahead += seconds

    @property
    def api_url(self) -> str:
        return f"http://{self.host}:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://{self.host}:{self.port}/gateway"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest.stop()
        await self.kill()

    async def start(self) -> None:
        """Listen; after ``kill`` at the same address, with all that was kept but the sessions that ``forget`` took."""
        self._server = web.Server(self._serve, access_log=None)
        self._runner = web.ServerRunner(self._server, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def kill(self) -> None:
        """Die: every connection ends at once, and nobody listens."""
        if self._runner is None:
            return
        for session in self.gateway.connected:
            session.socket = None
        for connection in list(self._server.connections):
            if connection.transport:
                connection.transport.abort()
        await self._runner.cleanup()
        self._runner = None

    async def restart(self, *, forget: bool = False) -> None:
        """Come back; ``forget`` loses the gateway's sessions, so that none can be resumed."""
        if forget:
            self.gateway.sessions.clear()
        await self.start()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith("/gateway"):
            return await self.gateway.serve(request)
        return await self.rest.serve(request)

    async def until(self, true: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait for something."""
        await until(true, within)

    async def connected(self, shards: int = 1) -> None:
        """Wait for the bot on the gateway."""
        await self.until(lambda: len(self.gateway.connected) >= shards)

    # What a test looks at.

    @property
    def violations(self) -> list[str]:
        return self.rest.violations

    def requests(self, method: str, ending: str = "") -> list[str]:
        """The paths that were asked for with this method, and end so."""
        return [path for asked, path, _ in self.rest.asked if asked == method and path.endswith(ending)]

    def fail(self, *faults: Fault) -> None:
        """Let requests go wrong."""
        self.rest.script.faults.extend(faults)

    async def answer(self, asked: Interaction, within: float = PATIENCE) -> Message:
        """Wait for the finished answer to an interaction."""
        await self.until(lambda: asked.shown, within)
        assert asked.shown
        return asked.shown

    async def answer_to(self, message: Message, within: float = PATIENCE) -> Message:
        """Wait for the bot's first finished message in a channel after another one."""

        def later() -> list[Message]:
            return [each for each in self.visible_posts(message.channel) if int(each.id) > int(message.id)]

        await self.until(later, within)
        return later()[0]

    def visible_posts(self, channel: Channel) -> list[Message]:
        """The bot's posts that everybody in a channel sees, the oldest first."""
        seen = [each for each in channel.messages.values() if each.author is self.bot and each.kind in BOT_WROTE]
        return sorted(
            (each for each in seen if not each.private_to and not each.loading), key=lambda each: int(each.id)
        )

    def screen(self, channel: Channel, viewer: Person) -> str:
        """What somebody sees in a channel, ephemeral answers too, as narrow text."""
        return screen(channel, viewer.user, self.world, self.interactions)

    def text(self, message: Message) -> str:
        """What a message reads like."""
        return message_text(message, self.world)

    def modal(self, person: Person) -> str:
        """What the form reads like that somebody has open."""
        assert person.form
        assert person.form.modal
        lines = [person.form.modal["title"]]
        for row in person.form.modal["components"]:
            held = [row["component"]] if "component" in row else row.get("components") or []
            for each in held:
                shown = each.get("value") or each.get("placeholder") or ""
                options = [option["label"] for option in each.get("options") or []]
                lines.append(f"{row.get('label') or each.get('label')}: [{shown or ', '.join(options)}]")
            if row["type"] == 10:
                lines.append(row["content"])
        return "\n".join(lines)

    # What people do to guilds.

    def add_guild(self, name: str, *, invited: bool = True) -> Guild:
        """Make a guild of Olga's, with the bot in it unless it is not invited."""
        guild = self.world.add_guild(name, self.owner)
        if invited:
            self.invite(guild)
        return guild

    def add_channel(self, guild: Guild, name: str, kind: Kind = Kind.TEXT) -> Channel:
        channel = self.world.add_channel(guild, name, kind)
        if self.bot.id in guild.members:
            self.gateway.tell("CHANNEL_CREATE", channel_json(channel), guild, Intent.GUILDS)
        return channel

    def invite(self, guild: Guild, permissions: May = MEMBERS) -> None:
        """Let the bot join, with a role of its own."""
        role = Role(self.world.snowflake(), self.bot.name, permissions, managed=True)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, {role.id})
        self.gateway.tell("GUILD_CREATE", guild_create_json(guild, self.bot, joined=True), guild, Intent.GUILDS)

    def join(self, guild: Guild | None, name: str, *, may: May = May.NOTHING) -> Person:
        """Make a person, and a member of a guild with these permissions beside everybody's."""
        person = Person(self, self.world.add_user(name))
        if guild:
            member = guild.members[person.user.id] = Member(person.user)
            if may:
                role = self.add_role(guild, f"{name}'s", may)
                member.roles.add(role.id)
        return person

    def administrator(self, guild: Guild, name: str) -> Person:
        return self.join(guild, name, may=EVERYTHING)

    def add_role(self, guild: Guild, name: str, may: May = May.NOTHING, *, mentionable: bool = False) -> Role:
        role = Role(self.world.snowflake(), name, may, mentionable)
        guild.roles[role.id] = role
        self.gateway.tell("GUILD_ROLE_CREATE", {"guild_id": guild.id, "role": role_json(role)}, guild, Intent.GUILDS)
        return role

    def kick(self, guild: Guild) -> None:
        """Throw the bot out."""
        guild.members.pop(self.bot.id, None)
        self.registry.commands.pop(guild.id, None)
        self.gateway.tell("GUILD_DELETE", {"id": guild.id}, guild, Intent.GUILDS)

    def delete_channel(self, channel: Channel) -> None:
        for each in self.world.remove_channel(channel):
            event = "THREAD_DELETE" if each.is_thread else "CHANNEL_DELETE"
            self.gateway.tell(event, channel_json(each), each.guild, Intent.GUILDS)

    def rename_channel(self, channel: Channel, name: str) -> None:
        channel.name = name
        self.gateway.tell("CHANNEL_UPDATE", channel_json(channel), channel.guild, Intent.GUILDS)

    def deny(self, channel: Channel, what: May, whom: User | Role | None = None) -> None:
        """Take permissions away in a channel, from the bot unless another is named."""
        self._overwrite(channel, whom, deny=what)

    def grant(self, channel: Channel, what: May, whom: User | Role | None = None) -> None:
        """Give permissions in a channel."""
        self._overwrite(channel, whom, allow=what)

    def _overwrite(
        self, channel: Channel, whom: User | Role | None, allow: May = May.NOTHING, deny: May = May.NOTHING
    ) -> None:
        who = whom or self.bot
        kept = channel.overwrites.setdefault(who.id, Overwrite(who.id, isinstance(who, User)))
        kept.allow = (kept.allow | allow) & ~deny
        kept.deny = (kept.deny | deny) & ~allow
        self.gateway.tell("CHANNEL_UPDATE", channel_json(channel), channel.guild, Intent.GUILDS)

    def give_role(self, guild: Guild, member: User, role: Role) -> None:
        guild.members[member.id].roles.add(role.id)
        if member is self.bot:
            told = member_json(guild.members[member.id]) | {"guild_id": guild.id}
            self.gateway.tell("GUILD_MEMBER_UPDATE", told, guild)

    def revoke(self) -> None:
        """Make the token worthless, as when somebody resets it in the developer portal."""
        self.rest.revoked = True
        self.gateway.token = ""
