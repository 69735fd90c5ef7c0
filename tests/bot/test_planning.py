"""A channel gets its digest when it is due, once, with what it was not told yet, or word why not."""

from __future__ import annotations

import re
import time as stopwatch
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from adapters.inbound import Channel
from adapters.plaintext import UNLIMITED, render_plain
from bot.ledger.ledger import Ledger
from bot.outbox import State, Verdict
from bot.planning import Planner
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import CatchUp, Terms, WhenEmpty
from bot.wiring import Newsroom
from briefings.models import Scope
from tests.bot.ledger.conftest import ANNA, NEWS, at

NOON = at("2025-08-28 12:00")
MORNING = at("2025-08-29 09:00")  # the samples were stored then
EIGHT = Terms(Schedule((time(9),), EVERY_DAY, "UTC"))


@pytest.fixture
def planner(ledger: Ledger, newsroom: Newsroom) -> Planner:
    return Planner(ledger, newsroom.briefings, lambda _channel: Scope("local"), lambda _name: UNLIMITED)


def said(ledger: Ledger, channel: Channel = NEWS) -> list[str]:
    """What is queued for a channel, as it reads, the oldest first."""
    return [render_plain(delivery.message) for delivery in reversed(ledger.history(channel))]


def deliver(ledger: Ledger, now: datetime) -> None:
    while claims := ledger.claim("memory", UNLIMITED, now + timedelta(minutes=5), 100):
        for claim in claims:
            ledger.settle(claim, Verdict(State.SENT, now), now)


def test_a_due_channel_gets_its_digest_with_sources_and_the_next_slot(ledger: Ledger, planner: Planner) -> None:
    ledger.subscribe(NEWS, ANNA, EIGHT, NOON)
    assert planner.plan_due(MORNING) == 1
    (digest,) = said(ledger)
    assert "News briefing" in digest
    assert "[2 sources]" in digest
    (after,) = ledger.subscriptions(NEWS)
    assert after.next.at == at("2025-08-30 09:00")


def test_the_same_news_never_comes_twice(ledger: Ledger, planner: Planner) -> None:
    ledger.subscribe(NEWS, ANNA, EIGHT, NOON)
    planner.plan_due(MORNING)
    planner.plan_due(MORNING + timedelta(days=1))  # what waits to be sent counts as told
    deliver(ledger, MORNING)
    planner.plan_due(MORNING + timedelta(days=2))
    assert [line.startswith("Nothing new") for line in said(ledger)] == [False, True, True]


def test_a_silent_channel_hears_nothing_on_a_day_without_news_and_the_gap_says_why(
    ledger: Ledger, planner: Planner
) -> None:
    silent = replace(EIGHT, when_empty=WhenEmpty.SILENT, topics=("volleyball",))
    made = ledger.subscribe(NEWS, ANNA, silent, NOON)
    assert planner.plan_due(MORNING) == 0
    assert [missed.reason for missed in ledger.gaps(made.id)] == ["there was nothing new"]


def test_muted_words_are_not_read(ledger: Ledger, planner: Planner) -> None:
    ledger.subscribe(NEWS, ANNA, replace(EIGHT, mutes=("Trump",)), NOON)
    planner.plan_due(MORNING)
    assert all("Trump" not in line for digest in said(ledger) for line in digest.splitlines() if line.startswith("-"))


@pytest.mark.parametrize(
    ("catch_up", "posts", "reasons"),
    [
        (CatchUp.SEND_LATE, 1, ["newsbrief was not running"]),
        (CatchUp.MERGE, 0, ["its news comes with the next one", "newsbrief was not running"]),
        (CatchUp.SKIP, 0, ["newsbrief was not running", "newsbrief was not running"]),
    ],
)
def test_after_a_downtime_the_channel_gets_what_it_asked_for(
    ledger: Ledger, planner: Planner, catch_up: CatchUp, posts: int, reasons: list[str]
) -> None:
    made = ledger.subscribe(NEWS, ANNA, replace(EIGHT, catch_up=catch_up), NOON)
    assert planner.plan_due(MORNING + timedelta(days=1, hours=3)) == posts
    assert [missed.reason for missed in ledger.gaps(made.id)] == reasons
    if posts:
        assert "This was due on 30 Aug 2025, 09:00 UTC" in said(ledger)[0]


