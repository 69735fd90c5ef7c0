"""What every store promises about who sees what."""

from __future__ import annotations

import pytest

from briefings.errors import NotFoundError
from briefings.models import Article, Outcome, Scope
from briefings.ports import Store, uploads_feed
from tests.contracts.intakes import NOW, document, intake
from tests.contracts.stores import ALPHA, BETA, LATER, PAPER, PUBLIC, SECRET, WIRE, follow, put, texts


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


class TestSharing:
    def test_a_scope_may_read_another_workspace_beside_its_own(self, store: Store) -> None:
        put(store, SECRET, "beta")
        put(store, PUBLIC, "alpha")
        both = Scope("beta", shared="alpha")
        assert texts(store, both) == {SECRET, PUBLIC}
        assert texts(store, ALPHA) == {PUBLIC}
        assert store.facts(both).articles == 2
        assert len(store.sources(both)) == 2
        assert {hit.article_id for hit in store.search(both, ["train"])} == {store.articles(ALPHA)[0].id}

    def test_what_both_follow_counts_once(self, store: Store) -> None:
        for workspace in ("alpha", "beta"):
            follow(store, workspace, WIRE)
        put(store, PUBLIC, feed=WIRE)
        both = Scope("beta", shared="alpha")
        assert len(store.articles(both)) == 1
        assert [facts.articles for facts in store.sources(both)] == [1]
        assert store.facts(both).sources == 1

    def test_sources_are_chosen_among_both(self, store: Store) -> None:
        follow(store, "alpha", WIRE, "Wire")
        follow(store, "beta", PAPER, "Paper")
        put(store, PUBLIC, feed=WIRE)
        put(store, SECRET, "beta", feed=PAPER)
        assert texts(store, Scope("beta", frozenset({"Wire"}), "alpha")) == {PUBLIC}
        assert texts(store, Scope("beta", frozenset({"Wire"}))) == set()
