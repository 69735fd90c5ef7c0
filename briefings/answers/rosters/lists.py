"""People who come because a list says so: guests, those brought together, companions, stand-ins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefings.annotation import Token
from briefings.answers.rosters.clauses import claims, event_of, is_near
from briefings.answers.rosters.events import EventMention, is_event_noun
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, match, match_verb, phrases, table, words
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind

_TABLE = load("attendance.toml")
_GATHERING = phrases(_TABLE, "come", "gathering")
_HEARERS = words(_TABLE, "come", "hearers")
_BESIDE = words(_TABLE, "come", "beside")  # of those, the verbs whose object is a comer
_DEEDS_DONE = {verb: words(_TABLE, "come", "with", verb) for verb in table(_TABLE, "come", "with")}
_HOSTING = words(_TABLE, "come", "hosting")
_LED = words(load("people.toml"), "delegations")
_AGENTS = words(_TABLE, "come", "agents")
_EXAMPLES = phrases(_TABLE, "lists", "examples")
_COMPANIONS = phrases(_TABLE, "lists", "companions")
_INSTEAD = phrases(_TABLE, "lists", "instead")
_HEADED = phrases(_TABLE, "lists", "headed")
_BEHALF = phrases(_TABLE, "lists", "behalf")
_GUESTS = words(_TABLE, "lists", "guests")
_OFFICERS = words(_TABLE, "lists", "officers")
_EARLIER = words(_TABLE, "time", "earlier")
_GUEST_LISTS = phrases(_TABLE, "lists", "guest_lists")
COMING = frozenset({Status.ATTENDING, Status.EXPECTED, Status.SENDING_REPRESENTATIVES})


def gathering_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of events and hosts that bring people together: "the summit will feature A", "X will receive B"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        found = match_verb(sentence, token.index, _GATHERING) if token.pos in {"VERB", "ADP", "SCONJ"} else None
        if found is None or token.lower in {"including", "inviting", "invite", "invited"}:
            continue
        if not _is_gathering(reading, token):
            continue
        people = reading.run_from(found[1])
        if not people:
            people = _examples_after(reading, found[1])
        people = tuple(
            m for m in people if m.kind is not AttendeeKind.COUNTRY or token.lemma not in {"feature", "include"}
        )
        event = _subject_event(reading, token) or event_of(reading, token)
        hosts = reading.subjects(token) if token.lemma in {"receive", "welcome", "greet", "gather"} and people else ()
        everybody = (*map(reading.known, people), *hosts)
        loose = token.lemma in {"count", "hear", "take", "bring", "include"} and event is None
        for claim in claims(reading, token, everybody, Status.ATTENDING, event, year, decided=loose):
            sure = token.lemma == "count" and claim.status is Status.INVITED_UNDECIDED  # "can count on"
            yield replace(claim, loose=loose, status=Status.ATTENDING if sure else claim.status)


def _subject_event(reading: Reading, token: Token) -> EventMention | None:
    """The event that is itself what brings people together."""
    before = [event for event in reading.events if event.last <= token.index]
    subject = _gatherer(reading, token)
    return next((e for e in before if subject is not None and e.first <= subject.index < e.last), None)


def _gatherer(reading: Reading, token: Token) -> Token | None:
    node = token
    while True:
        subject = next(iter(reading.sentence.children(node, "nsubj", "nsubjpass")), None)
        if subject is not None or node.dep not in {"xcomp", "conj", "advcl"}:
            return subject
        node = reading.sentence.head(node)


def _is_gathering(reading: Reading, token: Token) -> bool:
    """Whether a verb's subject is an event, a guest list or guests, or its clause names the event it hosts for."""
    sentence = reading.sentence
    if token.lower == "featuring":
        return any(is_event_noun(t) or match(sentence, t.index, _GUEST_LISTS) for t in sentence.tokens[: token.index])
    subject = _gatherer(reading, token)
    if subject is None:
        return False
    if subject.lemma in _GUESTS:
        return not any(child.lower in _EARLIER for child in sentence.children(subject))
    if is_event_noun(subject) or match(sentence, subject.index, _GUEST_LISTS) or subject.lower == "which":
        return True
    if match(sentence, max(0, subject.index - 1), _GUEST_LISTS):
        return True
    if token.lemma in {"hear", "take"}:
        return subject.lemma in _HEARERS
    if token.lemma == "bring" and subject.lower in {"it", "this"}:
        return True
    if token.lemma == "include" and subject.lower in {"they", "these"}:
        return any(m.plural and m.name.split()[-1].rstrip("s") in _GUESTS for row in reading.before[:1] for m in row)
    if token.lemma == "count":
        return True  # the host's: "can count on her colleagues A and B"
    hosts = token.lemma in {"receive", "welcome", "greet", "host", "gather", "bring"}
    return hosts and event_of(reading, token) is not None


