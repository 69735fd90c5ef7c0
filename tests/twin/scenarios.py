"""The bot on the twin, a Discord that others wrote: commands, mentions, buttons, a restart.

The twin has no limits, permissions, nonces, direct messages or RESUME; what those do is tested with our own Discord.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.table import COMMANDS
from bot.wiring import Newsroom
from tests.scenarios.discord.posting import platform_at
from tests.service import serving
from tests.twin.twin import Json, Twin, running_twin, text_of

WHO = "who is attending?"
TEXT = 3  # the type of an option


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    async with running_twin() as opened:
        yield opened


def control(post: Json, label: str) -> str:
    """The custom id of a button."""
    held = [each for row in post["components"] for each in row["components"]]
    return next(str(each["custom_id"]) for each in held if each.get("label") == label)


async def ask(twin: Twin) -> Json:
    """Use /ask, and read the answer."""
    count = len(await twin.posts())
    option = {"name": "question", "type": TEXT, "value": WHO}
    made = await twin.order("slash", name="ask", options=[option])
    told: dict[str, Any] = await twin.order("acknowledged", interaction=made["id"])
    assert told["acknowledged"]
    posts = await twin.until(lambda posts: len(posts) > count and "Attending" in text_of(posts[-1]))
    return posts[-1]


async def test_commands_are_registered(twin: Twin, newsroom: Newsroom, tmp_path: Path) -> None:
    async with serving(platform_at(twin), newsroom, tmp_path):
        assert {each.name for each in COMMANDS} <= set(await twin.order("commands"))


async def test_a_command_is_answered(twin: Twin, newsroom: Newsroom, tmp_path: Path) -> None:
    async with serving(platform_at(twin), newsroom, tmp_path):
        answer = await ask(twin)
        assert answer["embeds"]
        assert answer["author"]["id"] == twin.bot


async def test_a_mention_is_answered_and_other_words_are_not(twin: Twin, newsroom: Newsroom, tmp_path: Path) -> None:
    async with serving(platform_at(twin), newsroom, tmp_path):
        await twin.order("say", words="nothing for the bot")
        await twin.order("say", words=f"<@{twin.bot}> {WHO}")
        (answer,) = await twin.until(len)
        assert "Attending" in text_of(answer)


async def test_buttons_and_forms_work_after_a_restart(twin: Twin, newsroom: Newsroom, tmp_path: Path) -> None:
    async with serving(platform_at(twin), newsroom, tmp_path):
        answer = await ask(twin)
    async with serving(platform_at(twin), newsroom, tmp_path):
        pressed = await twin.order("press", message=answer["id"], id=control(answer, "Evidence"))
        assert (await twin.order("acknowledged", interaction=pressed["id"]))["acknowledged"]
        posts = await twin.until(lambda posts: len(posts) == 2)
        assert len(text_of(posts[-1])) > 40


async def test_a_digest_is_asked_for(twin: Twin, newsroom: Newsroom, tmp_path: Path) -> None:
    async with serving(platform_at(twin), newsroom, tmp_path):
        await twin.order("slash", name="brief", options=[{"name": "now", "type": 1, "options": []}])
        posts = await twin.until(len)
        assert len(text_of(posts[0])) > 40
