"""What a question about a roster asks for: whom, of which event, and with which standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.events import EventMention, event_mentions
from briefings.answers.rosters.vocabulary import load, match_verb, phrases, words
from briefings.models import AttendanceStatus as Status

_TABLE = load("attendance.toml")
_QUESTIONS = load("questions.toml")
_COME = phrases(_TABLE, "come", "strong")
_DECLINE = phrases(_TABLE, "decline", "strong")
_ASKED_COME = phrases(_QUESTIONS, "verbs", "come")
_ASKED_DECLINE = phrases(_QUESTIONS, "verbs", "decline")
_ASKED_INVITED = phrases(_QUESTIONS, "verbs", "invited")
_ASKED_CONFIRMED = phrases(_QUESTIONS, "verbs", "confirmed")
_ASKED_UNDECIDED = phrases(_QUESTIONS, "verbs", "undecided")
_ASKED_SENDING = phrases(_QUESTIONS, "verbs", "sending")
_ASKED_EXPECTED = phrases(_QUESTIONS, "verbs", "expected")
_OPENERS = words(_QUESTIONS, "openers", "who")
_COMMANDS = words(_QUESTIONS, "openers", "command")
_YES_NO = words(_QUESTIONS, "openers", "yes_no")
_SORTS = words(_QUESTIONS, "openers", "sorts")
_FILLERS = words(_QUESTIONS, "openers", "fillers")
_STAYING = frozenset({Status.NOT_ATTENDING, Status.UNLIKELY, Status.DISPUTED})
_ALL = frozenset(Status)


@dataclass(frozen=True, slots=True)
class RosterQuestion:
    """A question that a roster answers.

    ``statuses`` are those asked for ("who declined?"); ``person`` is whom a yes-or-no question is about; ``counting``
    is true for "how many"; ``sort`` is the noun of "which leaders"; ``event`` is None when none is named.
    """

    statuses: frozenset[Status] = _ALL
    person: str = ""
    counting: bool = False
    sort: str = ""
    event: EventMention | None = None
    invited: bool = False
    past: bool = False


def read_question(question: Sentence) -> RosterQuestion | None:
    """The roster that a question asks for, or None when it asks for something else."""
    tokens = [token for token in question.tokens if token.text not in {"?", ".", "!"}]
    if not tokens:
        return None
    person = ""
    counting = False
    sort = ""
    words_ = [token.lower for token in tokens]
    if words_[0] in _YES_NO and len(tokens) > 2:
        trigger = _trigger(question, tokens, start=2)
        if trigger is None:
            return None
        person = _person(question, tokens, trigger[1])
        if not person:
            return None
    elif words_[:2] == ["how", "many"]:
        counting = True
        sort = _sort(tokens, 2)
        trigger = _trigger(question, tokens, start=2)
    elif words_[0] in _OPENERS or words_[0] in _COMMANDS:
        sort = _sort(tokens, 1) if words_[0] != "who" else ""
        if words_[0] in {"which", "what"} and not sort:
            return None
        trigger = _trigger(question, tokens, start=1)
    else:
        return None
    if trigger is None:
        return None
    statuses, at = trigger
    if _is_denied(tokens, at) and not person:
        statuses = _STAYING if statuses in (_ALL, frozenset({Status.ATTENDING})) else statuses
        if Status.INVITED_UNDECIDED in statuses and len(statuses) == 1:
            statuses = statuses | {Status.NOT_ATTENDING}
    event = _event(question, at)
    invited = bool(match_verb(question, at, _ASKED_INVITED))
    past = (
        question.tokens[at].tag in {"VBD", "VBN"}
        or words_[0] in {"did", "was", "were"}
        or words_[1] in {"was", "were", "did"}
    )
    return RosterQuestion(_ALL if person else statuses, person, counting, sort, event, invited, past)


def _trigger(question: Sentence, tokens: Sequence[Token], start: int) -> tuple[frozenset[Status], int] | None:
    """The statuses that the question's verb asks for, and where the verb stands."""
    kinds = (
        (_ASKED_DECLINE, _STAYING),
        (_DECLINE, _STAYING),
        (_ASKED_UNDECIDED, frozenset({Status.INVITED_UNDECIDED})),
        (_ASKED_SENDING, frozenset({Status.SENDING_REPRESENTATIVES})),
        (_ASKED_INVITED, _ALL),
        (_ASKED_CONFIRMED, frozenset({Status.ATTENDING})),
        (_ASKED_EXPECTED, frozenset({Status.EXPECTED, Status.ATTENDING, Status.SENDING_REPRESENTATIVES})),
        (_COME, _ALL),
        (_ASKED_COME, _ALL),
    )
    for known, statuses in kinds:
        for token in tokens[start:]:
            found = match_verb(question, token.index, known)
            if found and _is_about_event(question, token, found[1], found[0]):
                return statuses, token.index
    return None


def _is_about_event(question: Sentence, token: Token, behind: int, phrase: str) -> bool:
    """Whether nothing stands behind the verb, or an event does: "who is coming?" but not "who came up with it?"."""
    rest = [t for t in question.tokens[behind:] if t.text not in {"?", ".", "!"}]
    if not rest:
        return phrase not in {"be", "go", "join"}
    if any(event.last > behind for event in event_mentions(question)):
        return True
    if rest[0].lower in {"to", "at", "in", "for", "the", "it", "this", "that", "there"} and phrase in _STRONG:
        return True
    return all(t.lower in _FILLERS or t.tag in {"CD"} or t.entity in {"DATE", "TIME"} for t in rest)


_STRONG = frozenset(
    phrase for table in (_COME, _DECLINE) for rows in table.values() for phrase in map(" ".join, rows)
) | {
    "invite",
    "expect",
    "confirm",
    "send",
    "decline",
}


def _sort(tokens: Sequence[Token], start: int) -> str:
    noun = next((t for t in tokens[start : start + 4] if t.lemma in _SORTS), None)
    return noun.lemma if noun else ""


def _person(question: Sentence, tokens: Sequence[Token], at: int) -> str:
    """Whom a yes-or-no question is about: what stands between its first word and its verb."""
    between = [t for t in tokens[1:] if t.index < at]
    while between and between[-1].lower in _FILLERS | {
        "to",
        "been",
        "be",
        "going",
        "not",
        "n't",
        "expected",
        "likely",
        "still",
        "also",
        "have",
        "has",
        "planning",
    }:
        between.pop()
    while between and between[0].lower in {"not", "n't", "the"}:
        between.pop(0)
    if not between or between[0].lower in {
        "it",
        "this",
        "that",
        "there",
        "he",
        "she",
        "they",
        "you",
        "i",
        "we",
        "anyone",
        "anybody",
        "someone",
    }:
        return ""
    return question.span(between)


def _is_denied(tokens: Sequence[Token], at: int) -> bool:
    return any(t.lower in {"not", "n't", "n’t", "wo", "never"} for t in tokens if t.index < at)


def _event(question: Sentence, at: int) -> EventMention | None:
    found = [event for event in event_mentions(question) if event.last > at] or list(event_mentions(question))
    if found:
        return max(found, key=lambda event: (not event.generic, len(event.marks)))
    return None
