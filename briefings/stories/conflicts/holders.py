"""Who holds an office: "Finance Minister Anna Berg" against "Finance Minister Maria Berg"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from briefings.annotation import Sentence, Token
from briefings.stories.agreement import Statement
from briefings.stories.conflicts.wording import Conflict, Side

_SPELLINGS = 0.6  # share of letters from which two names are one in two spellings


@dataclass(frozen=True, slots=True)
class Holder:
    """A full name with the office that stands before it, both in lower case."""

    office: tuple[str, ...]
    name: tuple[str, ...]
    words: str
    statement: Statement


def holders_of(statements: Sequence[Statement]) -> list[Holder]:
    """Everybody whom an article names in full with an office, each name once."""
    found: dict[tuple[str, ...], Holder] = {}
    for statement in statements:
        sentence = statement.sentence
        for entity in sentence.entities:
            name = sentence.tokens[entity.first : entity.last]
            if entity.label != "PERSON" or len(name) < 2 or not all(token.pos == "PROPN" for token in name):
                continue
            before = _office(sentence, entity.first)
            if before:
                office = tuple(token.lower for token in before)
                words = sentence.span([*before, *name])
                found.setdefault(tuple(token.lower for token in name), Holder(office, _key(name), words, statement))
    return list(found.values())


def holder_conflicts(
    ours: Sequence[Holder], theirs: Sequence[Holder], words: tuple[Mapping[str, int], Mapping[str, int]]
) -> Iterator[Conflict]:
    """Two names for the holder of one office that share a first or a last name, each unknown to the other article.

    Args:
        ours: the holders that one article names.
        theirs: the holders that the other names.
        words: the words of the two articles, in lower case.
    """
    for one in ours:
        for two in theirs:
            if one.office != two.office or not _half_same(one.name, two.name):
                continue
            if _unknown(one, words[1]) and _unknown(two, words[0]):
                yield Conflict("the name", Side(one.statement, one.words), Side(two.statement, two.words))


def _office(sentence: Sentence, first: int) -> list[Token]:
    """The words right before a name that tell what somebody is: "Finance Minister", "fire chief"."""
    found: list[Token] = []
    for token in reversed(sentence.tokens[:first]):
        if token.pos not in {"NOUN", "PROPN", "ADJ"} or token.dep not in {"compound", "amod", "nmod"}:
            break
        found.insert(0, token)
    return found


def _key(name: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.lower for token in name)


def _half_same(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether exactly one of first and last name is the same, and the other is no short form or other spelling."""
    first, last = (one[0], two[0]), (one[-1], two[-1])
    if (first[0] == first[1]) == (last[0] == last[1]):
        return False
    a, b = first if first[0] != first[1] else last
    return min(len(a), len(b)) > 2 and a[:3] != b[:3] and SequenceMatcher(None, a, b).ratio() < _SPELLINGS


def _unknown(holder: Holder, words: Mapping[str, int]) -> bool:
    return any(word not in words for word in holder.name)
