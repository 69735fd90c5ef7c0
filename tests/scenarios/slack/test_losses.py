"""A reply that gets lost on its way, in each of seven ways: one visible post, whether or not Slack had taken it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.delivery import POINTS, Courier
from bot.ledger.deliveries import Post
from bot.outbox import State
from bot.wiring import Newsroom
from tests.bot.ledger.conftest import words
from tests.scenarios.slack.conftest import PATIENCE, SETTLING, House
from tests.servers.slack import LOSSES, Fault

POST = "chat.postMessage"


class KilledError(BaseException):
    """The process ends here: no handler of ours may run."""


@pytest.mark.parametrize("fault", LOSSES)
async def test_a_post_whose_reply_is_lost_is_there_once(house: House, fault: Fault) -> None:
    slack, town = house.slack, house.town
    slack.fail(POST, fault, after=True)
    slack.fail(POST, fault, after=False)
    places = [house.place(where) for where in (town.news, town.desk)]
    house.ledger.post([Post(f"d/{place.id}", place, (words("Pier reopens"),)) for place in places], house.watch.now())
    async with house.delivering():
        await slack.until(lambda: house.ledger.counts() == {State.SENT: 2}, PATIENCE)
    assert [slack.screen(where, town.anna) for where in (town.news, town.desk)] == ["newsbrief:\nPier reopens"] * 2


@pytest.mark.parametrize("fault", [Fault.RST, Fault.HANG])
async def test_every_part_of_a_long_post_is_there_once_and_in_order(house: House, fault: Fault) -> None:
    slack, town = house.slack, house.town
    parts = (words("Part one"), words("Part two"), words("Part three"))
    house.ledger.post([Post("d/long", house.place(town.news), parts)], house.watch.now())
    slack.fail(POST, fault, after=True)
    async with house.delivering():
        await slack.until(lambda: len(slack.visible_posts(town.news)) >= 1, PATIENCE)
        slack.fail(POST, fault, after=True)
        await slack.until(lambda: house.ledger.counts() == {State.SENT: 3}, PATIENCE)
    told = slack.screen(town.news, town.anna)
    assert [told.count(f"Part {number}") for number in ("one", "two", "three")] == [1, 1, 1]
    assert told.index("Part one") < told.index("Part two") < told.index("Part three")


@pytest.mark.parametrize("point", POINTS)
async def test_a_post_whose_process_dies_is_there_once(
    house: House, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ledger.deliveries.LOOKING", timedelta(seconds=1))  # how long a look is waited for
    slack, town = house.slack, house.town
    slack.fail(POST, Fault.RST, after=True)
    house.ledger.post([Post("d/1", house.place(town.news), (words("Pier reopens"),))], house.watch.now())

    def die(reached: str) -> None:
        if reached == point:
            raise KilledError

    with pytest.raises(KilledError):
        await deliver_for_ever(house.courier(die))
    async with house.delivering():
        await slack.until(lambda: house.ledger.counts() == {State.SENT: 1}, PATIENCE)
    assert slack.screen(town.news, town.anna) == "newsbrief:\nPier reopens"


async def deliver_for_ever(courier: Courier) -> None:
    while True:
        await courier.deliver_due()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("fault", LOSSES)
async def test_an_answer_whose_reply_is_lost_is_there_once(house: House, newsroom: Newsroom, fault: Fault) -> None:
    slack, town = house.slack, house.town
    for method in (POST, "chat.update"):  # the words that stand in for an answer, and the answer
        slack.fail(method, fault, after=True)
        slack.fail(method, fault, after=False)
    async with house.listening(newsroom):
        asked = [await slack.mention(town.anna, town.news, "help") for _ in range(4)]
        await slack.until(lambda: count_answers(house) == 4 and not house.ledger.unanswered("slack"), PATIENCE)
    assert sorted(post.thread or "" for post in slack.visible_posts(town.news)) == [post.ts for post in asked]


async def test_a_sign_that_arrives_after_the_answer_goes_again(
    house: House, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.signs.LOOKS", (0.3,) * 8)
    slack, town = house.slack, house.town
    slack.fail(POST, Fault.LATE, delay=2.0)  # the bot gives up after a second
    async with house.listening(newsroom):
        await slack.mention(town.anna, town.news, "help")
        await slack.until(lambda: count_answers(house) == 1, PATIENCE)
        await slack.until(lambda: len(slack.visible_posts(town.news)) == 2, PATIENCE)
        await slack.until(lambda: len(slack.visible_posts(town.news)) == 1, PATIENCE)
    assert count_answers(house) == 1


def count_answers(house: House) -> int:
    return sum("Reading ..." not in post.text for post in house.slack.visible_posts(house.town.news))


async def deliver(house: House, state: State = State.SENT, within: float = PATIENCE) -> int:
    """Queue a post and let the courier work until it is in that state; gives how often it can be read."""
    house.ledger.post([Post("d/1", house.place(house.town.news), (words("Pier reopens"),))], house.watch.now())
    async with house.delivering():
        await house.slack.until(lambda: house.ledger.counts() == {state: 1}, within)
    return len(house.slack.visible_posts(house.town.news))


async def test_history_that_cannot_be_read_holds_the_post_and_says_so(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    slack, town = house.slack, house.town
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "channels:history")
    slack.fail(POST, Fault.RST, after=True)
    assert await deliver(house, State.HELD) == 1
    assert "missing_scope (channels:history)" in caplog.text


async def test_a_history_that_cannot_be_read_for_now_is_read_again(house: House) -> None:
    slack = house.slack
    slack.fail(POST, Fault.RST, after=True)
    slack.fail("conversations.history", Fault.RST, Fault.RST, Fault.HANG, Fault.ERROR_503, Fault.ERROR_500)
    assert await deliver(house, within=2 * PATIENCE) == 1


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "not taken"])
async def test_a_post_whose_metadata_cannot_be_read_is_known_by_its_first_block(house: House, taken: bool) -> None:
    slack, town = house.slack, house.town
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "metadata.message:read")
    slack.fail(POST, Fault.ERROR_503, after=taken)
    assert await deliver(house) == 1


async def test_a_post_that_arrives_late_is_not_doubled(house: House) -> None:
    house.slack.fail(POST, Fault.LATE, delay=0.75 * SETTLING)  # after the bot gave up, before it looks
    assert await deliver(house) == 1


async def test_a_limit_is_obeyed_to_the_second(house: House) -> None:
    house.slack.fail(POST, Fault.LIMITED, retry_after=1)
    began = house.watch.now()
    await deliver(house)
    assert (house.watch.now() - began).total_seconds() >= 1.0
    assert len(house.slack.called(POST)) == 2


@pytest.mark.parametrize("fault", [Fault.DRIP, Fault.GARBAGE, Fault.HTML])
async def test_an_answer_that_is_none_is_looked_up(house: House, fault: Fault) -> None:
    house.slack.fail(POST, fault, after=True)
    assert await deliver(house) == 1
