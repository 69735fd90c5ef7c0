"""The tables of the bot, one migration after the other.

::

    subscriptions ──< gaps           slots that brought nothing, and why
    lanes ──< deliveries ──< told    what a channel was told, true once its delivery is sent
    inbound                          what people asked, kept before it is acknowledged
    channel_sources                  which sources a channel takes, or leaves, once somebody chose
    told_articles                    which channels were told from an article: ``told`` the other way round
    edits                            posts that have to be made to say what their delivery says now
    watches                          what somebody wants to hear of when it changes, and what they know of it
    questions                        what was asked, by a short word that fits into a button
    offers                           what a button stands for, as it was when its message was written
    votes                            what readers think of answers
    channel_settings                 how a channel wants to be served, once somebody set something
    threads                          where we were asked or answered, so that words there may be for us
    places                           channels and workspaces that the bot is, or was, in
    managers                         those whom an admin lets manage a workspace's channels
    homes                            whose news somebody reads in a direct conversation that belongs to no workspace;
                                     for a thread that is a channel of its own, the channel that it lies in
    stash                            further pages and unfinished forms, by a short word that fits into a button

A lane is a channel that something is owed to: it says when the next step there may come, so that a long queue costs
nothing to look through. They lie in the same file as the articles, so that a backup holds both. Times are microseconds
since 1970 in UTC.
"""

from __future__ import annotations

import sqlite_utils
from sqlite_utils import Migrations

MIGRATIONS = Migrations("ledger")


@MIGRATIONS()
def create_subscriptions_and_deliveries(db: sqlite_utils.Database) -> None:
    """The first schema."""
    db.executescript(
        """
        CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL,
            owner TEXT NOT NULL,
            terms TEXT NOT NULL,
            next_nominal TEXT NOT NULL,
            next_at INTEGER NOT NULL,
            standing TEXT NOT NULL,
            resumes INTEGER,
            reason TEXT NOT NULL,
            told_until INTEGER NOT NULL,  -- news from before this is not told any more
            made INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX subscriptions_by_channel ON subscriptions (channel);
        CREATE INDEX subscriptions_by_time ON subscriptions (next_at);

        CREATE TABLE gaps (
            subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
            nominal TEXT NOT NULL,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (subscription_id, nominal)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            cause TEXT NOT NULL,
            channel TEXT NOT NULL,
            part INTEGER NOT NULL,
            platform TEXT NOT NULL,
            marker TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL,
            not_before INTEGER NOT NULL,
            lease TEXT,
            lease_until INTEGER,
            attempts INTEGER NOT NULL,
            tried INTEGER,
            first_tried INTEGER,
            root_id INTEGER REFERENCES deliveries (id),  -- the post in whose thread it belongs
            post TEXT,
            thread TEXT,
            detail TEXT NOT NULL,
            made INTEGER NOT NULL,
            settled INTEGER,
            message TEXT NOT NULL,
            UNIQUE (cause, channel, part)
        ) STRICT;
        CREATE INDEX deliveries_open ON deliveries (channel, not_before) WHERE state IN ('queued', 'sending', 'unsure');
        CREATE INDEX deliveries_held ON deliveries (channel) WHERE state = 'held';
        CREATE INDEX deliveries_by_channel ON deliveries (channel, made);

        CREATE TABLE lanes (
            channel TEXT PRIMARY KEY,
            platform TEXT NOT NULL,
            ready INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX lanes_by_time ON lanes (platform, ready);

        CREATE TABLE told (
            delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
            channel TEXT NOT NULL,
            story_id INTEGER NOT NULL,
            text TEXT NOT NULL,
            quotes TEXT NOT NULL,
            article_ids TEXT NOT NULL,
            seen TEXT NOT NULL  -- the story's articles then, with their revisions
        ) STRICT;
        CREATE INDEX told_by_channel ON told (channel, story_id);
        CREATE INDEX told_by_delivery ON told (delivery_id);

        CREATE TABLE inbound (
            id TEXT PRIMARY KEY,  -- the platform's own: a redelivery has the same
            platform TEXT NOT NULL,
            payload TEXT NOT NULL,
            received INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            done INTEGER,
            reply TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX inbound_open ON inbound (platform) WHERE done IS NULL;
        CREATE INDEX inbound_by_time ON inbound (received);
        """
    )


@MIGRATIONS()
def create_channel_sources(db: sqlite_utils.Database) -> None:
    """Which of its workspace's sources a channel takes."""
    db.executescript(
        """
        CREATE TABLE channel_sources (
            channel TEXT NOT NULL,
            feed TEXT NOT NULL,  -- empty where a channel takes none
            taken INTEGER NOT NULL,  -- 1: it takes those named alone; 0: all but those named
            PRIMARY KEY (channel, feed)
        ) STRICT, WITHOUT ROWID;
        """
    )


