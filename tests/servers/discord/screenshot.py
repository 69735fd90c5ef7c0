"""A picture of a message as Discord shows it on a phone, for the documentation: SVG, since no browser is needed for it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from tests.servers.discord.markdown import line_kind, read

Json: TypeAlias = dict[str, Any]

WIDTH, LEFT, LINE = 390, 14, 19
_LETTER = 7.1  # the mean width of a letter of 14 pixels
_BUTTONS = {1: "#5865f2", 2: "#4e5058", 3: "#248046", 4: "#da373c", 5: "#4e5058"}
_INKS = {"link": "#00a8fc", "small": "#949ba4", "time": "#c9cdfb"}
_SMALL = 0.82


@dataclass
class _Picture:
    """Shapes from the top down; ``y`` is where the next one goes."""

    y: int = 12
    shapes: list[str] = field(default_factory=list)

    def write(self, text: str, left: int) -> None:
        for line in text.split("\n") if text else []:
            kind, rest = line_kind(line)
            scale = _SMALL if kind == "small" else 1.0
            inset = left + (12 if kind == "quote" else 0)
            top = self.y
            hang = 12 if rest.startswith("• ") else 0
            for number, words in enumerate(_lines(rest, (WIDTH - inset - LEFT - hang) / (_LETTER * scale))):
                self.y += round(LINE * (scale if words else 0.5))
                if not words:
                    continue
                spans = "".join(_span(kind, run, word) for run, word in words)
                x = inset + (hang if number else 0)
                self.shapes.append(f'<text x="{x}" y="{self.y}" font-size="{14 * scale:.4g}">{spans}</text>')
            if kind == "quote":
                self.bar(left, top + 4, "#4e5058", 3)

    def bar(self, left: int, top: int, colour: str, width: int = 4) -> None:
        self.shapes.append(f'<rect x="{left}" y="{top}" width="{width}" height="{self.y - top + 4}" fill="{colour}"/>')

    def card(self, embed: Json) -> None:
        top, place = self.y + 6, len(self.shapes)
        self.y = top + 4
        self.write(f"### {embed['title']}" if embed.get("title") else "", LEFT + 14)
        self.y += 4
        self.write(embed.get("description") or "", LEFT + 14)
        self.y += 8
        box = (
            f'<rect x="{LEFT}" y="{top}" width="{WIDTH - 2 * LEFT}" height="{self.y - top + 4}" rx="4" fill="#2b2d31"/>'
        )
        self.shapes.insert(place, box)
        self.bar(LEFT, top, f"#{embed.get('color') or 0:06x}")
        self.y += 4

    def row(self, components: list[Json]) -> None:
        x, self.y = LEFT, self.y + 8
        for each in components:
            label = each.get("label") or each.get("placeholder") or ""
            width = round(len(label) * _LETTER) + 28
            if x > LEFT and x + width > WIDTH - LEFT:
                x, self.y = LEFT, self.y + 38
            colour = _BUTTONS[each.get("style", 2)]
            faint = ' opacity="0.5"' if each.get("disabled") else ""
            self.shapes.append(
                f'<g{faint}><rect x="{x}" y="{self.y}" width="{width}" height="32" rx="4" fill="{colour}"/><text'
                f' x="{x + width // 2}" y="{self.y + 21}" font-size="14" text-anchor="middle">{html.escape(label)}</text></g>'
            )
            x += width + 8
        self.y += 34


def screenshot(body: Json) -> str:
    """Draw a message; letters are as wide as the reader's font makes them, so lines end a little early."""
    picture = _Picture()
    picture.write(body.get("content") or "", LEFT)
    for embed in body.get("embeds") or []:
        picture.card(embed)
    for row in body.get("components") or []:
        picture.row(row.get("components") or [])
    height = picture.y + 14
    shapes = "\n".join(picture.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" fill="#dbdee1">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#313338"/>\n{shapes}\n</svg>\n'
    )


def _span(kind: str, run: str, words: str) -> str:
    colour = _INKS.get(run) or (_INKS["small"] if kind == "small" else "")
    bold = ' font-weight="bold"' if kind == "heading" or run == "strong" else ""
    italic = ' font-style="italic"' if run == "stressed" else ""
    mono = ' font-family="monospace"' if run == "code" else ""
    ink = f' fill="{colour}"' if colour else ""
    escaped = html.escape(words)
    return f"<tspan{ink}{bold}{italic}{mono}>{escaped}</tspan>" if ink or bold or italic or mono else escaped


def _lines(text: str, room: float) -> Iterator[list[tuple[str, str]]]:
    """Break a line into lines of (kind, words), each at most ``room`` letters wide."""
    line: list[tuple[str, str]] = []
    used = 0
    for kind, word in _words(text):
        if used and used + len(word.rstrip()) > room:
            yield line
            line, used, word = [], 0, word.lstrip()
        if line and line[-1][0] == kind:
            line[-1] = (kind, line[-1][1] + word)
        else:
            line.append((kind, word))
        used += len(word)
    yield line


def _words(text: str) -> Iterator[tuple[str, str]]:
    for run in read(text):
        words = f"{datetime.fromtimestamp(int(run.words), UTC):%-d %B %Y %H:%M}" if run.kind == "time" else run.words
        start = 0
        for at in [at for at, sign in enumerate(words) if sign == " "]:
            yield run.kind, words[start : at + 1]
            start = at + 1
        if words[start:]:
            yield run.kind, words[start:]
