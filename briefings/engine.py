"""The use cases: take articles in, write digests, answer questions.

Everything that a person can ask of the product passes here, whatever the platform; every quote that leaves is proven.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice

from briefings.annotation import Annotation, Signature
from briefings.answers.question import tidy
from briefings.answers.retrieval import choose_articles, query_words
from briefings.answers.rosters import search_words
from briefings.citations import proven_bullets, require_proven, surround
from briefings.digests.topics import on_topic
from briefings.errors import UnprovenError
from briefings.models import (
    MOST_BULLETS,
    AnnotatedArticle,
    Answer,
    AnswerStatus,
    Article,
    Bullet,
    Citation,
    Digest,
    Document,
    Edition,
    Excerpt,
    Ingested,
    Length,
    Outcome,
    Question,
    Scope,
    Story,
    StoryDigest,
    Told,
    distinct,
)
from briefings.ports import (
    Annotator,
    Answerer,
    Intake,
    SourceFacts,
    Store,
    StoreFacts,
    StoryChange,
    StoryRow,
    Summarizer,
    uploads_feed,
)
from briefings.stories.changes import tell_once
from briefings.stories.description import describe
from briefings.stories.hearing import Heard, is_news, sentences_read
from briefings.stories.keeping import StoryKeeper
from briefings.stories.publishers import cite_copies, independent
from briefings.stories.ranking import rank
from briefings.stories.signatures import sign

log = logging.getLogger(__name__)

_ARTICLES_OF_STORY = 40  # the latest; a story of a month is told by its last days
_REPORTS_READ = 12  # of these, the latest that are no copies
_STORIES_RANKED = 2_000  # the last changed; at a big newsroom those of some days
_STORIES_DESCRIBED = 1_000  # kept, each about a kilobyte
_PASSAGES = 80
_ARTICLES_OF_ANSWER = 30


@dataclass(frozen=True, slots=True)
class _Reports:
    """A story's articles by id, each with its copies behind it, and the publishers that report on their own."""

    groups: tuple[tuple[int, ...], ...]
    publishers: tuple[str, ...]

    @property
    def originals(self) -> tuple[int, ...]:
        return tuple(group[0] for group in self.groups)


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
        self._reports = lru_cache(_STORIES_DESCRIBED)(self._compare)
        self._described = lru_cache(_STORIES_DESCRIBED)(self._describe)

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
                signature = sign(document.title, annotation, self._annotator.embed)
                yield self._keeper.record(Intake(document, annotation, signature, workspace, feed), now)
            else:
                yield self._store.record(Intake(document, None, None, workspace, feed), now)

    def place(self, article: Article, annotation: Annotation, signature: Signature, now: datetime) -> bool:
        """Give an article that was stored before what was found in it, and its story; False if it is another by now."""
        return self._keeper.annotate(article, annotation, signature, now)

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
        skip: Collection[int] = (),
    ) -> Digest:
        """The stories of a scope that matter most, at most ``limit`` of them, without what the channel was told.

        ``since`` leaves out stories that did not change since then, ``skip`` those that were shown just before. Only
        the stories that are told are read; the others are ranked by what the store knows of them.
        """
        words = query_words(self._annotator.parse(topic)) if topic.strip() else []
        passages = self._store.search(scope, words, limit=_PASSAGES)
        found = dict.fromkeys(passage.article_id for passage in passages)
        if topic.strip():
            rows = [row for row in self._stories_of(scope, found) if since is None or row.last_change >= since]
        else:
            rows = self._store.stories(scope, since=since, limit=_STORIES_RANKED)
        heard = Heard.of(told)
        digests = (
            self._on_topic(scope, row, words, found, length, heard) or self._summarized(scope, row, length, heard)
            for row in rank(rows, now, partial(self._voices, scope))
            if row.id not in skip
        )
        stories = tuple(islice((digest for digest in digests if digest), limit))
        return Digest(stories, now, sum(len(each.story.article_ids) for each in stories), since, topic)

    def story(
        self, scope: Scope, story_id: int, *, length: Length = Length.LONG, told: Sequence[Told] = ()
    ) -> StoryDigest | None:
        """One story, or what it became when it was merged; None if the scope sees no such story, or nothing new."""
        row = self._store.story(scope, story_id)
        return self._summarized(scope, row, length, Heard.of(told)) if row else None

    def describe(self, scope: Scope, story_id: int) -> Story | None:
        """A story without its bullets, or what it became; None if the scope sees no such story."""
        row = self._store.story(scope, story_id)
        return self._described(scope, row) if row else None

    def rank_of(self, scope: Scope, story_id: int, now: datetime, *, since: datetime | None = None) -> int | None:
        """Which place a story has in a digest of all, the first being 1; None if it did not change since then."""
        rows = self._store.stories(scope, since=since, limit=_STORIES_RANKED)
        ranked = enumerate(rank(rows, now, partial(self._voices, scope)), start=1)
        return next((place for place, row in ranked if row.id == story_id), None)

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

    def excerpts(self, scope: Scope, citations: Sequence[Citation]) -> list[Excerpt]:
        """Quotes with the sentences around them; those of articles that the scope may not see are left out."""
        ids = list(dict.fromkeys(citation.article_id for citation in citations))
        annotated = {each.article.id: each for each in self._store.annotated(scope, ids)}
        visible = {article.id for article in self._store.named(scope, ids)}
        return [surround(each, annotated.get(each.article_id)) for each in citations if each.article_id in visible]

    def visible(self, scope: Scope, article_ids: Sequence[int]) -> frozenset[int]:
        """Those of the articles that the scope may see."""
        return frozenset(article.id for article in self._store.named(scope, article_ids))

    def story_with(self, scope: Scope, article_id: int) -> int | None:
        """The story that an article tells; None where the scope may not see it, or it is in none yet."""
        row = self._store.story_of(scope, article_id)
        return row.id if row else None

    def stories(self, scope: Scope, *, since: datetime | None = None, limit: int = 50) -> list[Story]:
        """The scope's stories, the last changed first."""
        rows = self._store.stories(scope, since=since, limit=limit)
        return [self._described(scope, row) for row in rows]

    def articles(self, scope: Scope, *, since: datetime | None = None, limit: int = 500) -> list[Article]:
        """The scope's articles, the latest first."""
        return self._store.articles(scope, since=since, limit=limit)

    def moved(self, scope: Scope, since: datetime) -> list[StoryRow]:
        """The scope's stories that changed since then, the last changed first, without a look at their texts."""
        return self._store.stories(scope, since=since, limit=_STORIES_RANKED)

    def changes(self, since: datetime) -> frozenset[StoryChange]:
        """What was stored, revised or put into a story since then, whoever may see it."""
        return self._store.changes(since)

    def readers(self, changes: Iterable[StoryChange]) -> frozenset[str]:
        """The workspaces that may see any of what changed."""
        return self._store.readers({each.article_id for each in changes})

    def reports(self, scope: Scope, article_ids: Sequence[int]) -> list[list[Article]]:
        """Those of the articles that the scope may see, in groups that were written once: a report and its copies."""
        return independent(self._store.named(scope, article_ids))

    def sources(self, scope: Scope) -> list[SourceFacts]:
        """The scope's sources, by name."""
        return self._store.sources(scope)

    def facts(self, scope: Scope | None = None) -> StoreFacts:
        """How much is stored."""
        return self._store.facts(scope)

    def _compare(self, scope: Scope, row: StoryRow) -> _Reports:
        groups = independent(self._store.named(scope, row.article_ids[-_ARTICLES_OF_STORY:]))
        return _Reports(
            tuple(tuple(article.id for article in copies) for copies in groups),
            distinct(copies[0].label for copies in groups),
        )

    def _voices(self, scope: Scope, row: StoryRow) -> int:
        """How many publishers report a story on their own."""
        return len(self._reports(scope, row).publishers)

    def _describe(self, scope: Scope, row: StoryRow) -> Story:
        reports = self._reports(scope, row)
        return describe(row, self._store.annotated(scope, reports.originals[-_REPORTS_READ:]), reports.publishers)

    def _summarized(
        self, scope: Scope, row: StoryRow, length: Length, heard: Heard, wanted: Iterable[int] = ()
    ) -> StoryDigest | None:
        """A story's bullets, without what the channel was told; None if none is left.

        It is told by its latest reports, those that were cited before, and those that are wanted.
        """
        told = heard.about(row)
        if told and heard.knows(row):
            return None
        reports = self._reports(scope, row)
        kept = {*reports.originals[-_REPORTS_READ:], *wanted, *(number for each in told for number in each.article_ids)}
        articles = self._store.annotated(scope, [number for number in row.article_ids if number in kept])
        bullets = self._news(scope, row, articles, length, heard) if told else self._bullets(articles, length)
        copies = {
            first: self._store.named(scope, others) for first, *others in reports.groups if others and first in kept
        }
        bullets = [cite_copies(bullet, copies) for bullet in bullets]
        printed = [*(each.article for each in articles), *(copy for group in copies.values() for copy in group)]
        proven = proven_bullets(bullets, {article.id: article for article in printed})
        if len(proven) < len(bullets):
            log.error("story %d: %d bullets were not proven and are left out", row.id, len(bullets) - len(proven))
        return StoryDigest(self._described(scope, row), proven) if proven else None

    def _bullets(
        self, articles: Sequence[AnnotatedArticle], length: Length, told: Sequence[Told] = ()
    ) -> Sequence[Bullet]:
        return self._summarizer.summarize(articles, length=length, told=told)

    def _news(
        self, scope: Scope, row: StoryRow, articles: Sequence[AnnotatedArticle], length: Length, heard: Heard
    ) -> Sequence[Bullet]:
        """What is new in a story that the channel was told of."""
        told = heard.about(row)
        readings = heard.readings(articles, partial(self._earlier_text, scope))
        read = sentences_read(articles, readings)
        bullets = self._bullets(articles, length, [*told, Told(row.id, "", tuple(read))])
        return [bullet for bullet in tell_once(bullets) if is_news(bullet, told, readings, read)]

    def _earlier_text(self, scope: Scope, edition: Edition) -> str:
        article_id, revision = edition
        texts = (each.text for each in self._store.revisions(scope, article_id) if each.revision == revision)
        return next(texts, "")

    def _on_topic(
        self, scope: Scope, row: StoryRow, words: Sequence[str], found: Iterable[int], length: Length, heard: Heard
    ) -> StoryDigest | None:
        """The bullets of a story that are about the topic, of all that can be said of it; None if there is none."""
        whole = self._summarized(scope, row, Length.LONG, heard, found) if words else None
        bullets = on_topic(whole.bullets, words)[: MOST_BULLETS[length]] if whole else ()
        return StoryDigest(whole.story, bullets) if whole and bullets else None

    def _stories_of(self, scope: Scope, article_ids: Iterable[int]) -> list[StoryRow]:
        rows: dict[int, StoryRow] = {}
        placed: set[int] = set()
        for article_id in article_ids:
            if article_id not in placed and (row := self._store.story_of(scope, article_id)) is not None:
                rows[row.id] = row
                placed |= set(row.article_ids)
        return list(rows.values())

    def _with_story_mates(self, scope: Scope, articles: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
        """The articles with the others of the first one's story: a list that is spread over a story is to be whole."""
        chosen = {each.article.id: each for each in articles}
        row = self._store.story_of(scope, articles[0].article.id) if articles else None
        if row:
            missing = [number for number in row.article_ids[-_ARTICLES_OF_ANSWER:] if number not in chosen]
            for each in self._store.annotated(scope, missing):
                chosen[each.article.id] = each
        return list(chosen.values())[:_ARTICLES_OF_ANSWER]
