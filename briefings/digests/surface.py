"""The words that are left of a sentence, set as a sentence again (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from briefings.annotation import Sentence

_TIDYING = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s*(?:--|—|–)\s*(?=[,.;])"), ""),
    (re.compile(r"\s+([,.;:!?])"), r"\1"),
    (re.compile(r",(\s*[,;:.!?])"), r"\1"),
    (re.compile(r"([,;:])\1+"), r"\1"),
    (re.compile(r"[,;:\s—–-]+([.!?][\"”’]?)$"), r"\1"),
    (re.compile(r"^[,;:.\s—–-]+"), ""),
    (re.compile(r"([,;:\s—–-]|--)+$"), ""),
)
_ARTICLE = re.compile(r"\b([Aa])(n?)\s+(?=([\w“\"'‘]))")
_VOWEL_SOUND = re.compile(
    r"[\"“‘']?(?:[aeio]|un(?!i[^m])|u[bcdlmpst][^aeiou]|hour|hono|heir|FBI|[AEFHILMNORSX][A-Z]{1,3}\b|8|11\b|18\b)"
)
_CONSONANT_SOUND = re.compile(r"[\"“‘']?(?:one\b|once|eu|U[A-Z]{1,3}\b|uni(?!m)|us[ei]|ut[ei])", re.IGNORECASE)


def set_words(sentence: Sentence, kept: Collection[int], replaced: Mapping[int, str]) -> str:
    """The kept tokens as a sentence: spaced as in the text, with a capital, a stop, and "an" before a vowel.

    Args:
        sentence: where the tokens stand.
        kept: their indices.
        replaced: other words for some of them ("Cisse" for "he").
    """
    pieces: list[str] = []
    before = -1
    article = -2
    for index in sorted(kept):
        token = sentence.tokens[index]
        word = replaced.get(index, token.text)
        if before >= 0 and (index > before + 1 or token.start > sentence.tokens[before].end):
            pieces.append(" ")
        if article == before and index > before + 1:  # only where a word after the article went
            pieces[-2] = _article(pieces[-2], word)
        pieces.append(word)
        if token.lower in {"a", "an"}:
            article = index
        before = index
    return finish("".join(pieces))


def finish(text: str) -> str:
    """A sentence's punctuation and capital put right."""
    for pattern, replacement in _TIDYING:
        text = pattern.sub(replacement, text)
    text = text.strip()
    if not text:
        return ""
    start = re.match(r"[\"“‘'(\[]*", text)
    at = start.end() if start else 0
    if not re.match(r"(?:i[A-Z]|e[A-Z])", text[at:]):
        text = text[:at] + text[at : at + 1].upper() + text[at + 1 :]
    if not re.search(r"[.!?…][\"”’')\]]*$", text):
        text += "."
    return text


def _article(article: str, word: str) -> str:
    vowel = bool(_VOWEL_SOUND.match(word)) and not _CONSONANT_SOUND.match(word)
    letter = article[0]
    return letter + "n" if vowel else letter


def balanced(text: str) -> bool:
    """Whether every quotation mark and bracket that opens also closes."""
    return (
        text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
    )


def quoted_share(text: str) -> float:
    """How much of a text stands between quotation marks."""
    inside, opened = 0, False
    for character in text:
        if character in '“”"':
            opened = character == "“" if character != '"' else not opened
        elif opened:
            inside += 1
    return inside / max(len(text), 1)
