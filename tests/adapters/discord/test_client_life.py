"""How the bot comes, stays and goes: connections, shards, servers, channels, commands and the end."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.discord.client import DiscordPlatform, DiscordRefusedError
from adapters.inbound import Change, Channel, Inbound, PlaceChanged, Question
from adapters.message import say
from adapters.platform import Ambiguous, Rejected, Sent
from tests.adapters.discord.house import COMMANDS, House, be_still
from tests.servers.discord import DiscordServer, Intent
from tests.servers.discord.faults import Fault, Way
from tests.servers.discord.permissions import May


async def test_only_what_is_not_privileged_is_asked_for(house: House) -> None:
    (session,) = house.discord.gateway.connected
    assert session.intents == Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES
    assert [path for method, path, _ in house.discord.rest.asked if method == "GET"][:3] == [
        "/users/@me",
        "/oauth2/applications/@me",
        "/gateway/bot",
    ]


@pytest.mark.parametrize("how", ["op 7", "4000", "invalid", "forgotten", "killed"])
async def test_what_was_said_while_the_connection_was_gone_is_heard(house: House, how: str) -> None:
    gateway = house.discord.gateway
    await house.discord.answer_to(house.ana.mention(house.news, "one?"))
    if how == "op 7":
        await gateway.reconnect()
    elif how == "4000":
        await gateway.close(4000)
    elif how == "invalid":
        await gateway.invalidate(resumable=True)
    elif how == "forgotten":
        await gateway.invalidate()
        await house.discord.until(lambda: gateway.identifies[0] == 2)
    else:
        await house.discord.kill()
    house.ana.mention(house.news, "two?")
    if how == "killed":
        await house.discord.restart()
    await house.next(2)
    house.ana.mention(house.news, "three?")
    await house.next(3)
    assert [inbound.what for inbound in house.heard] == [Question("one?"), Question("two?"), Question("three?")]
    assert (await house.platform.status()).connected
    await house.discord.until(lambda: len(house.discord.visible_posts(house.news)) == 3)


async def test_the_status_tells_when_it_is_not_connected(house: House) -> None:
    assert (await house.platform.status()).detail == "connected to Discord"
    await house.discord.kill()
    await house.discord.until(lambda: not house.platform._connection.status.connected)
    assert (await house.platform.status()).since
    await house.discord.restart(forget=True)
    await house.discord.until(lambda: house.platform._connection.status.connected)
    await house.platform.close()
    assert not (await house.platform.status()).connected


@pytest.mark.parametrize(("shards", "mine"), [("", 3), ("3", 3), ("0-1/3", 2), ("2/3", 1)])
async def test_every_process_connects_its_own_shards(discord: DiscordServer, shards: str, mine: int) -> None:
    discord.places.shards = 3
    house = House(discord)
    house.platform = house.build(shards=shards)
    async with house.serving(mine):
        assert len({session.shard for session in discord.gateway.connected}) == mine
        assert {session.shards for session in discord.gateway.connected} == {3}
        await discord.until(lambda: str(mine) in house.platform._connection.status.detail or mine == 1)


async def test_a_shard_hears_of_its_own_servers(discord: DiscordServer) -> None:
    house = House(discord)
    count = 2
    shard = (int(house.guild.id) >> 22) % count
    for number, hears in ((shard, True), (1 - shard, False)):
        house.heard.clear()
        house.platform = house.build(shards=f"{number}/{count}")
        async with house.serving():
            house.ana.mention(house.news, "who?")
            if hears:
                await house.next()
            await asyncio.sleep(0.05)
            assert bool(house.heard) is hears


async def test_commands_are_registered_once(house: House) -> None:
    assert len(house.discord.requests("PUT", "/commands")) == 1
    async with house.restarted() as platform:
        await platform.publish(COMMANDS)
        assert len(house.discord.requests("PUT", "/commands")) == 1
        await platform.publish(COMMANDS[:1])
        assert len(house.discord.requests("PUT", "/commands")) == 2


async def test_commands_that_could_not_be_registered_are_at_the_next_connection(discord: DiscordServer) -> None:
    house = House(discord)
    discord.fail(Fault("PUT /applications/*/commands", Way.E503))
    await house.platform.publish(COMMANDS)
    assert not discord.registry.commands
    async with house.serving():
        await discord.until(lambda: discord.registry.commands)


async def places(house: House, count: int) -> list[tuple[Channel, PlaceChanged]]:
    await house.next(count)
    assert all(isinstance(inbound.what, PlaceChanged) for inbound in house.heard)
    return [(each.where, each.what) for each in house.heard if isinstance(each.what, PlaceChanged)]


async def test_servers_are_joined_and_left(house: House) -> None:
    house.answering = be_still
    guild = house.discord.add_guild("Newcomers")
    house.discord.kick(guild)
    where = Channel("discord", guild.id, guild.id)
    assert await places(house, 2) == [
        (where, PlaceChanged(Change.JOINED, "Newcomers")),
        (where, PlaceChanged(Change.LEFT, "Newcomers")),
    ]
    assert house.heard[0].who.id == house.discord.owner.id


async def test_what_is_for_a_whole_server_is_posted_where_the_bot_may_write(house: House) -> None:
    guild = house.discord.add_guild("Newcomers", invited=False)
    rules, talk = house.discord.add_channel(guild, "rules"), house.discord.add_channel(guild, "talk")
    house.discord.deny(rules, May.SEND_MESSAGES)
    house.discord.invite(guild)
    server = Channel("discord", guild.id, guild.id)
    await house.next()
    assert isinstance(await house.platform.send(server, say("Hello!"), marker="m1"), Sent)
    assert [house.discord.text(each) for each in house.discord.visible_posts(talk)] != []
    assert not house.discord.visible_posts(rules)


async def test_servers_that_are_there_at_the_start_are_no_news(house: House) -> None:
    house.answering = be_still
    async with house.restarted():
        before = house.discord.gateway.identifies[0]
        await house.discord.gateway.invalidate()
        await house.discord.until(lambda: house.discord.gateway.identifies[0] > before)
        await house.discord.connected()
        house.ana.mention(house.news, "who?")
        assert isinstance((await house.next()).what, Question)


async def test_being_thrown_out_while_away_is_noticed(house: House) -> None:
    house.answering = be_still
    await house.discord.kill()
    house.discord.kick(house.guild)
    await house.discord.restart(forget=True)
    assert await places(house, 1) == [
        (Channel("discord", house.guild.id, house.guild.id), PlaceChanged(Change.LEFT, "Harbour"))
    ]


async def test_channels_are_renamed_and_deleted(house: House) -> None:
    house.answering = be_still
    where = house.at(house.news)
    house.discord.rename_channel(house.news, "latest")
    house.discord.deny(house.news, May.SEND_MESSAGES)  # an update that is no renaming
    house.discord.delete_channel(house.news)
    assert await places(house, 2) == [
        (where, PlaceChanged(Change.RENAMED, "latest")),
        (where, PlaceChanged(Change.CLOSED, "latest")),
    ]


async def test_a_deleted_thread_is_closed(house: House) -> None:
    house.answering = be_still
    thread = house.discord.world.add_thread(house.news, "Talks", house.ana.user)
    house.discord.delete_channel(thread)
    assert (await places(house, 1))[0][0] == house.at(thread)


async def test_the_first_words_on_a_server_go_where_they_may_be_written(house: House) -> None:
    async def greet(platform: DiscordPlatform, inbound: Inbound) -> None:
        assert isinstance(await platform.reply(inbound, say("Hello."), marker="hello"), Sent)

    house.answering = greet
    guild = house.discord.add_guild("Newcomers", invited=False)
    closed, lobby = (house.discord.add_channel(guild, name) for name in ("closed", "lobby"))
    house.discord.deny(closed, May.SEND_MESSAGES)
    house.discord.invite(guild)
    await house.discord.until(lambda: house.discord.visible_posts(lobby))
    assert house.read(lobby) == ["Hello."]


async def test_an_invalid_token_ends_the_listening_with_what_to_do(
    discord: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house = House(discord)
    discord.revoke()
    with pytest.raises(DiscordRefusedError, match="DISCORD_TOKEN"):
        await house.platform.listen(house._hear)
    assert "DISCORD_TOKEN" in (await house.platform.status()).detail
    with pytest.raises(DiscordRefusedError):
        await house.platform.listen(house._hear)  # as often as somebody tries
    await house.close()
    assert discord.token not in caplog.text


@pytest.mark.parametrize(("code", "words"), [(4004, "DISCORD_TOKEN"), (4011, "DISCORD_SHARDS"), (4014, "portal")])
async def test_what_discord_will_never_accept_ends_the_listening(discord: DiscordServer, code: int, words: str) -> None:
    house = House(discord)
    listening = asyncio.create_task(house.platform.listen(house._hear))
    await discord.connected()
    await discord.gateway.close(code)
    with pytest.raises(DiscordRefusedError, match=words):
        await asyncio.wait_for(listening, 5)
    await house.close()


async def test_a_discord_that_is_not_there_yet_is_waited_for(discord: DiscordServer) -> None:
    house = House(discord)
    await discord.kill()
    listening = asyncio.create_task(house.platform.listen(house._hear))
    await discord.until(lambda: "cannot be reached" in house.platform._connection.status.detail)
    await discord.start()
    await discord.until(lambda: house.platform._connection.status.connected)
    house.ana.mention(house.news, "who?")
    await house.next()
    await house.close()
    await asyncio.wait_for(listening, 5)


async def test_garbage_from_the_gateway_ends_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for event in ("GUILD_CREATE", "CHANNEL_UPDATE", "THREAD_DELETE", "INTERACTION_CREATE", "MESSAGE_CREATE", "NEW"):
        for payload in ({}, {"id": "x", "guild_id": []}, {"id": "5", "guild_id": "6", "type": {}, "channel_id": 7}):
            house.discord.gateway.tell(event, dict(payload), None)
    house.ana.mention(house.news, "who?")
    await house.next()
    assert house.heard[-1].what == Question("who?")
    assert (await house.platform.status()).connected


async def test_closing_lets_answers_come_to_their_end(house: House) -> None:
    begun = asyncio.Event()

    async def take_time(platform: DiscordPlatform, inbound: Inbound) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        await platform.reply(inbound, say("Kim and Xi."), marker="m")

    house.answering = take_time
    house.ana.mention(house.news, "who?")
    await begun.wait()
    await house.platform.close()
    assert house.read(house.news) == ["Kim and Xi."]
    refused = await house.platform.send(house.at(house.news), say("Late"), marker="late")
    assert isinstance(refused, Rejected)


async def test_no_address_is_taken_for_discords_own(discord: DiscordServer) -> None:
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    house = House(discord)
    platform = house.build(api_url="", gateway_url="")
    assert (base, gateway) == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    await platform.close()


@pytest.mark.parametrize("written", ["/api/v10", "/api/v10/", "/api", "/api/", ""])
async def test_the_address_may_be_written_without_its_version(discord: DiscordServer, written: str) -> None:
    house = House(discord)
    house.platform = house.build(api_url=discord.api_url.removesuffix("/api/v10") + written)
    assert isinstance(await house.platform.send(house.at(house.news), say("Hello"), marker="d1"), Sent)
    await house.close()


async def test_a_wrong_address_is_named(discord: DiscordServer) -> None:
    house = House(discord)
    house.platform = house.build(api_url=discord.api_url.removesuffix("/api/v10") + "/elsewhere")
    refused = await house.platform.send(house.at(house.news), say("Hello"), marker="d1")
    assert isinstance(refused, Rejected)
    assert "DISCORD_API_URL" in refused.detail
    await house.close()


async def test_closing_waits_for_no_answer_that_never_comes(discord: DiscordServer) -> None:
    house = House(discord)
    discord.fail(Fault("POST /channels/*/messages", Way.HANG))
    sending = asyncio.create_task(house.platform.send(house.at(house.news), say("Hello"), marker="d1"))
    await discord.until(lambda: discord.requests("POST", "/messages"))
    await house.close()
    assert isinstance(await asyncio.wait_for(sending, 1), Ambiguous)
