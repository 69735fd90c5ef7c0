"""How much two articles look like reports of one event: a few features, and one trained weight for each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from briefings.annotation import Signature, Vector
from briefings.stories.signatures import MONTH, rarity

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
T = TypeVar("T", bound=np.generic)

FEATURES = ("one", "words", "meaning", "names", "brevity", "apart", "numbers")
"""What a pair of articles is judged by, in the order of the weights.

words, names: cosine of the weighted words and of the names. meaning: cosine of the embeddings. brevity: 1 where the
shorter text is a headline, 0 from 200 different words on, for short texts share less. apart: both texts name months,
or years, and not one in common (0 to 2): last year's election looks like this year's. numbers: the rarity of the
numbers that both texts hold, such as a toll or a price.
"""

_HEADLINE, _FULL_TEXT = 8, 200  # different words
_MOST_NUMBERS = 2.0
_FIRST_YEAR, _LAST_YEAR = 1971, 2033  # one bit a year; other years are not told apart


class Sparse:
    """A growing stack of sparse vectors, one a row, that is quickly multiplied with one more."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._ends = np.zeros(1, dtype=np.int64)
        self._indices = np.zeros(0, dtype=np.int64)
        self._values = np.zeros(0, dtype=np.float32)
        self._count = 0

    def append(self, vector: Mapping[str, float]) -> None:
        """Put a vector on the stack."""
        for key in vector:
            self._columns.setdefault(key, len(self._columns))
        indices, values = self.read(vector)
        first = int(self._ends[self._count])
        last = first + len(indices)
        self._count += 1
        self._ends = grown(self._ends, self._count + 1)
        self._indices, self._values = grown(self._indices, last), grown(self._values, last)
        self._indices[first:last], self._values[first:last] = indices, values
        self._ends[self._count] = last

    def read(self, vector: Mapping[str, float]) -> tuple[Integers, Floats]:
        """A vector's columns and values, without what no row of the stack holds."""
        known = {self._columns[key]: value for key, value in vector.items() if key in self._columns}
        return np.array(list(known), dtype=np.int64), np.array(list(known.values()), dtype=np.float32)

    def row(self, row: int) -> tuple[Integers, Floats]:
        """The columns and values of one row."""
        span = slice(int(self._ends[row]), int(self._ends[row + 1]))
        return self._indices[span], self._values[span]

    def take(self, rows: Integers) -> Sparse:
        """A stack of some of the rows, with the columns that they need."""
        taken = Sparse()
        keys = list(self._columns)
        for row in rows:
            indices, values = self.row(row)
            taken.append({keys[index]: float(value) for index, value in zip(indices, values, strict=True)})
        return taken

    def dot(self, vector: tuple[Integers, Floats]) -> Floats:
        """The scalar product of a vector with every row."""
        dense = np.zeros(len(self._columns), dtype=np.float32)
        dense[vector[0]] = vector[1]
        last = int(self._ends[self._count])
        sums = np.zeros(last + 1)
        np.cumsum(self._values[:last] * dense[self._indices[:last]], out=sums[1:])
        return np.diff(sums[self._ends[: self._count + 1]]).astype(np.float32)

    def products(self, rows: Integers, others: Integers) -> Floats:
        """The scalar products of a few rows with a few others, shape (rows, others)."""
        vectors = [self.row(int(row)) for row in (*rows, *others)]
        columns, places = np.unique(np.concatenate([indices for indices, _ in vectors]), return_inverse=True)
        dense = np.zeros((len(vectors), len(columns)), dtype=np.float32)
        owners = np.repeat(np.arange(len(vectors)), [len(indices) for indices, _ in vectors])
        dense[owners, places] = np.concatenate([values for _, values in vectors])
        return np.asarray(dense[: len(rows)] @ dense[len(rows) :].T, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Profile:
    """A signature as it is compared with a stack of others."""

    words: tuple[Integers, Floats]
    names: tuple[Integers, Floats]
    numbers: tuple[Integers, Floats]
    vector: Vector
    size: float
    months: int
    years: int


class Profiles:
    """A growing stack of signatures, kept as arrays: comparing with 2,000 of them takes a few milliseconds."""

    def __init__(self, weights: Floats | None = None) -> None:
        self._weights = trained_weights() if weights is None else weights
        self._words, self._names, self._numbers = Sparse(), Sparse(), Sparse()
        self._vectors = np.zeros((0, 384), dtype=np.float32)
        self._sizes = np.zeros(0, dtype=np.float32)
        self._months = np.zeros(0, dtype=np.int64)
        self._years = np.zeros(0, dtype=np.int64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, signature: Signature) -> None:
        """Put a signature on the stack."""
        words = _words(signature)
        self._words.append(_normed(words))
        self._names.append(_normed(signature.names))
        self._numbers.append(_numbers(words))
        row, self._count = self._count, self._count + 1
        self._vectors = grown(self._vectors, self._count)
        self._sizes = grown(self._sizes, self._count)
        self._months, self._years = grown(self._months, self._count), grown(self._years, self._count)
        self._vectors[row], self._sizes[row] = signature.vector, len(words)
        self._months[row], self._years[row] = _months(signature), _years(words)

    def take(self, rows: Integers) -> Profiles:
        """A stack of some of the rows."""
        taken = Profiles(self._weights)
        taken._words, taken._names = self._words.take(rows), self._names.take(rows)
        taken._numbers = self._numbers.take(rows)
        taken._vectors, taken._sizes = self._vectors[rows], self._sizes[rows]
        taken._months, taken._years = self._months[rows], self._years[rows]
        taken._count = len(rows)
        return taken

    def read(self, signature: Signature) -> Profile:
        """A signature, ready to be compared with the stack."""
        words = _words(signature)
        return Profile(
            self._words.read(_normed(words)),
            self._names.read(_normed(signature.names)),
            self._numbers.read(_numbers(words)),
            signature.vector,
            len(words),
            _months(signature),
            _years(words),
        )

    def row(self, row: int) -> Profile:
        """A signature of the stack, ready to be compared with the others."""
        return Profile(
            self._words.row(row),
            self._names.row(row),
            self._numbers.row(row),
            self._vectors[row],
            float(self._sizes[row]),
            int(self._months[row]),
            int(self._years[row]),
        )

    def features(self, profile: Profile) -> Floats:
        """What makes a signature resemble every row; shape (rows, len(FEATURES))."""
        all_rows = slice(self._count)
        return _features(
            self._words.dot(profile.words),
            self._vectors[all_rows] @ profile.vector,
            self._names.dot(profile.names),
            self._numbers.dot(profile.numbers),
            np.minimum(self._sizes[all_rows], profile.size),
            _apart(self._months[all_rows], np.int64(profile.months))
            + _apart(self._years[all_rows], np.int64(profile.years)),
        )

    def resemblance(self, profile: Profile) -> Floats:
        """The log-odds that a signature and every row report one event."""
        return np.asarray(self.features(profile) @ self._weights, dtype=np.float32)

    def resemblances(self, rows: Integers, others: Integers) -> Floats:
        """The log-odds that a few rows and a few others report one event, shape (rows, others)."""
        ours, theirs = rows[:, None], others[None, :]
        features = _features(
            self._words.products(rows, others),
            self._vectors[rows] @ self._vectors[others].T,
            self._names.products(rows, others),
            self._numbers.products(rows, others),
            np.minimum(self._sizes[ours], self._sizes[theirs]),
            _apart(self._months[ours], self._months[theirs]) + _apart(self._years[ours], self._years[theirs]),
        )
        return np.asarray(features @ self._weights, dtype=np.float32)


@cache
def trained_weights() -> Floats:
    """One weight a feature (made by training/cluster_pairs.py, which keeps their source and scores beside them)."""
    stored = json.loads((files(__package__) / "data" / "resemblance.json").read_text(encoding="utf-8"))["weights"]
    return np.array([stored[name] for name in FEATURES], dtype=np.float32)


def grown(array: npt.NDArray[T], rows: int) -> npt.NDArray[T]:
    """The array with room for so many rows; it doubles, so that appending stays cheap."""
    if rows <= len(array):
        return array
    larger = np.zeros((max(rows, 2 * len(array), 64), *array.shape[1:]), dtype=array.dtype)
    larger[: len(array)] = array
    return larger


def _words(signature: Signature) -> dict[str, float]:
    return {term: weight for term, weight in signature.terms.items() if not term.startswith(MONTH)}


def _normed(vector: Mapping[str, float]) -> dict[str, float]:
    length = float(np.sqrt(sum(value * value for value in vector.values()))) or 1.0
    return {key: value / length for key, value in vector.items()}


def _numbers(words: Mapping[str, float]) -> dict[str, float]:
    """The numbers but years and single digits; the product of two equal ones is a tenth of its rarity."""
    found = (word for word in words if word[0].isdigit() and len(word) > 1 and not _year(word))
    return {word: float(np.sqrt(rarity(word) / 10)) for word in found}


def _year(word: str) -> int:
    return int(word) if len(word) == 4 and word.isdecimal() and 1900 <= int(word) < 2100 else 0


def _months(signature: Signature) -> int:
    """A bit for every month that the text names."""
    return sum(1 << int(term.removeprefix(MONTH)) for term in signature.terms if term.startswith(MONTH))


def _years(words: Mapping[str, float]) -> int:
    """A bit for every year that the text names."""
    years = {year for word in words if _FIRST_YEAR <= (year := _year(word)) <= _LAST_YEAR}
    return sum(1 << (year - _FIRST_YEAR) for year in years)


def _apart(masks: Integers, others: Integers | np.int64) -> Floats:
    return np.asarray((masks != 0) & (others != 0) & ((masks & others) == 0), dtype=np.float32)


def _features(words: Floats, meaning: Floats, names: Floats, numbers: Floats, shorter: Floats, apart: Floats) -> Floats:
    """The features of pairs along a last axis, in the order of FEATURES; ``shorter`` is a size in words."""
    brevity = 1 - np.log(np.maximum(shorter, 1) / _HEADLINE) / np.log(_FULL_TEXT / _HEADLINE)
    columns = (
        np.ones_like(words),
        words,
        meaning,
        names,
        np.clip(brevity, 0, 1),
        apart,
        np.minimum(numbers, _MOST_NUMBERS),
    )
    return np.stack(columns, axis=-1).astype(np.float32)
