"""The nouns of the product: articles, passages, stories, claims, citations, bullets, digests, questions and answers.

All are frozen; every time is an aware UTC datetime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from briefings.annotation import Annotation
from briefings.errors import UnprovenError


@dataclass(frozen=True, slots=True)
class Scope:
    """What a viewer may see: a workspace, and the names of its sources (None: all that the workspace follows).

    ``shared`` is another workspace whose sources this one reads, too, such as those of whoever runs the bot.
    """

    workspace: str
    sources: frozenset[str] | None = None
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it was read, before it is stored; what its text does not tell stays empty.

    ``key`` says which article this is however often it comes: a canonical URL, a feed's id, a file's path. ``teaser``
    is set when only its beginning could be read, behind a paywall for instance. ``image`` is an address, ``language`` a
    code such as "en" or "pt-BR"; "und" is some other language than English.
    """

    key: str
    text: str
    title: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    published: datetime | None = None
    dateline: str = ""
    teaser: bool = False
    image: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article. ``text`` is what every quote is checked against."""

    id: int
    revision: int
    key: str
    text: str
    title: str
    url: str
    source: str
    author: str
    published: datetime | None
    dateline: str
    stored: datetime
    teaser: bool = False
    image: str = ""
    language: str = ""

    @property
    def when(self) -> datetime:
        """The article's date: when it was published, or when we first stored it."""
        return self.published or self.stored

    @property
    def label(self) -> str:
        """What a reader calls the article: its publisher, else its title, else the name of its file."""
        file = self.key.rpartition("/")[2] if self.key.startswith("file:") else ""
        return self.source or self.title or file or f"article {self.id}"


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with what the language pipeline found in it."""

    article: Article
    annotation: Annotation


class Outcome(StrEnum):
    """What became of a document that was handed in."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    DUPLICATE = "duplicate"  # another key, the same text


