"""Verbs that are about an event only with one beside them: "speak at the summit", "flew in for", "will play"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.clauses import head_of, is_near
from briefings.answers.rosters.events import EventMention, is_event_noun
from briefings.answers.rosters.factuality import is_negated
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.tense import is_past
from briefings.answers.rosters.vocabulary import Phrases, load, match_verb, phrases, table, words
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind


class Found(NamedTuple):
    """What a verb says of its subject.

    ``event`` is that of its clause, ``bare`` whether only the article tells which event it is, ``loose`` whether the
    verb has many other meanings.
    """

    status: Status
    event: EventMention | None
    bare: bool
    loose: bool = False


@dataclass(frozen=True, slots=True)
class WeakVerbs:
    """Verbs, and how an event stands beside them: behind a preposition, as their object, or left out."""

    verbs: Phrases
    prepositions: frozenset[str]
    objects: bool
    bare: bool


_TABLE = load("attendance.toml")
_WEAK = {
    name: WeakVerbs(phrases(row, "verbs"), words(row, "prepositions"), row["objects"] is True, row["bare"] is True)
    for name in table(_TABLE, "come", "weak")
    for row in (table(_TABLE, "come", "weak", name),)
}
_WITH = {verb: words(table(_TABLE, "come", "with"), verb) for verb in table(_TABLE, "come", "with")}
_DEEDS = words(_TABLE, "come", "deeds")
_PRESENT_BY_DEED = words(_TABLE, "come", "past_deeds")
_CAPACITIES = words(_TABLE, "come", "capacities")
_NOT_SEEN = words(_TABLE, "come", "not_seen")
_SEATS = words(_TABLE, "come", "seats")
_ASIDE = words(_TABLE, "come", "aside")
_CHAIRS = frozenset({"chair", "seat"})
_MANNERS = words(_TABLE, "come", "manners")
_REASONS = words(_TABLE, "come", "reasons")
_ARRIVE = words(_TABLE, "come", "arrive")
_HERE = Found(Status.ATTENDING, None, bare=True, loose=True)
_LIGHT = frozenset({"punct", "cc", "conj", "npadvmod", "advmod", "advcl", "neg", "prt"})
_THROUGH = frozenset({"dobj", "pobj", "prep", "conj", "appos", "npadvmod", "dative", "compound", "nmod"})


def weak_status(reading: Reading, token: Token, event: EventMention | None) -> Found | None:
    """What a verb says of its subject's attendance with an event, a place, "there" or nothing beside it."""
    found = _with_object(reading, token, event)
    if found is not None:
        return found
    if _is_seen_at(reading, token, event):
        return Found(Status.ATTENDING, event, bare=False)
    if event is None and token.pos == "VERB" and _is_in_place_of(reading.sentence, token):
        return _HERE  # "will give the tour in his place"
    for name, kind in _WEAK.items():
        phrase = match_verb(reading.sentence, token.index, kind.verbs)
        if phrase is None:
            continue
        split = reading.sentence.children(token, "prt") and " " not in phrase[0]  # "play down", "run out"
        if split or reading.sentence.children(token, "nsubjpass"):
            return None
        if event is not None and is_complement(reading, token, event, kind):
            return Found(Status.ATTENDING, event, bare=False)
        return _assembled(reading, token) if name == "assemble" else _alone(reading, token, kind, name)
    return None


def _is_seen_at(reading: Reading, token: Token, event: EventMention | None) -> bool:
    """Whether somebody does anything at an event: "will answer questions at the town meeting"."""
    sentence = reading.sentence
    if event is None or event.first < token.index or token.pos != "VERB" or token.lemma in _NOT_SEEN:
        return False
    if is_negated(sentence, token) or sentence.children(token, "nsubjpass", "auxpass", "expl"):
        return False
    noun = head_of(sentence, event)
    over = sentence.head(noun)
    if noun.dep != "pobj" or over.lower != "at" or noun.tag not in {"NN", "NNP"}:
        return False
    between = sentence.tokens[token.index + 1 : over.index]
    if any(t.pos in {"VERB", "AUX"} or t.text in {",", ";", ":", "“", '"'} for t in between):
        return False
    return bool(sentence.children(token, "nsubj"))


