"""The words in which cases are written: who does what where, and what they and the others must read then."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias


class Who(enum.Enum):
    """Somebody; at the terminal there is only ``SOMEBODY``, who manages everything there."""

    SOMEBODY = "somebody"
    MANAGER = "a manager"
    READER = "a reader who manages nothing"
    NAMED = "a reader whom a manager names"
    GUEST = "a guest of the workspace"
    FOREIGNER = "somebody of another workspace"
    LONER = "somebody who has the bot alone, without their server"

    @property
    def other(self) -> Who:
        """Somebody beside them."""
        return Who.READER if self is Who.MANAGER else Who.MANAGER


class Where(enum.Enum):
    """A place to do something in."""

    NEWS = "the channel"
    OTHER = "another channel"
    DIRECT = "direct messages"
    HOME = "the bot's own page"
    PANE = "a conversation beside the work"
    SHARED = "a channel that two workspaces share"
    AWAY = "a server without the bot"
    NEW = "a place that the bot was not in before"


class Role(enum.Enum):
    """Several people whom a post can call."""

    READERS = "readers"


class Seen(enum.Enum):
    """Who sees what came of it, and how."""

    ALONE = "the doer alone"
    ALL = "everybody in the place"
    FORM = "a form"
    RETURNED = "the form again, with what is wrong"
    PAGE = "the bot's own page"
    OFFERED = "what could be typed next"
    NOTHING = "nothing"
    TOLD = "a direct message"


Value: TypeAlias = str | Who | Where | Role


class Trouble(enum.Enum):
    """What a case arranges in the bot itself."""

    ENGINE = "the engine breaks"
    DATABASE = "the database cannot be written"
    AMNESIA = "old buttons are forgotten"
    HELD = "a post waits for a person"


@dataclass(frozen=True, slots=True)
class Type:
    """A command is typed, or picked where it cannot be typed."""

    line: str


@dataclass(frozen=True, slots=True)
class Say:
    """The bot is asked by its name, or written to."""

    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's last post is answered; ``names`` it, or only goes on in its thread."""

    words: str
    names: bool = True


@dataclass(frozen=True, slots=True)
class Press:
    """A button of the latest post that has it, or with ``choice`` one of a menu's choices, by its first words.

    ``action`` is what it does where the label alone does not say that.
    """

    label: str
    choice: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """The open form of this title is filled in, by label, and sent off; what is not named stays as it was.

    A ``Who``, a ``Where`` or a ``Role`` is picked from a list.
    """

    title: str
    answers: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """A message's menu, on a message with these words; ``entry`` is the shortcut's name."""

    entry: str
    words: str


@dataclass(frozen=True, slots=True)
class Open:
    """The bot's own page, or a conversation beside the work."""

    place: Where


@dataclass(frozen=True, slots=True)
class Begin:
    """A command is being typed, up to ``line``."""

    line: str


@dataclass(frozen=True, slots=True)
class Invite:
    """The bot is brought to the new place."""


@dataclass(frozen=True, slots=True)
class Close:
    """The place is closed: archived or deleted."""


@dataclass(frozen=True, slots=True)
class Arrange:
    """Something goes wrong in the bot until the case ends, or comes about."""

    trouble: Trouble


Deed: TypeAlias = Type | Say | Answer | Press | Fill | Use | Open | Begin | Invite | Close | Arrange


@dataclass(frozen=True, slots=True)
class Step:
    """One deed, and what comes of it. ``never`` are words that must not be read; ``times`` how often it is done."""

    deed: Deed
    reads: tuple[str, ...] = ()
    seen: Seen = Seen.ALONE
    who: Who = Who.SOMEBODY
    where: Where = Where.NEWS
    never: tuple[str, ...] = ()
    times: int = 1

    def by(self, who: Who) -> Step:
        return replace(self, who=who)

    def at(self, where: Where) -> Step:
        return replace(self, where=where)

    def to_all(self) -> Step:
        return replace(self, seen=Seen.ALL)

    def form(self) -> Step:
        return replace(self, seen=Seen.FORM)

    def told(self) -> Step:
        return replace(self, seen=Seen.TOLD)

    def without(self, *words: str) -> Step:
        return replace(self, never=words)

    def again(self, times: int) -> Step:
        return replace(self, times=times)


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody does, step by step.

    ``lacks`` says why a platform does not have it; the case is tried there, too, and must turn out to be impossible.
    Words with a dollar stand for what its scene has: ``$feed``, ``$link``, ``$paper`` (see ``Stage.begin``).
    """

    group: str
    feature: str
    steps: tuple[Step, ...]
    lacks: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False
    """The bot has nothing stored."""
    instead: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    """What happens in its place where a platform lacks it, if it is not impossible."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What is different there, in the parity table's words."""

    def __str__(self) -> str:
        return f"{self.group}: {self.feature}"


def case(
    group: str,
    feature: str,
    *steps: Step,
    lacks: Mapping[str, str] | None = None,
    empty: bool = False,
    instead: Mapping[str, tuple[Step, ...]] | None = None,
    notes: Mapping[str, str] | None = None,
) -> Case:
    return Case(group, feature, steps, lacks or {}, empty, instead or {}, notes or {})


def types(line: str, *reads: str) -> Step:
    return Step(Type(line), reads)


def says(words: str, *reads: str) -> Step:
    """In a channel what is said to the bot is answered for all."""
    return Step(Say(words), reads, Seen.ALL)


def writes(words: str, *reads: str) -> Step:
    return Step(Say(words), reads, Seen.ALONE, where=Where.DIRECT)


def answers(words: str, *reads: str) -> Step:
    return Step(Answer(words), reads, Seen.ALL)


def goes_on(words: str, *reads: str) -> Step:
    return Step(Answer(words, names=False), reads, Seen.ALL if reads else Seen.NOTHING)


def presses(label: str, *reads: str, action: str = "") -> Step:
    return Step(Press(label, action=action), reads)


def chooses(menu: str, choice: str, *reads: str) -> Step:
    return Step(Press(menu, choice), reads)


def gets_form(label: str, *reads: str) -> Step:
    return Step(Press(label), reads, Seen.FORM)


def fills(title: str, answers: Mapping[str, Value], *reads: str) -> Step:
    return Step(Fill(title, answers), reads)


def fills_wrongly(title: str, answers: Mapping[str, Value], *reads: str) -> Step:
    return Step(Fill(title, answers), reads, Seen.RETURNED)


def uses(entry: str, words: str, *reads: str) -> Step:
    return Step(Use(entry, words), reads)


def opens(place: Where, *reads: str) -> Step:
    return Step(Open(place), reads, Seen.PAGE if place is Where.HOME else Seen.ALONE, where=place)


def begins(line: str, *reads: str) -> Step:
    return Step(Begin(line), reads, Seen.OFFERED)


def invited(*reads: str) -> Step:
    return Step(Invite(), reads, Seen.ALL, Who.MANAGER, Where.NEW)


def closes(where: Where, *reads: str) -> Step:
    return Step(Close(), reads, Seen.TOLD, Who.MANAGER, where)


def arrange(trouble: Trouble) -> Step:
    return Step(Arrange(trouble), (), Seen.NOTHING)
