"""The bot on Slacks that say and know as little as they can: whoever asks is answered all the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.message import say
from adapters.platform import Channel, Sent
from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from bot.wiring import Newsroom, utc_now
from tests.servers.slack import Conversation, User
from tests.servers.slack.sparse import SparseSlack
from tests.servers.slack.town import Town, build
from tests.service import serving

WHO = "who is attending?"
PATIENCE = 25.0  # seconds, for a machine under load
FEW, MANY = range(12), range(12, 300)


def platform_at(town: Town, url: str, folder: Path) -> SlackPlatform:
    """The real platform over Socket Mode, pointed at a Slack."""
    settings = SlackSettings(bot_token=town.bot.token, app_token=town.slack.app.app_token, api_url=url, data=folder)
    return SlackPlatform(settings, clock=utc_now)


async def live(seed: int, newsroom: Newsroom, folder: Path) -> None:
    """Ask in every way, restart, and press what the bot said before."""
    async with SparseSlack(seed) as slack:
        town = build(slack)
        slack.thin_interactions()
        url = (slack.api_url, slack.api_url.rstrip("/"), slack.url, f"{slack.url}/")[seed % 4]
        ana, news, alone = town.anna, town.news, slack.direct(town.anna)
        async with serving(platform_at(town, url, folder), newsroom, folder) as platform:
            await slack.type_command(ana, news, f"/ask {WHO}")
            await until_seen(slack, news, alone, ana, "Attending", 1)
            await slack.mention(ana, news, WHO)
            await until_seen(slack, news, alone, ana, "Attending", 2)
            await slack.message(ana, WHO)
            await until_seen(slack, alone, alone, ana, "Attending", 1)
            receipt = await platform.send(Channel("slack", town.team.id, news.id), say("Pier reopens"), marker="d-1")
            assert isinstance(receipt, Sent)
        async with serving(platform_at(town, url, folder), newsroom, folder):
            post = next(each for each in slack.visible_posts(news) if "Evidence" in str(each.blocks))
            before = slack.screen(news, ana) + slack.screen(alone, ana)
            await slack.press(ana, news, post, "Evidence")
            await slack.until(lambda: slack.screen(news, ana) + slack.screen(alone, ana) != before, PATIENCE)
        assert not slack.violations, slack.violations


async def until_seen(
    slack: SparseSlack, where: Conversation, alone: Conversation, viewer: User, words: str, times: int
) -> None:
    places = {where.id: where, alone.id: alone}.values()

    def seen() -> str:
        return "\n".join(slack.screen(each, viewer) for each in places)

    try:
        await slack.until(lambda: seen().count(words) >= times, PATIENCE)
    except TimeoutError:
        pytest.fail(f"{words!r} is not there {times} times, without {sorted(slack.missing)}:\n{seen()}")


@pytest.mark.parametrize("seed", FEW)
async def test_a_slack_that_says_little_is_enough(seed: int, newsroom: Newsroom, tmp_path: Path) -> None:
    await asyncio.wait_for(live(seed, newsroom, tmp_path), 90)


@pytest.mark.torture
@pytest.mark.parametrize("seed", MANY)
async def test_hundreds_of_slacks_that_say_little_are_enough(seed: int, newsroom: Newsroom, tmp_path: Path) -> None:
    await asyncio.wait_for(live(seed, newsroom, tmp_path), 90)
