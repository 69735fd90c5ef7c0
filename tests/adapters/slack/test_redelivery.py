"""What Slack delivers late, again or many times over is kept first, acknowledged in time, and answered once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.inbound import Inbound
from adapters.message import say
from adapters.slack import turns
from adapters.slack.client import SlackPlatform
from tests.adapters.slack.desk import Desk, running, settings_for
from tests.servers.slack.town import Town

ANSWER = say("Kim and Xi.")


async def test_nothing_is_acknowledged_before_it_is_kept(
    town: Town, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    town.slack.deliveries.patience = 0.5
    kept = asyncio.Event()

    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await kept.wait()
        await platform.defer(inbound)

    desk.serve = serve
    ack = await town.slack.type_command(town.anna, town.news, "/brief")
    assert not ack.ok
    kept.set()


async def test_a_redelivery_while_it_is_answered_is_not_answered_again(town: Town, desk: Desk) -> None:
    town.slack.deliveries.loses_acks = True
    town.slack.deliveries.waits = (0.0, 0.01, 0.02)
    go = asyncio.Event()

    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        await go.wait()
        await platform.reply(inbound, ANSWER, marker="m1")

    desk.serve = serve
    await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.deliveries.settle()
    assert len(desk.heard) == 1
    assert all(ack.ok for delivery in town.slack.deliveries.all for ack in delivery.acks)
    go.set()
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    assert len(town.slack.visible_posts(town.news)) == 1


async def test_closing_lets_an_answer_come_to_its_end(town: Town, tmp_path: Path) -> None:
    started = asyncio.Event()

    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        started.set()
        await asyncio.sleep(0.3)
        await platform.reply(inbound, ANSWER, marker="m1")

    async with running(town, settings_for(town, "socket", tmp_path), serve):
        await town.slack.mention(town.anna, town.news, "who is attending?")
        await asyncio.wait_for(started.wait(), 5)
    assert "Kim and Xi." in town.slack.screen(town.news, town.ben)


@pytest.mark.parametrize("count", [60, pytest.param(1_000, marks=[pytest.mark.torture, pytest.mark.timeout(600)])])
async def test_what_is_delivered_four_times_is_answered_once(town: Town, desk: Desk, count: int) -> None:
    town.slack.deliveries.loses_acks = True
    town.slack.deliveries.waits = (0.0, 0.01, 0.02)
    desk.serve = lambda platform, inbound: platform.reply(inbound, say(f"To {inbound.id}"), marker="m1")
    asked = [await town.slack.mention(town.anna, town.news, f"question {number}") for number in range(count)]
    await town.slack.deliveries.settle()
    await town.slack.until(lambda: len(town.slack.visible_posts(town.news)) >= count, patience=300)
    assert {post.thread for post in town.slack.visible_posts(town.news)} == {post.ts for post in asked}
    assert len(town.slack.visible_posts(town.news)) == count
    attempts = [delivery.attempts for delivery in town.slack.deliveries.all]
    assert set(attempts) == {4}
    assert len(attempts) >= 2 * count  # each as a message and as a mention
