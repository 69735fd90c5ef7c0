"""`newsbrief run` as a process on Slack and Discord: it ends without half a post, and is alone on its database."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from adapters.inbound import Channel as Place
from adapters.inbound import Person
from adapters.message import say
from bot.ledger.deliveries import Post
from bot.outbox import State
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from bot.wiring import utc_now
from tests.scenarios.chat.towns import PATIENCE, Towns, process_of, towns, zygote
from tests.servers.slack import Fault

PARTS = 5
SOON = 30.0  # seconds, for a machine under load; what a quiet one needs is printed, and is to be under 5


def owe(here: Towns, places: list[Place]) -> None:
    """Let each place be owed a post in parts."""
    parts = tuple(say(f"Part {number}.") for number in range(PARTS))
    with here.ledger() as ledger:
        ledger.post([Post(f"d/{place.id}", place, parts) for place in places], utc_now())


def texts(here: Towns) -> tuple[list[str], list[str]]:
    """What stands on Slack and on Discord."""
    told = (here.slack_posts(), here.discord_posts())
    slack, discord = ([text.splitlines()[0] for _, _, text in posts] for posts in told)
    return slack, discord


def states(here: Towns) -> dict[State, int]:
    with here.ledger() as ledger:
        return ledger.counts()


async def test_a_process_that_is_told_to_end_leaves_no_half_post_and_goes_on_at_once(tmp_path: Path) -> None:
    async with towns(tmp_path / "data") as here:
        places = here.add_places(1)
        owe(here, places)
        here.discord.rest.pace = 0.1  # so that something is on the wire
        async with process_of(here) as bot:
            await here.until(lambda: min(map(len, texts(here))) >= 2)
            began = time.monotonic()
            bot.terminate()
            assert await asyncio.wait_for(bot.wait(), SOON) == 0
            ended = time.monotonic() - began
        assert set(states(here)) == {State.SENT, State.QUEUED}  # nothing is in doubt
        before = texts(here)
        assert states(here)[State.SENT] == sum(map(len, before))
        began = time.monotonic()
        async with process_of(here) as bot:
            await here.until(lambda: sum(map(len, texts(here))) > sum(map(len, before)), SOON)
            print(f"ended in {ended:.1f} s, the next part {time.monotonic() - began:.1f} s after the new beginning")
            await here.until(lambda: states(here) == {State.SENT: PARTS * len(places)})
            bot.terminate()
            assert await asyncio.wait_for(bot.wait(), SOON) == 0
        assert texts(here) == ([f"Part {number}." for number in range(PARTS)],) * 2


async def test_a_second_process_is_refused_and_a_deleted_database_is_noticed(tmp_path: Path) -> None:
    async with towns(tmp_path / "data") as here:
        places = here.add_places(1)
        async with process_of(here) as bot:
            await here.connected()
            async with process_of(here) as second:
                assert second.stderr
                told = (await asyncio.wait_for(second.stderr.read(), SOON)).decode()
                assert await second.wait() == 2
            assert told.count("\n") == 1, told
            assert "Another newsbrief is running on" in told
            assert bot.returncode is None
            later = (utc_now() + timedelta(seconds=90)).time().replace(second=0, microsecond=0)
            with here.ledger() as ledger:
                for place in places:
                    terms = Terms(Schedule((later,), EVERY_DAY, "UTC"))
                    ledger.subscribe(place, Person("slack", "w", "anna"), terms, utc_now())
            (here.folder / "newsbrief.db").unlink()
            began = time.monotonic()
            assert bot.stderr
            told = (await asyncio.wait_for(bot.stderr.read(), SOON)).decode()
            assert await asyncio.wait_for(bot.wait(), PATIENCE) != 0
            print(f"noticed and ended in {time.monotonic() - began:.1f} s")
        assert "Traceback" not in told
        assert "was deleted or moved while newsbrief ran, so it stopped sending; its content is saved in" in told
        (rescued,) = here.folder.glob("rescued-*.db")
        with closing(sqlite3.connect(rescued)) as db:
            assert db.execute("SELECT count(*) FROM subscriptions").fetchone() == (len(places),)
        assert texts(here) == ([], [])


async def test_a_process_ends_at_once_while_it_is_still_connecting(tmp_path: Path) -> None:
    async with towns(tmp_path / "data") as here, zygote(here, settle=2.0, nonce=60.0) as bots:
        took: dict[str, float] = {}

        async def end(how: str) -> None:
            began = time.monotonic()
            await bots.end(signal.SIGTERM)
            took[how] = time.monotonic() - began

        here.slack.fail("apps.connections.open", Fault.HANG, Fault.HANG, Fault.HANG)
        await bots.begin()
        await here.until(lambda: here.discord.requests("GET", "/gateway/bot") and len(here.slack.requests) > 1)
        await end("Slack is silent")
        here.discord.rest.pace = 60.0
        asked = len(here.discord.rest.asked)
        await bots.begin()
        await here.until(lambda: len(here.discord.rest.asked) > asked)
        await end("Discord is silent")
        here.discord.rest.pace = 0.0
        here.slack.mend()
        await bots.begin()
        await here.until(lambda: here.discord.requests("GET", "/users/@me")[2:])
        await here.discord.kill()
        await asyncio.sleep(1.0)
        await end("Discord is away")
        print({how: f"{seconds:.1f} s" for how, seconds in took.items()})
        assert max(took.values()) < 10, took  # under 5 s on a quiet machine
