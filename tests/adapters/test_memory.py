from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from adapters.memory import Fault, MemoryPlatform
from adapters.message import Button, Message, Option, Select, item, say, source
from adapters.plaintext import measure_plain
from adapters.platform import (
    Absent,
    Ambiguous,
    Autocomplete,
    Channel,
    Inbound,
    Limits,
    Person,
    Press,
    Reason,
    Rejected,
    Sent,
    Unreadable,
)

CHANNEL = Channel("memory", "W1", "C1")
ADA = Person("memory", "W1", "U1", "Ada")
SINCE = datetime(1999, 1, 1, tzinfo=UTC)
SMALL = Limits(measure_plain, blocks=10, block_characters=1_500, message_characters=1_500, sources=2)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.REJECT, Reason.FORBIDDEN),
        (Fault.LIMIT, Reason.LIMITED),
        (Fault.DOWN, Reason.UNAVAILABLE),
        (Fault.GONE, Reason.GONE),
        (Fault.REVOKED, Reason.REVOKED),
    ],
)
async def test_a_refused_post_is_not_there_and_the_next_one_is(fault: Fault, reason: Reason) -> None:
    platform = MemoryPlatform()
    platform.fail(fault)
    receipt = await platform.send(CHANNEL, say("One"), marker="d1")
    assert isinstance(receipt, Rejected)
    assert receipt.reason is reason
    assert (receipt.retry_after is not None) == (reason is Reason.LIMITED)
    assert platform.read(CHANNEL) == []
    assert isinstance(await platform.send(CHANNEL, say("One"), marker="d1"), Sent)
    assert platform.read(CHANNEL) == ["One"]


async def test_an_ambiguous_post_may_be_there_or_not_and_find_tells() -> None:
    platform = MemoryPlatform()
    platform.fail(Fault.LOST_BEFORE, Fault.LOST_AFTER)
    assert isinstance(await platform.send(CHANNEL, say("One"), marker="d1"), Ambiguous)
    assert isinstance(await platform.send(CHANNEL, say("Two"), marker="d2"), Ambiguous)
    assert await platform.find(CHANNEL, "d1", since=SINCE) == Absent()
    assert isinstance(await platform.find(CHANNEL, "d2", since=SINCE), Sent)


async def test_a_late_post_appears_when_it_settles() -> None:
    platform = MemoryPlatform()
    platform.fail(Fault.LATE)
    assert isinstance(await platform.send(CHANNEL, say("One"), marker="d1"), Ambiguous)
    assert platform.read(CHANNEL) == []
    platform.settle_late()
    assert platform.read(CHANNEL) == ["One"]


async def test_a_marker_that_the_platform_remembers_makes_one_post() -> None:
    platform = MemoryPlatform(limits=Limits(measure_plain, 10, 1_500, 1_500, nonce_time=300))
    platform.fail(Fault.LOST_AFTER)
    await platform.send(CHANNEL, say("One"), marker="d1")
    assert isinstance(await platform.send(CHANNEL, say("One"), marker="d1"), Sent)
    assert platform.read(CHANNEL) == ["One"]


async def test_without_that_a_second_send_is_a_second_post() -> None:
    platform = MemoryPlatform()
    await platform.send(CHANNEL, say("One"), marker="d1")
    await platform.send(CHANNEL, say("One"), marker="d1")
    assert platform.read(CHANNEL) == ["One", "One"]


async def test_history_that_cannot_be_read_says_so() -> None:
    platform = MemoryPlatform()
    platform.unreadable.add(CHANNEL)
    assert isinstance(await platform.find(CHANNEL, "d1", since=SINCE), Unreadable)


@pytest.mark.parametrize(
    "message",
    [
        say("x" * 1_501),
        Message(tuple(item(str(n)) for n in range(11)), "many"),
        Message((item("x", sources=[source("a"), source("b"), source("c")]),), "sources"),
    ],
    ids=["characters", "blocks", "sources"],
)
async def test_what_does_not_fit_is_refused(message: Message) -> None:
    receipt = await MemoryPlatform(limits=SMALL).send(CHANNEL, message, marker="d1")
    assert isinstance(receipt, Rejected)
    assert receipt.reason is Reason.INVALID


async def test_a_marker_that_is_too_long_is_refused() -> None:
    assert isinstance(await MemoryPlatform().send(CHANNEL, say("x"), marker="m" * 26), Rejected)


async def test_a_private_reply_is_for_one_reader() -> None:
    platform = MemoryPlatform()
    inbound = platform.say(ADA, CHANNEL, "secret?")
    await platform.reply_privately(inbound, say("Just you"))
    assert platform.read(CHANNEL) == []
    assert platform.read(CHANNEL, reader="U1") == ["Just you"]


async def test_an_update_of_a_post_that_is_gone_is_refused() -> None:
    platform = MemoryPlatform()
    receipt = await platform.send(CHANNEL, say("One"), marker="d1")
    assert isinstance(receipt, Sent)
    platform.posts.clear()
    assert isinstance(await platform.update(receipt.ref, say("Two")), Rejected)


async def test_choosing_from_a_menu_arrives_in_the_thread_of_its_post() -> None:
    platform = MemoryPlatform()
    menu = Select("More on", "more", (Option("Talks", "t"), Option("Summit", "s")))
    await platform.send(CHANNEL, say("News", actions=[Button("Watch", "watch"), menu]), marker="d1")
    inbound = platform.press(ADA, platform.posts[0], "More on", "s")
    assert inbound.what == Press("more", "", ("s",), platform.posts[0].ref)
    assert inbound.thread == platform.posts[0].ref.id
    with pytest.raises(LookupError):
        platform.press(ADA, platform.posts[0], "Nothing")


async def test_a_redelivery_has_the_same_id() -> None:
    platform = MemoryPlatform()
    platform.deliver(platform.say(ADA, CHANNEL, "twice?"))
    got: list[Inbound] = []

    async def take(inbound: Inbound) -> None:
        got.append(inbound)

    await platform.close()
    await asyncio.wait_for(platform.listen(take), 5)
    assert len(got) == 2
    assert got[0] == got[1]


async def test_completions_are_asked_of_the_bot() -> None:
    platform = MemoryPlatform()
    request = Autocomplete(ADA, CHANNEL, "sources", "remove", "name", "re")
    assert await platform.complete(request) == ()

    async def offer(asked: Autocomplete) -> list[Option]:
        return [Option("Reuters", asked.typed)]

    platform.autocomplete(offer)
    assert await platform.complete(request) == (Option("Reuters", "re"),)
