"""HTML in feeds into plain text: titles in one line, bodies in paragraphs."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from briefings.sources.encodings import clean
from briefings.sources.vocabulary import load

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>|<!\[CDATA\[|\]\]>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def is_markup(text: str) -> bool:
    """Whether a text holds HTML: a tag or a character reference."""
    return bool(_TAG.search(text) or _REFERENCE.search(text))


def read_line(text: str, limit: int) -> str:
    """A title or a name as one line of plain text, cut at a word; what was escaped twice is read twice."""
    text = clean(text[: limit * 10])
    for _ in range(2):
        if not is_markup(text):
            break
        text = html.unescape(_TAG.sub("", text))
    return cut(" ".join(_TAG.sub("", text).split()), limit)


def read_text(markup: str, limit: int) -> str:
    """The paragraphs of an HTML fragment, or of a text that is none, one a line; pictures and scripts are left out."""
    lines = _paragraphs(markup) if is_markup(markup) else clean(markup).split("\n")
    kept = (" ".join(line.split()) for line in lines)
    return cut("\n".join(line for line in kept if line), limit)


def first_image(markup: str) -> str:
    """The address of the first picture in an HTML fragment, as it is written; empty where there is none."""
    match = re.search(r"""<img\s[^<>]{0,1000}?\bsrc\s*=\s*["']?([^"'\s<>]{1,2000})""", markup, re.IGNORECASE)
    return html.unescape(match[1]) if match and not match[1].startswith("data:") else ""


def cut(text: str, limit: int) -> str:
    """A text of at most so many characters, cut between words and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return (kept.rpartition(" ")[0] or kept).rstrip(" ,;:-–—") + "…"


def _paragraphs(markup: str) -> list[str]:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, fragment_fromstring

    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        holder = fragment_fromstring(
            clean(html.unescape(markup) if "<" not in markup else markup).encode("utf-8", "replace"),
            create_parent="div",
            parser=parser,
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return _TAG.sub(" ", html.unescape(markup)).split("\n")
    parts: list[str] = []
    _collect(holder, parts)
    return "".join(parts).split("\n")


def _collect(root: HtmlElement, parts: list[str]) -> None:
    """Gather an element's text with a line feed around every block; without recursion, since nesting may be deep."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    blocks, unread_tags = (frozenset(load("markup")[kind].split()) for kind in ("blocks", "unread"))
    unread = preformatted = 0
    for event, element in iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        begins = event == "start"
        step = 1 if begins else -1
        if tag in unread_tags:
            unread += step
        if tag == "pre":
            preformatted += step
        if tag in blocks and (begins or tag not in {"br", "hr"}):
            parts.append("\n")
        text = element.text if begins else element.tail
        if text and not unread and not (element is root and not begins):
            parts.append(text if preformatted else re.sub(r"\s+", " ", text))
