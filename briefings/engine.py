"""The use cases: take articles in, write digests, answer questions.

Everything that a person can ask of the product passes here, whatever the platform; every quote that leaves is proven.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from briefings.answers.question import tidy
from briefings.answers.retrieval import choose_articles, query_words
from briefings.answers.rosters import search_words
from briefings.citations import proven_bullets, require_proven
from briefings.digests.topics import on_topic
from briefings.errors import UnprovenError
from briefings.models import (
    MOST_BULLETS,
    AnnotatedArticle,
    Answer,
    AnswerStatus,
    Article,
    Digest,
    Document,
    Ingested,
    Length,
    Outcome,
    Question,
    Scope,
    Story,
    StoryDigest,
    Told,
)
from briefings.ports import (
    Annotator,
    Answerer,
    Intake,
    SourceFacts,
    Store,
    StoreFacts,
    StoryRow,
    Summarizer,
    uploads_feed,
)
from briefings.stories.description import describe
from briefings.stories.keeping import StoryKeeper
from briefings.stories.ranking import rank
from briefings.stories.signatures import sign

log = logging.getLogger(__name__)

_ARTICLES_OF_STORY = 40  # the latest; a story of a month is told by its last days
_STORIES_LOOKED_AT = 200
_PASSAGES = 80
_ARTICLES_OF_ANSWER = 30


@dataclass(frozen=True, slots=True)
class _Told:
    """A story with the articles that a scope sees of it."""

    story: Story
    articles: tuple[AnnotatedArticle, ...]


class Briefings:
    """The briefing engine over one store.

    Its methods block and use the processor: call them from a worker thread. They may be called from several threads.
    """

    def __init__(self, store: Store, annotator: Annotator, summarizer: Summarizer, answerer: Answerer) -> None:
        self._store = store
        self._annotator = annotator
        self._summarizer = summarizer
        self._answerer = answerer
        self._keeper = StoryKeeper(store)

    def ingest(
        self, documents: Iterable[Document], workspace: str, now: datetime, *, feed: str | None = None
    ) -> Iterator[Ingested]:
        """Store documents one after the other, each with its annotations and its story; yields what became of each.

        Without a feed they are the workspace's private uploads.
        """
        feed = feed or uploads_feed(workspace)
        for document in documents:
            if self._store.outcome(document, workspace, feed) in (Outcome.NEW, Outcome.REVISED):
                annotation = self._annotator.annotate(document.text, document.dateline)
                signature = sign(document.title, annotation)
                yield self._keeper.record(Intake(document, annotation, signature, workspace, feed), now)
            else:
                yield self._store.record(Intake(document, None, None, workspace, feed), now)

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
        words = query_words(self._annotator.parse(topic)) if topic.strip() else []
        if topic.strip():
            found = self._about(scope, words)
        else:
            rows = self._store.stories(scope, since=since, limit=_STORIES_LOOKED_AT)
            found = self._described(scope, rows)
        by_story = {each.story.id: each for each in found}
        told_stories: list[StoryDigest] = []
        for story in rank((each.story for each in found), now):
            if len(told_stories) == limit:
                break
            each = by_story[story.id]
            if digest := self._on_topic(each, words, length, told) or self._summarized(each, length, told):
                told_stories.append(digest)
        articles = sum(len(each.story.article_ids) for each in told_stories)
        return Digest(tuple(told_stories), now, articles, since, topic)

    def story(
        self, scope: Scope, story_id: int, *, length: Length = Length.LONG, told: Sequence[Told] = ()
    ) -> StoryDigest | None:
        """One story; None if the scope sees no such story."""
        rows = [row for row in self._store.stories(scope, limit=_STORIES_LOOKED_AT) if row.id == story_id]
        found = self._described(scope, rows)
        return self._summarized(found[0], length, told) if found else None

    def answer(self, scope: Scope, question: Question) -> Answer:
        """What the scope's articles say to a question, or that they do not."""
        asked = tidy(question.text)
        parsed = self._annotator.parse(asked)
        vector = self._annotator.embed([asked])[0]
        words = [*query_words(parsed), *search_words(parsed)]
        passages = self._store.search(scope, words, limit=_PASSAGES)
        looked_up = self._store.annotated(scope, list(dict.fromkeys(passage.article_id for passage in passages)))
        articles = choose_articles(parsed, vector, passages, looked_up, question.asked)
        articles = self._with_story_mates(scope, articles)
        answer = self._answerer.answer(question, parsed, vector, articles)
        try:
            require_proven(answer, {each.article.id: each.article for each in articles})
        except UnprovenError:
            log.exception("an answer to %r was not proven and is withheld", question.text)
            return Answer(AnswerStatus.NOT_FOUND, question.text)
        return answer

    def stories(self, scope: Scope, *, since: datetime | None = None, limit: int = 50) -> list[Story]:
        """The scope's stories, the last changed first."""
        rows = self._store.stories(scope, since=since, limit=limit)
        return [each.story for each in self._described(scope, rows)]

    def articles(self, scope: Scope, *, since: datetime | None = None, limit: int = 500) -> list[Article]:
        """The scope's articles, the latest first."""
        return self._store.articles(scope, since=since, limit=limit)

    def sources(self, scope: Scope) -> list[SourceFacts]:
        """The scope's sources, by name."""
        return self._store.sources(scope)

    def facts(self, scope: Scope | None = None) -> StoreFacts:
        """How much is stored."""
        return self._store.facts(scope)

    def _described(self, scope: Scope, rows: Iterable[StoryRow]) -> list[_Told]:
        found = []
        for row in rows:
            articles = self._store.annotated(scope, row.article_ids[-_ARTICLES_OF_STORY:])
            if articles:
                found.append(_Told(describe(row, articles), tuple(articles)))
        return found

    def _summarized(self, told: _Told, length: Length, before: Sequence[Told]) -> StoryDigest | None:
        bullets = self._summarizer.summarize(told.articles, length=length, told=before)
        proven = proven_bullets(bullets, {each.article.id: each.article for each in told.articles})
        if len(proven) < len(bullets):
            log.error(
                "story %d: %d bullets were not proven and are left out", told.story.id, len(bullets) - len(proven)
            )
        return StoryDigest(told.story, proven) if proven else None

    def _on_topic(
        self, told: _Told, words: Sequence[str], length: Length, before: Sequence[Told]
    ) -> StoryDigest | None:
        """The bullets of a story that are about the topic, of all that can be said of it; None if there is none."""
        whole = self._summarized(told, Length.LONG, before) if words else None
        bullets = on_topic(whole.bullets, words)[: MOST_BULLETS[length]] if whole else ()
        return StoryDigest(told.story, bullets) if bullets else None

    def _about(self, scope: Scope, words: Sequence[str]) -> list[_Told]:
        """The stories with a sentence that holds one of the words."""
        found = dict.fromkeys(passage.article_id for passage in self._store.search(scope, words, limit=_PASSAGES))
        rows = {row.id: row for article_id in found if (row := self._store.story_of(scope, article_id)) is not None}
        return self._described(scope, rows.values())

    def _with_story_mates(self, scope: Scope, articles: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
        """The articles with the others of the first one's story: a list that is spread over a story is to be whole."""
        chosen = {each.article.id: each for each in articles}
        row = self._store.story_of(scope, articles[0].article.id) if articles else None
        if row:
            missing = [number for number in row.article_ids[-_ARTICLES_OF_ANSWER:] if number not in chosen]
            for each in self._store.annotated(scope, missing):
                chosen[each.article.id] = each
        return list(chosen.values())[:_ARTICLES_OF_ANSWER]
