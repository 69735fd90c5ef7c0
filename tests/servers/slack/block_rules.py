"""Block Kit's rules for blocks and elements, from Slack's reference: https://docs.slack.dev/reference/block-kit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from tests.servers.slack.text_rules import Findings

PLAIN, MARKED = "plain_text", "mrkdwn"
EITHER = (PLAIN, MARKED)
SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MENUS = (*SELECTS, *(f"multi_{each}" for each in SELECTS))
PICKERS = ("datepicker", "timepicker", "datetimepicker")
CHOICES = ("checkboxes", "radio_buttons")
TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input")
IN_ACTIONS = ("button", "overflow", "workflow_button", *MENUS, *PICKERS, *CHOICES)
IN_INPUT = (*MENUS, *PICKERS, *CHOICES, *TYPED)
IN_SECTION = ("image", *IN_ACTIONS)

_CONTROL = {"type", "action_id", "confirm", "focus_on_load"}
_TEXT_INPUT = {"type", "action_id", "initial_value", "placeholder", "focus_on_load", "dispatch_action_config"}
_MENU = {*_CONTROL, "placeholder"}
ELEMENTS: dict[str, set[str]] = {
    "button": {"type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"},
    "overflow": {"type", "action_id", "options", "confirm"},
    "checkboxes": {*_CONTROL, "options", "initial_options"},
    "radio_buttons": {*_CONTROL, "options", "initial_option"},
    "static_select": {*_MENU, "options", "option_groups", "initial_option"},
    "multi_static_select": {*_MENU, "options", "option_groups", "initial_options", "max_selected_items"},
    "conversations_select": {
        *_MENU, "initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter",
    },
    "multi_conversations_select": {
        *_MENU, "initial_conversations", "default_to_current_conversation", "max_selected_items", "filter",
    },
    "channels_select": {*_MENU, "initial_channel", "response_url_enabled"},
    "multi_channels_select": {*_MENU, "initial_channels", "max_selected_items"},
    "users_select": {*_MENU, "initial_user"},
    "multi_users_select": {*_MENU, "initial_users", "max_selected_items"},
    "external_select": {*_MENU, "initial_option", "min_query_length"},
    "multi_external_select": {*_MENU, "initial_options", "min_query_length", "max_selected_items"},
    "datepicker": {*_MENU, "initial_date"},
    "timepicker": {*_MENU, "initial_time", "timezone"},
    "datetimepicker": {*_CONTROL, "initial_date_time"},
    "plain_text_input": {*_TEXT_INPUT, "multiline", "min_length", "max_length"},
    "email_text_input": _TEXT_INPUT,
    "url_text_input": _TEXT_INPUT,
    "number_input": {*_TEXT_INPUT, "is_decimal_allowed", "min_value", "max_value"},
    "image": {"type", "image_url", "alt_text", "slack_file"},
}  # fmt: skip
BLOCKS: dict[str, set[str]] = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "image": {"image_url", "alt_text", "title", "slack_file"},
    "rich_text": {"elements"},
}
RUNS: dict[str, set[str]] = {
    "text": {"text"},
    "link": {"url", "text", "unsafe"},
    "emoji": {"name", "unicode", "skin_tone"},
    "date": {"timestamp", "format", "url", "fallback", "timezone"},
    "user": {"user_id"},
    "usergroup": {"usergroup_id"},
    "channel": {"channel_id"},
    "broadcast": {"range"},
    "team": {"team_id"},
    "color": {"value"},
}
RICH: dict[str, set[str]] = {
    "rich_text_section": {"elements"},
    "rich_text_list": {"elements", "style", "indent", "offset", "border"},
    "rich_text_quote": {"elements", "border"},
    "rich_text_preformatted": {"elements", "border", "language"},
}
STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}


class Kit:
    """Checks the blocks of one message or view; ids must be its own among all of them."""

    def __init__(self, findings: Findings) -> None:
        self._found = findings
        self._block_ids: set[str] = set()
        self._action_ids: set[str] = set()

    def check_blocks(self, where: str, blocks: object, most: int, allowed: Collection[str] = tuple(BLOCKS)) -> None:
        if not isinstance(blocks, list):
            self._found.add(where, "is no list of blocks")
            return
        if len(blocks) > most:
            self._found.add(where, f"has {len(blocks)} blocks, more than {most}")
        for number, block in enumerate(blocks):
            self._block(f"{where}[{number}]", block, allowed)

    def check_text(self, where: str, text: object, most: int, kinds: Collection[str] = (PLAIN,)) -> None:
        if not isinstance(text, dict):
            self._found.add(where, "is no text object")
            return
        kind = text.get("type")
        if kind not in kinds:
            self._found.add(where, f"is {kind}, not {' or '.join(kinds)}")
        self._fields(where, text, {"type", "text", "emoji" if kind == PLAIN else "verbatim"})
        if not self._found.check_length(where, text.get("text"), most):
            return
        if kind == MARKED:
            self._found.check_markup(where, text["text"], verbatim=text.get("verbatim") is True)
        else:
            self._found.check_unparsed(where, text["text"])

    def _block(self, where: str, block: object, allowed: Collection[str]) -> None:
        if not isinstance(block, dict) or block.get("type") not in allowed:
            self._found.add(where, f"is no block that can stand here: {str(block)[:60]}")
            return
        kind = block["type"]
        where = f"{where}.{kind}"
        self._fields(where, block, {"type", "block_id", *BLOCKS[kind]})
        self._own(where, "block_id", block, self._block_ids)
        checks: dict[str, Callable[[str, Mapping[str, Any]], None]] = {
            "section": self._section,
            "header": lambda at, each: self.check_text(f"{at}.text", each.get("text"), 150),
            "context": self._context,
            "actions": self._actions,
            "input": self._input,
            "image": self._image,
            "rich_text": self._rich_text,
        }
        if kind in checks:
            checks[kind](where, block)

    def _section(self, where: str, block: Mapping[str, Any]) -> None:
        if "text" not in block and "fields" not in block:
            self._found.add(where, "has neither text nor fields")
        if "text" in block:
            self.check_text(f"{where}.text", block["text"], 3_000, EITHER)
        for number, each in enumerate(self._list(where, block, "fields", 10) if "fields" in block else []):
            self.check_text(f"{where}.fields[{number}]", each, 2_000, EITHER)
        if block.get("accessory"):
            self._element(f"{where}.accessory", block["accessory"], IN_SECTION)

    def _context(self, where: str, block: Mapping[str, Any]) -> None:
        for number, each in enumerate(self._list(where, block, "elements", 10)):
            at = f"{where}.elements[{number}]"
            if isinstance(each, dict) and each.get("type") == "image":
                self._element(at, each, ("image",))
            else:
                self.check_text(at, each, 3_000, EITHER)

    def _actions(self, where: str, block: Mapping[str, Any]) -> None:
        for number, each in enumerate(self._list(where, block, "elements", 25)):
            self._element(f"{where}.elements[{number}]", each, IN_ACTIONS)

    def _input(self, where: str, block: Mapping[str, Any]) -> None:
        self.check_text(f"{where}.label", block.get("label"), 2_000)
        if "hint" in block:
            self.check_text(f"{where}.hint", block["hint"], 2_000)
        self._element(f"{where}.element", block.get("element"), IN_INPUT)

    def _image(self, where: str, image: Mapping[str, Any]) -> None:
        self._found.check_length(f"{where}.alt_text", image.get("alt_text"), 2_000)
        if "slack_file" not in image:
            self._found.check_url(f"{where}.image_url", image.get("image_url"))
        if "title" in image:
            self.check_text(f"{where}.title", image["title"], 2_000)

    def _element(self, where: str, element: object, allowed: Collection[str]) -> None:
        if not isinstance(element, dict) or element.get("type") not in allowed:
            self._found.add(where, f"is no element that can stand here: {str(element)[:60]}")
            return
        kind = element["type"]
        where = f"{where}.{kind}"
        self._fields(where, element, ELEMENTS.get(kind, set(element)))
        if kind == "image":
            self._image(where, element)
            return
        self._own(where, "action_id", element, self._action_ids)
        if "confirm" in element:
            self._confirm(f"{where}.confirm", element["confirm"])
        if "placeholder" in element:
            self.check_text(f"{where}.placeholder", element["placeholder"], 150)
        if kind == "button":
            self._button(where, element)
        elif kind == "plain_text_input":
            self._text_input(where, element)
        elif "options" in ELEMENTS.get(kind, ()) and "option_groups" not in element:
            self._options(where, kind, element)

    def _button(self, where: str, button: Mapping[str, Any]) -> None:
        self.check_text(f"{where}.text", button.get("text"), 75)
        if "value" in button:
            self._found.check_length(f"{where}.value", button["value"], 2_000)
        if "url" in button:
            self._found.check_url(f"{where}.url", button["url"])
        if button.get("style", "primary") not in ("primary", "danger"):
            self._found.add(f"{where}.style", f"is {button['style']}")

    def _text_input(self, where: str, element: Mapping[str, Any]) -> None:
        most = element.get("max_length", 3_000)
        if not isinstance(most, int) or not 1 <= most <= 3_000:
            self._found.add(f"{where}.max_length", "is not from 1 to 3000")
        elif "initial_value" in element:
            self._found.check_length(f"{where}.initial_value", element["initial_value"], most)

    def _options(self, where: str, kind: str, element: Mapping[str, Any]) -> None:
        most = {"checkboxes": 10, "radio_buttons": 10, "overflow": 5}.get(kind, 100)
        options = self._list(where, element, "options", most)
        for number, each in enumerate(options):
            self._option(f"{where}.options[{number}]", kind, each)
        values = [each.get("value") for each in options if isinstance(each, dict)]
        if len(set(values)) < len(values):
            self._found.add(where, "has two options of one value")
        initial = element.get("initial_options", [element["initial_option"]] if "initial_option" in element else None)
        if initial is not None and (not initial or any(each not in options for each in initial)):
            self._found.add(where, "has an initial option that is none of its options")

    def _option(self, where: str, kind: str, option: object) -> None:
        if not isinstance(option, dict):
            self._found.add(where, "is no option")
            return
        self._fields(where, option, {"text", "value", "description", *(["url"] if kind == "overflow" else [])})
        kinds = EITHER if kind in CHOICES else (PLAIN,)
        self.check_text(f"{where}.text", option.get("text"), 75, kinds)
        self._found.check_length(f"{where}.value", option.get("value"), 150)
        if "description" in option:
            self.check_text(f"{where}.description", option["description"], 75, kinds)
        if "url" in option:
            self._found.check_url(f"{where}.url", option["url"])

    def _confirm(self, where: str, dialog: object) -> None:
        if not isinstance(dialog, dict):
            self._found.add(where, "is no dialog")
            return
        self._fields(where, dialog, {"title", "text", "confirm", "deny", "style"})
        for name, most in (("title", 100), ("confirm", 30), ("deny", 30)):
            self.check_text(f"{where}.{name}", dialog.get(name), most)
        self.check_text(f"{where}.text", dialog.get("text"), 300, EITHER)

    def _rich_text(self, where: str, block: Mapping[str, Any]) -> None:
        for number, each in enumerate(self._list(where, block, "elements", 1_000)):
            self._rich(f"{where}[{number}]", each, tuple(RICH))

    def _rich(self, where: str, part: object, allowed: Collection[str]) -> None:
        if not isinstance(part, dict) or part.get("type") not in allowed:
            self._found.add(where, f"is no part of rich text: {str(part)[:60]}")
            return
        self._fields(where, part, {"type", *RICH[part["type"]]})
        if part["type"] == "rich_text_list" and part.get("style") not in ("bullet", "ordered"):
            self._found.add(where, f"is a list of the style {part.get('style')}")
        for number, each in enumerate(self._list(where, part, "elements", 1_000)):
            at = f"{where}[{number}]"
            if part["type"] == "rich_text_list":
                self._rich(at, each, ("rich_text_section",))
            else:
                self._run(at, each)

    def _run(self, where: str, run: object) -> None:
        if not isinstance(run, dict) or run.get("type") not in RUNS:
            self._found.add(where, f"is no run of rich text: {str(run)[:60]}")
            return
        self._fields(where, run, {"type", "style", *RUNS[run["type"]]})
        style = run.get("style", {"bold": True})
        if (
            not isinstance(style, dict)
            or not style
            or not all(name in STYLES and isinstance(value, bool) for name, value in style.items())
        ):
            self._found.add(where, f"has the style {style}")
        asked = run["type"] == "text" or "text" in run
        if asked and self._found.check_length(where, run.get("text"), 12_000, least=0):
            if not run["text"]:  # a blank or a line break alone is a run like any other
                self._found.add(where, "is empty")
            self._found.check_unparsed(where, run["text"])
        if run["type"] == "link" or "url" in run:
            self._found.check_url(f"{where}.url", run.get("url"))
        if run["type"] == "date" and not (isinstance(run.get("timestamp"), int) and "{" in str(run.get("format"))):
            self._found.add(where, "is a date without a timestamp and a format")
        for name in ("user_id", "usergroup_id", "channel_id", "range", "team_id"):
            if name in RUNS[run["type"]]:
                self._found.check_ping(where, str(run.get(name)))

    def _fields(self, where: str, given: Mapping[str, Any], known: Collection[str]) -> None:
        for name in sorted(set(given) - set(known)):
            self._found.add(where, f"has the unknown field {name}")
        listed = ("elements", "options")  # counted where they are read
        for name in sorted(name for name in given if given[name] in (None, []) and name not in listed):
            self._found.add(where, f"has nothing in {name}")

    def _list(self, where: str, given: Mapping[str, Any], name: str, most: int) -> list[Any]:
        found = given.get(name)
        if not isinstance(found, list) or not 1 <= len(found) <= most:
            size = len(found) if isinstance(found, list) else "no list"
            self._found.add(f"{where}.{name}", f"has {size} entries, not 1 to {most}")
        return found if isinstance(found, list) else []

    def _own(self, where: str, name: str, given: Mapping[str, Any], taken: set[str]) -> None:
        if name not in given:
            return
        if self._found.check_length(f"{where}.{name}", given[name], 255) and given[name] in taken:
            self._found.add(where, f"shares the {name} {given[name]!r} with another")
        taken.add(str(given[name]))
