"""Stored articles are put into stories: the window decides, the store keeps."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

from briefings.annotation import Annotation, Signature
from briefings.models import Article, Ingested, Outcome
from briefings.ports import Intake, SignedArticle, Store
from briefings.stories.clustering import Window

_WINDOW = timedelta(days=30)
_AHEAD = timedelta(days=2)  # publishers date articles into the future, by a time zone or on purpose


class StoryKeeper:
    """Records articles, each in the story that it belongs to, and mends stories that a later article shows to be wrong.

    The window is read from the store when it is first needed, and what another process has stored meanwhile is added:
    stories are a matter of the store, whoever fills it. An article from an archive meets those of its own time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._present = _Kept()
        self._past = _Kept()
        self._past_date: datetime | None = None  # the middle of the past window
        self._lock = threading.Lock()

    def record(self, intake: Intake, now: datetime) -> Ingested:
        """Store a document in the story that it joins, or in a new one; one without a signature joins none."""
        if intake.signature is None:
            return self._store.record(intake, now)
        with self._lock:
            when = intake.document.published or now
            kept = self._near(when, now)
            placement = kept.window.place(intake.signature, when)
            ingested = self._store.record(replace(intake, story_id=placement.story_id), now)
            article, story_id = ingested.article, ingested.story_id
            if ingested.outcome in (Outcome.NEW, Outcome.REVISED) and story_id is not None:
                kept.add(SignedArticle(article.id, story_id, article.when, article.source, intake.signature))
                self._mend(kept.window, article.id, now)
            return ingested

    def annotate(self, article: Article, annotation: Annotation, signature: Signature, now: datetime) -> bool:
        """Give a stored article what was found in it, and its story; False if it was revised or removed meanwhile."""
        with self._lock:
            kept = self._near(article.when, now)
            placement = kept.window.place(signature, article.when)
            story_id = self._store.annotate(article, annotation, signature, now, placement.story_id)
            if story_id is None:
                return False
            kept.add(SignedArticle(article.id, story_id, article.when, article.source, signature))
            self._mend(kept.window, article.id, now)
            return True

    def _near(self, when: datetime, now: datetime) -> _Kept:
        """The window of a time."""
        return self._now(now) if when >= now - _WINDOW else self._then(when)

    def _now(self, now: datetime) -> _Kept:
        self._refresh(self._present, now - _WINDOW, now + _AHEAD)
        self._present.window.forget(now - _WINDOW)
        return self._present

    def _then(self, when: datetime) -> _Kept:
        """The window of a past time, kept while an import stays near it."""
        if self._past_date is None or abs(when - self._past_date) > _WINDOW / 2:
            self._past, self._past_date = _Kept(), when
        self._refresh(self._past, self._past_date - _WINDOW, self._past_date + _WINDOW)
        return self._past

    def _refresh(self, kept: _Kept, since: datetime, until: datetime) -> None:
        """Add what was stored since the last look, whoever stored it."""
        newcomers = self._store.recent(since, until, after=kept.last)
        for article in sorted(newcomers, key=lambda each: (each.when, each.article_id)):
            kept.add(article)

    def _mend(self, window: Window, article_id: int, now: datetime) -> None:
        for move in window.review(article_id):
            if move.ended is not None and move.story_id is not None:
                self._store.merge(move.ended, move.story_id, now)
                window.move(move.article_ids, move.story_id)
            else:
                window.move(move.article_ids, self._store.move(move.article_ids, move.story_id, now))


class _Kept:
    """A window, and the latest stored article that it knows."""

    def __init__(self) -> None:
        self.window = Window()
        self.last = 0

    def add(self, article: SignedArticle) -> None:
        self.window.add(article)
        self.last = max(self.last, article.article_id)
