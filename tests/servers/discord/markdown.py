"""What Discord's app makes of a text: its markdown, read as the app reads it, and what in it would act on a reader.

Written from Discord's own description of message formatting and of markdown in its help pages, and on purpose without
a look at how the bot escapes. ``read`` gives what a person sees; ``live`` what should not be in a text of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# What a reader could press, be called by, or be led astray by, in the order in which the app looks for it.
_INLINE = re.compile(
    r"(?P<escaped>\\[^0-9A-Za-z\s])"
    r"|(?P<fence>```.+?```)"
    r"|(?P<code>(?P<ticks>`+)(?P<coded>.*?[^`])(?P=ticks)(?!`))"
    r"|(?P<person><@!?\d+>)|(?P<role><@&(?P<role_id>\d+)>)|(?P<channel><#\d+>)|(?P<emoji><a?:\w+:\d+>)"
    r"|(?P<command></[^<>:]+:\d+>)|(?P<guide><id:\w+>)|(?P<time><t:(?P<at>-?\d+)(?::(?P<style>\w))?>)"
    r"|(?P<everybody>@everyone|@here)"
    r"|(?P<address><(?:https?|mailto|tel|steam|discord)://?[^\s<>]+>)"
    r"|(?P<link>\[(?P<label>(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*(?P<open><?)(?P<url>(?:\([^)]*\)|[^\s\\)]|\\.)*?)>?\s*\))"
    r"|(?P<url_alone>(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])"
    r"|(?P<invitation>discord(?:app)?\.(?:gg|com/invite)/\w+)"
    r"|(?P<strong>\*\*(?P<strong_in>(?:\\.|[^\\])+?)\*\*(?!\*))"
    r"|(?P<underlined>__(?P<underlined_in>(?:\\.|[^\\])+?)__(?!_))"
    r"|(?P<stressed>\*(?=\S)(?P<stressed_in>(?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
    r"|\b_(?P<stressed_too>(?:__|\\.|[^\\_])+?)_\b)"
    r"|(?P<struck>~~(?=\S)(?P<struck_in>.*?\S)~~)|(?P<spoiler>\|\|(?P<spoiler_in>.+?)\|\|)"
    r"|(?P<smile>:[a-z_+\-][\w+\-]*:)",
    re.DOTALL | re.IGNORECASE,
)
_LINE = re.compile(r"(?P<quote>> ?(?=\S|\Z)|>>> )|(?P<small>-# )|(?P<heading>#{1,3} )|(?P<list>\s*(?:[-*+]|\d+[.)]) )")
# Line breaks, the joiners that Persian, Indic scripts and emoji need, and the signs of Arabic and Syriac numbers.
_SHOWN = "\n\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"
_OURS = frozenset({"escaped", "code", "strong", "stressed"})
_HARMLESS_LINES = frozenset({"small", "heading"})


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike: ``kind`` is a name in this module's patterns, or "text"."""

    kind: str
    words: str
    url: str = ""


def read(text: str) -> Iterator[Run]:
    """Give what a person sees of a line or paragraph, run by run; marks of lines are left to ``line_kind``."""
    at = 0
    for found in _INLINE.finditer(text):
        if found.start() > at:
            yield Run("text", text[at : found.start()])
        at = found.end()
        yield from _run(found)
    if at < len(text):
        yield Run("text", text[at:])


def line_kind(line: str) -> tuple[str, str]:
    """Take the mark off a line: its kind ("quote", "small", "heading", "list" or "") and the rest."""
    found = _LINE.match(line)
    return (str(found.lastgroup), line[found.end() :]) if found else ("", line)


def seen(text: str) -> str:
    """Give what a person reads, without marks and styles."""
    lines = []
    for line in text.split("\n"):
        kind, rest = line_kind(line)
        lines.append(("• " if kind == "list" else "") + "".join(run.words for run in read(rest)))
    return "\n".join(lines)


def live(text: str) -> list[str]:
    """Name what acts on a reader and is none of the few things that the bot writes itself.

    The bot writes bold, stressed and code words, headings, small lines and quotes of one line, moments with date and
    time, and links that have a name and stand in angle brackets, so that no preview comes.
    """
    found = list(_hidden(text))
    for line in text.split("\n"):
        kind, rest = line_kind(line)
        if kind == "list" or line.startswith(">>>"):
            found.append(f"{kind}: {line[:40]!r}")
        if kind in _HARMLESS_LINES and line_kind(rest)[0]:
            found.append(f"a mark within a mark: {line[:40]!r}")
    found += [f"{match.lastgroup}: {match[0][:60]!r}" for match in _walk(text) if not _is_ours(match)]
    return found


def _walk(text: str) -> Iterator[re.Match[str]]:
    for found in _INLINE.finditer(text):
        yield found
        inner = found["strong_in"] or found["stressed_in"] or found["stressed_too"] or found["label"]
        if inner:
            yield from _walk(inner)


def _is_ours(found: re.Match[str]) -> bool:
    kind = _kind(found)
    if kind == "link":
        named = re.fullmatch(r"https?://[^\s<>()\[\]\\]+", found["url"] or "")
        return bool(named and found["open"] and found[0].endswith(">)") and (found["label"] or "").strip())
    if kind == "time":
        return found["style"] == "f"
    return kind in _OURS and found[0][:1] != "_"


def _kind(found: re.Match[str]) -> str:
    return next(name for name in _KINDS if found[name] is not None)


def _run(found: re.Match[str]) -> Iterator[Run]:
    kind = _kind(found)
    if kind == "escaped":
        yield Run("text", found[0][1:])
    elif kind == "code":
        yield Run("code", found["coded"].strip())
    elif kind == "link":
        label = "".join(run.words for run in read(found["label"]))
        yield Run("link", label, found["url"])
    elif kind == "time":
        yield Run("time", found["at"])
    elif kind in ("strong", "underlined", "stressed", "struck", "spoiler"):
        inner = found[f"{kind}_in"] or found["stressed_too"] or ""
        for run in read(inner):
            yield Run(kind if run.kind == "text" else run.kind, run.words, run.url)
    else:
        yield Run(kind, found[0])


def _hidden(text: str) -> Iterator[str]:
    # The one break that discord.py writes too, and that we rely on where no backslash is certain.
    for character in text.replace("@\u200beveryone", "").replace("@\u200bhere", ""):
        category = unicodedata.category(character)
        if category in ("Cc", "Cs", "Zl", "Zp", "Cf") and character not in _SHOWN:
            yield f"hidden: U+{ord(character):04X}"


_KINDS = (
    "escaped", "fence", "code", "person", "role", "channel", "emoji", "command", "guide", "time", "everybody",
    "address", "link", "url_alone", "invitation", "strong", "underlined", "stressed", "struck", "spoiler", "smile",
)  # fmt: skip
