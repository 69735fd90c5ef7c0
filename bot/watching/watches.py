"""What somebody watches, an answer or a story, and what they know of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from adapters.inbound import Channel, Person
from briefings.models import Answer, AnswerStatus, AttendanceStatus, Citation, Told

MOST_WATCHES = 20
"""For one person."""
_PROOFS = 8  # sentences that are kept for one fact


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an answer said: a name with its standing, or a span, and the sentences that say it."""

    text: str
    citations: tuple[Citation, ...]
    standing: AttendanceStatus | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a watcher knows of an answer."""

    status: AnswerStatus
    facts: tuple[Fact, ...] = ()

    @property
    def articles(self) -> frozenset[int]:
        """The articles that it rests on."""
        return frozenset(citation.article_id for fact in self.facts for citation in fact.citations)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a watcher knows of a story."""

    told: tuple[Told, ...] = ()

    @property
    def articles(self) -> frozenset[int]:
        """The articles that the story had."""
        return frozenset(article_id for told in self.told for article_id, _ in told.seen)


Memory: TypeAlias = Known | Followed


@dataclass(frozen=True, slots=True)
class Watch:
    """A person's order to be told when an answer or a story changes.

    It is looked at as ``asked_in`` sees the news, and told in ``channel``: None until it is known where the person
    reads direct messages. ``articles`` are those that what the person knows rests on; that itself is kept apart, for
    most watches have nothing to compare it with. ``version`` counts what was told; ``looked`` is when it was last asked
    again.
    """

    id: int
    person: Person
    asked_in: Channel
    channel: Channel | None
    question: str
    story_id: int | None
    articles: frozenset[int]
    version: int
    looked: datetime
    told: datetime | None = None

    @property
    def cause(self) -> str:
        """What the next thing to be told is called for ever."""
        return f"watch/{self.id}/{self.version + 1}"


def known_of(answer: Answer) -> Known:
    """What somebody knows who has read an answer."""
    if answer.roster and answer.roster.entries:
        return Known(
            answer.status,
            tuple(
                Fact(entry.name, entry.citations[:_PROOFS], entry.status, entry.aliases)
                for entry in answer.roster.entries
            ),
        )
    return Known(answer.status, tuple(Fact(each.text, each.citations[:_PROOFS]) for each in answer.findings))
