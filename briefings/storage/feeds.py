"""The feeds in SQL: who follows them, when each is fetched, what it brought. Each function runs in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from briefings.intake.ports import FeedState, Following, Notice, Owner, Seen, SourceKind, Stage, Standing, Trace
from briefings.models import Scope
from briefings.moments import MICROSECOND, microseconds, moment
from briefings.ports import SourceFacts
from briefings.storage import recording
from briefings.storage.rows import ARTICLE, VISIBLE_SOURCE, Row, article, listed, viewer

_DAY = timedelta(days=1) // MICROSECOND
_RATE_DAYS = 7
_FOLLOWED = "EXISTS (SELECT 1 FROM sources AS s WHERE s.feed_id = p.feed_id AND s.standing = 'active')"
_STATE = """f.feed, f.kind, p.address, p.next_try, p.standing, p.etag, p.last_modified, p.last_try, p.last_success,
    p.failures, p.failing_since, p.error, p.every, p.stopped"""
_FOLLOWING = "s.workspace, f.feed, s.name, f.kind, f.address, s.standing, s.channel, s.person"


def add(db: sqlite3.Connection, following: Following, now: int) -> bool:
    """Let a workspace follow a feed; False if it did."""
    known = db.execute(
        "SELECT 1 FROM sources JOIN feeds ON id = feed_id WHERE workspace = ? AND feed = ?",
        (following.workspace, following.feed),
    ).fetchone()
    recording.follow(db, following.workspace, following.feed, following.name, following.kind, following.address, now)
    if known:
        return False
    db.execute(
        "UPDATE sources SET channel = ?, person = ? WHERE workspace = ?"
        " AND feed_id = (SELECT id FROM feeds WHERE feed = ?)",
        (following.owner.channel, following.owner.person, following.workspace, following.feed),
    )
    # Nobody may have followed it for a while: it is due now, and a second chance is owed to whoever asks for it.
    _wake(db, following.feed, now)
    return True


def following(db: sqlite3.Connection, workspace: str) -> list[Following]:
    """What a workspace follows, by name."""
    rows = db.execute(
        f"SELECT {_FOLLOWING} FROM sources AS s JOIN feeds AS f ON f.id = s.feed_id WHERE s.workspace = ?"
        " ORDER BY s.name COLLATE NOCASE, f.feed",
        (workspace,),
    )
    return [_following(row) for row in rows]


def stand(db: sqlite3.Connection, workspace: str, feed: str, standing: Standing, now: int) -> bool:
    """Pause or resume a following."""
    done = db.execute(
        "UPDATE sources SET standing = ? WHERE workspace = ? AND feed_id = (SELECT id FROM feeds WHERE feed = ?)",
        (standing.value, workspace, feed),
    )
    if done.rowcount and standing is Standing.ACTIVE:
        _wake(db, feed, now)
    return done.rowcount > 0


def state(db: sqlite3.Connection, feed: str) -> FeedState | None:
    """How a feed fares."""
    sql = f"SELECT {_STATE} FROM polls AS p JOIN feeds AS f ON f.id = p.feed_id WHERE f.feed = ?"
    row = db.execute(sql, (feed,)).fetchone()
    return None if row is None else _state(row)


def claim(db: sqlite3.Connection, now: int, until: int, limit: int, named: Collection[str] | None) -> list[FeedState]:
    """Take what is due, or what is named."""
    which = "p.next_try <= :now" if named is None else "f.feed IN (SELECT value FROM json_each(:named))"
    rows = db.execute(
        f"SELECT {_STATE}, p.feed_id FROM polls AS p JOIN feeds AS f ON f.id = p.feed_id"
        f" WHERE p.standing = 'active' AND {which} AND {_FOLLOWED} ORDER BY p.next_try, p.feed_id LIMIT :limit",
        {"now": now, "named": listed(named or ()), "limit": limit},
    ).fetchall()
    db.executemany("UPDATE polls SET next_try = ? WHERE feed_id = ?", [(until, row[-1]) for row in rows])
    return [_state(row[:-1]) for row in rows]


def due(db: sqlite3.Connection, now: int) -> list[str]:
    """The names of the feeds that are due."""
    rows = db.execute(
        "SELECT f.feed FROM polls AS p JOIN feeds AS f ON f.id = p.feed_id"
        f" WHERE p.standing = 'active' AND p.next_try <= ? AND {_FOLLOWED} ORDER BY p.next_try, p.feed_id",
        (now,),
    )
    return [feed for (feed,) in rows]


def next_poll(db: sqlite3.Connection) -> datetime | None:
    """When the next feed is due."""
    sql = f"SELECT next_try FROM polls AS p WHERE p.standing = 'active' AND {_FOLLOWED} ORDER BY next_try LIMIT 1"
    row = db.execute(sql).fetchone()
    return None if row is None else moment(row[0])


def settle(db: sqlite3.Connection, known: FeedState, now: int, articles: int) -> None:
    """Keep how a fetch went."""
    row = db.execute("SELECT id FROM feeds WHERE feed = ?", (known.feed,)).fetchone()
    if row is None:
        return
    db.execute(
        "UPDATE polls SET address = ?, standing = ?, next_try = ?, etag = ?, last_modified = ?, last_try = ?,"
        " last_success = ?, failures = ?, failing_since = ?, every = ?, stopped = ?, error = ? WHERE feed_id = ?",
        (
            known.address,
            known.standing.value,
            microseconds(known.next_try),
            known.etag,
            known.last_modified,
            _number(known.last_try),
            _number(known.last_success),
            known.failures,
            _number(known.failing_since),
            known.every // MICROSECOND,
            _number(known.stopped),
            known.error,
            row[0],
        ),
    )
    db.execute(
        "INSERT INTO days VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET fetches = fetches + 1,"
        " articles = articles + excluded.articles",
        (row[0], now // _DAY, articles),
    )


def working(db: sqlite3.Connection, since: int, besides: str) -> bool | None:
    """Whether another active feed was fetched well since then; None without another."""
    found, last = db.execute(
        "SELECT count(*), max(last_success) FROM polls AS p JOIN feeds AS f ON f.id = p.feed_id"
        f" WHERE p.standing = 'active' AND f.kind <> 'folder' AND f.feed <> ? AND {_FOLLOWED}",
        (besides,),
    ).fetchone()
    return (last is not None and last >= since) if found else None


def seen(db: sqlite3.Connection, feed: str) -> dict[str, Seen]:
    """The entries that a feed brought."""
    sql = "SELECT key, marker, url, reason FROM seen WHERE feed_id = (SELECT id FROM feeds WHERE feed = ?)"
    return {row[0]: Seen(*row) for row in db.execute(sql, (feed,))}


def mark_seen(db: sqlite3.Connection, feed: str, entries: Sequence[Seen], now: int) -> None:
    """These entries need not be read again."""
    db.executemany(
        "INSERT INTO seen (feed_id, key, marker, url, at, reason) SELECT id, ?, ?, ?, ?, ? FROM feeds WHERE feed = ?"
        " ON CONFLICT DO UPDATE SET marker = excluded.marker, url = excluded.url, reason = excluded.reason",
        [(each.key, each.marker, each.url, now, each.reason, feed) for each in entries],
    )


def notices(db: sqlite3.Connection) -> list[Notice]:
    """Of the stopped sources whose owner was not told."""
    rows = db.execute(
        f"SELECT {_FOLLOWING}, p.standing, p.error, p.failures, p.stopped FROM polls AS p"
        " JOIN feeds AS f ON f.id = p.feed_id JOIN sources AS s ON s.feed_id = p.feed_id"
        " WHERE p.stopped IS NOT NULL AND s.told < p.stopped AND s.standing = 'active' ORDER BY p.stopped, s.workspace"
    )
    return [
        Notice(_following(row[:8]), Standing(standing), error, failures, moment(stopped))
        for *row, standing, error, failures, stopped in rows
    ]


def mark_told(db: sqlite3.Connection, notice: Notice) -> None:
    """The owner of a stopped source knows."""
    db.execute(
        "UPDATE sources SET told = ? WHERE workspace = ? AND feed_id = (SELECT id FROM feeds WHERE feed = ?)",
        (microseconds(notice.since), notice.following.workspace, notice.following.feed),
    )


def facts(db: sqlite3.Connection, scope: Scope) -> list[SourceFacts]:
    """The sources of a scope with how they fare."""
    sql = f"""
        SELECT s.name, f.kind, f.address, count(DISTINCT a.id), max(a.dated), f.feed,
            CASE WHEN p.feed_id IS NULL THEN '' WHEN p.standing = 'active' THEN s.standing ELSE p.standing END,
            p.last_success, p.next_try, coalesce(p.error, ''), coalesce(p.failures, 0),
            (SELECT CAST(sum(d.articles) AS REAL) / min(:days, max(d.day) - min(d.day) + 1) FROM days AS d
                WHERE d.feed_id = f.id AND d.day > p.last_try / :day - :days),
            max(s.workspace = :workspace) = 0
        FROM sources AS s JOIN feeds AS f ON f.id = s.feed_id LEFT JOIN polls AS p ON p.feed_id = f.id
        LEFT JOIN links AS l ON l.feed_id = f.id LEFT JOIN articles AS a ON a.id = l.article_id
        WHERE {VISIBLE_SOURCE} GROUP BY f.id ORDER BY s.name COLLATE NOCASE, f.feed
    """
    parameters = {**viewer(scope), "days": _RATE_DAYS, "day": _DAY}
    return [_facts(row) for row in db.execute(sql, parameters)]


def _facts(row: Row) -> SourceFacts:
    name, kind, address, articles, last, feed, standing, success, next_try, error, failures, per_day, shared = row
    times = _moment(success), _moment(next_try)
    fares = error, failures, per_day
    return SourceFacts(name, kind, address, articles, _moment(last), feed, standing, *times, *fares, bool(shared))


def trace(db: sqlite3.Connection, scope: Scope, links: Sequence[str]) -> list[Trace]:
    """What is known of a link in a scope, what was stored first."""
    parameters = {**viewer(scope), "links": listed(links)}
    stored = f"""
        WITH sought AS (SELECT value FROM json_each(:links)),
        found AS (
            SELECT article_id FROM links WHERE key IN (SELECT value FROM sought)
            UNION SELECT article_id FROM links WHERE url <> '' AND url IN (SELECT value FROM sought)
            UNION SELECT id FROM articles WHERE url <> '' AND url IN (SELECT value FROM sought)
        )
        SELECT s.name, l.url, l.source, l.brought, a.feed_id = l.feed_id AND a.key = l.key, a.annotated, m.story_id,
            {ARTICLE}
        FROM found CROSS JOIN links AS l ON l.article_id = found.article_id
        JOIN sources AS s ON s.feed_id = l.feed_id JOIN articles AS a ON a.id = l.article_id
        LEFT JOIN memberships AS m ON m.article_id = a.id
        WHERE {VISIBLE_SOURCE} GROUP BY a.id, l.feed_id, l.key
        ORDER BY a.id, coalesce(l.brought, a.stored), l.feed_id
    """
    traces = []
    for name, url, outlet, brought, origin, annotated, story_id, *row in db.execute(stored, parameters):
        stage = Stage.WAITING if annotated == 0 else Stage.READ if annotated > 0 else Stage.COMPACTED
        traces.append(Trace(name, url, outlet, _moment(brought), article(row), bool(origin), stage, story_id))
    if traces:
        return traces
    passed = f"""
        SELECT s.name, e.url, e.at, e.reason FROM seen AS e JOIN sources AS s USING (feed_id)
        WHERE e.reason <> '' AND {VISIBLE_SOURCE}
        AND (e.url IN (SELECT value FROM json_each(:links)) OR e.key IN (SELECT value FROM json_each(:links)))
        GROUP BY e.feed_id, e.key
    """
    return [
        Trace(name, url, brought=moment(at), reason=reason) for name, url, at, reason in db.execute(passed, parameters)
    ]


def compact(db: sqlite3.Connection, before: int, cited: Collection[int], limit: int) -> int:
    """Let go of old articles but for what was cited of them; a story without articles ends."""
    rows = db.execute(
        "SELECT id FROM articles WHERE dated < ? AND stored < ? AND annotated >= 0 ORDER BY dated LIMIT ?",
        (before, before, limit),
    ).fetchall()
    ids = listed([number for (number,) in rows])
    chosen = "(SELECT value FROM json_each(?))"
    stories = db.execute(f"SELECT DISTINCT story_id FROM memberships WHERE article_id IN {chosen}", (ids,)).fetchall()
    for table in ("passages", "annotations", "signatures", "memberships"):
        db.execute(f"DELETE FROM {table} WHERE article_id IN {chosen}", (ids,))
    db.executemany("DELETE FROM stories WHERE id = ? AND id NOT IN (SELECT story_id FROM memberships)", stories)
    db.execute(f"UPDATE articles SET annotated = -1, first_passage = NULL WHERE id IN {chosen}", (ids,))
    dropped = listed([number for (number,) in rows if number not in cited])
    db.execute(f"UPDATE articles SET text = '' WHERE id IN {chosen}", (dropped,))
    db.execute(f"DELETE FROM revisions WHERE article_id IN {chosen}", (dropped,))
    return len(rows)


def _wake(db: sqlite3.Connection, feed: str, now: int) -> None:
    db.execute(
        "UPDATE polls SET next_try = min(next_try, ?), failures = CASE standing WHEN 'active' THEN failures ELSE 0 END,"
        " failing_since = CASE standing WHEN 'active' THEN failing_since END, standing = 'active', stopped = NULL"
        " WHERE feed_id = (SELECT id FROM feeds WHERE feed = ?)",
        (now, feed),
    )


def _state(row: Sequence[object]) -> FeedState:
    feed, kind, address, next_try, standing, etag, modified, tried, success, failures, since, error, every, stopped = (
        row
    )
    return FeedState(
        feed=str(feed),
        kind=SourceKind(str(kind)),
        address=str(address),
        next_try=moment(int(str(next_try))),
        standing=Standing(str(standing)),
        etag=str(etag),
        last_modified=str(modified),
        last_try=_moment(tried),
        last_success=_moment(success),
        failures=int(str(failures)),
        failing_since=_moment(since),
        error=str(error),
        every=int(str(every)) * MICROSECOND,
        stopped=_moment(stopped),
    )


def _following(row: Sequence[str]) -> Following:
    workspace, feed, name, kind, address, standing, channel, person = row
    return Following(workspace, feed, name, kind, address, Standing(standing), Owner(channel, person))


def _number(when: datetime | None) -> int | None:
    return None if when is None else microseconds(when)


def _moment(number: object) -> datetime | None:
    return moment(number) if isinstance(number, int) else None
