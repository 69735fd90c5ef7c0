"""What verbs say about who comes: "will attend", "is to speak at", "flew in for", "pulled out"."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.annotation import Token
from briefings.answers.rosters.clauses import claims, event_of, head_of, is_near
from briefings.answers.rosters.events import EventMention
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.factuality import is_past
from briefings.answers.rosters.invitations import invitation_status
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, match_verb, phrases
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind

_TABLE = load("attendance.toml")
_COME = phrases(_TABLE, "come", "strong")
_COME_TO = phrases(_TABLE, "come", "weak")
_DECLINE = phrases(_TABLE, "decline", "strong")
_DECLINE_FROM = phrases(_TABLE, "decline", "weak")
_VERBS = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ", "X", "INTJ", "ADP"})
_PERFORM = frozenset(
    {
        "play",
        "compete",
        "race",
        "run",
        "fight",
        "swim",
        "ride",
        "perform",
        "sing",
        "headline",
        "speak",
        "testify",
        "start",
        "defend",
    }
)
_BARE = frozenset(
    {
        "come",
        "go",
        "travel",
        "fly",
        "play",
        "compete",
        "start",
        "run",
        "speak",
        "perform",
        "testify",
        "appear",
        "return",
        "be",
        "preside",
        "officiate",
    }
)
_TRAVEL = frozenset({"travel", "fly", "head", "go", "come", "visit", "arrive", "return", "step"})


def verb_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of verbs whose subject comes or stays away: "will attend", "is to speak at", "pulled out"."""
    for token in reading.sentence.tokens:
        if token.pos not in _VERBS:
            continue
        found = _verb_status(reading, token)
        if found is not None:
            status, event = found
            yield from claims(reading, token, reading.subjects(token), status, event, year)


def _verb_status(reading: Reading, token: Token) -> tuple[Status, EventMention | None] | None:
    sentence = reading.sentence
    if token.pos in {"NOUN", "PROPN", "ADJ", "ADP"} and token.dep not in {
        "ROOT",
        "xcomp",
        "ccomp",
        "conj",
        "advcl",
        "acl",
        "pcomp",
        "relcl",
    }:
        return None
    event = event_of(reading, token)
    if match_verb(sentence, token.index, _DECLINE):
        return Status.NOT_ATTENDING, event
    if match_verb(sentence, token.index, _COME):
        return None if _has_strange_object(reading, token, event) else (Status.ATTENDING, event)
    if match_verb(sentence, token.index, _DECLINE_FROM):
        return (Status.NOT_ATTENDING, event) if event else None
    found = invitation_status(reading, token)
    if found is not None:
        return found, event
    if match_verb(sentence, token.index, _COME_TO):
        return _weak_status(reading, token, event)
    return None


def _weak_status(
    reading: Reading, token: Token, event: EventMention | None
) -> tuple[Status, EventMention | None] | None:
    """Verbs that are about an event only with one beside them, with "there", or with nothing beside them at all."""
    sentence = reading.sentence
    if sentence.children(token, "nsubjpass"):
        return None
    future = any(child.tag in {"MD", "TO"} for child in sentence.children(token, "aux"))
    there = any(
        child.lower in {"there", "it"}
        for child in sentence.subtree(token)
        if child.index > token.index and child.dep in {"advmod", "dobj", "pobj"}
    )
    if (event is not None and _is_complement(reading, token, event)) or there:
        return Status.ATTENDING, event
    if token.lemma == "join" and (future or is_past(sentence, token)) and _joins_people(reading, token):
        return Status.ATTENDING, None
    deps = {child.dep for child in sentence.children(token) if child.index > token.index} - {
        "punct",
        "cc",
        "conj",
        "npadvmod",
        "advmod",
        "advcl",
    }
    stands_in = any(child.lower in {"place", "stead"} and child.dep == "pobj" for child in sentence.subtree(token))
    if stands_in and token.lemma in _PERFORM:
        return Status.ATTENDING, None  # "performed in his place"
    if token.lemma in _BARE and future and not deps:
        return Status.ATTENDING, None
    if token.lemma in _PERFORM and future and not deps & {"dobj", "ccomp", "xcomp"}:
        return Status.ATTENDING, None
    if token.lemma in _TRAVEL:
        place = _destination(reading, token)
        if place:
            return Status.ATTENDING, EventMention(token.index, token.index, "visit", frozenset({place}))
    return None


def _is_complement(reading: Reading, token: Token, event: EventMention) -> bool:
    """Whether an event hangs on a verb by objects and prepositions alone: "speak at the summit"."""
    sentence = reading.sentence
    noun = head_of(sentence, event)
    for node in (noun, *sentence.ancestors(noun)):
        if node.index == token.index:
            return True
        if node.dep not in {
            "dobj",
            "pobj",
            "prep",
            "conj",
            "appos",
            "npadvmod",
            "advmod",
            "dative",
            "compound",
            "nmod",
        }:
            break
    return is_near(sentence, token.index, event.first) and event.first > token.index and noun.dep == "pobj"


def _joins_people(reading: Reading, token: Token) -> bool:
    thing = next(iter(reading.sentence.children(token, "dobj")), None)
    mention = reading.at(thing.index) if thing is not None else None
    return mention is not None and (mention.kind is AttendeeKind.PERSON or mention.plural)


def _destination(reading: Reading, token: Token) -> str:
    """The place that somebody travels to, in small letters."""
    for child in reading.sentence.subtree(token):
        head = reading.sentence.head(child)
        near = child.dep == "dobj" or (child.dep == "pobj" and head.lower in {"to", "in", "for", "at"})
        if near and child.index > token.index and child.text[0].isupper() and child.tag.startswith("NNP"):
            return child.lower
    return ""


def _has_strange_object(reading: Reading, token: Token, event: EventMention | None) -> bool:
    """Whether one "attends" what is no event: a university, a church, to a matter."""
    objects = reading.sentence.children(token, "dobj")
    if not objects or event is not None or token.lemma != "attend":
        return any(c.lower == "to" for c in reading.sentence.children(token, "prep")) and token.lemma == "attend"
    return (
        objects[0].tag in {"NN", "NNS", "NNP"}
        and objects[0].lower not in {"it", "one", "this"}
        and objects[0].tag != "PRP"
        and objects[0].lemma in {"school", "university", "college", "church", "class", "academy", "seminary"}
    ) or objects[0].text in {"University", "College", "School"}
