"""Those who send others, whose attendance somebody else confirms, and clauses cut short: "B did not"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefings.annotation import Token
from briefings.answers.rosters.clauses import claims, event_of
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.factuality import weigh
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, words
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind

_TABLE = load("attendance.toml")
_SEND = words(_TABLE, "represent", "send")
_PEOPLE = words(_TABLE, "represent", "people")
_NOBODY = words(_TABLE, "represent", "nobody")
_EXCUSES = words(_TABLE, "represent", "excuses")
_MISSING = words(_TABLE, "nouns", "missing")
_DECLARING = frozenset({"announce", "declare", "confirm", "extend", "continue"})
_COMING = words(_TABLE, "nouns", "coming")
_WAITING = words(_TABLE, "invite", "waiting")
_PLACES_OF = words(_TABLE, "nouns", "places_of")
_CANCELLING = frozenset({"cancel", "rule", "deny", "call", "scrap", "withdraw", "exclude"})
_CONFIRMING = frozenset({"confirm", "announce", "welcome", "hail", "verify", "approve"})
_UNKNOWN = frozenset({"uncertain", "unclear", "unconfirmed"})
_AUXILIARIES = frozenset({"will", "wo", "do", "be", "have", "would"})
_NOT = frozenset({"n't", "not", "n’t"})
_FOLLOWERS = frozenset({".", ",", ";", "!", "—", "–", "either", "too", "and", "but", "”", "who"})


def sending_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of "X sent his deputy", "Y sends lower-level representatives", "Z participates with officials"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        if token.pos not in {"VERB", "NOUN"}:
            continue
        if token.lemma == "represent" and sentence.children(token, "auxpass"):
            event = event_of(reading, token)
            status = Status.SENDING_REPRESENTATIVES
            yield from claims(reading, token, reading.subjects(token), status, event, year, decided=True)
        elif token.lemma in _SEND and token.pos == "VERB":
            yield from _sent(reading, token, year)
        elif token.lemma in {"participate", "attend", "take"}:
            with_whom = next(
                (c for c in sentence.children(token, "prep") if c.lower in {"with", "through", "at"}), None
            )
            envoys = sentence.children(with_whom, "pobj") if with_whom else []
            if envoys and (envoys[0].lemma in _PEOPLE or envoys[0].lemma == "level"):
                status = Status.SENDING_REPRESENTATIVES
                yield from claims(reading, token, reading.subjects(token), status, event_of(reading, token), year)


def _sent(reading: Reading, token: Token, year: int | None) -> Iterator[Claim]:
    sentence = reading.sentence
    things = list(sentence.children(token, "dobj", "dative", "npadvmod"))
    things += [other for thing in things for other in sentence.children(thing, "conj")]
    event = event_of(reading, token)
    senders = reading.subjects(token)
    for thing in things:
        if thing.lemma in _EXCUSES or thing.lower in _EXCUSES:
            yield from claims(reading, token, senders, Status.NOT_ATTENDING, event, year, decided=True)
            continue
        nobody = (
            thing.lower in _NOBODY
            or any(t.lower == "no" for t in sentence.children(thing, "det"))
            or thing.lower == "one"
        )
        if nobody:
            denied = weigh(sentence, token, Status.SENDING_REPRESENTATIVES) is Status.SENDING_REPRESENTATIVES
            status = Status.NOT_ATTENDING if denied else Status.SENDING_REPRESENTATIVES
            yield from claims(reading, token, senders, status, event, year, decided=True)
            continue
        mention = reading.at(thing.index)
        envoy = thing.lemma in _PEOPLE or (mention is not None and mention.kind is AttendeeKind.PERSON)
        if not envoy or (token.lemma in {"name", "appoint", "nominate"} and event is None):
            continue
        status = Status.SENDING_REPRESENTATIVES
        yield from claims(reading, token, senders, status, event, year, decided=True)
        if mention is not None and mention.kind is AttendeeKind.PERSON and mention.named:
            yield from claims(reading, token, reading.run(mention), Status.ATTENDING, event, year, decided=True)


def absence_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims over somebody's staying away: "announced its boycott", "Estonia's withdrawal"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        owners = sentence.children(token, "poss") if token.lemma in _MISSING and token.pos == "NOUN" else []
        head = sentence.head(token)
        declared = token.dep == "dobj" and head.lemma in _DECLARING
        told = declared or (token.dep in {"nsubj", "pobj"} and bool(reading.events) and token.lemma != "withdrawal")
        if not owners or not told or head.lemma in _CANCELLING or sentence.children(token, "compound"):
            continue
        if owners[0].lower in {"their", "its", "his", "her"}:
            people = reading.subjects(head) if declared else ()
        else:
            people = reading.resolve(owners[0])
        event = event_of(reading, head)
        own = event if event is not None and event.noun != token.lemma else None
        yield from claims(reading, head, people, Status.NOT_ATTENDING, own, year, decided=True)


def empty_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of what stays empty: "Brazil's chair stayed empty"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        owners = sentence.children(token, "poss") if token.lemma in _PLACES_OF else []
        verb = sentence.head(token)
        bare = [child for child in sentence.children(verb, "acomp", "oprd") if child.lower in {"empty", "vacant"}]
        if owners and bare and token.dep == "nsubj":
            people = reading.resolve(owners[0])
            for claim in claims(
                reading, verb, people, Status.NOT_ATTENDING, event_of(reading, verb), year, decided=True
            ):
                yield replace(claim, mention=_owner(claim.mention), loose=True)


def _owner(mention: Mention) -> Mention:
    """A country by itself, where its chair was taken for somebody who holds one."""
    if mention.named or not mention.country:
        return mention
    return replace(mention, name=mention.country, kind=AttendeeKind.COUNTRY, named=True, role="")


def noun_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims over somebody's attendance: "confirmed Horvat's participation", "her visit was cancelled"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        if token.lemma not in _COMING or token.pos != "NOUN":
            continue
        of = next((child for child in sentence.children(token, "prep") if child.lower == "of"), None)
        owner = next(iter(sentence.children(token, "poss") or (sentence.children(of, "pobj") if of else [])), None)
        if owner is None:
            continue
        head = sentence.head(token)
        passive = token.dep == "nsubjpass"
        status = None
        if head.lemma in _CONFIRMING and (passive or token.dep == "dobj"):
            status = Status.ATTENDING
        elif head.lemma in _CANCELLING and (passive or token.dep == "dobj"):
            status = Status.NOT_ATTENDING
        elif head.lemma == "be":
            status = _doubted(reading, head)
        if status is not None:
            people = reading.resolve(owner)
            yield from claims(reading, head, people, status, event_of(reading, head), year, decided=True)


def _doubted(reading: Reading, verb: Token) -> Status | None:
    """What "her attendance is unlikely", "is in doubt", "is uncertain" make of it."""
    word = next(iter(reading.sentence.children(verb, "acomp", "prep")), None)
    if word is None:
        return None
    if word.lower in {"unlikely", "doubtful"}:
        return Status.UNLIKELY
    if word.lower == "in" and any(token.lower == "doubt" for token in reading.sentence.subtree(word)):
        return Status.UNLIKELY
    return Status.INVITED_UNDECIDED if word.lower in _UNKNOWN else None


def waiting_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of silence: "has not yet replied", "has yet to respond", of somebody who was invited."""
    sentence = reading.sentence
    asked = any(token.lemma in {"invite", "invitation"} for token in sentence.tokens)
    for token in sentence.tokens:
        if not asked or token.lemma not in _WAITING or token.pos != "VERB":
            continue
        people = reading.subjects(token)
        if weigh(sentence, token, Status.ATTENDING) in {Status.NOT_ATTENDING, Status.INVITED_UNDECIDED}:
            yield from (Claim(person, Status.INVITED_UNDECIDED, token.index) for person in people)