@dataclass(frozen=True, slots=True)
class Ingested:
    """A document's outcome, the article that it is now, and its story (None until it is annotated)."""

    outcome: Outcome
    article: Article
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a stored article that a search found; a higher score is better."""

    article_id: int
    position: int
    start: int
    end: int
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with its place: ``article.text[start:end] == quote``, character for character."""

    article_id: int
    quote: str
    start: int
    end: int
    title: str = ""
    source: str = ""
    url: str = ""
    published: datetime | None = None
    teaser: bool = False  # of its article only the beginning could be read

    @classmethod
    def of(cls, article: Article, start: int, end: int) -> Citation:
        """Cite an article's characters [start, end)."""
        return cls(
            article.id,
            article.text[start:end],
            start,
            end,
            article.title,
            article.label,
            article.url,
            article.published,
            article.teaser,
        )


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote where it stands: the whole sentence, or sentences, that hold it, and the neighbours that were stored."""

    citation: Citation
    sentence: str
    before: str = ""
    after: str = ""


class BulletKind(StrEnum):
    """Why a bullet is in the digest."""

    FACT = "fact"
    CONFLICT = "conflict"  # sources disagree; every side is quoted
    ROSTER = "roster"  # who is coming, who is not


class Novelty(StrEnum):
    """What a bullet is to a channel that was told things before."""

    FIRST = ""  # the channel has never been told of the story
    NEW = "new"
    UPDATED = "updated"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Bullet:
    """One line of a digest with everyone who says it; it cannot exist without a citation."""

    text: str
    citations: tuple[Citation, ...]
    kind: BulletKind = BulletKind.FACT
    novelty: Novelty = Novelty.FIRST
    before: str = ""  # for an update or a correction: what the channel was told

    def __post_init__(self) -> None:
        if not self.citations:
            raise UnprovenError(f"The bullet “{self.text}” names no source; cite the sentence that it is made from.")

    @property
    def sources(self) -> tuple[str, ...]:
        """The publishers behind the bullet, each once, in the order of their citations."""
        return distinct(citation.source for citation in self.citations)


Edition = tuple[int, int]
"""An article's id and a revision of it: one text."""


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one event, as one scope sees them; ``editions`` are the texts that tell it now."""

    id: int
    headline: str
    first_seen: datetime
    last_change: datetime
    article_ids: tuple[int, ...]
    publishers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()


class Length(StrEnum):
    """How much a reader wants to read of a story."""

    SHORT = "short"
    NORMAL = "normal"
    LONG = "long"


MOST_BULLETS: Mapping[Length, int] = {Length.SHORT: 3, Length.NORMAL: 8, Length.LONG: 14}
"""How many bullets a story may have."""


@dataclass(frozen=True, slots=True)
class StoryDigest:
    """A story's bullets."""

    story: Story
    bullets: tuple[Bullet, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """What a channel knows once it has read this."""
        return tuple(
            Told(
                self.story.id,
                bullet.text,
                distinct(citation.quote for citation in bullet.citations),
                tuple(dict.fromkeys(citation.article_id for citation in bullet.citations)),
                self.story.editions,
            )
            for bullet in self.bullets
        )


@dataclass(frozen=True, slots=True)
class Digest:
    """What a channel is to read: stories in the order that a reader wants, and what was looked at to choose them."""

    stories: tuple[StoryDigest, ...]
    made: datetime
    articles: int = 0
    since: datetime | None = None
    topic: str = ""

    @property
    def bullets(self) -> tuple[Bullet, ...]:
        """All bullets in reading order."""
        return tuple(bullet for story in self.stories for bullet in story.bullets)


@dataclass(frozen=True, slots=True)
class Told:
    """A bullet that a channel was already told, as the ledger kept it (``StoryDigest.told``).

    ``article_ids`` are the articles that it cites; by them it is known again when its story is merged or split.
    ``seen`` are the texts that its story had then: what else they say is no news either.
    """

    story_id: int
    text: str
    quotes: tuple[str, ...] = ()
    article_ids: tuple[int, ...] = ()
    seen: tuple[Edition, ...] = ()


class AttendanceStatus(StrEnum):
    """Where somebody stands towards an event, the surest first."""

    ATTENDING = "attending"
    EXPECTED = "expected"
    SENDING_REPRESENTATIVES = "sending_representatives"
    INVITED_UNDECIDED = "invited_undecided"
    UNLIKELY = "unlikely"
    NOT_ATTENDING = "not_attending"
    DISPUTED = "disputed"


class AttendeeKind(StrEnum):
    """What an attendee is."""

    PERSON = "person"
    DELEGATION = "delegation"
    COUNTRY = "country"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody's standing towards an event, with everyone who says so.

    ``telling`` is the word of the first citation that says so ("attend"), so that a shortened quote keeps it.
    """

    name: str
    status: AttendanceStatus
    citations: tuple[Citation, ...]
    kind: AttendeeKind = AttendeeKind.PERSON
    aliases: tuple[str, ...] = ()
    role: str = ""
    as_of: datetime | None = None
    telling: str = ""

    def __post_init__(self) -> None:
        if not self.citations:
            raise UnprovenError(f"{self.name} is on the list without a source; cite the sentence that says so.")


@dataclass(frozen=True, slots=True)
class Roster:
    """One reconciled list of an event's comers and absentees.

    ``partial`` holds the counts that say the list is longer than the names we have ("at least 26 heads of state").
    """

    event: str
    entries: tuple[Attendee, ...]
    partial: tuple[Citation, ...] = ()
    as_of: datetime | None = None


class AnswerStatus(StrEnum):
    """How much of a question the stored articles answer."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, and when: "next week" and "yesterday" hang on it."""

    text: str
    asked: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to a question: the span, and the sentences that say it."""

    text: str
    citations: tuple[Citation, ...]
    score: float = 0.0

    def __post_init__(self) -> None:
        if not self.citations:
            raise UnprovenError(f"The answer “{self.text}” names no source; cite the sentence that it stands in.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the stored articles say to a question.

    ``text`` is None exactly when nothing was found; then ``closest`` is the passage that comes nearest, or ``askable``
    is False: no article could ever answer those words. Several findings are a list, or what each side says.
    """

    status: AnswerStatus
    question: str
    text: str | None = None
    findings: tuple[Finding, ...] = ()
    roster: Roster | None = None
    closest: Citation | None = None
    note: str = ""
    askable: bool = True

    def __post_init__(self) -> None:
        if (self.text is None) != (self.status is AnswerStatus.NOT_FOUND):
            raise ValueError("an answer has text unless nothing was found")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every quote that the answer rests on."""
        cited = [citation for finding in self.findings for citation in finding.citations]
        if self.roster:
            cited += [citation for attendee in self.roster.entries for citation in attendee.citations]
            cited += self.roster.partial
        return tuple(dict.fromkeys(cited))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The non-empty values, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
