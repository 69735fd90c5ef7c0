"""What the bot can do about a press, a form, a shortcut or an opened page: the function, and how it behaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

from adapters.controls import Field, FieldKind, Form
from adapters.inbound import Submission
from adapters.message import Message
from bot.commands.request import Request

W = TypeVar("W")
Reply: TypeAlias = Message | Form | None


@dataclass(frozen=True, slots=True)
class Handling(Generic[W]):
    """What is done about something that somebody did.

    ``manages`` marks what only those may do who manage the channel. ``opens_form``: it gives a form, so that nothing
    is deferred before, but for what ``at_once`` says can be answered without one. ``public``: its answer is for all to
    see. ``everywhere``: it shows or touches the whole workspace, which is no business of guests from another one.
    ``web``: it waits for other people's servers.
    """

    handle: Callable[[W, Request], Reply]
    manages: bool = False
    opens_form: bool = False
    public: bool = False
    everywhere: bool = False
    web: bool = False
    at_once: Callable[[W], bool] = lambda _what: False


@dataclass(frozen=True, slots=True)
class Filling:
    """What becomes of a form that is sent off.

    ``check`` says what is wrong, by field's name; it is quick, and changes nothing. ``form`` makes the form anew for
    those who have to mend it (see ``filled``), None where it makes no sense any more.
    """

    handle: Callable[[Submission, Request], Reply]
    form: Callable[[Submission, Request], Form | None]
    check: Callable[[Submission, Request], Mapping[str, str]] = lambda _submission, _request: {}
    manages: bool = False
    public: bool = False
    everywhere: bool = False
    web: bool = False


def filled(form: Form, answers: Mapping[str, tuple[str, ...]]) -> Form:
    """A form with these answers filled in already."""
    return replace(form, fields=tuple(_filled(field, answers.get(field.name, ())) for field in form.fields))


def _filled(field: Field, answer: tuple[str, ...]) -> Field:
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        return replace(field, options=tuple(replace(each, chosen=each.value in answer) for each in field.options))
    return replace(field, value=",".join(answer))
