"""How likely each word and word pair of a story is to stand in an editor's summary of it (pure).

Two logistic models over where a word stands, how often it comes and what part it plays. Weights: data/salience.json,
made by training/salience.py from articles with the bullets that their editors wrote.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from briefings.annotation import Annotation, Sentence, SentenceKind, Token

Matrix = npt.NDArray[np.float64]
Pair = tuple[str, str]

WORD_FEATURES = (
    "sentences", "share", "early", "depth", "place", "first", "second", "third", "subject", "object", "root", "quoted",
    "noun", "verb", "name", "adjective", "adverb", "number", "person", "organisation", "country", "nationality",
    "date", "count", "event", "length", "centrality", "article", "lead", "one",
)  # fmt: skip
PAIR_FEATURES = (
    "left", "right", "left_plain", "right_plain", "both", "content", "count", "early", "depth", "entity", "noun",
    "preposition", "determiner", "one",
)  # fmt: skip

_PLAIN = frozenset({"DET", "ADP", "PRON", "AUX", "CCONJ", "SCONJ", "PUNCT", "PART", "SPACE", "SYM", "INTJ"})
_POSES = ("NOUN", "VERB", "PROPN", "ADJ", "ADV", "NUM")
_LABELS = ("PERSON", "ORG", "GPE", "NORP", "DATE", "CARDINAL", "EVENT")


@dataclass(frozen=True, slots=True)
class Salience:
    """The chance of each content word, by lemma, and of each pair of neighbouring words, to stand in a summary."""

    words: Mapping[str, float]
    pairs: Mapping[Pair, float]


_REMEMBERED: WeakKeyDictionary[Annotation, Salience] = WeakKeyDictionary()


@dataclass(slots=True)
class _Word:
    first: int
    sentences: set[int] = field(default_factory=set)
    uses: int = 0
    subject: int = 0
    object: int = 0
    root: int = 0
    quoted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    forms: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Pair:
    first: int
    uses: int = 0
    entity: bool = False
    kinds: Pair = ("", "")
    forms: set[Pair] = field(default_factory=set)


def salience(
    annotations: Sequence[Annotation], word_weights: Matrix | None = None, pair_weights: Matrix | None = None
) -> Salience:
    """The saliences of a story's words; what several articles make likely is likelier still.

    The weights are the trained ones unless others are given, as training does.
    """
    words: dict[str, float] = {}
    pairs: dict[Pair, float] = {}
    for annotation in annotations:
        if word_weights is None or pair_weights is None:
            own = _trained(annotation)
        else:
            own = _of_article(annotation, word_weights, pair_weights)
        for lemma, chance in own.words.items():
            words[lemma] = 1 - (1 - words.get(lemma, 0.0)) * (1 - chance)
        for pair, chance in own.pairs.items():
            pairs[pair] = 1 - (1 - pairs.get(pair, 0.0)) * (1 - chance)
    return Salience(words, pairs)


def _trained(annotation: Annotation) -> Salience:
    """An article's saliences by the trained weights, worked out once for as long as its annotation is in memory."""
    if annotation not in _REMEMBERED:
        _REMEMBERED[annotation] = _of_article(annotation, *_weights())
    return _REMEMBERED[annotation]


def _of_article(annotation: Annotation, word_weights: Matrix, pair_weights: Matrix) -> Salience:
    lemmas, matrix, _ = word_rows(annotation)
    words = dict(zip(lemmas, _chance(matrix, word_weights), strict=True))
    keys, pair_matrix, _ = pair_rows(annotation, words)
    return Salience(words, dict(zip(keys, _chance(pair_matrix, pair_weights), strict=True)))


def words_of(tokens: Sequence[Token]) -> list[Token]:
    """The tokens that are words."""
    return [token for token in tokens if token.text[0].isalnum()]


def is_content(token: Token) -> bool:
    """Whether a word says something of its own."""
    return token.pos not in _PLAIN and token.text[0].isalnum()


