"""The words that questions ask with, read from data/questions.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from briefings.answers.inquiry import Sought


@dataclass(frozen=True, slots=True)
class Wordings:
    """The question words of data/questions.toml."""

    nouns: Mapping[str, Sought]
    telegraphic: Mapping[str, str]
    said: frozenset[str]
    news: tuple[str, ...]
    happened: tuple[str, ...]
    measured: frozenset[str]
    vague: frozenset[str]
    dimensions: frozenset[str]
    light: frozenset[str]


@lru_cache(maxsize=1)
def wordings() -> Wordings:
    """The question words, read once; a noun of two types has the first."""
    data = tomllib.loads(files(__package__).joinpath("data/questions.toml").read_text(encoding="utf-8"))
    nouns: dict[str, Sought] = {}
    for sought, words in data["nouns"].items():
        for word in words.split():
            nouns.setdefault(word, Sought(sought))
    return Wordings(
        nouns=nouns,
        telegraphic={word: kind for kind, words in data["telegraphic"].items() for word in words.split()},
        said=frozenset(data["forms"]["said"].split()),
        news=tuple(data["forms"]["news"]),
        happened=tuple(data["forms"]["happened"]),
        measured=frozenset(data["forms"]["measured"].split()),
        vague=frozenset(data["answers"]["vague"].split()),
        dimensions=frozenset(data["answers"]["dimensions"].split()),
        light=frozenset(data["answers"]["light"].split()),
    )
