"""What every store promises, run on every implementation: ``IMPLEMENTATIONS`` is the list that a new one joins."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from briefings.errors import NotFoundError
from briefings.models import Article, Outcome, Scope
from briefings.ports import Store, uploads_feed
from briefings.storage.sqlite import SqliteStore
from tests.contracts.intakes import NOW, annotation_of, document, intake, signature_of

LATER = NOW + timedelta(hours=1)
ALPHA, BETA = Scope("alpha"), Scope("beta")
WIRE = "https://wire.example/feed"
PAPER = "https://paper.example/feed"
SECRET = "The merger with Borealis closes on Friday. Nobody knows it yet."
PUBLIC = "Kim left Pyongyang by train. Xi waits in Beijing."


def sqlite(folder: Path) -> Store:
    return SqliteStore(folder / "store.db")


IMPLEMENTATIONS: list[Callable[[Path], Store]] = [sqlite]


@pytest.fixture(params=IMPLEMENTATIONS, ids=lambda make: str(make.__name__))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = request.param(tmp_path)
    yield made
    made.close()


def follow(store: Store, workspace: str, feed: str, name: str = "") -> None:
    store.follow(workspace, feed, name or feed, "feed", feed, NOW)


def put(
    store: Store, text: str, workspace: str = "alpha", feed: str = "", key: str = "", now: datetime = NOW
) -> Article:
    return store.record(intake(text, workspace, feed, key=key), now).article


def texts(store: Store, scope: Scope) -> set[str]:
    return {article.text for article in store.articles(scope)}


class TestArticles:
    def test_what_is_stored_comes_back_whole(self, store: Store) -> None:
        published = datetime(2025, 8, 28, 6, 30, 0, 123456, tzinfo=UTC)
        item = document(
            PUBLIC,
            key="k",
            title="Kim to attend",
            url="https://wire.example/1",
            source="Wire",
            author="A. Writer",
            published=published,
            dateline="BEIJING",
        )
        stored = store.record(intake(item), NOW)
        assert stored.outcome is Outcome.NEW
        (found,) = store.articles(ALPHA)
        assert found == stored.article
        assert (found.key, found.text, found.title, found.url) == ("k", PUBLIC, "Kim to attend", item.url)
        assert (found.source, found.author, found.dateline) == ("Wire", "A. Writer", "BEIJING")
        assert (found.published, found.stored, found.revision) == (published, NOW, 1)

    def test_an_article_without_a_date_is_dated_when_it_was_stored(self, store: Store) -> None:
        assert put(store, PUBLIC).when == NOW

    def test_articles_come_latest_first_within_the_period(self, store: Store) -> None:
        days = [NOW - timedelta(days=n) for n in range(4)]
        for day in days:
            store.record(intake(document(f"It is the {day:%d}th.", published=day)), NOW)
        assert [article.when for article in store.articles(ALPHA)] == days
        assert [a.when for a in store.articles(ALPHA, since=days[2], until=days[0])] == days[1:3]
        assert [a.when for a in store.articles(ALPHA, limit=1)] == days[:1]

    def test_annotations_come_back_as_they_were_found(self, store: Store) -> None:
        text = "Guests\n\nKim’s train left on Monday — “at night”.\n\nXi waits in Beijing. 北京 is calm 🎉 today."
        given = annotation_of(text)
        stored = put(store, text)
        (found,) = store.annotated(ALPHA, [stored.id])
        assert found.article == stored
        assert found.annotation.sentences == given.sentences
        assert found.annotation.vectors.dtype == np.float32
        assert np.allclose(found.annotation.vectors, given.vectors, atol=1e-3)

    def test_annotations_come_in_the_order_asked_for_and_only_those_that_exist(self, store: Store) -> None:
        ids = [put(store, f"Story number {n} is here.").id for n in range(3)]
        asked = [ids[2], ids[0], 999, ids[1]]
        assert [found.article.id for found in store.annotated(ALPHA, asked)] == [ids[2], ids[0], ids[1]]

    def test_a_text_without_a_sentence_is_kept_too(self, store: Store) -> None:
        stored = put(store, " \n ")
        assert store.annotated(ALPHA, [stored.id])[0].annotation.sentences == ()

    def test_a_time_without_a_zone_is_refused_and_nothing_is_stored(self, store: Store) -> None:
        naive = document(PUBLIC, published=datetime(2025, 9, 1))  # noqa: DTZ001 - the mistake is the point
        with pytest.raises(ValueError, match="zone"):
            store.record(intake(naive), NOW)
        assert store.articles(ALPHA) == []

    def test_an_annotation_of_another_text_is_refused(self, store: Store) -> None:
        wrong = dataclasses.replace(intake(PUBLIC), annotation=annotation_of("Something else entirely."))
        with pytest.raises(ValueError, match="not at"):
            store.record(wrong, NOW)


class TestIdentity:
    def test_the_same_document_again_is_unchanged(self, store: Store) -> None:
        first = put(store, PUBLIC, key="k")
        again = store.record(intake(PUBLIC.replace(" ", "  ", 1), key="k"), LATER)
        assert (again.outcome, again.article) == (Outcome.UNCHANGED, first)
        assert len(store.articles(ALPHA)) == 1

    def test_the_same_text_under_another_key_is_one_article(self, store: Store) -> None:
        first = put(store, PUBLIC, key="one")
        again = store.record(intake(PUBLIC, key="two"), LATER)
        assert (again.outcome, again.article.id) == (Outcome.DUPLICATE, first.id)
        assert len(store.articles(ALPHA)) == 1

    def test_a_changed_text_is_a_revision_and_the_old_one_stays_quotable(self, store: Store) -> None:
        first = put(store, "Lee is undecided.", key="k")
        revised = store.record(intake("Lee is attending.", key="k"), LATER)
        assert (revised.outcome, revised.article.id, revised.article.revision) == (Outcome.REVISED, first.id, 2)
        assert [a.text for a in store.articles(ALPHA)] == ["Lee is attending."]
        assert [(a.revision, a.text) for a in store.revisions(ALPHA, first.id)] == [
            (1, "Lee is undecided."),
            (2, "Lee is attending."),
        ]
        assert store.revisions(ALPHA, first.id)[0] == first
        (found,) = store.annotated(ALPHA, [first.id])
        assert [s.text for s in found.annotation.sentences] == ["Lee is attending."]
        assert store.search(ALPHA, ["undecided"]) == []
        assert [p.text for p in store.search(ALPHA, ["attending"])] == ["Lee is attending."]

    def test_a_revision_keeps_the_first_date_and_what_the_new_copy_leaves_empty(self, store: Store) -> None:
        day = NOW - timedelta(days=1)
        store.record(intake(document("One.", key="k", title="T", source="Wire", published=day)), NOW)
        store.record(intake(document("Two.", key="k", published=NOW)), LATER)
        (found,) = store.articles(ALPHA)
        assert (found.text, found.title, found.source, found.published) == ("Two.", "T", "Wire", day)

    def test_a_text_that_returns_to_an_earlier_wording_is_a_revision(self, store: Store) -> None:
        outcomes = [store.record(intake(text, key="k"), NOW).outcome for text in ("One.", "Two.", "One.")]
        assert outcomes == [Outcome.NEW, Outcome.REVISED, Outcome.REVISED]
        (found,) = store.articles(ALPHA)
        assert [a.text for a in store.revisions(ALPHA, found.id)] == ["One.", "Two.", "One."]

    def test_the_same_key_in_two_feeds_is_two_articles(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        follow(store, "alpha", PAPER)
        put(store, "First item of the wire.", feed=WIRE, key="1")
        assert store.record(intake("First item of the paper.", feed=PAPER, key="1"), NOW).outcome is Outcome.NEW
        assert len(store.articles(ALPHA)) == 2

    def test_a_stale_copy_from_another_feed_does_not_undo_a_correction(self, store: Store) -> None:
        for feed in (WIRE, PAPER):
            follow(store, "alpha", feed)
            put(store, "Lee is undecided.", feed=feed, key="k")
        put(store, "Lee is attending.", feed=WIRE, key="k")
        stale = store.record(intake("Lee is undecided.", feed=PAPER, key="k"), LATER)
        assert (stale.outcome, stale.article.text) == (Outcome.UNCHANGED, "Lee is attending.")
        caught_up = store.record(intake("Lee is attending.", feed=PAPER, key="k"), LATER)
        assert (caught_up.outcome, caught_up.article.revision) == (Outcome.UNCHANGED, 2)

    def test_a_feed_cannot_rewrite_what_another_feed_reported(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        follow(store, "beta", PAPER)
        true = put(store, PUBLIC, feed=WIRE, key="k")
        assert store.record(intake(PUBLIC, "beta", PAPER, key="k"), NOW).outcome is Outcome.DUPLICATE
        forged = store.record(intake("Kim stays at home.", "beta", PAPER, key="k"), LATER)
        assert (forged.outcome, forged.article.id != true.id) == (Outcome.NEW, True)
        assert texts(store, ALPHA) == {PUBLIC}
        assert texts(store, BETA) == {"Kim stays at home."}

    def test_find_knows_an_article_by_its_key_and_by_its_text(self, store: Store) -> None:
        stored = put(store, PUBLIC, key="k")
        assert store.find(document("Another text.", key="k"), "alpha") == stored
        assert store.find(document(PUBLIC, key="other"), "alpha") == stored
        assert store.find(document("Another text.", key="other"), "alpha") is None

    def test_outcome_foretells_what_record_does(self, store: Store) -> None:
        feed = uploads_feed("alpha")
        for text, key in [("One.", "a"), ("One.", "a"), ("One.", "b"), ("Two.", "a"), ("Three.", "b"), ("Two.", "c")]:
            item = document(text, key=key)
            foretold = store.outcome(item, "alpha", feed)
            assert store.record(intake(item), NOW).outcome is foretold

    def test_a_known_document_needs_no_annotation(self, store: Store) -> None:
        first = put(store, PUBLIC, key="k")
        bare = dataclasses.replace(intake(PUBLIC, key="two"), annotation=None, signature=None)
        assert store.record(bare, LATER).outcome is Outcome.DUPLICATE
        assert len(store.annotated(ALPHA, [first.id])) == 1


class TestBatches:
    def test_many_are_stored_in_order_and_know_each_other(self, store: Store) -> None:
        done = store.record_all([intake("One.", key="a"), intake("One.", key="b"), intake("Two.", key="a")], NOW)
        assert [item.outcome for item in done] == [Outcome.NEW, Outcome.DUPLICATE, Outcome.REVISED]

    def test_one_that_cannot_be_stored_leaves_none_stored(self, store: Store) -> None:
        with pytest.raises(NotFoundError, match=PAPER):
            store.record_all([intake("One."), intake("Two.", feed=PAPER)], NOW)
        assert store.articles(ALPHA) == []
        assert store.facts().articles == 0


class TestWaiting:
    def test_an_article_may_be_annotated_later(self, store: Store) -> None:
        bare = dataclasses.replace(intake(PUBLIC), annotation=None, signature=None)
        stored = store.record(bare, NOW).article
        assert store.waiting() == [stored]
        assert [a.id for a in store.articles(ALPHA)] == [stored.id]
        assert (store.annotated(ALPHA, [stored.id]), store.search(ALPHA, ["Pyongyang"])) == ([], [])
        assert store.story_of(ALPHA, stored.id) is None

        assert store.annotate(stored, annotation_of(PUBLIC), signature_of(PUBLIC), LATER)
        assert store.waiting() == []
        assert len(store.annotated(ALPHA, [stored.id])) == len(store.search(ALPHA, ["Pyongyang"])) == 1
        story = store.story_of(ALPHA, stored.id)
        assert story is not None
        assert story.article_ids == (stored.id,)

    def test_an_annotation_that_a_revision_overtook_is_not_taken(self, store: Store) -> None:
        bare = dataclasses.replace(intake("One.", key="k"), annotation=None, signature=None)
        old = store.record(bare, NOW).article
        put(store, "Two.", key="k")
        assert not store.annotate(old, annotation_of("One."), signature_of("One."), LATER)
        assert [s.text for s in store.annotated(ALPHA, [old.id])[0].annotation.sentences] == ["Two."]

    def test_annotating_again_replaces_what_was_found(self, store: Store) -> None:
        stored = put(store, "Kim came. Xi waited.")
        assert len(store.annotated(ALPHA, [stored.id])[0].annotation.sentences) == 2
        whole = dataclasses.replace(
            annotation_of("Kim came. Xi waited."),
            sentences=annotation_of("Kim came. Xi waited.").sentences[:1],
            vectors=annotation_of("Kim came.").vectors,
        )
        assert store.annotate(stored, whole, signature_of("Kim came."), NOW)
        assert len(store.annotated(ALPHA, [stored.id])[0].annotation.sentences) == 1
        assert store.search(ALPHA, ["waited"]) == []


class TestSources:
    def test_a_workspace_lists_what_it_follows_by_name(self, store: Store) -> None:
        follow(store, "alpha", WIRE, "wire")
        follow(store, "alpha", PAPER, "Paper")
        put(store, PUBLIC, feed=WIRE)
        listed = store.sources(ALPHA)
        assert [(s.name, s.kind, s.address, s.articles, s.last_article, s.feed) for s in listed] == [
            ("Paper", "feed", PAPER, 0, None, PAPER),
            ("wire", "feed", WIRE, 1, NOW, WIRE),
        ]
        assert store.sources(BETA) == []
        assert [s.name for s in store.sources(Scope("alpha", frozenset({"wire"})))] == ["wire"]

    def test_following_twice_changes_nothing_but_the_name(self, store: Store) -> None:
        follow(store, "alpha", WIRE, "old name")
        put(store, PUBLIC, feed=WIRE)
        store.follow("alpha", WIRE, "new name", "page", "elsewhere", LATER)
        assert [(s.name, s.kind, s.address, s.articles) for s in store.sources(ALPHA)] == [
            ("new name", "feed", WIRE, 1)
        ]

    def test_a_feed_is_stored_once_for_all_who_follow_it(self, store: Store) -> None:
        for workspace in ("alpha", "beta"):
            follow(store, workspace, WIRE)
        put(store, PUBLIC, feed=WIRE)
        assert store.articles(ALPHA) == store.articles(BETA) != []
        assert store.facts().articles == 1

    def test_a_feed_that_nobody_follows_takes_nothing(self, store: Store) -> None:
        with pytest.raises(NotFoundError, match=r"paper\.example.*add it"):
            put(store, PUBLIC, feed=PAPER)

    def test_what_is_unfollowed_is_out_of_sight_until_it_is_followed_again(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        put(store, PUBLIC, feed=WIRE)
        assert store.unfollow("alpha", WIRE)
        assert not store.unfollow("alpha", WIRE)
        assert (store.articles(ALPHA), store.search(ALPHA, ["train"]), store.stories(ALPHA)) == ([], [], [])
        follow(store, "alpha", WIRE)
        assert texts(store, ALPHA) == {PUBLIC}

    def test_an_upload_after_unfollowing_the_uploads_is_seen(self, store: Store) -> None:
        put(store, "One.")
        store.unfollow("alpha", uploads_feed("alpha"))
        put(store, "Two.")
        assert "Two." in texts(store, ALPHA)


class TestScopes:
    """What a scope may not see does not exist for it, whichever way it asks."""

    def assert_blind(self, store: Store, scope: Scope, secret: Article, word: str) -> None:
        assert secret.id not in [a.id for a in store.articles(scope)]
        assert store.annotated(scope, [secret.id]) == []
        assert store.revisions(scope, secret.id) == []
        assert secret.id not in [p.article_id for p in store.search(scope, [word])]
        assert all(secret.id not in story.article_ids for story in store.stories(scope))
        assert store.story_of(scope, secret.id) is None

    def test_a_workspace_does_not_see_what_another_follows(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        self.assert_blind(store, BETA, put(store, PUBLIC, feed=WIRE), "train")
        assert store.find(document(PUBLIC), "beta") is None

    def test_an_upload_is_seen_in_its_workspace_alone(self, store: Store) -> None:
        secret = put(store, SECRET, "alpha")
        assert texts(store, ALPHA) == {SECRET}
        self.assert_blind(store, BETA, secret, "Borealis")
        self.assert_blind(store, Scope(""), secret, "Borealis")
        assert store.find(document(SECRET), "beta") is None
        assert store.sources(BETA) == []
        facts = store.facts(BETA)
        assert (facts.articles, facts.stories, facts.passages, facts.bytes, facts.last_stored) == (0, 0, 0, 0, None)

    def test_nobody_can_follow_write_or_probe_another_workspaces_uploads(self, store: Store) -> None:
        put(store, SECRET, "alpha", key="k")
        stolen = uploads_feed("alpha")
        missing = uploads_feed("no such workspace")
        said = []
        for feed in (stolen, missing):
            with pytest.raises(NotFoundError) as followed:
                follow(store, "beta", feed)
            with pytest.raises(NotFoundError) as written:
                put(store, "Forged.", "beta", feed=feed, key="k")
            with pytest.raises(NotFoundError) as probed:
                store.outcome(document(SECRET), "beta", feed)
            said += [str(e.value).replace(feed, "X") for e in (followed, written, probed)]
        assert len(set(said)) == 1  # the same words whether the uploads exist or not
        assert texts(store, ALPHA) == {SECRET}

    def test_the_same_upload_in_two_workspaces_tells_neither_of_the_other(self, store: Store) -> None:
        first = put(store, SECRET, "alpha", key="/home/ann/merger.txt")
        assert store.outcome(document(SECRET), "beta", uploads_feed("beta")) is Outcome.NEW
        second = store.record(intake(document(SECRET, key="mine.txt"), "beta"), LATER)
        assert second.outcome is Outcome.NEW
        assert (second.article.key, second.article.stored) == ("mine.txt", LATER)
        self.assert_blind(store, BETA, first, "Borealis")
        self.assert_blind(store, ALPHA, second.article, "Borealis")

    def test_a_private_upload_that_a_feed_brings_too_stays_private(self, store: Store) -> None:
        secret = put(store, SECRET, "alpha", key="/home/ann/merger.txt")
        follow(store, "beta", WIRE)
        public = store.record(intake(document(SECRET, key="w1"), "beta", WIRE), LATER)
        assert (public.outcome, public.article.id != secret.id, public.article.key) == (Outcome.NEW, True, "w1")
        self.assert_blind(store, BETA, secret, "Borealis")

    def test_an_upload_of_what_another_workspace_follows_betrays_nothing(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        put(store, PUBLIC, feed=WIRE)
        assert store.record(intake(PUBLIC, "beta"), NOW).outcome is Outcome.NEW

    def test_an_upload_of_what_the_workspace_follows_is_that_article(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        public = put(store, PUBLIC, feed=WIRE, key="w1")
        again = store.record(intake(PUBLIC, "alpha", key="file.txt"), NOW)
        assert (again.outcome, again.article.id) == (Outcome.DUPLICATE, public.id)
        store.unfollow("alpha", WIRE)
        assert texts(store, ALPHA) == {PUBLIC}
        assert texts(store, BETA) == set()

    def test_a_scope_may_be_narrowed_to_some_sources(self, store: Store) -> None:
        follow(store, "alpha", WIRE, "wire")
        follow(store, "alpha", PAPER, "paper")
        wire = put(store, "Kim travels by train.", feed=WIRE)
        paper = put(store, "Xi travels by train.", feed=PAPER)
        store.move([wire.id, paper.id], None, NOW)
        narrow = Scope("alpha", frozenset({"wire"}))
        self.assert_blind(store, narrow, paper, "train")
        assert [p.article_id for p in store.search(narrow, ["train"])] == [wire.id]
        assert [s.article_ids for s in store.stories(narrow)] == [(wire.id,)]
        assert store.facts(narrow).sources == store.facts(narrow).articles == 1
        assert store.articles(Scope("alpha", frozenset())) == []
        assert store.articles(Scope("alpha", frozenset({"wire') OR 1=1 --"}))) == []
        # An article that two sources brought is seen through either.
        put(store, "Kim travels by train.", feed=PAPER)
        assert texts(store, Scope("alpha", frozenset({"paper"}))) == {"Kim travels by train.", "Xi travels by train."}

    def test_a_story_shows_nothing_of_the_articles_out_of_sight(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        follow(store, "beta", WIRE)
        public = put(store, PUBLIC, feed=WIRE)
        story = store.story_of(BETA, public.id)
        assert story is not None
        secret = store.record(intake(SECRET, "alpha", story_id=story.id), LATER).article
        assert store.story_of(BETA, public.id) == story  # not even that it changed
        whole = store.story_of(ALPHA, public.id)
        assert whole is not None
        assert (whole.article_ids, whole.last_change) == ((public.id, secret.id), LATER)


class TestSearch:
    def test_words_are_matched_by_their_stems_best_first(self, store: Store) -> None:
        put(store, "The parade was long. Leaders attended the parade in Beijing. Rain fell.")
        found = store.search(ALPHA, ["attending", "parades"])
        assert [p.text for p in found] == ["Leaders attended the parade in Beijing.", "The parade was long."]
        assert found[0].score > found[1].score > 0
        article = store.articles(ALPHA)[0]
        assert all(article.text[p.start : p.end] == p.text for p in found)
        assert [p.position for p in found] == [1, 0]

    def test_headings_are_not_passages(self, store: Store) -> None:
        put(store, "Parade guests\nThe guests arrive on Monday.")
        assert [p.text for p in store.search(ALPHA, ["guests"])] == ["The guests arrive on Monday."]

    def test_a_text_of_several_words_is_a_phrase(self, store: Store) -> None:
        put(store, "North Korea sends a train. Korea lies north of Jeju.")
        assert [p.text for p in store.search(ALPHA, ["North Korea"])] == ["North Korea sends a train."]

    @pytest.mark.parametrize(
        "typed",
        ['"', '""', "*", "NOT", "train NOT kim", "text:train", "(", "a AND", "NEAR(a b)", "'; --", "^", "\0", "-"],
    )
    def test_nothing_that_is_typed_is_query_syntax(self, store: Store, typed: str) -> None:
        put(store, PUBLIC)
        assert len(store.search(ALPHA, [typed, "train"])) == 1
        store.search(ALPHA, [typed])

    def test_very_common_words_find_nothing_by_themselves(self, store: Store) -> None:
        put(store, "The train is in the station. The US and the WHO agree.")
        assert store.search(ALPHA, ["the", "is", "in"]) == store.search(ALPHA, []) == []
        assert len(store.search(ALPHA, ["WHO"])) == 1  # an abbreviation is a name

    def test_accents_and_case_do_not_matter(self, store: Store) -> None:
        put(store, "Nicolás Maduro came from Caracas.")
        assert len(store.search(ALPHA, ["NICOLAS"])) == len(store.search(ALPHA, ["nicola\u0301s"])) == 1

    def test_a_search_is_bound_by_the_articles_date_however_late_it_came(self, store: Store) -> None:
        store.record(intake(document("A new train came.", published=NOW)), NOW)
        store.record(intake(document("An old train came.", published=NOW - timedelta(days=9))), NOW)
        store.record(intake(document("A late train came.", published=NOW - timedelta(days=1))), NOW)
        found = store.search(ALPHA, ["train"], since=NOW - timedelta(days=2))
        assert {p.text for p in found} == {"A new train came.", "A late train came."}
        assert store.search(ALPHA, ["train"], since=LATER) == []

    def test_no_more_passages_than_asked_for(self, store: Store) -> None:
        put(store, "Train one. Train two. Train three.")
        assert len(store.search(ALPHA, ["train"], limit=2)) == 2


class TestStories:
    def test_an_article_starts_a_story_or_joins_one(self, store: Store) -> None:
        first = put(store, "Kim leaves.")
        story = store.story_of(ALPHA, first.id)
        assert story is not None
        second = store.record(intake("Kim has left.", story_id=story.id), LATER).article
        third = put(store, "Rain falls.", now=LATER)
        (rain, kim) = store.stories(ALPHA)
        assert (kim.id, kim.article_ids, kim.first_seen, kim.last_change) == (
            story.id, (first.id, second.id), NOW, LATER
        )  # fmt: skip
        assert rain.article_ids == (third.id,)

    def test_a_revision_stays_in_its_story_and_brings_it_up(self, store: Store) -> None:
        first = put(store, "Kim leaves.", key="k")
        put(store, "Rain falls.")
        before = store.story_of(ALPHA, first.id)
        put(store, "Kim stays.", key="k", now=LATER)
        after = store.stories(ALPHA)[0]
        assert before is not None
        assert (after.id, after.last_change) == (before.id, LATER)

    def test_stories_are_bound_by_their_last_change(self, store: Store) -> None:
        put(store, "Kim leaves.", now=NOW)
        new = put(store, "Rain falls.", now=LATER)
        assert [s.article_ids for s in store.stories(ALPHA, since=LATER)] == [(new.id,)]
        assert len(store.stories(ALPHA, limit=1)) == 1

    def test_stories_merge_and_split(self, store: Store) -> None:
        one, two, three = (put(store, f"Story number {n} is here.") for n in range(3))
        target = store.story_of(ALPHA, one.id)
        assert target is not None
        assert store.move([two.id, three.id], target.id, LATER) == target.id
        assert [s.article_ids for s in store.stories(ALPHA)] == [(one.id, two.id, three.id)]
        fresh = store.move([three.id], None, LATER)
        assert fresh != target.id
        assert {s.id: s.article_ids for s in store.stories(ALPHA)} == {
            target.id: (one.id, two.id),
            fresh: (three.id,),
        }
        assert store.facts().stories == 2

    def test_an_ended_storys_number_is_never_given_to_another(self, store: Store) -> None:
        one, two = put(store, "One."), put(store, "Two.")
        first, last = store.story_of(ALPHA, one.id), store.story_of(ALPHA, two.id)
        assert first is not None
        assert last is not None
        store.move([two.id], first.id, NOW)
        fresh = store.story_of(ALPHA, put(store, "Three.").id)
        assert fresh is not None
        assert fresh.id not in (first.id, last.id)

    def test_moving_where_it_is_already_changes_nothing(self, store: Store) -> None:
        one = put(store, "One.")
        story = store.story_of(ALPHA, one.id)
        assert story is not None
        store.move([one.id], story.id, LATER)
        assert store.story_of(ALPHA, one.id) == story

    def test_moving_nothing_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="no article"):
            store.move([], None, NOW)

    def test_clustering_sees_the_recent_articles_of_all(self, store: Store) -> None:
        put(store, SECRET, "alpha")
        old = document("Long ago it rained.", published=NOW - timedelta(days=30))
        store.record(intake(old, "beta"), NOW)
        new = store.record(intake(document(PUBLIC, source="Wire"), "beta"), LATER).article
        found = store.recent(NOW - timedelta(days=1), LATER + timedelta(seconds=1))
        assert [(f.source, f.when) for f in found] == [("Wire", LATER), ("", NOW)]
        story = store.story_of(BETA, new.id)
        assert story is not None
        given = signature_of(PUBLIC)
        assert (found[0].article_id, found[0].story_id) == (new.id, story.id)
        assert found[0].signature.terms == pytest.approx(given.terms, rel=1e-4)
        assert found[0].signature.names == given.names
        assert np.allclose(found[0].signature.vector, given.vector, atol=1e-3)


class TestFacts:
    def test_the_whole_and_a_scope_are_counted(self, store: Store) -> None:
        put(store, PUBLIC, "alpha", now=NOW)
        put(store, SECRET, "beta", now=LATER)
        whole = store.facts()
        assert (whole.articles, whole.stories, whole.sources, whole.passages) == (2, 2, 2, 4)
        assert whole.last_stored == LATER
        assert whole.bytes > 0
        part = store.facts(ALPHA)
        assert (part.articles, part.stories, part.sources, part.passages, part.bytes) == (1, 1, 1, 2, len(PUBLIC))
        assert part.last_stored == NOW


class TestThreads:
    def test_writers_and_readers_from_many_threads(self, store: Store) -> None:
        def write(number: int) -> None:
            for n in range(8):
                put(store, f"Thread {number} writes item {n}.", key=f"{number}/{n}")

        seen: list[int] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                articles = store.articles(ALPHA)
                # Each write is whole: no article is ever seen without its annotation and story.
                assert len(store.annotated(ALPHA, [a.id for a in articles])) == len(articles)
                seen.append(len(articles))

        with ThreadPoolExecutor(6) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            for done in [pool.submit(write, number) for number in range(4)]:
                done.result()
            stop.set()
            for reader in readers:
                reader.result()
        assert store.facts().articles == len(store.stories(ALPHA)) == 32
        assert seen

    def test_one_document_from_many_threads_is_one_article(self, store: Store) -> None:
        with ThreadPoolExecutor(6) as pool:
            done = list(pool.map(lambda n: store.record(intake(PUBLIC, key=f"k{n % 2}"), NOW), range(12)))
        assert [item.outcome for item in done].count(Outcome.NEW) == 1
        assert len({item.article.id for item in done}) == 1