def _examples_after(reading: Reading, index: int) -> tuple[Mention, ...]:
    """The people named after the first "including" or "such as" behind a token."""
    for token in reading.sentence.tokens[index:]:
        if token.text == ";" or token.tag in {"VBZ", "VBD", "MD"}:
            break
        found = match(reading.sentence, token.index, _EXAMPLES)
        if (found and token.lower not in {"from", "like"}) or (found and token.lower == "like"):
            row = reading.run_from(found[1])
            if row:
                return row
    return ()


def guest_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of guest lists: "Guests include A", "among those attending were A", "A topped the guest list"."""
    sentence = reading.sentence
    tokens = sentence.tokens
    for token in tokens:
        people: Sequence[Mention] = ()
        if token.lemma in {"be", "include"} and token.pos in {"AUX", "VERB"}:
            before = tokens[max(0, token.index - 9) : token.index]
            lowered = [t.lower for t in before]
            opened = lowered[:2] == ["among", "those"] or lowered[:2] == ["among", "the"] or lowered[:1] == ["also"]
            if opened and any(t.lemma in _GUESTS or t.lower in {"attending", "present", "attendance"} for t in before):
                people = reading.run_from(token.index + 1)
        elif token.lemma in {"top", "head", "lead"} and token.pos == "VERB":
            behind = " ".join(t.lower for t in tokens[token.index + 1 : token.index + 5])
            if "guest list" in behind or "list of guests" in behind:
                people = reading.subjects(token)
        for claim in claims(
            reading, token, map(reading.known, people), Status.ATTENDING, event_of(reading, token), year
        ):
            yield replace(claim, bare=False)


def host_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of an office that one holds at the event itself: "the host, A", "moderator B"."""
    for mention in reading.mentions:
        words_of = mention.role.lower().split()
        if mention.named and words_of and words_of[0] in _OFFICERS and len(words_of) == 1:
            opener = reading.sentence.tokens[mention.first].lower
            if opener == "the" or words_of[0] != "host":
                yield Claim(mention, Status.ATTENDING, mention.first, None, bare=True, loose=True)


def agent_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of "was attended by A", "will be joined by B", "the keynote is given by C", "moderated by D"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        if token.tag != "VBN" or (token.lemma not in _AGENTS and token.lemma not in _DEEDS_DONE):
            continue
        by = next((c for c in sentence.tokens[token.index + 1 :] if c.lower == "by"), None)
        if by is None or not is_near(sentence, token.index, by.index) or not _is_said_of_event(reading, token):
            continue
        people = tuple(m for m in reading.run_from(by.index + 1) if _is_somebody(m))
        event = event_of(reading, token)
        for claim in claims(reading, token, map(reading.known, people), Status.ATTENDING, event, year):
            yield replace(claim, loose=event is None and token.lemma not in _BESIDE)
        if token.lemma == "replace":
            replaced = claims(reading, token, reading.subjects(token), Status.NOT_ATTENDING, event, year)
            yield from (replace(claim, loose=True) for claim in replaced)


def _is_said_of_event(reading: Reading, token: Token) -> bool:
    """Whether a passive's agent is there: its subject is a comer, the event, a delegation or a deed done there."""
    if token.lemma in _BESIDE:
        return True
    sentence = reading.sentence
    over = sentence.head(token) if token.dep == "xcomp" else token
    subject = next(iter(sentence.children(token, "nsubjpass") or sentence.children(over, "nsubj", "nsubjpass")), None)
    if subject is None:
        return token.lemma in _HOSTING and token.dep != "acl"  # "Moderated by A, it brings together B and C"
    led = token.lemma in {"lead", "head"} and subject.lemma in _LED
    return is_event_noun(subject) or led or subject.lemma in _DEEDS_DONE.get(token.lemma, frozenset())


def dependent_claims(reading: Reading, known: Sequence[Claim]) -> Iterator[Claim]:
    """What a claim about some says of others in its sentence: examples, companions, and those they stand in for."""
    if not known:
        return
    tokens = reading.sentence.tokens
    for token in tokens:
        behind = match(reading.sentence, token.index, _INSTEAD)
        if behind:
            claim = next((c for c in known if c.status in COMING), None)
            people = _after(reading, behind[1])
            if claim:
                yield from (_like(claim, m, Status.NOT_ATTENDING) for m in people)
            continue
        behind = match(reading.sentence, token.index, _BEHALF)
        claim = _nearest(known, token.index)
        if behind and claim and claim.status in COMING:
            people = tuple(m for m in _after(reading, behind[1]) if m is not claim.mention)
            yield from (_like(claim, m, Status.SENDING_REPRESENTATIVES) for m in people)
            continue
        behind = match(reading.sentence, token.index, _EXAMPLES)
        if behind and claim and token.lower != "from" and _follows_group(reading, token.index, known):
            yield from (_like(claim, m, claim.status) for m in _after(reading, behind[1]))
            continue
        behind = match(reading.sentence, token.index, _COMPANIONS)
        if behind and claim and claim.status in COMING and _is_companion(reading, token, claim):
            yield from (_like(claim, m, claim.status) for m in _after(reading, behind[1]) if _is_somebody(m))
    yield from _joined(reading, known)
    yield from member_claims(reading, known)
    yield from _named_behind(reading, known)