def word_rows(annotation: Annotation) -> tuple[list[str], Matrix, list[set[str]]]:
    """The content words of an article by lemma: their features (one row each, WORD_FEATURES) and their forms."""
    body = annotation.body
    found: dict[str, _Word] = {}
    for order, sentence in enumerate(body):
        opened = False
        for token in sentence.tokens:
            if token.text in {'"', "“", "”"}:
                opened = token.text == "“" if token.text != '"' else not opened
            if not is_content(token):
                continue
            word = found.setdefault(token.lemma, _Word(order))
            word.sentences.add(order)
            word.uses += 1
            word.subject += token.dep in {"nsubj", "nsubjpass"}
            word.object += token.dep in {"dobj", "pobj"}
            word.root += token.dep == "ROOT"
            word.quoted += opened
            word.kinds[token.pos] += 1
            word.labels[token.entity] += 1
            word.forms.add(token.lower)
    closeness = _closeness(annotation)
    rows = [_word_row(lemma, word, closeness, len(body)) for lemma, word in found.items()]
    return list(found), _matrix(rows, len(WORD_FEATURES)), [word.forms for word in found.values()]


def pair_rows(annotation: Annotation, words: Mapping[str, float]) -> tuple[list[Pair], Matrix, list[set[Pair]]]:
    """The neighbouring words of an article: their features (one row a pair, PAIR_FEATURES) and their forms."""
    found: dict[Pair, _Pair] = {}
    for order, sentence in enumerate(annotation.body):
        row = words_of(sentence.tokens)
        for left, right in itertools.pairwise(row):
            entity = bool(left.entity) and left.entity == right.entity
            pair = found.setdefault((left.lemma, right.lemma), _Pair(order, 0, entity, (left.pos, right.pos)))
            pair.uses += 1
            pair.forms.add((left.lower, right.lower))
    rows = [_pair_row(words.get(left), words.get(right), pair) for (left, right), pair in found.items()]
    return list(found), _matrix(rows, len(PAIR_FEATURES)), [pair.forms for pair in found.values()]


def _word_row(lemma: str, word: _Word, closeness: Sequence[float], length: int) -> list[float]:
    uses, spread = word.uses, len(word.sentences)
    return [
        math.log(spread),
        spread / length,
        1 / (word.first + 1),
        math.log1p(word.first),
        word.first / length,
        float(word.first == 0),
        float(word.first == 1),
        float(word.first == 2),
        word.subject / uses,
        word.object / uses,
        word.root / uses,
        word.quoted / uses,
        *(word.kinds[kind] / uses for kind in _POSES),
        *(word.labels[label] / uses for label in _LABELS),
        min(len(lemma), 12) / 10,
        max(closeness[order] for order in word.sentences),
        math.log(length),
        sum(1 for order in word.sentences if order < 3) / 3,
        1.0,
    ]


def _pair_row(left: float | None, right: float | None, pair: _Pair) -> list[float]:
    left_odds, right_odds = _log_odds(left), _log_odds(right)
    return [
        left_odds,
        right_odds,
        float(left is None),
        float(right is None),
        float(left is not None and right is not None),
        left_odds * (right is not None) + right_odds * (left is not None),
        math.log(pair.uses),
        1 / (pair.first + 1),
        math.log1p(pair.first),
        float(pair.entity),
        float(pair.kinds[1] in {"NOUN", "PROPN"}),
        float(pair.kinds[0] == "ADP"),
        float(pair.kinds[0] == "DET"),
        1.0,
    ]


def _closeness(annotation: Annotation) -> list[float]:
    """How near each body sentence is to the article as a whole."""
    near = annotation.vectors @ annotation.centroid
    return [
        float(value)
        for value, sentence in zip(near, annotation.sentences, strict=True)
        if sentence.kind is SentenceKind.BODY
    ]


def _log_odds(chance: float | None) -> float:
    return math.log(chance / (1 - chance)) if chance else 0.0


def _chance(matrix: Matrix, weights: Matrix) -> list[float]:
    chances = np.clip(1 / (1 + np.exp(-(matrix @ weights))), 1e-3, 0.999)
    return [float(chance) for chance in chances]


def _matrix(rows: Sequence[Sequence[float]], width: int) -> Matrix:
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


@cache
def _weights() -> tuple[Matrix, Matrix]:
    text = resources.files("briefings.digests").joinpath("data/salience.json").read_text("utf-8")
    stored = json.loads(text)
    words = np.array([stored["words"][name] for name in WORD_FEATURES])
    return words, np.array([stored["pairs"][name] for name in PAIR_FEATURES])


def covered(sentence: Sentence, kept: frozenset[int]) -> tuple[frozenset[str], frozenset[Pair]]:
    """The words and word pairs, by lemma, that a bullet covers."""
    row = [token for token in words_of(sentence.tokens) if token.index in kept]
    pairs = frozenset((left.lemma, right.lemma) for left, right in itertools.pairwise(row))
    return frozenset(token.lemma for token in row), pairs
