"""Measures and calibrates a reader on the titles of SQuAD 2.0 that it was not trained on.

On the titles that it was trained on it is far too sure of itself (area under the ROC curve 0.92 against 0.75), so the
calibration, six weights and a threshold, is fitted on the others: for the figures on three titles and measured on the
fourth, in turn; for use on all four.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from briefings.answers.reader import Calibration, Reader
from training.reader.corpus import Item

PLAIN = Calibration((0.0, 1.0, 0.0, 0.0, 0.0, 0.0), 0.5)
"""Before anything is fitted: the lead of the best span over none."""

WITHHELD = 0.71
"""Share of the questions without an answer that the threshold withholds; the rest of the engine checks them too."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a reader said to questions: the surest span's facts, its F1, and whether there was an answer."""

    facts: Floats  # (questions, 5)
    overlap: Floats
    has: npt.NDArray[np.bool_]


def score(reader: Reader, items: Sequence[Item]) -> Scored:
    """Let a reader read every item's text."""
    facts, overlaps = [], []
    for item in items:
        (look,) = reader.look(item.question, [item.text])
        if look is None:
            raise ValueError(f"Question {item.id} has no words or no text.")
        given = item.text[look.start : look.end]
        facts.append(look.facts)
        overlaps.append(max((overlap(words, given) for words, _ in item.answers), default=0.0))
    has = np.array([bool(item.answers) for item in items])
    return Scored(np.array(facts, dtype=float), np.array(overlaps), has)


def sample(items: Sequence[Item], count: int) -> list[Item]:
    """The same items at every call."""
    return Random(0).sample(list(items), count) if count < len(items) else list(items)


def fit(scored: Scored) -> Calibration:
    """A logistic model of whether the span is right, and the probability below which enough is withheld."""
    inputs = np.column_stack([np.ones(len(scored.facts)), scored.facts])
    right = np.where(scored.has, scored.overlap, 0.0)
    weights = np.zeros(inputs.shape[1])
    penalty = np.diag([0.0, *[1e-3 * len(inputs)] * scored.facts.shape[1]])
    for _ in range(50):
        expected = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (expected - right) + penalty @ weights
        weights -= np.linalg.solve((inputs * (expected * (1 - expected))[:, None]).T @ inputs + penalty, gradient)
    calibration = Calibration(tuple(round(float(weight), 4) for weight in weights), 0.0)
    sure = certainty(scored, calibration)[~scored.has]
    return Calibration(calibration.weights, round(float(np.quantile(sure, WITHHELD)), 4))


def crossed(scored: Scored, titles: Sequence[str]) -> dict[str, object]:
    """The figures of ``report`` for each title when calibrated on the others, all in one."""
    sure, answered = np.zeros(len(titles)), np.zeros(len(titles), dtype=bool)
    names = np.array(titles)
    for title in sorted(set(titles)):
        here = names == title
        calibration = fit(_part(scored, ~here))
        sure[here] = certainty(_part(scored, here), calibration)
        answered[here] = sure[here] >= calibration.threshold
    return {**report(scored, sure), "at the threshold": at(scored, answered.astype(float), 0.5)}


def _part(scored: Scored, chosen: npt.NDArray[np.bool_]) -> Scored:
    return Scored(scored.facts[chosen], scored.overlap[chosen], scored.has[chosen])


def certainty(scored: Scored, calibration: Calibration) -> Floats:
    """The calibrated probability of every question's span."""
    return np.array([calibration.probability(row) for row in scored.facts.astype(np.float32)])


def at(scored: Scored, sure: Floats, threshold: float) -> tuple[float, float]:
    """has_f1 and no_f1 in percent when all below a threshold is withheld."""
    answered = sure >= threshold
    has = 100 * float((scored.overlap * answered)[scored.has].mean())
    return round(has, 1), round(100 * float((~answered)[~scored.has].mean()), 1)


def area(sure: Floats, has: npt.NDArray[np.bool_]) -> float:
    """The chance that an answerable question is surer than one without an answer (area under the ROC curve)."""
    ranks = np.empty(len(sure))
    ranks[np.argsort(sure, kind="stable")] = np.arange(1, len(sure) + 1)
    count = int(has.sum())
    return round(float((ranks[has].sum() - count * (count + 1) / 2) / (count * (len(sure) - count))), 4)


def report(scored: Scored, sure: Floats) -> dict[str, object]:
    """How well answers are found, and how well their certainty tells the questions that have one."""
    return {
        "questions": len(sure),
        "has_f1 never abstaining": at(scored, sure, -1.0)[0],
        "area": area(sure, scored.has),
        **{f"no_f1 >= {floor}": _best_at(scored, sure, floor) for floor in (70, 75, 90, 95)},
    }


def _best_at(scored: Scored, sure: Floats, floor: float) -> tuple[float, float]:
    """The best has_f1 with at least so much no_f1."""
    pairs = [at(scored, sure, float(threshold)) for threshold in np.quantile(sure, np.linspace(0, 1, 400))]
    return max((pair for pair in pairs if pair[1] >= floor), default=(0.0, 100.0))


def overlap(gold: str, given: str) -> float:
    """SQuAD's token F1."""
    left, right = _words(gold), _words(given)
    same = sum((Counter(left) & Counter(right)).values())
    return 2 * same / (len(left) + len(right)) if same else float(left == right)


def _words(text: str) -> list[str]:
    bare = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return re.sub(r"\b(?:a|an|the)\b", " ", bare).split()
