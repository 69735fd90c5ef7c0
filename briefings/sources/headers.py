"""The head of a plain-text article: what stands before its first sentence, told apart from the article itself.

Pure; what is not surely a header stays in the body, for a quote may need it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import yaml  # type: ignore[import-untyped]

from briefings.sources.bylines import find_agency, find_byline, is_role, read_authors
from briefings.sources.dates import is_time_line, parse_date, split_dates, strip_label
from briefings.sources.headlines import is_headline, plain
from briefings.sources.vocabulary import load

_MOST_LINES = 40  # a header is not longer; what comes later is the article
_LONGEST_LINE = 500  # characters; a longer one is a paragraph
_LONGEST_VALUE = 100  # characters of a field that we drop; a longer one is a sentence of the article
_FRONT_MATTER = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>.{0,20000}?)\n(?P=fence)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"[*_]{0,2}(?P<label>[A-Za-z][A-Za-z:_ ]{1,24}?)[*_]{0,2}\s*:[*_]{0,2}\s*(?P<value>.*)")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"]+")


@dataclass(slots=True)
class Head:
    """What the head of an article tells; empty where it does not."""

    title: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    published: datetime | None = None
    updated: datetime | None = None

    @property
    def when(self) -> datetime | None:
        """When the article is from: its publication, else its last change."""
        return self.published or self.updated


def split_head(text: str, *, title: str = "", guess_title: bool = True) -> tuple[Head, str]:
    """What the head of a text tells, and the text behind it, character for character.

    A ``title`` that is known already is taken off the top of the text; without ``guess_title`` no first line becomes
    one.
    """
    head = Head(title=title)
    if match := _FRONT_MATTER.match(text.lstrip("\n")):
        fields = _front_matter(match["fence"], match["body"])
        if fields is not None:
            for label, value in fields.items():
                _take_field(head, label.casefold(), value)
            text = text.lstrip("\n")[match.end() :]
    lines = text.split("\n")
    position = 0
    for _ in range(_MOST_LINES):
        while position < len(lines) and not lines[position].strip():
            position += 1
        taken = _take_lines(head, lines, position, guess_title=guess_title)
        if not taken:
            break
        position += taken
    return head, "\n".join(lines[position:]).strip("\n")


def _take_lines(head: Head, lines: list[str], position: int, *, guess_title: bool) -> int:
    """Read what the next lines tell into the head, and return how many they were; 0 where the article begins."""
    if position >= len(lines):
        return 0
    line = lines[position].strip()
    if len(line) > _LONGEST_LINE:
        return 0
    following = lines[position + 1].strip() if position + 1 < len(lines) else ""
    if head.title and plain(line.lstrip("#")).casefold() == head.title.casefold():
        return 1 + bool(re.fullmatch(r"={3,}", following))
    if match := re.fullmatch(r"#\s+(.+?)\s*#*", line):
        return _take_title(head, match[1], 1)
    if following and re.fullmatch(r"={3,}", following):
        return _take_title(head, line, 2)
    if (match := _FIELD.fullmatch(line)) and _take_field(head, match["label"].casefold(), match["value"]):
        return 1
    if _take_facts(head, line):
        return 1
    if guess_title and not head.title and is_headline(lines, position):
        return _take_title(head, line, 1)
    return 0


def _take_title(head: Head, line: str, lines: int) -> int:
    if head.title:
        return 0
    head.title = plain(line)
    return lines


def _take_field(head: Head, label: str, value: str) -> bool:
    """Read a "Label: value" line; False when the label is none of ours, or its value is not what it should be."""
    value = value[:_LONGEST_LINE].strip().strip("*_").strip()
    kind = next((kind for kind, labels in load("headers")["labels"].items() if label.strip() in labels), "")
    match kind:
        case "title" if value:
            head.title = head.title or plain(value)
        case "author" if value:
            byline = read_authors(plain(value))
            head.author = head.author or byline.author
            head.source = head.source or byline.source
        case "published" | "updated":
            moment = parse_date(value)
            if not moment and not is_time_line(f"{label} {value}"):
                return False  # "Updated: China confirms the visit" is a headline
            if kind == "published":
                head.published = head.published or moment
            else:
                head.updated = head.updated or moment
        case "source" if value:
            _take_source(head, value)
        case "url" if address := _ADDRESS.search(value):
            head.url = address.group()
        case "other" if len(value) <= _LONGEST_VALUE and not value.endswith("."):
            pass
        case _:
            return bool(kind) and not value  # "Author:" and nothing behind it
    return True


def _take_source(head: Head, value: str) -> None:
    """Read "Reuters", "https://example.org/article" or "[Reuters](https://example.org/article)"."""
    if address := _ADDRESS.search(value):
        head.url = head.url or address.group()
    name = plain(_ADDRESS.sub("", value).replace("()", "")).strip(" -–—|,<>[]")
    if name and len(name) <= 80:
        head.source = find_agency(name) or name


def _take_facts(head: Head, line: str) -> bool:
    """Read a line that holds nothing but a byline, dates, a role or a publisher, in parts."""
    if _ADDRESS.fullmatch(line):
        head.url = head.url or line
        return True
    if head.author and is_role(line):
        return True
    pieces = re.split(r"\s*[|•·\t]\s*|\s+/\s+", line)
    parts = [part.strip(" *_") for piece in pieces for part in split_dates(piece) if part.strip(" *_")]
    found = Head()
    strong = False
    before = ""
    for part in parts:
        byline = find_byline(part)
        moment = parse_date(f"{before}, {part}") or parse_date(strip_label(part))
        agency = find_agency(part)
        if byline:
            found.author, found.source = byline.author, found.source or byline.source
        elif moment:
            changed = part.casefold().startswith(("updated", "last", "modified"))
            found.updated, found.published = (moment, found.published) if changed else (found.updated, moment)
        elif agency:
            found.source = found.source or agency
        elif not (is_time_line(part) or (strong and (is_role(part) or is_time_line(f"updated {part}")))):
            return False
        strong = strong or bool(byline or moment or is_time_line(part) or (agency and (head.title or head.author)))
        before = strip_label(part)
    if not strong:
        return False
    head.author, head.source = head.author or found.author, head.source or found.source
    head.published, head.updated = head.published or found.published, head.updated or found.updated
    return True


def _front_matter(fence: str, body: str) -> Mapping[str, str] | None:
    """The fields of Markdown front matter as text (lists joined by commas), or None when it is none."""
    try:
        # BaseLoader builds nothing but text, lists and tables
        data = yaml.load(body, Loader=yaml.BaseLoader) if fence == "---" else tomllib.loads(body)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError):
        return None
    if not isinstance(data, dict) or not data:
        return None
    return {str(label): _flat(value) for label, value in data.items()}


def _flat(value: object) -> str:
    """A field's value as text; one level deep, for YAML's aliases can make a short list endless."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:20])))
    return _name(value)


def _name(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, (str, int)) else ""
