"""What an article is compared by when stories are made: its rare words, its names and the direction of its text."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from briefings.annotation import Annotation, Signature, Vector

MONTH = "month:"
"""Begins the keys of ``Signature.terms`` that are no words but months that the text names ("month:9")."""

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(?:(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b|(May)(?= \d)|(?<=\d )(May)\b)"
)  # "May" alone is a verb more often than a month
_NAMES = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
_LEAD = 2  # sentences; a report says first what it is about, so their words and names count twice
_TITLE_WEIGHT = 2.0
_VECTOR_SENTENCES = 20  # and the title; later ones are background, which reports of different events share


def sign(title: str, annotation: Annotation, embed: Callable[[Sequence[str]], Vector] | None = None) -> Signature:
    """An article's signature.

    Words and names weigh more the rarer they are in English text and the more often they come, with a bonus in the
    title and the lead. The vector is the mean of the embeddings of the title and the sentences, the first counting
    most, of unit length. Given an embedder, the title leads: pages that were badly read have little else to go by.
    """
    words: defaultdict[str, float] = defaultdict(float)
    names: defaultdict[str, float] = defaultdict(float)
    for stem in stems(title):
        words[stem] += _TITLE_WEIGHT
    for number, sentence in enumerate(annotation.sentences):
        weight = 2.0 if number < _LEAD else 1.0
        for stem in stems(sentence.text):
            words[stem] += weight
        for entity in sentence.entities:
            if entity.label in _NAMES:
                for stem in stems(entity.text):
                    names[stem] += weight
    texts = (title, *(sentence.text for sentence in annotation.sentences))
    months = {_month(found) for text in texts for found in _MONTH.finditer(text)}
    terms = _weighted(words) | {f"{MONTH}{month}": 1.0 for month in sorted(months)}
    vectors = annotation.vectors
    if title and embed is not None:
        vectors = np.concatenate([embed([title]), vectors])
    return Signature(terms, _weighted(names), _direction(vectors))


def stems(text: str) -> list[str]:
    """The words of a text in lower case without possessives and inflections ("Rising tariffs" -> "ris", "tariff")."""
    return [_stem(_POSSESSIVE.sub("", found.group().lower())) for found in _WORD.finditer(text)]


def rarity(stem: str) -> float:
    """How much a word tells: the logarithm of its inverse document frequency in general English text, 0 to about 10."""
    counts, documents = _frequencies()
    return max(0.0, math.log((documents + 1) / (counts.get(stem, 0) + 1)))


def _stem(word: str) -> str:
    """A light stemmer: titles in capitals mislead a lemmatizer, and a heavy stemmer confuses names."""
    if word[:1].isdigit():
        return word
    word = word.replace(".", "")
    if len(word) > 3 and word.endswith("s") and word[-2] not in "su":
        word = word[:-1]
    if len(word) > 4 and word.endswith("ie"):
        word = word[:-2] + "y"
    for suffix in ("ing", "ed"):
        base = word.removesuffix(suffix)
        if base != word and len(base) >= 3 and any(letter in "aeiouy" for letter in base):
            word = base[:-1] if base[-1] == base[-2] and base[-1] not in "lsz" else base
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word.endswith("y"):
        word = word[:-1] + "i"
    return word


def _weighted(counts: Mapping[str, float]) -> dict[str, float]:
    weights = {term: (1 + math.log(count)) * rarity(term) for term, count in counts.items()}
    return {term: round(weight, 3) for term, weight in weights.items() if weight > 0}


def _month(found: re.Match[str]) -> int:
    return _MONTHS.index(found.group()[:3].lower()) + 1


def _direction(vectors: Vector) -> Vector:
    if not len(vectors):
        return np.zeros(384, dtype=np.float32)
    lead = vectors[:_VECTOR_SENTENCES]
    mean = (lead / np.arange(1, len(lead) + 1, dtype=np.float32)[:, None]).sum(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


@cache
def _frequencies() -> tuple[dict[str, int], int]:
    """In how many of how many texts each stem comes (made by training/document_frequencies.py)."""
    lines = (files(__package__) / "data" / "document_frequencies.tsv").read_text(encoding="utf-8").splitlines()
    documents = int(lines[0].split("\t")[1])
    rows = (line.split("\t") for line in lines[1:])
    return {stem: int(count) for stem, count in rows}, documents
