"""Idioms of coming, staying away and not knowing yet: "show her face", "leave his seat empty", "wait to hear"."""

from __future__ import annotations

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.factuality import is_negated
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, match_verb, phrases, words
from briefings.models import AttendanceStatus as Status

_TABLE = load("attendance.toml")
_COMING = phrases(_TABLE, "idioms", "coming")
_STAYING = phrases(_TABLE, "idioms", "staying")
_OPEN = phrases(_TABLE, "idioms", "open")
_OPEN_DENIED = phrases(_TABLE, "idioms", "open_denied")
_REFLEXIVE = words(_TABLE, "idioms", "reflexive")
_SELVES = frozenset({"himself", "herself", "itself", "themselves"})
_ACCEPTING = words(_TABLE, "idioms", "accepting")
_REFUSING = words(_TABLE, "idioms", "refusing")
_LIGHT = frozenset({"punct", "npadvmod", "advmod", "neg", "aux", "cc", "conj", "nsubj", "mark", "auxpass"})


def idiom_status(reading: Reading, token: Token) -> Status | None:
    """What an idiom that begins with a verb says of its subject; None for no idiom."""
    sentence = reading.sentence
    if match_verb(sentence, token.index, _OPEN) or _is_left_open(sentence, token):
        return Status.INVITED_UNDECIDED
    if match_verb(sentence, token.index, _OPEN_DENIED) and _is_denied(sentence, token) and _is_alone(sentence, token):
        return Status.INVITED_UNDECIDED
    excused = token.lemma in _REFLEXIVE and any(c.lower in _SELVES for c in sentence.children(token, "dobj"))
    if excused or match_verb(sentence, token.index, _STAYING):
        return Status.NOT_ATTENDING
    return Status.ATTENDING if match_verb(sentence, token.index, _COMING) else None


def _is_left_open(sentence: Sentence, token: Token) -> bool:
    """Whether an invitation is "neither accepted nor declined"."""
    if token.lemma not in _ACCEPTING | _REFUSING:
        return False
    linked = [*sentence.children(token, "conj"), *([sentence.head(token)] if token.dep == "conj" else [])]
    opposed = any(
        {token.lemma, other.lemma} & _ACCEPTING and {token.lemma, other.lemma} & _REFUSING for other in linked
    )
    return opposed and any(t.lower in {"nor", "or", "neither"} for t in sentence.tokens)


def _is_denied(sentence: Sentence, token: Token) -> bool:
    """Whether a verb is denied or yet to happen: "has not decided", "has yet to make up her mind"."""
    over = sentence.head(token)
    yet = any(c.lower == "yet" for c in sentence.children(over, "advmod")) and over.lemma in {"have", "be"}
    return yet or is_negated(sentence, token)


def _is_alone(sentence: Sentence, token: Token) -> bool:
    """Whether nothing tells that the decision is one of another thing: "has not decided on the tariffs"."""
    if token.lemma != "decide":
        return True
    return all(child.dep in _LIGHT for child in sentence.children(token))
