"""The API of our Discord: permissions, limits, nonces, faults, threads and announcements, as a bot meets them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from tests.servers.discord import SEVEN_WAYS, DiscordServer, Fault, Flag, Kind, May, Way

NO_PINGS: dict[str, Any] = {"parse": []}


class Wire:
    """Requests without a library between."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def ask(self, method: str, path: str, body: Any = None, *, within: float = 2.0) -> tuple[int, Any]:
        async with self.session.request(
            method,
            self.server.api_url + path,
            json=body,
            headers={"Authorization": f"Bot {self.server.token}"},
            timeout=aiohttp.ClientTimeout(within),
        ) as answer:
            if answer.headers.get("Content-Type") != "application/json":
                return answer.status, await answer.text()
            return answer.status, await answer.json()

    async def post(self, channel: str, words: str = "words", **more: Any) -> tuple[int, Any]:
        body = {"content": words, "allowed_mentions": NO_PINGS, **more}
        return await self.ask("POST", f"/channels/{channel}/messages", body)


@pytest.fixture
async def wire(discord: DiscordServer) -> Any:
    async with aiohttp.ClientSession() as session:
        yield Wire(discord, session)


async def test_a_missing_permission_is_403_and_what_is_gone_404(discord: DiscordServer, wire: Wire) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    discord.deny(news, May.SEND_MESSAGES)
    assert (await wire.post(news.id))[1]["code"] == 50013
    discord.deny(news, May.VIEW_CHANNEL)
    assert (await wire.post(news.id))[1]["code"] == 50001
    discord.grant(news, May.VIEW_CHANNEL | May.SEND_MESSAGES)
    discord.deny(news, May.EMBED_LINKS)
    assert (await wire.post(news.id, embeds=[{"description": "x"}]))[1]["code"] == 50013
    status, posted = await wire.post(news.id)
    assert status == 200
    assert (await wire.ask("GET", f"/channels/{news.id}/messages/1"))[1]["code"] == 10008
    assert (await wire.ask("DELETE", f"/channels/{news.id}/messages/{posted['id']}"))[0] == 204
    assert discord.visible_posts(news) == []
    discord.delete_channel(news)
    assert (await wire.post(news.id))[1]["code"] == 10003
    discord.kick(guild)
    assert (await wire.ask("GET", f"/guilds/{guild.id}"))[1]["code"] == 10004


async def test_overwrites_of_roles_and_members_count_as_on_discord(discord: DiscordServer) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    everyone, staff = guild.roles[guild.id], discord.add_role(guild, "Staff")
    ana, boss = discord.join(guild, "Ana"), discord.administrator(guild, "Bo")
    discord.deny(news, May.SEND_MESSAGES, everyone)
    may = discord.world.may
    assert not may(ana.user, news, May.SEND_MESSAGES)
    assert may(boss.user, news, May.SEND_MESSAGES)
    discord.grant(news, May.SEND_MESSAGES, staff)
    discord.give_role(guild, ana.user, staff)
    assert may(ana.user, news, May.SEND_MESSAGES)
    discord.deny(news, May.SEND_MESSAGES, ana.user)
    assert not may(ana.user, news, May.SEND_MESSAGES)
    assert may(discord.owner, news, May.SEND_MESSAGES)


async def test_a_second_nonce_makes_no_second_message_for_some_minutes(discord: DiscordServer, wire: Wire) -> None:
    news = discord.add_channel(discord.add_guild("Harbour"), "news")
    first = await wire.post(news.id, nonce="n1", enforce_nonce=True)
    assert first[1]["nonce"] == "n1"
    (read,) = (await wire.ask("GET", f"/channels/{news.id}/messages"))[1]
    assert "nonce" not in read  # history does not tell it
    again = await wire.post(news.id, "other words", nonce="n1", enforce_nonce=True)
    assert again[1]["id"] == first[1]["id"]
    discord.advance(300)
    late = await wire.post(news.id, nonce="n1", enforce_nonce=True)
    assert late[1]["id"] != first[1]["id"]
    assert len(discord.visible_posts(news)) == 2


