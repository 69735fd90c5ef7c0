"""Whether a text is English, which is the one language that the engine reads."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from briefings.sources.vocabulary import load

_LOOKED_AT = 4000  # characters; more tell nothing new
_FEWEST_WORDS = 12
_SMALL_WORDS = 0.15  # of an ordinary text's words; English news has 0.35 to 0.45
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def is_english(text: str) -> bool | None:
    """True or False where the small words or the script tell; None where there is too little to tell."""
    letters = [character for character in text[:_LOOKED_AT] if character.isalpha()]
    if len(letters) < 20:
        return None
    latin = sum(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in letters)
    if latin * 2 < len(letters):
        return False
    words = Counter(word.casefold() for word in _WORD.findall(text[:_LOOKED_AT]))
    total = words.total()
    if total < _FEWEST_WORDS:
        return None
    shares = {language: sum(words[word] for word in small) / total for language, small in _small_words().items()}
    best = max(shares, key=lambda language: shares[language])
    return best == "English" if shares[best] >= _SMALL_WORDS else None


def mark_language(text: str, declared: str = "") -> str:
    """The code of a text's language, such as "en" or "pt-BR": what its words tell, else what its publisher declares.

    "und" is some language other than English that nobody names; empty where nothing tells.
    """
    english = is_english(text)
    if english is None:
        return declared
    says_english = declared.casefold().partition("-")[0] == "en"
    if english:
        return declared if says_english else "en"
    return declared if declared and not says_english else "und"


def asks_in_english(text: str) -> bool:
    """Whether a question may be English: it does not begin as another language's do and go on with small words of it.

    A short one has too few words for ``is_english``, and names bring words of every language.
    """
    if "¿" in text or is_english(text) is False:
        return False
    first, *others = [word.casefold() for word in _WORD.findall(text)] or [""]
    english, words = _small_words()["English"], set(others)
    return not any(
        first in asking and words & (small := _small_words()[language]) - english and not words & english - small
        for language, asking in _question_words().items()
    )


@cache
def _question_words() -> dict[str, frozenset[str]]:
    """The words with which another language begins a question, and English none."""
    return {language: frozenset(words.split()) for language, words in load("interrogatives").items()}


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.casefold().split()) for language, words in load("stopwords").items()}
