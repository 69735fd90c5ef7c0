"""When a feed is asked next, and when it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefings.errors import UnreadableError
from briefings.intake.ports import FeedState, SourceKind, Standing
from briefings.intake.rhythm import Bounds, failed, find_rhythm, succeeded
from briefings.intake.spreading import spread
from briefings.sources.feeds import Entry
from briefings.sources.fetching import Fetched, FetchError, FetchFault

NOW = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATE = FeedState("https://a.example/feed", SourceKind.FEED, "https://a.example/feed", NOW)
BOUNDS = Bounds()


def entries(*ages: timedelta) -> list[Entry]:
    return [Entry(str(number), published=NOW - age) for number, age in enumerate(ages)]


@pytest.mark.parametrize(
    ("found", "rhythm"),
    [
        (entries(*(HOUR * n for n in range(1, 25))), timedelta(minutes=15)),
        (entries(DAY), 6 * HOUR),
        (entries(90 * DAY), DAY),
        ([Entry("1")], HOUR),
        ([], HOUR),
    ],
)
def test_a_feed_is_asked_as_often_as_it_brings_something(found: list[Entry], rhythm: timedelta) -> None:
    assert find_rhythm(found, None, NOW) == rhythm


def test_a_feed_that_says_how_often_it_changes_is_not_asked_more_often() -> None:
    busy = entries(*(HOUR * n for n in range(1, 25)))
    assert find_rhythm(busy, 2 * HOUR, NOW) == 2 * HOUR
    assert find_rhythm(busy, 30 * DAY, NOW) == DAY


@pytest.mark.parametrize(("rhythm", "wait"), [(timedelta(seconds=1), timedelta(minutes=5)), (90 * DAY, DAY)])
def test_the_bounds_hold(rhythm: timedelta, wait: timedelta) -> None:
    after = succeeded(STATE, NOW, 0.5, BOUNDS, fetched=Fetched(200, STATE.address), rhythm=rhythm)
    assert after.next_try - NOW == wait


def test_what_its_server_calls_fresh_is_not_asked_for() -> None:
    fetched = Fetched(200, STATE.address, fresh_until=NOW + 3 * HOUR)
    assert succeeded(STATE, NOW, 0.5, BOUNDS, fetched=fetched, rhythm=HOUR).next_try == NOW + 3 * HOUR


def test_feeds_that_were_added_together_are_spread() -> None:
    tries = {succeeded(STATE, NOW, chance / 10, BOUNDS, rhythm=HOUR).next_try for chance in range(10)}
    assert len(tries) == 10
    assert max(tries) - min(tries) < 15 * timedelta(minutes=1)


def fail_for(days: float, error: Exception, others_work: bool | None = True) -> FeedState:
    state, now = STATE, NOW
    while state.standing is Standing.ACTIVE and now < NOW + timedelta(days=days):
        state = failed(state, error, now, 0.5, others_work)  # type: ignore[arg-type]
        now = state.next_try
    return state


def test_failures_are_waited_for_ever_longer_until_the_feed_is_paused() -> None:
    first = failed(STATE, UnreadableError("It is broken."), NOW, 0.5)
    assert (first.failures, first.failing_since, first.error) == (1, NOW, "It is broken.")
    assert first.next_try - NOW < timedelta(minutes=5)
    assert fail_for(1.9, UnreadableError("broken")).standing is Standing.ACTIVE
    last = fail_for(9, UnreadableError("broken"))
    assert last.standing is Standing.PAUSED
    assert last.failures >= 10
    assert last.stopped is not None
    assert last.stopped - NOW >= 2 * DAY


def test_what_only_a_person_can_mend_is_paused_at_the_third_time() -> None:
    error = FetchError(FetchFault.PRIVATE, "It is private.", permanent=True)
    assert fail_for(9, error).failures == 3


def test_a_retired_feed_is_asked_no_more() -> None:
    assert fail_for(9, FetchError(FetchFault.GONE, "Gone.", status=410)).standing is Standing.RETIRED


@pytest.mark.parametrize(
    ("others_work", "standing"), [(False, Standing.ACTIVE), (True, Standing.PAUSED), (None, Standing.PAUSED)]
)
def test_our_own_network_is_no_reason_to_pause_a_feed(others_work: bool | None, standing: Standing) -> None:
    assert fail_for(60, FetchError(FetchFault.DNS, "No host."), others_work).standing is standing


def test_success_forgets_failures() -> None:
    after = succeeded(failed(STATE, UnreadableError("x"), NOW, 0.5), NOW + HOUR, 0.5, BOUNDS)
    assert (after.failures, after.failing_since, after.error) == (0, None, "")


def test_no_host_is_asked_for_all_its_feeds_at_once() -> None:
    states = [
        replace(STATE, feed=f"{host}{n}", address=f"https://{host}.example/{n}") for host in "aab" for n in (1, 2)
    ]
    hosts = [state.address.split(".")[0][-1] for state in spread(states)]
    assert hosts[:2] == ["a", "b"]
    assert sorted(hosts) == list("aaaabb")
