"""A conflict as a bullet: both sides quoted with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

from briefings.models import Article, Bullet, BulletKind, Citation
from briefings.stories.agreement import Statement

LIMIT = 25  # words
_GROWTH = "Now “"  # a bullet that begins so sets a number against an earlier one
_GROWS = timedelta(hours=3)  # a later article's number is news, not a conflict
_DAY = timedelta(days=1)


class Course(Enum):
    """How a number goes with time: a toll only rises, and of those who are missing some are found."""

    RISES = 1
    FALLS = -1
    EITHER = 0


@dataclass(frozen=True, slots=True)
class Side:
    """What one article says of a disputed thing: its words and where they stand, and its number if it is one."""

    statement: Statement
    words: str
    value: float = 0.0

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
    """Two sides of one thing; ``course`` is the one that a later number has to keep to in order to be news instead."""

    topic: str
    one: Side
    two: Side
    course: Course | None = None


def is_growth(bullet: Bullet) -> bool:
    """Whether a bullet says that a number grew with time; its first citation is the later one."""
    return bullet.kind is BulletKind.FACT and bullet.text.startswith(_GROWTH)


def word(conflict: Conflict) -> Bullet | None:
    """Both sides in at most 25 words; a number that grew with time is told as an update."""
    sides = (conflict.one, conflict.two)
    earlier, later = sorted(sides, key=lambda side: (_told_at(side.article), side.article.id))
    grew = conflict.course is not None and _grew(earlier, later, conflict.course)
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


def _grew(earlier: Side, later: Side, course: Course) -> bool:
    """Whether a number may have become the other in the time between two reports, whose dates are known."""
    dated = earlier.article.published is not None and later.article.published is not None
    if not dated or _told_at(later.article) - _told_at(earlier.article) < _GROWS:
        return False
    return course is Course.EITHER or (later.value - earlier.value) * course.value > 0


def _told_at(article: Article) -> datetime:
    """When an article was published; of a day without an hour, when in it the article came to us."""
    published = article.published
    if published is None:
        return article.stored
    return min(max(article.stored, published), published + _DAY) if published.time() == time(0) else published
