"""One document into the tables, inside a transaction that the store holds open."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from briefings.annotation import Annotation, Signature
from briefings.errors import NotFoundError
from briefings.intake.ports import USUAL_RHYTHM, SourceKind
from briefings.models import Article, Document, Ingested, Outcome
from briefings.moments import microseconds
from briefings.ports import Intake, uploads_feed
from briefings.sources import identity
from briefings.storage import codec, listing, rows

UPLOADS = "uploads"
"""The kind of a feed of private uploads, and the name under which its workspace follows it."""

FETCHED = frozenset(SourceKind)
"""The kinds of feeds that are fetched again and again."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An annotation and its signature as rows, made before the transaction starts."""

    sentences: bytes
    vectors: bytes
    weights: bytes
    direction: bytes
    passages: Sequence[tuple[int, int, int, str, str]]  # position, start, stop, kind, text

    @classmethod
    def of(cls, annotation: Annotation | None, signature: Signature | None, text: str) -> Encoded | None:
        """The rows, or None for an article that is to be annotated later."""
        if annotation is None or signature is None:
            return None
        passages = [(s.position, s.start, s.end, s.kind.value, s.text) for s in annotation.sentences]
        return cls(*codec.encode(annotation, text), *codec.encode_signature(signature), passages)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the tables know it; ``owner`` is the workspace whose uploads it holds, else empty."""

    id: int
    owner: str


def follow(db: sqlite3.Connection, workspace: str, feed: str, name: str, kind: str, address: str, now: int) -> None:
    """Make the feed, once, and let the workspace follow it.

    Raises:
        NotFoundError: the feed is another workspace's uploads.
    """
    owner = _owner(feed, workspace)
    db.execute(
        "INSERT INTO feeds (feed, kind, address, owner) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (feed, kind, address, owner),
    )
    db.execute(
        "INSERT INTO sources (workspace, feed_id, name, followed) SELECT ?, id, ?, ? FROM feeds WHERE feed = ?"
        " ON CONFLICT DO UPDATE SET name = excluded.name",
        (workspace, name, now, feed),
    )
    if kind in FETCHED:
        db.execute(
            "INSERT INTO polls SELECT id, ?, 'active', ?, '', '', NULL, NULL, 0, NULL, ?, NULL, '' FROM feeds"
            " WHERE feed = ? ON CONFLICT DO NOTHING",
            (address, now, USUAL_RHYTHM // timedelta(microseconds=1), feed),
        )


def feed_of(db: sqlite3.Connection, workspace: str, feed: str) -> Feed | None:
    """The feed, None if nobody ever followed it.

    Raises:
        NotFoundError: the feed is another workspace's uploads.
    """
    owner = _owner(feed, workspace)
    row = db.execute("SELECT id FROM feeds WHERE feed = ?", (feed,)).fetchone()
    return None if row is None else Feed(row[0], owner)


def judge(db: sqlite3.Connection, document: Document, workspace: str, feed: Feed) -> identity.Decision:
    """Look up what identity asks for, and let it decide."""
    brought = identity.fingerprint(document.text)
    row = db.execute(
        "SELECT l.article_id, l.fingerprint, a.fingerprint, a.feed_id = l.feed_id AND a.key = l.key"
        " FROM links AS l JOIN articles AS a ON a.id = l.article_id WHERE l.feed_id = ? AND l.key = ?",
        (feed.id, document.key),
    ).fetchone()
    held = None if row is None else identity.Held(row[0], row[1], row[2], bool(row[3]))
    # A public feed finds its twins among what public feeds brought, so that nothing private can surface through it;
    # an upload finds them among what its own workspace sees, so that it betrays nothing about other workspaces.
    twin = db.execute(
        "SELECT a.id FROM articles AS a WHERE a.fingerprint = :fingerprint AND a.owner IN ('', :owner)"
        f" AND (:owner = '' OR {rows.VISIBLE}) ORDER BY a.id LIMIT 1",
        {"fingerprint": brought, "owner": feed.owner, "workspace": workspace, "shared": "", "names": None},
    ).fetchone()
    return identity.decide(brought, held, None if twin is None else twin[0])


def record(db: sqlite3.Connection, intake: Intake, encoded: Encoded | None, now: int) -> Ingested:
    """Decide what a document is and store what is new in it.

    Raises:
        NotFoundError: nobody follows the feed, or it is another workspace's uploads.
    """
    if intake.feed == uploads_feed(intake.workspace):
        feed = _own_uploads(db, intake.workspace, now)
    else:
        known = feed_of(db, intake.workspace, intake.feed)
        if known is None:
            raise NotFoundError(f"Nobody follows {intake.feed}; add it to the sources first.")
        feed = known
    document = intake.document
    decision = judge(db, document, intake.workspace, feed)
    article_id = decision.article_id
    if decision.outcome is Outcome.NEW:
        article_id = _insert(db, document, feed, now)
    elif decision.outcome is Outcome.REVISED and article_id is not None:
        _revise(db, article_id, document, now)
    assert article_id is not None  # only a new article has none, and it has one now
    db.execute(
        "INSERT INTO links (feed_id, key, article_id, fingerprint, url, source, brought) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (feed_id, key) DO UPDATE SET article_id = excluded.article_id,"
        " fingerprint = excluded.fingerprint, url = excluded.url, source = excluded.source",
        (
            feed.id,
            document.key,
            article_id,
            identity.fingerprint(document.text),
            document.url,
            document.source,
            now,
        ),
    )
    if decision.outcome in (Outcome.NEW, Outcome.REVISED) and encoded is not None:
        annotate(db, article_id, encoded, now, intake.story_id)
    return Ingested(decision.outcome, read(db, article_id), _story_of(db, article_id))


def annotate(db: sqlite3.Connection, article_id: int, encoded: Encoded, now: int, story_id: int | None) -> int:
    """Put an annotation in the place of what was known of an article, and the article into a story; gives the story."""
    _forget_annotation(db, article_id)
    (first,) = db.execute("SELECT coalesce(max(id), 0) + 1 FROM passages").fetchone()
    db.executemany(
        "INSERT INTO passages (id, article_id, position, start, stop, kind, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(first + index, article_id, *passage) for index, passage in enumerate(encoded.passages)],
    )
    db.execute("INSERT INTO annotations VALUES (?, ?, ?)", (article_id, encoded.sentences, encoded.vectors))
    db.execute("INSERT INTO signatures VALUES (?, ?, ?)", (article_id, encoded.weights, encoded.direction))
    db.execute(
        "UPDATE articles SET annotated = annotated + 1, first_passage = ? WHERE id = ?",
        (first if encoded.passages else None, article_id),
    )
    known = _story_of(db, article_id)
    return known if known is not None and story_id is None else join(db, [article_id], story_id, now)


def join(db: sqlite3.Connection, article_ids: Sequence[int], story_id: int | None, now: int) -> int:
    """Put articles into a story, a new one if none is named; stories that are left without articles end.

    A story that ended between the caller's look and now is the one that it became.
    """
    if story_id is None:
        story_id = db.execute("INSERT INTO stories (made) VALUES (?)", (now,)).lastrowid
        assert story_id is not None  # sqlite3 sets it after every INSERT
    else:
        story_id = listing.became(db, story_id)
        db.execute("INSERT INTO stories (id, made) VALUES (?, ?) ON CONFLICT DO NOTHING", (story_id, now))
    ids = rows.listed(article_ids)
    left = db.execute(
        "SELECT DISTINCT story_id FROM memberships WHERE article_id IN (SELECT value FROM json_each(?))", (ids,)
    ).fetchall()
    db.execute(
        "INSERT INTO memberships (article_id, story_id, joined)"
        " SELECT id, ?, ? FROM articles WHERE id IN (SELECT value FROM json_each(?)) AND annotated > 0"
        " ON CONFLICT DO UPDATE SET story_id = excluded.story_id, joined = excluded.joined"
        " WHERE story_id <> excluded.story_id",
        (story_id, now, ids),
    )
    ended = "FROM stories WHERE id = ? AND id NOT IN (SELECT story_id FROM memberships)"
    db.executemany(
        f"INSERT INTO mergers (ended, story_id) SELECT id, {story_id:d} {ended}",
        [story for story in left if story != (story_id,)],
    )
    db.executemany(f"DELETE {ended}", [*left, (story_id,)])
    return story_id


def read(db: sqlite3.Connection, article_id: int) -> Article:
    """An article that is known to be there."""
    return rows.article(
        db.execute(f"SELECT {rows.ARTICLE} FROM articles AS a WHERE a.id = ?", (article_id,)).fetchone()
    )


def _owner(feed: str, workspace: str) -> str:
    """The workspace that alone may use a feed, empty for one that everybody may follow."""
    if feed == uploads_feed(workspace):
        return workspace
    if feed.startswith(uploads_feed("")):
        # The same words as for a feed that does not exist: not even that it exists is to be told.
        raise NotFoundError(f"Nobody follows {feed}; add it to the sources first.")
    return ""


def _own_uploads(db: sqlite3.Connection, workspace: str, now: int) -> Feed:
    feed = uploads_feed(workspace)
    sql = "SELECT id FROM feeds JOIN sources ON feed_id = id WHERE feed = ? AND workspace = ?"
    row = db.execute(sql, (feed, workspace)).fetchone()
    if row is None:
        follow(db, workspace, feed, UPLOADS, "upload", "", now)
        row = db.execute(sql, (feed, workspace)).fetchone()
    return Feed(row[0], workspace)


def _insert(db: sqlite3.Connection, document: Document, feed: Feed, now: int) -> int:
    published = None if document.published is None else microseconds(document.published)
    article_id = db.execute(
        "INSERT INTO articles (feed_id, owner, revision, annotated, stored, changed, published, fingerprint, key,"
        " title, url, source, author, dateline, text, teaser, image, language)"
        " VALUES (?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            feed.id,
            feed.owner,
            now,
            now,
            published,
            identity.fingerprint(document.text),
            document.key,
            document.title,
            document.url,
            document.source,
            document.author,
            document.dateline,
            document.text,
            document.teaser,
            document.image,
            document.language,
        ),
    ).lastrowid
    assert article_id is not None  # sqlite3 sets it after every INSERT
    return article_id


def _revise(db: sqlite3.Connection, article_id: int, document: Document, now: int) -> None:
    """Keep the old text; the first date stays (publishers touch dates), and so does what the new copy leaves empty."""
    _forget_annotation(db, article_id)
    db.execute(
        "INSERT INTO revisions SELECT id, revision, title, dateline, text FROM articles WHERE id = ?", (article_id,)
    )
    db.execute(
        "UPDATE articles SET revision = revision + 1, annotated = 0, first_passage = NULL, changed = :now,"
        " published = coalesce(published, :published), fingerprint = :fingerprint, text = :text, dateline = :dateline,"
        " title = coalesce(nullif(:title, ''), title), url = coalesce(nullif(:url, ''), url),"
        " source = coalesce(nullif(:source, ''), source), author = coalesce(nullif(:author, ''), author),"
        " image = coalesce(nullif(:image, ''), image), language = coalesce(nullif(:language, ''), language),"
        " teaser = :teaser WHERE id = :id",
        {
            "id": article_id,
            "now": now,
            "published": None if document.published is None else microseconds(document.published),
            "fingerprint": identity.fingerprint(document.text),
            "text": document.text,
            "dateline": document.dateline,
            "title": document.title,
            "url": document.url,
            "source": document.source,
            "author": document.author,
            "image": document.image,
            "language": document.language,
            "teaser": document.teaser,
        },
    )


def _forget_annotation(db: sqlite3.Connection, article_id: int) -> None:
    for table in ("passages", "annotations", "signatures"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))


def _story_of(db: sqlite3.Connection, article_id: int) -> int | None:
    row = db.execute("SELECT story_id FROM memberships WHERE article_id = ?", (article_id,)).fetchone()
    return None if row is None else int(row[0])