@pytest.mark.parametrize("way", SEVEN_WAYS)
@pytest.mark.parametrize("counts", [True, False], ids=["counts", "is lost"])
async def test_a_reply_is_lost(discord: DiscordServer, wire: Wire, way: Way, counts: bool) -> None:
    news = discord.add_channel(discord.add_guild("Harbour"), "news")
    discord.fail(Fault("POST /channels/*/messages", way, counts=counts))
    body = {"content": "x", "allowed_mentions": NO_PINGS}
    if way.value.isdecimal():
        status, page = await wire.ask("POST", f"/channels/{news.id}/messages", body)
        assert status == int(way.value)
        assert "<html>" in page
    else:
        with pytest.raises((aiohttp.ClientError, TimeoutError)):
            await wire.ask("POST", f"/channels/{news.id}/messages", body, within=0.2)
    assert len(discord.visible_posts(news)) == counts
    assert (await wire.post(news.id))[0] == 200


async def test_what_is_taken_late_appears_late(discord: DiscordServer, wire: Wire) -> None:
    news = discord.add_channel(discord.add_guild("Harbour"), "news")
    discord.fail(Fault("POST /channels/*/messages", Way.E504, late=0.1))
    assert (await wire.post(news.id))[0] == 504
    assert discord.visible_posts(news) == []
    await discord.until(lambda: discord.visible_posts(news), 1)


@pytest.mark.parametrize("way", [Way.DRIP, Way.GARBAGE])
async def test_what_is_no_answer(discord: DiscordServer, wire: Wire, way: Way) -> None:
    discord.fail(Fault("GET /users/@me", way))
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await wire.ask("GET", "/users/@me", within=0.2)


async def test_too_many_requests(discord: DiscordServer, wire: Wire) -> None:
    news = discord.add_channel(discord.add_guild("Harbour"), "news")
    discord.rest.limiter.allow["POST /channels/{channel_id}/messages"] = (2, 0.2)
    began = time.monotonic()
    answers = [await wire.post(news.id) for _ in range(3)]
    assert [status for status, _ in answers] == [200, 200, 429]
    assert 0 < answers[2][1]["retry_after"] <= 0.2
    await asyncio.sleep(max(0.0, 0.25 - (time.monotonic() - began)))
    assert (await wire.post(news.id))[0] == 200
    discord.fail(Fault("* /users/@me", Way.LIMITED_GLOBALLY), Fault("* /users/@me", Way.BANNED))
    assert (await wire.ask("GET", "/users/@me"))[1]["global"]
    status, page = await wire.ask("GET", "/users/@me")
    assert (status, page[:6]) == (429, "<html>")
    assert discord.rest.refusals[429] == 3


async def test_what_breaks_the_rules_is_refused_and_noted() -> None:
    async with DiscordServer() as discord, aiohttp.ClientSession() as session:
        wire = Wire(discord, session)
        news = discord.add_channel(discord.add_guild("Harbour"), "news")
        status, answer = await wire.post(news.id, "x" * 2001)
        assert (status, answer["code"]) == (400, 50035)
        assert discord.violations
        assert (await wire.ask("GET", "/no/such/route"))[0] == 404
        assert (await wire.ask("POST", f"/channels/{news.id}/messages", {"allowed_mentions": NO_PINGS}))[0] == 400


async def test_announcements_are_published_once(discord: DiscordServer, wire: Wire) -> None:
    guild = discord.add_guild("Harbour")
    news, talk = discord.add_channel(guild, "news", Kind.ANNOUNCEMENT), discord.add_channel(guild, "talk")
    _, posted = await wire.post(news.id)
    published = await wire.ask("POST", f"/channels/{news.id}/messages/{posted['id']}/crosspost")
    assert published[1]["flags"] & Flag.CROSSPOSTED
    assert (await wire.ask("POST", f"/channels/{news.id}/messages/{posted['id']}/crosspost"))[1]["code"] == 40033
    _, posted = await wire.post(talk.id)
    assert (await wire.ask("POST", f"/channels/{talk.id}/messages/{posted['id']}/crosspost"))[0] == 400


