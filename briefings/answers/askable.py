"""Whether a text is a question that articles can answer, and if not, what to tell the person."""

from __future__ import annotations

import re

from briefings.annotation import Sentence
from briefings.answers.vocabulary import vocabulary
from briefings.sources.languages import asks_in_english

LONGEST = 400
_COMMANDS = re.compile(
    r"\b(ignore|disregard|forget)\b.{0,30}\b(instructions?|rules|prompts?|previous|above)\b|\bsystem prompt\b|"
    r"\byou are now\b|<\s*script|\bdrop table\b|\bpretend (to be|you)\b|"
    r"\bact as (an?|my)\b.{0,40}\b(ai|assistant|model)\b",
    re.IGNORECASE | re.DOTALL,
)
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")


def problem(text: str, parsed: Sentence) -> str:
    """What keeps a text from being answered, said to the one who asked; empty when nothing does."""
    letters = _LETTER.findall(text)
    if not letters:
        return "Ask a question, for example “Who is attending the summit?”."
    if len(text) > LONGEST:
        return f"That is longer than a question; ask in at most {LONGEST} characters."
    if _COMMANDS.search(text):
        return "That is an instruction, not a question about the stored articles."
    if sum(1 for letter in letters if _LATIN.match(letter)) < 0.7 * len(letters) or not asks_in_english(text):
        return "Ask in English: the stored articles are read in English only."
    words = [token for token in parsed.tokens if token.text[:1].isalnum()]
    if not any(token.lower not in vocabulary().stop and token.lemma not in vocabulary().stop for token in words):
        return "Name what the question is about: a person, a place or an event."
    return ""
