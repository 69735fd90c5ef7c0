"""The bot on Discord over days: asked, disconnected, restarted, thrown out; nobody is left without an answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.platform import Status
from bot.wiring import Newsroom
from tests.scenarios.discord.posting import AT_ONCE, SETTLE, platform_at
from tests.servers.discord import SEVEN_WAYS, Channel, DiscordServer, Fault, Person, State
from tests.service import serving

WHO = "who is attending?"


@pytest.fixture
def ana(discord: DiscordServer) -> Person:
    (guild,) = discord.world.guilds.values()
    return discord.join(guild, "Ana")


async def test_who_asks_reads_the_answer(
    discord: DiscordServer, newsroom: Newsroom, news: Channel, ana: Person, tmp_path: Path
) -> None:
    async with serving(platform_at(discord), newsroom, tmp_path):
        asked = await ana.slash(news, "ask", question=WHO)
        assert asked.state in (State.THINKING, State.ANSWERED)
        assert "Attending" in discord.text(await discord.answer(asked))
        assert "Attending" in discord.text(await discord.answer_to(ana.mention(news, WHO)))
        assert "Attending" in discord.text(await discord.answer_to(ana.direct(WHO)))
        post = discord.visible_posts(news)[0]
        assert "Attending" in discord.text(await discord.answer_to(ana.say(news, WHO, to=post)))
        said = ana.say(news, "The King is attending the parade.")
        about = await ana.use(said, "Ask about this")
        assert about.state is State.FORM
        assert discord.modal(ana).startswith("Ask about this")
        assert "Attending" in discord.text(await discord.answer(await ana.fill({"What do you want to know?": WHO})))
        ana.say(news, "nothing for the bot", to=post, ping=False)
        ana.say(news, "nothing for the bot either")
        count = len(discord.visible_posts(news))
        await asyncio.sleep(0.3)
        assert len(discord.visible_posts(news)) == count


@pytest.mark.parametrize("how", ["op 7", "closed with 4000", "session invalid", "killed", "killed and forgotten"])
async def test_a_connection_that_breaks_is_taken_up_again(
    discord: DiscordServer, newsroom: Newsroom, news: Channel, ana: Person, tmp_path: Path, how: str
) -> None:
    async with serving(platform_at(discord), newsroom, tmp_path) as platform:
        if how == "op 7":
            await discord.gateway.reconnect()
        elif how == "closed with 4000":
            await discord.gateway.close(4000)
        elif how == "session invalid":
            await discord.gateway.invalidate()
        else:
            await discord.kill()
        resumable = how in ("op 7", "closed with 4000", "killed")
        early = ana.mention(news, WHO) if resumable else None  # what is said meanwhile is replayed
        if how.startswith("killed"):
            await discord.restart(forget=how.endswith("forgotten"))
        await discord.until(lambda: discord.gateway.resumes + discord.gateway.identifies[0] == 2)
        if early:
            assert "Attending" in discord.text(await discord.answer_to(early))
        asked = await ana.slash(news, "ask", question=WHO)
        assert "Attending" in discord.text(await discord.answer(asked))
        assert discord.gateway.resumes == resumable
        status = await platform.status()
        assert isinstance(status, Status)
        assert status.connected
    assert discord.registry.syncs[""] == 1


async def test_a_discord_that_leaves_out_what_is_optional_is_understood(
    discord: DiscordServer, newsroom: Newsroom, news: Channel, ana: Person, tmp_path: Path
) -> None:
    discord.gateway.sparing = True
    async with serving(platform_at(discord), newsroom, tmp_path):
        assert "Attending" in discord.text(await discord.answer_to(ana.mention(news, WHO)))


async def test_buttons_work_after_the_bot_was_restarted(
    discord: DiscordServer, newsroom: Newsroom, news: Channel, ana: Person, tmp_path: Path
) -> None:
    async with serving(platform_at(discord), newsroom, tmp_path):
        answer = await discord.answer(await ana.slash(news, "ask", question=WHO))
        ana.direct("are you there?")
    async with serving(platform_at(discord), newsroom, tmp_path):
        pressed = await ana.press(answer, "Evidence")
        assert "The application did not respond" not in discord.screen(news, ana)
        shown = await discord.answer(pressed)
        assert shown.private_to is ana.user
        assert len(discord.text(shown)) > 40


async def test_commands_are_registered_when_they_changed_and_not_else(
    discord: DiscordServer, newsroom: Newsroom, news: Channel, tmp_path: Path
) -> None:
    for _ in range(2):
        async with serving(platform_at(discord), newsroom, tmp_path):
            pass
    assert discord.registry.syncs[""] == 1
    discord.registry.commands[""][0]["description"] = "Something older"
    async with serving(platform_at(discord), newsroom, tmp_path):
        pass
    assert discord.registry.syncs[""] == 2


@pytest.mark.parametrize("counts", [True, False], ids=["taken", "not taken"])
async def test_an_answer_whose_reply_is_lost_is_there_once(
    discord: DiscordServer, newsroom: Newsroom, tmp_path: Path, counts: bool
) -> None:
    (guild,) = discord.world.guilds.values()
    channels = [discord.add_channel(guild, way.name) for way in SEVEN_WAYS]
    people = [discord.join(guild, way.name) for way in SEVEN_WAYS]
    answering = "PATCH /webhooks/*/*/messages/@original"
    discord.fail(*(Fault(answering, way, counts=counts, fresh=True) for way in SEVEN_WAYS))

    def seen() -> list[int]:
        pairs = zip(channels, people, strict=True)
        return [discord.screen(channel, person).count("Attending") for channel, person in pairs]

    async with serving(platform_at(discord, timing=replace(AT_ONCE, request=0.5)), newsroom, tmp_path):
        pairs = zip(channels, people, strict=True)
        await asyncio.gather(*(person.slash(channel, "ask", question=WHO) for channel, person in pairs))
        await discord.until(lambda: all(seen()))
        await asyncio.sleep(2 * SETTLE)
    assert seen() == [1] * len(SEVEN_WAYS)


async def test_every_shard_is_served(discord: DiscordServer, newsroom: Newsroom, ana: Person, tmp_path: Path) -> None:
    channels = [discord.add_channel(discord.add_guild(f"Guild {number}"), "news") for number in range(6)]
    async with serving(platform_at(discord, shards="2"), newsroom, tmp_path):
        await discord.connected(2)
        for channel in channels:
            person = discord.join(channel.guild, "Ben")
            assert "Attending" in discord.text(await discord.answer_to(person.mention(channel, WHO)))
    assert sorted(discord.gateway.identifies) == [0, 1]


async def test_who_is_thrown_out_posts_no_more_and_does_not_fall_over(
    discord: DiscordServer, newsroom: Newsroom, news: Channel, ana: Person, tmp_path: Path
) -> None:
    other = discord.add_guild("Airport")
    gate = discord.add_channel(other, "gate")
    ben = discord.join(other, "Ben")
    async with serving(platform_at(discord), newsroom, tmp_path) as platform:
        assert news.guild
        discord.kick(news.guild)
        assert "Attending" in discord.text(await discord.answer_to(ben.mention(gate, WHO)))
        discord.delete_channel(gate)
        assert (await platform.status()).connected
