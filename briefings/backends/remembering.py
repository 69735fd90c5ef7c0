"""Remembers what was written from the same articles: workspaces that read the same feeds get it made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from briefings.models import AnnotatedArticle, Article, Bullet, Length, Told
from briefings.ports import Summarizer

KEPT = 4_096
"""Summaries, each of a few kilobytes."""


class RememberingSummarizer:
    """A summarizer that writes nothing twice; it may be called from several threads.

    A summary depends on nothing but the articles as the reader may see them, the length and what was told.
    """

    def __init__(self, summarizer: Summarizer, kept: int = KEPT) -> None:
        self._summarizer = summarizer
        self._kept = kept
        self._lock = threading.Lock()
        self._known: OrderedDict[object, tuple[Bullet, ...]] = OrderedDict()

    def summarize(
        self, articles: Sequence[AnnotatedArticle], *, length: Length, told: Sequence[Told] = ()
    ) -> tuple[Bullet, ...]:
        """Short bullets in reading order, each with every article that says it, none that the channel was told."""
        key = (tuple(_identity(each.article) for each in articles), length, tuple(told))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        bullets = self._summarizer.summarize(articles, length=length, told=told)
        with self._lock:
            self._known[key] = bullets
            if len(self._known) > self._kept:
                self._known.popitem(last=False)
        return bullets


def _identity(article: Article) -> tuple[object, ...]:
    """An article without its text, which its revision stands for."""
    return (article.id, article.revision, article.title, article.url, article.source, article.published, article.teaser)
