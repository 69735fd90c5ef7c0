"""What tells two things of one name apart: a finance minister from a foreign one, the 18th century from the 19th."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry
from briefings.answers.matching import Match
from briefings.answers.vocabulary import fold, numerals, vocabulary

_HELD = 0.7
_BESIDE = frozenset({"amod", "compound", "nmod", "nummod", "poss", "det", "advmod"})
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_ALIKE = 4  # letters of a first name that a short form keeps at most: "Rob" for "Robert"


def contrasted(inquiry: Inquiry, found: Match) -> str:
    """Why the sentence speaks of another one of what is asked about, by the words before it; empty if it need not."""
    said = {_plain(token) for token in found.sentence.tokens}
    for term, strength, places in zip(inquiry.terms, found.strengths, found.places, strict=True):
        if strength < _HELD or not places:
            continue
        for asked in _before(inquiry.sentence, inquiry.sentence.tokens[term.index]):
            if _plain(asked) in said or not _classes(asked):
                continue
            for index in places:
                noun = found.sentence.tokens[index]
                other = next((word for word in _before(found.sentence, noun) if _excludes(asked, word)), None)
                if other is not None:
                    return f"the sentence speaks of the {other.text} {noun.text}"
    return ""


def namesake(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Why a name of the question is another's in the sentence ("Anna Weber" for "Karl Weber"); empty if it need not."""
    answer = {token.index for token in found.sentence.subtree(head)}
    for number, term in enumerate(inquiry.terms):
        places = [index for index in found.places[number] if index not in answer]
        if places and found.strengths[number] >= _HELD and not own_places(inquiry, found, number):
            return f"the sentence names another {inquiry.sentence.tokens[term.index].text}"
    return ""


def own_places(inquiry: Inquiry, found: Match, number: int) -> tuple[int, ...]:
    """Where a sentence has a term of the question, without the places where it is part of another's name."""
    term = inquiry.terms[number]
    token = inquiry.sentence.tokens[term.index]
    if not term.name or token.index == 0:
        return found.places[number]
    first = inquiry.sentence.tokens[token.index - 1]
    if not any(other.name and other.index == first.index for other in inquiry.terms):
        return found.places[number]
    return tuple(index for index in found.places[number] if not _is_of_another(found.sentence, index, first.text))


def _is_of_another(sentence: Sentence, index: int, first: str) -> bool:
    """Whether the name that a surname stands in has other first names than the one asked for."""
    token = sentence.tokens[index]
    if token.pos != "PROPN" or not token.entity:
        return False
    names = []
    for before in reversed(sentence.tokens[:index]):
        if before.pos != "PROPN" or before.entity != token.entity:
            break
        names.append(before.text)
    return bool(names) and not any(_may_be(first, name) for name in names)


def _may_be(first: str, name: str) -> bool:
    """Whether two first names may be one: the same, an initial, or a short form."""
    one, other = fold(first).strip("."), fold(name).strip(".")
    shorter = min(len(one), len(other))
    nations = vocabulary().nations
    return (
        one == other
        or shorter <= 1
        or (one[: min(shorter, _ALIKE)] == other[: min(shorter, _ALIKE)])
        or (one in nations and nations.get(one) == nations.get(other))
    )


@cache
def contrasts() -> Mapping[str, frozenset[int]]:
    """Words that exclude one another before one noun, each with the numbers of its rows."""
    rows = tomllib.loads(resources.files("briefings.answers").joinpath("data/contrasts.toml").read_text("utf-8"))[
        "rows"
    ]
    found: dict[str, frozenset[int]] = {}
    for number, row in enumerate(rows):
        for word in row.split():
            found[word] = found.get(word, frozenset()) | {number}
    return found


def _before(sentence: Sentence, noun: Token) -> list[Token]:
    """The words before a noun that say which one it is."""
    return [word for word in sentence.children(noun, *_BESIDE) if word.index < noun.index]


def _plain(token: Token) -> str:
    return numerals().get(token.lower, token.lower)


def _classes(token: Token) -> frozenset[str]:
    """The kinds of word of which a thing has only one."""
    word = _plain(token)
    kinds = {f"row {number}" for number in contrasts().get(word, ())}
    if _ORDINAL.fullmatch(word):
        kinds.add("ordinal")
    if token.lower in vocabulary().nations:
        kinds.add("nation")
    return frozenset(kinds)


def _excludes(one: Token, other: Token) -> bool:
    if _plain(one) == _plain(other) or not _classes(one) & _classes(other):
        return False
    nations = vocabulary().nations
    return one.lower not in nations or nations[one.lower] != nations.get(other.lower)
