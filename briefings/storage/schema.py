"""The tables of the core, one migration after the other.

::

    feeds ──< sources      a workspace's following of a feed; it alone decides who sees what
      ├─── polls           how a feed that is fetched fares
      ├──< days            how often it was fetched, and what that brought
      ├──< seen            its entries, stored or not, so that none is read twice
      └──< links >── articles ──< revisions      earlier texts, so that old quotes stay provable
                        ├──< passages ── passages_fts
                        ├─── annotations, signatures
                        └─── memberships >── stories ── mergers      what became of a story that ended

A link is a feed's key for an article. Times are microseconds since 1970 in UTC. Ids of articles and stories are never
given twice: channels remember them.
"""

from __future__ import annotations

import sqlite_utils
from sqlite_utils import Migrations

MIGRATIONS = Migrations("briefings")


@MIGRATIONS()
def create_articles_and_stories(db: sqlite_utils.Database) -> None:
    """The first schema."""
    # In an article's row the long columns come last: SQLite reads a row from its start.
    db.executescript(
        """
        CREATE TABLE feeds (
            id INTEGER PRIMARY KEY,
            feed TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            address TEXT NOT NULL,
            owner TEXT NOT NULL  -- the workspace whose private uploads these are, else empty
        ) STRICT;

        CREATE TABLE sources (
            workspace TEXT NOT NULL,
            feed_id INTEGER NOT NULL REFERENCES feeds (id),
            name TEXT NOT NULL,
            followed INTEGER NOT NULL,
            PRIMARY KEY (workspace, feed_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE articles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            feed_id INTEGER NOT NULL REFERENCES feeds (id),  -- with key: who first brought it, and alone may revise it
            owner TEXT NOT NULL,
            revision INTEGER NOT NULL,
            annotated INTEGER NOT NULL,  -- how often this revision was annotated; 0: it waits
            first_passage INTEGER,
            stored INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            published INTEGER,
            dated INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(published, stored)) VIRTUAL,
            fingerprint BLOB NOT NULL,
            key TEXT NOT NULL,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            source TEXT NOT NULL,
            author TEXT NOT NULL,
            dateline TEXT NOT NULL,
            text TEXT NOT NULL,
            UNIQUE (feed_id, key)
        ) STRICT;
        CREATE INDEX articles_by_text ON articles (fingerprint, owner);
        CREATE INDEX articles_by_date ON articles (dated, first_passage);
        CREATE INDEX articles_by_change ON articles (changed);
        CREATE INDEX articles_waiting ON articles (id) WHERE annotated = 0;

        CREATE TABLE revisions (
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            title TEXT NOT NULL,
            dateline TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (article_id, revision)
        ) STRICT;

        CREATE TABLE links (
            feed_id INTEGER NOT NULL REFERENCES feeds (id),
            key TEXT NOT NULL,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            fingerprint BLOB NOT NULL,  -- of the text that this feed last brought under this key
            PRIMARY KEY (feed_id, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX links_by_article ON links (article_id, feed_id);
        CREATE INDEX links_by_key ON links (key);

        CREATE TABLE passages (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX passages_by_article ON passages (article_id);

        CREATE TABLE annotations (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
            sentences BLOB NOT NULL,
            vectors BLOB NOT NULL
        ) STRICT;

        CREATE TABLE signatures (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
            weights BLOB NOT NULL,
            vector BLOB NOT NULL
        ) STRICT;

        CREATE TABLE stories (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            made INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE memberships (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
            story_id INTEGER NOT NULL REFERENCES stories (id),
            joined INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX memberships_by_story ON memberships (story_id);
        CREATE INDEX memberships_by_time ON memberships (joined);
        """
    )
    db.table("passages").enable_fts(["text"], tokenize="porter unicode61", create_triggers=True)


@MIGRATIONS()
def create_mergers(db: sqlite_utils.Database) -> None:
    """What a story became that ended, for channels go on speaking of it by its number."""
    db.executescript(
        """
        CREATE TABLE mergers (
            ended INTEGER PRIMARY KEY,
            story_id INTEGER NOT NULL  -- where its last articles went; that story may have ended since
        ) STRICT;
        """
    )


@MIGRATIONS()
def create_polls(db: sqlite_utils.Database) -> None:
    """What the intake knows of feeds and their entries, and what an article's page tells beside its text."""
    db.executescript(
        """
        CREATE TABLE polls (
            feed_id INTEGER PRIMARY KEY REFERENCES feeds (id),
            address TEXT NOT NULL,  -- where it is fetched now
            standing TEXT NOT NULL,
            next_try INTEGER NOT NULL,
            etag TEXT NOT NULL,
            last_modified TEXT NOT NULL,
            last_try INTEGER,
            last_success INTEGER,
            failures INTEGER NOT NULL,
            failing_since INTEGER,
            every INTEGER NOT NULL,  -- microseconds
            stopped INTEGER,
            error TEXT NOT NULL
        ) STRICT;
        CREATE INDEX polls_by_time ON polls (next_try) WHERE standing = 'active';
        INSERT INTO polls SELECT id, address, 'active', 0, '', '', NULL, NULL, 0, NULL, 3600000000, NULL, ''
            FROM feeds WHERE owner = '' AND kind IN ('feed', 'page', 'sitemap', 'folder');

        CREATE TABLE days (
            feed_id INTEGER NOT NULL REFERENCES feeds (id),
            day INTEGER NOT NULL,  -- since 1970, in UTC
            fetches INTEGER NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (feed_id, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE seen (
            feed_id INTEGER NOT NULL REFERENCES feeds (id),
            key TEXT NOT NULL,
            marker BLOB NOT NULL,
            url TEXT NOT NULL,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (feed_id, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX seen_by_url ON seen (url) WHERE url <> '';

        ALTER TABLE sources ADD COLUMN standing TEXT NOT NULL DEFAULT 'active';
        ALTER TABLE sources ADD COLUMN channel TEXT NOT NULL DEFAULT '';  -- where it was added
        ALTER TABLE sources ADD COLUMN person TEXT NOT NULL DEFAULT '';  -- by whom
        ALTER TABLE sources ADD COLUMN told INTEGER NOT NULL DEFAULT 0;  -- of the stop at this time

        ALTER TABLE links ADD COLUMN url TEXT NOT NULL DEFAULT '';  -- of this feed's copy
        ALTER TABLE links ADD COLUMN source TEXT NOT NULL DEFAULT '';
        ALTER TABLE links ADD COLUMN brought INTEGER;
        CREATE INDEX links_by_url ON links (url) WHERE url <> '';

        ALTER TABLE articles ADD COLUMN teaser INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE articles ADD COLUMN image TEXT NOT NULL DEFAULT '';
        ALTER TABLE articles ADD COLUMN language TEXT NOT NULL DEFAULT '';
        CREATE INDEX articles_by_url ON articles (url) WHERE url <> '';
        CREATE INDEX sources_by_feed ON sources (feed_id);
        """
    )


@MIGRATIONS()
def index_what_can_be_compacted(db: sqlite_utils.Database) -> None:
    """So that looking for old articles passes over those that were compacted already."""
    db.executescript("CREATE INDEX articles_kept ON articles (dated) WHERE annotated >= 0;")
