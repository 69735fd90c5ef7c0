"""What verbs say about who comes: "will attend", "is to speak at", "flew in for", "pulled out"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from briefings.annotation import Token
from briefings.answers.rosters.clauses import claims, event_of, head_of, is_near
from briefings.answers.rosters.events import EventMention, is_event_noun
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.factuality import is_past
from briefings.answers.rosters.invitations import invitation_status
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import Phrases, group, load, match_verb, phrases, table, words
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind


@dataclass(frozen=True, slots=True)
class _WeakVerbs:
    """Verbs that are about an event only with one beside them, and how it stands beside them."""

    verbs: Phrases
    prepositions: frozenset[str]
    objects: bool
    bare: bool


_TABLE = load("attendance.toml")
_COME = phrases(_TABLE, "come", "strong")
_DECLINE = phrases(_TABLE, "decline", "strong")
_DECLINE_FROM = phrases(_TABLE, "decline", "weak")
_INTO = frozenset({"in", "at"})
_AWAY = frozenset({"from", "of"})
_MISSING = _WeakVerbs({}, frozenset({"from", "of", "out", "at", "on"}), objects=True, bare=False)
_SCHOOLS = words(_TABLE, "come", "schools")
_WEAK = tuple(
    _WeakVerbs(phrases(row, "verbs"), words(row, "prepositions"), row["objects"] is True, row["bare"] is True)
    for row in (table(_TABLE, "come", "weak", name) for name in table(_TABLE, "come", "weak"))
)
_WITH = {verb: words(table(_TABLE, "come", "with"), verb) for verb in table(_TABLE, "come", "with")}
_WITH_VERBS = group(_WITH)
_ASSEMBLE = next(kind for kind in _WEAK if "convene" in kind.verbs)
_PERFORM = words(_TABLE, "come", "weak", "perform", "verbs")
_TRAVEL = phrases(_TABLE, "come", "weak", "travel", "verbs")
_VERBS = frozenset({"VERB", "AUX"})
_MISTAGGED = frozenset({"NOUN", "PROPN", "ADJ", "ADP", "X", "INTJ"})
_VERBAL = frozenset({"ROOT", "xcomp", "ccomp", "conj", "advcl", "acl", "pcomp", "relcl"})
_LIGHT = frozenset({"punct", "cc", "conj", "npadvmod", "advmod", "advcl", "neg"})
_NO_EVENTS = frozenset(
    {"part", "person", "place", "appearance", "trip", "journey", "protest", "time", "absence", "attendance", "home"}
)
_THROUGH = frozenset({"dobj", "pobj", "prep", "conj", "appos", "npadvmod", "dative", "compound", "nmod"})


def verb_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of verbs whose subject comes or stays away: "will attend", "is to speak at", "pulled out"."""
    for token in reading.sentence.tokens:
        if token.pos not in _VERBS and not (token.pos in _MISTAGGED and token.dep in _VERBAL):
            continue
        found = _verb_status(reading, token)
        if found is None:
            continue
        status, event, bare = found
        for claim in claims(reading, token, reading.subjects(token), status, event, year):
            yield replace(claim, bare=bare)


def _verb_status(reading: Reading, token: Token) -> tuple[Status, EventMention | None, bool] | None:
    """The status of a verb's subject, the event of its clause, and whether only the article tells which event."""
    sentence = reading.sentence
    event = event_of(reading, token)
    if match_verb(sentence, token.index, _DECLINE):
        event = event or _unknown_event(reading, token, _AWAY)
        return Status.NOT_ATTENDING, event, event is None
    if match_verb(sentence, token.index, _COME):
        event = event or _unknown_event(reading, token, _INTO)
        return None if _is_schooling(reading, token, event) else (Status.ATTENDING, event, event is None)
    if match_verb(sentence, token.index, _DECLINE_FROM):
        near = event is not None and _is_complement(reading, token, event, _MISSING)
        return (Status.NOT_ATTENDING, event, False) if near else None
    found = invitation_status(reading, token)
    if found is not None:
        return found, event, event is None and not reading.sentence.children(token, "dobj")
    return _with_object(reading, token, event) or _weak_status(reading, token, event)


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
    thing = next((t for t in things if t.tag in {"NN", "NNS", "VBG"} and t.lemma not in _NO_EVENTS), None)
    if thing is None:
        return None
    return EventMention(thing.index, thing.index + 1, thing.lemma)


def _with_object(
    reading: Reading, token: Token, event: EventMention | None
) -> tuple[Status, EventMention | None, bool] | None:
    """Verbs that say it with an object: "lay a wreath at", "deliver a eulogy", "lead the delegation"."""
    things = reading.sentence.children(token, "dobj")
    if not things or things[0].lemma not in _WITH.get(token.lemma, frozenset()):
        return None
    if event is None and not _is_future(reading, token) and token.lemma != "represent":
        return None
    return Status.ATTENDING, event, event is None


