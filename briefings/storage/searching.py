"""Full-text search over passages, at a cost that common words do not drive up.

BM25 has to look at every passage that holds any of the words: 100 ms for one common word among a million passages.
So where a word comes in more passages than ``FREQUENT``, the passages with a rarer word are ranked wherever they are,
and those with frequent words alone only among the latest, which a reader of news wants anyway.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Sequence

from briefings.models import Passage, Scope
from briefings.storage.rows import EVER, VISIBLE, viewer

FREQUENT = 5_000
"""Passages; ranking so many takes about 10 ms."""

_SQL = f"""
    SELECT p.article_id, p.position, p.start, p.stop, p.text, -passages_fts.rank AS score
    FROM passages_fts CROSS JOIN passages AS p ON p.id = passages_fts.rowid
    CROSS JOIN articles AS a ON a.id = p.article_id
    WHERE passages_fts MATCH :query AND passages_fts.rowid >= :first AND passages_fts.rowid < :end
    AND p.kind = 'body' AND a.dated >= :since AND {VISIBLE}
    ORDER BY passages_fts.rank LIMIT :limit
"""  # CROSS JOIN keeps the index outside, ranked and lazy
_START, _END = 0, 2**63 - 1


def search(
    db: sqlite3.Connection, scope: Scope, terms: Sequence[str], since: int, limit: int, frequent: int = FREQUENT
) -> list[Passage]:
    """The body sentences with any of the terms (``terms.sought``), best first.

    Args:
        db: a connection.
        scope: who asks.
        terms: FTS5 strings.
        since: only articles of this date or later, in microseconds; ``rows.EVER`` for all.
        limit: how many at most.
        frequent: from how many passages on a term is frequent.
    """
    if not terms:
        return []

    def ranked(query: str, first: int, end: int = _END) -> list[Passage]:
        parameters = {"query": query, "first": first, "end": end, "since": since, "limit": limit}
        return [Passage(*row) for row in db.execute(_SQL, {**viewer(scope), **parameters})]

    start = _first_passage(db, since)
    begins = {term: max(start, _latest(db, term, frequent)) for term in terms}
    rare = [term for term in terms if begins[term] <= start]
    everything = _any(terms)
    if len(rare) == len(terms):
        return ranked(everything, start)
    # The same phrases stand in both queries, so that their scores can be compared: the rare ones count twice.
    recent = max(begins.values())
    found = ranked(f"({everything}) OR ({_any(rare)})" if rare else everything, recent)
    if rare:
        older = ranked(f"({_any(rare)}) AND ({everything})", start, recent)
        found = list(heapq.merge(found, older, key=lambda passage: -passage.score))[:limit]
    # Whoever follows little of much finds too few among the latest of all.
    return found if len(found) == limit else ranked(everything, start)


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(terms)


def _first_passage(db: sqlite3.Connection, since: int) -> int:
    """Passages are numbered as they come, so the first one of a period bounds the index's work."""
    if since == EVER:
        return _START
    (first,) = db.execute("SELECT min(first_passage) FROM articles WHERE dated >= ?", (since,)).fetchone()
    return _END if first is None else int(first)


def _latest(db: sqlite3.Connection, term: str, count: int) -> int:
    """Where the last so many passages with a term begin; before the first passage if there are fewer."""
    sql = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
    row = db.execute(sql, (term, count)).fetchone()
    return _START if row is None else int(row[0])
