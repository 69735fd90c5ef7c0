"""What adjectives say about who comes: "is absent", "was among the guests", "with A and B all expected"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from briefings.annotation import Token
from briefings.answers.rosters.clauses import claims, event_of
from briefings.answers.rosters.events import EventMention
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.factuality import negated
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, match, phrases, words
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind

_TABLE = load("attendance.toml")
_COME_COMPLEMENTS = phrases(_TABLE, "come", "complements")
_DECLINE_COMPLEMENTS = phrases(_TABLE, "decline", "complements")
_STANDING_IN = words(_TABLE, "lists", "standing_in")
_PARTS = phrases(_TABLE, "come", "parts")
_GUESTS = words(_TABLE, "lists", "guests")
_SEATS = words(_TABLE, "come", "seats")
_PARTICIPLES = {
    "expected": Status.EXPECTED,
    "due": Status.EXPECTED,
    "scheduled": Status.EXPECTED,
    "confirmed": Status.ATTENDING,
    "attending": Status.ATTENDING,
    "present": Status.ATTENDING,
    "participating": Status.ATTENDING,
    "coming": Status.ATTENDING,
    "invited": Status.INVITED_UNDECIDED,
    "absent": Status.NOT_ATTENDING,
    "missing": Status.NOT_ATTENDING,
    "undecided": Status.INVITED_UNDECIDED,
}


_BETWEEN = frozenset({"all", "both", "also", "already", "each", ",", "reportedly"})
_CLOSING = frozenset({",", ".", "at", "in", "for", ";", "—", "–", "and", "but"})
_FINITE = frozenset({"aux", "auxpass", "nsubj", "ccomp", "dobj"})
_COMPLEMENTS = (
    (phrases(_TABLE, "come", "likely"), Status.EXPECTED),
    (phrases(_TABLE, "decline", "doubts"), Status.UNLIKELY),
    (_DECLINE_COMPLEMENTS, Status.NOT_ATTENDING),
    (_COME_COMPLEMENTS, Status.ATTENDING),
)
_WHICH_ROW = frozenset({"front", "first", "second", "third", "back", "last", "public"})
_WITH_EVENT = frozenset({"out of", "missing", "unable", "injured"})


def complement_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of "be": there, present, absent, undecided, at the summit, among the guests."""
    for token in reading.sentence.tokens:
        if (
            token.lemma not in {"be", "remain", "stay", "seem"}
            or token.pos not in {"AUX", "VERB"}
            or token.dep in {"aux", "auxpass"}
        ):
            continue
        event = event_of(reading, token)
        yield from _without(reading, token, event, year)
        found = _complement_status(reading, token)
        if found is None:
            continue
        status, bare = found
        for claim in claims(reading, token, reading.subjects(token), status, event, year):
            yield replace(claim, bare=bare and event is None)


def _without(reading: Reading, token: Token, event: EventMention | None, year: int | None) -> Iterator[Claim]:
    """The claims of "they will be without A for the match"."""
    for child in reading.sentence.children(token, "prep"):
        if child.lower == "without":
            people = reading.run_from(child.index + 1)
            yield from claims(reading, token, people, Status.NOT_ATTENDING, event, year)


def _complement_status(reading: Reading, token: Token) -> tuple[Status, bool] | None:
    """The status of a complement, and whether it is said of much else than events ("is there")."""
    sentence = reading.sentence
    at = token.index + 1
    tokens = sentence.tokens
    while (
        at < len(tokens)
        and (tokens[at].pos in {"ADV", "PART"} or tokens[at].dep in {"neg", "det"} or tokens[at].tag == "DT")
        and tokens[at].lower not in {"there", "away", "here"}
    ):
        at += 1
    if at >= len(tokens):
        return None
    for known, status in _COMPLEMENTS:
        for start in {at, token.index + 1}:
            found = match(sentence, start, known, gap=1)
            if found:
                if (found[0] in _WITH_EVENT or status is Status.UNLIKELY) and not _is_next(reading, token, found[1]):
                    return None
                if any(t.lower == "invited" for t in tokens[found[1] : found[1] + 4]):
                    return Status.INVITED_UNDECIDED, True  # "on the list of those invited"
                return status, " " not in found[0]
    word, event = tokens[at].lower, event_of(reading, token)
    if (
        word == "back"
        and at + 1 < len(tokens)
        and tokens[at + 1].lower in {".", ",", ";", "after", "for", "and", "but"}
    ):
        return Status.ATTENDING, True
    if word == "off" and at + 1 < len(tokens) and tokens[at + 1].lower.endswith("ing"):
        return Status.NOT_ATTENDING, True  # "is off filming"
    seats = [t for t in sentence.children(tokens[at], "pobj") if t.lemma in _SEATS] if word in {"in", "on"} else []
    if seats and any(t.lower in _WHICH_ROW for t in sentence.children(seats[0])):
        return Status.ATTENDING, True  # "was in the front row", not "is on death row"
    if word == "welcome" and any(t.dep == "neg" for t in sentence.children(token)):
        return Status.ATTENDING, True  # denied, he is not to come
    if word == "undecided":
        return Status.INVITED_UNDECIDED, True
    if any(t.lemma == "absentee" for t in tokens[at : at + 3]):
        return Status.NOT_ATTENDING, True
    if word == "fit" and event is not None:
        return Status.ATTENDING, False
    if word == "among" and any(t.lemma in _GUESTS for t in tokens[at + 1 : at + 5]):
        return Status.ATTENDING, False
    if word == "at" and event is not None and event.first <= at + 2:
        return Status.ATTENDING, False
    return None


