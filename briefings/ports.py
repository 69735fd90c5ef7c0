"""What the engine needs from the world, in verbs of the domain.

A store speaks of articles and stories, never of tables; an annotator of sentences, never of a language library.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from briefings.annotation import Annotation, Sentence, Signature, Vector
from briefings.models import (
    AnnotatedArticle,
    Answer,
    Article,
    Bullet,
    Document,
    Edition,
    Ingested,
    Length,
    Outcome,
    Passage,
    Question,
    Scope,
    Told,
)


class Annotator(Protocol):
    """One loaded language pipeline: sentences, parses, entities and embeddings."""

    def annotate(self, text: str, dateline: str = "") -> Annotation:
        """Everything found in an article's text; ``dateline``, its opening words, is no part of its first sentence."""
        ...

    def parse(self, text: str) -> Sentence:
        """A question, or any other short text, as one parsed sentence."""
        ...

    def embed(self, texts: Sequence[str]) -> Vector:
        """One row of unit length a text, shape (len(texts), 384)."""
        ...


@dataclass(frozen=True, slots=True)
class Intake:
    """A document that is to be stored, with what was found in it and the story that it joins.

    ``story_id`` None starts a new story for a new article and leaves a revised one where it is. ``annotation`` and
    ``signature`` may be None: always when ``Store.outcome`` says that the document is known, and otherwise to store
    the article now and annotate it later (``Store.waiting``, ``Store.annotate``); until then it is in no story and
    no search finds it. ``workspace`` is who brings it: it matters for private uploads (see ``uploads_feed``).
    """

    document: Document
    annotation: Annotation | None
    signature: Signature | None
    workspace: str
    feed: str
    story_id: int | None = None


def uploads_feed(workspace: str) -> str:
    """The feed of what a workspace's people upload themselves: it is theirs alone."""
    return f"upload:{workspace}"


@dataclass(frozen=True, slots=True)
class SignedArticle:
    """A stored article as clustering compares it; ``when`` is the article's date."""

    article_id: int
    story_id: int
    when: datetime
    source: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source as `/sources` shows it.

    A ``shared`` one is read for everybody by whoever runs the bot.
    What is fetched has a ``standing`` ("active", "paused", "retired"), its last success and next try, its last error in
    words, and the articles that it brought per day.
    """

    name: str
    kind: str  # "upload" | "feed" | "page" | "sitemap" | "folder"
    address: str
    articles: int
    last_article: datetime | None
    feed: str = ""
    standing: str = ""
    last_success: datetime | None = None
    next_try: datetime | None = None
    error: str = ""
    failures: int = 0
    per_day: float | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a store holds, for `newsbrief status`; for a scope, ``bytes`` counts only the texts that it may see.

    A store that is not ``writable`` answers, and refuses what would store something.
    """

    articles: int
    stories: int
    sources: int
    passages: int
    bytes: int
    place: str
    last_stored: datetime | None
    writable: bool = True


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story as one scope sees it, told without a look at its texts.

    ``editions`` are its visible articles, each with its revision, in the order in which they came. ``first_seen`` is
    when the first of them was stored, ``last_change`` when one of them last joined or was revised. At most ``voices``
    publishers report it on their own: a copy looks like a voice until its text is read.
    """

    id: int
    editions: tuple[Edition, ...]
    first_seen: datetime
    last_change: datetime
    voices: int = 1

    @property
    def article_ids(self) -> tuple[int, ...]:
        """The articles of the story that the scope may see."""
        return tuple(article_id for article_id, _ in self.editions)


class StoryChange(NamedTuple):
    """An article's text, and the story that it is in: another of these three is a change."""

    article_id: int
    revision: int
    story_id: int


