"""What one clause says of somebody and an event."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefings.annotation import Sentence
from briefings.answers.rosters.events import EventMention
from briefings.answers.rosters.mentions import Mention
from briefings.models import Article, AttendanceStatus, AttendeeKind


@dataclass(frozen=True, slots=True)
class Claim:
    """A reading of one clause, before it is weighed against the rest of the article.

    ``past`` marks a bare report of the past ("X attended"), which in a preview is about an earlier event; ``decided``
    a decision or an announcement ("X accepted"), which stays true of an event to come; ``explicit`` a status that was
    put in words rather than read from an invitation alone; ``bare`` that the clause names no event, so that the
    claim holds only in an article about one; ``ahead`` that its verb speaks of what is to come; ``loose`` that
    its verb has many other meanings ("she came"), so that the article has to name its event.
    """

    mention: Mention
    status: AttendanceStatus
    at: int
    event: EventMention | None = None
    past: bool = False
    earlier: bool = False
    explicit: bool = True
    bare: bool = False
    ahead: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceFact:
    """One article's word, in one sentence, on whether somebody comes to an event."""

    name: str
    kind: AttendeeKind
    status: AttendanceStatus
    article: Article
    sentence: Sentence
    event: EventMention
    role: str = ""
    country: str = ""
    named: bool = True
    explicit: bool = True
    counted: bool = False  # "at least 26 heads of state": how many come, not who
    remote: bool = False  # by video link: no contradiction to staying away
    naming: Sentence | None = None  # the sentence before that names who this one only means ("he")
    themes: tuple[EventMention, ...] = ()  # where the clause names no event: those that its article is about
    floating: bool = False  # no event is named in the clause or its article: it holds in a report beside one that does
    telling: str = field(default="", compare=False)  # the word of the sentence that says so: "attend", "boycott"
