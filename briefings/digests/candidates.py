"""What a story's articles offer for a digest: each sentence and each clause that stands alone, shortened (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from briefings.annotation import Annotation, Sentence, SentenceKind, Vector
from briefings.digests.compression import Shortened, shorten, standing_clauses
from briefings.digests.references import Pointers, full_names, pointers
from briefings.digests.vocabulary import wording
from briefings.models import AnnotatedArticle, Article
from briefings.stories.agreement import Statement

_LABELLED = re.compile(r"\d+\.\s|(?:[\w’'-]+ ){0,2}[\w’'-]+: ")
"""An item of a numbered list, or a label and a colon ("TV ratings: ...")."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One text that could be a bullet, with the sentence that it is made from."""

    article: Article
    place: int  # of the article in the story
    order: int  # of the sentence among the article's body sentences
    sentence: Sentence
    vector: Vector
    shortened: Shortened
    pointers: Pointers
    quoted: bool  # the sentence begins inside a quotation that an earlier one opened
    clause: bool  # a part of its sentence
    centrality: float  # the cosine of its sentence to the article as a whole
    sentences: int  # of the article's body
    statement: Statement  # its words, names and numbers, as they are compared with others

    @property
    def text(self) -> str:
        """The bullet's words."""
        return self.shortened.text


_REMEMBERED: WeakKeyDictionary[Annotation, tuple[Article, tuple[Candidate, ...]]] = WeakKeyDictionary()


def find_candidates(articles: Sequence[AnnotatedArticle]) -> list[Candidate]:
    """Every text of the articles that could be a bullet: short enough, whole, and clear without its neighbours."""
    return [replace(candidate, place=place) for place, article in enumerate(articles) for candidate in _known(article)]


def _known(annotated: AnnotatedArticle) -> tuple[Candidate, ...]:
    """An article's candidates, found once: they follow from its annotation and its publisher alone."""
    article, found = _REMEMBERED.get(annotated.annotation, (None, ()))
    if article != annotated.article:
        found = tuple(candidate for candidate in _of_article(annotated) if is_usable(candidate))
        _REMEMBERED[annotated.annotation] = annotated.article, found
    return found


def _of_article(annotated: AnnotatedArticle) -> Iterator[Candidate]:
    article, annotation = annotated.article, annotated.annotation
    names = full_names(annotation.sentences)
    outlets = (article.source,)
    before: list[Sentence] = []
    open_quote = False
    paragraph = -1
    for index, sentence in enumerate(annotation.sentences):
        if sentence.kind is not SentenceKind.BODY:
            continue
        if sentence.paragraph != paragraph and len(annotation.body) > 12 and paragraph >= 0:
            open_quote = False
        paragraph = sentence.paragraph
        found = pointers(sentence, before, names)
        texts: list[tuple[Shortened | None, bool]] = [
            (shorten(sentence, outlets=outlets, replaced=found.replaced), False)
        ]
        texts += [(part, True) for part in standing_clauses(sentence, outlets=outlets, replaced=found.replaced)]
        for shortened, clause in texts:
            if shortened is not None:
                yield Candidate(
                    article,
                    0,
                    len(before),
                    sentence,
                    annotation.vectors[index],
                    shortened,
                    found,
                    open_quote,
                    clause,
                    float(annotation.vectors[index] @ annotation.centroid),
                    len(annotation.body),
                    Statement.of(article, sentence, annotation.vectors[index], shortened.kept),
                )
        open_quote = _opens_quote(sentence, open_quote)
        before.append(sentence)


def _opens_quote(sentence: Sentence, opened: bool) -> bool:
    """Whether a quotation is still open after a sentence."""
    for character in sentence.text:
        if character == "“":
            opened = True
        elif character == "”":
            opened = False
        elif character == '"':
            opened = not opened
    return opened


def is_usable(candidate: Candidate) -> bool:
    """Whether a text may stand alone: no question, no line about the page, nothing that points elsewhere."""
    text = candidate.text
    if candidate.quoted or candidate.pointers.dangling or text.rstrip('"”’)').endswith("?"):
        return False
    lowered = text.lower()
    if any(phrase in lowered for phrase in wording().boilerplate):
        return False
    if candidate.pointers.speaking:
        return False
    if candidate.clause and _clause_points_back(candidate):
        return False
    return not _is_bare_quote(candidate)


def _clause_points_back(candidate: Candidate) -> bool:
    """Whether a clause opens with a pronoun that the clause before it explains."""
    first = min(candidate.shortened.kept)
    for token in candidate.sentence.tokens[first : first + 4]:
        if (
            token.index in candidate.shortened.kept
            and token.pos == "PRON"
            and token.index not in candidate.pointers.replaced
        ):
            return token.lower not in {"there", "who", "what"}
        if token.pos in {"NOUN", "PROPN"}:
            return False
    return False


def _is_bare_quote(candidate: Candidate) -> bool:
    """Whether a text is a quotation and nothing else, so that nobody knows who speaks."""
    text = candidate.text.strip()
    return (
        text[:1] in '"“' and text.rstrip(".")[-1:] in '"”' and text.count('"') + text.count("“") + text.count("”") == 2
    )
