"""What a reader can press, choose and fill in. The limits are the narrowest of Slack's and Discord's."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from adapters.checks import linkable, require_line, require_unique

MAX_CHOICES = 25  # Discord's select; Slack takes 100
MAX_FIELDS = 5  # Discord's modal
MAX_TITLE = 24  # Slack's modal title
MAX_FIELD_LABEL = 45  # Discord's modal
MAX_HINT = 100  # Discord's modal
MAX_TOKEN = 70  # Discord's custom id holds 100: the action, its value and a delivery's marker
_ACTION = re.compile(r"[a-z][a-z0-9_.-]*\Z")


class Weight(enum.Enum):
    """How a button presents itself."""

    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press.

    ``action`` names what happens, ``value`` is an opaque token that the bot looks up: never state that a user
    could forge. ``confirm`` is a question asked first, where the platform can. With ``url`` it opens a page.
    """

    label: str
    action: str
    value: str = ""
    weight: Weight = Weight.NORMAL
    confirm: str = ""
    url: str | None = None

    def __post_init__(self) -> None:
        require_line(self.label, "a button's label")
        _require_action(self.action, self.value)
        if self.url is not None and not linkable(self.url):
            raise ValueError(f"the button {self.label!r} needs an http or https address")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select or a field; a label that is too long for a platform is shortened by its renderer."""

    label: str
    value: str
    description: str = ""
    chosen: bool = False

    def __post_init__(self) -> None:
        require_line(self.label, "a choice's label")
        if not 0 < len(self.value) <= MAX_TOKEN:
            raise ValueError(f"the choice {self.label!r} needs a value of 1 to {MAX_TOKEN} letters")


@dataclass(frozen=True, slots=True)
class Select:
    """A menu of choices; pressing it arrives as a press with the chosen values."""

    placeholder: str
    action: str
    options: tuple[Option, ...]
    value: str = ""
    multiple: bool = False

    def __post_init__(self) -> None:
        require_line(self.placeholder, "a menu's placeholder")
        _require_action(self.action, self.value)
        _require_options(self.options, self.placeholder, self.multiple)


Action: TypeAlias = Button | Select


class FieldKind(enum.Enum):
    """What a form asks for."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    CHOICES = "choices"
    CHANNEL = "channel"
    """One channel, picked from the platform's own list; the answer is its opaque id."""
    PEOPLE = "people"
    """Any number of people, picked likewise; the answers are their opaque ids."""
    ROLE = "role"
    """A role or group that can be called; the answer is its opaque id."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; ``value`` is filled in already, ``hint`` says what to type.

    Where people are picked, ``value`` holds their ids with commas between them.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    value: str = ""
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    max_length: int = 1_000

    def __post_init__(self) -> None:
        _require_action(self.name, "")
        require_line(self.label, "a field's label", MAX_FIELD_LABEL)
        if len(self.hint) > MAX_HINT:
            raise ValueError(f"the hint of {self.label!r} has more than {MAX_HINT} letters")
        if self.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            _require_options(self.options, self.label, self.kind is FieldKind.CHOICES)
        elif self.options:
            raise ValueError(f"the field {self.label!r} is typed, so it cannot have choices")


@dataclass(frozen=True, slots=True)
class Form:
    """Questions asked together; ``value`` is an opaque token that comes back with the answers."""

    title: str
    action: str
    fields: tuple[Field, ...]
    value: str = ""
    submit: str = "Save"

    def __post_init__(self) -> None:
        require_line(self.title, "a form's title", MAX_TITLE)
        require_line(self.submit, "a form's submit label", MAX_TITLE)
        _require_action(self.action, self.value)
        if not 0 < len(self.fields) <= MAX_FIELDS:
            raise ValueError(f"the form {self.title!r} needs 1 to {MAX_FIELDS} fields")
        require_unique([field.name for field in self.fields], f"fields of the form {self.title!r}")


def _require_action(action: str, value: str) -> None:
    if not _ACTION.match(action):
        raise ValueError(f"{action!r} cannot name an action: use small letters, digits, '_', '-' and '.'")
    if len(action) + len(value) > MAX_TOKEN:
        raise ValueError(f"the action {action!r} and its value have more than {MAX_TOKEN} letters together")


def _require_options(options: Sequence[Option], name: str, multiple: bool) -> None:
    if not 0 < len(options) <= MAX_CHOICES:
        raise ValueError(f"{name!r} needs 1 to {MAX_CHOICES} choices")
    require_unique([option.value for option in options], f"choices of {name!r}")
    if not multiple and sum(option.chosen for option in options) > 1:
        raise ValueError(f"{name!r} takes one choice, but more are chosen already")
