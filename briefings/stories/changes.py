"""What is new, updated or corrected in a story against what a channel was told (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from briefings.annotation import Vector
from briefings.models import AnnotatedArticle, Article, Bullet, BulletKind, Citation, Novelty, Told
from briefings.stories.agreement import SAME, support, weigh, word_likeness
from briefings.stories.vocabulary import claims

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NUMBER_WORDS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen", "dozens"}
    | {"hundreds", "thousands", "hundred", "thousand", "million", "billion"}
)
_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow"})
_TOLD = 0.75  # share of a bullet's rare words in one that was told, from which it says nothing new
_TOPIC = 0.4  # likeness of words from which two bullets are about one thing
_TOPIC_MEANING = 0.95  # the same with the likeness of meaning added


@dataclass(frozen=True, slots=True)
class Change:
    """What a bullet is to a channel; ``before`` is what the channel was told instead."""

    novelty: Novelty
    before: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a channel was told of a story, ready to be compared with."""

    told: tuple[Told, ...] = ()
    terms: tuple[Mapping[str, float], ...] = ()
    vectors: Vector | None = None
    quotes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, told: Sequence[Told], embed: Callable[[Sequence[str]], Vector] | None = None) -> Memory:
        """What was told, with one embedding each if there is an embedder."""
        bullets = tuple(bullet for bullet in told if bullet.text)
        texts = [bullet.text for bullet in bullets]
        vectors = embed(texts) if embed is not None and texts else None
        quotes = frozenset(quote for each in told for quote in each.quotes)
        return cls(bullets, tuple(weigh(text) for text in texts), vectors, quotes)

    def judge(self, text: str, sentence: str, vector: Vector | None) -> Change | None:
        """What a bullet is to the channel, or None if the channel was told it.

        Args:
            text: the bullet.
            sentence: the sentence that it is made from, as it stands in its article.
            vector: that sentence's embedding.
        """
        if not self.told:
            return Change(Novelty.FIRST)
        if sentence in self.quotes:
            return None
        terms = weigh(text)
        change = Change(Novelty.NEW)
        closest = 0.0
        for index, earlier in enumerate(self.told):
            covered = support(terms, self.terms[index])
            words = word_likeness(terms, self.terms[index])
            meaning = float(vector @ self.vectors[index]) if vector is not None and self.vectors is not None else None
            same = covered >= _TOLD or words >= _TOLD or (meaning is not None and words + meaning >= SAME)
            topic = words >= _TOPIC or (meaning is not None and words + meaning >= _TOPIC_MEANING)
            moved = topic and differs(text, earlier.text)
            if same and not moved:
                return None
            if moved and words >= closest:
                closest, change = words, Change(Novelty.UPDATED, earlier.text)
        return change


def differs(text: str, before: str) -> bool:
    """Whether a bullet about the same thing gives another number, day or status than the one before it.

    What the new bullet merely leaves out is no difference.
    """
    new, old = _facts(text), _facts(before)
    for kind in ("numbers", "days", "status"):
        if new[kind] - old[kind] and (old[kind] - new[kind] or kind == "status"):
            return True
    return bool(new["negated"]) != bool(old["negated"])


def _facts(text: str) -> dict[str, frozenset[str]]:
    """The numbers, days, statuses and negations of a text."""
    words = re.findall(r"[a-z]+(?:['’]t)?", text.lower())
    numbers = {number.replace(",", "").rstrip(".") for number in _NUMBER.findall(text)}
    return {
        "numbers": frozenset(numbers | (set(words) & _NUMBER_WORDS)),
        "days": frozenset(set(words) & _DAYS),
        "status": frozenset(set(words) & claims().statuses),
        "negated": frozenset(
            word for word in words if word.endswith(("n't", "n’t")) or word in claims().negations - {"only", "rule"}
        ),
    }


def corrections(articles: Sequence[AnnotatedArticle], told: Sequence[Told]) -> list[Bullet]:
    """A bullet for each thing that a channel was told and whose every article was revised and no longer says it."""
    by_id = {annotated.article.id: annotated for annotated in articles}
    found = []
    for earlier in told:
        present = [by_id[article_id] for article_id in earlier.article_ids if article_id in by_id]
        if not present or len(present) < len(set(earlier.article_ids)) or not earlier.quotes:
            continue
        if any(quote in annotated.article.text for quote in earlier.quotes for annotated in present):
            continue
        found.append(_correction(earlier, present[0]))
    return found


def _correction(earlier: Told, annotated: AnnotatedArticle) -> Bullet:
    """What a source took back, with what it says now in its place."""
    article = annotated.article
    words = weigh(earlier.text)
    now = max(annotated.annotation.body, key=lambda sentence: word_likeness(weigh(sentence.text), words))
    citation = Citation.of(article, now.start, now.end)
    return Bullet(withdrawal(article, earlier.text), (citation,), BulletKind.FACT, Novelty.CORRECTED, earlier.text)


def withdrawal(article: Article, text: str) -> str:
    """That a source no longer says a thing, in at most 25 words."""
    opening = f"{' '.join(article.label.split()[:5])} no longer says:"
    room = 25 - len(opening.split())
    words = text.rstrip(".").split()
    quoted = " ".join(words[:room]) + ("…" if len(words) > room else "")
    return f"{opening} “{quoted}”."