def _with_object(reading: Reading, token: Token, event: EventMention | None) -> Found | None:
    """Verbs that say it with an object: "lay a wreath at", "deliver a eulogy", "lead the delegation"."""
    things = reading.sentence.children(token, "dobj")
    if not things:
        return None
    stands_for = token.lemma == "represent" and reading.at(things[0].index) is not None
    stands_for = stands_for or (token.lemma == "replace" and things[0].lower in {"him", "her", "them"})
    if not stands_for and things[0].lemma not in _WITH.get(token.lemma, frozenset()):
        return None
    if things[0].lemma == "place" and not reading.sentence.children(things[0], "poss"):
        return None  # an event takes place, a substitute takes somebody's
    if token.lemma in _DEEDS and is_negated(reading.sentence, token) and things[0].lemma != "evidence":
        return None  # who will not walk the red carpet may still come
    told = event is not None or token.lemma in _PRESENT_BY_DEED or not is_past(reading.sentence, token)
    return Found(Status.ATTENDING, event, event is None, event is None) if told else None


def _alone(reading: Reading, token: Token, kind: WeakVerbs, name: str) -> Found | None:
    """A verb whose event is not named beside it: "will come", "speaks there", "will chair it"."""
    sentence = reading.sentence
    end = next((t.index for t in sentence.tokens[token.index :] if t.text in {":", ";"}), len(sentence.tokens))
    behind = [child for child in sentence.children(token) if token.index < child.index < end]
    future = _is_future(reading, token)
    if name == "testify":
        return _HERE
    if not kind.bare:
        it = any(child.lower == "it" and child.dep == "dobj" for child in behind) and kind.objects
        return _HERE if it or (token.lemma == "join" and future and _joins_people(reading, token)) else None
    if any(child.lower == "there" for child in behind):
        return _HERE
    if _is_in_place_of(sentence, token):
        return _HERE
    if name == "ritual":
        now = token.tag in {"VBZ", "VBP"} and not sentence.children(token, "dobj")  # "A moderates"
        return _HERE if (future or now) and not is_negated(sentence, token) else None
    with_whom = any(child.lower in {"with", "alongside"} for child in behind if child.dep == "prep")
    came = token.lemma in _ARRIVE or (token.lemma == "come" and (with_whom or not behind or _is_alone(behind)))
    came = came or any(t.lower == "person" and t.dep == "pobj" for t in sentence.subtree(token))
    if any(child.lower == "whether" for child in sentence.children(token, "mark")):
        return _HERE
    ran = [child for child in behind if name == "perform" and child.dep == "dobj" and _is_distance(sentence, child)]
    more = {child.dep for child in behind if child not in ran and not _is_when(reading, child)} - _LIGHT
    plain = token.tag in {"VBZ", "VBP"} and not sentence.children(token, "aux", "advcl") and bool(behind)
    planned = plain and name == "travel" and any(_is_dated(reading, child) for child in behind)
    if (
        (future or came or planned)
        and not more
        and not any(c.lower in _ASIDE and c.dep in {"advmod", "prt"} for c in behind)
    ):
        return _HERE
    return _at_place(reading, token, name) if future else None


def _is_in_place_of(sentence: Sentence, token: Token) -> bool:
    """Whether somebody does a thing for another: "performed in his place", "will sit in her chair"."""
    below = [
        t for each in sentence.children(token, "prep") for t in sentence.children(each, "pobj") if each.lower == "in"
    ]
    return any(t.lower in {"place", "stead"} | _CHAIRS and sentence.children(t, "poss") for t in below)


def _is_distance(sentence: Sentence, thing: Token) -> bool:
    """Whether an object is what one runs or swims: "the 400 metres hurdles"."""
    return thing.tag == "CD" or any(t.tag == "CD" for t in sentence.subtree(thing))


def _is_dated(reading: Reading, child: Token) -> bool:
    """Whether a dependent makes of a present tense a plan: "lands on Thursday", "returns as host"."""
    inside = reading.sentence.children(child, "pobj") if child.dep == "prep" else []
    return bool(inside) and (child.lower in {"as", "after"} or inside[0].entity in {"DATE", "TIME"})


