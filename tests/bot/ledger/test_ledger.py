"""What is owed is kept, comes once, in order, and nothing is claimed twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.inbound import Command, HomeOpened, Inbound, MessageRef, Press, Question, Submission
from adapters.message import Message
from adapters.plaintext import UNLIMITED
from adapters.platform import Reason
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger, Plan
from bot.ledger.payloads import freeze, thaw
from bot.outbox import Look, Send, State, Verdict
from bot.subscriptions.subscription import Standing, Subscription, Terms, due
from briefings.models import Told
from tests.adapters.messages import MESSAGES
from tests.bot.ledger.conftest import ANNA, EIGHT, NEWS, OTHER, at, words

LIMITS = replace(UNLIMITED, settle_time=60.0, nonce_time=0.0)
NOW = at("2025-05-01 08:00")
SECOND = timedelta(seconds=1)


def sent(number: str = "1") -> Verdict:
    return Verdict(State.SENT, NOW, MessageRef(NEWS, number))


def post(cause: str = "digest/1", **changes: object) -> Post:
    return replace(Post(cause, NEWS, (words("one"),)), **changes)  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(MESSAGES)
def test_a_frozen_message_is_the_same_message(message: Message) -> None:
    assert thaw(freeze(message), Message) == message


@given(
    st.sampled_from(
        [
            Command("ask", None, "who?", {"question": "who?"}),
            Question("who?"),
            Press("more", "1", ("a",), MessageRef(NEWS, "9", "8")),
            Submission("add", {"url": ("https://example.org",)}, "x"),
            HomeOpened(),
        ]
    )
)
def test_a_frozen_question_is_the_same_question(what: object) -> None:
    inbound = Inbound("1", ANNA, NEWS, what, direct=True)  # type: ignore[arg-type]
    assert thaw(freeze(inbound), Inbound) == inbound


def test_terms_are_read_as_they_were_written(ledger: Ledger) -> None:
    made = ledger.subscribe(NEWS, ANNA, EIGHT, NOW)
    assert ledger.subscriptions(NEWS) == [made]
    assert ledger.subscriptions(OTHER) == []


def test_a_cause_is_queued_once(ledger: Ledger) -> None:
    assert ledger.post([post()], NOW) == 1
    assert ledger.post([post(), post("digest/2")], NOW) == 1
    assert ledger.counts() == {State.QUEUED: 2}


def test_sending_is_committed_before_anybody_may_send(ledger: Ledger) -> None:
    ledger.post([post()], NOW)
    (claim,) = ledger.claim("memory", LIMITS, NOW, 10)
    assert isinstance(claim.step, Send)
    assert ledger.counts() == {State.SENDING: 1}
    assert ledger.claim("memory", LIMITS, NOW, 10) == []


def test_a_channel_gets_one_post_at_a_time_and_others_are_not_kept_waiting(ledger: Ledger) -> None:
    ledger.post([post("a"), post("b"), post("c", channel=OTHER)], NOW)
    assert [claim.delivery.cause for claim in ledger.claim("memory", LIMITS, NOW, 10)] == ["a", "c"]


def test_parts_come_in_order_and_into_the_first_ones_thread(ledger: Ledger) -> None:
    ledger.post([post(parts=(words("one"), words("two")), threaded=True)], NOW)
    (first,) = ledger.claim("memory", LIMITS, NOW, 10)
    ledger.settle(first, sent("77"), NOW)
    (second,) = ledger.claim("memory", LIMITS, NOW + SECOND, 10)
    assert (first.delivery.part, second.delivery.part) == (1, 2)
    assert second.delivery.root == MessageRef(NEWS, "77")


def test_a_part_waits_for_the_one_before_even_when_that_is_held(ledger: Ledger) -> None:
    ledger.post([post(parts=(words("one"), words("two")))], NOW)
    (first,) = ledger.claim("memory", LIMITS, NOW, 10)
    ledger.settle(first, Verdict(State.HELD, NOW, detail="no history"), NOW)
    assert ledger.claim("memory", LIMITS, NOW + SECOND, 10) == []
    (held,) = ledger.held([NEWS])
    assert held[1] == "no history"
    assert ledger.send_held(held[0].id, NOW)
    assert len(ledger.claim("memory", LIMITS, NOW + SECOND, 10)) == 1


def test_a_held_post_that_is_discarded_takes_its_later_parts_along(ledger: Ledger) -> None:
    ledger.post([post(parts=(words("one"), words("two")))], NOW)
    (first,) = ledger.claim("memory", LIMITS, NOW, 10)
    ledger.settle(first, Verdict(State.HELD, NOW, detail="no history"), NOW)
    assert ledger.discard_held(first.delivery.id, NOW)
    assert ledger.claim("memory", LIMITS, NOW + SECOND, 10) == []
    assert ledger.counts() == {State.DISCARDED: 2}


def test_a_crash_while_sending_is_looked_into_only_when_nothing_can_arrive_any_more(ledger: Ledger) -> None:
    ledger.post([post()], NOW)
    ledger.claim("memory", LIMITS, NOW, 10)
    assert ledger.claim("memory", LIMITS, NOW + 59 * SECOND, 10) == []
    (claim,) = ledger.claim("memory", LIMITS, NOW + 61 * SECOND, 10)
    assert isinstance(claim.step, Look)


def test_who_lost_the_lease_cannot_settle_unless_it_was_posted(ledger: Ledger) -> None:
    ledger.post([post()], NOW)
    (stale,) = ledger.claim("memory", LIMITS, NOW, 10)
    ledger.claim("memory", LIMITS, NOW + 61 * SECOND, 10)
    assert not ledger.settle(stale, Verdict(State.QUEUED, NOW), NOW)
    assert ledger.settle(stale, sent(), NOW)
    assert ledger.counts() == {State.SENT: 1}


def test_a_channel_that_is_gone_stops_its_subscriptions_and_what_is_queued(ledger: Ledger) -> None:
    ledger.subscribe(NEWS, ANNA, EIGHT, NOW)
    ledger.post([post("a"), post("b")], NOW)
    (claim,) = ledger.claim("memory", LIMITS, NOW, 10)
    ledger.settle(claim, Verdict(State.DISCARDED, NOW, detail="no such channel", refused=Reason.GONE), NOW)
    assert ledger.counts() == {State.DISCARDED: 2}
    (stopped,) = ledger.subscriptions(NEWS)
    assert (stopped.standing, stopped.reason) == (Standing.STOPPED, "no such channel")


def test_a_missing_permission_holds_what_is_queued(ledger: Ledger) -> None:
    ledger.post([post("a"), post("b")], NOW)
    (claim,) = ledger.claim("memory", LIMITS, NOW, 10)
    ledger.settle(claim, Verdict(State.HELD, NOW, detail="I need Send Messages", refused=Reason.FORBIDDEN), NOW)
    assert [reason for _, reason in ledger.held()] == ["I need Send Messages"] * 2


def test_what_waits_to_be_told_counts_as_told_and_what_was_discarded_does_not(ledger: Ledger) -> None:
    told = Told(5, "Talks resume.", ("Talks resume today.",), (7,), ((7, 1), (8, 2)))
    ledger.post([post("a", told=(told,))], NOW)
    assert ledger.told(NEWS, NOW - timedelta(days=1)) == [told]
    assert ledger.told(OTHER, NOW - timedelta(days=1)) == []
    (claim,) = ledger.claim("memory", LIMITS, NOW, 10)
    ledger.settle(claim, Verdict(State.DISCARDED, NOW), NOW)
    assert ledger.told(NEWS, NOW - timedelta(days=1)) == []


def subscribed(ledger: Ledger, terms: Terms = EIGHT) -> Subscription:
    return ledger.subscribe(NEWS, ANNA, terms, at("2025-04-30 12:00"))


def test_the_post_and_the_advanced_slot_are_one(ledger: Ledger) -> None:
    subscription = subscribed(ledger)
    outcome = due(subscription, NOW)
    assert outcome is not None
    plan = Plan(subscription, outcome, (post(subscription.cause(subscription.next.nominal)),))
    assert ledger.plan([plan], NOW) == 1
    assert ledger.plan([plan], NOW) == 0  # another worker had planned the same
    (moved,) = ledger.subscriptions(NEWS)
    assert str(moved.next.nominal) == "2025-05-02T08:00"
    assert ledger.due(NOW) == []


def test_a_plan_that_fails_half_way_leaves_nothing(ledger: Ledger) -> None:
    subscription = subscribed(ledger)
    outcome = due(subscription, NOW)
    assert outcome is not None
    with pytest.raises(AssertionError):
        ledger.plan([Plan(subscription, outcome, (post(parts=()),))], NOW)  # a post without a part
    assert ledger.due(NOW) == [subscription]


def test_a_redelivered_question_is_known_and_an_unanswered_one_comes_back(ledger: Ledger) -> None:
    asked = Inbound("q1", ANNA, NEWS, Question("who?"))
    assert ledger.receive(asked, NOW)
    assert not ledger.receive(asked, NOW)
    assert [kept.inbound for kept in ledger.unanswered("memory")] == [asked]
    ledger.answered("q1", NOW)
    assert ledger.unanswered("memory") == []
    assert not ledger.receive(asked, NOW)
