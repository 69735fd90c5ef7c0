"""What a person with a phone sees of blocks, as narrow text (pure): for looking at messages, in tests and docs.

A link is its words with ↗ behind them, a call is «@name», a moment is shown in ``zone``; small grey lines are
indented, buttons stand in brackets, and the bar of a quote is drawn.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from html import unescape
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]

WIDTH = 48
SMALL = "   "
_TOKEN = re.compile(r"<([^<>\n]+)>")
_SIGNS = re.compile(r"(?<!\w)([*_~`])(\S(?:[^\n]*?\S)?)\1(?!\w)")
_FORMATS = {
    "date": "%B %-d, %Y", "date_short": "%b %-d, %Y", "date_long": "%A, %B %-d, %Y", "date_num": "%Y-%m-%d",
    "time": "%-I:%M %p", "time_secs": "%-I:%M:%S %p",
}  # fmt: skip


def preview(blocks: Sequence[Json], width: int = WIDTH, zone: tzinfo = UTC) -> str:
    """Show a message's or a view's blocks as lines of at most ``width`` columns."""
    return "\n".join(line for block in blocks for line in _block(block, width, zone))


def _block(block: Json, width: int, zone: tzinfo) -> Iterator[str]:
    kind = block["type"]
    if kind == "header":
        yield from ("", *_wrap(block["text"]["text"].upper(), width))
    elif kind == "divider":
        yield "─" * width
    elif kind == "section":
        for each in [block["text"]] if "text" in block else block["fields"]:
            yield from _wrap(_text(each, zone), width)
        if "accessory" in block:
            yield _control(block["accessory"])
    elif kind == "context":
        yield from _wrap(" ".join(_text(each, zone) for each in block["elements"]), width, SMALL)
    elif kind == "actions":
        yield from _wrap(" ".join(_control(each) for each in block["elements"]), width)
    elif kind == "input":
        optional = " (optional)" if block.get("optional") else ""
        yield from _wrap(f"{block['label']['text']}{optional}: {_control(block['element'])}", width)
        yield from _wrap(block["hint"]["text"], width, SMALL) if "hint" in block else ()
    elif kind == "rich_text":
        for part in block["elements"]:
            yield from _rich(part, width, zone)
    else:
        yield f"({kind})"


def _rich(part: Json, width: int, zone: tzinfo) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        for number, row in enumerate(part["elements"], 1):
            sign = "•" if part["style"] == "bullet" else f"{number}."
            yield from _wrap(_runs(row["elements"], zone), width, " " * (len(sign) + 1), f"{sign} ")
    elif part["type"] == "rich_text_quote":
        yield from _wrap(_runs(part["elements"], zone), width, "│ ", "│ ")
    else:
        yield from _wrap(_runs(part["elements"], zone), width)


def _runs(runs: Iterable[Json], zone: tzinfo) -> str:
    return "".join(_run(run, zone) for run in runs)


def _run(run: Json, zone: tzinfo) -> str:
    kind = run["type"]
    if kind == "text":
        return str(run["text"])
    if kind == "link":
        return f"{run.get('text') or run['url']}↗"
    if kind == "date":
        return _moment(run["timestamp"], run["format"], zone)
    if kind == "emoji":
        return f":{run['name']}:"
    return f"«@{run.get('user_id') or run.get('usergroup_id') or run.get('channel_id') or run.get('range')}»"


def _text(text: Json, zone: tzinfo) -> str:
    if text["type"] != "mrkdwn":
        return str(text.get("text", text.get("alt_text", "")))
    shown = _TOKEN.sub(lambda found: f"\x00{_token(found[1], zone)}\x00", text["text"])
    parts = shown.split("\x00")
    parts[::2] = [_SIGNS.sub(r"\2", part) for part in parts[::2]]
    return unescape("".join(parts))


def _token(inner: str, zone: tzinfo) -> str:
    target, _, words = inner.partition("|")
    if target.startswith("!date^"):
        _, at, pattern, *_ = target.split("^")
        return _moment(int(at), pattern, zone)
    if target[:1] in ("@", "#", "!"):
        return f"«@{target.lstrip('@#!').removeprefix('subteam^')}»"
    return f"{words or target}↗"


def _moment(at: int, pattern: str, zone: tzinfo) -> str:
    local = datetime.fromtimestamp(at, zone)
    return re.sub(
        r"\{(\w+?)(_pretty)?\}", lambda found: local.strftime(_FORMATS.get(found[1], "%Y-%m-%d")), pattern
    )  # "today" and "tomorrow" need a clock: the date says it too


def _control(element: Json) -> str:
    if element["type"] == "button":
        return f"[{element['text']['text']}{'↗' if 'url' in element else ''}]"
    chosen = element.get("initial_options") or [each for each in [element.get("initial_option")] if each]
    filled = ", ".join(each["text"]["text"] for each in chosen) or element.get("initial_value", "")
    filled = filled or element.get("initial_conversation", "") or ", ".join(element.get("initial_users", ()))
    empty = element.get("placeholder", {}).get("text", "")
    if element["type"] in ("checkboxes", "radio_buttons"):
        return " ".join(f"[{'x' if each in chosen else ' '}] {each['text']['text']}" for each in element["options"])
    return f"[{filled or empty}{' ▾' if 'select' in element['type'] else ''}]"


def _wrap(words: str, width: int, later: str = "", first: str | None = None) -> list[str]:
    lines: list[str] = []
    for line in words.split("\n"):
        start = later if first is None or lines else first
        lines += textwrap.wrap(line, width, initial_indent=start, subsequent_indent=later, break_on_hyphens=False) or [
            ""
        ]
    return lines
