"""What every store keeps of feeds: who follows them, who fetches them now, what they brought, what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefings.errors import NotFoundError
from briefings.intake.ports import FeedStore, Following, Owner, Seen, SourceKind, Stage, Standing
from briefings.models import Outcome, Scope
from briefings.storage.sqlite import SqliteStore
from tests.contracts.intakes import NOW, annotation_of, document, signature_of
from tests.contracts.stores import ALPHA, BETA, PAPER, PUBLIC, WIRE, put

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = NOW + timedelta(minutes=10)
IMPLEMENTATIONS = [lambda folder: SqliteStore(folder / "store.db")]


@pytest.fixture(params=IMPLEMENTATIONS, ids=["SqliteStore"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FeedStore]:
    made: FeedStore = request.param(tmp_path)
    yield made
    made.close()


def followed(feed: str = WIRE, workspace: str = "alpha", name: str = "", owner: Owner | None = None) -> Following:
    return Following(workspace, feed, name or feed, "feed", feed, owner=owner or Owner())


class TestFollowing:
    def test_a_followed_feed_is_due_at_once_and_known_with_its_owner(self, store: FeedStore) -> None:
        wanted = followed(name="The Wire", owner=Owner("slack/T/C", "U1"))
        assert store.add_source(wanted, NOW)
        assert store.following("alpha") == [wanted]
        assert store.following("beta") == []
        assert store.due(NOW) == [WIRE]
        state = store.feed(WIRE)
        assert state is not None
        assert (state.kind, state.address, state.standing, state.is_new) == (
            SourceKind.FEED,
            WIRE,
            Standing.ACTIVE,
            True,
        )
        assert store.next_poll() == NOW

    def test_following_twice_changes_the_name_alone(self, store: FeedStore) -> None:
        store.add_source(followed(owner=Owner("slack/T/C", "U1")), NOW)
        assert not store.add_source(followed(name="Wire", owner=Owner("slack/T/D", "U2")), NOW)
        (kept,) = store.following("alpha")
        assert (kept.name, kept.owner.person) == ("Wire", "U1")

    def test_many_are_followed_at_once(self, store: FeedStore) -> None:
        store.add_source(followed(), NOW)
        assert store.add_sources([followed(), followed(PAPER)], NOW) == 1

    def test_a_paused_following_is_not_fetched_unless_another_workspace_wants_it(self, store: FeedStore) -> None:
        store.add_source(followed(), NOW)
        assert store.stand("alpha", WIRE, Standing.PAUSED, NOW)
        assert (store.due(NOW + DAY), store.next_poll()) == ([], None)
        assert [facts.standing for facts in store.sources(ALPHA)] == ["paused"]
        store.add_source(followed(workspace="beta"), NOW)
        assert store.due(NOW + DAY) == [WIRE]
        assert not store.stand("gamma", WIRE, Standing.PAUSED, NOW)

    def test_uploads_are_no_feed_that_is_fetched(self, store: FeedStore) -> None:
        put(store, PUBLIC)
        assert store.due(NOW + DAY) == []
        assert [each.kind for each in store.following("alpha")] == ["upload"]


class TestFetching:
    def test_a_claimed_feed_is_nobody_elses_until_the_claim_ends(self, store: FeedStore) -> None:
        store.add_sources([followed(), followed(PAPER)], NOW)
        (first,) = store.claim(NOW, SOON, 1)
        assert first.next_try == NOW, "the state is as it was found"
        assert [state.feed for state in store.claim(NOW, SOON, 9)] == [
            each for each in (WIRE, PAPER) if each != first.feed
        ]
        assert store.claim(NOW, SOON, 9) == []
        assert len(store.claim(SOON, SOON + HOUR, 9)) == 2

    def test_a_named_feed_is_claimed_before_it_is_due(self, store: FeedStore) -> None:
        store.add_sources([followed(), followed(PAPER)], NOW)
        store.claim(NOW, NOW + DAY, 9)
        assert [state.feed for state in store.claim(NOW, SOON, 9, [PAPER])] == [PAPER]

    def test_how_it_went_is_kept_and_shown(self, store: FeedStore) -> None:
        store.add_source(followed(), NOW)
        state = store.feed(WIRE)
        assert state is not None
        after = replace(
            state, address="https://wire.example/new", etag='"a"', last_modified="Mon", last_try=NOW, last_success=NOW,
            next_try=NOW + HOUR, every=HOUR / 2,
        )  # fmt: skip
        store.settle(after, NOW, articles=3)
        assert store.feed(WIRE) == after
        store.settle(
            replace(after, last_try=NOW + DAY, failures=1, failing_since=NOW + DAY, error="It broke."), NOW + DAY
        )
        (facts,) = store.sources(ALPHA)
        assert (facts.standing, facts.error, facts.failures) == ("active", "It broke.", 1)
        assert (facts.last_success, facts.next_try, facts.per_day) == (NOW, NOW + HOUR, 1.5)

    def test_whether_others_work_is_told_by_the_others(self, store: FeedStore) -> None:
        store.add_source(followed(), NOW)
        assert store.working(NOW - DAY, WIRE) is None
        store.add_source(followed(PAPER), NOW)
        assert store.working(NOW - DAY, WIRE) is False
        state = store.feed(PAPER)
        assert state is not None
        store.settle(replace(state, last_success=NOW), NOW)
        assert store.working(NOW - DAY, WIRE) is True
        assert store.working(NOW + HOUR, WIRE) is False

    def test_a_stop_is_told_once_to_each_who_follows(self, store: FeedStore) -> None:
        store.add_sources([followed(), followed(workspace="beta", owner=Owner("discord/G/C", "U"))], NOW)
        state = store.feed(WIRE)
        assert state is not None
        store.settle(replace(state, standing=Standing.PAUSED, stopped=NOW, failures=10, error="404"), NOW)
        first, second = store.notices()
        assert (first.following.workspace, second.following.owner.channel) == ("alpha", "discord/G/C")
        assert (first.standing, first.error, first.failures, first.since) == (Standing.PAUSED, "404", 10, NOW)
        store.mark_told(first)
        assert store.notices() == [second]
        store.stand("beta", WIRE, Standing.ACTIVE, NOW + HOUR)
        assert store.notices() == []
        woken = store.feed(WIRE)
        assert woken is not None
        assert (woken.standing, woken.failures, woken.stopped) == (Standing.ACTIVE, 0, None)
        store.settle(replace(woken, standing=Standing.PAUSED, stopped=NOW + DAY, failures=10, error="404"), NOW + DAY)
        assert len(store.notices()) == 2


class TestTaking:
    def test_documents_and_the_note_that_they_were_seen_come_together(self, store: FeedStore) -> None:
        store.add_source(followed(), NOW)
        taken = [(Seen("k", b"1", "https://wire.example/k"), document(PUBLIC, "k"))]
        passed = [Seen("old", b"2", "https://wire.example/old", "it is old")]
        (ingested,) = store.take(WIRE, taken, passed, NOW)
        assert (ingested.outcome, ingested.story_id) == (Outcome.NEW, None)
        assert dict(store.seen(WIRE)) == {"k": taken[0][0], "old": passed[0]}
        assert store.backlog() == 1
        assert store.search(ALPHA, ["Pyongyang"]) == []
        assert store.annotate(ingested.article, annotation_of(PUBLIC), signature_of(PUBLIC), NOW)
        assert store.backlog() == 0
        assert store.search(ALPHA, ["Pyongyang"])

    def test_a_mistake_among_them_stores_none(self, store: FeedStore) -> None:
        store.add_source(followed(), NOW)
        good, bad = document("One.", "1"), document("Two.", "2", published=NOW.replace(tzinfo=None))
        with pytest.raises(ValueError, match="zone"):
            store.take(WIRE, [(Seen("1", b""), good), (Seen("2", b""), bad)], [], NOW)
        assert (store.facts().articles, dict(store.seen(WIRE))) == (0, {})

    def test_nothing_is_taken_from_a_feed_that_nobody_knows(self, store: FeedStore) -> None:
        with pytest.raises(NotFoundError):
            store.take(WIRE, [(Seen("1", b""), document("One.", "1"))], [], NOW)

    def test_what_a_page_tells_beside_its_text_is_kept(self, store: FeedStore) -> None:
        store.add_source(followed(), NOW)
        item = replace(document(PUBLIC, "k"), teaser=True, image="https://wire.example/i.png", language="en")
        store.take(WIRE, [(Seen("k", b""), item)], [], NOW)
        (kept,) = store.articles(ALPHA)
        assert (kept.teaser, kept.image, kept.language) == (True, "https://wire.example/i.png", "en")
        store.take(WIRE, [(Seen("k", b""), replace(item, text=f"{PUBLIC} And more.", teaser=False, image=""))], [], NOW)
        (kept,) = store.articles(ALPHA)
        assert (kept.teaser, kept.image, kept.revision) == (False, "https://wire.example/i.png", 2)


class TestTracing:
    def test_both_who_brought_a_text_are_known_and_who_had_it_first(self, store: FeedStore) -> None:
        store.add_sources([followed(name="Wire"), followed(PAPER, name="Paper")], NOW)
        first = document(PUBLIC, "a", url="https://wire.example/a", source="Wire")
        copy = document(PUBLIC, "b", url="https://paper.example/b", source="Paper")
        store.take(WIRE, [(Seen("a", b""), first)], [], NOW)
        store.take(PAPER, [(Seen("b", b""), copy)], [], NOW + HOUR)
        for link in ("https://wire.example/a", "https://paper.example/b", "a"):
            traces = store.trace(ALPHA, [link])
            assert [(each.source, each.origin, each.brought) for each in traces] == [
                ("Wire", True, NOW),
                ("Paper", False, NOW + HOUR),
            ]
            assert {each.stage for each in traces} == {Stage.WAITING}
        assert store.trace(ALPHA, ["https://wire.example/other"]) == []

    def test_what_a_scope_may_not_see_has_no_trace(self, store: FeedStore) -> None:
        store.add_sources([followed(name="Wire"), followed(PAPER, "beta", "Paper")], NOW)
        store.take(WIRE, [(Seen("a", b""), document(PUBLIC, "a"))], [Seen("x", b"", "https://x.example/", "no")], NOW)
        store.take(PAPER, [(Seen("b", b""), document(PUBLIC, "b"))], [], NOW)
        assert [each.source for each in store.trace(BETA, ["a", "b"])] == ["Paper"]
        assert store.trace(BETA, ["https://x.example/"]) == []
        assert [each.reason for each in store.trace(ALPHA, ["https://x.example/"])] == ["no"]
        assert store.trace(Scope("alpha", frozenset()), ["a"]) == []


class TestCompacting:
    def test_old_articles_keep_what_was_cited_and_nothing_else(self, store: FeedStore) -> None:
        old = [put(store, f"Report {n} tells of a storm. It rained.", now=NOW) for n in range(3)]
        fresh = put(store, "Today the sun shines. It is warm.", now=NOW + 9 * DAY)
        assert store.compact(NOW + DAY, {old[0].id}, 2) == 2
        assert store.compact(NOW + DAY, {old[0].id}, 2) == 1
        assert store.compact(NOW + DAY, {old[0].id}, 2) == 0
        texts = [article.text for article in store.named(ALPHA, [article.id for article in [*old, fresh]])]
        assert texts == [old[0].text, "", "", fresh.text]
        assert store.search(ALPHA, ["storm"]) == []
        assert len(store.search(ALPHA, ["sun"])) == 1
        assert [story.article_ids for story in store.stories(ALPHA)] == [(fresh.id,)]
        assert store.waiting() == []
        assert not store.annotate(old[1], annotation_of(old[1].text), signature_of(old[1].text), NOW)
        assert store.facts().articles == 4
        assert put(store, old[1].text).id == old[1].id, "what comes again is known"
