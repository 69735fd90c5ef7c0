"""What the buttons under a message stand for, kept as it was when the message was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from adapters.inbound import Channel, Person
from adapters.message import Message
from briefings.models import Excerpt

KEPT = timedelta(days=30)
"""How long a button works; who presses it later gets a kind word."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given: what it rested on, and its message where it is not yet in public.

    ``text`` is None where nothing was found. ``further`` is what was cut from the message, ``story_id`` the story
    that the answer is from.
    """

    question: str
    text: str | None
    excerpts: tuple[Excerpt, ...] = ()
    further: Message | None = None
    story_id: int | None = None
    unshared: Message | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A digest that has more stories than were told: what was asked for, and the stories that were shown."""

    topic: str
    since: datetime | None
    shown: tuple[int, ...]


Offered: TypeAlias = Given | Listing


@dataclass(frozen=True, slots=True)
class Offer:
    """What a button stands for, and in which workspace's scope, where, for whom and when it was made."""

    what: Offered
    workspace: str
    where: Channel
    who: Person
    made: datetime


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody thinks of an answer, with the question, the answer and its quotes, for those who mend it."""

    token: str
    who: Person
    where: Channel
    helpful: bool
    question: str
    answer: str
    quotes: tuple[str, ...]
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many found an answer helpful, how many wrong."""

    helpful: int = 0
    wrong: int = 0