def office_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of who is what at an event: "her substitute is A", "the mediator is B", "C will be a bridesmaid"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        if token.lemma != "be" or token.pos not in {"AUX", "VERB"} or token.dep in {"aux", "auxpass"}:
            continue
        people: tuple[Mention, ...] = ()
        subject = next(iter(sentence.children(token, "nsubj")), None)
        if subject is not None and subject.index < token.index and subject.lemma in _STANDING_IN:
            people = tuple(m for m in reading.run_from(token.index + 1) if m.named and m.kind is AttendeeKind.PERSON)
        elif any(
            match(sentence, start, _PARTS)
            for start in range(token.index + 1, min(token.index + 4, len(sentence.tokens)))
        ):
            people = reading.subjects(token)
        for claim in claims(reading, token, people, Status.ATTENDING, event_of(reading, token), year, decided=True):
            yield replace(claim, bare=claim.event is None, loose=True)


def _is_next(reading: Reading, token: Token, behind: int) -> bool:
    """Whether the event that a verb speaks of comes right behind its complement: "out of the final"."""
    event = event_of(reading, token)
    tokens = reading.sentence.tokens
    ended = behind < len(tokens) and (
        tokens[behind].text == "." or (tokens[behind].lower in {"too", "also"} and tokens[behind + 1].text == ".")
    )
    return ended or (event is not None and behind <= event.first <= behind + 3)


def appositive_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of loose adjectives: "with A and B all expected", "although not in attendance"."""
    tokens = reading.sentence.tokens
    for row in reading.lists:
        at = row[-1].last
        while at < len(tokens) and at - row[-1].last < 3 and tokens[at].lower in _BETWEEN:
            at += 1
        denied = at < len(tokens) and tokens[at].lower == "not"
        at += denied
        if at < len(tokens) and tokens[at].lower in _PARTICIPLES and _is_loose(reading, row, tokens[at]):
            status = _PARTICIPLES[tokens[at].lower]
            event = event_of(reading, tokens[at])
            yield from (Claim(m, negated(status) if denied else status, at, event) for m in map(reading.known, row))
    yield from _loose(reading)


def _is_loose(reading: Reading, row: tuple[Mention, ...], word: Token) -> bool:
    """Whether a participle behind a list is said of it without a verb: "with A and B all expected,"."""
    sentence = reading.sentence
    opener = sentence.tokens[row[0].first - 1].lower if row[0].first else ""
    closing = sentence.tokens[word.index + 1].lower if word.index + 1 < len(sentence.tokens) else "."
    if opener == "with" and closing in {",", "."}:
        return True  # whatever the parser makes of it
    if opener not in {"with", "and", "only", "just", ","} or closing not in _CLOSING:
        return False
    return not any(child.dep in _FINITE for child in sentence.children(word))


def _loose(reading: Reading) -> Iterator[Claim]:
    """Adjectives without a verb, about the sentence's subject: "Although not in attendance, X ..."."""
    tokens = reading.sentence.tokens
    for token in tokens:
        status = None
        if token.lower == "attendance" and token.index and tokens[token.index - 1].lower == "in":
            verb = reading.sentence.head(reading.sentence.head(token))
            if verb.lemma == "be" and verb.pos in {"AUX", "VERB"} and verb.index < token.index:
                continue
            denied = any(t.lower in {"not", "n't"} for t in tokens[max(0, token.index - 3) : token.index])
            status = Status.NOT_ATTENDING if denied else Status.ATTENDING
        elif token.lower == "undecided" and not any(t.lemma in {"be", "remain"} for t in tokens[: token.index]):
            status = Status.INVITED_UNDECIDED
        if status is None:
            continue
        people = _around(reading, token)
        yield from (Claim(m, status, token.index) for m in people)


def _around(reading: Reading, token: Token) -> tuple[Mention, ...]:
    """Whom a loose phrase is about: the list before its comma, else the main subject, else whoever was spoken of."""
    tokens = reading.sentence.tokens
    row = reading.left_of(token.index)
    if row and tokens[row[-1].last].text in {",", "—", "–", "("}:
        return tuple(map(reading.known, row[-1:]))
    following = next((row for row in reading.lists if row[0].first > token.index), ())
    comma = next((t.index for t in tokens[token.index :] if t.text == ","), None)
    if comma is not None and following and following[0].first <= comma + 2 and reading.at(following[0].last) is None:
        behind = tokens[following[0].last : following[0].last + 1]
        if behind and behind[0].pos in {"VERB", "AUX", "PUNCT", "ADV"}:
            return tuple(map(reading.known, following[:1]))
    return tuple(m for row in reading.before[:1] for m in row[:1] if m.kind is AttendeeKind.PERSON)
