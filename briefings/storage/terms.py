"""What somebody asks for as a full-text query that can only ever be words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

_WORD = re.compile(r"[^\W_]+")
_MOST_TERMS = 64  # a longer query is a pasted text; its first words tell what it is about


@cache
def stop_words() -> frozenset[str]:
    """The words that say nothing about an article, for nearly every one holds them."""
    lines = resources.files("briefings.storage").joinpath("data/stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def sought(texts: Sequence[str]) -> list[str]:
    """The texts that are worth seeking as FTS5 strings, one of several words as a phrase.

    Every term is quoted, so that "NOT", "*" and a stray quote are words or nothing, never syntax.
    """
    terms: dict[str, None] = {}
    shouted = len(texts) > 3 and all(text.isupper() for text in texts)
    for text in texts:
        words = _WORD.findall(unicodedata.normalize("NFC", text))
        if words and not all(_is_common(word, shouted) for word in words):
            terms[f'"{" ".join(words).lower()}"'] = None
    return list(terms)[:_MOST_TERMS]


def _is_common(word: str, shouted: bool) -> bool:
    """Whether a word tells nothing; an abbreviation does (WHO, IT), unless everything is in capitals."""
    is_abbreviation = len(word) > 1 and word.isupper() and not shouted
    return word.lower() in stop_words() and not is_abbreviation
