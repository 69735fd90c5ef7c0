"""Lists that stand behind what is said of them: "Absent were A and B", "Left out: C", "Among those invited is D"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from briefings.annotation import Token
from briefings.answers.rosters.attendance import verb_status
from briefings.answers.rosters.clauses import claims, event_of
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.factuality import negated
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import Phrases, load, match, phrases, table, words
from briefings.models import AttendanceStatus as Status

_TABLE = load("attendance.toml")
_OPENERS: tuple[tuple[Status, Phrases], ...] = tuple(
    (Status(name), phrases(_TABLE, "openers", name)) for name in table(_TABLE, "openers") if name in set(Status)
)
_BEFORE_BE = phrases(_TABLE, "openers", "before_be")
_ABSOLUTES = phrases(_TABLE, "lists", "absolutes")
_ACCEPTING = words(_TABLE, "openers", "accepting")
_PLACED = words(_TABLE, "lists", "placed")
_PLACES = words(_TABLE, "lists", "places")
_LONGEST = 10  # words of an opener: "Notable by their absence from the front row were"
_CLAUSE = frozenset({",", ";", "—", "–", "and", "but", "while"})


def inverted_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of a list behind its verb or behind a colon, of what the words before them say."""
    tokens = reading.sentence.tokens
    for token in tokens:
        colon = token.text == ":"
        if not colon and (token.lemma != "be" or token.pos not in {"AUX", "VERB"}):
            continue
        people = _behind(reading, token)
        if not people:
            continue
        status = _said_before(reading, token, colon)
        if status is not None:
            for claim in claims(reading, token, map(reading.known, people), status, None, year, decided=True):
                yield replace(claim, event=event_of(reading, token), bare=True)


def _behind(reading: Reading, token: Token) -> tuple[Mention, ...]:
    """The list that begins right behind a token, and ends its clause."""
    row = reading.run_from(token.index + 1)
    if not row or any(t.pos in {"VERB", "AUX"} for t in reading.sentence.tokens[token.index + 1 : row[0].first]):
        return ()
    tokens = reading.sentence.tokens
    closing = tokens[row[-1].last].text if row[-1].last < len(tokens) else "."
    return row if token.text == ":" or closing in {".", ",", ";", "—", "–", "(", "of", "from", "and", "who"} else ()


def _said_before(reading: Reading, token: Token, colon: bool) -> Status | None:
    """What the words from the start of a clause to a token say of whoever stands behind it."""
    tokens = reading.sentence.tokens
    start = token.index
    while start > 0 and (colon or tokens[start - 1].text not in _CLAUSE) and (colon or token.index - start < _LONGEST):
        start -= 1
    if start > 0 and tokens[start - 1].text not in _CLAUSE:
        return None
    joined = tokens[start].lemma in {"join", "accompany"} or tokens[start].tag == "VBG"  # "Replacing A will be B"
    if not joined and not colon and any(reading.at(t.index) for t in tokens[start : token.index]):
        return None  # "Ruto was absent; the speaker was Mudavadi"
    while start < token.index and tokens[start].lower in {"and", "but", "also", "notably", "the", "among"}:
        start += 1
    at = start
    while at < token.index:
        denied = at > start and tokens[at - 1].lower in {"not", "n't"}
        for status, known in _OPENERS:
            found = match(reading.sentence, at, known)
            if found and found[1] <= token.index and (at == start or denied or _is_guests(tokens, start, at)):
                return negated(status) if denied else status
        at += 1
    if not colon and match(reading.sentence, start, _BEFORE_BE):
        return Status.ATTENDING
    return None


def _is_guests(tokens: tuple[Token, ...], start: int, at: int) -> bool:
    """Whether nothing but those whom an opener is about stands before it: "those invited", "other notable guests"."""
    return all(t.pos in {"DET", "ADJ", "PRON", "ADV", "NOUN", "NUM", "PART", "ADP"} for t in tokens[start:at])


def those_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of "those who have confirmed include A and B"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        if token.lemma not in {"include", "be"} or token.pos not in {"VERB", "AUX"}:
            continue
        subject = next((s for s in sentence.children(token, "nsubj") if s.lower in {"those", "others", "guests"}), None)
        clause = next(iter(sentence.children(subject, "relcl", "acl")), None) if subject is not None else None
        people = reading.run_from(token.index + 1)
        if clause is None or not people:
            continue
        for status, known in _OPENERS:
            told = verb_status(reading, clause)
            comes = status is Status.ATTENDING and (clause.lemma in _ACCEPTING or told is not None)
            if match(sentence, clause.index, known) or comes:
                yield from claims(
                    reading, clause, map(reading.known, people), status, event_of(reading, clause), year, decided=True
                )


def placed_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of verbs before their subject: "With her come A and B", "In the front row sat C"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        if token.lemma not in _PLACED or token.pos not in {"VERB", "AUX"} or not token.index:
            continue
        opener = sentence.tokens[0]
        placed = opener.pos in {"ADP", "SCONJ", "ADV"} and opener.lower in _PLACES
        if not placed or any(t.text in {",", ";", ":"} for t in sentence.tokens[: token.index]):
            continue
        people = _behind(reading, token)
        if people and not any(reading.at(t.index) for t in sentence.tokens[1 : token.index]):
            for claim in claims(reading, token, map(reading.known, people), Status.ATTENDING, None, year, decided=True):
                yield replace(claim, event=event_of(reading, token), bare=True, loose=True)


def absolute_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of phrases with a verb of their own: "with A looking on", "with B in tow", "without C"."""
    tokens = reading.sentence.tokens
    for token in tokens:
        if token.lower not in {"with", "without"} or token.pos not in {"ADP", "SCONJ"}:
            continue
        people = reading.run_from(token.index + 1)
        if not people:
            continue
        if token.lower == "with":
            behind = people[-1].last + (people[-1].last < len(tokens) and tokens[people[-1].last].lower == "all")
            if match(reading.sentence, behind, _ABSOLUTES):
                for person in map(reading.known, people):
                    yield Claim(person, Status.ATTENDING, token.index, event_of(reading, token), bare=True)
        elif _begins_or_meets(reading, token):
            event = next(iter(reading.events), None)
            for person in map(reading.known, people):
                yield Claim(person, Status.NOT_ATTENDING, token.index, event, bare=event is None)


def _begins_or_meets(reading: Reading, token: Token) -> bool:
    """Whether "without" is said of an event's taking place: "the forum opens without A"."""
    verb = reading.sentence.head(token)
    subject = reading.sentence.children(verb, "nsubj", "nsubjpass")
    inside = {t.index for each in subject for t in reading.sentence.subtree(each)}
    about = any(event.first <= index < event.last for event in reading.events for index in inside)
    return about and verb.pos in {"VERB", "AUX"}
