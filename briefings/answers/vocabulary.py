"""Which words answer for each other: the same concept, its opposite, a nation and its people; read from data/."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from briefings.annotation import Sentence, Token

_SUFFIXES = (
    *("ations", "itions", "ization", "isation", "ation", "ition", "ments", "ment", "ances", "ences", "ance", "ence"),
    *(
        "ators",
        "ator",
        "ings",
        "ing",
        "ions",
        "ion",
        "ities",
        "ity",
        "ives",
        "ive",
        "ers",
        "ors",
        "ees",
        "er",
        "or",
        "ee",
    ),
    *("ies", "ied", "als", "al", "ed", "es", "ly", "ful", "ness", "ous", "e", "s", "y", "d"),
)
_SHORTEST_STEM = 4
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_LIGHT = frozenset({"take", "make", "hold", "give", "lose", "win", "call", "show", "leave", "find", "open", "pay"})

EXACT, STEM, NATION, SAME = 1.0, 0.9, 0.85, 0.7


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists, ready to be looked up; every word is in lower case."""

    stop: frozenset[str]
    groups: dict[str, frozenset[int]]  # concept -> the sets of interchangeable concepts that it is in
    opposites: dict[str, frozenset[str]]
    contraries: frozenset[tuple[int, int]]  # sets of concepts of which one denies the other
    nations: dict[str, int]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of data/vocabulary.toml, read once."""
    data = tomllib.loads(files(__package__).joinpath("data/vocabulary.toml").read_text(encoding="utf-8"))
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(data["same"]):
        for word in line.split():
            groups.setdefault(word, set()).add(number)
    opposites: dict[str, set[str]] = {}
    for pair in data["opposite"]:
        one, other = pair.split()
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    contraries = {
        (one, other)
        for pair in data["opposite"]
        for one in groups.get(pair.split()[0], ())
        for other in groups.get(pair.split()[1], ())
    }
    lines = data["nations"].replace("\n", "|").split("|")
    return Vocabulary(
        stop=frozenset(data["stop"].split()),
        groups={word: frozenset(numbers) for word, numbers in groups.items()},
        contraries=frozenset(contraries | {(other, one) for one, other in contraries}),
        opposites={word: frozenset(words) for word, words in opposites.items()},
        nations={word: number for number, line in enumerate(lines) for word in line.split()},
    )


@lru_cache(maxsize=1)
def numerals() -> dict[str, str]:
    """What number words are in digits: "three" -> "3", "third" -> "3rd"."""
    data = tomllib.loads(files(__package__).joinpath("data/vocabulary.toml").read_text(encoding="utf-8"))
    found = {word: str(number) for number, word in enumerate(data["numerals"].split())}
    found |= {word: str(10 * number) for number, word in enumerate(data["tens"].split(), 2)}
    return found | {
        word: f"{number}{_ENDINGS.get(number, 'th')}" for number, word in enumerate(data["ordinals"].split())
    }


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word as a hasty hand types it: in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without the endings that make nouns of verbs and people of deeds ("participation" -> "particip")."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


def concept(sentence: Sentence, token: Token) -> str:
    """What a token stands for: its lemma, joined with a verb's particle ("step_down") or a light verb's object."""
    if token.pos != "VERB":
        return token.lemma
    for child in sentence.children(token, "prt", "advmod"):
        joined = f"{token.lemma}_{child.lower}"
        if joined in vocabulary().groups:
            return joined
    if token.lemma in _LIGHT:
        for child in sentence.children(token, "dobj"):
            joined = f"{token.lemma}_{child.lemma}"
            if joined in vocabulary().groups:
                return joined
    for child in sentence.children(token, "prep"):
        joined = f"{token.lemma}_{child.lower}"
        if joined in vocabulary().groups:
            return joined
    return token.lemma


@lru_cache(maxsize=200_000)
def affinity(one: str, other: str) -> float:
    """How well two concepts answer for each other: 1.0 the same, down to 0.0 for nothing in common."""
    if one == other:
        return EXACT
    words = vocabulary()
    nation = words.nations.get(one)
    if nation is not None and nation == words.nations.get(other):
        return NATION
    if len(one) > _SHORTEST_STEM and len(other) > _SHORTEST_STEM and stem(one) == stem(other):
        return STEM
    if words.groups.get(one, frozenset()) & words.groups.get(other, frozenset()):
        return SAME
    return 0.0


@lru_cache(maxsize=50_000)
def opposed(one: str, other: str) -> bool:
    """Whether one concept denies the other ("win" and "lose")."""
    return other in vocabulary().opposites.get(one, frozenset())


@lru_cache(maxsize=50_000)
def contrary(one: str, other: str) -> bool:
    """Whether any word like one concept denies any word like the other ("come" and "boycott")."""
    words = vocabulary()
    return any(
        (first, second) in words.contraries
        for first in words.groups.get(one, ())
        for second in words.groups.get(other, ())
    )
