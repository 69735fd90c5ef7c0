"""A reply is lost, a request refused, limited or taken late: each post is there once, and the ledger knows it.

Every case has a channel of its own, so that all of them wait side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from tests.scenarios.discord.posting import SETTLE, posting
from tests.servers.discord import SEVEN_WAYS, Channel, DiscordServer, Fault, Guild, Kind, May, Way

POST = "POST /channels/{}/messages"
FORUM = "POST /channels/{}/threads"
LOST = tuple(product(SEVEN_WAYS, (True, False)))  # in each way, before and after the post was taken
UNREAD = (Way.E524, Way.NOT_JSON, Way.GARBAGE, Way.DRIP)
SAID = "The pier reopened."


@pytest.fixture
def guild(discord: DiscordServer) -> Guild:
    (guild,) = discord.world.guilds.values()
    return guild


def texts(discord: DiscordServer, channel: Channel) -> list[str]:
    """What everybody reads in a channel and in its threads, the oldest first."""
    places = [each for each in discord.world.channels.values() if channel in (each, each.parent)]
    posts = [post for place in places for post in discord.visible_posts(place)]
    return [post.content for post in sorted(posts, key=lambda each: int(each.id))]


async def deliver_once(
    discord: DiscordServer, channels: Mapping[object, Channel], folder: Path, nonce: float = 0.0
) -> None:
    """Owe every channel a post; it is there at last, and only once."""
    async with posting(discord, folder, nonce=nonce) as bot:
        for channel in channels.values():
            bot.queue(channel, SAID)
        await bot.until(sent=len(channels))
    assert {case: texts(discord, channel) for case, channel in channels.items()} == {case: [SAID] for case in channels}


@pytest.mark.parametrize("nonces", [True, False], ids=["by nonce", "by history"])
async def test_a_post_whose_reply_is_lost_is_there_once(
    discord: DiscordServer, guild: Guild, tmp_path: Path, nonces: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not nonces:
        monkeypatch.setattr("tests.servers.discord.channels.NONCE_TIME", -1.0)  # Discord remembers none
    channels: dict[object, Channel] = {}
    for way, counts in LOST:
        channel = channels[way, counts] = discord.add_channel(guild, way.name)
        discord.fail(Fault(POST.format(channel.id), way, counts=counts))
    await deliver_once(discord, channels, tmp_path, 120.0 if nonces else 0.0)
    looked = set(discord.requests("GET", "/messages"))
    assert len(looked) == (0 if nonces else len(LOST))


async def test_a_forums_post_takes_no_nonce_and_is_looked_for(
    discord: DiscordServer, guild: Guild, tmp_path: Path
) -> None:
    forums: dict[object, Channel] = {}
    for way, counts in LOST:
        forum = forums[way, counts] = discord.add_channel(guild, way.name, Kind.FORUM)
        discord.fail(Fault(FORUM.format(forum.id), way, counts=counts))
    await deliver_once(discord, forums, tmp_path)


@pytest.mark.parametrize("nonces", [True, False], ids=["by nonce", "by history"])
async def test_a_post_that_is_taken_late_is_there_once(
    discord: DiscordServer, guild: Guild, tmp_path: Path, nonces: bool
) -> None:
    channels: dict[object, Channel] = {}
    for way in SEVEN_WAYS:
        channel = channels[way] = discord.add_channel(guild, way.name)
        discord.fail(Fault(POST.format(channel.id), way, late=SETTLE / 2))
    await deliver_once(discord, channels, tmp_path, 120.0 if nonces else 0.0)


async def test_an_answer_that_cannot_be_read_leaves_one_post(
    discord: DiscordServer, guild: Guild, tmp_path: Path
) -> None:
    channels: dict[object, Channel] = {}
    for way in UNREAD:
        channel = channels[way] = discord.add_channel(guild, way.name)
        discord.fail(Fault(POST.format(channel.id), way, counts=True))
    await deliver_once(discord, channels, tmp_path)


@pytest.mark.parametrize("way", [Way.LIMITED, Way.LIMITED_GLOBALLY, Way.BANNED], ids=lambda way: way.name)
async def test_who_is_limited_waits_as_long_as_discord_says(
    discord: DiscordServer, news: Channel, tmp_path: Path, way: Way
) -> None:
    discord.fail(Fault(POST.format("*"), way, wait=0.2))
    async with posting(discord, tmp_path) as bot:
        bot.queue(news, SAID)
        await bot.until(sent=1)
    assert texts(discord, news) == [SAID]
    assert len(discord.requests("POST", "/messages")) == 2
    assert discord.rest.refusals[429] == 1


async def test_the_parts_of_a_post_come_in_order_whichever_replies_are_lost(
    discord: DiscordServer, guild: Guild, tmp_path: Path
) -> None:
    channels = [discord.add_channel(guild, way.name) for way in SEVEN_WAYS]
    for channel, way in zip(channels, SEVEN_WAYS, strict=True):
        first = POST.format(channel.id)
        discord.fail(
            Fault(first, way), Fault(first, way, counts=True), Fault("POST /channels/*/messages/*/threads", way)
        )
    async with posting(discord, tmp_path) as bot:
        for channel in channels:
            bot.queue(channel, "One.", "Two.", "Three.")
        await bot.until(sent=3 * len(channels))
    assert [texts(discord, channel) for channel in channels] == [["One.", "Two.", "Three."]] * len(channels)


async def test_a_post_whose_channel_cannot_be_read_is_held_and_not_guessed(
    discord: DiscordServer, news: Channel, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    discord.deny(news, May.READ_MESSAGE_HISTORY)
    discord.fail(Fault(POST.format("*"), Way.RST))
    async with posting(discord, tmp_path, nonce=0.0) as bot:
        bot.queue(news, SAID)
        await bot.until(held=1)
    assert texts(discord, news) == []
    assert "I need Read Message History" in caplog.text


async def test_a_permission_that_is_missing_is_named_and_not_tried_again(
    discord: DiscordServer, news: Channel, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    discord.deny(news, May.SEND_MESSAGES)
    async with posting(discord, tmp_path) as bot:
        bot.queue(news, SAID)
        await bot.until(held=1)
    assert "I need Send Messages" in caplog.text
    assert discord.rest.refusals[403] == 1


async def test_a_bot_that_ends_while_a_reply_is_awaited_finds_its_post_when_it_comes_back(
    discord: DiscordServer, news: Channel, tmp_path: Path
) -> None:
    discord.fail(Fault(POST.format("*"), Way.HANG, counts=True))
    async with posting(discord, tmp_path) as bot:
        bot.queue(news, SAID)
        await bot.until(unsure=1)
    async with posting(discord, tmp_path) as again:
        await again.until(sent=1)
    assert texts(discord, news) == [SAID]


async def test_what_is_due_while_discord_is_down_comes_when_it_is_back(
    discord: DiscordServer, news: Channel, tmp_path: Path
) -> None:
    await discord.kill()
    async with posting(discord, tmp_path) as bot:
        bot.queue(news, SAID)
        await bot.until(queued=1)
        await discord.restart()
        await bot.until(sent=1)
    assert texts(discord, news) == [SAID]
