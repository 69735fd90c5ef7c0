"""How the trained reader and the rules answer together, and what the reader is given to read."""

from collections.abc import Sequence

import numpy as np
import pytest

from briefings.answers import tidy
from briefings.answers.excerpts import MOST, excerpts
from briefings.answers.passages import readings
from briefings.answers.question import inquire
from briefings.answers.reader import Answerable
from briefings.answers.reading import ALONE, AMONG, enough
from briefings.models import AnnotatedArticle
from briefings.ports import Annotator
from tests.briefings.answers.newsroom import article, ask, stories

TOLD = "The potter Maren Holt bought the old lighthouse of Skerry on Friday. It had stood empty since 1971."


class Recorded:
    """A reader that says the same probability of the same words, and remembers what it was given."""

    def __init__(self, words: str, probability: float) -> None:
        self.words, self.probability = words, probability
        self.passages: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> list[Answerable]:
        """The words where a passage has them."""
        self.passages.extend(passages)
        return [self._find(passage) for passage in passages]

    def _find(self, passage: str) -> Answerable:
        start = passage.find(self.words)
        if start < 0:
            return Answerable(passage[:1], 0, 1, 0.0, 0.0, 0.0)
        return Answerable(self.words, start, start + len(self.words), 1.0, 0.0, self.probability)


def test_what_the_reader_doubts_everywhere_the_rules_do_not_say_either(annotator: Annotator) -> None:
    known = [article(annotator, TOLD)]
    assert ask(annotator, "Who bought the old lighthouse of Skerry?", known).text == "Maren Holt"
    doubting = Recorded("Maren Holt", 0.01)
    assert ask(annotator, "Who bought the old lighthouse of Skerry?", known, doubting).text is None


def test_what_both_find_needs_less_than_what_the_reader_finds_alone(annotator: Annotator) -> None:
    known = [article(annotator, TOLD), article(annotator, "The council of Vale opened a library on Friday.", number=2)]
    half_sure = Recorded("Maren Holt", enough(2) - 0.1)
    reply = ask(annotator, "Who bought the old lighthouse of Skerry?", known, half_sure)
    assert reply.text == "Maren Holt"
    assert reply.findings[0].score > half_sure.probability


def test_among_articles_no_certainty_overrules_an_objection(annotator: Annotator) -> None:
    known = [article(annotator, TOLD), article(annotator, "The council of Vale opened a library on Friday.", number=2)]
    sure = Recorded("Maren Holt", 0.95)
    assert ask(annotator, "Who sold the old lighthouse of Skerry?", known, sure).text is None
    assert ask(annotator, "When was the old lighthouse of Skerry bought?", known, sure).text != "Maren Holt"


def test_more_articles_need_more_certainty() -> None:
    needed = [enough(articles) for articles in (1, 2, 3, 5, 8, 100)]
    assert needed == sorted(needed)
    assert (needed[0], needed[-1]) == (ALONE, AMONG)


@pytest.fixture(scope="module")
def newsroom(annotator: Annotator) -> list[AnnotatedArticle]:
    return list(stories(annotator).values())


def test_the_reader_is_given_the_best_sentences_with_their_neighbours(
    annotator: Annotator, newsroom: list[AnnotatedArticle]
) -> None:
    reader = Recorded("Carla Nuti", 0.9)
    ask(annotator, "Who was acquitted of all charges?", newsroom, reader)
    assert 1 < len(reader.passages) <= MOST
    best = reader.passages[0]
    assert "Carla Nuti, was acquitted of all charges." in best
    assert len(best) > len("His former assistant, Carla Nuti, was acquitted of all charges.")
    assert any(best in each.article.text for each in newsroom)


def test_a_copy_of_a_sentence_is_not_read_twice(annotator: Annotator) -> None:
    copies = [article(annotator, TOLD, number=number) for number in (1, 2, 3)]
    asked = tidy("Who bought the old lighthouse of Skerry?")
    inquiry = inquire(annotator.parse(asked))
    found = readings(inquiry, np.asarray(annotator.embed([asked])[0]), copies)
    assert len(excerpts(inquiry, found)) <= 2


def test_a_misspelt_name_is_put_right_before_the_reader_is_asked(annotator: Annotator) -> None:
    questions: list[str] = []

    class Listening(Recorded):
        def read(self, question: str, passages: Sequence[str]) -> list[Answerable]:
            questions.append(question)
            return super().read(question, passages)

    ask(annotator, "who did Maren Hold outbid", [article(annotator, TOLD)], Listening("Maren", 0.1))
    assert "holt" in questions[0].lower()
