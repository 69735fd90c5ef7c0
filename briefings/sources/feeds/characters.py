"""A feed's bytes into characters, in whatever encoding it is, with the characters that XML forbids taken out."""

from __future__ import annotations

import codecs
import re

from briefings.sources.encodings import clean, drop_controls

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<" or "<?xm" begins in encodings that are no extension of ASCII (XML 1.0, appendix F).
_OPENINGS = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARATION = re.compile(r"<\?xml\b[^<>]{0,400}?\?>\s*")
_DECLARED = re.compile(r"""<\?xml\b[^<>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:-]{2,40})""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
# Codecs that are no character encoding of the web; decoding the first two costs more than it is long.
_NEVER = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined"})


def decode(content: bytes, content_type: str = "") -> str:
    """The text of a feed without its XML declaration, mark and control characters; never fails.

    The mark decides, then the feed's own declaration, then UTF-8 if it is UTF-8, then the server's charset: servers
    are wrong about feeds more often than feeds are.
    """
    text = drop_controls(clean(_characters(content, content_type))).strip()
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _characters(content: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    start = content[:400].lstrip(b" \t\r\n") if content[:1] in b" \t\r\n" else content[:400]
    for opening, encoding in _OPENINGS:
        if start.startswith(opening):
            if encoding == "utf-16-le" and start[3:4] != b"\x00":
                break  # one stray zero
            if encoding == "cp037":  # that much is common to its family, and the declaration names the member
                family = _named(_DECLARED.search(start.decode(encoding, "replace")))
                encoding = family if family and start[:4].decode(family, "replace") == "<?xm" else encoding
            return content.decode(encoding, "replace")
    declared = _named(_DECLARED.search(start.decode("latin-1")))
    charset = _named(_CHARSET.search(content_type))
    for encoding in filter(None, (declared, "utf-8", charset)):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError, ValueError):
            continue
    strays = content.decode("utf-8", "replace")
    if strays.count("\ufffd") * 4 < sum(character > "\x7f" for character in strays):
        return strays  # UTF-8 with a few broken bytes
    return content.decode(declared if declared and not declared.startswith("utf") else "cp1252", "replace")


def _named(match: re.Match[str] | None) -> str:
    """The encoding that a text names, if Python has it and it is one of characters; without a mark's byte order."""
    if match is None:
        return ""
    try:
        name = codecs.lookup(match[1]).name
        "".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return ""
    # "utf-16" is declared by feeds that a server has long turned into UTF-8: without a mark or zeros it is none
    return "" if name in _NEVER or name.startswith(("utf-16", "utf-32")) else name
