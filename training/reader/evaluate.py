"""Measures a reader on SQuAD 2.0's held-out titles, and calibrates it on the titles that it was trained on."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from briefings.answers.reader import Calibration, Reader, characters
from training.reader.corpus import Item

PLAIN = Calibration((0.0, 1.0, 0.0, 0.0), 0.5)
"""Before anything is fitted: the lead of the best span over none."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a reader said to questions: the surest span's facts, its F1, and whether there was an answer."""

    facts: Floats  # (questions, 3)
    overlap: Floats
    has: npt.NDArray[np.bool_]


def score(reader: Reader, items: Sequence[Item], calibration: Calibration = PLAIN) -> Scored:
    """Let a reader read every item's text."""
    facts, overlaps = [], []
    for item in items:
        (found,) = reader.look(item.question, [item.text])
        window, best = max(found, key=lambda each: calibration.probability(each[1].facts))
        start, end = characters(window, best)
        facts.append(best.facts)
        overlaps.append(max((overlap(words, item.text[start:end]) for words, _ in item.answers), default=0.0))
    has = np.array([bool(item.answers) for item in items])
    return Scored(np.array(facts, dtype=float), np.array(overlaps), has)


def sample(items: Sequence[Item], count: int) -> list[Item]:
    """The same items at every call."""
    return Random(0).sample(list(items), count) if count < len(items) else list(items)


def fit(scored: Scored) -> Calibration:
    """A logistic model of whether the span is right, and the probability at which has_f1 and no_f1 add up to most."""
    inputs = np.column_stack([np.ones(len(scored.facts)), scored.facts])
    right = np.where(scored.has, scored.overlap, 0.0)
    weights = np.zeros(inputs.shape[1])
    penalty = np.diag([0.0, *[1e-3 * len(inputs)] * scored.facts.shape[1]])
    for _ in range(50):
        expected = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (expected - right) + penalty @ weights
        weights -= np.linalg.solve((inputs * (expected * (1 - expected))[:, None]).T @ inputs + penalty, gradient)
    calibration = Calibration(tuple(round(float(weight), 4) for weight in weights), 0.0)
    sure = certainty(scored, calibration)
    thresholds = np.quantile(sure, np.linspace(0.02, 0.98, 97))
    best = max(thresholds, key=lambda threshold: sum(at(scored, sure, float(threshold))))
    return Calibration(calibration.weights, round(float(best), 4))


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


def report(scored: Scored, calibration: Calibration) -> dict[str, object]:
    """The figures that docs/reader.md quotes."""
    sure = certainty(scored, calibration)
    lines = {f"no_f1 >= {floor}": _best_at(scored, sure, floor) for floor in (70, 75, 90, 95)}
    return {
        "questions": len(sure),
        "has_f1 never abstaining": at(scored, sure, -1.0)[0],
        "area": area(sure, scored.has),
        "at the threshold": at(scored, sure, calibration.threshold),
        **lines,
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
