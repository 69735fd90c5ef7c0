"""Text with nothing hidden in it: what every renderer makes of other people's words before it escapes them."""

from __future__ import annotations

import re
import unicodedata

# A whole terminal sequence goes, not only its escape: "[31m" is no word. An unterminated one loses its escape alone.
_TERMINAL = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, erase
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-Z\\`-~]"  # two-letter escapes
)
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
# Letters that show nothing, and data carriers; the format characters (Cf) go by their category.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")  # Arabic and Syriac signs
_MARKS = 6  # combining marks on one letter: more than any script needs, less than a smear over the lines above


def make_visible(text: str) -> str:
    """Take out what a reader cannot see: controls, terminal sequences, bidi overrides, zero widths, stacked marks.

    Line breaks of every kind become newlines and tabs become spaces. Do this before escaping: what is taken out
    of "@every<zero width>one" leaves a mention.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", _TERMINAL.sub("", text)).replace("\t", " ")
    kept: list[str] = []
    marks = 0
    for index, character in enumerate(text):
        if character == "\n" or (character.isascii() and character.isprintable()):
            kept.append(character)
            marks = 0
            continue
        category = unicodedata.category(character)
        if category == "Cs":
            character = "\ufffd"  # half a pair: no platform can encode it
        elif character in _JOINERS:
            # Persian, Indic scripts and emoji families need joiners; Latin words do not.
            if not (kept and index + 1 < len(text) and _joins(kept[-1]) and _joins(text[index + 1])):
                continue
        elif _is_hidden(character, category):
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(character)
    return "".join(kept)


def make_line(text: str) -> str:
    """Make visible text that stays on one line."""
    return " ".join(make_visible(text).split())


def shorten(text: str, limit: int) -> str:
    """Cut a label to ``limit`` letters at a word's end where there is one. Never for content: that is split."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words = head.rsplit(" ", 1)[0]
    return (words if len(words) > limit // 2 else head).rstrip() + "…"


def _joins(character: str) -> bool:
    return ord(character) > 0x2FF and character not in _JOINERS and not character.isspace()


def _is_hidden(character: str, category: str) -> bool:
    if category == "Cf":
        return character not in _VISIBLE_FORMATS
    if category == "Cc" or character in _BLANK:
        return True
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF
