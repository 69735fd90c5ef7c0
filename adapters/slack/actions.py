"""Buttons and menus, and how what they stand for is read back from their ids."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.controls import Action, Button, Option, Select, Weight
from adapters.slack.words import Json, plain_text

MAX_LABEL = 75
MAX_PLACEHOLDER = 150
MAX_QUESTION = 300


def action_blocks(actions: Sequence[Action]) -> list[Json]:
    """Lay out a message's buttons and menus: one block, in which Slack wraps them to the width of the screen.

    All of them stay in sight: what an overflow menu hides is not found on a phone. A block holds 25 elements, as
    many as a message may have.
    """
    return [{"type": "actions", "elements": [_element(action) for action in actions]}] if actions else []


def write_action_id(action: str, value: str) -> str:
    """Name a control; no two of a message share the name, since its action and value differ from every other's."""
    return f"{action}:{value}" if value else action


def read_action_id(action_id: str) -> tuple[str, str]:
    """Read the action and the value back from a control's name."""
    action, _, value = action_id.partition(":")
    return action, value


def option(choice: Option) -> Json:
    """Make one choice of a menu or of a form's field."""
    made: Json = {"text": plain_text(choice.label, MAX_LABEL), "value": choice.value}
    if choice.description.strip():
        made["description"] = plain_text(choice.description, MAX_LABEL)
    return made


def chosen_options(options: Sequence[Option]) -> list[Json]:
    """Make the choices that are made already."""
    return [option(each) for each in options if each.chosen]


def _element(action: Action) -> Json:
    return _button(action) if isinstance(action, Button) else _select(action)


def _button(button: Button) -> Json:
    made: Json = {
        "type": "button",
        "action_id": write_action_id(button.action, button.value),
        "text": plain_text(button.label, MAX_LABEL),
    }
    if button.value:
        made["value"] = button.value
    if button.weight is not Weight.NORMAL:
        made["style"] = button.weight.value
    if button.url:
        made["url"] = button.url
    if button.confirm.strip():
        made["confirm"] = {
            "title": plain_text("Are you sure?", 100),
            "text": plain_text(button.confirm, MAX_QUESTION),
            "confirm": plain_text("Yes", 30),
            "deny": plain_text("Cancel", 30),
        }
    return made


def _select(select: Select) -> Json:
    made: Json = {
        "type": "multi_static_select" if select.multiple else "static_select",
        "action_id": write_action_id(select.action, select.value),
        "placeholder": plain_text(select.placeholder, MAX_PLACEHOLDER),
        "options": [option(each) for each in select.options],
    }
    chosen = chosen_options(select.options)
    if chosen:
        made.update({"initial_options": chosen} if select.multiple else {"initial_option": chosen[0]})
    return made
