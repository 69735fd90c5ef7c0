"""The words that decide what may be left out and what makes a poor bullet; data/wording.toml holds them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources

from briefings.stories.vocabulary import claims


@dataclass(frozen=True, slots=True)
class Wording:
    """One set of lower-case words or phrases a purpose; data/wording.toml says what each is for."""

    negations: frozenset[str]
    concessions: frozenset[str]
    conditions: frozenset[str]
    attributions: frozenset[str]
    connectives: frozenset[str]
    asides: frozenset[str]
    hanging: frozenset[str]
    setting_prepositions: frozenset[str]
    limits: frozenset[str]
    colours: frozenset[str]
    denying: frozenset[str]
    binding: frozenset[str]
    limiting: frozenset[str]
    relational: frozenset[str]
    tail_prepositions: frozenset[str]
    tail_conjunctions: frozenset[str]
    adjunct_prepositions: frozenset[str]
    placing: frozenset[str]
    empty_nouns: frozenset[str]
    days: frozenset[str]
    media: frozenset[str]
    places: frozenset[str]
    background: frozenset[str]
    vague: frozenset[str]
    times: frozenset[str]
    counted: frozenset[str]
    intensifiers: frozenset[str]
    weighty: frozenset[str]
    listeners: frozenset[str]
    speech: frozenset[str]
    events: frozenset[str]
    boilerplate: frozenset[str]


@cache
def wording() -> Wording:
    """The vocabulary, read once."""
    text = resources.files("briefings.digests").joinpath("data/wording.toml").read_text("utf-8")
    lists = tomllib.loads(text)
    shared = {"negations": claims().negations, "speech": claims().speech, "days": claims().days}
    own = {field.name: frozenset(lists[field.name]) for field in fields(Wording) if field.name not in shared}
    return Wording(**own, **shared)
