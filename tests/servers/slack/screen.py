"""What a person sees of a message, a modal or a home page, as narrow text (pure).

What would call somebody stands as «@name», what would open a page as words followed by ↗; a test sees at once whether
an article's text came out live.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

from tests.servers.slack.views import View
from tests.servers.slack.world import Conversation, Json, Post, User, World

WIDTH = 60
_MARKED = re.compile(r"<([^<>\n]+)>")


class Screen:
    """One person's eyes."""

    def __init__(self, world: World, viewer: User) -> None:
        self._world = world
        self._viewer = viewer

    def read(self, conversation: Conversation) -> str:
        """A conversation with its threads, oldest first."""
        told = []
        for post in self._visible(conversation):
            if post.thread in (None, post.ts):
                told.append(self.read_post(post))
                told += [textwrap.indent(self.read_post(each), "│ ") for each in self._replies(conversation, post)]
            elif conversation.find(post.thread or "") is None:  # an ephemeral answer to what is gone
                told.append(self.read_post(post))
        return "\n".join(told)

    def read_post(self, post: Post) -> str:
        """Who says what."""
        private = " (only you can see this)" if post.only else ""
        edited = " (edited)" if post.edited and not post.by_app else ""
        lines = self.read_blocks(post.blocks) if post.blocks else self._wrap(self.mark(post.text))
        return "\n".join([f"{post.user.name}{private}{edited}:", *lines])

    def read_view(self, view: View) -> str:
        """A modal or a home page with what is filled in and what is wrong with it."""
        lines = []
        if title := view.definition.get("title"):
            lines.append(f"== {title['text']} ==")
        for block in view.definition["blocks"]:
            lines += self._read_block(block, view.filled.get(block["block_id"], {}))
            if error := view.errors.get(block["block_id"]):
                lines.append(f"  ! {error}")
        if submit := view.definition.get("submit"):
            lines.append(f"[{submit['text']}]")
        return "\n".join(lines)

    def read_blocks(self, blocks: Iterable[Json]) -> list[str]:
        return [line for block in blocks for line in self._read_block(block, {})]

    def mark(self, text: str) -> str:
        """What mrkdwn shows."""
        return unescape(_MARKED.sub(self._show_marked, text))

    def _visible(self, conversation: Conversation) -> list[Post]:
        return [post for post in conversation.posts if post.only in (None, self._viewer)]

    def _replies(self, conversation: Conversation, root: Post) -> list[Post]:
        return [post for post in self._visible(conversation) if post.thread == root.ts and post is not root]

    def _read_block(self, block: Json, filled: dict[str, Json]) -> list[str]:
        kind = block["type"]
        if kind == "header":
            return [f"# {block['text']['text']}"]
        if kind == "divider":
            return ["─" * 10]
        if kind == "section":
            texts = [each for each in (block.get("text"), *block.get("fields", ())) if each]
            lines = [line for each in texts for line in self._wrap(self._words(each))]
            accessory = block.get("accessory")
            return lines + ([self._control(accessory, filled)] if accessory else [])
        if kind == "context":
            return self._wrap(" ".join(self._words(each) for each in block["elements"]), "  ")
        if kind == "actions":
            return [" ".join(self._control(each, filled) for each in block["elements"])]
        if kind == "input":
            optional = " (optional)" if block.get("optional") else ""
            hint = [f"  {self._words(block['hint'])}"] if block.get("hint") else []
            return [f"{self._words(block['label'])}{optional}: {self._control(block['element'], filled)}", *hint]
        if kind == "rich_text":
            return self._wrap("".join(self._rich(block["elements"])))
        if kind == "markdown":
            return self._wrap(block["text"])
        if kind == "context_actions":
            return [" ".join(self._control(each, filled) for each in block["elements"])]
        return [f"<{kind}>"]

    def _words(self, text: Json) -> str:
        if text["type"] == "mrkdwn":
            return self.mark(text["text"])
        return str(text.get("text") or text.get("alt_text", ""))

    def _control(self, element: Json, filled: dict[str, Json]) -> str:
        kind = element["type"]
        if kind == "button":
            return f"[{element['text']['text']}]" + ("↗" if element.get("url") else "")
        if kind in ("feedback_buttons", "icon_button"):
            return " ".join(
                f"[{each['text']['text']}]"
                for each in (element.get("positive_button"), element.get("negative_button"), element)
                if each and "text" in each
            )
        now = shown_value(filled.get(element.get("action_id", "")) or initial(element))
        empty = self._words(element["placeholder"]) if element.get("placeholder") else ""
        if kind in ("radio_buttons", "checkboxes"):
            picked = now.split(", ")
            return " ".join(
                f"({'x' if self._words(each['text']) in picked else ' '}) {self._words(each['text'])}"
                for each in element["options"]
            )
        return f"({now or empty} ▾)" if "select" in kind or kind == "overflow" else f"_{now or empty}_"

    def _rich(self, elements: Iterable[Json]) -> Iterator[str]:
        for each in elements:
            if "elements" in each:
                yield from self._rich(each["elements"])
                if each["type"].startswith("rich_text_") and each["type"] != "rich_text_section":
                    yield "\n"
            elif each["type"] == "link":
                yield f"{each.get('text') or each['url']}↗"
            elif each["type"] in ("user", "usergroup", "broadcast"):
                yield f"«@{each.get('user_id') or each.get('usergroup_id') or each.get('range')}»"
            elif each["type"] == "date":
                yield each.get("fallback", "")
            else:
                yield each.get("text", "")

    def _show_marked(self, found: re.Match[str]) -> str:
        inside, _, label = found[1].partition("|")
        if inside.startswith("@"):
            user = self._world.users.get(inside[1:])
            return f"«@{user.name if user else inside[1:]}»"
        if inside.startswith("#"):
            known = self._world.conversations.get(inside[1:])
            return f"«#{known.name if known else inside[1:]}»"
        if inside.startswith("!date^"):
            _, seconds, form, *_ = inside.split("^")
            return self._show_time(int(seconds), form)
        if inside.startswith("!"):
            return f"«@{label or inside[1:]}»"
        return f"{label or inside}↗"

    def _show_time(self, seconds: int, form: str) -> str:
        at = datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(self._viewer.tz))
        day = f"{at:%b} {at.day}, {at.year}"
        shown = {"date_num": f"{at:%Y-%m-%d}", "time_secs": f"{at:%H:%M:%S}", "time": f"{at:%H:%M}"}
        for name in re.findall(r"\{(\w+)\}", form):
            form = form.replace(f"{{{name}}}", shown.get(name, day))
        return form

    def _wrap(self, text: str, indent: str = "") -> list[str]:
        lines = [
            textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]
            for line in text.split("\n")
        ]
        return [line for wrapped in lines for line in wrapped]


def initial(element: Json) -> Json:
    """What a control has in it before anybody touched it, as the state tells it."""
    told: Json = {"type": element["type"]}
    for name, value in element.items():
        if name.startswith("initial_"):
            told[_STATE[name]] = value
    return told


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


def shown_value(state: Json) -> str:
    """What a control's state looks like."""
    show: Callable[[object], str] = lambda each: each["text"]["text"] if isinstance(each, dict) else str(each)  # noqa: E731
    for name, value in state.items():
        if name == "value":
            return str(value or "")
        if name.startswith("selected_") and value is not None:
            return ", ".join(show(each) for each in value) if isinstance(value, list) else show(value)
    return ""
