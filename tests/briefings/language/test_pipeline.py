"""The pipeline finds sentences whose text is the article's, character for character, and says what stands in them."""

from __future__ import annotations

import numpy as np
import pytest

from briefings.annotation import SentenceKind
from briefings.ports import Annotator

ARTICLE = (
    "LYON, France — Mayor Anna Duval will open the new bridge on Friday. “It took nine years. We are proud,” she said.\n"
    "A Long Wait\n"
    "The bridge cost 40 million euros.\tIt was due in 2019.\n"
)


@pytest.fixture(scope="module")
def sentences(annotator: Annotator) -> list[tuple[str, SentenceKind]]:
    annotation = annotator.annotate(ARTICLE, "LYON, France — ")
    for sentence in annotation.sentences:
        assert ARTICLE[sentence.start : sentence.end] == sentence.text
        for token in sentence.tokens:
            assert ARTICLE[token.start : token.end] == token.text
    return [(sentence.text, sentence.kind) for sentence in annotation.sentences]


def test_a_heading_does_not_glue_to_the_sentence_after_it(sentences: list[tuple[str, SentenceKind]]) -> None:
    assert ("A Long Wait", SentenceKind.HEADING) in sentences
    assert ("The bridge cost 40 million euros.", SentenceKind.BODY) in sentences


def test_the_dateline_is_no_part_of_the_first_sentence(sentences: list[tuple[str, SentenceKind]]) -> None:
    assert sentences[0][0] == "Mayor Anna Duval will open the new bridge on Friday."


def test_a_quotation_of_several_sentences_stays_whole(sentences: list[tuple[str, SentenceKind]]) -> None:
    assert "“It took nine years. We are proud,” she said." in [text for text, _ in sentences]


def test_names_come_without_article_and_possessive(annotator: Annotator) -> None:
    parsed = annotator.parse("The United Nations’ envoy met Angela Merkel's aide.")
    assert {entity.text for entity in parsed.entities} >= {"United Nations", "Angela Merkel"}
    for entity in parsed.entities:
        assert parsed.span(parsed.tokens[entity.first : entity.last]) == entity.text


def test_the_parse_can_be_walked(annotator: Annotator) -> None:
    parsed = annotator.parse("The king of Norway did not attend the funeral.")
    assert parsed.root is not None
    assert parsed.root.lemma == "attend"
    subject = parsed.children(parsed.root, "nsubj")[0]
    assert parsed.span(parsed.subtree(subject)) == "The king of Norway"
    assert [token.text for token in parsed.children(parsed.root, "neg")] == ["not"]
    assert parsed.head(subject) == parsed.root
    assert list(parsed.ancestors(subject)) == [parsed.root]


def test_embeddings_are_unit_vectors_that_do_not_depend_on_their_neighbours(annotator: Annotator) -> None:
    alone = annotator.embed(["Ferries are late."])
    together = annotator.embed(
        ["A much longer sentence about trains and buses in the north.", "Ferries are late.", "No."]
    )
    assert together.shape == (3, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(alone[0], together[1], atol=1e-5)


def test_a_paraphrase_is_nearer_than_another_topic(annotator: Annotator) -> None:
    rows = annotator.embed(["The king will not come.", "The monarch is staying away.", "Tomatoes cost more."])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


@pytest.mark.parametrize("text", ["", " \n ", "x" * 6000])
def test_text_without_prose_has_no_sentences(annotator: Annotator, text: str) -> None:
    annotation = annotator.annotate(text)
    assert annotation.sentences == ()
    assert annotation.vectors.shape == (0, 384)
    assert not annotation.centroid.any()


def test_a_question_of_blanks_is_an_empty_sentence(annotator: Annotator) -> None:
    assert annotator.parse("  ").tokens == ()
    assert annotator.parse("").root is None


def test_a_live_blog_is_read_to_a_bound(annotator: Annotator) -> None:
    assert len(annotator.annotate("It rained again.\n" * 500).sentences) == 400
