"""Which events answer a question: a chance for each, and the set of the best expected F1, the empty one among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from briefings.answers.lists.event_questions import Asked, Certainty, EventQuestion
from briefings.answers.lists.event_relations import describe, find_anchors
from briefings.answers.lists.events import Event, Form, Tense
from briefings.answers.lists.forest import Floats, Forest

SUMMARY = 10
"""How many features tell whether any event answers."""


@dataclass(frozen=True)
class EventModel:
    """Trained weights: ``relation`` scores an event, ``none`` (SUMMARY weights and a constant) the empty answer."""

    relation: Forest
    none: Floats

    def answer(self, question: EventQuestion, events: Sequence[Event]) -> list[tuple[Event, float]]:
        """The events that answer, in the order of the text, each with its chance."""
        anchors = find_anchors(question, events)
        if not events or (question.related and not anchors):
            return []
        chances = self.relation.chance(describe(question, events, anchors))
        summary = np.append(summarize(question, chances), 1.0)
        empty = float(1 / (1 + np.exp(-(summary @ self.none))))
        chosen = set(best_set(chances, empty))
        if question.asked is Asked.FUTURE:  # "will" says it outright
            chosen.update(index for index, event in enumerate(events) if _announced(event))
        return [(events[index], float(chances[index])) for index in sorted(chosen)]


def summarize(question: EventQuestion, chances: Floats) -> Floats:
    """What tells whether there is an answer at all, shape (SUMMARY,)."""
    asked = (Asked.FUTURE, Asked.ONGOING, Asked.DONE, Asked.BEFORE, Asked.AFTER, Asked.DURING)
    values = [
        float(chances.max(initial=0.0)),
        float(np.log(np.prod(1 - chances) + 1e-6)),
        float(chances.sum()),
        *(float(question.asked is kind) for kind in asked),
        float(question.certainty is not Certainty.FACT),
    ]
    return np.asarray(values, dtype=np.float32)


def _announced(event: Event) -> bool:
    return event.tense is Tense.FUTURE and event.form is Form.FINITE and not event.negated and not event.conditional


def best_set(chances: Floats, empty: float) -> list[int]:
    """The likeliest events with the best expected F1, where nothing at all is right with chance ``empty``."""
    order = np.argsort(-chances, kind="stable")
    some = (1 - empty) / max(1e-6, 1 - float(np.prod(1 - chances)))
    total = float(chances.sum())
    best, size, held = empty, 0, 0.0
    for count, index in enumerate(order, 1):
        held += float(chances[index])
        expected = some * 2 * held / (count + total)
        if expected > best:
            best, size = expected, count
    return [int(index) for index in order[:size]]
