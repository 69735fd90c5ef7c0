"""What people on Slack notice of the bot, over the real SDK, real sockets and both ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.inbound import Inbound, Question
from adapters.message import Message, item, source
from adapters.platform import Sent
from adapters.slack.client import SlackPlatform
from tests.adapters.slack.desk import Desk, running, settings_for
from tests.servers.slack import SlackServer
from tests.servers.slack.fixtures import slack as slack
from tests.servers.slack.town import Town, build

ANSWER = Message((item("Kim and Xi.", sources=[source("Reuters", "https://r.example/1", "12 May")]),), "Kim and Xi.")


@pytest.fixture
def town(slack: SlackServer) -> Town:
    return build(slack)


@pytest.fixture(params=["socket", "http"])
async def desk(town: Town, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(town, settings_for(town, request.param, tmp_path)) as opened:
        yield opened


async def answer(platform: SlackPlatform, inbound: Inbound) -> None:
    await platform.defer(inbound, "Reading ...")
    assert isinstance(await platform.reply(inbound, ANSWER, marker="m1"), Sent)


async def test_a_mention_is_answered_in_its_thread(town: Town, desk: Desk) -> None:
    desk.serve = answer
    asked = await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    assert [each.what for each in desk.heard] == [Question("who is attending?")] * len(desk.heard)
    (post,) = town.slack.visible_posts(town.news)
    assert post.thread == asked.ts
    assert "Reading" not in town.slack.screen(town.news, town.ben)
