"""What every store promises about articles: what comes back, what is new, what is a revision."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from briefings.errors import NotFoundError
from briefings.models import Outcome
from briefings.ports import Store, uploads_feed
from tests.contracts.intakes import NOW, annotation_of, document, intake, signature_of
from tests.contracts.stores import ALPHA, BETA, LATER, PAPER, PUBLIC, SECRET, WIRE, follow, put, texts


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
        assert [found.id for found in store.named(ALPHA, asked)] == [ids[2], ids[0], ids[1]]
        assert store.named(BETA, asked) == []

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

    def test_a_revision_that_waits_is_not_found_by_its_old_words(self, store: Store) -> None:
        first = put(store, "Lee is undecided.", key="k")
        bare = dataclasses.replace(intake("Lee is attending.", key="k"), annotation=None, signature=None)
        assert store.record(bare, LATER).outcome is Outcome.REVISED
        assert (store.annotated(ALPHA, [first.id]), store.search(ALPHA, ["undecided"])) == ([], [])
        assert [a.text for a in store.waiting()] == ["Lee is attending."]

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
