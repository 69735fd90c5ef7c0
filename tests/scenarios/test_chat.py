"""The whole bot, as `newsbrief run` starts it, on a Slack and a Discord of this machine at once, with the real SDKs."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.cli.serving import serve_chat
from bot.config import Settings
from bot.wiring import Newsroom, open_newsroom, read_samples
from briefings.ports import Annotator
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

ASKED = "/ask who is attending?"


@asynccontextmanager
async def serving(newsroom: Newsroom, settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """The bot, at the longest until the block ends."""
    task = asyncio.create_task(serve_chat(newsroom, settings))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_slack_and_discord_are_served_at_once_each_with_its_own_news(
    annotator: Annotator, tmp_path: Path, now: datetime
) -> None:
    async with SlackServer() as slack, DiscordServer() as discord:
        team = slack.world.add_team("Tamar Herald")
        anna = slack.world.add_user(team, "anna")
        installed = slack.world.install(team, anna)
        news = slack.world.add_channel(team, "news", [anna, installed.bot])
        guild = discord.add_guild("Harbour")
        lobby = discord.add_channel(guild, "news")
        ben = discord.join(guild, "Ben")
        settings = Settings.model_validate(
            {
                "data": tmp_path,
                "slack_bot_token": installed.token,
                "slack_app_token": slack.app.app_token,
                "slack_api_url": slack.api_url,
                "discord_token": discord.token,
                "discord_api_url": discord.api_url,
                "discord_gateway_url": discord.gateway_url,
            }
        )
        with open_newsroom(settings, lambda: annotator) as newsroom:
            list(newsroom.briefings.ingest(read_samples(now), f"slack/{team.id}", now))
            async with serving(newsroom, settings) as bot:
                await slack.sockets.until_connected()
                await discord.connected()
                await slack.type_command(anna, news, ASKED)
                await slack.until(lambda: "Attending" in slack.screen(news, anna), 20)
                await ben.slash(lobby, "ask", question="Who is attending?")
                await discord.until(lambda: "Nothing is stored yet" in discord.screen(lobby, ben), 20)
                await slack.mention(anna, news, "who is attending?")
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.wait_for(bot, 20)
        assert "Attending" in slack.screen(news, anna).partition("who is attending?")[2], "what was asked is answered"
        assert slack.violations == []
        assert discord.violations == []
