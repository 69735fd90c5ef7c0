"""kill -9 of the whole bot while people ask: each question that was acknowledged is answered once, or its asker is told."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.inbound import Channel as Place
from bot.cli.serving import store_samples
from bot.config import Settings
from bot.ledger.settings import Answers, ChannelSettings
from bot.wiring import open_newsroom, utc_now
from briefings.ports import Annotator
from tests.scenarios.chat.towns import Towns, Zygote, towns, zygote
from tests.scenarios.chat.weather import ANSWERING, Weather

SETTLE = 2.0  # seconds
LATE = 0.5
WHEN = "when is the parade?"
READING = "Reading ..."


@dataclass(frozen=True)
class Asked:
    """A question in a place of its own; ``told`` gives what stands there, ``kept`` whether the bot has to answer."""

    how: str
    told: Callable[[], list[str]]
    kept: Callable[[], bool]


def keep_public(here: Towns, place: Place) -> None:
    with here.ledger() as ledger:
        ledger.conversations.set(place, ChannelSettings(answers=Answers.PUBLIC))


async def ask_slack(here: Towns, number: int) -> Asked:
    """By mention, by direct message or by command, in turn."""
    slack, town = here.slack, here.town
    if number % 3 == 1:
        somebody = slack.world.add_user(town.team, f"slack{number}")
        where = slack.direct(somebody)
        asked = await slack.message(somebody, WHEN)
    else:
        where = slack.world.add_channel(town.team, f"ask{number}", [town.anna, town.bot.bot])
        if number % 3 == 2:
            keep_public(here, Place("slack", town.team.id, where.id))
            taken = asyncio.create_task(slack.type_command(town.anna, where, f"/ask {WHEN}"))
            await asyncio.sleep(0)
            return Asked(
                f"slack command {number}",
                lambda: [post.text for post in slack.visible_posts(where)],
                lambda: taken.done() and taken.result().ok,
            )
        asked = await slack.mention(town.anna, where, WHEN)
    told = [each for each in slack.deliveries.all if each.event.get("ts") == asked.ts]
    return Asked(
        f"slack {'message' if where.is_direct else 'mention'} {number}",
        lambda: [post.text for post in slack.visible_posts(where)],
        lambda: any(each.is_acknowledged for each in told),
    )


async def ask_discord(here: Towns, number: int) -> Asked:
    """By mention, by direct message or by command, in turn."""
    discord = here.discord
    somebody = discord.join(here.guild, f"discord{number}")
    where = somebody.dm if number % 3 == 1 else discord.add_channel(here.guild, f"ask{number}")

    def told() -> list[str]:
        waiting = [READING for each in where.messages.values() if each.loading]
        return [discord.text(post) for post in discord.visible_posts(where)] + waiting

    if number % 3 == 2:
        keep_public(here, Place("discord", here.guild.id, where.id))
        asking = asyncio.create_task(somebody.slash(where, "ask", question=WHEN))
        here.asking.add(asking)
        await asyncio.sleep(0)
        (made,) = somebody.asked
        return Asked(f"discord command {number}", told, lambda: is_kept(here, made.id))
    asked = somebody.direct(WHEN) if number % 3 == 1 else somebody.mention(where, WHEN)
    return Asked(
        f"discord {'message' if number % 3 == 1 else 'mention'} {number}", told, lambda: is_kept(here, asked.id)
    )


def is_kept(here: Towns, inbound: str) -> bool:
    with closing(sqlite3.connect(here.folder / "newsbrief.db")) as db:
        return bool(db.execute("SELECT 1 FROM inbound WHERE id = ?", (inbound,)).fetchone())


def unanswered(here: Towns) -> list[str]:
    with closing(sqlite3.connect(here.folder / "newsbrief.db")) as db:
        return [name for (name,) in db.execute("SELECT id FROM inbound WHERE done IS NULL")]


async def kill_while_asked(here: Towns, bots: Zygote, kills: int, weather: Weather) -> list[Asked]:
    chance, asked = weather.chance, list[Asked]()
    for _ in range(kills):
        asked.append(await ask_slack(here, len(asked)))  # while nobody is there
        await bots.begin()
        with suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(0.5, 3.0)):
                await here.connected()
        for ask in chance.choices((ask_slack, ask_discord), k=4):
            if ask is ask_slack or here.discord.gateway.connected:
                asked.append(await ask(here, len(asked)))
        await asyncio.sleep(chance.uniform(0.0, 1.0) if chance.random() < 0.9 else chance.uniform(2.0, 3.0))
        await bots.kill()
    return asked


async def torture(folder: Path, annotator: Annotator, kills: int, *, seed: int) -> None:
    weather = Weather(random.Random(seed), LATE, often=0.3)
    settings = Settings(data=folder)
    with open_newsroom(settings, lambda: annotator) as newsroom:
        store_samples(newsroom, settings, utc_now())
    async with towns(folder) as here, zygote(here, settle=SETTLE, nonce=60.0) as bots:
        here.slack.deliveries.waits = (0.5, 1.5, 3.0)
        await bots.begin()  # the commands are registered
        await here.until(lambda: here.discord.registry.syncs[""])
        await bots.end()
        here.worsen(weather, *ANSWERING)
        asked = await kill_while_asked(here, bots, kills, weather)
        weather.clear()
        await bots.begin()
        await here.connected()
        await here.slack.deliveries.settle()
        await here.until(lambda: not unanswered(here))
        await here.until(lambda: not any(READING in each.told() for each in asked), SETTLE * 4)
        await bots.end()
    answered = {each.how: [told for told in each.told() if told != READING] for each in asked}
    kept = [each for each in asked if each.kept()]
    told = [each.how for each in kept if any("I was interrupted" in line for line in each.told())]
    silent = [each.how for each in kept if not answered[each.how]]
    doubled = {how: lines for how, lines in answered.items() if len(lines) > 1}
    print(f"{bots.kills} kills, {len(asked)} questions, {len(kept)} acknowledged: {len(silent)} lost,", end=" ")
    print(f"{len(doubled)} answered twice, {len(told)} told to ask again; {dict(weather.befell)}")
    assert (silent, doubled) == ([], {})
    assert len(kept) > kills


async def test_some_kills_lose_no_question_and_answer_none_twice(tmp_path: Path, annotator: Annotator) -> None:
    await torture(tmp_path / "data", annotator, 4, seed=1)


@pytest.mark.torture
async def test_a_hundred_kills_lose_no_question_and_answer_none_twice(tmp_path: Path, annotator: Annotator) -> None:
    await torture(tmp_path / "data", annotator, 100, seed=2)
