"""A claim for everybody in a clause, tied to the clause's event and weighed by the words over its verb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.events import EventMention
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.factuality import is_negated, negated, weigh
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.tense import is_ahead, is_earlier, is_past
from briefings.answers.rosters.vocabulary import load, match_verb, phrases
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind

_TABLE = load("attendance.toml")
_ACCEPT = phrases(_TABLE, "invite", "accept")


def claims(
    reading: Reading,
    verb: Token,
    people: Iterable[Mention],
    status: Status,
    event: EventMention | None,
    year: int | None,
    *,
    decided: bool = False,
) -> Iterator[Claim]:
    """A claim for each of the people, with what the words over the verb make of the status."""
    sentence = reading.sentence
    people = tuple(people)
    if not people or sentence.tokens[-1].text == "?":
        return
    weighed = weigh(sentence, verb, status)
    if verb.lemma in {"invite", "ask"} and is_negated(sentence, verb):
        weighed = Status.NOT_ATTENDING
    if verb.lemma == "host":
        people = tuple(person for person in people if person.kind is not AttendeeKind.COUNTRY)
    if weighed is None or not people:
        return
    if people[0] in reading.mentions and _is_denied_list(sentence, people):
        weighed = negated(weighed)
    past = (
        is_past(sentence, verb)
        and not decided
        and verb.lemma != "arrive"  # who has arrived is there
        and status is Status.ATTENDING
        and not match_verb(sentence, verb.index, _ACCEPT)
    )
    earlier = is_earlier(sentence, verb, year) or bool(event and event.earlier)
    claim = Claim(people[0], weighed, verb.index, event, past, earlier, verb.lemma != "invite", bare=event is None)
    if not decided and is_ahead(sentence, verb):
        claim = replace(claim, ahead=True)
    for person in people:
        yield replace(claim, mention=person)


def _is_denied_list(sentence: Sentence, people: tuple[Mention, ...]) -> bool:
    """Whether a list is "neither A nor B"."""
    tokens = sentence.tokens
    first = people[0].first
    before = tokens[first - 1].lower if first else ""
    return before == "neither" or any(t.lower == "nor" for t in tokens[people[0].last : people[-1].first])


def event_of(reading: Reading, verb: Token) -> EventMention | None:
    """The event in a verb's clause: in its complements, else the nearest one behind it before another verb."""
    if not reading.events:
        return None
    if verb.index not in reading.events_of:
        reading.events_of[verb.index] = _event_of(reading, verb)
    return reading.events_of[verb.index]


def _event_of(reading: Reading, verb: Token) -> EventMention | None:
    sentence = reading.sentence
    below = {token.index for token in sentence.subtree(verb)}
    subject = {t.index for s in sentence.children(verb, "nsubj", "nsubjpass") for t in sentence.subtree(s)}
    behind: EventMention | None = None
    for event in reading.events:
        head = head_of(sentence, event).index
        if head == verb.index or head in subject or _is_elsewhere(sentence, event):
            continue
        if any(token.text == ":" for token in sentence.tokens[verb.index : event.first]):
            continue  # "is not travelling: budget talks, his office says"
        if event.first > verb.index and (head in below or is_near(sentence, verb.index, event.first)):
            return event
        if head in below and behind is None:
            behind = event
    return behind


def _is_elsewhere(sentence: Sentence, event: EventMention) -> bool:
    """Whether a preposition sets an event apart from what is said: "will visit Japan after the summit"."""
    noun = head_of(sentence, event)
    head = sentence.head(noun)
    if head.lower == "of" and sentence.head(head).lower == "because":
        return True  # "will stay in Tokyo because of a budget vote"
    return noun.dep == "pobj" and head.lower in {"as", "after", "before", "since", "until", "than", "like", "despite"}


def head_of(sentence: Sentence, event: EventMention) -> Token:
    """The noun of an event's phrase."""
    phrase = sentence.tokens[event.first : event.last]
    return next((token for token in phrase if event.noun in (token.lemma, token.lower)), phrase[-1])


def is_near(sentence: Sentence, start: int, end: int) -> bool:
    """Whether nothing but a phrase stands between two tokens: no other clause, no full stop."""
    between = sentence.tokens[start + 1 : end]
    return not any(token.tag in {"VBZ", "VBD", "VBP", "MD"} or token.text in {";", ":"} for token in between)
