"""Discord's rules for what can be pressed, chosen and filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from tests.servers.discord.lengths import size, too_long

Json: TypeAlias = dict[str, Any]

ROW, BUTTON, STRINGS, INPUT, PEOPLE, ROLES, MENTIONABLES, CHANNELS = range(1, 9)
SECTION, WORDS, SEPARATOR, CONTAINER, LABEL = 9, 10, 14, 17, 18
SELECTS = (STRINGS, PEOPLE, ROLES, MENTIONABLES, CHANNELS)
LAYOUTS = (SECTION, WORDS, SEPARATOR, CONTAINER)
_LINK, _PREMIUM = 5, 6


def component_violations(components: list[Json], *, v2: bool = False) -> list[str]:
    """Name what is wrong with the components of a message."""
    return list(_message(components, v2))


def modal_violations(modal: Json) -> list[str]:
    """Name what is wrong with a form."""
    return list(_modal(modal))


def _message(components: list[Json], v2: bool) -> Iterator[str]:
    everything = list(_walk(components))
    yield from _twice(everything)
    if v2:
        words = sum(size(each.get("content")) for each in everything if each.get("type") == WORDS)
        if len(everything) > 40:
            yield f"{len(everything)} components, at most 40"
        if words > 4_000:
            yield f"the components have {words} characters, at most 4000"
    elif len(components) > 5:
        yield f"{len(components)} action rows, at most 5"
    for component in components:
        if component.get("type") != ROW and not v2:
            yield f"a component of type {component.get('type')} outside an action row"
    for component in everything:
        yield from _one(component, v2)


def _one(component: Json, v2: bool) -> Iterator[str]:
    kind = component.get("type")
    if kind == ROW:
        yield from _row(component.get("components") or [])
    elif kind == BUTTON:
        yield from _button(component)
    elif kind in SELECTS:
        yield from _select(component)
    elif kind not in LAYOUTS or not v2:
        yield f"a component of type {kind} in a message"


def _row(inside: list[Json]) -> Iterator[str]:
    kinds = [each.get("type") for each in inside]
    if not kinds:
        yield "an action row is empty"
    elif all(kind == BUTTON for kind in kinds):
        if len(kinds) > 5:
            yield f"{len(kinds)} buttons in a row, at most 5"
    elif len(kinds) > 1:
        yield "an action row holds buttons, or one menu"


def _button(button: Json) -> Iterator[str]:
    style, label = button.get("style"), button.get("label")
    if style not in range(1, _PREMIUM):
        yield f"a button of style {style!r}"
    if not (label or "").strip() and not button.get("emoji"):
        yield "a button has no label"
    yield from too_long(label, 80, "a button's label")
    if style == _LINK:
        if button.get("custom_id") or not str(button.get("url")).startswith(("http://", "https://")):
            yield "a button that opens a page has an address and no custom id"
        yield from too_long(button.get("url"), 512, "a button's address")
    else:
        if button.get("url"):
            yield "a button with an address has another style"
        yield from _custom_id(button)


def _select(menu: Json) -> Iterator[str]:
    yield from _custom_id(menu)
    yield from too_long(menu.get("placeholder"), 150, "a menu's placeholder")
    options = menu.get("options") or []
    least, most = menu.get("min_values", 1), menu.get("max_values", 1)
    if not (0 <= least <= 25 and 1 <= most <= 25 and least <= most):
        yield f"a menu wants {least} to {most} values"
    if len(menu.get("default_values") or []) > most:
        yield "a menu has more values chosen than it takes"
    if menu.get("type") != STRINGS:
        if options:
            yield "only a menu of texts has options"
        return
    if not 1 <= len(options) <= 25:
        yield f"{len(options)} options in a menu, 1 to 25"
    if most > len(options):
        yield "a menu takes more values than it has"
    if sum(bool(option.get("default")) for option in options) > most:
        yield "a menu has more values chosen than it takes"
    values = Counter(option.get("value") for option in options)
    yield from (f"two options have the value {value!r}" for value, count in values.items() if count > 1)
    for option in options:
        for name in ("label", "value", "description"):
            if not option.get(name) and (name != "description" or name in option):
                yield f"an option has no {name}"
            yield from too_long(option.get(name), 100, f"an option's {name}")


def _modal(modal: Json) -> Iterator[str]:
    yield from _custom_id(modal)
    if not (modal.get("title") or "").strip():
        yield "a form has no title"
    yield from too_long(modal.get("title"), 45, "a form's title")
    top = modal.get("components") or []
    if not 1 <= len(top) <= 5:
        yield f"{len(top)} fields in a form, 1 to 5"
    yield from _twice(list(_walk(top)))
    for label in top:
        if label.get("type") != LABEL:
            yield f"a component of type {label.get('type')} at the top of a form"
            continue
        if not (label.get("label") or "").strip():
            yield "a field has no label"
        yield from too_long(label.get("label"), 45, "a field's label")
        yield from too_long(label.get("description"), 100, "a field's description")
        yield from _field(label.get("component") or {})


def _field(field: Json) -> Iterator[str]:
    kind = field.get("type")
    if kind == INPUT:
        yield from _custom_id(field)
        yield from too_long(field.get("placeholder"), 100, "a field's placeholder")
        least, most = field.get("min_length") or 0, field.get("max_length") or 4_000
        if not 0 <= least <= most <= 4_000:
            yield f"a field takes {least} to {most} characters"
        yield from too_long(field.get("value"), most, "what is in a field already")
        if field.get("style") not in (1, 2):
            yield f"a field of style {field.get('style')!r}"
        if field.get("label"):
            yield "a field in a label has its label there"
    elif kind in SELECTS:
        yield from _select(field)
        if field.get("disabled"):
            yield "a menu in a form cannot be disabled"
        if field.get("required", True) and field.get("min_values", 1) == 0:
            yield "a menu that must be answered takes at least one value"
    else:
        yield f"a component of type {kind} in a form"


def _custom_id(component: Json) -> Iterator[str]:
    if not 1 <= size(component.get("custom_id")) <= 100:
        yield f"the custom id {component.get('custom_id')!r} has not 1 to 100 characters"


def _twice(components: list[Json]) -> Iterator[str]:
    for name in ("custom_id", "id"):
        used = Counter(each[name] for each in components if each.get(name))
        yield from (f"two components have the {name} {value!r}" for value, count in used.items() if count > 1)


def _walk(components: list[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _walk(component.get("components") or [])
        yield from _walk([each for name in ("component", "accessory") if (each := component.get(name))])