@MIGRATIONS()
def create_watches_and_edits(db: sqlite_utils.Database) -> None:
    """What is told between digests."""
    db.executescript(
        """
        CREATE TABLE told_articles (
            article_id INTEGER NOT NULL,
            channel TEXT NOT NULL,
            delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
            PRIMARY KEY (article_id, channel, delivery_id)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO told_articles SELECT value, channel, delivery_id FROM told, json_each(told.article_ids);
        CREATE TRIGGER told_cites AFTER INSERT ON told BEGIN
            INSERT OR IGNORE INTO told_articles
            SELECT value, NEW.channel, NEW.delivery_id FROM json_each(NEW.article_ids);
        END;

        CREATE TABLE edits (
            delivery_id INTEGER PRIMARY KEY REFERENCES deliveries (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,  -- an edit that was overtaken settles nothing
            not_before INTEGER NOT NULL,
            attempts INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE watches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            person TEXT NOT NULL,
            owner TEXT NOT NULL,
            asked_in TEXT NOT NULL,
            channel TEXT,  -- empty until it is known where the person reads direct messages
            question TEXT NOT NULL,
            story_id INTEGER,  -- empty where an answer is watched
            memory TEXT NOT NULL,
            articles TEXT NOT NULL,  -- that what is known rests on
            version INTEGER NOT NULL,
            looked INTEGER NOT NULL,
            told INTEGER,
            made INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX watches_by_person ON watches (person);

        CREATE TABLE questions (
            token TEXT PRIMARY KEY,
            question TEXT NOT NULL,
            asked INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
    )


@MIGRATIONS()
def create_conversations(db: sqlite_utils.Database) -> None:
    """How channels are set, which threads are ours, and what buttons stand for."""
    db.executescript(
        """
        CREATE TABLE channel_settings (
            channel TEXT PRIMARY KEY,
            settings TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE threads (
            channel TEXT NOT NULL,
            thread TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (channel, thread)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE stash (
            token TEXT PRIMARY KEY,
            owner TEXT NOT NULL,  -- empty where whoever has the word may see it
            payload TEXT NOT NULL,
            made INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
    )


@MIGRATIONS()
def create_offers_and_votes(db: sqlite_utils.Database) -> None:
    """What the buttons under answers and digests stand for, and what readers think of answers."""
    db.executescript(
        """
        CREATE TABLE offers (
            token TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            payload TEXT NOT NULL,
            workspace TEXT NOT NULL,
            channel TEXT NOT NULL,
            thread TEXT NOT NULL,  -- empty outside of threads
            person TEXT NOT NULL,
            question TEXT,
            made INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX offers_by_thread ON offers (channel, thread, made);
        CREATE INDEX offers_by_time ON offers (made);

        CREATE TABLE votes (
            token TEXT NOT NULL,
            person TEXT NOT NULL,
            voter TEXT NOT NULL,
            channel TEXT NOT NULL,
            helpful INTEGER NOT NULL,
            reason TEXT NOT NULL,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            quotes TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (token, person)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX votes_by_channel ON votes (channel, at);
        """
    )


@MIGRATIONS()
def create_places(db: sqlite_utils.Database) -> None:
    """Where the bot is, who may manage it there, and who asked how much."""
    db.executescript(
        """
        CREATE TABLE places (
            channel TEXT PRIMARY KEY,  -- with the workspace's id for the channel's, where a whole workspace is meant
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            host TEXT,
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE managers (
            workspace TEXT NOT NULL,
            person_id TEXT NOT NULL,
            person TEXT NOT NULL,
            named_by TEXT NOT NULL,
            made INTEGER NOT NULL,
            PRIMARY KEY (workspace, person_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE homes (
            key TEXT PRIMARY KEY,  -- a person, or a direct conversation
            workspace TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE inbound ADD COLUMN asker TEXT NOT NULL DEFAULT '';
        ALTER TABLE inbound ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
        ALTER TABLE inbound ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX inbound_by_asker ON inbound (asker, received) WHERE counted = 1;
        CREATE INDEX inbound_by_workspace ON inbound (workspace, received) WHERE counted = 1;
        """
    )


@MIGRATIONS()
def index_what_grows(db: sqlite_utils.Database) -> None:
    """So that no question looks through all that was ever posted, and what is forgotten is found at once."""
    db.executescript(
        """
        CREATE INDEX deliveries_by_end ON deliveries (settled) WHERE settled IS NOT NULL;
        CREATE INDEX deliveries_by_root ON deliveries (root_id) WHERE root_id IS NOT NULL;
        CREATE INDEX deliveries_by_post ON deliveries (channel, json_extract(post, '$.id')) WHERE state = 'sent';
        CREATE INDEX deliveries_by_thread ON deliveries (channel, json_extract(post, '$.thread')) WHERE state = 'sent';
        CREATE INDEX told_articles_by_delivery ON told_articles (delivery_id);
        CREATE INDEX votes_by_time ON votes (at);
        CREATE INDEX stash_by_time ON stash (made);
        CREATE INDEX threads_by_time ON threads (at);
        CREATE INDEX questions_by_time ON questions (asked);
        """
    )
