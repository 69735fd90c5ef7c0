"""Why somebody does not come, said instead of it: "has other plans", "went to Kazan instead", "no room for A"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from briefings.annotation import Token
from briefings.answers.rosters.clauses import claims, event_of
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, match, match_verb, phrases, words
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind

_TABLE = load("attendance.toml")
_HAVE = phrases(_TABLE, "excuse", "have")
_CHOOSING = words(_TABLE, "excuse", "choosing")
_INSTEAD = words(_TABLE, "excuse", "instead")
_WITHOUT = phrases(_TABLE, "excuse", "without")
_STAND_IN = phrases(_TABLE, "excuse", "stand_in")
_OPENING = frozenset((*_WITHOUT, *_STAND_IN))
_NURSED = words(_TABLE, "excuse", "nurse")
_INJURY = words(_TABLE, "excuse", "injury")


def excuse_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of excuses and of those who are replaced: loose, so that the article has to be about an event."""
    for token in reading.sentence.tokens:
        people = None
        if token.pos in {"VERB", "AUX"}:
            if (
                match_verb(reading.sentence, token.index, _HAVE)
                or _goes_elsewhere(reading, token)
                or (
                    token.lemma == "nurse" and any(t.lemma in _NURSED for t in reading.sentence.children(token, "dobj"))
                )
            ):
                people = reading.subjects(token)
            elif token.lemma == "lose" and _is_for_event(reading, token):
                people = tuple(m for thing in reading.sentence.children(token, "dobj") for m in reading.resolve(thing))
        if token.lower == "no" and _is_first(reading, token):
            row = reading.run_from(token.index + 1)
            found_none = [
                m for m in row[:1] if m.named and m.kind is AttendeeKind.PERSON and m.first <= token.index + 1
            ]
            yield from (Claim(m, Status.NOT_ATTENDING, token.index, bare=True, loose=True) for m in found_none)
            continue
        opens = token.lemma in _OPENING or token.lower in _OPENING
        found = match(reading.sentence, token.index, _WITHOUT) if opens else None
        behind = found or (match(reading.sentence, token.index, _STAND_IN) if opens else None)
        if people is None and behind is None:
            continue
        if people is None and behind:
            people = tuple(map(reading.known, reading.run_from(behind[1]))) or _pronoun(reading, behind[1])
        persons = [person for person in people or () if found or person.kind is AttendeeKind.PERSON]
        for claim in claims(reading, token, persons, Status.NOT_ATTENDING, None, year, decided=True):
            yield replace(claim, loose=True)


def _goes_elsewhere(reading: Reading, token: Token) -> bool:
    """Whether a verb says that somebody does something else instead: "chose to travel to Kazan instead"."""
    below = reading.sentence.subtree(token)
    if not any(t.lower in {"instead", "rather"} for t in below):
        return False
    if any(
        t.lower == "instead"
        and t.index + 1 < len(reading.sentence.tokens)
        and reading.sentence.tokens[t.index + 1].lower == "of"
        for t in below
    ):
        return False
    chosen = token.lemma in _CHOOSING and any(t.lemma in _INSTEAD for t in below) and event_of(reading, token) is None
    leads = any(child.lower in {"to", "for", "at", "home"} for child in reading.sentence.children(token))
    return chosen or (
        token.lemma in _INSTEAD and leads and any(c.lower == "instead" for c in reading.sentence.children(token))
    )


def _is_for_event(reading: Reading, token: Token) -> bool:
    """Whether somebody is lost for an event or to an injury: "have lost A for the match"."""
    for child in reading.sentence.children(token, "prep"):
        below = reading.sentence.subtree(child)
        if child.lower == "to" and any(t.lemma in _INJURY for t in below):
            return True
        if child.lower == "for" and any(event.first in {t.index for t in below} for event in reading.events):
            return True
    return False


def _is_first(reading: Reading, no: Token) -> bool:
    """Whether "no" opens a sentence or goes on with one that "no" opened: "No Messi, no Neymar"."""
    tokens = reading.sentence.tokens
    there = any(t.lower == "there" for t in tokens[max(0, no.index - 4) : no.index])
    if there and tokens[no.index - 1].lemma == "be":
        return True  # "there will be no Messi"
    return no.index == 0 or (tokens[0].lower == "no" and tokens[no.index - 1].text in {",", "and"})


def _pronoun(reading: Reading, index: int) -> tuple[Mention, ...]:
    """Whom "for her" means."""
    tokens = reading.sentence.tokens
    if index < len(tokens) and tokens[index].lower in {"him", "her"}:
        return reading.resolve(tokens[index])
    return ()