async def test_forum_posts_and_threads(discord: DiscordServer, wire: Wire) -> None:
    guild = discord.add_guild("Harbour")
    forum, talk = discord.add_channel(guild, "daily", Kind.FORUM), discord.add_channel(guild, "talk")
    opening = {"content": "The first", "allowed_mentions": NO_PINGS}
    status, post = await wire.ask("POST", f"/channels/{forum.id}/threads", {"name": "Friday", "message": opening})
    assert status == 201
    assert post["message"]["id"] == post["id"]
    assert (await wire.post(forum.id))[0] == 400
    closed, active = f"/channels/{forum.id}/threads/archived/public", f"/guilds/{guild.id}/threads/active"
    assert [each["id"] for each in (await wire.ask("GET", active))[1]["threads"]] == [post["id"]]
    discord.world.channels[post["id"]].archived = True
    assert (await wire.ask("GET", active))[1]["threads"] == []
    assert [each["id"] for each in (await wire.ask("GET", closed))[1]["threads"]] == [post["id"]]
    assert (await wire.post(post["id"], "The second"))[0] == 200
    assert [each.content for each in discord.visible_posts(discord.world.channels[post["id"]])] == [
        "The first",
        "The second",
    ]
    _, posted = await wire.post(talk.id)
    thread = await wire.ask("POST", f"/channels/{talk.id}/messages/{posted['id']}/threads", {"name": "On it"})
    assert thread[1]["id"] == posted["id"]
    again = await wire.ask("POST", f"/channels/{talk.id}/messages/{posted['id']}/threads", {"name": "On it"})
    assert again[1]["code"] == 160004
    discord.deny(talk, May.SEND_MESSAGES_IN_THREADS)
    assert (await wire.post(thread[1]["id"]))[1]["code"] == 50013


async def test_history_is_given_newest_first_and_only_to_those_who_may(discord: DiscordServer, wire: Wire) -> None:
    news = discord.add_channel(discord.add_guild("Harbour"), "news")
    posts = [(await wire.post(news.id, str(number)))[1]["id"] for number in range(5)]

    async def read(query: str) -> list[str]:
        return [each["content"] for each in (await wire.ask("GET", f"/channels/{news.id}/messages?{query}"))[1]]

    assert await read("limit=2") == ["4", "3"]
    assert await read(f"before={posts[2]}") == ["1", "0"]
    assert await read(f"after={posts[0]}&limit=2") == ["2", "1"]
    discord.deny(news, May.READ_MESSAGE_HISTORY)
    assert await read("limit=2") == []


async def test_direct_messages_reach_those_who_share_a_guild(discord: DiscordServer, wire: Wire) -> None:
    ana, ben = discord.join(discord.add_guild("Harbour"), "Ana"), discord.join(None, "Ben")
    for person, status in ((ana, 200), (ben, 403)):
        _, channel = await wire.ask("POST", "/users/@me/channels", {"recipient_id": person.user.id})
        assert channel["id"] == person.dm.id
        assert (await wire.post(channel["id"]))[0] == status
    ben.install()
    assert (await wire.post(ben.dm.id))[0] == 200


async def test_who_is_called_is_what_allowed_mentions_allow(discord: DiscordServer) -> None:
    guild = discord.add_guild("Harbour")
    news = discord.add_channel(guild, "news")
    role = discord.add_role(guild, "Readers", mentionable=True)
    ana = discord.join(guild, "Ana")
    words = f"@everyone <@{ana.user.id}> <@&{role.id}>"
    quiet = discord.channels.write(news, {"content": words, "allowed_mentions": NO_PINGS})
    assert (quiet.mentions, quiet.mentioned_roles, quiet.mentions_everyone) == ([], [], False)
    loud = discord.channels.write(news, {"content": words})
    assert (loud.mentions, loud.mentioned_roles, loud.mentions_everyone) == ([ana.user], [role.id], False)
    discord.grant(news, May.MENTION_EVERYONE)
    assert discord.channels.write(news, {"content": words}).mentions_everyone
    chosen = discord.channels.write(news, {"content": words, "allowed_mentions": {"roles": [role.id]}})
    assert (chosen.mentions, chosen.mentioned_roles) == ([], [role.id])
    assert discord.text(chosen) == "@everyone @Ana @Readers"
