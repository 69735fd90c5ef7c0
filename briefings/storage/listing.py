"""The stories of a scope, from the tables alone: no text is read, so that hundreds can be ranked in milliseconds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from briefings.models import Edition, Scope
from briefings.moments import moment
from briefings.ports import StoryChange, StoryRow
from briefings.storage.rows import EVER, VISIBLE, Parameters, listed, viewer

_LATEST = 20
"""Articles for each story that is asked for, the last changed first, which most often hold as many stories."""


def latest(db: sqlite3.Connection, scope: Scope, since: int, limit: int) -> list[StoryRow]:
    """The stories that changed last, at most ``limit``, none that last changed before ``since``."""
    bound = max(since, _bound(db, _LATEST * limit))
    found = _changed(db, scope, bound, limit)
    # Whoever follows little of much finds too few among the latest articles of all.
    return found if len(found) == limit or bound == since else _changed(db, scope, since, limit)


def by_id(db: sqlite3.Connection, scope: Scope, story_id: int) -> StoryRow | None:
    """A story, or what it became; None if the scope sees nothing of it."""
    found = _stories(db, scope, "AND m.story_id = :id", {"id": became(db, story_id), "since": EVER, "limit": 1})
    return found[0] if found else None


def of_article(db: sqlite3.Connection, scope: Scope, article_id: int) -> StoryRow | None:
    """The story that an article is in; None if it is in none or the scope does not see it."""
    of_it = "AND m.story_id = (SELECT story_id FROM memberships WHERE article_id = :id)"
    found = _stories(db, scope, of_it, {"id": article_id, "since": EVER, "limit": 1})
    return next((story for story in found if article_id in story.article_ids), None)


def became(db: sqlite3.Connection, story_id: int) -> int:
    """The story that goes on what this one told: itself, unless it was merged into another."""
    while row := db.execute("SELECT story_id FROM mergers WHERE ended = ?", (story_id,)).fetchone():
        (story_id,) = row
    return story_id


def changes(db: sqlite3.Connection, since: int) -> frozenset[StoryChange]:
    """What was stored, revised or put into a story since then."""
    sql = """
        SELECT a.id, a.revision, m.story_id FROM articles AS a JOIN memberships AS m ON m.article_id = a.id
        WHERE a.changed >= :since
        UNION ALL SELECT a.id, a.revision, m.story_id FROM memberships AS m JOIN articles AS a ON a.id = m.article_id
        WHERE m.joined >= :since
    """
    return frozenset(StoryChange(*row) for row in db.execute(sql, {"since": since}))


def readers(db: sqlite3.Connection, article_ids: Collection[int]) -> frozenset[str]:
    """The workspaces that follow a feed which brought any of the articles."""
    sql = """
        SELECT DISTINCT workspace FROM sources WHERE feed_id IN (
            SELECT feed_id FROM links WHERE article_id IN (SELECT value FROM json_each(?))
        )
    """
    return frozenset(workspace for (workspace,) in db.execute(sql, (listed(article_ids),)))


def _bound(db: sqlite3.Connection, count: int) -> int:
    """When the last so many changes of articles began."""
    sql = "SELECT changed FROM articles ORDER BY changed DESC LIMIT 1 OFFSET ?"
    row = db.execute(sql, (count,)).fetchone()
    return EVER if row is None else int(row[0])


def _changed(db: sqlite3.Connection, scope: Scope, since: int, limit: int) -> list[StoryRow]:
    condition = (
        ""
        if since == EVER
        else (
            "AND m.story_id IN (SELECT story_id FROM memberships WHERE joined >= :since UNION SELECT story_id"
            " FROM articles JOIN memberships ON article_id = id WHERE changed >= :since)"
        )
    )
    return _stories(db, scope, condition, {"since": since, "limit": limit})


def _stories(db: sqlite3.Connection, scope: Scope, condition: str, parameters: Parameters) -> list[StoryRow]:
    # An article without a publisher is known by its title, which is its own.
    sql = f"""
        SELECT m.story_id, json_group_array(json_array(a.id, a.revision)), min(a.stored),
            max(max(m.joined, a.changed)) AS last_change, count(DISTINCT coalesce(nullif(a.source, ''), a.id))
        FROM memberships AS m JOIN articles AS a ON a.id = m.article_id
        WHERE {VISIBLE} {condition} GROUP BY m.story_id
        HAVING last_change >= :since ORDER BY last_change DESC, m.story_id DESC LIMIT :limit
    """
    found = db.execute(sql, {**viewer(scope), **parameters}).fetchall()
    return [
        StoryRow(story, _editions(editions), moment(first), moment(last), voices)
        for story, editions, first, last, voices in found
    ]


def _editions(listed: str) -> tuple[Edition, ...]:
    return tuple((article_id, revision) for article_id, revision in sorted(json.loads(listed)))