def _weak_status(
    reading: Reading, token: Token, event: EventMention | None
) -> tuple[Status, EventMention | None, bool] | None:
    """Verbs that are about an event only with one beside them, with "there", or with nothing beside them at all."""
    sentence = reading.sentence
    kind = next((kind for kind in _WEAK if match_verb(sentence, token.index, kind.verbs)), None)
    if kind is None or sentence.children(token, "nsubjpass"):
        return None
    if sentence.children(token, "prt") and " " not in (match_verb(sentence, token.index, kind.verbs) or ("", 0))[0]:
        return None  # "play down", "run out"
    if event is not None and _is_complement(reading, token, event, kind):
        return Status.ATTENDING, event, False
    behind = [child for child in sentence.children(token) if child.index > token.index]
    deps = {child.dep for child in behind if not _is_when(reading, child)} - _LIGHT
    if any(child.lower == "there" for child in behind) and kind.bare:
        return Status.ATTENDING, None, True
    if any(child.lower == "it" and child.dep == "dobj" for child in behind) and kind.objects and not kind.bare:
        return Status.ATTENDING, None, True
    future = _is_future(reading, token)
    if token.lemma == "join" and future and _joins_people(reading, token):
        return Status.ATTENDING, None, True
    if kind.bare and any(t.lower in {"place", "stead"} and t.dep == "pobj" for t in sentence.subtree(token)):
        return Status.ATTENDING, None, True  # "performed in his place"
    adverbs = {child.lower for child in behind if child.dep == "advmod"} & {
        "back",
        "home",
        "out",
        "up",
        "down",
        "outside",
    }
    if kind.bare and (future or token.lemma == "arrive") and not deps and not adverbs:
        return Status.ATTENDING, None, True
    if kind is _ASSEMBLE and not sentence.children(token, "dobj") and not is_past(sentence, token):
        people = reading.subjects(token)
        if len(people) > 1 or any(person.plural for person in people):
            return Status.ATTENDING, None, True  # "the leaders meet in Lima"
    place = _destination(reading, token, kind)
    if place and future and kind.bare:
        if (
            any(t.entity in {"DATE", "TIME"} for child in behind for t in sentence.subtree(child))
            and token.lemma in _PERFORM
        ):
            return Status.ATTENDING, None, False  # "will race in Monaco on Sunday"
        return Status.ATTENDING, EventMention(token.index, token.index, "visit", frozenset({place})), True
    return None


def _is_complement(reading: Reading, token: Token, event: EventMention, kind: _WeakVerbs) -> bool:
    """Whether an event hangs on a verb by its object or one of its prepositions: "speak at the summit"."""
    sentence = reading.sentence
    noun = head_of(sentence, event)
    things = [thing for thing in sentence.children(token, "dobj") if thing.index <= noun.index]
    if things and not kind.objects:
        return False
    if things and not is_event_noun(things[0]) and not _joins_people(reading, token) and token.lemma != "visit":
        return False
    below = noun
    for node in sentence.ancestors(noun):
        if node.index == token.index:
            return below.lower in kind.prepositions or (below.dep == "dobj" and kind.objects)
        if node.dep not in _THROUGH:
            break
        below = node
    between = sentence.tokens[token.index + 1 : event.first]
    clear = not any(t.text in {",", "”", '"'} for t in between) and is_near(sentence, token.index, event.first)
    return clear and event.first > token.index and sentence.head(noun).lower in kind.prepositions


def _is_when(reading: Reading, child: Token) -> bool:
    """Whether a dependent only says when: "on Wednesday evening"."""
    return child.dep == "prep" and all(t.entity in {"DATE", "TIME"} for t in reading.sentence.children(child, "pobj"))


def _is_future(reading: Reading, token: Token) -> bool:
    if token.tag == "VBG" and token.dep in {"xcomp", "pcomp"}:
        return True  # "ruled out coming"
    return any(child.tag in {"MD", "TO"} for child in reading.sentence.children(token, "aux"))


def _joins_people(reading: Reading, token: Token) -> bool:
    thing = next(iter(reading.sentence.children(token, "dobj")), None)
    mention = reading.at(thing.index) if thing is not None else None
    return mention is not None and (mention.kind is AttendeeKind.PERSON or mention.plural)


def _destination(reading: Reading, token: Token, kind: _WeakVerbs) -> str:
    """The place that somebody travels to or performs in, in small letters."""
    travels = match_verb(reading.sentence, token.index, _TRAVEL) is not None
    for child in reading.sentence.children(token, "dobj", "prep"):
        if child.dep == "prep" and child.lower not in ({"to", "in"} if travels else {"in", "at"}):
            continue
        for place in [child] if child.dep == "dobj" else reading.sentence.children(child, "pobj"):
            if place.tag.startswith("NNP") and (child.dep == "prep" or token.lemma == "visit"):
                return place.lower
    return ""


def _is_schooling(reading: Reading, token: Token, event: EventMention | None) -> bool:
    """Whether one "attends" what is no event: a university, a church, "to" a matter."""
    if token.lemma != "attend":
        return False
    if any(child.lower == "to" for child in reading.sentence.children(token, "prep")):
        return True
    things = reading.sentence.children(token, "dobj")
    return event is None and bool(things) and (things[0].lower in _SCHOOLS or things[0].lemma in _SCHOOLS)
