"""The words that rosters are read by, loaded once from the data files of this room."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import TypeAlias

from briefings.annotation import Sentence, Token

Table: TypeAlias = dict[str, object]
Phrases: TypeAlias = dict[str, tuple[tuple[str, ...], ...]]
"""Phrases of one or more lemmas by their first lemma, the longest first."""

_PARTICLE_GAP = 4  # words of a short object between a verb and its particle: "turned the offer down"


def load(name: str) -> Table:
    """A data file of this room as a table."""
    return tomllib.loads((files(__package__) / "data" / name).read_text(encoding="utf-8"))


def words(whole: Table, *path: str) -> frozenset[str]:
    """The list of words at a path of a table."""
    return frozenset(_list(whole, *path))


def phrases(whole: Table, *path: str) -> Phrases:
    """The list of phrases at a path of a table."""
    return group(_list(whole, *path))


def group(entries: Iterable[str]) -> Phrases:
    """Phrases by their first word, the longest first, so that the fuller one is found before the shorter."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in entries:
        parts = tuple(entry.split())
        found.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(rows, key=len, reverse=True)) for first, rows in found.items()}


def match(sentence: Sentence, at: int, known: Phrases, *, gap: int = 0) -> tuple[str, int] | None:
    """The phrase that starts at a token, and the index after its last word; ``gap`` words may stand within."""
    tokens = sentence.tokens
    if at >= len(tokens):
        return None
    lemma, lower = tokens[at].lemma, tokens[at].lower
    for key in (lemma,) if lemma == lower else (lemma, lower):
        for parts in known.get(key, ()):
            end = _match_rest(tokens, at + 1, parts[1:], gap) if len(parts) > 1 else at + 1
            if end is not None:
                return " ".join(parts), end
    return None


def match_verb(sentence: Sentence, at: int, known: Phrases) -> tuple[str, int] | None:
    """As ``match``, for verbs, whose particle may stand after a short object."""
    return match(sentence, at, known, gap=_PARTICLE_GAP)


def _match_rest(tokens: Sequence[Token], start: int, rest: Sequence[str], gap: int) -> int | None:
    at = start
    for part in rest:
        reach = range(at, min(at + gap + 1, len(tokens)))
        stop = next((i for i in reach if tokens[i].text in {",", ".", ";"}), len(tokens))
        hit = next((i for i in reach if i < stop and part in (tokens[i].lemma, tokens[i].lower)), None)
        if hit is None:
            return None
        at = hit + 1
    return at


def table(whole: Table, *path: str) -> Table:
    """The table at a path of a table."""
    found = _at(whole, *path)
    if not isinstance(found, dict):
        raise KeyError(path[-1])
    return found


def _list(whole: Table, *path: str) -> list[str]:
    found = _at(whole, *path)
    if not isinstance(found, list):
        raise KeyError(path[-1])
    return [str(item) for item in found]


def _at(whole: Table, *path: str) -> object:
    value: object = whole
    for key in path:
        if not isinstance(value, dict):
            raise KeyError(key)
        value = value[key]
    return value
