"""Asked for the name of the boy, nobody is given the doctor's, the gorilla's or his mother's."""

from __future__ import annotations

import pytest

from briefings.answers.descriptors import bearer, descriptors, kin, misdescribed
from briefings.answers.question import inquire, tidy
from briefings.ports import Annotator

REFUSED = [
    ("What is the name of the boy's mother?", "The boy, named Ali Reza by the paper, fell into the lake.", "Reza"),
    ("what was the name of the girl", "A zebra named Tilla Two carried the girl to the fence.", "Two"),
    ("What is the name of the child who died?", "“A child died,” said Ruth Amara, a nurse at the clinic.", "Amara"),
    ("what's her husband's name", "Her lawyer, Paul Okoye, said the husband was abroad.", "Okoye"),
]
GIVEN = [
    ("What is the name of the boy who fell?", "The boy, named Ali Reza by the paper, fell into the lake.", "Reza"),
    ("What is the name of the child who fell?", "A toddler named Ali Reza fell into the lake.", "Reza"),
    ("what's her husband's name", "Her husband, Paul Okoye, is a nurse.", "Okoye"),
    ("What is the name of the firm that built it?", "Veldhuis Groep, a contractor from Delft, built it.", "Groep"),
    ("what is the ship's name?", "The ferry was named Aurora in 1990.", "Aurora"),
    ("Who fell into the lake?", "“A child fell,” said Ruth Amara, a nurse at the clinic.", "Amara"),
]


def reason(annotator: Annotator, question: str, sentence: str, word: str) -> str:
    parsed = annotator.parse(sentence)
    head = next(token for token in parsed.tokens if token.text == word)
    return misdescribed(inquire(annotator.parse(tidy(question))), parsed, head)


@pytest.mark.parametrize(("question", "sentence", "word"), REFUSED)
def test_a_name_that_the_sentence_gives_to_another_is_refused(
    question: str, sentence: str, word: str, annotator: Annotator
) -> None:
    assert reason(annotator, question, sentence, word)


@pytest.mark.parametrize(("question", "sentence", "word"), GIVEN)
def test_the_name_that_was_asked_for_is_given(question: str, sentence: str, word: str, annotator: Annotator) -> None:
    assert reason(annotator, question, sentence, word) == ""


def test_a_question_names_whose_name_it_wants(annotator: Annotator) -> None:
    asked = bearer(inquire(annotator.parse("What is the name of the mother of the boy?")))
    assert asked is not None
    assert asked.lemma == "mother"


def test_a_sentence_may_describe_a_name_twice(annotator: Annotator) -> None:
    parsed = annotator.parse("Her mother, Ann Lee, a teacher, wept.")
    head = next(token for token in parsed.tokens if token.text == "Lee")
    assert "mother" in set(descriptors(parsed, head))


def test_every_word_of_kin_stands_for_itself() -> None:
    assert all(word in meant for word, meant in kin().items())
    assert "boy" in kin()["son"]
    assert "mother" not in kin()["father"]
