"""What becomes of a post after every answer that a platform can give."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.inbound import MessageRef
from adapters.plaintext import UNLIMITED
from adapters.platform import Absent, Ambiguous, Reason, Rejected, Sent, Unreadable
from bot.outbox import (
    LONGEST_PAUSE,
    Delivery,
    Look,
    Send,
    State,
    Wait,
    after_looking,
    after_sending,
    backoff,
    next_step,
)
from tests.bot.ledger.conftest import NEWS, at, words

NOW = at("2025-05-01 08:00")
SECOND = timedelta(seconds=1)
LOOKS = replace(UNLIMITED, settle_time=60.0, nonce_time=0.0)
NONCE = replace(UNLIMITED, settle_time=60.0, nonce_time=300.0)
QUEUED = Delivery(1, "digest/1", NEWS, 1, "m", words("one"), State.QUEUED)
SENDING = replace(QUEUED, state=State.SENDING, attempts=1, tried=NOW, first_tried=NOW)


def test_a_queued_post_is_sent() -> None:
    assert next_step(QUEUED, NOW, LOOKS) == Send()


def test_what_may_still_arrive_is_waited_for() -> None:
    assert next_step(SENDING, NOW + 59 * SECOND, LOOKS) == Wait(NOW + 60 * SECOND)


def test_after_that_the_channel_is_looked_through() -> None:
    assert isinstance(next_step(SENDING, NOW + 60 * SECOND, LOOKS), Look)


def test_a_marker_that_the_platform_remembers_is_sent_again_and_a_forgotten_one_is_not() -> None:
    assert next_step(SENDING, NOW + 60 * SECOND, NONCE) == Send()
    assert isinstance(next_step(SENDING, NOW + 290 * SECOND, NONCE), Look)


def test_the_age_of_a_marker_counts_from_the_first_try() -> None:
    again = replace(SENDING, tried=NOW + 200 * SECOND)
    assert isinstance(next_step(again, NOW + 261 * SECOND, NONCE), Look)


def test_a_clock_that_was_put_back_trusts_no_marker() -> None:
    assert isinstance(next_step(SENDING, NOW - 3600 * SECOND, NONCE), Look)


def test_a_post_that_arrived_keeps_its_place_and_spaces_the_next() -> None:
    ref = MessageRef(NEWS, "9")
    verdict = after_sending(SENDING, Sent(ref), NOW, replace(LOOKS, posts_per_second=0.5), 0.5)
    assert (verdict.state, verdict.ref, verdict.pause_channel) == (State.SENT, ref, NOW + 2 * SECOND)


def test_an_unknown_outcome_is_never_sent_again_blindly() -> None:
    verdict = after_sending(SENDING, Ambiguous("reset"), NOW, LOOKS, 0.5)
    assert (verdict.state, verdict.not_before) == (State.UNSURE, NOW + 60 * SECOND)


def test_a_limit_is_obeyed_for_the_whole_channel() -> None:
    verdict = after_sending(SENDING, Rejected(Reason.LIMITED, "429", retry_after=30.0), NOW, LOOKS, 0.5)
    assert (verdict.state, verdict.not_before, verdict.pause_channel) == (
        State.QUEUED,
        NOW + 30 * SECOND,
        NOW + 30 * SECOND,
    )


@pytest.mark.parametrize(
    ("reason", "state", "stops"),
    [
        (Reason.GONE, State.DISCARDED, True),
        (Reason.REVOKED, State.DISCARDED, True),
        (Reason.FORBIDDEN, State.HELD, True),
        (Reason.INVALID, State.HELD, False),
    ],
)
def test_a_refusal_for_good_is_not_tried_again(reason: Reason, state: State, stops: bool) -> None:
    verdict = after_sending(SENDING, Rejected(reason, "no"), NOW, LOOKS, 0.5)
    assert (verdict.state, verdict.refused is reason) == (state, stops)


def test_what_is_found_is_settled_what_is_absent_is_sent_and_what_cannot_be_read_is_held() -> None:
    ref = MessageRef(NEWS, "9")
    assert after_looking(SENDING, Sent(ref), NOW).ref == ref
    assert after_looking(SENDING, Absent(), NOW).state is State.QUEUED
    held = after_looking(SENDING, Unreadable("missing channels:history"), NOW)
    assert held.state is State.HELD
    assert "missing channels:history" in held.detail


def test_a_history_that_cannot_be_read_for_now_is_read_again_for_an_hour() -> None:
    tried = SENDING.tried
    assert tried
    away = Unreadable("503", for_now=True)
    first = after_looking(SENDING, away, tried + timedelta(seconds=60))
    assert (first.state, first.not_before) == (State.UNSURE, tried + timedelta(seconds=90))
    assert after_looking(SENDING, away, tried + timedelta(minutes=59)).state is State.UNSURE
    assert after_looking(SENDING, away, tried + timedelta(minutes=60)).state is State.HELD


def test_pauses_double_and_are_bounded() -> None:
    pauses = [backoff(attempt, 1.0) for attempt in range(20)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert backoff(3, 0.0) == pauses[3] / 2
