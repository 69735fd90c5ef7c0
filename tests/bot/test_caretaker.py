"""What becomes of a channel's posts when the bot comes to it, is taken out of it, or loses the workspace."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import count

import pytest

from adapters.memory import Fault
from adapters.message import say
from adapters.platform import Change, Channel, Inbound, Listener, Person, PlaceChanged, Question
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.ledger.places import Stay
from bot.outbox import State
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Standing, Terms
from bot.wiring import Newsroom
from tests.bot.house import ANA, BO, NEWS, House
from tests.service import at_work
from tests.waiting import until

NINE = Terms(Schedule((time(9),), EVERY_DAY, "UTC"))
WHOLE = Channel("memory", "local", "local")
TO_ANA = Channel("memory", "local", "direct-ana")
NOBODY = Person("memory", "local", "")


async def until_posted(house: House, where: Channel, number: int = 1) -> list[str]:
    async with asyncio.timeout(20):
        while len(house.reads(None, where)) < number:
            house.wait(seconds=1)
            await asyncio.sleep(0.01)
    return house.reads(None, where)


async def changes(house: House, change: Change, where: Channel = NEWS, who: Person = NOBODY, name: str = "") -> None:
    await house.does(PlaceChanged(change, name), who, where)


async def test_a_channel_is_greeted_once_whatever_happens(house: House) -> None:
    async with at_work(house.service):
        await changes(house, Change.JOINED, who=BO)
        (said,) = await until_posted(house, NEWS)
        assert "Three things to try" in said
        assert [each.action for each in house.platform.posts[-1].message.actions] == ["schedule.new", "source.new"]
        await changes(house, Change.JOINED, who=BO)
        await changes(house, Change.LEFT)
        await changes(house, Change.JOINED, who=BO)
        await house.types("who is attending?")
        assert len(await until_posted(house, NEWS, 2)) == 2
    place = house.ledger.places.place(NEWS)
    assert place is not None
    assert (place.stay, place.host) == (Stay.HERE, BO)


async def test_taken_out_of_a_channel_it_stops_says_why_and_goes_on_only_when_asked(
    house: House, ledger: Ledger
) -> None:
    ledger.subscribe(NEWS, ANA, NINE, house.now)
    await changes(house, Change.RENAMED, name="headlines")
    await changes(house, Change.JOINED, name="headlines")
    ledger.post([Post("update/1", NEWS, (say("It moved."),), not_before=house.now + timedelta(hours=1))], house.now)
    async with at_work(house.service):
        await until_posted(house, NEWS)  # the greeting
        await changes(house, Change.LEFT, who=BO)
        (told,) = await until_posted(house, TO_ANA)
        assert "#headlines any more: I was taken out of the channel" in told
        (stopped,) = ledger.subscriptions(NEWS)
        assert (stopped.standing, stopped.reason) == (Standing.STOPPED, "I was taken out of the channel")
        ((held, reason),) = ledger.held([NEWS])
        assert (held.cause, reason) == ("update/1", "I was taken out of the channel")
        assert ledger.post([Post("update/2", NEWS, (say("It moved again."),))], house.now) == 0
        await changes(house, Change.JOINED, who=BO)
        back = (await until_posted(house, NEWS, 2))[-1]
        assert "1 schedule of this channel still rests" in back
        assert ledger.subscriptions(NEWS)[0].standing is Standing.STOPPED
        house.platform.managers.add(ANA.id)
        await house.types("/brief resume")
        assert ledger.subscriptions(NEWS)[0].standing is Standing.ACTIVE


async def test_in_an_archived_channel_nothing_waits(house: House, ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANA, NINE, house.now)
    ledger.post([Post("update/1", NEWS, (say("It moved."),))], house.now)
    await changes(house, Change.CLOSED, name="old-news")
    assert ledger.held([NEWS]) == []
    assert ledger.history(NEWS)[0].state is State.DISCARDED
    (told,) = ledger.history(TO_ANA)
    assert "#old-news any more: the channel was archived" in told.message.summary
    assert "nothing else is needed" in told.message.summary


@pytest.mark.parametrize("change", [Change.UNINSTALLED, Change.REVOKED, Change.LEFT])
async def test_a_workspace_that_ends_stops_all_of_it_and_nothing_else(
    house: House, ledger: Ledger, change: Change, caplog: pytest.LogCaptureFixture
) -> None:
    other = Channel("memory", "local2", "news")
    for channel in (NEWS, TO_ANA, other):
        ledger.subscribe(channel, ANA, NINE, house.now)
        ledger.post([Post("update/1", channel, (say("It moved."),))], house.now)
    with caplog.at_level(logging.ERROR):
        await changes(house, change, WHOLE)
    assert "memory/local" in caplog.text
    assert "2 schedules stopped" in caplog.text
    standing = {each.channel: each.standing for each in ledger.subscriptions()}
    assert standing == {NEWS: Standing.STOPPED, TO_ANA: Standing.STOPPED, other: Standing.ACTIVE}
    assert [each.state for each in ledger.history(NEWS)] == [State.DISCARDED]
    assert [each.state for each in ledger.history(other)] == [State.QUEUED]
    assert ledger.post([Post("update/2", TO_ANA, (say("It moved."),))], house.now) == 0
    await house.types("who is attending?")  # it was installed again, and nobody told us
    assert ledger.post([Post("update/3", TO_ANA, (say("It moved."),))], house.now) == 1


async def test_the_first_refusal_stops_a_channel_and_names_what_is_missing(house: House, ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANA, NINE, house.now - timedelta(hours=20))
    await changes(house, Change.RENAMED, name="headlines")
    async with at_work(house.service):
        house.platform.fail(Fault.REJECT)
        (told,) = await until_posted(house, TO_ANA)
    assert "permission missing: post messages" in told
    assert ledger.subscriptions(NEWS)[0].standing is Standing.STOPPED


async def test_who_brought_it_is_told_where_nobody_set_anything_up(house: House, ledger: Ledger) -> None:
    async with at_work(house.service):
        house.platform.fail(Fault.REJECT)
        await changes(house, Change.JOINED, who=ANA, name="headlines")
        (told,) = await until_posted(house, TO_ANA)
    assert "I cannot post in #headlines" in told


async def test_two_platforms_are_served_side_by_side_and_one_that_breaks_off_is_tried_again(
    newsroom: Newsroom, ledger: Ledger, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.service.FIRST_PAUSE", 0.01)
    house = House(newsroom, ledger, now, "one", "two")
    one, two = house.platforms
    listen, broken = one.listen, count()

    async def fragile(listener: Listener) -> None:
        if next(broken) < 2:
            raise ConnectionError("no way there")
        await listen(listener)

    monkeypatch.setattr(one, "listen", fragile)
    places = [Channel(each.name, "w", "news") for each in (one, two)]
    async with at_work(house.service):
        for platform, where in zip((two, one), reversed(places), strict=True):
            asker = replace(ANA, platform=platform.name)
            platform.deliver(Inbound(f"asked on {platform.name}", asker, where, Question("who is attending?")))
            await until(lambda: any("Attending" in said for said in platform.read(where)))  # noqa: B023
    assert "listening to one waits until this is mended: ConnectionError: no way there" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_channel_that_is_lost_twice_is_told_of_twice(house: House, ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANA, NINE, house.now)
    async with at_work(house.service):
        await changes(house, Change.LEFT, name="news")
        await until_posted(house, TO_ANA)
        await changes(house, Change.JOINED)
        ledger.resume(1)
        await changes(house, Change.CLOSED, name="news")
        assert "archived or deleted" in (await until_posted(house, TO_ANA, 2))[-1]


async def test_brought_back_to_a_whole_server_it_says_there_what_rests(house: House, ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANA, NINE, house.now)
    async with at_work(house.service):
        await changes(house, Change.JOINED, WHOLE)
        await until_posted(house, WHOLE)
        await changes(house, Change.LEFT, WHOLE)
        await changes(house, Change.JOINED, WHOLE)
        said = (await until_posted(house, WHOLE, 2))[-1]
    assert "1 schedule of this server still rests" in said
    assert "/brief resume in its channel lets it go on" in said


async def test_an_end_that_is_told_in_two_ways_is_logged_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for change in (Change.REVOKED, Change.UNINSTALLED):
        await changes(house, change, WHOLE)
    assert len([each for each in caplog.records if each.levelno >= logging.ERROR]) == 1
