"""An article's text cut into lines that a parser may see on their own (pure).

Headings glue to the sentence after them when a parser sees them together, so lines come first and sentences after. A
text that an editor wrapped at a fixed width is the exception: there a line's end means nothing.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

_WRAP_COLUMNS = (45, 100)
_HEADING_WORDS = 14
_LONGEST_LINE = 5_000  # characters; the parser's memory grows with a line's length
_BETWEEN_SENTENCES = re.compile(r"(?<=[a-z0-9)][.!?])[\"”’]?\s+(?=[\"“‘]?[A-Z])")
_ENDS_SENTENCE = re.compile(r"[.!?…:;,][\"'”’)\]]*$|[\"”]$")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "nor", "of", "off", "on", "or"}
    | {"over", "per", "so", "the", "to", "up", "via", "vs", "with", "yet"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """Characters [start, end) of a text: a paragraph, or a heading."""

    start: int
    end: int
    heading: bool


def cut_lines(text: str, dateline: str = "") -> list[Line]:
    """The lines of a text in order, without blank ones and without the dateline that opens it.

    Args:
        text: the article as it is stored; offsets count its characters.
        dateline: its opening characters that belong to no sentence ("BEIJING (Reuters) - ").
    """
    raw = [(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    spans = _unwrap(text, raw) if _is_wrapped(text, raw) else raw
    lines: list[Line] = []
    for start, end in spans:
        if not lines and dateline and text.startswith(dateline, 0):
            start = max(start, len(dateline))
        start, end = _strip(text, start, end)
        if end - start > _LONGEST_LINE:
            lines += _cut_long(text, start, end)
        elif start < end:
            lines.append(Line(start, end, is_heading(text[start:end])))
    return lines


def is_heading(line: str) -> bool:
    """Whether a line stands over a section: short, and set like a title or without a sentence's end."""
    words = line.split()
    if len(words) > _HEADING_WORDS or not any(character.isalpha() for character in line):
        return False
    if line.startswith("#") or not _ENDS_SENTENCE.search(line):
        return True
    if line.endswith((".", ",", ";")):
        return False
    weighty = [word for word in words if word[0].isalpha() and word.lower() not in _SMALL_WORDS]
    return len(weighty) >= 3 and all(word[0].isupper() for word in weighty)


def _cut_long(text: str, start: int, end: int) -> list[Line]:
    """A line that is longer than a parser should see at once, cut between sentences; what has none is no prose."""
    pieces: list[Line] = []
    cuts = [start, *(m.end() for m in _BETWEEN_SENTENCES.finditer(text, start, end)), end]
    for first, last in itertools.pairwise(cuts):
        if pieces and last - pieces[-1].start <= _LONGEST_LINE:
            pieces[-1] = Line(pieces[-1].start, last, heading=False)
        elif last - first <= _LONGEST_LINE:
            pieces.append(Line(first, last, heading=False))
    return [Line(*_strip(text, piece.start, piece.end), heading=False) for piece in pieces]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_wrapped(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether most line ends fall inside sentences, at one width."""
    followed = [
        (start, end) for (start, end), (after, _) in itertools.pairwise(spans) if text[end:after].count("\n") == 1
    ]
    if len(followed) < 3 or any(end - start > 2 * _WRAP_COLUMNS[1] for start, end in spans):
        return False
    low, high = _WRAP_COLUMNS
    inside = sum(low <= end - start <= high and not _ENDS_SENTENCE.search(text[start:end]) for start, end in followed)
    return inside >= 0.6 * len(followed)


def _unwrap(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines of each block; a short line that is set like a heading stays alone."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined:
            before_start, before_end = joined[-1]
            last_line = text[text.rfind("\n", before_start, before_end) + 1 : before_end]
            same_block = text[before_end:start].count("\n") == 1
            if same_block and len(last_line) >= _WRAP_COLUMNS[0] and not text[start:end].startswith(("-", "*", "#")):
                joined[-1] = (before_start, end)
                continue
        joined.append((start, end))
    return joined
