"""What verbs say about who comes: "will attend", "is to speak at", "flew in for", "pulled out"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from briefings.annotation import Token
from briefings.answers.rosters.clauses import claims, event_of
from briefings.answers.rosters.events import EventMention
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.idioms import idiom_status
from briefings.answers.rosters.invitations import invitation_status
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, match, match_verb, phrases, words
from briefings.answers.rosters.weak_verbs import Found, WeakVerbs, is_complement, weak_status
from briefings.models import AttendanceStatus as Status

_TABLE = load("attendance.toml")
_COME = phrases(_TABLE, "come", "strong")
_DECLINE = phrases(_TABLE, "decline", "strong")
_DECLINE_OUT = phrases(_TABLE, "decline", "adjacent")
_DECLINE_FROM = phrases(_TABLE, "decline", "weak")
_SCHOOLS = words(_TABLE, "come", "schools")
_NO_EVENTS = words(_TABLE, "come", "no_events")
_ASIDE = words(_TABLE, "come", "aside") - {"on"}
_AT_LAST = words(_TABLE, "come", "at_last")
_INTO = frozenset({"in", "at"})
_AWAY = frozenset({"from", "of"})
_MISSING = WeakVerbs({}, frozenset({"from", "of", "out", "at", "on"}), objects=True, bare=False)
_LEAVE = frozenset({"withdraw", "walk", "scratch"})
_VERBS = frozenset({"VERB", "AUX"})
_MISTAGGED = frozenset({"NOUN", "PROPN", "ADJ", "ADP", "X", "INTJ"})
_VERBAL = frozenset({"ROOT", "xcomp", "ccomp", "conj", "advcl", "acl", "pcomp", "relcl"})


def verb_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of verbs whose subject comes or stays away: "will attend", "is to speak at", "pulled out"."""
    for token in reading.sentence.tokens:
        verbal = token.pos in _VERBS or (token.pos in _MISTAGGED and token.dep in _VERBAL)
        if not verbal or token.dep == "auxpass":
            continue
        found = verb_status(reading, token)
        if found is None:
            continue
        for claim in claims(reading, token, reading.subjects(token), found.status, found.event, year):
            yield replace(claim, bare=found.bare, loose=found.loose)


def verb_status(reading: Reading, token: Token) -> Found | None:
    """The status of a verb's subject, the event of its clause, and whether only the article tells which event."""
    sentence = reading.sentence
    event = event_of(reading, token)
    idiom = idiom_status(reading, token)
    if idiom is not None:
        return Found(idiom, event, event is None, event is None)
    if match_verb(sentence, token.index, _DECLINE) or match(sentence, token.index, _DECLINE_OUT):
        event = event or _unknown_event(reading, token, _AWAY)
        return Found(Status.NOT_ATTENDING, event, event is None)
    come = match_verb(sentence, token.index, _COME)
    if come and not (come[0] == "make it" and _goes_on(reading, come[1])):
        event = event or _unknown_event(reading, token, _INTO)
        return None if _is_schooling(reading, token, event) else Found(Status.ATTENDING, event, event is None)
    if match_verb(sentence, token.index, _DECLINE_FROM):
        if event is not None and is_complement(reading, token, event, _MISSING):
            return Found(Status.NOT_ATTENDING, event, False)
        striking = token.lemma == "walk" and any(person.plural for person in reading.subjects(token))
        if token.lemma in _LEAVE and not reading.sentence.children(token, "dobj") and event is None and not striking:
            return Found(Status.NOT_ATTENDING, None, True)
        return None
    found = invitation_status(reading, token)
    if found is not None:
        return Found(found, event, event is None and not reading.sentence.children(token, "dobj"))
    return weak_status(reading, token, event)


def _goes_on(reading: Reading, behind: int) -> bool:
    """Whether more than a place follows: "make it clear", but not "make it to the summit"."""
    tokens = reading.sentence.tokens
    if behind >= len(tokens):
        return False
    if tokens[behind].lower in _AT_LAST:
        return False
    return tokens[behind].pos not in {"PUNCT", "CCONJ", "SCONJ", "ADP"} or tokens[behind].lower in _ASIDE


def _unknown_event(reading: Reading, token: Token, prepositions: frozenset[str]) -> EventMention | None:
    """The thing attended or avoided, when it is no event that we know the noun of: "attended the prom"."""
    sentence = reading.sentence
    things = sentence.children(token, "dobj")
    for child in sentence.children(token, "prep"):
        if child.lower in prepositions or child.lower == "out":
            things += [
                *sentence.children(child, "pobj", "pcomp"),
                *(other for deeper in sentence.children(child, "prep") for other in sentence.children(deeper, "pobj")),
            ]
    behind = (thing for thing in things if thing.index > token.index)
    thing = next(
        (
            t
            for t in behind
            if (t.tag in {"NN", "NNS"} or (t.tag == "VBG" and t.dep != "dobj")) and t.lemma not in _NO_EVENTS
        ),
        None,
    )
    if thing is None:
        return None
    return EventMention(thing.index, thing.index + 1, thing.lemma)


def _is_schooling(reading: Reading, token: Token, event: EventMention | None) -> bool:
    """Whether one "attends" what is no event: a university, a church, "to" a matter."""
    if token.lemma != "attend":
        return False
    if any(child.lower == "to" for child in reading.sentence.children(token, "prep")):
        return True
    things = reading.sentence.children(token, "dobj")
    return event is None and bool(things) and (things[0].lower in _SCHOOLS or things[0].lemma in _SCHOOLS)
