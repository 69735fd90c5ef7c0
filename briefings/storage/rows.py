"""Rows as articles, and the conditions that say what a scope may see."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from briefings.models import Article, Scope
from briefings.moments import moment

EVER = -(2**63)
"""Before every time that is stored."""

ARTICLE = """a.id, a.revision, a.key, a.text, a.title, a.url, a.source, a.author, a.published, a.dateline, a.stored,
    a.teaser, a.image, a.language"""
"""The columns of ``articles AS a`` that ``article`` reads, in its order."""

VISIBLE_SOURCE = """(
    s.workspace IN (:workspace, :shared) AND (:names IS NULL OR s.name IN (SELECT value FROM json_each(:names)))
)"""
"""True for ``sources AS s`` whose articles a scope may see; its parameters are those of ``viewer``."""

VISIBLE = (
    f"EXISTS (SELECT 1 FROM links JOIN sources AS s USING (feed_id) WHERE links.article_id = a.id AND {VISIBLE_SOURCE})"
)
"""True for an article ``a`` that a scope may see; its parameters are those of ``viewer``."""

Row = Sequence[Any]
Parameters = dict[str, int | str | None]


def viewer(scope: Scope) -> Parameters:
    """The parameters of ``VISIBLE_SOURCE`` and ``VISIBLE``."""
    names = None if scope.sources is None else json.dumps(sorted(scope.sources))
    return {"workspace": scope.workspace, "shared": scope.shared, "names": names}


def listed(ids: Collection[int] | Collection[str]) -> str:
    """Ids as ``json_each`` reads them: one parameter, however many they are."""
    return json.dumps(list(ids))


def article(row: Row) -> Article:
    """The article of a row that starts with the columns of ``ARTICLE``."""
    number, revision, key, text, title, url, source, author, published, dateline, stored, *page = row[:14]
    teaser, image, language = page
    return Article(
        id=number,
        revision=revision,
        key=key,
        text=text,
        title=title,
        url=url,
        source=source,
        author=author,
        published=None if published is None else moment(published),
        dateline=dateline,
        stored=moment(stored),
        teaser=bool(teaser),
        image=image,
        language=language,
    )
