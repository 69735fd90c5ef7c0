"""What nobody can ask for any more is forgotten, bit by bit; and no question looks through all that is kept."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils

from adapters.inbound import Command, Inbound, MessageRef, Question, What
from adapters.plaintext import UNLIMITED
from bot.allowance import Allowance
from bot.ledger.amendments import Amendment, Correction
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger, Plan
from bot.ledger.schema import MIGRATIONS
from bot.ledger.settings import ChannelSettings
from bot.offers import Given, Offer, Vote
from bot.outbox import State, Verdict
from bot.subscriptions.subscription import due
from bot.watching.watches import Followed
from briefings.models import Told
from briefings.storage.database import Database
from tests.bot.ledger.conftest import ANNA, EIGHT, NEWS, OTHER, at, words

LONG_AGO = at("2024-05-01 08:00")
NOW = at("2025-08-01 08:00")
YEAR_AGO = NOW - timedelta(days=400)
GROWING = ("deliveries", "told", "told_articles", "inbound", "offers", "votes", "threads", "stash", "subscriptions")


def told(article: int) -> Told:
    return Told(article, f"Bullet {article}.", ("It is so.",), (article,), ((article, 1),))


def posted(ledger: Ledger, cause: str, when: datetime, **changes: object) -> int:
    """A post that was sent; gives its first delivery."""
    parts = changes.pop("parts", (words(cause),))
    ledger.post([Post(cause, NEWS, parts, **changes)], when)  # type: ignore[arg-type]
    deliver(ledger, when)
    return next(each.id for each in ledger.history() if each.cause == cause and each.part == 1)


def deliver(ledger: Ledger, when: datetime) -> None:
    while claims := ledger.claim("memory", UNLIMITED, when, 100):
        for claim in claims:
            ref = MessageRef(NEWS, f"m{claim.delivery.id}")
            ledger.settle(claim, Verdict(State.SENT, when, ref, pause_channel=when), when)


def causes(ledger: Ledger) -> list[str]:
    return [each.cause for each in reversed(ledger.history())]


def test_old_posts_are_forgotten_with_what_they_told(ledger: Ledger) -> None:
    posted(ledger, "digest/1/a", LONG_AGO, told=(told(1),))
    posted(ledger, "digest/1/b", NOW, told=(told(2),))
    assert ledger.forget_deliveries(YEAR_AGO, 100) == 1
    assert causes(ledger) == ["digest/1/b"]
    assert ledger.cited() == {2}
    assert ledger.watching.followers([1]) == []
    assert [each.story_id for each in ledger.told(NEWS, LONG_AGO)] == [2]
    assert ledger.forget_deliveries(YEAR_AGO, 100) == 0


def test_a_schedule_that_rests_for_years_still_tells_when_it_last_posted(ledger: Ledger) -> None:
    resting = ledger.subscribe(NEWS, ANNA, EIGHT, LONG_AGO, since=LONG_AGO).id
    ended = ledger.subscribe(OTHER, ANNA, EIGHT, LONG_AGO, since=LONG_AGO).id
    for day in range(3):
        posted(ledger, f"digest/{resting}/{day}", LONG_AGO + timedelta(days=day))
        posted(ledger, f"digest/{ended}/{day}", LONG_AGO + timedelta(days=day))
    ledger.unsubscribe(ended)
    assert ledger.forget_deliveries(YEAR_AGO, 100) == 5
    assert ledger.last_sent(resting) == LONG_AGO + timedelta(days=2)
    assert causes(ledger) == [f"digest/{resting}/2"]
    posted(ledger, f"digest/{resting}/3", NOW)
    assert ledger.forget_deliveries(YEAR_AGO, 100) == 1


def test_they_go_in_small_bits_the_oldest_first(ledger: Ledger) -> None:
    for day in range(5):
        posted(ledger, f"digest/1/{day}", LONG_AGO + timedelta(days=day))
    assert [ledger.forget_deliveries(YEAR_AGO, 2) for _ in range(2)] == [2, 2]
    assert causes(ledger) == ["digest/1/4"]


def test_the_root_of_a_thread_stays_as_long_as_anything_in_it(ledger: Ledger) -> None:
    root = posted(ledger, "digest/1/a", LONG_AGO, parts=(words("one"), words("two")), threaded=True, told=(told(1),))
    posted(ledger, "update/1/x", NOW, root=root, told=(told(1),))
    while ledger.forget_deliveries(YEAR_AGO, 100):
        pass
    assert causes(ledger) == ["digest/1/a", "update/1/x"], "the digest's second part is gone"
    assert ledger.story_root(NEWS, 1) == root
    later = NOW + timedelta(days=800)
    while ledger.forget_deliveries(later - timedelta(days=400), 100):
        pass
    assert causes(ledger) == []


@pytest.mark.parametrize("state", [State.QUEUED, State.HELD])
def test_what_is_still_owed_is_not_forgotten_nor_what_it_belongs_to(ledger: Ledger, state: State) -> None:
    ledger.post([Post("digest/1/a", NEWS, (words("one"), words("two")))], LONG_AGO)
    (claim,) = ledger.claim("memory", UNLIMITED, LONG_AGO, 1)
    ledger.settle(claim, Verdict(State.SENT, LONG_AGO, MessageRef(NEWS, "m1")), LONG_AGO)
    if state is State.HELD:
        (claim,) = ledger.claim("memory", UNLIMITED, LONG_AGO + timedelta(minutes=1), 1)
        ledger.settle(claim, Verdict(State.HELD, LONG_AGO, detail="nobody can tell"), LONG_AGO)
    assert ledger.forget_deliveries(YEAR_AGO, 100) == 0


def test_old_votes_are_forgotten(ledger: Ledger) -> None:
    for when, token in ((LONG_AGO, "a"), (NOW, "b")):
        ledger.answers.vote(Vote(token, ANNA, NEWS, False, "who?", "Ana", (), when))
    ledger.answers.forget_votes(YEAR_AGO)
    assert [each.token for each in ledger.answers.wrong_answers(NEWS)] == ["b"]


@contextmanager
def statements(path: Path) -> Iterator[tuple[Ledger, list[str]]]:
    """A ledger, and every statement that it runs."""
    heard: list[str] = []

    class Listening(Database):
        def _connect(self, access: str) -> sqlite_utils.Database:
            db = super()._connect(access)
            db.conn.set_trace_callback(heard.append)
            return db

    ledger = Ledger(Listening(path, MIGRATIONS), lambda: f"lease-{len(heard)}")
    yield ledger, heard
    ledger.close()


def ask_all(ledger: Ledger) -> None:
    """What is asked or written for every post, every question and every round."""
    subscription = ledger.subscribe(NEWS, ANNA, EIGHT, LONG_AGO)
    (waiting,) = ledger.due(NOW)
    outcome = due(waiting, NOW)
    assert outcome is not None
    ledger.plan(
        [Plan(waiting, outcome, (Post(waiting.cause(waiting.next.nominal), NEWS, (words("one"),), (told(1),)),))], NOW
    )
    deliver(ledger, NOW)
    root = ledger.story_root(NEWS, 1)
    book = ledger.watching
    ledger.told(NEWS, LONG_AGO)
    ledger.tellings(NEWS, 1)
    ledger.subscriptions(NEWS)
    ledger.last_sent(subscription.id)
    ledger.gaps(subscription.id)
    ledger.held([NEWS])
    ledger.history(NEWS, 5)
    ledger.next_delivery("memory")
    book.followers([1, 2])
    book.was_told(NEWS, [1])
    book.last_made(NEWS, ("update", "correction"), [1])
    book.made_since(NEWS, "alert", LONG_AGO)
    (amendment,) = book.telling(NEWS, ["Bullet 1."])
    correction = Correction(
        Post("correction/1/x", NEWS, (words("x"),), root=root), (Amendment(amendment.delivery_id, words("y")),)
    )
    book.correct([correction], NOW)
    for edit in book.edits("memory", NOW, 10):
        book.settle_edit(edit)
    watch = book.watch(ANNA, NEWS, OTHER, "who?", 1, Followed(), NOW)
    assert watch is not None
    book.watches()
    typed: tuple[What, ...] = (Command("ask", None, "who?", {}), Question("and when?", addressed=False))
    for number, what in enumerate(typed):
        asked = Inbound(f"i{number}", ANNA, NEWS, what, thread="t1")
        ledger.arrivals.take(asked, NOW, Allowance(person=5, workspace=50))
        ledger.keep_reply(asked.id, [words("Ana")])
        ledger.answered(asked.id, NOW)
    ledger.conversations.join(NEWS, "t2", NOW)
    ledger.conversations.set(NEWS, ChannelSettings(follow_ups=True))
    ledger.arrivals.take(Inbound("i9", ANNA, NEWS, Question("and?", addressed=False), thread="t9"), NOW)
    token = ledger.answers.offer(Offer(Given("who?", "Ana", ()), "w", NEWS, ANNA, NOW), "t1")
    ledger.answers.offered(token)
    ledger.answers.last_question(NEWS, "t9", LONG_AGO)
    ledger.answers.vote(Vote(token, ANNA, NEWS, True, "who?", "Ana", (), NOW))
    ledger.answers.tally(NEWS)
    ledger.conversations.forget(LONG_AGO, LONG_AGO)
    ledger.answers.forget_votes(LONG_AGO)
    ledger.answers.forget_offers(LONG_AGO)
    ledger.forget_answered(LONG_AGO)
    ledger.forget_deliveries(YEAR_AGO, 100)


def test_no_question_looks_through_a_table_that_grows(tmp_path: Path) -> None:
    path = tmp_path / "newsbrief.db"
    with statements(path) as (ledger, heard):
        del heard[:]
        ask_all(ledger)
    asked = sorted({each for each in heard if each.split()[0] in ("SELECT", "UPDATE", "DELETE", "WITH", "INSERT")})
    assert len(asked) > 40
    with sqlite3.connect(path) as db:
        assert {each: found for each in asked if (found := scans(db, each))} == {}


def scans(db: sqlite3.Connection, statement: str) -> list[str]:
    """The growing tables that a statement would look through from one end to the other."""
    tables = {alias: table for table, alias in re.findall(r"\b(\w+) AS (\w)\b", statement)}
    steps = [row[3].split() for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    return [
        name
        for kind, name, *how in steps
        if kind == "SCAN" and tables.get(name, name) in GROWING and how[-1:] != ["deliveries_held"]  # the held alone
    ]
