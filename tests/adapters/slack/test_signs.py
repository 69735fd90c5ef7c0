"""While an answer is coming that is seen, and afterwards it is gone, whatever went wrong in between."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.inbound import Inbound
from adapters.message import say
from adapters.platform import Ambiguous, Sent
from adapters.slack import client, signs, workspaces
from adapters.slack.client import SlackPlatform
from tests.adapters.slack.desk import Desk, running, settings_for
from tests.servers.slack import Fault
from tests.servers.slack.town import Town

ANSWER = say("Kim and Xi.")


async def answer(platform: SlackPlatform, inbound: Inbound) -> None:
    await platform.defer(inbound, "Reading ...")
    assert isinstance(await platform.reply(inbound, ANSWER, marker="m1"), Sent)


async def test_reading_is_seen_until_the_answer_takes_its_place(town: Town, quiet: Desk) -> None:
    told = asyncio.Event()

    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        await told.wait()
        await platform.reply(inbound, ANSWER, marker="m1")

    quiet.serve = serve
    await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.until(lambda: "Reading ..." in town.slack.screen(town.news, town.ben))
    told.set()
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    assert "Reading" not in town.slack.screen(town.news, town.ben)
    assert len(town.slack.visible_posts(town.news)) == 1


async def test_what_cannot_be_replaced_gives_way_to_a_new_post(town: Town, quiet: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        standing = town.slack.visible_posts(town.news)[0]
        standing.by_app, standing.user = False, town.ben  # as if Slack would not let it be edited
        await platform.reply(inbound, ANSWER, marker="m1")

    quiet.serve = serve
    await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    assert town.slack.called("chat.delete")


async def test_a_sign_that_comes_late_does_not_delay_the_answer_and_goes(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "SOON_ENOUGH", 0.1)
    monkeypatch.setattr(workspaces, "TIMEOUT", 0.5)
    town.slack.fail("chat.postMessage", Fault.DRIP)  # it is posted, and its answer never ends
    async with running(town, settings_for(town, "socket", tmp_path), answer):
        await town.slack.mention(town.anna, town.news, "who is attending?")
        await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
        assert "Reading" in town.slack.screen(town.news, town.ben)
        await town.slack.until(lambda: "Reading" not in town.slack.screen(town.news, town.ben))


@pytest.mark.parametrize("taken", [True, False])
async def test_a_part_never_takes_the_place_of_another(town: Town, quiet: Desk, taken: bool) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        town.slack.fail("chat.update", Fault.ERROR_500, after=taken)
        assert isinstance(await platform.reply(inbound, say("First"), marker="m1"), Ambiguous)
        if not taken:
            await platform.reply(inbound, say("First"), marker="m1")
        await platform.reply(inbound, say("Second"), marker="m2")

    quiet.serve = serve
    await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.until(lambda: "Second" in town.slack.screen(town.news, town.ben))
    assert [post.text for post in town.slack.visible_posts(town.news)] == ["First", "Second"]


async def test_what_comes_to_nothing_leaves_nothing_standing(town: Town, quiet: Desk) -> None:
    quiet.serve = lambda platform, inbound: platform.defer(inbound, "Reading ...")
    await town.slack.mention(town.anna, town.news, "never mind")
    await town.slack.until(lambda: town.slack.called("chat.delete"))
    assert not town.slack.visible_posts(town.news)


async def test_after_a_crash_the_answer_takes_the_place_of_what_was_left_standing(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LAST_WORDS", 0.0)
    settings = settings_for(town, "socket", tmp_path)
    standing = asyncio.Event()

    async def crash(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        standing.set()
        await asyncio.sleep(60)

    async with running(town, settings, crash) as first:
        await town.slack.mention(town.anna, town.news, "who is attending?")
        await asyncio.wait_for(standing.wait(), 5)
    async with running(town, settings) as second:
        await answer(second.platform, first.heard[0])
    (post,) = town.slack.visible_posts(town.news)
    assert "Kim and Xi." in post.text
    assert len(town.slack.called("chat.postMessage")) == 1
