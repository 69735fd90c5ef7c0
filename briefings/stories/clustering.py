"""Articles join stories as they come: one pass, each compared with a recent window only, however large the archive is.

A story takes an article in that resembles its members nearly as much as they resemble each other; so reports of one
goal are held together more strictly than loose follow-ups of a crisis, and no threshold has to fit them all.
Later articles can show that two stories are one, or that one is two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from briefings.annotation import Signature
from briefings.ports import SignedArticle
from briefings.stories.resemblance import Floats, Integers, Profile, Profiles, grown

Choice = npt.NDArray[np.bool_]

CAPACITY = 5_000  # articles in a window; the earliest leave first

_COHESION = 5.0  # log-odds that two reports of one event have on the average; what a new story is taken to have
_TRUST = 20.0  # pairs of members that weigh as much as that expectation
_SLACK = 4.0  # how far below a story's cohesion an article may resemble it and still join
_FLOOR = 1.25  # log-odds that even the loosest story asks for, or it would take in ever looser articles and swallow all
_CLOSEST = 0.7  # what a story's closest member weighs in its score; the rest is the average member's
_LATEST = 40  # members of a story that its cohesion is measured on; a larger story is never split
_SMALLEST_PART = 3  # articles; two that stand apart are no story of their own yet
_FRESH = 7.0  # days between two articles that tell nothing
# Log-odds lost for every e-fold of days beyond; set by hand, for no public set has both stories and true dates.
_AGEING = 0.2


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs: a story, or None for a new one, and how much it resembles it (log-odds)."""

    story_id: int | None
    resemblance: float = 0.0


@dataclass(frozen=True, slots=True)
class Move:
    """Articles that belong into another story, or, when it is None, into a new one.

    ``ended`` is the story that they are all of, when nothing is left of it: what has left the window belongs there too.
    """

    article_ids: tuple[int, ...]
    story_id: int | None
    ended: int | None = None


def place(signature: Signature, when: datetime, recent: Sequence[SignedArticle]) -> Placement:
    """Where an article belongs among recent ones; who places many keeps a Window instead."""
    return Window(recent).place(signature, when)


def group(articles: Iterable[tuple[Signature, datetime]], window: Window | None = None) -> list[int]:
    """The stories of articles that come one after another, as they stand after the last: one number an article."""
    window = Window() if window is None else window  # an empty one is false
    stories: list[int] = []
    newest = -1
    for number, (signature, when) in enumerate(articles):
        story = window.place(signature, when).story_id
        if story is None:
            story = newest = newest + 1
        stories.append(story)
        window.add(SignedArticle(number, story, when, "", signature))
        for move in window.review(number):
            goal = move.story_id
            if goal is None:
                goal = newest = newest + 1
            window.move(move.article_ids, goal)
            for moved in move.article_ids:
                stories[moved] = goal
    return stories


