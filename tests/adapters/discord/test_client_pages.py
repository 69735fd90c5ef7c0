"""Private answers on Discord that take one another's place, page by page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.discord.client import DiscordPlatform
from adapters.inbound import Inbound, Press
from adapters.message import Button, say
from tests.adapters.discord.house import House


@pytest.mark.parametrize("in_place", [True, False])
async def test_the_next_page_of_a_private_answer_takes_its_place(house: House, in_place: bool) -> None:
    async def turn_pages(platform: DiscordPlatform, inbound: Inbound) -> None:
        page = say(f"Passage {len(house.heard)}", actions=[Button("Next", "next", f"p{len(house.heard)}")])
        await platform.defer(inbound, private=True)
        await platform.reply_privately(inbound, replace(page, replaces=in_place and isinstance(inbound.what, Press)))

    house.answering = turn_pages
    page = await house.discord.answer(await house.ana.slash(house.news, "ask", question="who?"))
    await house.ana.press(page, "Next")
    await house.discord.until(lambda: "Passage 2" in house.discord.screen(house.news, house.ana))
    assert ("Passage 1" in house.discord.screen(house.news, house.ana)) is not in_place
    assert not house.discord.visible_posts(house.news)


async def test_a_page_that_is_open_to_all_is_never_replaced_by_a_private_one(house: House) -> None:
    await house.discord.answer_to(house.ana.mention(house.news, "who is attending?"))
    post = house.discord.visible_posts(house.news)[0]
    house.answering = lambda platform, inbound: platform.reply_privately(
        inbound, replace(say("For you alone."), replaces=True)
    )
    await house.ana.press(post, "Evidence")
    await house.discord.until(lambda: "For you alone." in house.discord.screen(house.news, house.ana))
    assert house.discord.text(post).startswith("Kim and Xi.")
