"""What a store of many articles tells beside the question: deeds to come, usual ones, others' and those only heard of."""

from collections.abc import Sequence

import pytest

from briefings.answers.findings import figures
from briefings.answers.reader import Answerable
from briefings.models import Answer
from briefings.ports import Annotator
from tests.briefings.answers.newsroom import article, ask

ELSEWHERE = "The council of Vale opened a library on Monday. The mayor, Tove Ness, thanked the donors."


class Sure:
    """A reader that is nearly sure of the same words wherever they stand."""

    def __init__(self, words: str, probability: float = 0.95) -> None:
        self.words, self.probability = words, probability

    def read(self, question: str, passages: Sequence[str]) -> list[Answerable]:
        """The words where a passage has them."""
        return [self._find(passage) for passage in passages]

    def _find(self, passage: str) -> Answerable:
        start = passage.find(self.words)
        if start < 0:
            return Answerable(passage[:1], 0, 1, 0.0, 0.0, 0.0)
        return Answerable(self.words, start, start + len(self.words), 1.0, 0.0, self.probability)


def among_others(annotator: Annotator, question: str, told: str, reader: Sure | None = None) -> Answer:
    """The answer of two articles, of which the second tells of something else."""
    return ask(annotator, question, [article(annotator, told), article(annotator, ELSEWHERE, number=2)], reader)


@pytest.mark.parametrize(
    ("question", "told", "span"),
    [
        ("When did Arno Bek resign?", "Arno Bek will resign on Friday.", "Friday"),
        ("When did Arno Bek resign?", "Arno Bek is expected to resign on Friday.", "Friday"),
        ("How much did Delft pay the hackers?", "Delft often pays hackers two million euros.", "two million euros"),
        ("Who shot the bear?", "A hiker heard how rangers shot the bear.", "A hiker"),
        ("When did Mira Holt marry?", "Unlike Mira Holt, Jan Sol married on Saturday.", "Saturday"),
        ("Which countries sent rescue teams to Arvik?", "Red Aid sent rescue teams to Arvik.", "Red Aid"),
        ("Who is the only person who saw the comet?", "Only one person saw the comet.", "Only one person"),
    ],
)
def test_what_is_told_of_something_else_is_no_answer(annotator: Annotator, question: str, told: str, span: str) -> None:
    assert span not in (among_others(annotator, question, told, Sure(span)).text or "")


@pytest.mark.parametrize(
    ("question", "told", "span"),
    [
        ("When did Arno Bek resign?", "Arno Bek resigned on Friday.", "Friday"),
        ("When will Arno Bek resign?", "Arno Bek will resign on Friday.", "Friday"),
        ("How much did Delft pay the hackers?", "Delft paid the hackers two million euros.", "two million euros"),
        ("Who shot the bear?", "Rangers shot the bear.", "Rangers"),
        ("Who will appeal?", "His lawyer, Ada Roos, said she will appeal.", "Ada Roos"),
        ("When did Jan Sol marry?", "Unlike Mira Holt, Jan Sol married on Saturday.", "Saturday"),
        ("Which countries sent rescue teams to Arvik?", "Norway sent rescue teams to Arvik.", "Norway"),
    ],
)
def test_the_same_words_answer_what_they_are_told_of(annotator: Annotator, question: str, told: str, span: str) -> None:
    assert span in (among_others(annotator, question, told, Sure(span)).text or "")


def test_what_the_rules_find_among_many_articles_the_reader_must_find_likely(annotator: Annotator) -> None:
    told = "The jogger was hit by a car that drove at 80 kilometres per hour."
    others = [article(annotator, ELSEWHERE, number=number) for number in range(2, 7)]
    reply = ask(annotator, "How fast was the jogger running?", [article(annotator, told), *others], Sure("80", 0.2))
    assert reply.text is None


def test_a_win_elsewhere_is_no_yes(annotator: Annotator) -> None:
    told = "Vera Lind won for the third time in a row. The next race is in Oslo on Sunday."
    assert among_others(annotator, "Did Vera Lind win in Oslo?", told).text is None
    assert among_others(annotator, "Did Vera Lind win in Oslo?", "Vera Lind won the race in Oslo.").text == "Yes"


def test_yet_to_reply_is_no_reply(annotator: Annotator) -> None:
    told = "Ruritania has yet to reply to the proposal."
    assert among_others(annotator, "Has Ruritania replied to the proposal?", told).text == "No"


def test_a_slip_in_the_first_word_is_forgiven(annotator: Annotator) -> None:
    told = "Queen Astrid will attend the funeral of Mary Doyle on Friday."
    assert among_others(annotator, "wil queen astrid atend the funeral", told).text == "Yes"


def test_numbers_in_words_are_one_figure() -> None:
    assert figures("Twenty-three people") == {"23"}
    assert figures("twenty people and five dogs") == {"20", "5"}
    assert figures("forty") == {"40"}