class Window:
    """The recent articles, kept as arrays and updated article by article.

    The caller does what is decided here, through the store, and tells the window what it did: ``place``, store the
    article, ``add``; then ``review``, carry each move out in the store, ``move``. From time to time, ``forget`` what
    is old. Not safe for several threads.
    """

    def __init__(
        self, recent: Iterable[SignedArticle] = (), *, capacity: int = CAPACITY, weights: Floats | None = None
    ) -> None:
        self._capacity = capacity
        self._profiles = Profiles(weights)
        self._articles = np.zeros(0, dtype=np.int64)
        self._stories = np.zeros(0, dtype=np.int64)
        self._dates = np.zeros(0)
        self._arrivals = np.zeros(0)
        self._cohesions: dict[int, float] = {}
        for article in sorted(recent, key=lambda article: (article.when, article.article_id)):
            self.add(article)

    def __len__(self) -> int:
        return len(self._profiles)

    def place(self, signature: Signature, when: datetime) -> Placement:
        """Where an article that is not in the window belongs."""
        fits = self._fits(self._resemblance(self._profiles.read(signature), _day(when)), np.arange(len(self)))
        return Placement(fits[0][1], fits[0][0]) if fits else Placement(None)

    def add(self, article: SignedArticle, arrived: datetime | None = None) -> None:
        """Take in an article that was stored; without an arrival it came when it was dated. An old revision leaves."""
        self.drop([article.article_id])
        row = len(self)
        self._profiles.append(article.signature)
        self._articles, self._stories = grown(self._articles, row + 1), grown(self._stories, row + 1)
        self._dates, self._arrivals = grown(self._dates, row + 1), grown(self._arrivals, row + 1)
        self._articles[row], self._stories[row] = article.article_id, article.story_id
        self._dates[row] = _day(article.when)
        self._arrivals[row] = _day(max(article.when, arrived or article.when))
        self._cohesions.pop(article.story_id, None)
        if len(self) > self._capacity * 1.2:  # not one by one: dropping copies the arrays
            self._keep(np.sort(np.argsort(self._arrivals[: len(self)], kind="stable")[-self._capacity :]))

    def drop(self, article_ids: Iterable[int]) -> None:
        """Forget articles that were revised or removed."""
        gone = np.isin(self._articles[: len(self)], list(article_ids))
        if gone.any():
            self._keep(np.flatnonzero(~gone))

    def forget(self, before: datetime) -> None:
        """Forget the articles that arrived earlier; in a few weeks' window this month's figures never meet the last."""
        old = self._arrivals[: len(self)] < _day(before)
        if old.any():
            self._keep(np.flatnonzero(~old))

    def move(self, article_ids: Sequence[int], story_id: int) -> None:
        """Note that articles were put into another story."""
        rows = np.isin(self._articles[: len(self)], article_ids)
        for story in {story_id, *self._stories[: len(self)][rows].tolist()}:
            self._cohesions.pop(story, None)
        self._stories[: len(self)][rows] = story_id

    def review(self, article_id: int) -> tuple[Move, ...]:
        """What an article that was added shows: that its story is one with another, that it is two, or nothing."""
        found = np.flatnonzero(self._articles[: len(self)] == article_id)
        if not len(found):
            return ()
        row = int(found[0])
        story = int(self._stories[row])
        move = self._merger(row, story) or self._split(story)
        return (move,) if move else ()

    def _merger(self, row: int, story: int) -> Move | None:
        """The story that an article links to its own as closely as their members are linked."""
        others = np.delete(np.arange(len(self)), row)
        fits = self._fits(self._resemblance(self._profiles.row(row), float(self._dates[row]))[others], others)
        rivals = [rival for _, rival in fits if rival != story]
        if not rivals:
            return None
        ours, theirs = self._members(story), self._members(rivals[0])
        bar = _bar(max(self._cohesion(story), self._cohesion(rivals[0])))
        if _between(self._links(ours, theirs)) < bar:
            return None
        kept, ended = (story, rivals[0]) if ours[0] < theirs[0] else (rivals[0], story)
        return Move(self._in(ended), kept, ended)

    def _split(self, story: int) -> Move | None:
        """The members of a story that share much less with the others than with each other."""
        rows = np.flatnonzero(self._stories[: len(self)] == story)
        if not 2 * _SMALLEST_PART <= len(rows) <= _LATEST:
            return None
        links = self._links(rows, rows)
        first = _halves(links)
        if min(first.sum(), (~first).sum()) < _SMALLEST_PART:
            return None
        tightness = min(_cohesion(links[np.ix_(part, part)]) for part in (first, ~first))
        if _between(links[np.ix_(first, ~first)]) >= _bar(tightness):
            return None
        return Move(tuple(self._articles[rows[first != first[0]]].tolist()), None)  # the oldest keeps the story

    def _fits(self, links: Floats, rows: Integers) -> list[tuple[float, int]]:
        """The stories that an article may join by its links to the rows, and how much it resembles them, best first.

        A story's score lies between its closest member and the average one: a report of one turn of the story need
        not resemble them all.
        """
        if not len(rows):
            return []
        stories, owner = np.unique(self._stories[rows], return_inverse=True)
        closest = np.full(len(stories), -np.inf, dtype=np.float32)
        np.maximum.at(closest, owner, links)
        scores = _CLOSEST * closest + (1 - _CLOSEST) * np.bincount(owner, weights=links) / np.bincount(owner)
        order = np.argsort(-scores, kind="stable")
        ranked = [(float(scores[index]), int(stories[index])) for index in order if scores[index] >= _FLOOR]
        return [(score, story) for score, story in ranked if score >= _bar(self._cohesion(story))]

    def _members(self, story: int) -> Integers:
        return np.flatnonzero(self._stories[: len(self)] == story)[-_LATEST:]

    def _in(self, story: int) -> tuple[int, ...]:
        return tuple(self._articles[: len(self)][self._stories[: len(self)] == story].tolist())

    def _links(self, rows: Integers, others: Integers) -> Floats:
        """The resemblance of a few rows to a few others, shape (rows, others)."""
        days_apart = np.abs(self._dates[rows][:, None] - self._dates[others][None, :])
        return self._profiles.resemblances(rows, others) - _ageing(days_apart)

    def _resemblance(self, profile: Profile, day: float) -> Floats:
        """The resemblance of a profile to every row."""
        return self._profiles.resemblance(profile) - _ageing(np.abs(self._dates[: len(self)] - day))

    def _cohesion(self, story: int) -> float:
        if story not in self._cohesions:
            members = self._members(story)
            self._cohesions[story] = _cohesion(self._links(members, members))
        return self._cohesions[story]

    def _keep(self, rows: Integers) -> None:
        for story in set(np.delete(self._stories[: len(self)], rows).tolist()):
            self._cohesions.pop(story, None)
        self._profiles = self._profiles.take(rows)
        self._articles, self._stories = self._articles[rows], self._stories[rows]
        self._dates, self._arrivals = self._dates[rows], self._arrivals[rows]


