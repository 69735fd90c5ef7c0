"""When a clause's verb happens: before the event at hand, at it, or still to come."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.events import is_event_noun
from briefings.answers.rosters.factuality import modal_of
from briefings.answers.rosters.vocabulary import load, words

_TABLE = load("attendance.toml")
_EARLIER = words(_TABLE, "time", "earlier")
_HABITS = words(_TABLE, "time", "habits")


def is_earlier(sentence: Sentence, verb: Token, year: int | None) -> bool:
    """Whether a clause puts what it says into an earlier time: a past year, "previous parades", "two years ago"."""
    clause = tuple(_clause(sentence, verb))
    if verb.dep == "relcl" and any(child.lower == "when" for child in sentence.children(verb, "advmod")):
        clause += (sentence.head(verb),)  # "in 2015, when ..."
    had = any(child.lower in {"had", "'d", "’d"} for child in sentence.children(verb, "aux"))
    past = verb.tag in {"VBD", "VBN"} or had
    for token in clause:
        if len(token.text) == 4 and token.text.isdigit() and token.text[:2] in {"18", "19", "20"}:
            number = int(token.text)
            if (year is not None and number < year) or (year is None and past and not modal_of(sentence, verb)):
                return True
        following = sentence.tokens[token.index + 1] if token.index + 1 < len(sentence.tokens) else token
        if token.lower in _EARLIER and token.dep == "amod" and is_event_noun(sentence.head(token)):
            return True
        if token.lower == "last" and following.lower in {"year", "decade", "century", "time"} and past:
            return True
        if (
            token.lower == "ago"
            and past
            and sentence.tokens[token.index - 1].lemma in {"year", "decade", "month", "century"}
        ):
            return True
        if token.lower == "times" and not modal_of(sentence, verb):
            return True  # "has attended three times"
        if token.lower in _HABITS and token.dep == "advmod" and sentence.head(token).index == verb.index:
            return True
    return False


def is_past(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb reports what has happened, rather than what is or is to come."""
    auxiliaries = [child.lower for child in sentence.children(verb, "aux", "auxpass")]
    if modal_of(sentence, verb) or "to" in auxiliaries:
        return False
    if verb.tag == "VBD":
        return True
    if verb.tag == "VBN":
        return bool(set(auxiliaries) & {"was", "were", "had"})
    return "did" in auxiliaries or "was" in auxiliaries or "were" in auxiliaries


def is_ahead(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb speaks of what is to come: "will attend", "is to attend", "is attending", "attends"."""
    auxiliaries = sentence.children(verb, "aux", "auxpass")
    if any(child.tag == "MD" or child.lower == "to" for child in auxiliaries):
        return True
    present = any(child.tag in {"VBZ", "VBP"} and child.lemma == "be" for child in auxiliaries)
    return verb.tag in {"VBZ", "VBP"} or (verb.tag == "VBG" and present)


def _clause(sentence: Sentence, verb: Token) -> Iterator[Token]:
    """The words of a verb's own clause, without the clauses in it."""
    yield verb
    waiting = sentence.children(verb)
    while waiting:
        token = waiting.pop()
        if token.dep in {"relcl", "ccomp", "advcl", "parataxis", "nsubj", "nsubjpass"} or (
            token.dep == "conj" and token.pos in {"VERB", "AUX"}
        ):
            continue
        yield token
        waiting += sentence.children(token)
