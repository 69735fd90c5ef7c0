"""Whether two sentences say the same (pure).

Meaning alone is not enough: the embeddings of "Smith was charged" and "Smith was not charged" are neighbours. So the
words must agree too, and numbers, names and negations must not contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from briefings.annotation import Sentence, SentenceKind, Vector
from briefings.models import AnnotatedArticle, Article
from briefings.stories.quantities import Quantity, number_of, quantities
from briefings.stories.signatures import rarity, stems
from briefings.stories.vocabulary import claims

SAME = 1.08
"""Cosine of meaning plus cosine of words from which two sentences say the same (DESIGN.md: their sum tells best)."""

_STRONG = 0.68  # cosine of meaning alone that made no false pair in the design's measurements
_SUPPORT = 0.5  # share of a bullet's rare words that a sentence which says the same must hold
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article, or the part of it that a bullet keeps, as it is compared with others."""

    article: Article
    sentence: Sentence
    vector: Vector
    terms: Mapping[str, float]
    counts: tuple[Quantity, ...]
    figures: frozenset[float]
    names: frozenset[str]
    negated: bool

    @classmethod
    def of(cls, article: Article, sentence: Sentence, vector: Vector, kept: Collection[int] | None = None) -> Statement:
        """A sentence, or those of its tokens that are kept, as a statement."""
        tokens = [token for token in sentence.tokens if kept is None or token.index in kept]
        denials = claims().negations | claims().refusals
        return cls(
            article,
            sentence,
            vector,
            weigh(" ".join(token.text for token in tokens)),
            tuple(quantities(sentence, kept)),
            frozenset(value for token in tokens if (value := number_of(token.text)) is not None),
            frozenset(stem for token in tokens if token.entity in _NAMES for stem in stems(token.text)),
            any(token.dep == "neg" or token.lemma in denials for token in tokens),
        )


def statements_of(annotated: AnnotatedArticle) -> list[Statement]:
    """The body sentences of an article as statements."""
    annotation = annotated.annotation
    return [
        Statement.of(annotated.article, sentence, vector)
        for sentence, vector in zip(annotation.sentences, annotation.vectors, strict=True)
        if sentence.kind is SentenceKind.BODY
    ]


def weigh(text: str) -> dict[str, float]:
    """The words of a text, each with its rarity."""
    return {stem: rarity(stem) for stem in stems(text) if rarity(stem) > 1.5}


def likeness(first: Statement, second: Statement) -> float:
    """Cosine of meaning plus cosine of words, 0 to 2."""
    return max(0.0, float(first.vector @ second.vector)) + word_likeness(first.terms, second.terms)


def word_likeness(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """Cosine of two texts' weighted words."""
    shared = sum(weight * second[stem] for stem, weight in first.items() if stem in second)
    norms = math.sqrt(sum(w * w for w in first.values()) * sum(w * w for w in second.values()))
    return shared / norms if norms else 0.0


def support(bullet: Mapping[str, float], sentence: Mapping[str, float]) -> float:
    """How much of a bullet's words, by their rarity, a sentence holds."""
    whole = sum(bullet.values())
    return sum(weight for stem, weight in bullet.items() if stem in sentence) / whole if whole else 0.0


def says(sentence: Statement, bullet: Statement) -> bool:
    """Whether a sentence says what a bullet says, so that it may be cited for it."""
    if sentence.negated != bullet.negated or not _counts_agree(bullet, sentence):
        return False
    if bullet.names and not bullet.names & (sentence.names | sentence.terms.keys()):
        return False
    if likeness(sentence, bullet) >= SAME:
        return support(bullet.terms, sentence.terms) >= 0.45
    close = float(sentence.vector @ bullet.vector) >= _STRONG
    return close and support(bullet.terms, sentence.terms) >= _SUPPORT


def repeats(later: Statement, earlier: Statement) -> bool:
    """Whether a reader of one bullet would find nothing new in another: its words are said, or it says the same."""
    new_counts = {count.value for count in later.counts} - {count.value for count in earlier.counts}
    if later.negated != earlier.negated or new_counts:
        return support(later.terms, earlier.terms) >= 0.9 and not new_counts
    return likeness(later, earlier) >= SAME or support(later.terms, earlier.terms) >= 0.75


def _counts_agree(bullet: Statement, sentence: Statement) -> bool:
    """Whether every count of a bullet comes in a sentence too, with the same number."""
    return all(
        any(count.value == other.value and count.further == other.further for other in sentence.counts)
        or (count.value in sentence.figures and not count.further)
        for count in bullet.counts
    )