def _bar(cohesion: float) -> float:
    """The score that a story of some cohesion asks for."""
    return max(_FLOOR, cohesion - _SLACK)


def _ageing(days_apart: npt.NDArray[np.float64]) -> Floats:
    return np.asarray(_AGEING * np.log1p(np.maximum(0, days_apart - _FRESH)), dtype=np.float32)


def _cohesion(links: Floats) -> float:
    """How much a story's members resemble each other; what is expected of a story while it has few."""
    pairs = len(links) * (len(links) - 1) / 2
    total = float(links.sum() - np.trace(links)) / 2
    return (_COHESION * _TRUST + total) / (_TRUST + pairs)


def _between(links: Floats) -> float:
    """How much two groups resemble each other: as for one article, between the closest and the average."""
    closest = (float(links.max(axis=0).mean()) + float(links.max(axis=1).mean())) / 2
    return _CLOSEST * closest + (1 - _CLOSEST) * float(links.mean())


def _halves(links: Floats) -> Choice:
    """Two groups around the pair that shares least: every member goes where it is linked more closely."""
    apart = links.copy()
    np.fill_diagonal(apart, np.inf)
    one, other = np.unravel_index(int(np.argmin(apart)), apart.shape)
    first: Choice = links[one] >= links[other]
    alone = links.copy()
    np.fill_diagonal(alone, 0)
    for _ in range(5):
        if first.all() or not first.any():
            break
        to_first = alone[:, first].sum(axis=1) / np.maximum(1, first.sum() - first)
        to_other = alone[:, ~first].sum(axis=1) / np.maximum(1, (~first).sum() - ~first)
        closer: Choice = to_first >= to_other
        if (closer == first).all():
            break
        first = closer
    return first


def _day(when: datetime) -> float:
    return when.timestamp() / 86_400
