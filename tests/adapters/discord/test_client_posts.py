"""Posts of the bot's own accord: in channels, threads, forums and announcements, once each, whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.discord.history import PAGE
from adapters.inbound import Channel, MessageRef, Person
from adapters.message import Button, Message, say, text
from adapters.platform import Absent, Ambiguous, Reason, Rejected, Sent, Unreadable
from tests.adapters.discord.house import EVIDENCE, LONG_AGO, House
from tests.servers.discord import DiscordServer, Intent
from tests.servers.discord.faults import SEVEN_WAYS, Fault, Way
from tests.servers.discord.permissions import May
from tests.servers.discord.world import Flag, Kind

POST = "POST /channels/*/messages"
TALKS = say("Talks resume.", actions=[EVIDENCE])


@pytest.fixture
async def house(discord: DiscordServer) -> AsyncIterator[House]:
    """A server with a channel and a member; posting needs no gateway."""
    house = House(discord)
    yield house
    await house.close()


async def post(house: House, room_id: str = "", marker: str = "d1", thread: MessageRef | None = None) -> MessageRef:
    where = Channel("discord", house.guild.id, room_id or house.news.id)
    receipt = await house.platform.send(where, TALKS, marker=marker, thread=thread)
    assert isinstance(receipt, Sent), receipt
    return receipt.ref


async def test_a_post_is_seen_found_and_edited(house: House) -> None:
    ref = await post(house)
    assert await house.platform.find(house.at(house.news), "d1", since=LONG_AGO) == Sent(ref)
    assert await house.platform.find(house.at(house.news), "d2", since=LONG_AGO) == Absent()
    assert await house.platform.update(ref, say("Talks failed.")) == Sent(ref)
    assert house.read(house.news) == ["Talks failed."]


async def test_a_post_is_found_though_much_was_said_since(house: House) -> None:
    ref = await post(house)
    for number in range(PAGE + 5):
        house.ana.say(house.news, f"line {number}")
    asked = len(house.discord.requests("GET", "/messages"))
    assert await house.platform.find(house.at(house.news), "d1", since=LONG_AGO) == Sent(ref)
    assert len(house.discord.requests("GET", "/messages")) == asked + 2
    later = datetime.fromtimestamp(house.discord.clock() + 60, UTC)
    assert await house.platform.find(house.at(house.news), "d1", since=later) == Absent()


async def test_another_bots_button_with_the_same_marker_is_not_ours(house: House) -> None:
    await post(house)
    house.discord.gateway.privileged = Intent.MESSAGE_CONTENT  # else nobody else's buttons are to be seen
    house.discord.visible_posts(house.news)[0].author = house.ana.user
    assert await house.platform.find(house.at(house.news), "d1", since=LONG_AGO) == Absent()


@pytest.mark.parametrize("way", [*SEVEN_WAYS, Way.E524, Way.DRIP, Way.GARBAGE, Way.NOT_JSON])
@pytest.mark.parametrize("counts", [True, False])
async def test_a_lost_reply_is_doubtful_and_sending_again_leaves_one_post(house: House, way: Way, counts: bool) -> None:
    house.discord.fail(Fault(POST, way, counts=counts))
    first = await house.platform.send(house.at(house.news), TALKS, marker="d1")
    assert isinstance(first, Ambiguous)
    assert len(house.discord.requests("POST", "/messages")) == 1  # discord.py did not repeat it
    assert isinstance(await house.platform.find(house.at(house.news), "d1", since=LONG_AGO), Sent if counts else Absent)
    await post(house)
    assert house.read(house.news) == ["Talks resume."]
    await house.platform.close()


async def test_where_nobody_listens_nothing_was_sent(house: House) -> None:
    await post(house)
    await house.discord.kill()
    refused = await house.platform.send(house.at(house.news), TALKS, marker="d2")
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.UNAVAILABLE
    await house.discord.restart()
    await post(house, marker="d2")


@pytest.mark.parametrize("way", [Way.LIMITED, Way.LIMITED_GLOBALLY, Way.BANNED])
async def test_too_many_requests_are_given_back_at_once(house: House, way: Way) -> None:
    await post(house)
    house.discord.fail(Fault(POST, way, wait=600))
    began = asyncio.get_running_loop().time()
    refused = await house.platform.send(house.at(house.news), TALKS, marker="d2")
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.retry_after) == (Reason.LIMITED, 600.0)
    assert asyncio.get_running_loop().time() - began < 1
    other = house.discord.add_channel(house.guild, "sport")
    again = await house.platform.send(house.at(other), TALKS, marker="d3")
    assert isinstance(again, Sent) is (way is Way.LIMITED)  # the other two are about everything


async def test_a_spent_bucket_is_waited_for_only_when_it_is_short(house: House) -> None:
    house.discord.rest.limiter.allow["POST /channels/{channel_id}/messages"] = (1, 60.0)
    await post(house)
    refused = await house.platform.send(house.at(house.news), TALKS, marker="d2")
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.LIMITED


async def test_a_thread_is_opened_for_the_parts_that_follow(house: House) -> None:
    first = await post(house)
    second = await post(house, marker="d2", thread=first)
    assert second.thread == first.id
    assert (await post(house, marker="d3", thread=first)).thread == first.id
    thread = house.discord.world.channels[first.id]
    assert house.read(house.news) == ["Talks resume."]
    assert house.read(thread) == ["Talks resume."] * 2
    assert await house.platform.find(house.at(house.news), "d2", since=LONG_AGO, thread=first) == Sent(second)
    assert await house.platform.find(house.at(house.news), "d9", since=LONG_AGO, thread=first) == Absent()
    assert await house.platform.update(second, say("Talks failed.")) == Sent(second)


async def test_where_no_thread_can_be_the_parts_follow_in_the_channel(house: House) -> None:
    first = await post(house)
    house.discord.deny(house.news, May.CREATE_PUBLIC_THREADS)
    second = await post(house, marker="d2", thread=first)
    assert second.thread is None
    assert await house.platform.find(house.at(house.news), "d2", since=LONG_AGO, thread=first) == Sent(second)


async def test_the_parts_of_a_post_that_was_deleted_follow_in_the_channel(house: House) -> None:
    first = await post(house)
    house.discord.channels.remove(house.discord.visible_posts(house.news)[0])
    assert (await post(house, marker="d2", thread=first)).thread is None


async def test_an_announcement_is_published_to_those_who_follow(house: House) -> None:
    room = house.discord.add_channel(house.guild, "announcements", Kind.ANNOUNCEMENT)
    await post(house, room.id)
    await house.discord.until(lambda: house.discord.visible_posts(room)[0].flags & Flag.CROSSPOSTED)


async def test_an_announcement_whose_receipt_was_lost_is_published_when_found(house: House) -> None:
    room = house.discord.add_channel(house.guild, "announcements", Kind.ANNOUNCEMENT)
    house.discord.fail(Fault(POST, Way.RST, counts=True))
    assert isinstance(await house.platform.send(house.at(room), TALKS, marker="d1"), Ambiguous)
    assert isinstance(await house.platform.find(house.at(room), "d1", since=LONG_AGO), Sent)
    await house.discord.until(lambda: house.discord.visible_posts(room)[0].flags & Flag.CROSSPOSTED)


async def test_a_failure_to_publish_is_only_noted(house: House, caplog: pytest.LogCaptureFixture) -> None:
    room = house.discord.add_channel(house.guild, "announcements", Kind.ANNOUNCEMENT)
    house.discord.fail(Fault("POST /channels/*/messages/*/crosspost", Way.E500))
    await post(house, room.id)
    await house.platform.close()
    assert "not published" in caplog.text


async def test_a_forum_gets_a_post_with_a_title_and_the_parts_in_it(house: House) -> None:
    forum = house.discord.add_channel(house.guild, "briefings", Kind.FORUM)
    message = Message((text("Talks resume."),), "The news of 12 May", (EVIDENCE,))
    first = await house.platform.send(house.at(forum), message, marker="d1")
    assert isinstance(first, Sent)
    second = await post(house, forum.id, "d2", thread=first.ref)
    assert first.ref.thread
    thread = house.discord.world.channels[first.ref.thread]
    assert thread.name == "The news of 12 May"
    assert len(house.read(thread)) == 2
    assert await house.platform.find(house.at(forum), "d1", since=LONG_AGO) == first
    assert await house.platform.find(house.at(forum), "d2", since=LONG_AGO, thread=first.ref) == Sent(second)
    assert await house.platform.find(house.at(forum), "d3", since=LONG_AGO) == Absent()
    assert isinstance(await house.platform.update(first.ref, say("Talks failed.")), Sent)
    assert house.read(thread)[0] == "Talks failed."


@pytest.mark.parametrize("counts", [True, False])
async def test_a_forums_post_is_opened_once_though_no_nonce_keeps_it(house: House, counts: bool) -> None:
    forum = house.discord.add_channel(house.guild, "briefings", Kind.FORUM)
    house.discord.fail(Fault("POST /channels/*/threads", Way.E502, counts=counts))
    assert isinstance(await house.platform.send(house.at(forum), TALKS, marker="d1"), Ambiguous)
    await post(house, forum.id)
    await post(house, forum.id)
    threads = [each for each in house.discord.world.channels.values() if each.parent is forum]
    assert len(threads) == 1


async def test_a_closed_post_of_a_forum_is_found(house: House) -> None:
    forum = house.discord.add_channel(house.guild, "briefings", Kind.FORUM)
    ref = await post(house, forum.id)
    house.discord.world.channels[ref.id].archived = True
    assert await house.platform.find(house.at(forum), "d1", since=LONG_AGO) == Sent(ref)


@pytest.mark.parametrize("listening", [True, False])
async def test_what_is_missing_is_named_as_discord_names_it(house: House, listening: bool) -> None:
    house.discord.deny(house.news, May.SEND_MESSAGES | May.EMBED_LINKS)

    async def check() -> None:
        refused = await house.platform.send(house.at(house.news), TALKS, marker="d1")
        assert isinstance(refused, Rejected)
        assert refused.reason is Reason.FORBIDDEN
        name = "#news" if listening else "this channel"
        assert refused.detail == f"I need Send Messages and Embed Links in {name}"
        granted = await house.platform.permissions(house.at(house.news))
        assert granted.missing == ("Send Messages", "Embed Links")

    if listening:
        async with house.serving():
            await check()
    else:
        await check()


async def test_a_hidden_channel_needs_to_be_seen_first(house: House) -> None:
    house.discord.deny(house.news, May.VIEW_CHANNEL)
    refused = await house.platform.send(house.at(house.news), TALKS, marker="d1")
    assert isinstance(refused, Rejected)
    assert "View Channel" in refused.detail


async def test_in_a_thread_other_permissions_count(house: House) -> None:
    thread = house.discord.world.add_thread(house.news, "Talks", house.ana.user)
    house.discord.deny(house.news, May.SEND_MESSAGES_IN_THREADS)
    assert (await house.platform.permissions(house.at(thread))).missing == ("Send Messages in Threads",)
    forum = house.discord.add_channel(house.guild, "briefings", Kind.FORUM)
    house.discord.deny(forum, May.SEND_MESSAGES)
    assert (await house.platform.permissions(house.at(forum))).missing == ("Create Posts",)


async def test_a_history_that_may_not_be_read_is_said_to_be_so(house: House) -> None:
    await post(house)
    house.discord.deny(house.news, May.READ_MESSAGE_HISTORY)
    finding = await house.platform.find(house.at(house.news), "d1", since=LONG_AGO)
    assert isinstance(finding, Unreadable)
    assert "Read Message History" in finding.detail


async def test_reading_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.history.PAUSES", (0.0, 0.0))
    ref = await post(house)
    house.discord.fail(Fault("GET /channels/*/messages", Way.E502, times=2))
    assert await house.platform.find(house.at(house.news), "d1", since=LONG_AGO) == Sent(ref)
    house.discord.fail(Fault("GET /channels/*/messages", Way.E502, times=3))
    assert isinstance(await house.platform.find(house.at(house.news), "d1", since=LONG_AGO), Unreadable)


async def test_a_channel_that_is_gone_is_said_to_be_gone(house: House) -> None:
    ref = await post(house)
    house.discord.delete_channel(house.news)
    refused = await house.platform.send(house.at(house.news), TALKS, marker="d2")
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.GONE
    edited = await house.platform.update(ref, TALKS)
    assert isinstance(edited, Rejected)
    assert edited.reason is Reason.GONE


async def test_a_token_that_is_no_longer_valid_is_said_to_be_so(house: House) -> None:
    await post(house)
    house.discord.revoke()
    for _ in range(2):
        refused = await house.platform.send(house.at(house.news), TALKS, marker="d2")
        assert isinstance(refused, Rejected)
        assert refused.reason is Reason.REVOKED
        assert "DISCORD_TOKEN" in refused.detail
        assert house.discord.token not in refused.detail
        await house.renew()


async def test_a_person_is_written_to_directly_unless_they_take_nothing(house: House) -> None:
    who = Person("discord", house.guild.id, house.ana.user.id)
    place = await house.platform.direct(who)
    assert isinstance(place, Channel)
    assert isinstance(await house.platform.send(place, say("Psst"), marker="d1"), Sent)
    assert "Psst" in house.discord.screen(house.ana.dm, house.ana)
    del house.guild.members[house.ana.user.id]
    refused = await house.platform.send(place, say("Psst"), marker="d2")
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.FORBIDDEN
    assert "direct messages" in refused.detail


async def test_a_role_is_called_only_where_the_message_says_so(house: House) -> None:
    role = house.discord.add_role(house.guild, "Editors", mentionable=True)
    message = Message((text("Talks resume."),), "Talks resume.", (), role.id)
    await house.platform.send(house.at(house.news), message, marker="d1")
    await house.platform.send(house.at(house.news), say(f"<@&{role.id}> look"), marker="d2")
    assert [each.mentioned_roles for each in house.discord.visible_posts(house.news)] == [[role.id], []]


@pytest.mark.parametrize(
    ("may", "manages"),
    [(May.MANAGE_GUILD, True), (May.ADMINISTRATOR, True), (May.MANAGE_CHANNELS, False), (May.NOTHING, False)],
)
@pytest.mark.parametrize("by", ["command", "question"])
async def test_who_manages_the_server_manages_the_channel(house: House, may: May, manages: bool, by: str) -> None:
    bo = house.discord.join(house.guild, "Bo", may=may)
    async with house.serving():
        if by == "command":
            await bo.slash(house.news, "ask", question="who?")
        else:
            bo.mention(house.news, "who?")
        inbound = await house.next()
        assert (await house.platform.permissions(inbound.where, inbound.who)).manages is manages


async def test_long_buttons_are_no_matter(house: House) -> None:
    button = Button("More", "story.more", "x" * 58)
    receipt = await house.platform.send(house.at(house.news), say("Story", actions=[button]), marker="m" * 24)
    assert isinstance(receipt, Sent)
