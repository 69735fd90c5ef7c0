"""kill -9 of the whole bot at any moment, over wires that lose, doubt and delay: each digest is there once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.inbound import Channel, Person
from adapters.message import say
from bot.cli.serving import store_samples
from bot.config import Settings
from bot.ledger.deliveries import Post
from bot.outbox import State
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from bot.wiring import open_newsroom, utc_now
from briefings.ports import Annotator
from tests.scenarios.chat.towns import Towns, Zygote, towns, zygote
from tests.scenarios.chat.weather import POSTING, Weather

SETTLE = 3.0  # seconds
LATE = 0.5  # at most
OWNER = Person("slack", "w", "anna")


def owe(here: Towns, place: Channel, number: int) -> None:
    """Let a digest be due now; every third time also a post in parts."""
    now = utc_now()
    with here.ledger() as ledger:
        at = (now - timedelta(hours=1, minutes=number % 1300)).time().replace(second=0, microsecond=0)
        terms = Terms(Schedule((at,), EVERY_DAY, "UTC"), stories=1 + number // 1300)
        ledger.subscribe(place, OWNER, terms, now - timedelta(days=1, hours=-1))
        if number % 3 == 0:
            parts = tuple(say(f"part {part} of {number}") for part in (1, 2, 3))
            ledger.post([Post(f"d/{number}", place, parts, threaded=True)], now)


async def kill_often(here: Towns, bots: Zygote, kills: int, weather: Weather, places: list[Channel]) -> None:
    chance = weather.chance
    for number in range(kills):
        for place in chance.sample(places, 3):
            owe(here, place, number)
        asked, posted = here.requests, weather.asked
        await bots.begin()
        point = chance.random()
        with suppress(TimeoutError):  # nothing may be to be posted yet
            if point < 0.8:
                await here.until(lambda: weather.asked > posted, 2.0)  # noqa: B023
            elif point < 0.9:
                await here.until(lambda: here.requests > asked, 2.0)  # noqa: B023
        # Mostly in its first steps, at times long after: what is old is looked for, what is new is sent.
        await asyncio.sleep(chance.uniform(0.0, 0.3) if chance.random() < 0.9 else chance.uniform(2.0, 3.0))
        await bots.kill()


def counts_of(here: Towns) -> dict[State, int]:
    with here.ledger() as ledger:
        return ledger.counts()


async def torture(folder: Path, annotator: Annotator, kills: int, *, nonce: float, seed: int) -> None:
    weather = Weather(random.Random(seed), LATE)
    settings = Settings(data=folder)
    with open_newsroom(settings, lambda: annotator) as newsroom:
        store_samples(newsroom, settings, utc_now())
    async with towns(folder) as here, zygote(here, settle=SETTLE, nonce=nonce) as bots:
        places = here.add_places(max(8, kills // 12))
        here.worsen(weather, *POSTING)
        await kill_often(here, bots, kills, weather, places)
        weather.clear()
        await bots.begin()
        await here.until(lambda: set(counts_of(here)) == {State.SENT}, 90 + kills)
        await asyncio.sleep(LATE)
        await bots.end()
        with here.ledger() as ledger:
            rows = ledger.history()
        for name, posts in (("slack", here.slack_posts()), ("discord", here.discord_posts())):
            seen = Counter(marker for _, marker, _ in posts)
            owed = {row.marker for row in rows if row.channel.platform == name}
            lost, doubled = owed - set(seen), [marker for marker, count in seen.items() if count > 1]
            print(f"{name}: {bots.kills} kills, {len(owed)} posts, {len(lost)} lost, {len(doubled)} doubled")
            assert (lost, doubled) == (set(), [])
            assert set(seen) == owed
            assert len(owed) > kills / 2
        print(dict(weather.befell))


async def test_some_kills_of_the_whole_bot_lose_and_double_no_digest(tmp_path: Path, annotator: Annotator) -> None:
    await torture(tmp_path / "data", annotator, 5, nonce=60.0, seed=1)


@pytest.mark.torture
@pytest.mark.parametrize("nonce", [0.0, 60.0], ids=["looks", "nonce"])
async def test_hundreds_of_kills_of_the_whole_bot_lose_and_double_no_digest(
    tmp_path: Path, annotator: Annotator, nonce: float
) -> None:
    await torture(tmp_path / "data", annotator, 300, nonce=nonce, seed=2)
