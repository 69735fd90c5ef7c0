"""Our Discord, with the real discord.py on the other side: what a bot and people would notice of Discord itself."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.servers.discord import DiscordServer, May, State
from tests.servers.discord.bots import Bot, running
from tests.servers.discord.world import Json, Member


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


async def test_who_is_late_with_the_first_answer_or_answers_twice_is_refused(discord: DiscordServer) -> None:
    news = discord.add_channel(discord.add_guild("Harbour"), "news")
    ana = discord.join(news.guild, "Ana")
    say: Json = {"type": 4, "data": {"content": "x", "allowed_mentions": {"parse": []}}}
    async with asyncio.TaskGroup() as tasks, aiohttp.ClientSession() as session:
        discord.registry.commands[""] = [{"id": "1", "name": "ask", "type": 1, "contexts": None,
            "integration_types": [0, 1], "default_member_permissions": None}]  # fmt: skip

        async def answer(path: str, body: Json, method: str = "POST") -> tuple[int, int]:
            async with session.request(method, discord.api_url + path, json=body) as told:
                known = await told.json() if told.content_type == "application/json" else {}
                return told.status, known.get("code", 0)

        task = tasks.create_task(ana.slash(news, "ask"))
        await discord.until(lambda: ana.asked)
        asked = ana.asked[0]
        first, later = f"/interactions/{asked.id}/{asked.token}/callback", f"/webhooks/{discord.bot.id}/{asked.token}"
        assert await answer(later, say["data"]) == (404, 10015)
        assert await answer(f"{first}?with_response=1", {"type": 5}) == (200, 0)
        assert await answer(first, say) == (400, 40060)
        await task
        assert asked.state is State.THINKING
        assert "is thinking" in discord.screen(news, ana)
        edited = {"content": "Here", "allowed_mentions": {"parse": []}}
        assert await answer(f"{later}/messages/@original", edited, "PATCH") == (200, 0)
        assert discord.text(await discord.answer(asked)) == "Here"
        discord.advance(901)
        assert await answer(f"{later}/messages/@original", edited, "PATCH") == (401, 50027)
        task = tasks.create_task(ana.slash(news, "ask"))
        await discord.until(lambda: len(ana.asked) == 2)
        discord.advance(4)
        late = ana.asked[1]
        assert await answer(f"/interactions/{late.id}/{late.token}/callback", say) == (404, 10062)


async def test_commands_are_offered_to_those_who_may_use_them(discord: DiscordServer) -> None:
    guild, other = discord.add_guild("Harbour"), discord.add_guild("Elsewhere", invited=False)
    news, away = discord.add_channel(guild, "news"), discord.add_channel(other, "away")
    ana, boss = discord.join(guild, "Ana"), discord.administrator(guild, "Bo")
    other.members[ana.user.id] = Member(ana.user)
    command = {"id": "1", "type": 1, "contexts": None, "integration_types": [0], "default_member_permissions": None}
    discord.registry.commands[""] = [
        {**command, "name": "ask", "integration_types": [0, 1]},
        {**command, "name": "settings", "default_member_permissions": str(int(May.MANAGE_GUILD))},
        {**command, "name": "here", "contexts": [0]},
    ]
    find = discord.registry.find
    assert find(boss.user, news, "settings")
    with pytest.raises(AssertionError, match="hidden from Ana"):
        find(ana.user, news, "settings")
    with pytest.raises(AssertionError, match="not offered"):
        find(ana.user, ana.dm, "here")
    with pytest.raises(AssertionError, match="not installed here"):
        find(ana.user, away, "ask")
    assert find(ana.user, away, "ask", installed=True)
    discord.deny(news, May.USE_APPLICATION_COMMANDS, guild.roles[guild.id])
    with pytest.raises(AssertionError, match="may not use commands"):
        find(ana.user, news, "ask")


async def test_commands_are_synced_and_counted(discord: DiscordServer) -> None:
    async with running(discord, Bot()):
        known = {each["name"]: each["id"] for each in discord.registry.commands[""]}
        assert sorted(known) == ["Ask about this", "ask", "wait"]
    async with running(discord, Bot()):
        assert {each["name"]: each["id"] for each in discord.registry.commands[""]} == known
    assert discord.registry.syncs[""] == 2


async def test_who_installed_the_bot_asks_it_anywhere(discord: DiscordServer) -> None:
    elsewhere = discord.add_guild("Elsewhere", invited=False)
    room = discord.add_channel(elsewhere, "room")
    ana = discord.join(elsewhere, "Ana")
    ana.install()
    async with running(discord, Bot()):
        for each in discord.registry.commands[""]:
            each["integration_types"] = [0, 1]
        asked = await ana.slash(room, "ask", question="Who?")
        assert "Who? is_unknown" in discord.text(await discord.answer(asked))
        assert asked.payload["authorizing_integration_owners"] == {"1": ana.user.id}