def elliptic_claims(reading: Reading, known: Sequence[Claim], before: Sequence[Claim]) -> Iterator[Claim]:
    """The claims of clauses cut short after the verb they repeat: "B won't", "So will C", "as will D".

    ``before`` are the claims of the sentence before, which may hold that verb.
    """
    sentence = reading.sentence
    if not known and not before:
        return
    for token in sentence.tokens:
        if token.lemma not in _AUXILIARIES and token.lower not in _AUXILIARIES:
            continue
        behind = token.index + 1
        while behind < len(sentence.tokens) and sentence.tokens[behind].lower in _NOT:
            behind += 1
        denied = behind > token.index + 1
        origin = next((c for c in reversed(known) if c.at < token.index), None) or next(iter(before), None)
        if origin is None:
            continue
        opener = sentence.tokens[token.index - 1].lower if token.index else ""
        if opener in {"so", "as", "nor", "neither"}:
            people, status = _inverted(reading, behind), origin.status
        else:
            people = _clipped(reading, token, behind)
            status = Status.NOT_ATTENDING if denied else Status.ATTENDING
        for person in people:
            yield Claim(person, status, token.index, origin.event, origin.past, origin.earlier, bare=origin.bare)


def _inverted(reading: Reading, behind: int) -> tuple[Mention, ...]:
    """Who is said to do the same: "so will C"; they end the clause."""
    tokens = reading.sentence.tokens
    row = reading.run_from(behind)
    end = row[-1].last if row else 0
    closed = bool(row) and (end >= len(tokens) or tokens[end].lower in _FOLLOWERS or tokens[end].lower == "of")
    return tuple(map(reading.known, row)) if closed else ()


def _clipped(reading: Reading, token: Token, behind: int) -> tuple[Mention, ...]:
    """Who stands before an auxiliary that ends its clause: "but B won't"."""
    tokens = reading.sentence.tokens
    closing = tokens[behind].lower if behind < len(tokens) else "."
    row = reading.left_of(token.index)
    if closing not in _FOLLOWERS or not row or row[-1].last != token.index:
        return ()
    opener = tokens[row[0].first - 1].lower if row[0].first else ""
    return () if opener in {"as", "than"} else tuple(map(reading.known, row))
