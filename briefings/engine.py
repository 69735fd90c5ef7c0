"""The use cases: take articles in, write digests, answer questions.

Everything that a person can ask of the product passes here, whatever the platform; every quote that leaves is proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from briefings.models import Answer, Article, Digest, Document, Ingested, Length, Question, Scope, Story, Told
from briefings.ports import Annotator, Answerer, SourceFacts, Store, StoreFacts, Summarizer


class Briefings:
    """The briefing engine over one store.

    Its methods block and use the processor: call them from a worker thread. They may be called from several threads.
    """

    def __init__(self, store: Store, annotator: Annotator, summarizer: Summarizer, answerer: Answerer) -> None:
        self._store = store
        self._annotator = annotator
        self._summarizer = summarizer
        self._answerer = answerer

    def ingest(
        self, documents: Iterable[Document], workspace: str, now: datetime, *, feed: str | None = None
    ) -> Iterator[Ingested]:
        """Store documents one after the other, each with its annotations and its story; yields what became of each.

        Without a feed they are the workspace's private uploads.
        """
        raise NotImplementedError

    def digest(
        self,
        scope: Scope,
        now: datetime,
        *,
        topic: str = "",
        since: datetime | None = None,
        length: Length = Length.NORMAL,
        told: Sequence[Told] = (),
        limit: int = 5,
    ) -> Digest:
        """The stories of a scope that matter most, at most ``limit`` of them, without what the channel was told."""
        raise NotImplementedError

    def answer(self, scope: Scope, question: Question) -> Answer:
        """What the scope's articles say to a question, or that they do not."""
        raise NotImplementedError

    def stories(self, scope: Scope, *, since: datetime | None = None, limit: int = 50) -> list[Story]:
        """The scope's stories, the last changed first."""
        raise NotImplementedError

    def articles(self, scope: Scope, *, since: datetime | None = None, limit: int = 500) -> list[Article]:
        """The scope's articles, the latest first."""
        return self._store.articles(scope, since=since, limit=limit)

    def sources(self, scope: Scope) -> list[SourceFacts]:
        """The scope's sources, by name."""
        return self._store.sources(scope)

    def facts(self, scope: Scope | None = None) -> StoreFacts:
        """How much is stored."""
        return self._store.facts(scope)
