"""Documents with annotations made by hand, so that a store can be tested without a language model."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import numpy as np

from briefings.annotation import Annotation, Entity, Sentence, SentenceKind, Signature, Token, Vector
from briefings.models import Document
from briefings.ports import Intake, uploads_feed

NOW = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)

_SENTENCE = re.compile(r"[^\n.!?]+[.!?]*")
_WORD = re.compile(r"\w+|[^\w\s]")


def annotation_of(text: str) -> Annotation:
    """Sentences by their full stops, words by white space; a line without a full stop is a heading."""
    sentences: list[Sentence] = []
    for match in _SENTENCE.finditer(text):
        said = match.group().strip()
        if not said:
            continue
        start = match.start() + match.group().index(said)
        kind = SentenceKind.BODY if said[-1] in ".!?" else SentenceKind.HEADING
        paragraph = text.count("\n", 0, start)
        tokens = tuple(
            Token(
                index=index,
                text=word.group(),
                lemma=word.group().lower(),
                pos="PROPN" if word.group()[0].isupper() else "NOUN",
                tag="NN",
                dep="ROOT" if index == 0 else "dep",
                head=0,
                start=start + word.start(),
                end=start + word.end(),
                entity="PERSON" if word.group()[0].isupper() else "",
            )
            for index, word in enumerate(_WORD.finditer(said))
        )
        names = tuple(Entity(token.text, "PERSON", token.index, token.index + 1) for token in tokens if token.entity)
        sentences.append(
            Sentence(said, start, start + len(said), tokens, names, kind, paragraph, position=len(sentences))
        )
    vectors = np.stack([direction_of(s.text) for s in sentences]) if sentences else np.zeros((0, 384), np.float32)
    return Annotation(tuple(sentences), vectors)


def direction_of(text: str) -> Vector:
    """A vector of unit length that depends on nothing but the text."""
    vector = np.frombuffer(hashlib.shake_256(text.encode()).digest(384), dtype=np.int8).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def signature_of(text: str) -> Signature:
    """Each word once, each capitalised word a name."""
    words = re.findall(r"\w+", text)
    terms = {word.lower(): 1 / (index + 3) for index, word in enumerate(words)}
    return Signature(terms, {word: 1.0 for word in words if word[0].isupper()}, direction_of(text))


def document(text: str, key: str = "", **fields: str | datetime | None) -> Document:
    """A document with this text; without a key, a key of its own."""
    return Document(key or f"key of {text}", text, **fields)  # type: ignore[arg-type]  # the caller names its fields


def intake(
    item: Document | str, workspace: str = "alpha", feed: str = "", story_id: int | None = None, key: str = ""
) -> Intake:
    """A document as it is handed to a store; without a feed, an upload."""
    if isinstance(item, str):
        item = document(item, key)
    found, signature = annotation_of(item.text), signature_of(item.text)
    return Intake(item, found, signature, workspace, feed or uploads_feed(workspace), story_id)
