"""Bytes into text, or one sentence that says why not."""

from __future__ import annotations

import codecs
import re
import sys
from functools import cache

from briefings.errors import EmptyError, UnreadableError
from briefings.sources.vocabulary import load

MAX_CHARACTERS = 1_000_000
"""A longer text is a book, not an article: 170,000 words, an hour of reading for the language pipeline (and spaCy
refuses more than a million characters)."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 100_000  # bytes that are looked at to guess an encoding
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,8})|(?P<decimal>[0-9]{1,9}));?")
# what Windows-1252 makes of another encoding's letters: superscripts and currency signs inside words
_WRONG_LATIN = re.compile(r"[^\W\d_][¹³²¿¡¼½¾ªº£¥¦±¶¯¨µ¸Ÿ]+[^\W\d_]|[^\W\d_][¹³¦]|[À-Þ]{4,}|[ß-ÿ]{4,}")


def read_characters(data: bytes, name: str, *, declared: str = "", limit: int = MAX_CHARACTERS) -> str:
    """The text of a file: decoded, with line feeds for line ends, without byte-order mark and control characters.

    ``name`` is what an error calls it; ``declared`` is the encoding that a page says it is in, and ``limit`` the most
    characters.

    Raises:
        UnreadableError: it is a binary file, too long, or in no encoding that makes text of it.
        EmptyError: there is nothing in it but white space.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyError(f"{name} is empty; add a file that holds the article's text.")
    text = clean(_decode(data, name, declared))
    if len(text) > limit:
        raise UnreadableError(
            f"{name} holds {len(text):,} characters, more than the {limit:,} of one article; "
            "split it into one file an article."
        )
    if not text.strip():
        raise EmptyError(f"{name} is empty; add a file that holds the article's text.")
    return text


def clean(text: str) -> str:
    """The text with a line feed for every kind of line end, and without control characters and byte-order marks."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def drop_controls(markup: str) -> str:
    """HTML or XML without references to control characters or to none at all, which parsers do not get over."""
    return _REFERENCE.sub(_keep_printable, markup)


def _keep_printable(reference: re.Match[str]) -> str:
    code = int(reference["hex"], 16) if reference["hex"] else int(reference["decimal"])
    printable = (code >= 32 or code in {9, 10, 13}) and not 0xD800 <= code <= 0xDFFF and code <= sys.maxunicode
    return reference.group() if printable else ""


def _decode(data: bytes, name: str, declared: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, errors="replace"), name)
    if kind := _binary_kind(data):
        raise UnreadableError(f"{name} is {kind}, not text; save the article as .txt, .md or .html and add that file.")
    if encoding := _wide_encoding(data):
        return _checked(data.decode(encoding, errors="replace"), name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _checked(_decode_legacy(data, name, declared), name)


def _decode_legacy(data: bytes, name: str, declared: str) -> str:
    """Text in an encoding from before UTF-8, or in UTF-8 with a few foreign bytes."""
    mended = data.decode("utf-8", errors="surrogateescape")
    strays = sum("\udc80" <= character <= "\udcff" for character in mended)
    if strays * 4 < sum(character > "\x7f" and not "\udc80" <= character <= "\udcff" for character in mended):
        return re.sub(r"[\udc80-\udcff]", lambda stray: _western(bytes([ord(stray.group()) - 0xDC00])), mended)
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass  # a page may be wrong about itself
    western = _western(data)
    foreign = sum(character > "\x7f" for character in western[:_SAMPLE])
    if foreign < 0.15 * len(western[:_SAMPLE]) and not _WRONG_LATIN.search(western) and "\ufffd" not in western:
        return western
    from charset_normalizer import from_bytes  # slow to load, and seldom needed

    guess = from_bytes(data[:_SAMPLE]).best()
    if guess is None:
        raise UnreadableError(f"{name} is in no encoding that we know; save it as UTF-8 and add it again.")
    return data.decode(guess.encoding, errors="replace")


def _western(data: bytes) -> str:
    """Windows-1252, which holds Latin-1's letters."""
    return data.decode("cp1252", errors="replace")


def _checked(text: str, name: str) -> str:
    """The text, if it reads like text: at most one character in a hundred is none."""
    broken = len(_CONTROL.findall(text)) + text.count("\ufffd")
    if broken * 100 > len(text):
        raise UnreadableError(
            f"{name} is binary or damaged, not text; save the article as UTF-8 text and add it again."
        )
    return text


def _binary_kind(data: bytes) -> str:
    """What a reader calls a file that is no text; empty for one that may be."""
    for signature, name in _signatures():
        if data.startswith(signature):
            return name
    if data.count(0) * 1000 > len(data) and not _wide_encoding(data):
        return "a binary file"
    return ""


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of English text in it is zero."""
    head = data[:4000]
    for encoding, zeros, letters in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros and zeros.count(0) > 0.7 * len(zeros) and letters.count(0) < 0.01 * len(letters):
            return encoding
    return ""


@cache
def _signatures() -> tuple[tuple[bytes, str], ...]:
    return tuple((bytes.fromhex(entry["bytes"]), entry["name"]) for entry in load("magic")["signature"])
