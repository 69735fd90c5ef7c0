"""Countries by any of the words that reports use for them: names, people, seats of government."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from briefings.annotation import Sentence
from briefings.answers.rosters.vocabulary import load


class Form(StrEnum):
    """How a country is spoken of."""

    NAME = "name"
    PEOPLE = "people"  # "Chinese"
    SEAT = "seat"  # "Beijing"


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country, as a sentence's tokens [first, last) speak of it."""

    first: int
    last: int
    country: str
    form: Form


def _entries() -> Iterator[tuple[tuple[str, ...], tuple[str, Form]]]:
    countries = load("countries.toml")["countries"]
    if not isinstance(countries, dict):
        raise KeyError("countries")
    for country, forms in countries.items():
        yield tuple(country.split()), (country, Form.NAME)
        for key, form in (("names", Form.NAME), ("people", Form.PEOPLE), ("seats", Form.SEAT)):
            for name in forms.get(key, ()):
                yield tuple(name.split()), (country, form)


_KNOWN = dict(_entries())
_FIRST_WORDS = frozenset(words[0] for words in _KNOWN)
_LONGEST = max(map(len, _KNOWN))


def country_at(sentence: Sentence, at: int) -> CountryMention | None:
    """The country that is named from a token on, by its longest name."""
    if sentence.tokens[at].text not in _FIRST_WORDS:
        return None
    for length in range(min(_LONGEST, len(sentence.tokens) - at), 0, -1):
        parts = tuple(token.text for token in sentence.tokens[at : at + length])
        found = _KNOWN.get(parts)
        if found:
            return CountryMention(at, at + length, *found)
    return None


def country_named(name: str) -> str:
    """The country that a name, a people or a seat stands for, or an empty text."""
    found = _KNOWN.get(tuple(name.split()))
    return found[0] if found else ""
