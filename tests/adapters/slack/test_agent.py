"""What people notice of the agent that Slack makes of the bot: what it offers, and where it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.controls import Button
from adapters.inbound import Inbound, PaneOpened
from adapters.message import say
from adapters.platform import Sent
from adapters.slack.client import SlackPlatform
from tests.adapters.slack.desk import running, settings_for
from tests.servers.slack import Fault, SlackServer
from tests.servers.slack.town import Town, build

GREETING = say("Ask me.", actions=[Button("What is new?", "ask.prompt", "t1")])
PROMPTS = "assistant.threads.setSuggestedPrompts"


@pytest.fixture
def town(slack: SlackServer) -> Town:
    slack.app.is_agent = True
    return build(slack)


async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
    if isinstance(inbound.what, PaneOpened):
        await platform.defer(inbound)
        assert isinstance(await platform.reply(inbound, GREETING, marker="w1"), Sent)
    else:
        await platform.defer(inbound, "Reading ...")
        assert isinstance(await platform.reply(inbound, say("Kim and Xi."), marker=inbound.id[-6:]), Sent)


async def test_whoever_opens_the_conversation_is_offered_questions_and_told_nothing(town: Town, tmp_path: Path) -> None:
    direct = town.slack.direct(town.anna)
    async with running(town, settings_for(town, "socket", tmp_path), serve):
        for _ in range(2):
            await town.slack.open_messages(town.anna)
        await town.slack.until(lambda: len(town.slack.called(PROMPTS)) == 2)
    pane = town.slack.surfaces.panes[direct.id, ""]
    assert pane.prompts == [{"title": "What is new?", "message": "What is new?"}]
    assert not direct.posts


async def test_where_nothing_can_be_offered_slack_is_asked_once(town: Town, tmp_path: Path) -> None:
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "assistant:write")
    async with running(town, settings_for(town, "socket", tmp_path), serve) as desk:
        await town.slack.open_messages(town.anna)
        await town.slack.until(lambda: town.slack.called(PROMPTS))
        await town.slack.deliveries.settle()
        await town.slack.open_messages(town.anna)
        await town.slack.until(lambda: len(desk.heard) == 2)
        await town.slack.deliveries.settle()
    assert len(town.slack.called(PROMPTS)) == 1
    assert not town.slack.direct(town.anna).posts


@pytest.mark.parametrize("knows", [True, False], ids=["an agent", "Slack does not tell"])
async def test_a_message_is_answered_in_its_own_thread_where_the_bot_is_an_agent(
    town: Town, tmp_path: Path, knows: bool
) -> None:
    if not knows:
        town.slack.fail("auth.test", Fault.ERROR_500)
    async with running(town, settings_for(town, "socket", tmp_path), serve):
        await town.slack.until(lambda: town.slack.called("auth.test"))
        first = await town.slack.message(town.anna, "who is attending?")
        await town.slack.until(lambda: len(town.slack.visible_posts(town.slack.direct(town.anna))) == 1)
        await town.slack.message(town.anna, "and who is not?", thread=first)
        await town.slack.until(lambda: len(town.slack.visible_posts(town.slack.direct(town.anna))) == 2)
    threads = [post.thread for post in town.slack.visible_posts(town.slack.direct(town.anna))]
    assert threads == [first.ts if knows else None, first.ts]
