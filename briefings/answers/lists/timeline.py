"""A rough place in time for every event, from the grammar alone: negative is past, zero is the time of writing."""

from __future__ import annotations

from collections.abc import Mapping

from briefings.annotation import Sentence, Token
from briefings.answers.lists.events import Event, Opening, Tense, event_words, tense_of

_TENSES = {
    Tense.PAST_PERFECT: -3.0,
    Tense.PAST: -2.0,
    Tense.PERFECT: -2.2,
    Tense.PRESENT: 0.0,
    Tense.FUTURE: 2.0,
    Tense.CONDITIONAL: 1.5,
    Tense.MODAL: 1.5,
    Tense.BARE: -1.0,
}
_REPORTED = -0.8  # what was said was said after what it tells of
_EARLIER = {
    "after": -1.0,
    "following": -1.0,
    "since": -1.0,
    "because": -0.6,
    "over": -0.6,
    "by": -0.3,
    "from": -0.4,
    "once": -0.6,
}
_LATER = {"before": 1.0, "until": 1.0, "till": 1.0, "for": 0.8, "to": 0.8, "toward": 0.8, "into": 0.3}
_SHIFTS: Mapping[str, float] = {**_EARLIER, **_LATER}


def place_in_time(event: Event) -> float:
    """The place of an event: about -3 before the story, -2 the story, 0 now, 2 what is to come."""
    return max(-4.0, min(3.0, _verb(event.sentence, event.token, event, 0)))


def is_actual(event: Event) -> bool:
    """Whether the text tells the event as one that has taken place or takes place."""
    unreal = event.negated or event.conditional or event.opened in (Opening.FUTURE, Opening.PREVENT)
    return not unreal and place_in_time(event) <= 0.5


def _verb(sentence: Sentence, token: Token, event: Event | None, depth: int) -> float:
    words = event_words()
    above = next(
        (up for up in sentence.ancestors(token) if up.pos in ("VERB", "AUX") and up.dep not in ("aux", "auxpass")), None
    )
    if depth > 6:
        return -2.0
    finite = _finite(sentence, token)
    if finite is not None:
        when = 0.0 if finite is Tense.PERFECT and token.tag == "VBG" else _TENSES[finite]
        if words.opens.get(token.lemma) is Opening.REPORT and finite is Tense.PAST:
            return _REPORTED
        if token.lemma in words.states and finite is Tense.PRESENT:
            return -0.2
        return when + _mark(sentence, token) * (0.5 if finite is Tense.PAST else 0.0)
    if above is None:
        return 0.0 if event is None else _TENSES[event.tense]
    base = _verb(sentence, above, None, depth + 1)
    if words.opens.get(above.lemma) is Opening.REPORT and token.dep not in ("ccomp", "xcomp", "dobj"):
        base = min(base, -1.0)
    return base + _step(sentence, token, above)


def _finite(sentence: Sentence, token: Token) -> Tense | None:
    """The tense of a verb that carries one itself."""
    if token.pos not in ("VERB", "AUX"):
        return None
    return tense_of(sentence, token)


def _mark(sentence: Sentence, token: Token) -> float:
    return next(
        (_SHIFTS[child.lower] for child in sentence.children(token, "mark", "advmod") if child.lower in _SHIFTS), 0.0
    )


def _step(sentence: Sentence, token: Token, above: Token) -> float:
    """How much later than the verb above it an event without a tense of its own is."""
    words = event_words()
    shift = _mark(sentence, token)
    walker = token
    while walker.index != above.index and walker.head != walker.index:
        if walker.pos in ("ADP", "SCONJ") and walker.lower in _SHIFTS and walker.index != token.index:
            shift = shift or _SHIFTS[walker.lower]
        walker = sentence.head(walker)
        if walker.index != above.index and words.opens.get(walker.lemma) is Opening.FUTURE:
            shift = max(shift, 2.0)
    if token.dep in ("conj",):
        return shift
    if token.dep == "nsubjpass" and above.lemma in ("plan", "schedule", "expect", "set"):
        return 2.5
    if words.opens.get(above.lemma) is Opening.FUTURE and token.dep not in ("nsubj", "nsubjpass", "advcl", "agent"):
        return max(shift, 2.5)
    if token.tag == "VB":
        return max(shift, 1.0)
    if token.pos == "NOUN" and token.dep in ("nsubj", "nsubjpass"):
        return shift - 0.3
    if token.tag == "VBN":
        return shift - 0.3
    return shift
