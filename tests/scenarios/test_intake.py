"""From the web to the reader: corrections, wire copies, five hundred feeds at once, and the plug pulled in the middle."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import HOME, Settings
from bot.wiring import Newsroom, open_newsroom
from briefings.intake.newsdesk import Newsdesk
from briefings.models import Digest, Novelty, Question, Scope
from briefings.ports import Annotator
from tests.briefings.intake.world import PARAGRAPHS
from tests.newsdesk import open_small_intake
from tests.scenarios.test_story_life import CORRECTED, FIRE
from tests.servers.newspaper import Newspaper
from tests.servers.web import WebServer

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOCAL = Scope("local")
BACKGROUND = [f"Background {number}: {each}" for number, each in enumerate(PARAGRAPHS)]
DEADLINE = 120  # seconds, for a machine under load


@asynccontextmanager
async def newsdesk_over(
    folder: Path, annotator: Annotator, server: WebServer, **more: object
) -> AsyncIterator[tuple[Newsroom, Newsdesk]]:
    given = {"data": folder, "allow_private": "127.0.0.1", "allow_ports": server.port, "annotators": 0, **more}
    settings = Settings.model_validate(given)
    with open_newsroom(settings, lambda: annotator) as newsroom:
        newsdesk = open_small_intake(settings, newsroom, clock=lambda: NOON)
        yield newsroom, newsdesk
        await newsdesk.close()


async def test_a_corrected_article_comes_as_corrected_in_the_next_digest(tmp_path: Path, annotator: Annotator) -> None:
    async with WebServer() as server, newsdesk_over(tmp_path, annotator, server) as (newsroom, newsdesk):
        paper = Newspaper(server, "Aegean Post").open()
        piece = paper.publish("fire", "Warehouse fire kills 14 in Izmir", FIRE.splitlines(), NOON - timedelta(hours=3))

        async def read(*told: Digest) -> Digest:
            await newsdesk.fetch([feed])
            await newsdesk.annotate_waiting()
            known = [each for digest in told for story in digest.stories for each in story.told]
            return newsroom.briefings.digest(LOCAL, NOON, told=known)

        feed = (await newsdesk.add(paper.front, "local")).following.feed
        first = await read()
        assert any("14 workers" in bullet.text for bullet in first.bullets)
        assert (await read(first)).stories == ()
        piece.paragraphs, piece.updated = CORRECTED.splitlines(), NOON
        second = await read(first)
        assert {bullet.novelty for bullet in second.bullets} == {Novelty.CORRECTED}
        assert any("17 workers" in bullet.text and "14 workers" in bullet.before for bullet in second.bullets)
        assert {bullet.sources for bullet in second.bullets} == {("Aegean Post",)}


async def test_a_wire_copy_keeps_both_outlets_counts_as_one_voice_and_tells_who_had_it_first(
    tmp_path: Path, annotator: Annotator
) -> None:
    async with WebServer() as server, newsdesk_over(tmp_path, annotator, server) as (newsroom, newsdesk):
        wire = Newspaper(server, "Coast Wire", "/wire").open()
        mirror = Newspaper(server, "Daily Mirror", "/mirror").open()
        wire.publish("fire", "Warehouse fire kills 14 in Izmir", FIRE.splitlines(), NOON - timedelta(hours=3))
        edited = [*FIRE.splitlines(), "Additional reporting by our own newsroom."]
        mirror.publish("blaze", "Fire kills 14", edited, NOON - timedelta(hours=1))
        feeds = [(await newsdesk.add(paper.feed, "local")).following.feed for paper in (mirror, wire)]
        await newsdesk.fetch(feeds)
        await newsdesk.annotate_waiting()
        (story,) = newsroom.briefings.stories(LOCAL)
        assert len(story.article_ids) == 2
        assert len(story.publishers) == 1
        found = newsdesk.explain(LOCAL, mirror.link("blaze"))
        assert [article.source for article in found.copies] == ["Coast Wire", "Daily Mirror"]


async def test_five_hundred_feeds_are_taken_in_while_questions_are_answered_within_a_second(
    tmp_path: Path, annotator: Annotator
) -> None:
    async with WebServer() as server, newsdesk_over(tmp_path, annotator, server, annotators=1) as (newsroom, newsdesk):
        first = Newspaper(server, "Aegean Post", "/first", full=True).open()
        first.publish("fire", "Warehouse fire kills 14 in Izmir", [*FIRE.splitlines(), *BACKGROUND], NOON)
        await newsdesk.fetch([(await newsdesk.add(first.feed, "local")).following.feed])
        await newsdesk.annotate_waiting()
        papers = [Newspaper(server, f"Paper {n}", f"/{n}", full=True).open() for n in range(500)]
        for number, paper in enumerate(papers):
            words = [f"In town {number}, {each}" for each in PARAGRAPHS]
            paper.publish("one", f"News of town {number}", words, NOON - timedelta(hours=1))
        outlines = "".join(f'<outline text="{paper.name}" xmlUrl="{paper.feed}"/>' for paper in papers)
        opml = f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()
        imported = await newsdesk.import_feeds(opml, "feeds.opml", "local")
        assert imported.new == 500
        newsdesk.fetch_soon(imported.feeds)
        waits: list[float] = []
        slowest_tick = 0.0

        async def ask() -> None:
            began = time.perf_counter()
            question = Question("How many workers did the fire kill?", NOON)
            answer = await asyncio.to_thread(newsroom.briefings.answer, LOCAL, question)
            waits.append(time.perf_counter() - began)
            assert "14" in (answer.text or "")

        async with asyncio.timeout(DEADLINE):
            while newsroom.store.facts().articles < 501:
                await ask()
                began = time.perf_counter()
                await asyncio.sleep(0.05)
                slowest_tick = max(slowest_tick, time.perf_counter() - began - 0.05)
            left = newsroom.store.backlog()
            while newsroom.store.backlog() > left - 5:  # another process annotates by now
                await ask()
                await asyncio.sleep(0.05)
        assert len(waits) > 5
        assert sorted(waits)[len(waits) * 9 // 10] < 1.0
        assert slowest_tick < 1.0, "the event loop stays free, so everything is acknowledged at once"


def count(database: Path, sql: str) -> int:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return int(connection.execute(sql).fetchone()[0])
    except sqlite3.Error:
        return 0


STORED = "SELECT count(*) FROM articles"
ANNOTATED = "SELECT count(*) FROM articles WHERE annotated > 0"


async def run(environment: dict[str, str], *words: str, database: Path, kill_at: tuple[str, int] | None = None) -> str:
    """What a command prints; with ``kill_at`` it gets SIGKILL as soon as a count is reached."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=HOME, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    ended = asyncio.create_task(process.communicate())
    deadline = time.monotonic() + DEADLINE
    while kill_at and not ended.done() and time.monotonic() < deadline:
        if await asyncio.to_thread(count, database, kill_at[0]) >= kill_at[1]:
            process.send_signal(signal.SIGKILL)
            break
        await asyncio.sleep(0.005)
    output, _ = await asyncio.wait_for(ended, DEADLINE)
    assert process.returncode == (-signal.SIGKILL if kill_at else 0), output.decode()
    return output.decode()


