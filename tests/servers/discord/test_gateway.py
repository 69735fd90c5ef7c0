"""The gateway of our Discord: who is let in, what is sent to whom, and how a bot comes back."""

from __future__ import annotations

import asyncio
import json
import zlib

import aiohttp
import discord as dpy
import pytest

from tests.servers.discord import DiscordServer, Intent
from tests.servers.discord.bots import Bot, running
from tests.servers.discord.gateway import Op


async def test_a_privileged_intent_that_was_not_granted_is_refused(discord: DiscordServer) -> None:
    intents = dpy.Intents(guilds=True, message_content=True)
    with pytest.raises(dpy.PrivilegedIntentsRequired):
        async with running(discord, Bot(intents)):
            pass
    assert 4014 in discord.gateway.closes
    discord.gateway.privileged = Intent.MESSAGE_CONTENT
    async with running(discord, Bot(intents)):
        await discord.connected()


async def test_a_wrong_token_gets_nowhere(discord: DiscordServer) -> None:
    discord.revoke()
    with pytest.raises(dpy.LoginFailure):
        async with running(discord, Bot()):
            pass


async def test_words_are_withheld_but_from_those_who_call_the_bot(discord: DiscordServer) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    ana = discord.join(guild, "Ana")
    async with running(discord, Bot()) as bot:
        post = discord.channels.write(news, {"content": "A digest"})
        ana.say(news, "nothing for you")
        ana.mention(news, "who comes?")
        ana.say(news, "and when?", to=post)
        ana.say(news, "silently", to=post, ping=False)
        ana.direct("in private")
        await discord.until(lambda: len(bot.heard) == 5)
        said = [each.content for each in bot.heard]
        assert said == ["", f"<@{discord.bot.id}> who comes?", "and when?", "", "in private"]
        (first, *_) = [each async for each in bot.get_channel(int(news.id)).history(limit=10) if not each.author.bot]  # type: ignore[union-attr]
        assert first.content == ""  # over REST too
        assert post.id in {str(each.reference.message_id) for each in bot.heard if each.reference}


@pytest.mark.parametrize("how", ["op 7", "4000", "invalid", "killed"])
async def test_a_bot_that_comes_back_hears_what_it_missed(discord: DiscordServer, how: str) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    ana = discord.join(guild, "Ana")
    async with running(discord, Bot()) as bot:
        ana.mention(news, "one")
        await discord.until(lambda: len(bot.heard) == 1)
        if how == "op 7":
            await discord.gateway.reconnect()
        elif how == "4000":
            await discord.gateway.close(4000)
        elif how == "invalid":
            await discord.gateway.invalidate(resumable=True)
        else:
            await discord.kill()
        ana.mention(news, "two")
        if how == "killed":
            await discord.restart()
        await discord.until(lambda: len(bot.heard) == 2)
        assert "resumed" in bot.happened
        assert discord.gateway.identifies[0] == 1
        ana.mention(news, "three")
        await discord.until(lambda: len(bot.heard) == 3)
        assert [each.content[-3:] for each in bot.heard] == ["one", "two", "ree"]


async def test_a_session_that_is_invalid_begins_anew(discord: DiscordServer) -> None:
    async with running(discord, Bot()):
        await discord.gateway.invalidate()
        await discord.until(lambda: discord.gateway.identifies[0] == 2)
        await discord.kill()
        await discord.restart(forget=True)
        await discord.until(lambda: discord.gateway.identifies[0] == 3)
    assert discord.gateway.resumes == 0


async def test_who_sends_no_heartbeat_is_closed() -> None:
    async with (
        DiscordServer(heartbeat=0.05) as discord,
        aiohttp.ClientSession() as web,
        web.ws_connect(f"{discord.gateway_url}?v=10&encoding=json") as socket,
    ):
        assert (await socket.receive_json())["op"] == Op.HELLO
        closing = await asyncio.wait_for(socket.receive(), 2)
        assert closing.type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("no json", 4002),
        ('{"op": 99}', 4002),
        ('{"op": 10}', 4001),
        ('{"op": 3, "d": {}}', 4003),
        ('{"op": 2, "d": {"token": "x", "properties": {}, "intents": 1}}', 4004),
        ('{"op": 2, "d": {"token": "TOKEN", "properties": {}, "intents": -1}}', 4013),
        ('{"op": 2, "d": {"token": "TOKEN", "properties": {}, "intents": 1, "shard": [2, 2]}}', 4010),
        ('{"op": 6, "d": {"token": "x", "session_id": "y", "seq": 1}}', 4004),
    ],
)
async def test_what_is_wrong_is_told_by_the_code(discord: DiscordServer, sent: str, code: int) -> None:
    async with aiohttp.ClientSession() as web, web.ws_connect(f"{discord.gateway_url}?v=10&encoding=json") as socket:
        await socket.receive()
        await socket.send_str(sent.replace("TOKEN", discord.token))
        closing = await asyncio.wait_for(socket.receive(), 2)
        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, code)


async def test_a_session_that_nobody_knows_cannot_be_resumed(discord: DiscordServer) -> None:
    async with aiohttp.ClientSession() as web:
        address = f"{discord.gateway_url}?v=10&encoding=json&compress=zlib-stream"
        async with web.ws_connect(address) as socket:
            unzip = zlib.decompressobj()
            assert json.loads(unzip.decompress((await socket.receive()).data))["op"] == Op.HELLO
            resume = {"token": discord.token, "session_id": "y", "seq": 1}
            await socket.send_json({"op": Op.RESUME, "d": resume})
            assert json.loads(unzip.decompress((await socket.receive()).data)) == {"op": 9, "d": False}


async def test_each_shard_hears_of_its_guilds(discord: DiscordServer) -> None:
    guilds = [discord.add_guild(f"Guild {number}") for number in range(12)]
    discord.places.shards = 2
    heard: dict[int, set[str]] = {0: set(), 1: set()}
    async with aiohttp.ClientSession() as web:
        for shard in (0, 1):
            async with web.ws_connect(f"{discord.gateway_url}?v=10&encoding=json") as socket:
                await socket.receive()
                told = {"token": discord.token, "properties": {}, "intents": 1, "shard": [shard, 2]}
                await socket.send_json({"op": Op.IDENTIFY, "d": told})
                ready = (await socket.receive_json())["d"]
                heard[shard] = {each["id"] for each in ready["guilds"]}
    assert heard[0] | heard[1] == {each.id for each in guilds}
    assert not heard[0] & heard[1]


async def test_what_becomes_of_the_bots_places_is_told(discord: DiscordServer) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    async with running(discord, Bot()) as bot:
        discord.delete_channel(news)
        discord.kick(guild)
        discord.add_guild("Airport")
        await discord.until(lambda: len(bot.happened) == 3)
        assert bot.happened == ["lost news", "left Harbour", "joined Airport"]
