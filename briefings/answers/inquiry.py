"""A question taken apart: how it asks, the type of its answer, the part that this plays, and the terms it names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from briefings.annotation import Sentence, Token

_FIGURE_DIGITS = 3


class Kind(StrEnum):
    """How a question asks."""

    WHO = "who"
    WHAT = "what"
    WHICH = "which"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    HOW = "how"
    HOW_MANY = "how_many"
    HOW_MUCH = "how_much"
    HOW_LONG = "how_long"
    HOW_OLD = "how_old"
    HOW_FAR = "how_far"  # any other measure: high, big, fast, often
    POLAR = "polar"
    SAID = "said"
    NEWS = "news"
    HAPPENED = "happened"


class Sought(StrEnum):
    """The type of the answer."""

    PERSON = "person"
    AGENT = "agent"  # "who": a person, a country, a company
    GROUP = "group"
    PLACE = "place"
    TIME = "time"
    DURATION = "duration"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    AGE = "age"
    MEASURE = "measure"
    ORDINAL = "ordinal"
    REASON = "reason"
    MANNER = "manner"
    NAMED = "named"
    THING = "thing"


class Role(StrEnum):
    """The part that the answer plays for its predicate, passive or active."""

    AGENT = "agent"
    PATIENT = "patient"
    OBLIQUE = "oblique"  # after a preposition
    EQUAL = "equal"  # on either side of "is"
    OWNER = "owner"
    ADVERB = "adverb"  # when, where, why, how
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question that an answer's sentence should hold."""

    index: int
    concept: str
    lower: str
    name: bool
    number: bool
    weight: float

    @property
    def figure(self) -> bool:
        """Whether it is a figure that tells one event from another, such as a year; a small count does not."""
        return self.number and sum(letter.isdigit() for letter in self.lower) >= _FIGURE_DIGITS


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question, taken apart.

    ``focus`` is the noun that the answer is one of ("leader" in "which EU leader"); ``opening`` holds the indices of
    the words that ask; ``preposition`` is the one that the question word hangs on ("to whom").
    """

    sentence: Sentence
    kind: Kind
    sought: Sought
    role: Role
    focus: str
    opening: frozenset[int]
    predicate: Token | None
    predicate_concept: str
    preposition: str
    terms: tuple[Term, ...]
    negated: bool
    subject: Token | None

    @property
    def names(self) -> tuple[Term, ...]:
        """The terms that are names."""
        return tuple(term for term in self.terms if term.name)

    @property
    def asks_for_portrait(self) -> bool:
        """Whether it asks who or what a name is ("who is Lars Lindqvist?") and nothing else."""
        copula = self.predicate is not None and self.predicate.lemma == "be"
        equal = self.kind in (Kind.WHO, Kind.WHAT) and self.role in (Role.EQUAL, Role.NONE)
        return copula and equal and bool(self.terms) and all(term.name for term in self.terms)

    @property
    def numbers(self) -> tuple[Term, ...]:
        """The terms that are figures and years."""
        return tuple(term for term in self.terms if term.number)
