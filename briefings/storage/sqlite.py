"""The store in one SQLite file: the default, for one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from briefings.annotation import Annotation, Signature
from briefings.models import AnnotatedArticle, Article, Document, Ingested, Outcome, Passage, Scope
from briefings.moments import microseconds, moment
from briefings.ports import Intake, SignedArticle, SourceFacts, StoreFacts, StoryChange, StoryRow, uploads_feed
from briefings.sources import identity
from briefings.storage import codec, feeds, listing, recording, rows, searching, terms
from briefings.storage.database import Database
from briefings.storage.followed import SqliteFeeds
from briefings.storage.recall import Recall, Version
from briefings.storage.rows import ARTICLE, VISIBLE, VISIBLE_SOURCE, article, listed, viewer
from briefings.storage.schema import MIGRATIONS


class SqliteStore(SqliteFeeds):
    """The ``Store`` and ``FeedStore`` ports over a SQLite file; several processes may have it open.

    Args:
        path: the file; made with its folders when missing.
        busy_timeout: seconds to wait for another process's write.
        recall: the decoded annotations to keep in memory.

    A file that cannot be written answers questions all the same; only what would store something is refused.

    Raises:
        ReadOnlyError, CorruptError, NewerSchemaError, BusyError: each names the file and the fix.
    """

    def __init__(self, path: Path | str, *, busy_timeout: float = 10.0, recall: Recall | None = None) -> None:
        super().__init__(Database(path, MIGRATIONS, busy_timeout=busy_timeout, or_read=True))
        self._recall = recall or Recall()

    # Taking in

    def find(self, document: Document, workspace: str) -> Article | None:
        """The stored article that a document is, by its key, else by its very text, if the workspace may see it."""
        parameters = {
            **viewer(Scope(workspace)),
            "key": document.key,
            "fingerprint": identity.fingerprint(document.text),
        }
        by_key = f"""
            SELECT {ARTICLE} FROM links AS l JOIN sources AS s USING (feed_id) JOIN articles AS a ON a.id = l.article_id
            WHERE l.key = :key AND s.workspace = :workspace ORDER BY a.id LIMIT 1
        """
        by_text = f"""
            SELECT {ARTICLE} FROM articles AS a WHERE a.fingerprint = :fingerprint AND {VISIBLE} ORDER BY a.id LIMIT 1
        """

        def look(db: sqlite3.Connection) -> Article | None:
            row = db.execute(by_key, parameters).fetchone() or db.execute(by_text, parameters).fetchone()
            return None if row is None else article(row)

        return self._read(look)

    def outcome(self, document: Document, workspace: str, feed: str) -> Outcome:
        """What ``record`` would make of a document, without doing it."""

        def look(db: sqlite3.Connection) -> Outcome:
            known = recording.feed_of(db, workspace, feed)
            # No feed has the id 0: what was never followed holds nothing, but an upload may be in a followed feed.
            known = known or recording.Feed(0, workspace if feed == uploads_feed(workspace) else "")
            return recording.judge(db, document, workspace, known).outcome

        return self._read(look)

    def record(self, intake: Intake, now: datetime) -> Ingested:
        """Store a new article, or a new revision of a known one, with its annotation and its story."""
        return self.record_all([intake], now)[0]

    def record_all(self, intakes: Sequence[Intake], now: datetime) -> list[Ingested]:
        """Store many documents in one transaction, in order."""
        encoded = [
            recording.Encoded.of(intake.annotation, intake.signature, intake.document.text) for intake in intakes
        ]
        return self._write(
            lambda db: [
                recording.record(db, intake, rows_of_it, microseconds(now))
                for intake, rows_of_it in zip(intakes, encoded, strict=True)
            ]
        )

    def waiting(self, limit: int = 100) -> list[Article]:
        """The articles that were stored without an annotation, the oldest first."""
        sql = f"SELECT {ARTICLE} FROM articles AS a WHERE a.annotated = 0 ORDER BY a.id LIMIT ?"
        return self._read(lambda db: [article(row) for row in db.execute(sql, (limit,))])

    def annotate(
        self,
        article: Article,
        annotation: Annotation,
        signature: Signature,
        now: datetime,
        story_id: int | None = None,
    ) -> int | None:
        """Give an article what was found in it; gives its story, None if it was revised or removed meanwhile."""
        encoded = recording.Encoded.of(annotation, signature, article.text)
        assert encoded is not None  # for neither of the two was None

        def change(db: sqlite3.Connection) -> int | None:
            found = db.execute(
                "SELECT 1 FROM articles WHERE id = ? AND revision = ? AND annotated >= 0",
                (article.id, article.revision),
            )
            if found.fetchone() is None:
                return None
            return recording.annotate(db, article.id, encoded, microseconds(now), story_id)

        return self._write(change)

    # Sources

    def follow(self, workspace: str, feed: str, name: str, kind: str, address: str, now: datetime) -> None:
        """Let a workspace follow a feed under a name; following twice changes nothing but the name."""
        self._write(lambda db: recording.follow(db, workspace, feed, name, kind, address, microseconds(now)))

    def unfollow(self, workspace: str, feed: str) -> bool:
        """Let a workspace follow a feed no more; False if it never did."""
        sql = "DELETE FROM sources WHERE workspace = ? AND feed_id = (SELECT id FROM feeds WHERE feed = ?)"
        return self._write(lambda db: db.execute(sql, (workspace, feed)).rowcount > 0)

    def sources(self, scope: Scope) -> list[SourceFacts]:
        """The sources of a scope, by name."""
        return self._read(lambda db: feeds.facts(db, scope))

    # Articles

    def articles(
        self, scope: Scope, *, since: datetime | None = None, until: datetime | None = None, limit: int = 500
    ) -> list[Article]:
        """A scope's articles by date, the latest first; since <= when < until."""
        before = "" if until is None else "AND a.dated < :until"
        sql = f"""
            SELECT {ARTICLE} FROM articles AS a WHERE a.dated >= :since {before} AND {VISIBLE}
            ORDER BY a.dated DESC, a.id DESC LIMIT :limit
        """
        parameters = {**viewer(scope), "since": _number(since), "until": _number(until), "limit": limit}
        return self._read(lambda db: [article(row) for row in db.execute(sql, parameters)])

    def named(self, scope: Scope, article_ids: Sequence[int]) -> list[Article]:
        """Those of the articles that the scope may see, in the order given."""
        sql = f"SELECT {ARTICLE} FROM articles AS a WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {VISIBLE}"
        parameters = {**viewer(scope), "ids": listed(article_ids)}
        found = self._read(lambda db: {row[0]: article(row) for row in db.execute(sql, parameters)})
        return [found[number] for number in article_ids if number in found]

    def annotated(self, scope: Scope, article_ids: Sequence[int]) -> list[AnnotatedArticle]:
        """Those of the articles that the scope may see and that are annotated, in the order given."""
        sql = f"""
            SELECT {ARTICLE}, a.annotated FROM articles AS a
            WHERE a.id IN (SELECT value FROM json_each(:ids)) AND a.annotated > 0 AND {VISIBLE}
        """
        parameters = {**viewer(scope), "ids": listed(article_ids)}

        def look(db: sqlite3.Connection) -> dict[int, AnnotatedArticle]:
            found = ((article(row), row[-1]) for row in db.execute(sql, parameters).fetchall())
            return {item.id: AnnotatedArticle(item, self._annotation(db, item, version)) for item, version in found}

        found = self._read(look)
        return [found[number] for number in article_ids if number in found]

    def revisions(self, scope: Scope, article_id: int) -> list[Article]:
        """Every revision of an article that the scope may see, the oldest first."""
        sql = f"""
            SELECT a.id, r.revision, a.key, r.text, r.title, a.url, a.source, a.author, a.published, r.dateline,
                a.stored, a.teaser, a.image, a.language
            FROM articles AS a JOIN (
                SELECT article_id, revision, text, title, dateline FROM revisions
                UNION ALL SELECT id, revision, text, title, dateline FROM articles
            ) AS r ON r.article_id = a.id
            WHERE a.id = :id AND {VISIBLE} ORDER BY r.revision
        """
        return self._read(lambda db: [article(row) for row in db.execute(sql, {**viewer(scope), "id": article_id})])

    def search(
        self, scope: Scope, words: Sequence[str], *, since: datetime | None = None, limit: int = 50
    ) -> list[Passage]:
        """The body sentences that hold any of the words, best first; BM25 over word stems."""
        found = terms.sought(words)
        return self._read(lambda db: searching.search(db, scope, found, _number(since), limit))

    # Stories

    def stories(self, scope: Scope, *, since: datetime | None = None, limit: int = 200) -> list[StoryRow]:
        """The stories with an article that the scope may see, the last changed first."""
        return self._read(lambda db: listing.latest(db, scope, _number(since), limit))

    def story(self, scope: Scope, story_id: int) -> StoryRow | None:
        """A story, or the one that it became when it was merged, if the scope may see an article of it."""
        return self._read(lambda db: listing.by_id(db, scope, story_id))

    def story_of(self, scope: Scope, article_id: int) -> StoryRow | None:
        """The story that an article is in, if the scope may see the article and it has one."""
        return self._read(lambda db: listing.of_article(db, scope, article_id))

    def recent(self, since: datetime, until: datetime, *, after: int = 0, limit: int = 5000) -> list[SignedArticle]:
        """The articles dated since <= when < until and stored after one, whoever may see them, latest first."""
        sql = """
            SELECT a.id, m.story_id, a.dated, a.source, s.weights, s.vector
            FROM articles AS a JOIN memberships AS m ON m.article_id = a.id JOIN signatures AS s ON s.article_id = a.id
            WHERE a.id > ? AND a.dated >= ? AND a.dated < ? ORDER BY a.dated DESC, a.id DESC LIMIT ?
        """
        found = self._read(lambda db: db.execute(sql, (after, _number(since), _number(until), limit)).fetchall())
        return [
            SignedArticle(number, story, moment(dated), source, codec.decode_signature(weights, vector))
            for number, story, dated, source, weights, vector in found
        ]

    def changes(self, since: datetime) -> frozenset[StoryChange]:
        """What was stored, revised or put into a story since then, whoever may see it."""
        return self._read(lambda db: listing.changes(db, microseconds(since)))

    def readers(self, article_ids: Collection[int]) -> frozenset[str]:
        """The workspaces that may see any of the articles."""
        return self._read(lambda db: listing.readers(db, article_ids))

    def move(self, article_ids: Sequence[int], story_id: int | None, now: datetime) -> int:
        """Put articles into another story (None: a new one), return its id; a story left without articles ends."""
        if not article_ids:
            raise ValueError("there is no article to move")
        return self._write(lambda db: recording.join(db, article_ids, story_id, microseconds(now)))

    def merge(self, ended: int, story_id: int, now: datetime) -> None:
        """Put all articles of one story into another; the first one ends."""

        def change(db: sqlite3.Connection) -> None:
            rows_of_it = db.execute("SELECT article_id FROM memberships WHERE story_id = ?", (ended,)).fetchall()
            if ended != story_id and rows_of_it:
                recording.join(db, [number for (number,) in rows_of_it], story_id, microseconds(now))

        self._write(change)

    # The whole

    def facts(self, scope: Scope | None = None) -> StoreFacts:
        """How much is stored, in all or in a scope."""
        whole = """
            SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stories), (SELECT count(*) FROM sources),
                (SELECT count(*) FROM passages), page_count * page_size, (SELECT max(changed) FROM articles)
            FROM pragma_page_count, pragma_page_size
        """
        within = f"""
            WITH seen AS MATERIALIZED (
                SELECT id, changed, length(CAST(text AS BLOB)) AS size FROM articles AS a WHERE {VISIBLE}
            )
            SELECT count(*),
                (SELECT count(DISTINCT story_id) FROM memberships WHERE article_id IN (SELECT id FROM seen)),
                (SELECT count(DISTINCT feed_id) FROM sources AS s WHERE {VISIBLE_SOURCE}),
                (SELECT count(*) FROM passages WHERE article_id IN (SELECT id FROM seen)),
                coalesce(sum(size), 0), max(changed)
            FROM seen
        """
        found = self._read(
            lambda db: db.execute(whole if scope is None else within, viewer(scope) if scope else {}).fetchone()
        )
        articles, stories, sources, passages, size, last = found
        place = self._database.path
        return StoreFacts(
            articles, stories, sources, passages, size, str(place), _moment(last), self._database.writable
        )

    def check(self) -> None:
        """Look through the whole file for damage.

        Raises:
            CorruptError: names the file and what is wrong with it.
        """
        self._database.quick_check()

    def close(self) -> None:
        """Finish what is being written and let go of the database."""
        self._database.close()

    def _annotation(self, db: sqlite3.Connection, item: Article, annotated: int) -> Annotation:
        version = Version(item.id, item.revision, annotated)
        kept = self._recall.get(version)
        if kept is None:
            sql = "SELECT sentences, vectors FROM annotations WHERE article_id = ?"
            sentences, vectors = db.execute(sql, (item.id,)).fetchone()
            kept = codec.decode(sentences, vectors, item.text)
            self._recall.put(version, kept)
        return kept


def _number(when: datetime | None) -> int:
    return rows.EVER if when is None else microseconds(when)


def _moment(number: int | None) -> datetime | None:
    return None if number is None else moment(number)
