"""A conflict as a bullet: both sides quoted with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from briefings.models import Article, Bullet, BulletKind, Citation
from briefings.stories.agreement import Statement

LIMIT = 25  # words
_GROWTH = "Now “"  # a bullet that begins so sets a number against an earlier one
_GROWS = timedelta(hours=3)  # a later article's number is news, not a conflict


@dataclass(frozen=True, slots=True)
class Side:
    """What one article says of a disputed thing: its words and where they stand."""

    statement: Statement
    words: str

    @property
    def article(self) -> Article:
        """The article that says it."""
        return self.statement.article

    @property
    def citation(self) -> Citation:
        """The sentence that says it."""
        return Citation.of(self.article, self.statement.sentence.start, self.statement.sentence.end)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides of one thing; ``grows`` where a later number may be news instead."""

    topic: str
    one: Side
    two: Side
    grows: bool = False


def is_growth(bullet: Bullet) -> bool:
    """Whether a bullet says that a number grew with time; its first citation is the later one."""
    return bullet.kind is BulletKind.FACT and bullet.text.startswith(_GROWTH)


def word(conflict: Conflict) -> Bullet | None:
    """Both sides in at most 25 words; a number that grew with time is told as an update."""
    sides = (conflict.one, conflict.two)
    earlier, later = sorted(sides, key=lambda side: (side.article.when, side.article.id))
    dated = earlier.article.published is not None and later.article.published is not None
    grew = conflict.grows and dated and later.article.when - earlier.article.when >= _GROWS
    short_topic = conflict.topic.removeprefix("the number of ")
    for label_words, about in ((5, conflict.topic), (5, short_topic), (3, short_topic), (2, short_topic)):
        labels = [" ".join(side.article.label.split()[:label_words]) for side in (earlier, later)]
        if grew:
            day = later.article.when.strftime("%-d %B")
            text = f"{_GROWTH}{later.words}” ({labels[1]}, {day}); earlier “{earlier.words}” ({labels[0]})."
            kind = BulletKind.FACT
        else:
            text = f"Sources differ on {about}: “{earlier.words}” ({labels[0]}) against “{later.words}” ({labels[1]})."
            kind = BulletKind.CONFLICT
        if len(text.split()) <= LIMIT:
            citations = (later.citation, earlier.citation) if grew else (earlier.citation, later.citation)
            return Bullet(text, citations, kind)
    return None