class Store(Protocol):
    """Articles, what was found in them, and the stories that they make.

    Every question is bound to a scope; what a scope may not see does not exist for it. Each method is one transaction:
    it happened wholly or not at all. Methods may be called from any thread.
    """

    def find(self, document: Document, workspace: str) -> Article | None:
        """The stored article that a document is, by its key, else by its very text, if the workspace may see it."""
        ...

    def outcome(self, document: Document, workspace: str, feed: str) -> Outcome:
        """What ``record`` would make of a document, without doing it; only new and revised ones need an annotation."""
        ...

    def record(self, intake: Intake, now: datetime) -> Ingested:
        """Store a new article, or a new revision of a known one, with its annotation and its story.

        Only the feed and key that first brought an article can revise it; the revision keeps its story unless the
        intake names another. The workspace's own uploads are followed by themselves; any other feed must be followed
        by somebody first.

        Raises:
            NotFoundError: nobody follows the feed, or it is another workspace's uploads.
        """
        ...

    def record_all(self, intakes: Sequence[Intake], now: datetime) -> list[Ingested]:
        """Store many documents in one transaction, in order, each as ``record`` does."""
        ...

    def waiting(self, limit: int = 100) -> list[Article]:
        """For annotating alone: articles stored without an annotation, whoever may see them, the oldest first."""
        ...

    def annotate(
        self,
        article: Article,
        annotation: Annotation,
        signature: Signature,
        now: datetime,
        story_id: int | None = None,
    ) -> int | None:
        """Give an article, as it was read, what was found in it; gives its story, None if it was revised meanwhile.

        An article without a story joins the one that is named, or starts its own; replaces an earlier annotation.
        """
        ...

    def revisions(self, scope: Scope, article_id: int) -> list[Article]:
        """Every revision of an article that the scope may see, the oldest first, so that old quotes stay provable."""
        ...

    def follow(self, workspace: str, feed: str, name: str, kind: str, address: str, now: datetime) -> None:
        """Let a workspace follow a feed under a name; following twice changes nothing but the name.

        Raises:
            NotFoundError: the feed is another workspace's uploads.
        """
        ...

    def unfollow(self, workspace: str, feed: str) -> bool:
        """Let a workspace follow a feed no more, so that it no longer sees its articles; False if it never did."""
        ...

    def sources(self, scope: Scope) -> list[SourceFacts]:
        """The sources of a scope, by name."""
        ...

    def articles(
        self, scope: Scope, *, since: datetime | None = None, until: datetime | None = None, limit: int = 500
    ) -> list[Article]:
        """A scope's articles by date (``Article.when``), the latest first; since <= when < until."""
        ...

    def named(self, scope: Scope, article_ids: Sequence[int]) -> list[Article]:
        """Those of the articles that the scope may see, in the order given."""
        ...

    def annotated(self, scope: Scope, article_ids: Sequence[int]) -> list[AnnotatedArticle]:
        """Those of the articles that the scope may see, with their annotations, in the order given."""
        ...

    def search(
        self, scope: Scope, words: Sequence[str], *, since: datetime | None = None, limit: int = 50
    ) -> list[Passage]:
        """The body sentences that hold any of the words, best first; BM25 over word stems.

        A text of several words is a phrase. Very common words are left out, and nothing in a word is query syntax;
        ``since`` bounds ``Article.when``.
        """
        ...

    def stories(self, scope: Scope, *, since: datetime | None = None, limit: int = 200) -> list[StoryRow]:
        """The stories with an article that the scope may see, the last changed first; only those articles are named.

        ``since`` bounds ``StoryRow.last_change``.
        """
        ...

    def story(self, scope: Scope, story_id: int) -> StoryRow | None:
        """A story, or the one that it became when it was merged, if the scope may see an article of it."""
        ...

    def story_of(self, scope: Scope, article_id: int) -> StoryRow | None:
        """The story that an article is in, if the scope may see the article and it has one."""
        ...

    def recent(self, since: datetime, until: datetime, *, after: int = 0, limit: int = 5000) -> list[SignedArticle]:
        """For clustering alone: the articles dated since <= when < until, whoever may see them, latest first.

        ``after`` names an article: only those that were first stored after it.
        """
        ...

    def changes(self, since: datetime) -> frozenset[StoryChange]:
        """For watching alone: what was stored, revised or put into a story since then, whoever may see it."""
        ...

    def readers(self, article_ids: Collection[int]) -> frozenset[str]:
        """The workspaces that may see any of the articles."""
        ...

    def move(self, article_ids: Sequence[int], story_id: int | None, now: datetime) -> int:
        """Put articles into another story (None: a new one), return its id; a story left without articles ends."""
        ...

    def merge(self, ended: int, story_id: int, now: datetime) -> None:
        """Put all articles of one story into another; the first one ends and is found by its number as the other."""
        ...

    def facts(self, scope: Scope | None = None) -> StoreFacts:
        """How much is stored, in all or in a scope."""
        ...

    def close(self) -> None:
        """Finish what is being written and let go of the database."""
        ...


class Summarizer(Protocol):
    """Writes a story's bullets from its articles."""

    def summarize(
        self, articles: Sequence[AnnotatedArticle], *, length: Length, told: Sequence[Told] = ()
    ) -> tuple[Bullet, ...]:
        """Short bullets in reading order, each with every article that says it, none that the channel was told."""
        ...


class Answerer(Protocol):
    """Answers a question from annotated articles."""

    def answer(
        self, question: Question, parsed: Sentence, vector: Vector, articles: Sequence[AnnotatedArticle]
    ) -> Answer:
        """What the articles say, or that they do not, with the closest passage.

        ``parsed`` and ``vector`` are the question's parse and embedding, shape (384,): retrieval needs them too.
        """
        ...


class Clock(Protocol):
    """The time, as an argument."""

    def __call__(self) -> datetime:
        """The current time, aware, in UTC."""
        ...
