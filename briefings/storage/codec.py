"""Annotations and signatures as compact bytes, and back.

A parsed article is thousands of small objects. Kept as columns of numbers beside one list of its distinct words, with
the words themselves taken from the article's text, 30 sentences need about 10 kB and decode in about 2 ms; their
embeddings need 23 kB as half-precision floats, whose error (under 0.001) moves no cosine that we decide by.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from briefings.annotation import Annotation, Entity, Sentence, SentenceKind, Signature, Token, Vector

_COLUMNS = 9  # start after the sentence's, length, own text, lemma, pos, tag, dep, entity, head
_FASTEST = 1  # zlib's level: the higher ones save a tenth and take three times as long


class _Words:
    """The distinct strings of an article, numbered in the order in which they came."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}

    def number(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers))


def encode(annotation: Annotation, text: str) -> tuple[bytes, bytes]:
    """The sentences and the vectors of an annotation of this text.

    Raises:
        ValueError: the annotation is of another text, or has not one vector a sentence.
    """
    if len(annotation.vectors) != len(annotation.sentences):
        raise ValueError(f"{len(annotation.sentences)} sentences came with {len(annotation.vectors)} vectors")
    words = _Words()
    heads: list[list[object]] = []
    rows: list[tuple[int, ...]] = []
    number = words.number
    for sentence in annotation.sentences:
        if text[sentence.start : sentence.end] != sentence.text:
            raise ValueError(f"the sentence “{sentence.text}” is not at {sentence.start} of its article")
        entities = [[entity.text, entity.label, entity.first, entity.last] for entity in sentence.entities]
        place = [sentence.start, sentence.end, sentence.kind.value, sentence.paragraph, sentence.position]
        heads.append([*place, len(sentence.tokens), entities])
        rows.extend(
            (
                token.start - sentence.start,
                token.end - token.start,
                0 if text[token.start : token.end] == token.text else number(token.text),
                number(token.lemma),
                number(token.pos),
                number(token.tag),
                number(token.dep),
                number(token.entity),
                token.head,
            )
            for token in sentence.tokens
        )
    table = np.array(rows, dtype="<i4").reshape(-1, _COLUMNS).T
    header = json.dumps([list(words.numbers), heads], separators=(",", ":")).encode("ascii")
    packed = zlib.compress(header + b"\0" + table.tobytes(), _FASTEST)
    return packed, annotation.vectors.astype("<f2").tobytes()


def decode(packed: bytes, vectors: bytes, text: str) -> Annotation:
    """The annotation that ``encode`` made bytes of, given the same text."""
    header, _, body = zlib.decompress(packed).partition(b"\0")
    words, heads = json.loads(header)
    words = [sys.intern(word) for word in words]  # labels and common words are shared between the articles in memory
    columns = np.frombuffer(body, dtype="<i4").reshape(_COLUMNS, -1).tolist()
    rows = zip(*columns, strict=True)
    sentences = []
    for first, last, kind, paragraph, position, length, entities in heads:
        tokens = []
        for index in range(length):
            start, size, own, lemma, pos, tag, dep, entity, head = next(rows)
            start += first
            end = start + size
            word = words[own] if own else text[start:end]
            tokens.append(
                Token(index, word, words[lemma], words[pos], words[tag], words[dep], head, start, end, words[entity])
            )
        found = tuple(Entity(*entity) for entity in entities)
        sentences.append(
            Sentence(text[first:last], first, last, tuple(tokens), found, SentenceKind(kind), paragraph, position)
        )
    return Annotation(tuple(sentences), _floats(vectors, len(sentences)))


def encode_signature(signature: Signature) -> tuple[bytes, bytes]:
    """The weights, to five digits, and the vector of a signature."""
    weights = [{name: float(f"{weight:.5g}") for name, weight in part.items()} for part in _parts(signature)]
    packed = zlib.compress(json.dumps(weights, separators=(",", ":")).encode("ascii"), _FASTEST)
    return packed, signature.vector.astype("<f2").tobytes()


def decode_signature(packed: bytes, vector: bytes) -> Signature:
    """The signature that ``encode_signature`` made bytes of."""
    terms, names = json.loads(zlib.decompress(packed))
    return Signature(terms, names, np.frombuffer(vector, dtype="<f2").astype(np.float32))


def _parts(signature: Signature) -> Sequence[dict[str, float]]:
    return dict(signature.terms), dict(signature.names)


def _floats(vectors: bytes, rows: int) -> Vector:
    if not rows:
        return np.zeros((0, 384), dtype=np.float32)
    stack: npt.NDArray[np.float16] = np.frombuffer(vectors, dtype="<f2").reshape(rows, -1)
    return stack.astype(np.float32)
