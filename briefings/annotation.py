"""What the language pipeline found in a text: sentences, their tokens and entities, and their embeddings.

Plain data, so that every step after the pipeline is a pure function that needs no language library. Offsets count
characters of the annotated text; token indices count within the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
"""One embedding: 384 float32 values of unit length; or a stack of them, one a row."""


class SentenceKind(StrEnum):
    """What a line of an article is; only a body sentence can become a bullet or an answer."""

    BODY = "body"
    HEADING = "heading"
    FRAGMENT = "fragment"  # a table row, a caption, a link list: text without a finite verb


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a parsed sentence.

    ``dep`` is the ClearNLP dependency label of spaCy's English models ("nsubj", "dobj", ...), ``tag`` the Penn tag,
    ``pos`` the universal one. The root is its own head.
    """

    index: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int
    entity: str = ""

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity of a sentence: OntoNotes label ("PERSON", "GPE", "DATE", ...) and token range [first, last)."""

    text: str
    label: str
    first: int
    last: int


@dataclass(frozen=True)
class Sentence:
    """A parsed sentence: ``text`` is the annotated text's ``[start:end]``, character for character."""

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...] = ()
    entities: tuple[Entity, ...] = ()
    kind: SentenceKind = SentenceKind.BODY
    paragraph: int = 0
    position: int = 0

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                found[token.head].append(token.index)
        return tuple(tuple(row) for row in found)

    @cached_property
    def root(self) -> Token | None:
        """The head of the sentence, or None for a sentence without tokens."""
        return next((token for token in self.tokens if token.head == token.index), None)

    def children(self, token: Token, *deps: str) -> list[Token]:
        """The direct dependents of a token in text order, of the given labels only when some are given."""
        rows = (self.tokens[index] for index in self._children[token.index])
        return [child for child in rows if not deps or child.dep in deps]

    def head(self, token: Token) -> Token:
        """The token that this one depends on; the root's head is the root."""
        return self.tokens[token.head]

    def ancestors(self, token: Token) -> Iterator[Token]:
        """The heads above a token, nearest first."""
        while token.head != token.index:
            token = self.tokens[token.head]
            yield token

    def subtree(self, token: Token) -> list[Token]:
        """A token with everything that depends on it, in text order."""
        found = [token.index]
        for index in found:
            found.extend(self._children[index])
        return [self.tokens[index] for index in sorted(found)]

    def span(self, tokens: Sequence[Token]) -> str:
        """The text from the first to the last of the tokens, as it stands in the sentence."""
        if not tokens:
            return ""
        return self.text[min(t.start for t in tokens) - self.start : max(t.end for t in tokens) - self.start]


@dataclass(frozen=True, slots=True)
class Signature:
    """What an article is compared by when stories are made: weighted terms and names, and the direction of its text."""

    terms: Mapping[str, float]
    names: Mapping[str, float]
    vector: Vector


@dataclass(frozen=True, eq=False)
class Annotation:
    """A text's sentences with one embedding each: ``vectors`` has shape (len(sentences), 384), rows of unit length.

    Two annotations are equal only if they are one object, so that what follows from one can be remembered with it.
    """

    sentences: tuple[Sentence, ...]
    vectors: Vector = field(default_factory=lambda: np.zeros((0, 384), dtype=np.float32))

    @cached_property
    def body(self) -> tuple[Sentence, ...]:
        """The sentences that may become a bullet or an answer."""
        return tuple(sentence for sentence in self.sentences if sentence.kind is SentenceKind.BODY)

    @cached_property
    def centroid(self) -> Vector:
        """The direction of the text as a whole: the mean of its sentences' embeddings, of unit length."""
        if not len(self.vectors):
            return np.zeros(384, dtype=np.float32)
        mean = self.vectors.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
