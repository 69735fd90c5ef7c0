"""What a person sees of a message on a phone, as narrow text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from tests.servers.discord.markdown import Run, line_kind, read

Json: TypeAlias = dict[str, Any]

WIDTH = 46
_BAR = "┃ "
_QUOTE = "▏ "


def preview(body: Json, width: int = WIDTH) -> str:
    """Write a message as a person reads it: its words, its cards with a bar, its buttons in brackets."""
    lines = list(_wrapped(body.get("content") or "", width))
    for embed in body.get("embeds") or []:
        title = [f"**{line}**" for line in _wrapped(embed.get("title") or "", width - 6)]
        inside = [*title, *_wrapped(embed.get("description") or "", width - 2)]
        lines += [(_BAR + line).rstrip() for line in inside]
    for row in body.get("components") or []:
        shown = " ".join(_control(each) for each in row.get("components") or [])
        lines += textwrap.wrap(shown, width)
    return "\n".join(lines)


def preview_modal(modal: Json, width: int = WIDTH) -> str:
    """Write a form as a person sees it."""
    lines = [f"== {modal['title']} =="]
    for each in modal["components"]:
        field = each["component"]
        lines.append(each["label"] + (" *" if field.get("required", True) else ""))
        lines += textwrap.wrap(each.get("description") or "", width)
        lines.append(_control(field) if "options" in field or "value" not in field else f"[{field['value']}]")
    return "\n".join(lines)


def _control(component: Json) -> str:
    label = component.get("label") or component.get("placeholder") or "choose"
    options = [("(x) " if each.get("default") else "") + each["label"] for each in component.get("options") or []]
    return f"[{label}: {' | '.join(options)}]" if options else f"[{label}]"


def _wrapped(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n") if text else []:
        kind, rest = line_kind(line)
        words = "".join(_plain(run) for run in read(rest))
        before = _QUOTE if kind == "quote" else "• " if kind == "list" else ""
        if kind == "heading":
            words = f"**{words}**"
        after = "  " if words.startswith("• ") else before
        yield from textwrap.wrap(words, width, initial_indent=before, subsequent_indent=after) or [before.rstrip()]


def _plain(run: Run) -> str:
    if run.kind == "time":
        return f"{datetime.fromtimestamp(int(run.words), UTC):%-d %B %Y %H:%M}"
    words = run.words.replace("\u200b", "")
    return f"**{words}**" if run.kind == "strong" else words
