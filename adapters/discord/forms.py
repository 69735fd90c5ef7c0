"""Form -> Discord's modal, and a submitted modal's components -> answers. Choices while somebody types. Pure.

Every field stands in a label of its own (discord.py 2.6 and later): there its hint stays in sight beside what is
filled in already, which a placeholder does not. The answers come back by the fields' names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from adapters.discord.controls import Json, label, render_options
from adapters.discord.custom_ids import CustomId
from adapters.discord.markup import count
from adapters.discord.payloads import Payload, take, take_all, word, words
from adapters.message import Field, FieldKind, Form, Option
from adapters.visible import make_line, make_visible

MAX_TITLE = 45
MAX_LABEL = 45
MAX_DESCRIPTION = 100
MAX_TYPED = 4_000
MAX_PICKED = 25
MAX_CHOICES = 25
MAX_CHOICE = 100

_TEXT_INPUT, _LABEL = 4, 18
_LINE, _PARAGRAPH = 1, 2
_PICKERS: Mapping[FieldKind, tuple[int, str]] = {
    FieldKind.CHANNEL: (8, "channel"),
    FieldKind.PEOPLE: (5, "user"),
    FieldKind.ROLE: (6, "role"),
}
_POSTABLE = [0, 5, 10, 11, 12, 15]  # text, announcements, their threads, threads, private threads, forums
_SNOWFLAKE = re.compile(r"[0-9]{1,20}\Z")


def render_form(form: Form) -> Json:
    """Write a modal; its custom id carries the form's action and token, each field's custom id its name."""
    return {
        "custom_id": str(CustomId(form.action, form.value)),
        "title": label(form.title, MAX_TITLE),
        "components": [_labelled(field) for field in form.fields],
    }


def read_answers(components: Iterable[Payload]) -> dict[str, tuple[str, ...]]:
    """Give what was typed, chosen or picked in a modal, by field's name; a field left empty has no answers."""
    return dict(_answers(components))


def render_choices(options: Sequence[Option]) -> list[Json]:
    """Write what could follow what somebody typed; what Discord has no room for is left out."""
    fitting = [option for option in options if count(option.value) <= MAX_CHOICE]
    return [{"name": label(each.label, MAX_CHOICE), "value": each.value} for each in fitting[:MAX_CHOICES]]


def _labelled(field: Field) -> Json:
    shown: Json = {"type": _LABEL, "label": label(field.label, MAX_LABEL), "component": _component(field)}
    return {**shown, "description": label(field.hint, MAX_DESCRIPTION)} if make_line(field.hint) else shown


def _component(field: Field) -> Json:
    if field.kind in _PICKERS:
        return _picker(field)
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        return _menu(field)
    paragraph = field.kind is FieldKind.PARAGRAPH
    typed = make_visible(field.value) if paragraph else make_line(field.value)
    while count(typed) > MAX_TYPED:
        typed = typed[: -max(1, (count(typed) - MAX_TYPED) // 2)]
    component: Json = {
        "type": _TEXT_INPUT,
        "custom_id": field.name,
        "style": _PARAGRAPH if paragraph else _LINE,
        "required": field.required,
        "max_length": min(max(field.max_length, count(typed)), MAX_TYPED),
    }
    return {**component, "value": typed} if typed else component


def _menu(field: Field) -> Json:
    return {
        "type": 3,
        "custom_id": field.name,
        "options": render_options(field.options),
        "required": field.required,
        "min_values": int(field.required),
        "max_values": len(field.options) if field.kind is FieldKind.CHOICES else 1,
    }


def _picker(field: Field) -> Json:
    kind, name = _PICKERS[field.kind]
    most = MAX_PICKED if field.kind is FieldKind.PEOPLE else 1
    known = [each for each in field.value.split(",") if _SNOWFLAKE.match(each)][:most]
    component: Json = {
        "type": kind,
        "custom_id": field.name,
        "required": field.required,
        "min_values": int(field.required),
        "max_values": most,
    }
    if known:
        component["default_values"] = [{"id": each, "type": name} for each in known]
    if field.kind is FieldKind.CHANNEL:
        component["channel_types"] = _POSTABLE
    return component


def _answers(components: Iterable[Payload]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for component in components:
        # A label has one component, an action row of older clients a list of them.
        yield from _answers([inside] if (inside := take(component, "component")) else [])
        yield from _answers(take_all(component, "components"))
        name = word(component, "custom_id")
        if name:
            typed = word(component, "value").strip()
            yield name, tuple(words(component, "values")) or ((typed,) if typed else ())
