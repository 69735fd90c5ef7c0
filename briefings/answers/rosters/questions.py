"""What a question about a roster asks for: whom, of which event, and with which standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.events import EventMention, event_mentions, noun_for
from briefings.answers.rosters.vocabulary import load, match_verb, phrases, table, words
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
_ASKED_PERFORM = phrases(_QUESTIONS, "verbs", "perform")
_SEATED = phrases(_QUESTIONS, "verbs", "seated")
_ASKED_TESTIFY = phrases(_QUESTIONS, "verbs", "testify")
_ASIDES = words(_QUESTIONS, "verbs", "asides")
_DEEDS = {deed: words(_QUESTIONS, "deeds", deed) for deed in table(_QUESTIONS, "deeds")}
_SLIPS = {str(slip): str(word) for slip, word in table(_QUESTIONS, "slips").items()}
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
_NAMING = frozenset({"NOUN", "PROPN", "NUM"})
_PROPER = frozenset({"PROPN", "NUM"})
_DESCRIBING = frozenset({"ADJ"})
_HEARD = frozenset(" ".join(parts) for rows in _ASKED_TESTIFY.values() for parts in rows)
_COMMON = frozenset({"invitation", "else", "other", "same", "whole", "big", "upcoming", "due", "guest", "guests"})
_LEMMAS = {
    word: lemma for lemma, forms in table(_QUESTIONS, "spelled").items() for word in words(_QUESTIONS, "spelled", lemma)
}
_SPELLED = frozenset(_LEMMAS)
_LONG = 5  # letters below which a word is too short to tell a slip from another word
_ALIKE = 0.83  # how much of two spellings must agree: "atending" and "attending" do, "sumer" and "summit" do not


@dataclass(frozen=True, slots=True)
class RosterQuestion:
    """A question that a roster answers.

    ``statuses`` are those asked for ("who declined?"); ``person`` is whom a yes-or-no question is about; ``counting``
    is true for "how many"; ``sort`` is the noun of "which leaders"; ``event`` is None when none is named; ``occasion``
    and ``described`` hold the nouns and the adjectives that tell it from others, as typed ("beirut", "royal");
    ``deeds`` are the verbs of those who do there what is asked ("who is speaking at ..."), none when all comers are
    meant; ``sure`` that the verb can ask for nothing but comers; ``asides`` are verbs of those who only look on;
    ``names`` are the words of the occasion that are names.
    """

    statuses: frozenset[Status] = _ALL
    person: str = ""
    counting: bool = False
    sort: str = ""
    event: EventMention | None = None
    invited: bool = False
    occasion: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    deeds: frozenset[str] = frozenset()
    sure: bool = False
    asides: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def search_words(question: Sentence) -> tuple[str, ...]:
    """What to search a store for beside a question's own words, so that a list is found; none if it is no such one."""
    return _SEARCHED if read_question(question) is not None else ()


def read_question(question: Sentence) -> RosterQuestion | None:
    """The roster that a question asks for, or None when it asks for something else; slips of the pen are forgiven."""
    question = _mended(question)
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


@dataclass(frozen=True, slots=True)
class _Trigger:
    """The question's verb: the statuses that it asks for, and the tokens [at, behind) of its phrase."""

    statuses: frozenset[Status]
    at: int
    behind: int
    phrase: str = ""


def _asked(question: Sentence, tokens: Sequence[Token], trigger: _Trigger, sort: str, counting: bool) -> RosterQuestion:
    """A question for a list, by its verb's statuses and whether it is denied."""
    statuses, at = trigger.statuses, trigger.at
    if _is_denied(tokens, at):
        if statuses in (_ALL, frozenset({Status.ATTENDING})):
            statuses = _STAYING
        elif statuses == {Status.INVITED_UNDECIDED}:
            statuses = statuses | {Status.NOT_ATTENDING}
    invited = bool(match_verb(question, at, _ASKED_INVITED)) and statuses == _ALL
    event = _event(question, at)
    named, described = _occasion(question, trigger, _NAMING), _occasion(question, trigger, _DESCRIBING)
    deeds = _DEEDS.get(question.tokens[at].lemma, frozenset())
    sure = trigger.phrase in _HEARD
    asides = _ASIDES if sure else frozenset()
    proper = _occasion(question, trigger, _PROPER)
    return RosterQuestion(statuses, "", counting, sort, event, invited, named, described, deeds, sure, asides, proper)


def _read_yes_no(question: Sentence, tokens: Sequence[Token]) -> RosterQuestion | None:
    """A question about one person, or about anybody: "did anyone decline?"."""
    trigger = _trigger(question, tokens, start=2) or _at_event(question, tokens)
    if trigger is None:
        return None
    between = [token for token in tokens[1:] if token.index < trigger.at]
    if any(token.lower in _ANYBODY for token in between):
        return _asked(question, tokens, trigger, "", False)
    while between and between[-1].lower in _FILLERS | _CHAIN:
        between.pop()
    while between and between[0].lower in {"not", "n't", "the", "it", "true", "that"}:
        between.pop(0)
    if not between or any(token.lower in _NOBODY_NAMED for token in between[:1]):
        return None
    event = _event(question, trigger.at)
    named, described = (_occasion(question, trigger, kind) for kind in (_NAMING, _DESCRIBING))
    return RosterQuestion(person=question.span(between), event=event, occasion=named, described=described)


def _at_event(question: Sentence, tokens: Sequence[Token]) -> _Trigger | None:
    """The place of "at" in "was Oprah at the funeral?"."""
    if tokens[0].lemma != "be":
        return None
    at = next((token.index for token in tokens if token.lower == "at"), None)
    if at is None or not any(at < event.last and event.first <= at + 2 for event in event_mentions(question)):
        return None
    return _Trigger(_ALL, at, at + 1)


