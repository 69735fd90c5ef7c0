"""Proof: a quote must stand in its article, character for character, where its citation says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from briefings.annotation import SentenceKind
from briefings.errors import UnprovenError
from briefings.models import AnnotatedArticle, Answer, Article, Bullet, Citation, Excerpt


def is_proven(citation: Citation, articles: Mapping[int, Article]) -> bool:
    """Whether the cited article holds the quote at the cited place."""
    article = articles.get(citation.article_id)
    if article is None or not citation.quote.strip():
        return False
    return article.text[citation.start : citation.end] == citation.quote


def require_proven(part: Bullet | Answer, articles: Mapping[int, Article]) -> None:
    """Refuse a bullet or an answer with a quote that is not in its article.

    Raises:
        UnprovenError: names the quote and the article.
    """
    for citation in cited(part):
        if not is_proven(citation, articles):
            raise UnprovenError(
                f"“{citation.quote}” is not in {citation.source or citation.title} (article {citation.article_id}) at"
                f" {citation.start}; the line that cites it was not posted."
            )


def proven_bullets(bullets: Iterable[Bullet], articles: Mapping[int, Article]) -> tuple[Bullet, ...]:
    """The bullets all of whose quotes are proven; the others are dropped, for a reader must never see them."""
    return tuple(bullet for bullet in bullets if all(is_proven(citation, articles) for citation in bullet.citations))


def cited(part: Bullet | Answer) -> tuple[Citation, ...]:
    """Every quote that a bullet or an answer rests on, the closest passage among them."""
    if isinstance(part, Bullet):
        return part.citations
    return part.citations + ((part.closest,) if part.closest else ())


def surround(citation: Citation, cited: AnnotatedArticle | None) -> Excerpt:
    """A quote with the sentence that it stands in and the ones before and after, without headings and captions.

    Where its article is not annotated, or says something else by now, the quote stands alone.
    """
    if cited is None or cited.article.text[citation.start : citation.end] != citation.quote:
        return Excerpt(citation, citation.quote)
    sentences = cited.annotation.sentences
    held = [n for n, each in enumerate(sentences) if each.start < citation.end and citation.start < each.end]
    if not held:
        return Excerpt(citation, citation.quote)
    first, last = held[0], held[-1]
    whole = cited.article.text[min(sentences[first].start, citation.start) : max(sentences[last].end, citation.end)]
    before = sentences[first - 1] if first else None
    after = sentences[last + 1] if last + 1 < len(sentences) else None
    return Excerpt(
        citation,
        whole,
        before.text if before and before.kind is SentenceKind.BODY else "",
        after.text if after and after.kind is SentenceKind.BODY else "",
    )
