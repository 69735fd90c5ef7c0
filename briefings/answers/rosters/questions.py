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
_DECLINE_OUT = phrases(_TABLE, "decline", "adjacent")
_ASKED_COME = phrases(_QUESTIONS, "verbs", "come")
_ASKED_DECLINE = phrases(_QUESTIONS, "verbs", "decline")
_ASKED_INVITED = phrases(_QUESTIONS, "verbs", "invited")
_ASKED_CONFIRMED = phrases(_QUESTIONS, "verbs", "confirmed")
_ASKED_UNDECIDED = phrases(_QUESTIONS, "verbs", "undecided")
_ASKED_SENDING = phrases(_QUESTIONS, "verbs", "sending")
_ASKED_EXPECTED = phrases(_QUESTIONS, "verbs", "expected")
_OPENERS = words(_QUESTIONS, "openers", "who")
_WHO = frozenset({"who", "whom", "who's", "whos"})
_ROSTERS = words(_QUESTIONS, "openers", "rosters")
_ANYBODY = words(_QUESTIONS, "openers", "anybody")
_CHAIN = words(_QUESTIONS, "openers", "chain")
_NOBODY_NAMED = words(_QUESTIONS, "openers", "pronouns")
_COMMANDS = words(_QUESTIONS, "openers", "command")
_YES_NO = words(_QUESTIONS, "openers", "yes_no")
_SORTS = words(_QUESTIONS, "openers", "sorts")
_FILLERS = words(_QUESTIONS, "openers", "fillers")
_SEARCHED = tuple(sorted(words(_QUESTIONS, "search", "words")))
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


def search_words(question: Sentence) -> tuple[str, ...]:
    """What to search a store for beside a question's own words, so that a list is found; none if it is no such one."""
    return _SEARCHED if read_question(question) is not None else ()


def read_question(question: Sentence) -> RosterQuestion | None:
    """The roster that a question asks for, or None when it asks for something else."""
    tokens = _without_politeness([token for token in question.tokens if token.text not in {"?", ".", "!"}])
    if not tokens:
        return None
    if len(tokens) == 1:
        return RosterQuestion() if tokens[0].lemma in _ROSTERS else None
    if tokens[0].lower in _YES_NO:
        return _read_yes_no(question, tokens)
    counting = tokens[0].lower == "how" and tokens[1].lower == "many"
    if not counting and tokens[0].lower not in _OPENERS | _COMMANDS:
        return None
    sort = "" if tokens[0].lower in _WHO else _sort(tokens, 1 + counting)
    if tokens[0].lower in {"which", "what"} and not sort:
        return None
    trigger = _trigger(question, tokens, start=1 + counting)
    return None if trigger is None else _asked(question, tokens, trigger, sort, counting)


def _asked(
    question: Sentence, tokens: Sequence[Token], trigger: tuple[frozenset[Status], int], sort: str, counting: bool
) -> RosterQuestion:
    """A question for a list, by its verb's statuses and whether it is denied."""
    statuses, at = trigger
    if _is_denied(tokens, at):
        if statuses in (_ALL, frozenset({Status.ATTENDING})):
            statuses = _STAYING
        elif statuses == {Status.INVITED_UNDECIDED}:
            statuses = statuses | {Status.NOT_ATTENDING}
    invited = bool(match_verb(question, at, _ASKED_INVITED)) and statuses == _ALL
    return RosterQuestion(statuses, "", counting, sort, _event(question, at), invited)


def _read_yes_no(question: Sentence, tokens: Sequence[Token]) -> RosterQuestion | None:
    """A question about one person, or about anybody: "did anyone decline?"."""
    trigger = _trigger(question, tokens, start=2) or _at_event(question, tokens)
    if trigger is None:
        return None
    between = [token for token in tokens[1:] if token.index < trigger[1]]
    if any(token.lower in _ANYBODY for token in between):
        return _asked(question, tokens, trigger, "", False)
    while between and between[-1].lower in _FILLERS | _CHAIN:
        between.pop()
    while between and between[0].lower in {"not", "n't", "the", "it", "true", "that"}:
        between.pop(0)
    if not between or any(token.lower in _NOBODY_NAMED for token in between[:1]):
        return None
    return RosterQuestion(person=question.span(between), event=_event(question, trigger[1]))


def _at_event(question: Sentence, tokens: Sequence[Token]) -> tuple[frozenset[Status], int] | None:
    """The place of "at" in "was Oprah at the funeral?"."""
    if tokens[0].lemma != "be":
        return None
    at = next((token.index for token in tokens if token.lower == "at"), None)
    if at is None or not any(at < event.last and event.first <= at + 2 for event in event_mentions(question)):
        return None
    return _ALL, at


def _without_politeness(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens from "who" on, where words like "can you tell me" stand before it."""
    opening = {token.lower for token in tokens[:5]}
    if not opening & _COMMANDS:
        return tokens
    start = next((i for i, token in enumerate(tokens) if token.lower in _OPENERS or token.lower in _COMMANDS), 0)
    later = next((i for i, token in enumerate(tokens) if token.lower in _OPENERS), start)
    return tokens[later:] if later <= 6 else tokens[start:]


def _trigger(question: Sentence, tokens: Sequence[Token], start: int) -> tuple[frozenset[Status], int] | None:
    """The statuses that the question's verb asks for, and where the verb stands."""
    kinds = (
        (_ASKED_DECLINE, _STAYING),
        (_DECLINE, _STAYING),
        (_DECLINE_OUT, _STAYING),
        (_ASKED_UNDECIDED, frozenset({Status.INVITED_UNDECIDED})),
        (_ASKED_SENDING, frozenset({Status.SENDING_REPRESENTATIVES})),
        (_ASKED_CONFIRMED, frozenset({Status.ATTENDING})),
        (_ASKED_INVITED, _ALL),
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
        return phrase not in {"be", "join"}
    if any(event.last > behind for event in event_mentions(question)):
        return True
    to_place = rest[0].lower == "to" and len(rest) > 1 and rest[1].text[0].isupper()
    if to_place and token.lemma in {"come", "go", "travel", "fly", "head"}:
        return True
    if rest[0].lower in {"to", "at", "in", "for", "the", "it", "this", "that", "there"} and phrase in _STRONG:
        return True
    return all(t.lower in _FILLERS or t.tag in {"CD"} or t.entity in {"DATE", "TIME"} for t in rest)


_STRONG = frozenset(
    phrase for table in (_COME, _DECLINE, _DECLINE_OUT) for rows in table.values() for phrase in map(" ".join, rows)
) | {
    "invite",
    "expect",
    "confirm",
    "send",
    "decline",
    "refuse",
    "accept",
}


def _sort(tokens: Sequence[Token], start: int) -> str:
    noun = next((t for t in tokens[start : start + 4] if t.lemma in _SORTS), None)
    return noun.lemma if noun else ""


def _is_denied(tokens: Sequence[Token], at: int) -> bool:
    return any(t.lower in {"not", "n't", "n’t", "wo", "never"} for t in tokens if t.index < at)


def _event(question: Sentence, at: int) -> EventMention | None:
    found = [event for event in event_mentions(question) if event.last > at] or list(event_mentions(question))
    if found:
        return max(found, key=lambda event: (not event.generic, len(event.marks)))
    places = frozenset(t.lower for t in question.tokens[at + 1 :] if t.tag.startswith("NNP") and t.text[0].isupper())
    return EventMention(at, at, "event", places) if places else None
