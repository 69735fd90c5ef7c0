"""A small bot on the real discord.py, for the tests of the server itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.servers.discord.addresses import kept_addresses
from tests.servers.discord.server import DiscordServer
from tests.waiting import until


class Bot(discord.Client):
    """Answers /ask after a while, offers a button, a menu and a form, and keeps what it was told."""

    def __init__(self, intents: discord.Intents | None = None, **options: int) -> None:
        super().__init__(
            intents=intents or discord.Intents(guilds=True, messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=0.05,
            **options,  # type: ignore[arg-type]
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.happened: list[str] = []
        self.tree.command(name="ask", description="Ask")(self._ask)
        self.tree.command(name="wait", description="Never answers")(self._wait)
        self.tree.add_command(app_commands.ContextMenu(name="Ask about this", callback=self._about))
        self.tree.get_command("ask").autocomplete("topic")(self._offer)  # type: ignore[union-attr]

    async def setup_hook(self) -> None:
        self.add_view(Buttons())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds."""

    async def _ask(self, interaction: discord.Interaction, question: str, topic: str = "") -> None:
        await interaction.response.defer(ephemeral=topic == "private")
        await interaction.edit_original_response(content=f"**{question}** is\\_unknown", view=Buttons())

    async def _wait(self, interaction: discord.Interaction) -> None:
        await asyncio.Event().wait()

    async def _about(self, interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"About: {message.content}")

    async def _offer(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=each, value=each) for each in ("ports", "trains") if each.startswith(typed)]

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.happened.append(f"joined {guild.name}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.happened.append(f"left {guild.name}")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self.happened.append(f"lost {channel.name}")

    async def on_resumed(self) -> None:
        self.happened.append("resumed")


class Buttons(discord.ui.View):
    """Works after a restart: it has no time-out, and every id stands."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction: discord.Interaction, button: discord.ui.Button[Buttons]) -> None:
        await interaction.response.send_message("More of it", ephemeral=True)

    @discord.ui.button(label="Wrong", custom_id="wrong")
    async def wrong(self, interaction: discord.Interaction, button: discord.ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Reason())

    @discord.ui.select(custom_id="by", options=[discord.SelectOption(label="By hour", value="h")])
    async def by(self, interaction: discord.Interaction, menu: discord.ui.Select[Buttons]) -> None:
        await interaction.response.edit_message(content=f"chosen {menu.values}")


class Reason(discord.ui.Modal, title="What is wrong?"):
    """A form with one question."""

    words: discord.ui.Label[Reason] = discord.ui.Label(text="Reason", component=discord.ui.TextInput())

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.words.component, discord.ui.TextInput)
        await interaction.response.send_message(f"Thank you: {self.words.component.value}", ephemeral=True)


@asynccontextmanager
async def running(server: DiscordServer, bot: Bot) -> AsyncIterator[Bot]:
    """The bot, connected to our Discord."""
    with kept_addresses():
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api_url, yarl.URL(server.gateway_url)
        task = asyncio.create_task(bot.start(server.token))
        try:
            await asyncio.wait([task, asyncio.create_task(until(bot.is_ready))], return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            yield bot
        finally:
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)
