"""What a person sees of a message on a phone: as narrow text, and as a page that looks like Discord."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from tests.servers.discord.markdown import Run, line_kind, read

Json: TypeAlias = dict[str, Any]

WIDTH = 46
_BAR = "┃ "
_QUOTE = "▏ "
_STYLES = {1: "blue", 2: "grey", 3: "green", 4: "red", 5: "grey"}


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


def page(title: str, bodies: list[Json], width: int = 390) -> str:
    """Write messages as a page of its own, without scripts, as wide as a phone."""
    said = "".join(f"<article>{''.join(_html(body))}</article>" for body in bodies)
    name = html.escape(title)
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title><style>{_CSS}</style><body style="width:{width}px"><h1>{name}</h1>{said}</body></html>\n'


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


def _html(body: Json) -> Iterator[str]:
    yield f"<div>{_markdown(body.get('content') or '')}</div>"
    for embed in body.get("embeds") or []:
        title = f"<b>{_markdown(embed['title'])}</b>" if embed.get("title") else ""
        colour = f"{embed.get('color') or 0:06x}"
        yield f'<div class="card" style="border-color:#{colour}">{title}{_markdown(embed.get("description") or "")}</div>'
    for row in body.get("components") or []:
        controls = (
            f'<span class="{_STYLES.get(each.get("style", 2), "grey")}{" off" if each.get("disabled") else ""}">'
            f"{html.escape(each.get('label') or each.get('placeholder') or '')}</span>"
            for each in row.get("components") or []
        )
        yield f"<div class='row'>{''.join(controls)}</div>"


def _markdown(text: str) -> str:
    lines = []
    for line in text.split("\n") if text else []:
        kind, rest = line_kind(line)
        words = "".join(_marked(run) for run in read(rest)) or "&nbsp;"
        lines.append(f'<p class="{kind or "words"}">{words}</p>')
    return "".join(lines)


def _marked(run: Run) -> str:
    words = html.escape(_plain(run).strip("*") if run.kind == "strong" else _plain(run))
    if run.kind == "link":
        return f'<a href="{html.escape(run.url)}">{words}</a>'
    tag = {"strong": "b", "stressed": "i", "code": "code"}.get(run.kind)
    return f"<{tag}>{words}</{tag}>" if tag else words


_CSS = (
    "body{margin:0 auto;background:#313338;color:#dbdee1;font:15px/1.35 sans-serif}h1{font-size:15px;padding:12px;"
    "margin:0;border-bottom:1px solid #222}article{padding:10px 12px}p{margin:0;overflow-wrap:anywhere}"
    ".card{background:#2b2d31;border-left:4px solid;border-radius:4px;padding:8px 12px;margin:4px 0}"
    ".small{color:#949ba4;font-size:12px}.heading{font-weight:bold;font-size:16px}.quote{border-left:4px solid #4e5058;"
    "padding-left:8px}a{color:#00a8fc}code{background:#1e1f22;padding:0 3px}.row{margin:4px 0}.row span{display:"
    "inline-block;padding:6px 14px;border-radius:4px;margin:0 6px 4px 0;color:#fff}.grey{background:#4e5058}"
    ".blue{background:#5865f2}.red{background:#da373c}.green{background:#248046}.off{opacity:.5}"
)
