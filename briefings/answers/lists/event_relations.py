"""What an event of a text has to do with the one that a question names, in numbers: the input of the event model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from briefings.annotation import Sentence, Token
from briefings.answers.lists.event_questions import Asked, Certainty, EventQuestion, Phase
from briefings.answers.lists.events import Event, Form, Opening, Tense
from briefings.answers.lists.timeline import is_actual, place_in_time
from briefings.answers.vocabulary import affinity

Floats = npt.NDArray[np.float32]

_LINKS = {
    **dict.fromkeys(("after", "following", "since", "once", "upon"), 1),
    **dict.fromkeys(("before", "until", "till", "prior"), 2),
    **dict.fromkeys(("when", "while", "as", "during", "amid", "whilst"), 3),
    **dict.fromkeys(("to", "for"), 4),
    **dict.fromkeys(("because", "by", "through", "over", "from"), 5),
    **dict.fromkeys(("that",), 6),
    **dict.fromkeys(("if", "unless"), 7),
}
LINKS = 8
_SMALL = frozenset({"DET", "ADP", "AUX", "PRON", "PART", "CCONJ", "SCONJ", "PUNCT"})
EVENT = len(Tense) + len(Form) + 2 * len(Opening) + 5
PAIR = 12 + 2 * LINKS
TIMES = 11
WIDTH = len(Asked) + len(Phase) + len(Certainty) + 4 + 2 * EVENT + PAIR + TIMES
"""How many features an event has."""


def find_anchors(question: EventQuestion, events: Sequence[Event]) -> list[Event]:
    """The events of the text that the question names, the likeliest first: by verb or noun, and by the words around."""
    if question.asked in (Asked.DONE, Asked.ONGOING, Asked.FUTURE):
        return []
    named = [token for token in question.anchor if token.pos in ("VERB", "NOUN", "AUX", "PROPN", "ADJ")]
    if not named:
        return []
    words = {token.lower for token in question.anchor if token.pos not in _SMALL and token.text[0].isalnum()}
    top = _head(question)
    scored: list[tuple[float, Event]] = []
    for event in events:
        same = max(_same(event.token, token) * (1.5 if top and token.index == top.index else 1.0) for token in named)
        shared = len(words & _neighbourhood(event)) / max(1, len(words))
        if same >= 0.7 or shared >= 0.5:
            scored.append((same + 2.0 * shared, event))
    scored.sort(key=lambda pair: -pair[0])
    return [event for score, event in scored if score >= scored[0][0] - 0.25]


def _head(question: EventQuestion) -> Token | None:
    """The verb or noun that the other words of the anchor hang on."""
    inside = {token.index for token in question.anchor}
    tops = [token for token in question.anchor if token.head not in inside or token.head == token.index]
    return next((token for token in tops if token.pos in ("VERB", "NOUN", "AUX", "PROPN")), None)


def _same(one: Token, other: Token) -> float:
    if one.lower == other.lower:
        return 1.0
    return affinity(one.lemma, other.lemma)


def _neighbourhood(event: Event) -> set[str]:
    """The words that hang on the event, and a few around it."""
    tokens = event.sentence.tokens
    around = tokens[max(0, event.token.index - 5) : event.token.index + 6]
    return {token.lower for token in (*event.sentence.subtree(event.token)[:14], *around)}


def describe(question: EventQuestion, events: Sequence[Event], anchors: Sequence[Event]) -> Floats:
    """One row of features an event, shape (len(events), WIDTH); the anchors are those of ``find_anchors``."""
    asks = [
        *_one_hot(question.asked, Asked),
        *_one_hot(question.phase, Phase),
        *_one_hot(question.certainty, Certainty),
        float(question.near),
        float(question.progressive),
        float(question.since),
        float(bool(anchors)),
    ]
    rows = []
    for event in events:
        anchor = _nearest(event, anchors)
        about = describe_event(anchor) if anchor else [0.0] * EVENT
        rows.append(
            [
                *asks,
                *describe_event(event),
                *about,
                *_pair(event, anchor, anchors, events),
                *_times(question, event, anchor),
            ]
        )
    return np.asarray(rows, dtype=np.float32).reshape(-1, WIDTH)


def _one_hot(
    value: Asked | Phase | Certainty | Tense | Form | Opening,
    kinds: type[Asked | Phase | Certainty | Tense | Form | Opening],
) -> list[float]:
    return [float(value is kind) for kind in kinds]


def describe_event(event: Event) -> list[float]:
    """An event's own features (EVENT values)."""
    return [
        *_one_hot(event.tense, Tense),
        *_one_hot(event.form, Form),
        *_one_hot(event.opened, Opening),
        *_one_hot(event.opens, Opening),
        float(event.progressive),
        float(event.passive),
        float(event.negated),
        float(event.conditional),
        float(event.state),
    ]


