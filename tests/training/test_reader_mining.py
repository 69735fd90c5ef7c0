"""What is mined for the reader: near misses that fool the reader that ships, each beside what it misses."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from briefings import answers
from briefings.answers.reader import Reader, load
from briefings.language.weights import tokenizer_file
from tests.training.test_reader_windows import FERRY, HARBOUR, QUESTIONS, item, length
from training.reader import mining, units
from training.reader.prepare import Maker


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load(Path(answers.__file__).parent / "data", tokenizer_file(), threads=1)


@pytest.fixture
def maker() -> Maker:
    kinds = ("natural", "sentence", "template", "several", "squad2", "hard", "none")
    return Maker({kind: list(QUESTIONS) if kind == "natural" else [] for kind in kinds}, length, Random(0))


@pytest.fixture
def found(maker: Maker, reader: Reader) -> list[mining.Mined]:
    return mining.mine(maker, reader, len(QUESTIONS))


def test_what_is_mined_stands_beside_its_answered_question(found: list[mining.Mined]) -> None:
    assert found
    for mined in found:
        assert mined.right.answerable
        assert not mined.miss.answerable
        assert (mined.miss.question, mined.miss.passage) != (mined.right.question, mined.right.passage)


def test_of_several_near_misses_the_one_that_the_reader_is_surest_of_is_mined(maker: Maker, reader: Reader) -> None:
    asked = QUESTIONS[0]
    found = mining.hardest(maker, reader, asked)
    assert len(found) <= 2, "one changed question, one other passage"
    again = Maker(maker.items, length, Random(0))
    tried = [miss for _, miss in mining.candidates(again, asked) if miss.kind == "misled"]
    looks = [reader.look(miss.question, [miss.passage])[0] for miss in tried]
    surest = max(mining.certainty(look) for look in looks if look)
    assert surest in {mined.sure for mined in found}


def test_no_other_passage_is_mined_that_holds_the_answer_in_other_words(maker: Maker, reader: Reader) -> None:
    told = (
        "A fishing boat saved 38 of them, and Captain Berg of the Aurora, who was the last to leave it, died in Visby."
    )
    asked = item("Who was the last to leave the Aurora?", "Captain Nils Berg")
    maker.items["natural"] = [asked, item("Who died in Visby?", "Captain Berg of the Aurora", told, "Visby")]
    pool = Maker(maker.items, length, Random(0))
    assert told in {miss.passage for _, miss in mining.candidates(pool, asked)}
    assert told not in {mined.miss.passage for mined in mining.hardest(pool, reader, asked)}


def test_only_a_question_that_names_something_is_held_against_other_texts(maker: Maker) -> None:
    kinds = {
        question: {miss.kind for _, miss in mining.candidates(maker, asked)}
        for question, asked in (("named", QUESTIONS[2]), ("open", item("Who led the inquiry?", "Karin Lund")))
    }
    assert "rival" in kinds["named"]
    assert "rival" not in kinds["open"]


def test_what_was_mined_comes_back_from_its_file_for_the_mixture(found: list[mining.Mined], tmp_path: Path) -> None:
    units.keep([mined.unit for mined in found], tmp_path / "mined.jsonl")
    back = units.read(tmp_path / "mined.jsonl")
    assert [(window.question, window.passage, window.spans) for window in back] == [
        (mined.right.question, mined.right.passage, mined.right.spans) for mined in found
    ]
    assert {(window.kind, window.miss.kind) for window in back if window.miss} == {("right", "mined")}
    assert all(window.passage in FERRY or window.passage in HARBOUR for window in back)
