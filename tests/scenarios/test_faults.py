"""A full disk, a locked database, a file that can only be read: a clear word, nothing lost, and it goes on by itself."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.memory import MemoryPlatform
from adapters.plaintext import UNLIMITED
from adapters.platform import Channel, Person
from bot import delivery
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.occupancy import Presence
from bot.outbox import State
from bot.service import Service
from bot.wiring import Newsroom, open_ledger
from briefings.errors import StoreError
from briefings.storage.database import Database
from tests.bot.ledger.conftest import ANNA, NEWS, OTHER, words
from tests.bot.scale import MORNING, NINE
from tests.service import assemble, at_work, until_connected
from tests.waiting import until

LIMITS = replace(UNLIMITED, posts_per_second=100.0, settle_time=5.0)
ANA = Person("memory", "w", "ana", "Ana")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "NEXT_TRY", 0.1)
    monkeypatch.setattr("bot.service.PLANNING_RHYTHM", 0.2)


@dataclass
class Running:
    """A bot that runs over a recording platform, and the database under it."""

    service: Service
    platform: MemoryPlatform
    ledger: Ledger
    database: Database

    async def until_read(self, channel: Channel, count: int) -> list[str]:
        await until(lambda: len(self.read(channel)) >= count)
        return self.read(channel)

    def read(self, channel: Channel) -> list[str]:
        return [line for line in self.platform.read(channel) if line != "Reading ..."]

    def later(self) -> None:
        """Another post falls due while the fault lasts: nothing is to be lost that was queued before."""
        self.ledger.post([Post("d/1", NEWS, (words("queued before"),))], MORNING)
        self.service.wake()


@asynccontextmanager
async def running(newsroom: Newsroom, path: Path) -> AsyncIterator[Running]:
    database = Database(path, MIGRATIONS, busy_timeout=0.1)
    ledger = Ledger(database, lambda: "lease")
    platform = MemoryPlatform(limits=LIMITS, clock=lambda: MORNING)
    platform.managers.add(ANA.id)
    began = time.monotonic()
    service = assemble(newsroom, ledger, platform, clock=lambda: MORNING + timedelta(seconds=time.monotonic() - began))
    await platform.publish(COMMANDS)
    with closing(ledger):
        async with at_work(service):
            await until_connected(platform)
            yield Running(service, platform, ledger, database)


# The faults: each is real, and each can be mended.


@contextmanager
def locked(bot: Running) -> Iterator[None]:
    """Another program holds the database for longer than anybody waits."""
    with closing(sqlite3.connect(bot.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def read_only(bot: Running) -> Iterator[None]:
    """SQLite refuses as on a disk that was mounted anew for reading alone."""
    bot.database._writer.execute("PRAGMA query_only = 1")
    yield
    bot.database._writer.execute("PRAGMA query_only = 0")


FAULTS = pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (locked, "is in use by another process; stop that one, or try again in a moment"),
        (read_only, "cannot be written; give yourself write access"),
    ],
    ids=["locked", "read only"],
)


@FAULTS
async def test_what_is_due_while_nothing_can_be_written_comes_afterwards(
    newsroom: Newsroom, tmp_path: Path, fault: Callable[[Running], Iterator[None]], reason: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    async with running(newsroom, tmp_path / "newsbrief.db") as bot:
        bot.ledger.subscribe(OTHER, ANNA, NINE, MORNING - timedelta(hours=20))
        with fault(bot):  # type: ignore[attr-defined]
            with suppress(Exception):
                bot.later()
            await until(lambda: "planning waits" in caplog.text)
            await asyncio.sleep(0.7)
            assert bot.platform.posts == []
        said = [each.getMessage() for each in caplog.records if "planning waits" in each.getMessage()]
        assert len(said) == 1  # once, not at every try
        assert reason in said[0]
        (digest,) = await bot.until_read(OTHER, 1)
        assert "News briefing" in digest
        await until(lambda: "planning goes on" in caplog.text)


@FAULTS
async def test_what_was_posted_while_nothing_can_be_written_is_noted_afterwards_and_not_doubled(
    newsroom: Newsroom, tmp_path: Path, fault: Callable[[Running], Iterator[None]], reason: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    async with running(newsroom, tmp_path / "newsbrief.db") as bot:
        send, posted = bot.platform.send, asyncio.Event()
        holding = fault(bot)

        async def slow(*args: object, **more: object) -> object:
            holding.__enter__()  # type: ignore[attr-defined]
            posted.set()
            return await send(*args, **more)  # type: ignore[arg-type]

        bot.platform.send = slow  # type: ignore[method-assign,assignment]
        bot.later()
        await posted.wait()
        bot.platform.send = send  # type: ignore[method-assign]
        await until(lambda: "delivering to memory waits" in caplog.text)
        assert reason in caplog.text
        assert bot.ledger.counts() == {State.SENDING: 1}
        await asyncio.sleep(0.5)
        holding.__exit__(None, None, None)  # type: ignore[attr-defined]
        await until(lambda: bot.ledger.counts() == {State.SENT: 1})
        await until(lambda: "delivering to memory goes on" in caplog.text)
    assert bot.read(NEWS) == ["queued before"]


@FAULTS
async def test_whoever_asks_while_nothing_can_be_written_is_told_and_served_afterwards(
    newsroom: Newsroom, tmp_path: Path, fault: Callable[[Running], Iterator[None]], reason: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    async with running(newsroom, tmp_path / "newsbrief.db") as bot:
        with fault(bot):  # type: ignore[attr-defined]
            bot.platform.say(ANA, NEWS, "who is attending?")
            (told,) = await bot.until_read(NEWS, 1)
        assert told.startswith("I cannot take “who is attending?” now: my database cannot be written")
        assert str(tmp_path) not in told
        assert reason in caplog.text
        bot.platform.say(ANA, NEWS, "who is attending?")
        (_, answer) = await bot.until_read(NEWS, 2)
        assert "Attending" in answer


async def test_a_post_that_waits_for_the_disk_at_the_end_is_looked_for_after_the_restart(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    async with running(newsroom, tmp_path / "newsbrief.db") as bot:
        send = bot.platform.send
        holding = read_only(bot)

        async def slow(*args: object, **more: object) -> object:
            holding.__enter__()
            return await send(*args, **more)  # type: ignore[arg-type]

        bot.platform.send = slow  # type: ignore[method-assign,assignment]
        bot.later()
        await bot.until_read(NEWS, 1)
    posts = bot.platform.posts
    async with running(newsroom, tmp_path / "newsbrief.db") as again:
        again.platform.posts = posts
        await until(lambda: again.ledger.counts() == {State.SENT: 1})
    assert again.read(NEWS) == ["queued before"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A disk of two megabytes; None where we may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    yield place
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


@contextmanager
def full(bot: Running, disk: Path | None) -> Iterator[None]:
    """Leave no space: on a disk of our own, or else in the number of pages that SQLite may use."""
    if disk is None:
        (pages,) = bot.database._writer.execute("PRAGMA page_count").fetchone()
        bot.database._writer.execute(f"PRAGMA max_page_count = {pages + 20}")
        yield
        bot.database._writer.execute("PRAGMA max_page_count = 1073741823")
        return
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"." * 512)
    yield
    ballast.unlink()


@pytest.mark.parametrize("mounted", [True, False], ids=["disk", "pages"])
async def test_a_disk_that_is_full_loses_nothing_and_is_told(
    newsroom: Newsroom, tmp_path: Path, small_disk: Path | None, mounted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    disk = small_disk if mounted else None
    async with running(newsroom, (disk or tmp_path) / "newsbrief.db") as bot:
        bot.later()
        await bot.until_read(NEWS, 1)
        with full(bot, disk):
            taken = 1
            with suppress(StoreError):  # what still fits is taken
                while taken < 400:
                    bot.ledger.post([Post(f"e/{taken}", OTHER, (words("x" * 2000),))], MORNING)
                    taken += 1
            bot.platform.say(ANA, NEWS, "who is attending? " + "Please! " * 2000)  # no room is left on any page
            (_, told) = await bot.until_read(NEWS, 2)
            assert "my database cannot be written" in told
            assert "There is no space left for the database" in caplog.text
        await until(lambda: bot.ledger.counts() == {State.SENT: taken})
        assert bot.read(OTHER) == ["x" * 2000] * (taken - 1)
        assert bot.read(NEWS)[0] == "queued before"


def test_a_log_that_is_deleted_or_a_folder_that_is_moved_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with closing(Database(folder / "newsbrief.db", MIGRATIONS)) as database:
        database.write(lambda db: db.execute("CREATE TABLE t (a)"))
        presence = Presence(database.path)
        assert not presence.is_lost()
        folder.rename(tmp_path / "moved")
        assert presence.is_lost()
        (tmp_path / "moved").rename(folder)
        assert not presence.is_lost()
        (folder / "newsbrief.db-wal").unlink()
        assert presence.is_lost()


def test_a_database_whose_log_is_deleted_is_saved_whole(tmp_path: Path) -> None:
    with open_ledger(Settings(data=tmp_path)) as ledger:
        ledger.subscribe(NEWS, ANNA, NINE, MORNING)
        (tmp_path / "newsbrief.db-wal").unlink()
        ledger.save(tmp_path / "rescued.db")
    with closing(sqlite3.connect(tmp_path / "rescued.db")) as db:
        assert db.execute("SELECT count(*) FROM subscriptions").fetchone() == (1,)