def _nearest(event: Event, anchors: Sequence[Event]) -> Event | None:
    return min(anchors, key=lambda anchor: abs(anchor.order - event.order)) if anchors else None


def _pair(event: Event, anchor: Event | None, anchors: Sequence[Event], events: Sequence[Event]) -> list[float]:
    own = _one_of(_link(event.sentence, event.token), LINKS)
    place = [
        event.order / max(1, len(events) - 1),
        float(event.order == 0),
        float(event.place == 0),
        min(len(events), 12) / 12,
    ]
    if anchor is None:
        return [*place, *[0.0] * 8, *own, *[0.0] * LINKS]
    step = event.order - anchor.order
    one = event.sentence is anchor.sentence
    below = one and any(above.index == anchor.token.index for above in event.sentence.ancestors(event.token))
    above = one and any(up.index == event.token.index for up in anchor.sentence.ancestors(anchor.token))
    between = 0
    if below:
        between = _between(event.sentence, event.token, anchor.token)
    elif above:
        between = _between(event.sentence, anchor.token, event.token)
    return [
        *place,
        float(event in anchors),
        max(-8, min(8, step)) / 8,
        float(step > 0),
        float(one),
        float(below),
        float(above),
        float(event.token.lemma == anchor.token.lemma),
        float(abs(step) == 1),
        *own,
        *(_one_of(between, LINKS) if below or above else [0.0] * LINKS),
    ]


def _times(question: EventQuestion, event: Event, anchor: Event | None) -> list[float]:
    """Where the event stands in time, alone and against the anchor, and whether that is asked for (TIMES values)."""
    when, actual = place_in_time(event), is_actual(event)
    about = place_in_time(anchor) if anchor else 0.0
    gap = max(-4.0, min(4.0, when - about)) if anchor else 0.0
    narrated = 0.1 * (event.order - anchor.order) if anchor else 0.0
    told = _told(event, anchor) if anchor else None
    later = gap + max(-0.4, min(0.4, narrated)) if told is None else told
    sides = {
        Asked.AFTER: later,
        Asked.BEFORE: -later,
        Asked.DURING: 0.6 - abs(later),
        Asked.DONE: -0.5 - when if actual else -1.0,
        Asked.FUTURE: -1.0 if event.negated else when - 0.5,
        Asked.ONGOING: 0.6 - abs(when) + 0.3 * event.state if actual else -1.0,
    }
    return [
        when,
        float(actual),
        float(when < -0.5),
        float(-0.5 <= when <= 0.5),
        float(when > 0.5),
        about,
        float(anchor is not None and is_actual(anchor)),
        gap,
        later,
        sides.get(question.asked, 0.0),
        float(actual == (question.certainty is Certainty.FACT)),
    ]


def _told(event: Event, anchor: Event) -> float | None:
    """How much later than the anchor the event is by a connective between the two; None where there is none."""
    if event.sentence is not anchor.sentence:
        return None
    for low, high, sign in ((event, anchor, 1.0), (anchor, event, -1.0)):
        if any(above.index == high.token.index for above in low.sentence.ancestors(low.token)):
            link = _between(low.sentence, low.token, high.token)
            return {1: -2.0, 2: 2.0, 3: 0.0}[link] * sign if link in (1, 2, 3) else None
    return None


def _one_of(number: int, count: int) -> list[float]:
    return [float(index == number) for index in range(count)]


def _link(sentence: Sentence, token: Token) -> int:
    """Which connective leads the event in: its mark, or the preposition that it hangs on."""
    for child in sentence.children(token, "mark", "advmod", "aux", "prep"):
        if (
            child.index < token.index
            and child.lower in _LINKS
            and (child.dep != "prep" or child.lower in ("after", "before"))
        ):
            return _LINKS[child.lower]
    above = sentence.head(token)
    return _LINKS.get(above.lower, 0) if above.pos in ("ADP", "SCONJ") else 0


def _between(sentence: Sentence, low: Token, high: Token) -> int:
    """The connective on the way up from one event to another; the one nearest to the upper event counts."""
    token, found = low, _link(sentence, low)
    while token.index != high.index and token.head != token.index:
        link = _link(sentence, token)
        found = link or found
        token = sentence.head(token)
    return found
