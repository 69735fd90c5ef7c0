"""The words that decide whether two sentences claim the same; data/claims.toml holds them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Claims:
    """Sets of lower-case words; data/claims.toml says what each is for."""

    negations: frozenset[str]
    refusals: frozenset[str]
    speech: frozenset[str]
    days: frozenset[str]
    statuses: frozenset[str]
    apart: frozenset[str]
    fates: Mapping[str, frozenset[str]]


@cache
def claims() -> Claims:
    """The vocabulary, read once."""
    lists = tomllib.loads(resources.files("briefings.stories").joinpath("data/claims.toml").read_text("utf-8"))
    fates = {name: frozenset(words) for name, words in lists.pop("fates").items()}
    return Claims(**{name: frozenset(words) for name, words in lists.items()}, fates=fates)