def _without_politeness(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens from "who" on, where words like "can you tell me" stand before it."""
    opening = {token.lower for token in tokens[:5]}
    if not opening & _COMMANDS:
        return tokens
    start = next((i for i, token in enumerate(tokens) if token.lower in _OPENERS or token.lower in _COMMANDS), 0)
    later = next((i for i, token in enumerate(tokens) if token.lower in _OPENERS), start)
    return tokens[later:] if later <= 6 else tokens[start:]


def _trigger(question: Sentence, tokens: Sequence[Token], start: int) -> _Trigger | None:
    """The question's verb; one of performing asks for a list only of an event that is named."""
    kinds = (
        (_ASKED_DECLINE, _STAYING),
        (_DECLINE, _STAYING),
        (_DECLINE_OUT, _STAYING),
        (_ASKED_UNDECIDED, frozenset({Status.INVITED_UNDECIDED})),
        (_ASKED_SENDING, frozenset({Status.SENDING_REPRESENTATIVES})),
        (_ASKED_CONFIRMED, frozenset({Status.ATTENDING})),
        (_ASKED_INVITED, _ALL),
        (_ASKED_EXPECTED, frozenset({Status.EXPECTED, Status.ATTENDING, Status.SENDING_REPRESENTATIVES})),
        (_SEATED, _ALL),
        (_ASKED_TESTIFY, _ALL),
        (_ASKED_PERFORM, _ALL),
        (_COME, _ALL),
        (_ASKED_COME, _ALL),
    )
    for known, statuses in kinds:
        for token in tokens[start:]:
            found = match_verb(question, token.index, known)
            sure = known is _SEATED or known is _ASKED_TESTIFY
            if not found or not (sure or _is_about_event(question, token, found[1], found[0])):
                continue
            if known is _ASKED_PERFORM and noun_for(token.lower):
                continue  # "the debate"
            listed = known is _ASKED_PERFORM and tokens[0].lower not in _YES_NO
            if not listed or any(event.last > found[1] for event in event_mentions(question)):
                return _Trigger(statuses, token.index, found[1], found[0])
    return None


def _is_about_event(question: Sentence, token: Token, behind: int, phrase: str) -> bool:
    """Whether nothing stands behind the verb, or an event does: "who is coming?" but not "who came up with it?"."""
    rest = [t for t in question.tokens[behind:] if t.text not in {"?", ".", "!"}]
    if not rest:
        return phrase not in {"be", "join"}
    if any(event.last > behind for event in event_mentions(question)):
        return True
    to_place = rest[0].lower == "to" and len(rest) > 1 and (rest[1].text[0].isupper() or rest[1].pos == "PROPN")
    if to_place and token.lemma in {"come", "go", "travel", "fly", "head"}:
        return True
    in_place = rest[0].lower in {"in", "at"} and len(rest) > 1 and rest[1].pos == "PROPN"
    if in_place and token.lemma in {"meet", "gather"}:
        return True  # "who is meeting in Vienna?"
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
    "turn down",
    "accept",
}


def _occasion(question: Sentence, trigger: _Trigger, kind: frozenset[str]) -> frozenset[str]:
    """The words behind the verb that tell one event from its like, as they are compared."""
    return frozenset(
        token.lower
        for token in question.tokens[trigger.behind :]
        if token.pos in kind
        and not noun_for(token.lower)
        and token.lower not in _FILLERS | _COMMON
        and token.entity not in {"DATE", "TIME"}
    )


def _mended(question: Sentence) -> Sentence:
    """A question with its slips of the pen put right where they stand in the words that rosters are asked with."""
    tokens = tuple(_mend(token) for token in question.tokens)
    tokens = tuple(_as_noun(token, tokens[token.index - 1]) if token.index > 1 else token for token in tokens)
    last = len(tokens) - 2  # before the question mark
    if last > 0 and tokens[last].tag == "JJ" and noun_for(tokens[last].lower) and tokens[last - 1].tag == "NN":
        tokens = (*tokens[:last], replace(tokens[last], tag="NN", pos="NOUN"), *tokens[last + 1 :])  # "the book fair"
    if tokens == question.tokens:
        return question
    if len(tokens) > 1 and tokens[0].lower == "who" and tokens[1].text in {"s", "’s", "'s"}:
        tokens = (tokens[0], replace(tokens[1], lemma="be"), *tokens[2:])
    return replace(question, tokens=tokens)


def _as_noun(token: Token, before: Token) -> Token:
    """An event's noun that the tagger took for a verb: "at the ceasefire talks in Muscat"."""
    noun = noun_for(token.lower)
    mistaken = noun and token.tag in {"VBZ", "VBP", "VB", "JJ"} and before.tag in {"NN", "NNP", "JJ", "DT"}
    return replace(token, lemma=noun, tag="NN", pos="NOUN") if mistaken else token


def _mend(token: Token) -> Token:
    word = _SLIPS.get(token.lower) or (
        "" if token.lower in _SPELLED or len(token.text) < _LONG else _nearest(token.lower)
    )
    if not word:
        return token
    noun = noun_for(word)
    if noun:
        return replace(token, text=word, lemma=noun, tag="NN", pos="NOUN")
    return replace(token, text=word, lemma=_LEMMAS.get(word, word), pos="VERB")


def _nearest(word: str) -> str:
    """The one word of rosters that another is a slip away from, or an empty text."""
    near = [
        known
        for known in _SPELLED
        if known[0] == word[0]
        and abs(len(known) - len(word)) < 2
        and SequenceMatcher(None, known, word).ratio() >= _ALIKE
    ]
    return near[0] if len(near) == 1 else ""


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
