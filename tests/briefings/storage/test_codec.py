from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from briefings.annotation import Annotation
from briefings.storage import codec
from tests.contracts.intakes import annotation_of, signature_of

TEXT = "Guests\n\nKim’s train left “at night”. 北京 is calm 🎉 today.\nXi waits, they said."


def test_sentences_tokens_and_entities_survive_exactly() -> None:
    given = annotation_of(TEXT)
    assert any(sentence.entities for sentence in given.sentences)
    found = codec.decode(*codec.encode(given, TEXT), TEXT)
    assert found.sentences == given.sentences


def test_a_token_that_is_spelt_otherwise_than_the_text_keeps_its_spelling() -> None:
    given = annotation_of(TEXT)
    first = given.sentences[0]
    token = dataclasses.replace(first.tokens[0], text="Gäste")
    given = Annotation((dataclasses.replace(first, tokens=(token,)), *given.sentences[1:]), given.vectors)
    assert codec.decode(*codec.encode(given, TEXT), TEXT).sentences[0].tokens[0].text == "Gäste"


def test_embeddings_keep_their_cosines() -> None:
    given = annotation_of(TEXT)
    found = codec.decode(*codec.encode(given, TEXT), TEXT)
    assert found.vectors.shape == given.vectors.shape
    assert np.abs(found.vectors @ found.vectors.T - given.vectors @ given.vectors.T).max() < 1e-3


def test_nothing_found_is_kept_as_nothing() -> None:
    found = codec.decode(*codec.encode(Annotation(()), ""), "")
    assert found.sentences == ()
    assert found.vectors.shape == (0, 384)


def test_vectors_that_do_not_fit_the_sentences_are_refused() -> None:
    given = annotation_of(TEXT)
    with pytest.raises(ValueError, match="4 sentences came with 3 vectors"):
        codec.encode(Annotation(given.sentences, given.vectors[:3]), TEXT)


def test_an_article_of_thirty_sentences_takes_under_40_kilobytes() -> None:
    text = " ".join(
        f"Kim and Xi met delegation {n} in the great hall and then went to see the parade." for n in range(30)
    )
    assert sum(len(part) for part in codec.encode(annotation_of(text), text)) < 40_000


def test_a_signature_survives() -> None:
    given = signature_of(TEXT)
    found = codec.decode_signature(*codec.encode_signature(given))
    assert found.terms == pytest.approx(given.terms, rel=1e-4)
    assert found.names == given.names
    assert np.allclose(found.vector, given.vector, atol=1e-3)