def _joined(reading: Reading, known: Sequence[Claim]) -> Iterator[Claim]:
    """The people whom a comer joins or meets: "X will join Y and Z at the talks"."""
    for claim in known:
        verb = reading.sentence.tokens[claim.at]
        if claim.status not in COMING or verb.lemma not in {"join", "accompany"}:
            continue
        objects = reading.sentence.children(verb, "dobj")
        if objects and not is_event_noun(objects[0]):
            people = (m for m in reading.resolve(objects[0]) if m.kind is AttendeeKind.PERSON or m.plural)
            yield from (_like(claim, m, claim.status) for m in people if m.first > claim.at)


def member_claims(reading: Reading, known: Sequence[Claim]) -> Iterator[Claim]:
    """The claims about the countries in "leaders of A, B and C"."""
    tokens = reading.sentence.tokens
    for claim in known:
        at = claim.mention.last
        if (
            claim.mention.plural
            and at < len(tokens)
            and tokens[at].lower in {"of", "from"}
            and claim.mention in reading.mentions
        ):
            row = reading.run_from(at + 1)
            yield from (_like(claim, m, claim.status) for m in row if m.kind is AttendeeKind.COUNTRY)


def _named_behind(reading: Reading, known: Sequence[Claim]) -> Iterator[Claim]:
    """Those whom a group or a delegation is, or is led by: "two bishops, A and B,", "the delegation, headed by C"."""
    tokens = reading.sentence.tokens
    for claim in known:
        group = claim.mention
        at = group.last
        if group not in reading.mentions or not (group.plural or group.kind is AttendeeKind.DELEGATION):
            continue
        while at < len(tokens) and tokens[at].text not in {",", ":", "—", "–", "("} and at - group.last < 5:
            if tokens[at].pos in {"VERB", "AUX"} and not match(reading.sentence, at, _HEADED):
                break
            if match(reading.sentence, at, _HEADED):
                break
            at += 1
        headed = match(reading.sentence, min(at + (tokens[min(at, len(tokens) - 1)].text == ","), len(tokens)), _HEADED)
        if headed:
            yield from (_like(claim, m, claim.status) for m in _after(reading, headed[1])[:1] if m.named)
        elif at < len(tokens) and tokens[at].text in {",", ":", "—", "–", "("} and group.plural:
            row = reading.run_from(at + 1)
            people = [m for m in row if m.named and m.kind is AttendeeKind.PERSON and m.first <= at + 3]
            closing = tokens[row[-1].last].text if row and row[-1].last < len(tokens) else "."
            if len(row) > 1 and people and closing in {",", ".", ")", "—", "–"} and row[0].named:
                yield from (_like(claim, m, claim.status) for m in row)
        colon = next((t.index for t in tokens[claim.at :] if t.text == ":"), None)
        if colon is not None and group.plural and claim.at > group.first:
            row = reading.run_from(colon + 1)
            if len(row) > 1 and row[0].first <= colon + 3:
                yield from (_like(claim, m, claim.status) for m in row if m.named)


def _follows_group(reading: Reading, index: int, known: Sequence[Claim]) -> bool:
    """Whether "including" stands behind somebody plural about whom a claim was made."""
    here = (claim for claim in known if claim.mention in reading.mentions)
    return any(claim.mention.plural and claim.mention.last <= index <= claim.mention.last + 12 for claim in here)


def _is_companion(reading: Reading, token: Token, claim: Claim) -> bool:
    """Whether "with B" is said of coming rather than of a disease, a plan or an agreement."""
    if token.lower == "with":
        if reading.sentence.children(token, "pcomp"):
            return False  # "with Ukraine topping the agenda"
        head = reading.sentence.head(token)
        if head.index == claim.at:
            return True  # "came with his wife"
        talk = head.lemma in {"talk", "meeting", "summit", "meet", "negotiation", "conference"}
        return talk and (head.index == claim.at or is_event_noun(head))
    return token.index > claim.mention.first


def _after(reading: Reading, index: int) -> tuple[Mention, ...]:
    return tuple(map(reading.known, reading.run_from(index)))


def _nearest(known: Sequence[Claim], index: int) -> Claim | None:
    before = [claim for claim in known if claim.at <= index or claim.mention.last <= index]
    return before[-1] if before else None


def _like(claim: Claim, mention: Mention, status: Status) -> Claim:
    return Claim(mention, status, claim.at, claim.event, claim.past, claim.earlier)


def _is_somebody(mention: Mention) -> bool:
    """Whether a mention names somebody, rather than "his brother" or "its minister"."""
    return mention.named or bool(mention.country)
