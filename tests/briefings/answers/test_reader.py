"""The reader gives words of the passage, character for character, and says how sure it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import tokenizers

from briefings.answers.reader import Answerable, Calibration, Floats, Reader, Scorer, load
from briefings.errors import ModelError
from briefings.language.weights import tokenizer_file

WEIGHTS = Path(__file__).parents[3] / "briefings" / "answers" / "data"
trained = pytest.mark.skipif(not (WEIGHTS / "reader.onnx").exists(), reason="the reader's weights are not here")
LEAD = Calibration((0.0, 1.0, 0.0, 0.0, 0.0, 0.0), 0.5)


def pieces() -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_file(str(tokenizer_file()))


def spanning(first: str, last: str, none: float = 0.0, elsewhere: float = -5.0) -> Scorer:
    """Finds the answer from one word piece to another, wherever they stand, at a score of 6 in all."""
    table = {piece: pieces().token_to_id(piece) for piece in (first, last)}

    def score(feed: Mapping[str, npt.NDArray[np.int64]]) -> tuple[Floats, Floats, Floats]:
        starts, ends = (
            np.where(feed["tokens"] == table[piece], 3.0, elsewhere).astype(np.float32) for piece in (first, last)
        )
        starts[:, 0] = none
        ends[:, 0] = 0.0
        return starts, ends, np.zeros(len(starts), dtype=np.float32)

    return score


def read(scorer: Scorer, question: str, *passages: str) -> list[Answerable]:
    return Reader(scorer, pieces(), LEAD).read(question, passages)


def test_the_answer_is_the_passage_s_own_characters() -> None:
    passage = "  On “Friday” São Paulo’s mayor,\tÉmile O'Brien, resigned."
    (found,) = read(spanning("emile", "brien"), "Who resigned?", passage)
    assert found.text == "Émile O'Brien"
    assert passage[found.start : found.end] == found.text


def test_no_word_is_cut_in_the_middle() -> None:
    passage = "The flood reached Unterschleissheim overnight."
    middle = pieces().encode("Unterschleissheim", add_special_tokens=False).tokens[1]
    (found,) = read(spanning(middle, middle), "What did the flood reach?", passage)
    assert found.text == "Unterschleissheim"


def test_words_of_the_question_are_no_answer() -> None:
    (found,) = read(spanning("strike", "strike"), "Who called the strike?", "The miners walked out on Monday.")
    assert found.text in "The miners walked out on Monday."
    assert found.probability < 0.01


def test_an_answer_never_ends_before_it_starts() -> None:
    def backwards(feed: Mapping[str, npt.NDArray[np.int64]]) -> tuple[Floats, Floats, Floats]:
        places = np.arange(feed["tokens"].shape[1], dtype=np.float32)[None, :].repeat(len(feed["tokens"]), axis=0)
        return places, -places, np.zeros(len(places), dtype=np.float32)

    passage = "The court freed two of the nine defendants."
    (found,) = Reader(backwards, pieces(), LEAD).read("Who was freed?", [passage])
    assert found.start < found.end
    assert passage[found.start : found.end] == found.text


def test_a_long_passage_is_read_to_its_end() -> None:
    passage = "The debate went on and on, and nobody gave way to anyone. " * 40 + "Then Maria Silva won the vote."
    (found,) = read(spanning("maria", "silva"), "Who won the vote?", passage)
    assert found.text == "Maria Silva"
    assert passage[found.start : found.end] == found.text


def test_readings_come_in_the_passages_order_whatever_their_length() -> None:
    passages = [
        "A very long sentence about a minister who says nothing at all of it. " * n + "Rome." for n in (9, 0, 5, 1, 3)
    ]
    found = read(spanning("rome", "rome"), "Where?", *passages)
    assert [(each.text, each.start) for each in found] == [("Rome", text.index("Rome")) for text in passages]


def test_it_is_surer_the_further_the_span_is_ahead_of_no_answer() -> None:
    question, passage = "Who won?", "Silva won the vote."
    sure, unsure, against = (read(spanning("silva", "silva", none), question, passage)[0] for none in (-2.0, 5.5, 9.0))
    assert sure.probability > 0.99
    assert sure.probability > unsure.probability > 0.5 > against.probability


@pytest.mark.parametrize(("question", "passage"), [("", "Silva won."), ("  ", "Silva won."), ("Who won?", "  ")])
def test_nothing_to_ask_or_to_read_is_no_answer(question: str, passage: str) -> None:
    (found,) = read(spanning("silva", "silva"), question, passage)
    assert (found.text, found.probability) == ("", 0.0)


def test_a_question_of_ten_thousand_characters_is_cut() -> None:
    (found,) = read(spanning("silva", "silva"), "who won the vote " * 600, "Silva won the vote.")
    assert found.text == "Silva"


def test_missing_weights_are_one_sentence_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"reader\.json cannot be read .*check the file out anew"):
        load(tmp_path, tokenizer_file())


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"something else")
    told = {"sha256": hashlib.sha256(b"the model").hexdigest(), "calibration": [0, 1, 0, 0, 0, 0], "threshold": 0.5}
    (tmp_path / "reader.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ModelError, match=r"reader\.onnx is damaged \(wrong SHA-256\).*check the file out anew"):
        load(tmp_path, tokenizer_file())


@pytest.mark.parametrize("told", ["{", "{}", '{"calibration": 1}'])
def test_a_broken_description_is_refused(tmp_path: Path, told: str) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"a model")
    (tmp_path / "reader.json").write_text(told, encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        load(tmp_path, tokenizer_file())


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    content = b"no model"
    (tmp_path / "reader.onnx").write_bytes(content)
    told = {"sha256": hashlib.sha256(content).hexdigest(), "calibration": [0, 1, 0, 0, 0, 0], "threshold": 0.5}
    (tmp_path / "reader.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ModelError, match=r"The reader in .* does not load"):
        load(tmp_path, tokenizer_file())


# Sentences and questions of our own; each passage answers its first question and only seems to answer the second.
NEWS = [
    ("The finance ministers of nine coastal states met in Lisbon on Tuesday to agree on a common fishing quota, and only Malta walked out.", "Where did the finance ministers meet?", "Lisbon", "Where did the foreign ministers meet?"),
    ("Rescuers pulled 14 miners from the flooded shaft near Katowice after 31 hours; two others were found dead.", "How many miners were rescued?", "14", "How many rescuers were injured?"),
    ("The film festival's main prize went to the Chilean director Ana Rojas for 'Salt', while the Danish drama 'Ebb' took the award for best script.", "Who won the main prize?", "Ana Rojas", "Who won the award for best actor?"),
    ("Northern Rail said the strike would go ahead on 4 March because the talks on night pay had collapsed.", "Why will the strike go ahead?", "talks on night pay had collapsed", "Why was the strike called off?"),
    ("Kofi Mensah, who founded the airline in 1998, stepped down as its chief executive on Monday and will be followed by Ruth Addo.", "When was the airline founded?", "1998", "When was the airline sold?"),
    ("The court in Bergen sentenced the former mayor to six years in prison for taking bribes from a cement firm.", "How long was the mayor sentenced to?", "six years", "How long was the owner of the cement firm sentenced to?"),
    ("Hurricane Iris made landfall south of Belize City early on Sunday and weakened to a tropical storm by noon.", "When did Hurricane Iris make landfall?", "Sunday", "When did Hurricane Keith make landfall?"),
    ("Parliament rejected the pension bill by 212 votes to 198, with eleven deputies abstaining.", "How many votes were cast against the pension bill?", "212", "How many votes were cast against the tax bill?"),
    ("The museum bought the painting from a private collector in Zurich for 3.4 million euros, its director Paul Wirz said.", "How much did the museum pay for the painting?", "3.4 million euros", "How much did the museum get for the sculpture?"),
    ("Goalkeeper Lena Holm saved two penalties as Umea beat Lyon in the final and won the cup for the first time since 2004.", "Who saved two penalties?", "Lena Holm", "Who missed two penalties?"),
    ("The factory in Puebla, which employs 2,300 people, will make electric buses from next spring, the company announced.", "What will the factory make?", "electric buses", "What did the factory in Toluca make?"),
    ("President Odhiambo did not attend the funeral and sent his deputy, Grace Were, who laid a wreath.", "Who laid a wreath?", "Grace Were", "Who gave the funeral address?"),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load(WEIGHTS, tokenizer_file())


@trained
def test_the_trained_reader_answers_questions_on_the_news(reader: Reader) -> None:
    wrong = [
        (question, found.text)
        for passage, question, answer, _ in NEWS
        for found in reader.read(question, [passage])
        if answer not in found.text or len(found.text) > len(answer) + 25
    ]
    assert len(wrong) <= 2, wrong


@trained
def test_the_trained_reader_is_less_sure_of_a_near_miss(reader: Reader) -> None:
    less = [
        reader.read(near, [passage])[0].probability < reader.read(question, [passage])[0].probability
        for passage, question, _, near in NEWS
    ]
    assert sum(less) >= len(NEWS) - 2


@trained
def test_the_trained_reader_finds_the_passage_among_others(reader: Reader) -> None:
    passages = [passage for passage, *_ in NEWS]
    surest = [
        max(range(len(passages)), key=[each.probability for each in reader.read(question, passages)].__getitem__)
        for _, question, _, _ in NEWS
    ]
    assert sum(found == right for right, found in enumerate(surest)) >= len(NEWS) - 2


@trained
def test_the_trained_reader_reads_the_same_alone_and_among_others(reader: Reader) -> None:
    question = "Who laid a wreath?"
    together = reader.read(question, [passage for passage, *_ in NEWS])
    alone = [reader.read(question, [passage])[0] for passage, *_ in NEWS]
    assert together == alone
