"""Which facts are about one person, country or group, whatever they are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from briefings.answers.rosters.facts import AttendanceFact
from briefings.answers.rosters.vocabulary import load, words
from briefings.models import AttendeeKind, distinct

_PEOPLE = load("people.toml")
_UNIQUE = words(_PEOPLE, "unique")
_HEADS = words(_PEOPLE, "heads")
_ANY = words(_PEOPLE, "any_head")
_CROWNED = frozenset({"king", "queen", "monarch", "emperor", "empress", "sultan", "emir", "sovereign"})
_POPE = frozenset({"pope", "pontiff"})
_SYNONYMS = {"pope": _POPE, "pontiff": _POPE, "holy father": _POPE, "dalai lama": frozenset({"dalai"})}
_KEPT = words(_PEOPLE, "kept")
_QUANTIFIERS = words(_PEOPLE, "quantifiers") | words(_PEOPLE, "roughly") | {"the"}
_ALIKE = 0.82  # how much of two spellings must agree: Zelensky and Zelenskiy do, Macron and Morrison do not


@dataclass(slots=True)
class Party:
    """Facts about one person, country or group."""

    facts: list[AttendanceFact] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The fullest name that the facts give."""
        named = [fact.name for fact in self.facts if fact.named] or [fact.name for fact in self.facts]
        return max(named, key=lambda name: (len(name.split()), -named.index(name)))

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other names that they use."""
        return tuple(name for name in distinct(fact.name for fact in self.facts) if name != self.name)

    @property
    def kind(self) -> AttendeeKind:
        """What the party is."""
        return self.facts[0].kind

    @property
    def role(self) -> str:
        """The office that the facts give, or an empty text."""
        return next((fact.role for fact in self.facts if fact.role), "")

    @property
    def country(self) -> str:
        """The country that the facts give, or an empty text."""
        return next((fact.country for fact in self.facts if fact.country), "")


def parties(facts: Iterable[AttendanceFact]) -> list[Party]:
    """The facts by whom they are about, in order of first mention."""
    ordered = list(facts)
    rows: list[Party] = []
    # full names first, so that a surname finds them wherever it stands
    for fact in sorted(ordered, key=lambda fact: (not fact.named, -len(fact.name.split()))):
        fitting = [party for party in rows if _is_same(party, fact)]
        if len(fitting) > 1:
            fitting = [p for p in fitting if any(other.article.id == fact.article.id for other in p.facts)] or fitting
        if fitting:
            fitting[0].facts.append(fact)
        else:
            rows.append(Party([fact]))
    rank = {id(fact): number for number, fact in enumerate(ordered)}
    for party in rows:
        party.facts.sort(key=lambda fact: rank[id(fact)])
    return sorted(rows, key=lambda party: rank[id(party.facts[0])])


def _is_same(party: Party, fact: AttendanceFact) -> bool:
    if (party.kind is AttendeeKind.COUNTRY) != (fact.kind is AttendeeKind.COUNTRY):
        return False
    if party.kind is AttendeeKind.COUNTRY:
        return party.facts[0].country == fact.country
    if (party.kind is AttendeeKind.PERSON) != (fact.kind is AttendeeKind.PERSON):
        return False
    if party.country and fact.country and party.country != fact.country:
        return False
    if party.kind is not AttendeeKind.PERSON:
        return group_key(party.name) == group_key(fact.name)
    if not fact.named:
        return _holds_office(party, fact)
    return any(same_name(fact.name, other.name) for other in party.facts if other.named)


def _holds_office(party: Party, fact: AttendanceFact) -> bool:
    """Whether "Indonesia's president" is somebody whom another report names."""
    office = fact.role.lower()
    theirs = party.role.lower()
    if any(other.name.lower() == fact.name.lower() for other in party.facts):
        return True
    if not fact.country:
        titles = _SYNONYMS.get(office, frozenset())
        return any(title in theirs.split() or title in party.name.lower().split() for title in titles)
    if party.country != fact.country:
        return False
    last, last_theirs = _office(office), _office(theirs)
    if not theirs:
        # "Egypt's Abdel Fattah al-Sisi": who is introduced by the country alone leads it
        return last in _HEADS and all(other.named for other in party.facts)
    return (
        last == last_theirs
        or (last in _ANY and last_theirs in _HEADS)
        or (last_theirs in _ANY and last in _HEADS)
        or (last in _CROWNED and last_theirs in _CROWNED)
    )


def _office(role: str) -> str:
    """The office in a role: "prime minister" of "acting prime minister"."""
    parts = role.split()
    for size in (3, 2, 1):
        office = " ".join(parts[-size:])
        if office in _UNIQUE or office in _HEADS:
            return office
    return role


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: one is the front or the end of the other, or a spelling apart."""
    a, b = name_parts(one), name_parts(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    if long[: len(short)] == short or long[-len(short) :] == short:
        return True
    if len(short) >= 2 and len(short) < len(long) and short[0] == long[0] and short[-1] == long[-1]:
        return True
    return len(short) == len(long) and all(_alike(x, y) for x, y in zip(short, long, strict=True))


def is_called(question: str, names: Sequence[str]) -> bool:
    """Whether somebody of these names is whom a question means, a misspelling forgiven."""
    asked = name_parts(question)
    if not asked:
        return False
    for name in names:
        parts = name_parts(name)
        if same_name(question, name) or (len(asked) == 1 and any(_alike(asked[0], part) for part in parts)):
            return True
        if len(asked) > 1 and len(parts) > 1 and _alike(asked[-1], parts[-1]) and _alike(asked[0], parts[0]):
            return True
    return False


def name_parts(name: str) -> list[str]:
    """The words of a name as they are compared: no accents, no capitals, no titles."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    flat = re.sub(r"['’]s\b", "", flat)
    parts = [part for part in re.split(r"[^\w']+", flat) if part and part not in {"jr", "sr", "the"}]
    bare = [part for part in parts if part not in _KEPT]
    return bare or parts


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) >= 4 and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def group_key(name: str) -> str:
    """A group's name without the words that only say how many of it: "most Western leaders"."""
    return " ".join(part for part in re.split(r"\W+", name.lower()) if part not in _QUANTIFIERS)