def _is_alone(behind: Sequence[Token]) -> bool:
    """Whether nothing but how or when one came stands behind a verb: "came alone", "came early"."""
    return all(t.dep in {"advmod", "acomp", "oprd", "punct", "npadvmod"} and t.lower not in _ASIDE for t in behind)


def _assembled(reading: Reading, token: Token) -> Found | None:
    """Several who meet, or somebody with a seat: "the leaders meet in Lima", "sat in the front row"."""
    behind = [child for child in reading.sentence.children(token) if child.index > token.index]
    if any(t.lower in _SEATS and t.dep == "pobj" for child in behind for t in reading.sentence.subtree(child)):
        return _HERE
    if _is_in_place_of(reading.sentence, token):
        return _HERE
    if token.lemma == "watch" or any(c.dep == "dobj" for c in behind) or is_past(reading.sentence, token):
        return None
    people = reading.subjects(token)
    return _HERE if len(people) > 1 or any(person.plural for person in people) else None


def _at_place(reading: Reading, token: Token, name: str) -> Found | None:
    """A verb with a place: it is the event's if somebody performs there on a day, else the article tells."""
    place = _destination(reading, token, name == "travel")
    if not place:
        return None
    dated = any(t.entity in {"DATE", "TIME"} for t in reading.sentence.subtree(token) if t.index > token.index)
    if dated and name == "perform":
        return Found(Status.ATTENDING, None, bare=False)  # "will race in Monaco on Sunday"
    return _HERE._replace(event=EventMention(token.index, token.index, "visit", frozenset({place})))


def is_complement(reading: Reading, token: Token, event: EventMention, kind: WeakVerbs) -> bool:
    """Whether an event hangs on a verb by its object or one of its prepositions: "speak at the summit"."""
    sentence = reading.sentence
    noun = head_of(sentence, event)
    things = [thing for thing in sentence.children(token, "dobj") if thing.index <= noun.index]
    if things and not kind.objects:
        return False
    us = bool(things) and things[0].pos == "PRON"
    if things and not (is_event_noun(things[0]) or us or _joins_people(reading, token)) and token.lemma != "visit":
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
    """Whether a dependent only says when, why, how or with whom: "on Wednesday", "on the advice of", "in person"."""
    if child.dep != "prep":
        return False
    if child.lower in _MANNERS:
        return True
    inside = reading.sentence.children(child, "pobj")
    if child.lower in {"on", "for", "at"} and any(t.lemma in _REASONS for t in inside):
        return True
    if child.lower == "as":
        return any(t.lemma in _CAPACITIES for t in reading.sentence.children(child, "pobj"))
    if child.lower == "from" and reading.sentence.head(child).lemma in _ARRIVE:
        return True
    if child.lower == "at" and any(t.lemma in {"airport", "station", "base"} for t in inside):
        return True
    timed = {"after", "before", "at", "shortly", "around"}
    return all(t.entity in {"DATE", "TIME"} or t.lower == "person" for t in inside) or (
        child.lower in timed and all(t.tag == "CD" for t in inside)
    )


def _is_future(reading: Reading, token: Token) -> bool:
    if token.tag == "VBG" and token.dep in {"xcomp", "pcomp"}:
        return True  # "ruled out coming"
    if token.tag == "VBG" and any(
        c.lemma == "be" and c.tag in {"VBZ", "VBP", "VBD"} for c in reading.sentence.children(token, "aux")
    ):
        return True  # "is coming"
    return any(child.tag in {"MD", "TO"} for child in reading.sentence.children(token, "aux"))


def _joins_people(reading: Reading, token: Token) -> bool:
    thing = next(iter(reading.sentence.children(token, "dobj")), None)
    mention = reading.at(thing.index) if thing is not None else None
    return mention is not None and (mention.kind is AttendeeKind.PERSON or mention.plural)


def _destination(reading: Reading, token: Token, travels: bool) -> str:
    """The place that somebody travels to or performs in, in small letters."""
    for child in reading.sentence.children(token, "dobj", "prep"):
        if child.dep == "prep" and child.lower not in ({"to", "in"} if travels else {"in", "at"}):
            continue
        for place in [child] if child.dep == "dobj" else reading.sentence.children(child, "pobj"):
            if place.tag.startswith("NNP") and (child.dep == "prep" or token.lemma == "visit"):
                return place.lower
    return ""
