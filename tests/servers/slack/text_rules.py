"""What Slack does with text, and what it must not find in ours: calls, links, markup, what nobody can see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

_TOKEN = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r"https?://[^\s|<>]+(?:\|[^|]+)?\Z", re.IGNORECASE)
_DATE = re.compile(r"!date\^-?\d+\^[^^|]*\{[a-z_]+\}[^^|]*(?:\^https?://[^\s|^]+)?\|[^|]+\Z")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_LIVE = re.compile(r"<(?:[@!#]|https?:|mailto:|[a-z]+:)", re.IGNORECASE)
_PARSED_ALONE = re.compile(r"https?://|(?<!\w)[@#]\w", re.IGNORECASE)
_OVERRIDES = "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"


def length(words: str) -> int:
    """Letters as JavaScript counts them, which is never less than Slack does."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class Findings:
    """What is wrong, where; ``pings`` are the group ids and words ("here") that this payload may call."""

    pings: Collection[str] = ()
    problems: list[str] = field(default_factory=list)

    def add(self, where: str, problem: str) -> None:
        self.problems.append(f"{where}: {problem}")

    def check_length(self, where: str, words: object, most: int, least: int = 1) -> bool:
        """Tell whether it is a string, and complain where it is too short, too long or blank."""
        if not isinstance(words, str):
            self.add(where, f"is no text but {type(words).__name__}")
            return False
        if length(words) < least or (least and not words.strip()):
            self.add(where, "is empty")
        if length(words) > most:
            self.add(where, f"has {length(words)} characters, more than {most}")
        return True

    def check_unseen(self, where: str, words: str) -> None:
        for character in words:
            unseen = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character != "\n"
            if unseen or character in _OVERRIDES:
                self.add(where, f"holds the invisible U+{ord(character):04X}")
                return

    def check_markup(self, where: str, words: str, *, verbatim: bool = True) -> None:
        """Text that Slack parses: the fallback text and mrkdwn objects."""
        self.check_unseen(where, words)
        rest = _TOKEN.sub(lambda found: self._token(where, found[1]), words)
        if "<" in rest or ">" in rest:
            self.add(where, "holds an unescaped < or >")
        if _ENTITY.search(words):
            self.add(where, "holds an unescaped &")
        if not verbatim and _PARSED_ALONE.search(rest):
            self.add(where, "makes links of what it finds: set verbatim")

    def check_unparsed(self, where: str, words: str) -> None:
        """Text that Slack takes as it is: plain_text and rich_text; no reader should find anything live in it."""
        self.check_unseen(where, words)
        if _LIVE.search(words):
            self.add(where, "holds what would be live if it were parsed")

    def check_ping(self, where: str, name: str) -> None:
        if name not in self.pings:
            self.add(where, f"calls {name}, which nobody allowed")

    def check_url(self, where: str, url: object, most: int = 3_000) -> None:
        if self.check_length(where, url, most) and not re.match(r"https?://[^\s]+\Z", str(url), re.IGNORECASE):
            self.add(where, "is no web address")

    def _token(self, where: str, inner: str) -> str:
        if inner[:1] in ("@", "#"):
            self.check_ping(where, inner[1:].partition("|")[0])
        elif inner.startswith("!subteam^"):
            self.check_ping(where, inner.removeprefix("!subteam^").partition("|")[0])
        elif inner.startswith("!date^"):
            if not _DATE.match(inner):
                self.add(where, f"holds a date that Slack cannot read: {inner[:60]}")
        elif inner.startswith("!"):
            self.check_ping(where, inner[1:].partition("|")[0])
        elif not _LINK.match(inner):
            self.add(where, f"holds an unescaped <{inner[:30]}>")
        return ""
