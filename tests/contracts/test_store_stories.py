"""What every store promises about search and stories."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from briefings.ports import Store
from tests.contracts.intakes import NOW, document, intake, signature_of
from tests.contracts.stores import ALPHA, BETA, LATER, PAPER, PUBLIC, SECRET, WIRE, follow, put


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


def story_number(store: Store, article_id: int) -> int:
    story = store.story_of(ALPHA, article_id)
    assert story is not None
    return story.id


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

    def test_a_story_that_was_merged_is_found_by_its_old_number(self, store: Store) -> None:
        one, two, three = (put(store, f"Story number {n} is here.") for n in range(3))
        first, second, third = (story_number(store, each.id) for each in (one, two, three))
        store.move([three.id], second, LATER)
        store.move([two.id, three.id], first, LATER)
        for number in (first, second, third):
            story = store.story(ALPHA, number)
            assert story is not None
            assert (story.id, story.article_ids) == (first, (one.id, two.id, three.id))
        assert store.story(BETA, second) is None
        assert store.story(ALPHA, third + 1) is None

    def test_all_of_a_story_goes_into_another(self, store: Store) -> None:
        one, two, three = (put(store, f"Story number {n} is here.") for n in range(3))
        first, second = story_number(store, one.id), story_number(store, two.id)
        store.move([three.id], second, NOW)
        store.merge(second, first, LATER)
        store.merge(second, first, LATER)
        store.merge(first, first, LATER)
        assert [(s.id, s.article_ids) for s in store.stories(ALPHA)] == [(first, (one.id, two.id, three.id))]
        found = store.story(ALPHA, second)
        assert found is not None
        assert found.id == first

    def test_who_joins_a_story_that_ended_meanwhile_joins_what_it_became(self, store: Store) -> None:
        one, two = put(store, "One."), put(store, "Two.")
        first, second = story_number(store, one.id), story_number(store, two.id)
        store.move([two.id], first, NOW)
        late = store.record(intake("Three.", story_id=second), LATER)
        assert late.story_id == first
        assert store.facts().stories == 1

    def test_a_story_names_its_texts_and_how_many_voices_it_has_at_most(self, store: Store) -> None:
        one = store.record(intake(document("Kim leaves.", source="Wire", key="a")), NOW).article
        number = story_number(store, one.id)
        for text, source in (("Kim has left.", "Wire"), ("Kim is gone.", "Post"), ("Kim left.", ""), ("Gone.", "")):
            store.record(intake(document(text, source=source), story_id=number), NOW)
        store.record(intake(document("Kim stays.", source="Wire", key="a")), LATER)
        (story,) = store.stories(ALPHA)
        assert story.editions[:2] == ((one.id, 2), (one.id + 1, 1))
        assert story.voices == 4

    def test_the_latest_stories_are_found_among_many_old_and_foreign_ones(self, store: Store) -> None:
        own = [put(store, f"Our story number {n}.", now=NOW + timedelta(minutes=n)) for n in range(3)]
        for n in range(60):
            put(store, f"Their story number {n}.", "beta", now=LATER + timedelta(minutes=n))
        assert [s.article_ids for s in store.stories(ALPHA, limit=2)] == [(own[2].id,), (own[1].id,)]
        assert [len(store.stories(scope, limit=1)) for scope in (ALPHA, BETA)] == [1, 1]

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

    def test_clustering_may_ask_for_what_came_since_its_last_look(self, store: Store) -> None:
        first, second = put(store, "One."), put(store, "Two.")
        found = store.recent(NOW, LATER, after=first.id)
        assert [f.article_id for f in found] == [second.id]

    def test_whoever_stores_an_article_is_told_its_story(self, store: Store) -> None:
        done = store.record(intake("One."), NOW)
        story = store.story_of(ALPHA, done.article.id)
        assert story is not None
        assert done.story_id == store.record(intake("One."), NOW).story_id == story.id


class TestChanges:
    def test_what_was_stored_revised_or_moved_is_a_change(self, store: Store) -> None:
        first, second = put(store, PUBLIC, key="a"), put(store, SECRET, key="b")
        known = store.changes(NOW)
        assert {(each.article_id, each.revision) for each in known} == {(first.id, 1), (second.id, 1)}
        assert store.changes(LATER) == frozenset()
        put(store, f"{PUBLIC} It rains.", key="a", now=LATER)
        (revised,) = store.changes(LATER)
        assert (revised.article_id, revised.revision) == (first.id, 2)
        store.move([second.id], revised.story_id, LATER)
        (moved,) = store.changes(LATER) - {revised}
        assert moved == (second.id, 1, revised.story_id)

    def test_its_readers_are_those_who_follow_a_feed_that_brought_it(self, store: Store) -> None:
        follow(store, "alpha", WIRE)
        follow(store, "beta", WIRE)
        follow(store, "gamma", PAPER)
        shared, own = put(store, PUBLIC, feed=WIRE), put(store, SECRET)
        assert store.readers([shared.id]) == {"alpha", "beta"}
        assert store.readers([own.id]) == {"alpha"}
        put(store, PUBLIC, "gamma", PAPER)
        assert store.readers([shared.id]) == {"alpha", "beta", "gamma"}
        assert store.readers([]) == frozenset()
