"""What is new, updated or corrected in a story against what a channel was told (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from briefings.annotation import Vector
from briefings.models import AnnotatedArticle, Article, Bullet, BulletKind, Citation, Novelty, Told
from briefings.stories.agreement import SAME, support, weigh, word_likeness
from briefings.stories.conflicts import LIMIT, is_growth
from briefings.stories.vocabulary import claims

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_WORD = re.compile(r"\d[\d,.]*\d|\d|[a-z]+")
_STEM = 5  # letters by which two forms of a word are one
_NEAR = 2  # words on either side of a number that may say what it counts
_NUMBER_WORDS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen", "dozens"}
    | {"hundreds", "thousands", "hundred", "thousand", "million", "billion"}
)
_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow"})
_OUTLOOKS = frozenset({"will", "may", "might"})  # beside another thing said before, they are no change of it
_TOLD = 0.75  # share of a bullet's rare words in one that was told, from which it says nothing new
_OWN_WORDS = 0.8  # share of a bullet's rare words that stand in its quotes, from which it is the article's own
_INSTEAD = 0.5  # likeness of words from which a sentence says another thing in the place of one that is gone
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
        related: list[str] = []
        before, closest = "", 0.0
        for index, earlier in enumerate(self.told):
            covered = support(terms, self.terms[index])
            words = word_likeness(terms, self.terms[index])
            meaning = float(vector @ self.vectors[index]) if vector is not None and self.vectors is not None else None
            same = covered >= _TOLD or words >= _TOLD or (meaning is not None and words + meaning >= SAME)
            topic = words >= _TOPIC or (meaning is not None and words + meaning >= _TOPIC_MEANING)
            moved = topic and differs(text, earlier.text)
            if same and not moved:
                return None
            if topic:
                related.append(earlier.text)
            if moved and words >= closest:
                before, closest = earlier.text, words
        if not before:
            return Change(Novelty.NEW)
        return None if any(_tells(other, text, before) for other in related) else Change(Novelty.UPDATED, before)


def differs(text: str, before: str) -> bool:
    """Whether a bullet about the same thing gives another number, day or status than the one before it.

    What the new bullet merely leaves out is no difference.
    """
    new, old = _facts(text), _facts(before)
    for kind in ("numbers", "days", "status"):
        added, gone = new[kind] - old[kind], old[kind] - new[kind]
        if kind == "status" and added - _OUTLOOKS:
            return True
        if added and gone and (kind != "numbers" or _count_alike(text, added, before, gone)):
            return True
    return bool(new["negated"]) != bool(old["negated"])


def _count_alike(text: str, added: frozenset[str], before: str, gone: frozenset[str]) -> bool:
    """Whether a number of a text counts what one before it counted: "nine engineers" replace no "14 workers"."""
    old = [words for number, words in _counts(before) if number in gone]
    new = [words for number, words in _counts(text) if number in added]
    return any(not words or not others or words & others for words in new for others in old)


def _counts(text: str) -> list[tuple[str, frozenset[str]]]:
    """Every number of a text with the beginnings of the words next to it, which say what it counts."""
    words = _WORD.findall(text.lower())
    stems = [word[:_STEM] if word[0].isalpha() and len(word) >= _STEM - 1 else "" for word in words]
    found = []
    for place, word in enumerate(words):
        if word[0].isdigit() or word in _NUMBER_WORDS:
            before, after = filter(None, reversed(stems[:place])), filter(None, stems[place + 1 :])
            near = frozenset((*islice(before, _NEAR), *islice(after, _NEAR)))
            found.append((word.replace(",", "").rstrip("."), near))
    return found


def _tells(other: str, text: str, before: str) -> bool:
    """Whether another bullet about the same thing gives the number, day or status that differs from the one before."""
    new, old, told = _facts(text), _facts(before), _facts(other)
    if new["negated"] != old["negated"]:
        return False
    changed = {kind: new[kind] - old[kind] for kind in ("numbers", "days", "status")}
    return any(changed.values()) and all(words <= told[kind] for kind, words in changed.items())


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
    texts = {earlier.text for earlier in told}
    found = []
    for earlier in told:
        if not _is_quoted(earlier):
            continue
        present = [by_id[article_id] for article_id in earlier.article_ids if article_id in by_id]
        if not present or len(present) < len(set(earlier.article_ids)) or not earlier.quotes:
            continue
        if any(quote in annotated.article.text for quote in earlier.quotes for annotated in present):
            continue
        bullet = _correction(earlier, present[0])
        if bullet.text not in texts:
            found.append(bullet)
    return found


def tell_once(bullets: Sequence[Bullet]) -> list[Bullet]:
    """The bullets for a channel that was told of the story, each change in one of them.

    What a source took back and what it says instead are one bullet; a number that a bullet gives as an update is not
    given again beside the one that another source had before.
    """
    withdrawn = {(bullet.before, _article(bullet)) for bullet in bullets if bullet.novelty is Novelty.CORRECTED}
    replaced = {
        (bullet.before, _article(bullet))
        for bullet in bullets
        if bullet.novelty is Novelty.UPDATED and (bullet.before, _article(bullet)) in withdrawn
    }
    updates = {bullet.citations[0].quote for bullet in bullets if bullet.novelty is Novelty.UPDATED}
    kept: list[Bullet] = []
    for bullet in bullets:
        change = (bullet.before, _article(bullet))
        if bullet.novelty is Novelty.UPDATED and change in replaced:
            kept.append(replace(bullet, novelty=Novelty.CORRECTED))
        elif bullet.novelty is Novelty.CORRECTED and change in replaced:
            continue
        elif not (is_growth(bullet) and bullet.citations[0].quote in updates and bullet.novelty is not Novelty.FIRST):
            kept.append(bullet)
    return kept


def _article(bullet: Bullet) -> int:
    return bullet.citations[0].article_id


def _is_quoted(told: Told) -> bool:
    """Whether a bullet is made from its quotes' own words: what we say about sources is nothing that one takes back."""
    return support(weigh(told.text), weigh(" ".join(told.quotes))) >= _OWN_WORDS


def _correction(earlier: Told, annotated: AnnotatedArticle) -> Bullet:
    """What a source took back, with what it says now in its place."""
    article = annotated.article
    words = weigh(earlier.text)
    now = max(annotated.annotation.body, key=lambda sentence: word_likeness(weigh(sentence.text), words))
    citation = Citation.of(article, now.start, now.end)
    text = withdrawal(article, earlier.text)
    instead = f"{_name(article)} now says: “{now.text.rstrip('.')}”."
    if word_likeness(weigh(now.text), words) >= _INSTEAD and len(instead.split()) <= LIMIT:
        text = instead
    return Bullet(text, (citation,), BulletKind.FACT, Novelty.CORRECTED, earlier.text)


def withdrawal(article: Article, text: str) -> str:
    """That a source no longer says a thing, in at most 25 words."""
    opening = f"{_name(article)} no longer says:"
    room = LIMIT - len(opening.split())
    words = text.rstrip(".").split()
    quoted = " ".join(words[:room]) + ("…" if len(words) > room else "")
    return f"{opening} “{quoted}”."


def _name(article: Article) -> str:
    return " ".join(article.label.split()[:5])
