"""Whether a first line is a title: short, no sentence, and followed by an article.

A first line that is surely none of these stays in the text; better no title than half a sentence as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefings.sources.bylines import find_byline
from briefings.sources.datelines import find_dateline
from briefings.sources.dates import is_time_line, opens_with_date, parse_date, strip_label
from briefings.sources.vocabulary import bylines, load

_MOST_WORDS = 22
_MOST_CHARACTERS = 160
_WIDEST_COLUMN = 100  # characters of a line in wrapped text
_LIST_ITEM = re.compile(r"[-*+>•|]\s|\d{1,3}[.)]\s|#|\|")
_CREDIT = re.compile(r"(?:[A-Z][\w.'’-]*\s?){1,4}/\s?(?:[A-Z][\w.'’-]*\s?){1,4}")  # "Jane Doe/The Daily Planet"
_NO_TITLE_END = (".", "。", ",", ";", ":", "-", "–", "—", "…", "|", ".”", '."', ".’", ",”", ',"')


def is_headline(lines: Sequence[str], position: int) -> bool:
    """Whether the line at a position is a title over the lines that follow it."""
    line = lines[position].strip()
    if not _reads_as_title(line):
        return False
    rest = [text.strip() for text in lines[position + 1 :]]
    body = next((text for text in rest if text), "")
    if not any(_reads_as_body(text) for text in rest[:12]):
        return False
    credit = body.partition("|")[0]
    told = find_byline(credit) or parse_date(strip_label(credit)) or is_time_line(credit) or find_dateline(body)
    if not rest[0] or told:
        return not body[:1].islower()
    return _breaks_on_purpose(line, rest) and not body[:1].islower()


def plain(text: str) -> str:
    """A title without Markdown's marks and quotes around it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text.strip())
    text = re.sub(r"(\*\*|__|\*|`)(.+?)\1", r"\2", text).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text.count(text[0]) == 2:
        text = text[1:-1]
    return " ".join(text.split())


def _reads_as_title(line: str) -> bool:
    text = plain(line)
    words = text.split()
    wide = sum(ord(character) > 0x2E80 for character in text)  # Chinese, Japanese, Korean: few spaces
    if not text or len(text) > _MOST_CHARACTERS or len(words) > _MOST_WORDS or (len(words) < 3 and wide < 6):
        return False
    if text.endswith(_NO_TITLE_END) or _LIST_ITEM.match(line) or "\t" in line or text[0].islower():
        return False
    if text.casefold() in load("headers")["headlines"]["furniture"] or re.search(r"[.!?][”\"’]?\s+[A-Z“\"]", text[:-1]):
        return bool(re.search(r"\b(?:[A-Z]\.|St\.|Dr\.|Mr\.|Mrs\.|Ms\.|Gov\.|Sen\.|Rep\.|Gen\.)\s", text))
    if re.search(r"https?://|@\w", text) or find_dateline(line) or find_dateline(f"{line} — The"):
        return False
    if opens_with_date(text) or any(parse_date(strip_label(part)) for part in re.split(r"\s+[|/•·-]\s+", text)):
        return False
    if text.casefold().startswith(tuple(load("headers")["headlines"]["openings"])) or _CREDIT.fullmatch(text):
        return False
    if words[-1].casefold() in bylines()["dangling"]:
        return False  # the end of a wrapped line, not of a title
    return sum(character.isalpha() for character in text) >= len(text) / 2


def _reads_as_body(text: str) -> bool:
    """Whether a line is a paragraph: a sentence of some length."""
    wide = sum(ord(character) > 0x2E80 for character in text[:200])
    return (
        len(text.split()) >= 8 or wide >= 20 or (len(text.split()) >= 4 and text.endswith((".", "!", "?", ".”", '."')))
    )


def _breaks_on_purpose(line: str, rest: Sequence[str]) -> bool:
    """Whether the line ends before its column is full: in wrapped text the next line's first word did not fit."""
    paragraph = [line]
    for text in rest:
        if not text:
            break
        paragraph.append(text)
    width = max(map(len, paragraph))
    if len(paragraph) > 2 and width <= _WIDEST_COLUMN:
        return False
    return len(line) + 1 + len(paragraph[1].split()[0]) <= width