def test_dates_are_written_in_the_channels_language(ledger: Ledger, planner: Planner) -> None:
    ledger.subscribe(NEWS, ANNA, replace(EIGHT, language="de"), NOON)
    planner.plan_due(MORNING)
    deliver(ledger, MORNING)
    planner.plan_due(MORNING + timedelta(days=1, hours=3))
    digest, nothing = said(ledger)
    assert "News briefing, 29. Aug. 2025" in digest
    assert "since 28. Aug. 2025" in digest
    assert not re.search(r"\d Aug 2025", digest)
    assert "Nothing new since 29. Aug. 2025, 09:00 UTC" in nothing
    assert "This was due on 30. Aug. 2025, 09:00 UTC" in nothing


def test_what_was_skipped_is_not_told_later_and_what_was_merged_is(ledger: Ledger, planner: Planner) -> None:
    for catch_up, number in ((CatchUp.SKIP, "skip"), (CatchUp.MERGE, "merge")):
        ledger.subscribe(Channel("memory", "w", number), ANNA, replace(EIGHT, catch_up=catch_up), NOON)
    planner.plan_due(MORNING + timedelta(hours=3))
    planner.plan_due(MORNING + timedelta(days=1))
    assert said(ledger, Channel("memory", "w", "skip"))[0].startswith("Nothing new")
    assert "News briefing" in said(ledger, Channel("memory", "w", "merge"))[0]


def test_a_paused_channel_hears_nothing_until_its_pause_ends(ledger: Ledger, planner: Planner) -> None:
    made = ledger.subscribe(NEWS, ANNA, EIGHT, NOON)
    ledger.pause(made.id, MORNING + timedelta(days=1), "Anna paused it")
    assert planner.plan_due(MORNING) == 0
    assert [missed.reason for missed in ledger.gaps(made.id)] == ["Anna paused it"]
    assert planner.plan_due(MORNING + timedelta(days=1)) == 1


def test_a_preview_is_what_will_be_posted(ledger: Ledger, planner: Planner) -> None:
    made = ledger.subscribe(NEWS, ANNA, EIGHT, NOON)
    shown = [render_plain(planner.preview(made, MORNING))]
    planner.plan_due(MORNING)
    assert said(ledger) == shown


def test_a_long_digest_continues_in_its_thread(ledger: Ledger, newsroom: Newsroom) -> None:
    narrow = replace(UNLIMITED, blocks=10)
    planner = Planner(ledger, newsroom.briefings, lambda _channel: Scope("local"), lambda _name: narrow)
    ledger.subscribe(NEWS, ANNA, EIGHT, NOON)
    planner.plan_due(MORNING)
    deliver(ledger, MORNING)
    parts = ledger.history(NEWS)
    assert len(parts) > 1


def test_a_posted_digest_opens_its_stories_from_its_last_part(ledger: Ledger, newsroom: Newsroom) -> None:
    limits = replace(UNLIMITED, message_characters=1_500, block_characters=1_500)
    planner = Planner(ledger, newsroom.briefings, lambda _channel: Scope("local"), lambda _name: limits)
    ledger.subscribe(NEWS, ANNA, EIGHT, NOON)
    planner.plan_due(MORNING)
    *before, ending = said(ledger)
    assert before
    assert ending.endswith("[More on this]")
    assert not any("More on this" in each for each in before)


def test_channels_that_want_the_same_get_the_same_made_once(
    ledger: Ledger, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Scope] = []
    digest = newsroom.briefings.digest

    def counted(scope: Scope, *rest: object, **more: object) -> object:
        calls.append(scope)
        return digest(scope, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(newsroom.briefings, "digest", counted)
    planner = Planner(ledger, newsroom.briefings, lambda _channel: Scope("local"), lambda _name: UNLIMITED)
    for number in range(300):
        ledger.subscribe(Channel("memory", "w", f"c{number}"), ANNA, EIGHT, NOON)
    began = stopwatch.perf_counter()
    assert planner.plan_due(MORNING) == 300
    assert stopwatch.perf_counter() - began < 10
    assert len(calls) == 1
