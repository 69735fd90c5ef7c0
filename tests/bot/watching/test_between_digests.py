"""From the first article to the digest, its update and its correction, each once, wherever the process dies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.inbound import Channel, Person
from adapters.memory import Fault, MemoryPlatform
from adapters.message import Message
from adapters.plaintext import UNLIMITED, render_plain
from adapters.platform import Ambiguous, MessageRef, Reason, Receipt, Rejected
from bot.delivery import Courier
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.planning import Planner
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from bot.watching.editing import Editor
from bot.watching.watcher import Watcher
from bot.wiring import Newsroom
from briefings.models import Document, Scope
from briefings.storage.database import Database

SCOPE = Scope("local")
NEWS = Channel("memory", "w", "news")
ANNA = Person("memory", "w", "anna", "Anna")
NINE = Terms(Schedule((time(9),), EVERY_DAY, "UTC"))
LIMITS = replace(UNLIMITED, settle_time=60.0, nonce_time=0.0, posts_per_second=100.0)
START = datetime.fromisoformat("2025-08-28T12:00+00:00")
FIRST = """A ferry ran aground off the island of Texel on Thursday with 210 passengers on board, the coast guard said.
Captain Pieter de Boer was arrested in Den Helder, police said.
Lifeboats from four harbours brought everybody ashore.
"""
SECOND = """The ferry that ran aground off the island of Texel on Thursday had 260 passengers on board, the owner said.
The owner will refund every ticket, its director Lotte Visser said.
"""
REVISED = FIRST.replace(
    "was arrested in Den Helder, police said", "was not arrested; he is being questioned in Den Helder, police said"
)
POINTS = ("planned", "watched", "claimed", "sent", "looked", "settled", "edited", "done")


class Killed(BaseException):
    """The process ends here: no handler of ours may run."""


@dataclass
class World:
    """One newsroom, one ledger file and one platform, and processes that come and go."""

    newsroom: Newsroom
    path: Path
    now: datetime = START
    tokens: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.platform = MemoryPlatform(limits=LIMITS, clock=lambda: self.now)

    def open(self) -> Ledger:
        return Ledger(Database(self.path, MIGRATIONS), lambda: f"lease-{next(self.tokens)}")

    def comes(self, key: str, text: str, source: str) -> None:
        document = Document(key, text, "Ferry aground off Texel", f"https://news.example/{key}", source, "", self.now)
        list(self.newsroom.briefings.ingest([document], SCOPE.workspace, self.now))

    def live(self, reached: Callable[[str], None] = lambda _point: None) -> None:
        """One process: it plans, watches, delivers and edits for ten minutes, and ends."""
        asyncio.run(self._live(reached))

    async def _live(self, reached: Callable[[str], None]) -> None:
        ledger = self.open()
        limits_of = {"memory": LIMITS}.__getitem__
        planner = Planner(ledger, self.newsroom.briefings, lambda _: SCOPE, limits_of)
        watcher = Watcher(ledger, self.newsroom.briefings, lambda _: SCOPE, limits_of, ZoneInfo("UTC"))
        began = self.now
        try:
            with ThreadPoolExecutor(1) as workers:
                courier = Courier(
                    ledger, self.platform, clock=lambda: self.now, chance=lambda: 0.5, workers=workers,
                    elapsed=lambda: (self.now - began).total_seconds(), reached=reached,
                )  # fmt: skip
                editor = Editor(
                    ledger, self.platform, clock=lambda: self.now, chance=lambda: 0.5, workers=workers, reached=reached
                )
                for _ in range(10):
                    planner.plan_due(self.now)
                    reached("planned")
                    watcher.watch(self.now)
                    reached("watched")
                    while await courier.deliver_due():
                        self.now += timedelta(seconds=2)
                    await editor.edit_due()
                    reached("done")
                    self.now += timedelta(minutes=1)
        finally:
            ledger.close()

    def read(self) -> list[str]:
        return self.platform.read(NEWS)


@pytest.fixture
def world(empty_newsroom: Newsroom, tmp_path: Path) -> World:
    return World(empty_newsroom, tmp_path / "ledger.db")


def tell_the_story(world: World, live: Callable[[], None]) -> None:
    ledger = world.open()
    ledger.subscribe(NEWS, ANNA, NINE, world.now, since=world.now)
    ledger.close()
    world.comes("first", FIRST, "Waddenpost")
    world.now = START.replace(day=29, hour=9)
    live()
    world.comes("second", SECOND, "Sea Wire")
    live()
    world.comes("first", REVISED, "Waddenpost")
    live()


def check(world: World) -> None:
    digest, update, correction = world.platform.posts
    assert render_plain(digest.message).startswith("News briefing")
    assert update.ref.thread == correction.ref.thread == digest.ref.id
    said = render_plain(update.message)
    assert said.startswith("Updated: ")
    assert "260 passengers" in said
    assert "Before: “" in said
    assert "Corrected: " not in said
    taken_back = render_plain(correction.message)
    assert taken_back.startswith("Corrected: ")
    assert "not arrested" in taken_back
    now_reads = render_plain(digest.message)
    assert "Corrected: " in now_reads
    assert "not arrested" in now_reads
    assert "210 passengers" in now_reads


def test_a_story_from_its_first_report_to_its_correction(world: World) -> None:
    tell_the_story(world, world.live)
    check(world)
    assert world.platform.posts[0].edits == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_process_that_dies_between_any_two_steps_says_everything_once(world: World, point: str) -> None:
    passed = 0

    def live() -> None:
        left = 2
        if point == "looked":
            world.platform.fail(Fault.LOST_AFTER)

        def die(reached: str) -> None:
            nonlocal left, passed
            if reached == point and left:
                left -= 1
                passed += 1
                raise Killed

        for _ in range(3):
            with suppress(Killed):
                world.live(die)
            world.now += timedelta(minutes=2)

    tell_the_story(world, live)
    check(world)
    assert passed >= 1


def test_an_edit_whose_answer_is_lost_is_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    update = world.platform.update
    left: list[Receipt] = [Ambiguous("lost"), Rejected(Reason.LIMITED, "busy", 30.0)]

    async def doubtful(ref: MessageRef, message: Message) -> Receipt:
        return left.pop() if left else await update(ref, message)

    monkeypatch.setattr(world.platform, "update", doubtful)
    tell_the_story(world, world.live)
    check(world)
    assert not left


def test_where_the_platform_cannot_edit_the_thread_says_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_ref: MessageRef, _message: Message) -> Receipt:
        return Rejected(Reason.INVALID, "posts cannot be edited here")

    monkeypatch.setattr(world.platform, "update", refuse)
    tell_the_story(world, world.live)
    digest, _, correction = (render_plain(post.message) for post in world.platform.posts)
    assert "not arrested" in correction
    assert "not arrested" not in digest
    ledger = world.open()
    assert ledger.watching.edits("memory", world.now + timedelta(days=1), 10) == []
    ledger.close()
