"""Who reports a story on their own: papers that print the same agency's report count as one voice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefings.models import Article, Bullet, Citation, distinct

_WORD = re.compile(r"\w+")
_RUN = 5  # words; two texts that share most runs of five share their sentences, not just their facts
_SHORT_RUN = 2  # for texts that are hardly longer than a headline
_SHORT_TEXT = 25  # words
_COPY = 0.5  # of the shorter text's runs: papers cut an agency's report and add a paragraph of their own


def publishers(articles: Sequence[Article]) -> tuple[str, ...]:
    """The publishers that report on their own, in the order of the articles; of copies, the first one's."""
    return distinct(copies[0].label for copies in independent(articles))


def independent(articles: Sequence[Article]) -> list[list[Article]]:
    """The articles with their copies: each group was written once, and is in the order given."""
    if len(articles) < 2:
        return [[article] for article in articles]
    groups: list[list[tuple[Article, frozenset[int]]]] = []
    for article in articles:
        runs = _runs(article.text)
        alike = [group for group in groups if any(_is_copy(runs, others) for _, others in group)]
        joined = [member for group in alike for member in group]
        first = groups.index(alike[0]) if alike else len(groups)
        groups = [group for group in groups if group not in alike]
        groups.insert(first, [*joined, (article, runs)])
    return [[article for article, _ in group] for group in groups]


def cite_copies(bullet: Bullet, copies: Mapping[int, Sequence[Article]]) -> Bullet:
    """The bullet with the papers that print the same sentence; ``copies`` are those of an article, by its id."""
    cited = [
        Citation.of(copy, start, start + len(citation.quote))
        for citation in bullet.citations
        for copy in copies.get(citation.article_id, ())
        if (start := copy.text.find(citation.quote)) >= 0
    ]
    known = {citation.article_id for citation in bullet.citations}
    added = {citation.article_id: citation for citation in cited if citation.article_id not in known}
    return replace(bullet, citations=(*bullet.citations, *added.values()))


def _is_copy(runs: frozenset[int], others: frozenset[int]) -> bool:
    """Whether one of two texts, as runs of words, was made from the other."""
    shorter = min(len(runs), len(others))
    return shorter > 0 and len(runs & others) >= _COPY * shorter


def _runs(text: str) -> frozenset[int]:
    """Every run of consecutive words of a text, as a number that holds within this process."""
    words = _WORD.findall(text.lower())
    length = _RUN if len(words) > _SHORT_TEXT else _SHORT_RUN
    return frozenset(hash(tuple(words[first : first + length])) for first in range(len(words) - length + 1))
