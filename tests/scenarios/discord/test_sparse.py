"""The bot on Discords that say and know as little as they can: whoever asks is answered all the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.discord.commands import render_commands
from adapters.message import say
from adapters.platform import Sent
from bot.commands.table import COMMANDS
from bot.wiring import Newsroom
from tests.scenarios.discord.posting import place_of, platform_at
from tests.servers.discord import Channel, Person
from tests.servers.discord.sparse import SparseDiscord
from tests.servers.discord.writing import walk
from tests.service import serving

WHO = "who is attending?"
PATIENCE = 25.0  # seconds, for a machine under load
FEW, MANY = range(12), range(12, 300)


async def live(seed: int, newsroom: Newsroom, folder: Path) -> None:
    """Ask in every way, restart, and press what the bot said before."""
    async with SparseDiscord(seed) as discord:
        guild = discord.add_guild("Harbour")
        news = discord.add_channel(guild, "news")
        ana = discord.join(guild, "Ana")
        async with serving(platform_at(discord), newsroom, folder) as platform:
            if not discord.registry.commands:  # a server that cannot be told them knows them otherwise
                discord.know(render_commands(COMMANDS))
            await ana.slash(news, "ask", question=WHO)
            await until_seen(discord, news, ana, "Attending", 1)
            ana.mention(news, WHO)
            await until_seen(discord, news, ana, "Attending", 2)
            ana.direct(WHO)
            await until_seen(discord, ana.dm, ana, "Attending", 1)
            receipt = await platform.send(place_of(news), say("Pier reopens"), marker="d-1")
            assert isinstance(receipt, Sent) or "Pier reopens" in discord.screen(news, ana)
        async with serving(platform_at(discord), newsroom, folder):
            post = next(each for each in discord.visible_posts(news) if has_button(each.components, "Evidence"))
            before = discord.screen(news, ana) + discord.screen(ana.dm, ana)
            await ana.press(post, "Evidence")
            await discord.until(lambda: discord.screen(news, ana) + discord.screen(ana.dm, ana) != before, PATIENCE)


async def until_seen(discord: SparseDiscord, where: Channel, viewer: Person, words: str, times: int) -> None:
    try:
        await discord.until(lambda: discord.screen(where, viewer).count(words) >= times, PATIENCE)
    except TimeoutError:
        pytest.fail(f"{words!r} is not there {times} times:\n{discord.screen(where, viewer)}")


def has_button(components: list[dict[str, object]], label: str) -> bool:
    return any(each.get("label") == label for each in walk(components))


@pytest.mark.parametrize("seed", FEW)
async def test_a_discord_that_says_little_is_enough(seed: int, newsroom: Newsroom, tmp_path: Path) -> None:
    await asyncio.wait_for(live(seed, newsroom, tmp_path), 90)


@pytest.mark.torture
@pytest.mark.parametrize("seed", MANY)
async def test_hundreds_of_discords_that_say_little_are_enough(seed: int, newsroom: Newsroom, tmp_path: Path) -> None:
    await asyncio.wait_for(live(seed, newsroom, tmp_path), 90)


async def test_a_session_that_is_never_resumed_is_begun_anew(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.returning.RESUMING", 0.3)  # seconds
    async with SparseDiscord(0, rate=0.0) as discord:
        guild = discord.add_guild("Harbour")
        news = discord.add_channel(guild, "news")
        ana = discord.join(guild, "Ana")
        async with serving(platform_at(discord), newsroom, tmp_path):
            discord.forget_to_resume()
            await discord.gateway.close(4000)
            await discord.until(lambda: discord.gateway.identifies[0] == 2, PATIENCE)
            ana.mention(news, WHO)
            await until_seen(discord, news, ana, "Attending", 1)
