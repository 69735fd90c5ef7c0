"""The languages in which dates can be written, by the names that people call them. Pure."""

from __future__ import annotations

import difflib
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from babel import Locale
from babel.localedata import locale_identifiers

PLAIN = ""
"""English as everything else is written in: 5 Sep 2025."""
MOST_WORDS = 3
"""In the name of a language."""
_ALIKE = 0.7


def language_of(words: Sequence[str]) -> tuple[str, int] | None:
    """The language, by its CLDR identifier, whose name begins the words, and how many of them are its name."""
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        code = _codes().get(_folded(" ".join(words[:count])))
        if code is not None:
            return code, count
    return None


def nearest_language(name: str) -> str:
    """The name of a language that may have been meant, or nothing."""
    found = difflib.get_close_matches(_folded(name), _codes(), 1, _ALIKE)
    return name_of(_codes()[found[0]]) if found else ""


def name_of(code: str) -> str:
    """What a language is called in English."""
    if code == PLAIN:
        return "English"
    known = Locale("en").languages
    return str(known.get(code) or Locale.parse(code).english_name or code)


@cache
def _codes() -> Mapping[str, str]:
    """Languages by their names in English, in themselves, and otherwise."""
    named = tomllib.loads(resources.files("bot.subscriptions").joinpath("data/languages.toml").read_text("utf-8"))
    written = set(locale_identifiers())
    names = {_folded(name): code for code, name in Locale("en").languages.items() if code in written}
    names |= {_folded(name): code for code, name in named["own"].items()}
    names |= {_folded(name): code for name, code in named["also"].items()}
    return names | {"english": PLAIN}


def _folded(name: str) -> str:
    """A name whatever its case and accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
