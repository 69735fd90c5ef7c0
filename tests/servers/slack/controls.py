"""Finding what a person presses or fills in, and the state it is in then (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.servers.slack.world import Json

_STATE = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_date_time": "selected_date_time",
}
"""What a control is made with, and what its state calls that."""


def elements(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Everything that can be pressed, chosen from or filled in, with its block."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if not isinstance(element, dict):
                continue
            if element["type"] == "feedback_buttons":
                for name in ("positive_button", "negative_button"):
                    yield block, {**element[name], "type": "feedback_buttons", "action_id": element["action_id"]}
            elif "action_id" in element:
                yield block, element


def find(blocks: Iterable[Json], wanted: str) -> tuple[Json, Json]:
    """The block and the element with this label, placeholder, action or block."""
    known = []
    for block, element in elements(blocks):
        names = {words(element.get("text")), words(element.get("placeholder")), words(block.get("label"))}
        names |= {element["action_id"], block["block_id"]} - {""}
        if wanted in names:
            return block, element
        known.append(words(element.get("text")) or words(block.get("label")) or element["action_id"])
    raise LookupError(f"there is no {wanted!r} to press or fill in; there is {known}")


def words(text: object) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else ""


def choose(element: Json, values: tuple[str, ...]) -> Json:
    """The state of a control after a person put these values (or labels of choices) into it."""
    kind: str = element["type"]
    state: Json = {"type": kind}
    if kind in ("plain_text_input", "email_text_input", "url_text_input", "number_input"):
        return state | {"value": "\n".join(values) or None}
    if kind in ("datepicker", "timepicker"):
        return state | {f"selected_{kind.removesuffix('picker')}": values[0] if values else None}
    if kind == "datetimepicker":
        return state | {"selected_date_time": int(values[0]) if values else None}
    what = kind.removeprefix("multi_").removesuffix("_select")
    several = kind.startswith("multi_") or kind == "checkboxes"
    name = (
        "option"
        if what in ("static", "external", "overflow", "radio_buttons", "checkboxes")
        else what.removesuffix("s")
    )
    picked = [_option(element, value) for value in values] if name == "option" else list(values)
    return state | ({f"selected_{name}s": picked} if several else {f"selected_{name}": picked[0] if picked else None})


def initial(element: Json) -> Json:
    """The state of a control that nobody has touched."""
    return {"type": element["type"]} | {_STATE[name]: value for name, value in element.items() if name in _STATE}


def prefill(block: Json, filled: dict[str, Json]) -> Json:
    """The block as if it had been made with what is filled in, by action."""
    element = block.get("element")
    if not isinstance(element, dict) or element.get("action_id") not in filled:
        return block
    state = filled[element["action_id"]]
    kept = {name: value for name, value in element.items() if name not in _STATE}
    now = {made: state[told] for made, told in _STATE.items() if state.get(told)}
    return {**block, "element": kept | now}


def is_empty(state: Json) -> bool:
    """Whether nothing is in it."""
    return not any(value for name, value in state.items() if name != "type")


def fill(blocks: Iterable[Json], answers: dict[str, str | tuple[str, ...] | None]) -> dict[str, dict[str, Json]]:
    """A modal's state: what a person put in by label, else what was there already. Required fields must have something."""
    blocks = list(blocks)
    chosen = {}
    for label, value in answers.items():
        block, element = find(blocks, label)
        values = (value,) if isinstance(value, str) else value or ()
        limit = element.get("max_length", 3_000)
        if any(len(each) > limit for each in values):
            raise AssertionError(f"{label!r} takes {limit} letters")
        chosen[block["block_id"], element["action_id"]] = choose(element, values)
    filled: dict[str, dict[str, Json]] = {}
    for block, element in elements(blocks):
        if element["type"] in ("button", "overflow", "feedback_buttons"):
            continue
        key = (block["block_id"], element["action_id"])
        state = chosen.get(key) or _complete(element, initial(element))
        if is_empty(state) and block["type"] == "input" and not block.get("optional"):
            raise AssertionError(f"Slack wants something in {words(block.get('label'))!r} before it sends the form off")
        filled.setdefault(key[0], {})[key[1]] = state
    return filled


def press(block: Json, element: Json, values: tuple[str, ...], at: str) -> Json:
    """An entry of ``actions`` in block_actions."""
    told: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    told["action_ts"] = at
    if element["type"] in ("button", "feedback_buttons"):
        told |= {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return told
    if element.get("placeholder"):
        told["placeholder"] = element["placeholder"]
    return told | choose(element, values)


def _option(element: Json, value: str) -> Json:
    options = [*element.get("options", ())]
    options += [each for group in element.get("option_groups", ()) for each in group["options"]]
    for option in options:
        if value in (words(option["text"]), option.get("value")):
            return dict(option)
    raise LookupError(f"{value!r} is no choice; there is {[words(option['text']) for option in options]}")


def _complete(element: Json, state: Json) -> Json:
    return state if len(state) > 1 else choose(element, ())
