"""What the ledger keeps of watches, corrections and who was told what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.inbound import Channel, MessageRef
from adapters.plaintext import UNLIMITED, render_plain
from bot.ledger.amendments import Amendment, Correction
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.outbox import State, Verdict
from bot.watching.watches import Fact, Followed, Known, Watch
from briefings.models import AnswerStatus, AttendanceStatus, Citation, Told
from tests.bot.ledger.conftest import ANNA, NEWS, OTHER, at, words

NOW = at("2025-05-01 08:00")
LATER = NOW + timedelta(minutes=10)
DIRECT = Channel("memory", "w", "direct")
KNOWN = Known(
    AnswerStatus.ANSWERED,
    (
        Fact("Lee", (Citation(4, "Lee comes.", 0, 10, "Title", "Post"),), AttendanceStatus.ATTENDING, ("Mr Lee",)),
        Fact("Oslo", (Citation(5, "In Oslo.", 0, 8, published=NOW),)),
    ),
)


def post(cause: str = "digest/1/x", channel: Channel = NEWS, *article_ids: int, text: str = "one") -> Post:
    return Post(cause, channel, (words(text),), (Told(7, text, (text,), article_ids or (4,), ((4, 1),)),))


def send(ledger: Ledger, platform: str = "memory") -> None:
    for claim in ledger.claim(platform, UNLIMITED, LATER, 10):
        ref = MessageRef(claim.delivery.channel, f"m{claim.delivery.id}")
        ledger.settle(claim, Verdict(State.SENT, LATER, ref), LATER)


def begin(ledger: Ledger, channel: Channel | None = NEWS, known: Known | Followed = KNOWN) -> Watch:
    story = 7 if isinstance(known, Followed) else None
    watch = ledger.watching.watch(ANNA, NEWS, channel, "who?", story, known, NOW)
    assert watch is not None
    return watch


def test_a_channel_follows_a_story_once_its_post_is_sent(ledger: Ledger) -> None:
    ledger.post([post("d/1", NEWS, 4, 5), post("d/2", OTHER, 6)], NOW)
    book = ledger.watching
    assert book.followers([5]) == []
    assert book.was_told(NEWS, [5]), "what waits counts as told"
    send(ledger)
    assert book.followers([5, 99]) == [NEWS]
    assert book.followers([4, 6]) == [NEWS, OTHER]
    assert not book.was_told(OTHER, [4, 5])


def test_posts_are_counted_by_their_kind(ledger: Ledger) -> None:
    ledger.post([post("alert/1"), post("alert/2"), post("alerted/3"), post("update/7/a")], NOW)
    book = ledger.watching
    assert book.made_since(NEWS, "alert", NOW) == 2
    assert book.made_since(NEWS, "alert", LATER) == 0
    assert book.last_made(NEWS, ("update", "correction"), [4]) == NOW
    assert book.last_made(NEWS, ("correction",), [4]) is None
    assert book.last_made(NEWS, ("update",), [5]) is None


def test_a_correction_and_its_edit_are_one_and_done_once(ledger: Ledger) -> None:
    ledger.post([post()], NOW)
    send(ledger)
    book = ledger.watching
    (posted,) = book.telling(NEWS, ["one"])
    assert book.telling(NEWS, ["two"]) == book.telling(OTHER, ["one"]) == []
    correction = Correction(post("correction/7/a", text="not one"), (replace(posted, message=words("Not one.")),))
    assert book.correct([correction], LATER) == 1
    (edit,) = book.edits("memory", LATER, 10)
    assert (edit.ref.id, render_plain(edit.message)) == ("m1", "Not one.")
    book.settle_edit(edit)
    assert book.correct([correction], LATER) == 0
    assert book.edits("memory", LATER, 10) == [], "the edit is not made again either"


def test_what_is_still_to_be_sent_is_sent_corrected(ledger: Ledger) -> None:
    ledger.post([post()], NOW)
    book = ledger.watching
    book.correct([Correction(post("correction/7/a"), (Amendment(1, words("Not one.")),))], NOW)
    (claim,) = ledger.claim("memory", UNLIMITED, LATER, 10)
    assert render_plain(claim.delivery.message) == "Not one."
    assert book.edits("memory", LATER, 10) == []


def test_what_is_on_the_wire_is_edited_once_it_is_there(ledger: Ledger) -> None:
    ledger.post([post()], NOW)
    (claim,) = ledger.claim("memory", UNLIMITED, LATER, 10)
    book = ledger.watching
    book.correct([Correction(post("correction/7/a"), (Amendment(claim.delivery.id, words("Not one.")),))], NOW)
    assert book.edits("memory", LATER, 10) == []
    ledger.settle(claim, Verdict(State.SENT, LATER, MessageRef(NEWS, "m1")), LATER)
    assert len(book.edits("memory", LATER, 10)) == 1


def test_an_edit_that_was_overtaken_settles_nothing_and_one_that_waits_waits(ledger: Ledger) -> None:
    ledger.post([post()], NOW)
    send(ledger)
    book = ledger.watching
    book.correct([Correction(post("correction/7/a"), (Amendment(1, words("Two.")),))], NOW)
    (first,) = book.edits("memory", LATER, 10)
    book.correct([Correction(post("correction/7/b"), (Amendment(1, words("Three.")),))], NOW)
    book.settle_edit(first)
    (second,) = book.edits("memory", LATER, 10)
    assert render_plain(second.message) == "Three."
    book.postpone_edit(second, LATER + timedelta(minutes=1))
    assert book.edits("memory", LATER, 10) == []
    (again,) = book.edits("memory", LATER + timedelta(minutes=1), 10)
    assert again.attempts == 1


@pytest.mark.parametrize("known", [KNOWN, Followed((Told(7, "one", ("one",), (4,), ((4, 1), (5, 2))),))])
def test_what_a_watcher_knows_is_kept_as_it_was(ledger: Ledger, known: Known | Followed) -> None:
    watch = begin(ledger, known=known)
    assert ledger.watching.memory(watch) == known
    assert ledger.watching.watches() == [watch]
    assert watch.articles == {4, 5}


def test_a_change_is_told_once_whoever_finds_it(ledger: Ledger) -> None:
    watch = begin(ledger)
    book = ledger.watching
    other = Known(AnswerStatus.NOT_FOUND)
    assert book.tell(watch, other, Post(watch.cause, NEWS, (words("changed"),)), LATER)
    assert not book.tell(watch, other, Post(watch.cause, NEWS, (words("changed"),)), LATER)
    assert len(ledger.history(NEWS)) == 1
    (after,) = book.watches()
    assert (after.version, after.told, book.memory(after)) == (1, LATER, other)
    assert after.cause != watch.cause
    book.look(watch, KNOWN, LATER)
    assert book.memory(after) == other, "who looked before it was told overwrites nothing"


def test_a_watch_that_ended_is_told_no_more(ledger: Ledger) -> None:
    watch = begin(ledger)
    assert ledger.watching.unwatch(watch.id, ANNA)
    assert not ledger.watching.tell(watch, KNOWN, Post(watch.cause, NEWS, (words("changed"),)), LATER)
    assert ledger.history(NEWS) == []


def test_a_private_watch_waits_until_it_is_known_where_its_person_reads(ledger: Ledger) -> None:
    begin(ledger, None)
    book = ledger.watching
    assert book.watches() == []
    assert book.unaddressed() == [ANNA]
    book.address(ANNA, DIRECT)
    assert book.unaddressed() == []
    assert [each.channel for each in book.watches()] == [DIRECT]
    assert begin(ledger, None).id == 1, "the same again is the same watch"
    assert begin(ledger, NEWS).id == 2, "in the channel it is another"


@pytest.mark.parametrize(
    ("verdict", "rests"),
    [
        (Verdict(State.SENT, LATER, MessageRef(NEWS, "m")), False),
        (Verdict(State.HELD, LATER, detail="a permission is missing"), True),
        (Verdict(State.DISCARDED, LATER, detail="the channel is gone"), True),
    ],
)
def test_a_watch_rests_where_the_platform_did_not_take_its_last_word(
    ledger: Ledger, verdict: Verdict, rests: bool
) -> None:
    watch = begin(ledger)
    ledger.watching.tell(watch, KNOWN, Post(watch.cause, NEWS, (words("changed"),)), NOW)
    (claim,) = ledger.claim("memory", UNLIMITED, LATER, 10)
    ledger.settle(claim, verdict, LATER)
    assert (ledger.watching.watches() == []) == rests
