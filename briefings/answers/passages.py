"""Which sentences of the articles are worth reading for a question: a cheap look at all, then a match of the best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from briefings.annotation import Sentence, SentenceKind, Vector
from briefings.answers.features import Situation
from briefings.answers.inquiry import Inquiry
from briefings.answers.matching import Concepts, match
from briefings.answers.vocabulary import STEM, stem, vocabulary
from briefings.models import AnnotatedArticle

_PER_ARTICLE = 8
_ARTICLES = 5
_FADE = 0.6  # how well a word is held that stands two sentences before, or in the article's first


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with the sentences of it that were matched, in text order, and how well it fits as a whole.

    ``similarities`` has the cosine of the question with every sentence of the article, shape (sentences,).
    """

    known: AnnotatedArticle
    situations: tuple[Situation, ...]
    fit: float
    similarities: Vector

    def situation(self, inquiry: Inquiry, position: int) -> Situation:
        """The match of one of the article's sentences, looked up or made."""
        known = next((each for each in self.situations if each.position == position), None)
        return known or _situate(inquiry, self.known, [position], self.similarities)[0]


@lru_cache(maxsize=4096)
def _stems(known: _ById) -> frozenset[str]:
    """The stems of a sentence's words, and the numbers of their groups of like words."""
    return _signs([token.lower for token in known.sentence.tokens] + [token.lemma for token in known.sentence.tokens])


@dataclass(frozen=True, slots=True, eq=False)
class _ById:
    """A sentence that is remembered by its identity: comparing parses would cost more than reading them."""

    sentence: Sentence

    def __hash__(self) -> int:
        return id(self.sentence)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.sentence is self.sentence


def _signs(words: Sequence[str]) -> frozenset[str]:
    lists = vocabulary()
    found = set()
    for word in words:
        if not word or not word[0].isalnum() or word in lists.stop:
            continue
        found.add(stem(word))
        if word in lists.nations:
            found.add(f"nation {lists.nations[word]}")
        found.update(f"group {number}" for number in lists.groups.get(word, ()))
    return frozenset(found)


def readings(inquiry: Inquiry, vector: Vector, articles: Sequence[AnnotatedArticle]) -> list[Reading]:
    """The articles that fit a question best, each with its best sentences; the articles' order breaks ties."""
    wanted = [(_signs([term.lower, term.concept]), term.weight * (1.5 if term.name else 1.0)) for term in inquiry.terms]
    signs = [[_stems(_ById(sentence)) for sentence in known.annotation.sentences] for known in articles]
    total = sum(len(rows) for rows in signs) or 1
    weights = [
        weight * (0.4 + math.log(1 + total / (1 + sum(bool(want & row) for rows in signs for row in rows))))
        for want, weight in wanted
    ]
    whole = sum(weights) or 1.0
    found = []
    for known, rows in zip(articles, signs, strict=True):
        if not rows:
            continue
        title = _signs(known.article.title.lower().split())
        union = title.union(*rows)
        held = sum(weight for (want, _), weight in zip(wanted, weights, strict=True) if want & union) / whole
        similarities = known.annotation.vectors @ vector
        overlaps = np.asarray(
            [
                sum(weight for (want, _), weight in zip(wanted, weights, strict=True) if want & row) / whole
                for row in rows
            ]
        )
        scores = 0.5 * overlaps + 0.5 * similarities
        body = [i for i, sentence in enumerate(known.annotation.sentences) if sentence.kind is not SentenceKind.HEADING]
        best = sorted(body, key=lambda i: -scores[i])[:_PER_ARTICLE]
        if best:
            found.append((float(held + scores[best[0]]), known, sorted(best), similarities))
    found.sort(key=lambda row: -row[0])
    return [_read(inquiry, *row) for row in found[:_ARTICLES]]


def situate(inquiry: Inquiry, known: AnnotatedArticle, position: int) -> Situation:
    """The match of one sentence of an article; how like the question it is stays out (0)."""
    return _situate(inquiry, known, [position], np.zeros(len(known.annotation.sentences), dtype=np.float32))[0]


def _read(inquiry: Inquiry, fit: float, known: AnnotatedArticle, chosen: list[int], similarities: Vector) -> Reading:
    return Reading(known, tuple(_situate(inquiry, known, chosen, similarities)), fit, similarities)


def _situate(inquiry: Inquiry, known: AnnotatedArticle, chosen: Sequence[int], similarities: Vector) -> list[Situation]:
    """Match the chosen sentences, each with the sentence before it and the title as its context."""
    nothing = (0.0,) * len(inquiry.terms)
    headline = _title_strengths(inquiry, known.article.title) if known.article.title else nothing
    sentences = known.annotation.sentences
    lead = match(inquiry, Concepts.of(_lead(sentences))).strengths if chosen else nothing
    headline = tuple(max(title, _FADE * first) for title, first in zip(headline, lead, strict=True))
    strengths: dict[int, tuple[float, ...]] = {}
    result = []
    for index in chosen:
        found = match(inquiry, Concepts.of(sentences[index]))
        strengths[index] = found.strengths
        before = nothing
        for back in (
            index - 1,
            index - 2,
        ):  # what a pronoun may stand for: the sentence before, faintly the one before it
            if back >= 0:
                if back not in strengths:
                    strengths[back] = match(inquiry, Concepts.of(sentences[back])).strengths
                fade = 1.0 if back == index - 1 else _FADE
                before = tuple(max(b, fade * s) for b, s in zip(before, strengths[back], strict=True))
        around = tuple(max(pair) for pair in zip(before, headline, strict=True))
        result.append(Situation(found, float(similarities[index]), around, index))
    return result


def _lead(sentences: Sequence[Sentence]) -> Sentence:
    """The sentence that an article opens with: no heading, and more than its dateline."""
    told = (sentence for sentence in sentences if any(token.pos in ("VERB", "AUX") for token in sentence.tokens))
    return next((each for each in told if each.kind is not SentenceKind.HEADING), sentences[0])


def _title_strengths(inquiry: Inquiry, title: str) -> tuple[float, ...]:
    """How well a title, which has no parse, holds each term."""
    words = [word.strip(".,:;!?'\"‘’“”()").lower() for word in title.split()]
    signs = _signs(words)
    return tuple(
        1.0 if term.lower in words else STEM if _signs([term.lower, term.concept]) & signs else 0.0
        for term in inquiry.terms
    )
