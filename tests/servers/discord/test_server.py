"""Our Discord, with the real discord.py on the other side: what a bot and people would notice of Discord itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.servers.discord import DiscordServer, State
from tests.servers.discord.bots import Bot, running


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server
    assert server.violations == []


async def test_a_question_is_deferred_and_answered_where_it_was_asked(discord: DiscordServer) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    ana, ben = discord.join(guild, "Ana"), discord.join(guild, "Ben")
    async with running(discord, Bot()):
        asked = await ana.slash(news, "ask", question="Who comes?")
        await discord.answer(asked)
        assert (
            discord.screen(news, ben) == "newsbrief APP:\nWho comes? is_unknown\n[More] [Wrong]\n[Make a selection ▾]"
        )
        private = await ana.slash(news, "ask", question="And then?", topic="private")
        await discord.answer(private)
        assert "And then?" not in discord.screen(news, ben)
        assert "And then? is_unknown" in discord.screen(news, ana)
        assert "(Only you can see this)" in discord.screen(news, ana)
        assert await ana.complete(news, "ask", "topic", "t", question="x") == ["trains"]


async def test_buttons_menus_forms_and_message_menus(discord: DiscordServer) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    ana = discord.join(guild, "Ana")
    async with running(discord, Bot()):
        answer = await discord.answer(await ana.slash(news, "ask", question="Who?"))
        more = await ana.press(answer, "More")
        assert (await discord.answer(more)).private_to is ana.user
        assert (await ana.press(answer, "Wrong")).state is State.FORM
        assert discord.modal(ana) == "What is wrong?\nReason: []"
        thanks = await ana.fill({"Reason": "All of it"})
        assert "Thank you: All of it" in discord.text(await discord.answer(thanks))
        await discord.answer(await ana.choose(answer, "By hour"))
        assert discord.text(answer).startswith("chosen ['h']")
        said = ana.say(news, "The pier reopened.")
        about = await ana.use(said, "Ask about this")
        assert discord.text(await discord.answer(about)) == "About: The pier reopened."


async def test_who_does_not_answer_within_three_seconds_has_failed(discord: DiscordServer) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    ana = discord.join(guild, "Ana")
    async with running(discord, Bot()):
        task = asyncio.create_task(ana.slash(news, "wait"))
        await discord.until(lambda: discord.interactions.made)
        discord.advance(3.1)
        assert (await task).state is State.WAITING
        assert discord.screen(news, ana) == "The application did not respond"
