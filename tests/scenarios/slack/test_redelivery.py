"""Slack delivers again what it takes for lost: each thing that somebody did is answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.wiring import Newsroom
from tests.scenarios.slack.conftest import House
from tests.servers.slack import SlackServer


async def answer_all(house: House, newsroom: Newsroom, events: int, at_once: int = 50) -> None:
    """Every acknowledgement gets lost, so every event comes four times."""
    slack, town = house.slack, house.town
    slack.deliveries.loses_acks = True
    slack.deliveries.waits = (0.0, 0.01, 0.02)
    slack.deliveries.patience = 60.0
    slack.app.events = frozenset({"app_mention"})  # else each mention would come as two events, four times each
    done = 0
    async with house.listening(newsroom):
        while done < events:
            batch = min(at_once, events - done)
            await asyncio.gather(*(slack.mention(town.anna, town.news, "help") for _ in range(batch)))
            done += batch
            expected = done
            await slack.until(lambda: count_answers(house) == expected, 120)  # noqa: B023
        await slack.deliveries.settle()
        await slack.until(lambda: not house.ledger.unanswered("slack"), 60)
    told = [delivery for delivery in slack.deliveries.all if delivery.kind == "events_api"]
    assert {delivery.attempts for delivery in told} == {4}
    asked = [post.ts for post in town.news.posts if not post.by_app]
    answers = slack.visible_posts(town.news)
    assert sorted(post.thread or "" for post in answers) == asked
    assert len(answers) == events
    assert not any("Reading ..." in post.text for post in answers)


def count_answers(house: House) -> int:
    return sum("Reading ..." not in post.text for post in house.slack.visible_posts(house.town.news))


async def test_fifty_events_delivered_four_times_each_give_fifty_answers(house: House, newsroom: Newsroom) -> None:
    await answer_all(house, newsroom, 50)


@pytest.mark.torture
async def test_a_thousand_events_delivered_four_times_each_give_a_thousand_answers(
    house: House, newsroom: Newsroom
) -> None:
    await answer_all(house, newsroom, 1_000)


async def test_a_mention_that_comes_as_two_events_is_answered_once(house: House, newsroom: Newsroom) -> None:
    slack, town = house.slack, house.town
    async with house.listening(newsroom):
        await slack.mention(town.anna, town.news, "help")
        await slack.deliveries.settle()
        await slack.until(lambda: count_answers(house) == 1)
        await slack.until(lambda: not house.ledger.unanswered("slack"))
    assert len(slack.visible_posts(town.news)) == 1
    assert {delivery.event["type"] for delivery in slack.deliveries.all} >= {"app_mention", "message"}


async def lose(slack: SlackServer) -> None:
    await slack.sockets.drop()


async def refresh(slack: SlackServer) -> None:
    await slack.sockets.ask_to_reconnect(grace=0.1)


async def warn_and_lose(slack: SlackServer) -> None:
    await slack.sockets.ask_to_reconnect("warning")
    await slack.sockets.drop()


@pytest.mark.parametrize("happen", [lose, refresh, warn_and_lose])
async def test_nothing_is_lost_when_the_connection_is(
    house: House, newsroom: Newsroom, happen: Callable[[SlackServer], Awaitable[None]]
) -> None:
    slack, town = house.slack, house.town
    slack.deliveries.waits = (0.1, 1.0, 3.0)
    async with house.listening(newsroom):
        await slack.mention(town.anna, town.news, "help")
        await happen(slack)
        await slack.mention(town.anna, town.news, "help")
        await slack.until(lambda: count_answers(house) == 2, 30)
        await slack.deliveries.settle()
    assert len(slack.visible_posts(town.news)) == 2
    assert slack.sockets.opened >= 2


async def test_the_bot_does_not_answer_itself(house: House, newsroom: Newsroom) -> None:
    slack, town = house.slack, house.town
    async with house.listening(newsroom):
        await slack.message(town.anna, "help")
        await slack.until(lambda: slack.visible_posts(slack.direct(town.anna)))
        await slack.deliveries.settle()
        await slack.until(lambda: not house.ledger.unanswered("slack"))
    assert len(slack.visible_posts(slack.direct(town.anna))) == 1
