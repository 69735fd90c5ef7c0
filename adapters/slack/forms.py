"""A form as a modal, and a submitted one given back. The answers are read with the other payloads."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.controls import Field, FieldKind, Form
from adapters.slack.actions import chosen_options, option
from adapters.slack.words import Json, length, plain_text, show_line

MAX_METADATA = 3_000
MAX_INPUT = 3_000
MAX_CHECKBOXES = 10
MAX_WORDS = 2_000
MAX_TITLE = 24


def render_form(form: Form, metadata: str = "") -> Json:
    """Make a modal; ``metadata`` comes back with the answers, which stand under each field's name.

    Raises:
        ValueError: the metadata is too long for Slack, or a field asks for what Slack has no picker for.
    """
    if length(metadata) > MAX_METADATA:
        raise ValueError(f"a Slack form carries at most {MAX_METADATA} characters; keep them and hand over a token")
    view: Json = {
        "type": "modal",
        "callback_id": form.action,
        "title": plain_text(form.title, MAX_TITLE),
        "submit": plain_text(form.submit, MAX_TITLE),
        "close": plain_text("Cancel", MAX_TITLE),
        "blocks": [_input(field) for field in form.fields],
    }
    return view | {"private_metadata": metadata} if metadata else view


def render_errors(errors: Mapping[str, str]) -> Json:
    """Give a submitted form back, with what is wrong under each field; the body of the acknowledgement."""
    return {
        "response_action": "errors",
        "errors": {name: show_line(words, MAX_WORDS) for name, words in errors.items()},
    }


def _input(field: Field) -> Json:
    made: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label, MAX_WORDS),
        "element": _element(field) | {"action_id": field.name},
        "optional": not field.required,
    }
    if field.hint.strip():
        made["hint"] = plain_text(field.hint, MAX_WORDS)
    return made


def _element(field: Field) -> Json:
    made: Json
    chosen = chosen_options(field.options)
    if field.kind in (FieldKind.LINE, FieldKind.PARAGRAPH):
        made = _typed(field)
    elif field.kind is FieldKind.CHOICE:
        made = {"type": "static_select", "options": [option(each) for each in field.options]}
        made |= {"initial_option": chosen[0]} if chosen else {}
    elif field.kind is FieldKind.CHOICES:
        kind = "checkboxes" if len(field.options) <= MAX_CHECKBOXES else "multi_static_select"
        made = {"type": kind, "options": [option(each) for each in field.options]}
        made |= {"initial_options": chosen} if chosen else {}
    elif field.kind is FieldKind.CHANNEL:
        shown = {"include": ["public", "private"], "exclude_bot_users": True}
        made = {"type": "conversations_select", "filter": shown}
        made |= {"initial_conversation": field.value} if field.value else {}
    elif field.kind is FieldKind.PEOPLE:
        people = [each.strip() for each in field.value.split(",") if each.strip()]
        made = {"type": "multi_users_select"}
        made |= {"initial_users": people} if people else {}
    else:
        raise ValueError(f"Slack has no picker for {field.label!r}: a user group is typed by its id")
    return made


def _typed(field: Field) -> Json:
    value = field.value if field.value.strip() else ""
    longest = max(1, min(max(field.max_length, length(value)), MAX_INPUT))
    made: Json = {
        "type": "plain_text_input",
        "multiline": field.kind is FieldKind.PARAGRAPH,
        "max_length": longest,
    }
    return made | {"initial_value": value} if value else made
