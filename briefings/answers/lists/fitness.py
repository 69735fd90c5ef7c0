"""How well a span's type fits what a list question seeks."""

from __future__ import annotations

from briefings.annotation import Sentence
from briefings.answers.inquiry import Inquiry, Kind, Sought
from briefings.answers.spans import Span
from briefings.answers.types import LABELS
from briefings.answers.vocabulary import vocabulary

_NAMED = (Sought.PERSON, Sought.AGENT, Sought.GROUP, Sought.PLACE)
_NEVER_THINGS = frozenset({"PERSON", "GPE", "DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT", "MONEY"})
_COUNTRIES = frozenset({"country", "nation", "state"})
_TOWNS = frozenset({"city", "town", "village", "capital", "port", "province", "region", "district", "suburb"})
FITNESS = 5
"""How many features say it."""


def fitness(inquiry: Inquiry, sentence: Sentence, span: Span) -> list[float]:
    """From -1 (another type) to 1 (the type that is asked for), then what that rests on."""
    labels = {entity.label for entity in sentence.entities if entity.first < span.last and span.first < entity.last}
    own = span.head.entity
    expected = LABELS.get(inquiry.sought)
    fit = 0.0
    if expected is not None:
        fit = 1.0 if own in expected else -1.0 if own else -0.5 if inquiry.sought in _NAMED else -0.3
        fit = _by_place(inquiry, span, fit)
    elif inquiry.focus and own in _NEVER_THINGS:
        fit = -1.0
    elif inquiry.kind in (Kind.WHAT, Kind.WHICH, Kind.WHY, Kind.HOW) and own == "PERSON":
        fit = -0.7
    return [
        fit,
        float(expected is not None),
        float(bool(expected and labels & expected)),
        float(bool(labels)),
        float(span.head.text[:1].isupper()),
    ]


def _by_place(inquiry: Inquiry, span: Span, fit: float) -> float:
    """Countries are no towns."""
    if fit < 1.0 or inquiry.sought not in (Sought.PLACE, Sought.GROUP):
        return fit
    country = span.head.lower in vocabulary().nations
    if inquiry.focus in _COUNTRIES:
        return 1.0 if country else 0.3
    return -0.7 if country and inquiry.focus in _TOWNS else fit
