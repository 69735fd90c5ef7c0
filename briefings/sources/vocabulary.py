"""The word lists beside this file, each read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> Mapping[str, Any]:
    """The tables of ``data/NAME.toml``."""
    return tomllib.loads(files("briefings.sources").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def places() -> frozenset[str]:
    """Cities, countries and states, casefolded."""
    return frozenset(place for key in ("cities", "countries", "regions") for place in _names(load("places")[key]))


@cache
def realms() -> frozenset[str]:
    """What may stand after a city ("Nairobi, Kenya"): countries and states, casefolded."""
    return frozenset(place for key in ("countries", "regions") for place in _names(load("places")[key]))


@cache
def lone_cities() -> frozenset[str]:
    """Cities whose name alone, in any case, is a place and not somebody's name or a common word; casefolded."""
    return frozenset(_names(load("places")["cities"])) - frozenset(_names(load("places")["ambiguous"]))


@cache
def agencies() -> Mapping[str, str]:
    """How an agency or a publisher is written, casefolded -> the name that readers know."""
    return {form: name for name, forms in load("agencies")["agencies"].items() for form in (*forms, name.casefold())}


@cache
def bylines() -> Mapping[str, frozenset[str]]:
    """The words of bylines: openings, particles of names, roles, and words that no name has."""
    return {key: frozenset(words) for key, words in load("headers")["bylines"].items()}


def _names(text: str) -> list[str]:
    return [" ".join(name.split()).casefold() for name in text.split(";")]
