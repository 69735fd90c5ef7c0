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
        self._window = Window()
        self._last = 0  # the latest stored article that the window knows
        self._past = Window()
        self._past_date: datetime | None = None  # the middle of the past window
        self._lock = threading.Lock()

    def record(self, intake: Intake, now: datetime) -> Ingested:
        """Store a document in the story that it joins, or in a new one; one without a signature joins none."""
        if intake.signature is None:
            return self._store.record(intake, now)
        with self._lock:
            when = intake.document.published or now
            window = self._present(now) if when >= now - _WINDOW else self._of(when)
            placement = window.place(intake.signature, when)
            ingested = self._store.record(replace(intake, story_id=placement.story_id), now)
            article, story_id = ingested.article, ingested.story_id
            if ingested.outcome in (Outcome.NEW, Outcome.REVISED) and story_id is not None:
                window.add(SignedArticle(article.id, story_id, article.when, article.source, intake.signature))
                if window is self._window:
                    self._last = max(self._last, article.id)
                self._mend(window, article.id, now)
            return ingested

    def annotate(self, article: Article, annotation: Annotation, signature: Signature, now: datetime) -> bool:
        """Give a stored article what was found in it, and its story; False if it was revised or removed meanwhile."""
        with self._lock:
            window = self._present(now) if article.when >= now - _WINDOW else self._of(article.when)
            placement = window.place(signature, article.when)
            story_id = self._store.annotate(article, annotation, signature, now, placement.story_id)
            if story_id is None:
                return False
            window.add(SignedArticle(article.id, story_id, article.when, article.source, signature))
            self._mend(window, article.id, now)
            return True

    def _present(self, now: datetime) -> Window:
        newcomers = self._store.recent(now - _WINDOW, now + _AHEAD, after=self._last)
        for article in sorted(newcomers, key=lambda each: (each.when, each.article_id)):
            self._window.add(article)
            self._last = max(self._last, article.article_id)
        self._window.forget(now - _WINDOW)
        return self._window

    def _of(self, when: datetime) -> Window:
        """The window of a past time, kept while an import stays near it."""
        if self._past_date is None or abs(when - self._past_date) > _WINDOW / 2:
            self._past = Window(self._store.recent(when - _WINDOW, when + _WINDOW))
            self._past_date = when
        return self._past

    def _mend(self, window: Window, article_id: int, now: datetime) -> None:
        for move in window.review(article_id):
            window.move(move.article_ids, self._store.move(move.article_ids, move.story_id, now))
