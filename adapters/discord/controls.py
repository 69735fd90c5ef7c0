"""Buttons and menus as Discord's action rows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from adapters.discord.custom_ids import CustomId
from adapters.discord.markup import NO_TEXT, count
from adapters.message import Action, Button, Option, Select, Weight
from adapters.visible import make_line, shorten

Json: TypeAlias = dict[str, object]

ACTION_ROW, BUTTON, STRING_SELECT = 1, 2, 3  # component types
MAX_BUTTON_LABEL = 80
MAX_BUTTON_URL = 512
MAX_PLACEHOLDER = 150
MAX_OPTION = 100
MARKER_ACTION = "post"
"""The action of the one button that is there only to carry a marker; it is disabled, so nobody can press it."""

_STYLES = {Weight.PRIMARY: 1, Weight.NORMAL: 2, Weight.DANGER: 4}
_QUIET, _LINK = 2, 5
_ROW = 5
_MOST_LINKS = 24  # leaves a place for the button that carries a marker


def render_rows(actions: Sequence[Action], marker: str = "", carrier: str = "") -> list[Json]:
    """Write buttons in rows of five, then each menu in its own.

    With a marker, every button and menu carries it; where there is none to carry it, a disabled button with the label
    ``carrier`` does.
    """
    written_out = pages_in_words(actions)
    buttons = [_button(each, marker) for each in actions if isinstance(each, Button) and each not in written_out]
    menus = [_menu(each, marker) for each in actions if isinstance(each, Select)]
    if marker and not any("custom_id" in each for each in buttons + menus):
        buttons.append(_carrier(carrier, marker))
    rows = [buttons[start : start + _ROW] for start in range(0, len(buttons), _ROW)] + [[menu] for menu in menus]
    return [{"type": ACTION_ROW, "components": row} for row in rows]


def pages_in_words(actions: Sequence[Action]) -> list[Button]:
    """Give the buttons that only open a page and find no place: their links go into the text."""
    pages = [each for each in actions if isinstance(each, Button) and each.url]
    return [each for at, each in enumerate(pages) if at >= _MOST_LINKS or count(each.url or "") > MAX_BUTTON_URL]


def render_options(options: Sequence[Option]) -> list[Json]:
    """Write the choices of a menu."""
    return list(_options(options))


def label(words: str, limit: int) -> str:
    """Make a label, which Discord shows as it is, without markdown."""
    line = make_line(words) or NO_TEXT
    room = limit
    while count(shown := shorten(line, room)) > limit:  # an emoji counts twice
        room -= max(1, (count(shown) - limit) // 2)
    return shown


def _button(button: Button, marker: str) -> Json:
    shown: Json = {"type": BUTTON, "label": label(button.label, MAX_BUTTON_LABEL)}
    if button.url:
        return {**shown, "style": _LINK, "url": button.url}
    custom_id = CustomId(button.action, button.value, marker, bool(button.confirm))
    return {**shown, "style": _STYLES[button.weight], "custom_id": str(custom_id)}


def _carrier(words: str, marker: str) -> Json:
    custom_id = CustomId(MARKER_ACTION, marker=marker)
    return {"type": BUTTON, "label": words, "style": _QUIET, "custom_id": str(custom_id), "disabled": True}


def _menu(menu: Select, marker: str) -> Json:
    return {
        "type": STRING_SELECT,
        "custom_id": str(CustomId(menu.action, menu.value, marker)),
        "placeholder": label(menu.placeholder, MAX_PLACEHOLDER),
        "options": render_options(menu.options),
        "min_values": 1,
        "max_values": len(menu.options) if menu.multiple else 1,
    }


def _options(options: Sequence[Option]) -> Iterator[Json]:
    for option in options:
        shown: Json = {"label": label(option.label, MAX_OPTION), "value": option.value}
        if option.description.strip():
            shown["description"] = label(option.description, MAX_OPTION)
        if option.chosen:
            shown["default"] = True
        yield shown