async def test_an_intake_that_is_killed_loses_nothing_that_was_stored_and_stores_nothing_twice(tmp_path: Path) -> None:
    feeds, each = 6, 4
    async with WebServer(host="0.0.0.0") as server:
        outlines = ""
        for number in range(feeds):
            paper = Newspaper(server, f"Paper {number}", f"/{number}", full=True)
            server.host = f"127.0.0.{number + 2}"  # a host of its own for each, which we ask once a second
            paper.open()
            for piece in range(each):
                words = [f"In town {number} of land {piece}, {line}" for line in PARAGRAPHS]
                paper.publish(
                    f"n{piece}", f"Town {number}, land {piece}", words, datetime(2026, 3, 2, piece, tzinfo=UTC)
                )
            outlines += f'<outline text="{paper.name}" xmlUrl="{paper.feed}"/>'
        (tmp_path / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
        data = tmp_path / "data"
        database = data / "newsbrief.db"
        environment = {
            **os.environ, "NEWSBRIEF_DATA": str(data), "NEWSBRIEF_ALLOW_PRIVATE": "127.0.0.0/8",
            "NEWSBRIEF_ALLOW_PORTS": str(server.port), "NEWSBRIEF_ANNOTATORS": "0", "NEWSBRIEF_RETENTION_DAYS": "0",
        }  # fmt: skip
        importing = ("sources", "import", str(tmp_path / "feeds.opml"))
        await run(environment, *importing, database=database, kill_at=(STORED, 3))
        stored = count(database, STORED)
        assert stored >= 3
        for kill_at in ((ANNOTATED, 3), None):
            with closing(sqlite3.connect(database)) as connection, connection:
                connection.execute("UPDATE polls SET next_try = 0")  # as if the time of the killed had passed
            said = await run(environment, "fetch", database=database, kill_at=kill_at)
            assert count(database, STORED) >= stored
            stored = count(database, STORED)
        assert stored == feeds * each
        assert count(database, ANNOTATED) == stored
        assert count(database, "SELECT count(DISTINCT url) FROM articles") == stored
        assert count(database, "SELECT count(*) FROM memberships") == stored
        assert "annotated." in said
