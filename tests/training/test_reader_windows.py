"""What the reader is trained on: windows that hold their answer, and windows and questions that truly lack one."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest
import tokenizers

from briefings.language.weights import tokenizer_file
from training.reader.corpus import Claim, Item, occurrences
from training.reader.nearmisses import (
    Rule,
    antonyms,
    definite,
    mislead,
    names,
    negate,
    swap_antonym,
    swap_name,
    swap_number,
    swap_word,
)
from training.reader.passages import divide
from training.reader.prepare import LONGEST, MIXTURE, Maker, Window, encode, mix
from training.reader.rivals import Rivals

FERRY = (
    "The ferry Aurora sank off Gotland on 3 May 1962 with 41 people on board. Captain Nils Berg was the last to leave. "
    "A fishing boat, the Maja, saved 38 of them within two hours. The cause was never found, said Karin Lund, who led "
    "the inquiry. The owners paid 12 million crowns to the families in 1964."
)
HARBOUR = (
    "The harbour of Visby on Gotland was rebuilt in 1901. Engineer Otto Falk planned two new piers. "
    "The first ferry called there in June 1902, and the inquiry into its cost led to a scandal."
)


def item(question: str, answer: str, text: str = FERRY, title: str = "Gotland") -> Item:
    return Item(question, "natural", title, text, question, tuple((answer, at) for at in occurrences(text, answer)))


QUESTIONS = [
    item("Who was the last to leave the Aurora?", "Captain Nils Berg"),
    item("How many people did the Maja save?", "38"),
    item("When did the ferry Aurora sink?", "3 May 1962"),
    item("Who led the inquiry?", "Karin Lund"),
    item("Who planned the new piers of Visby?", "Otto Falk", HARBOUR),
]


def length(text: str) -> int:
    return len(text.split())


@pytest.fixture
def maker() -> Maker:
    nothing = Item("n", "none", "Gotland", FERRY, "Who owned the Aurora?", ())
    items = dict.fromkeys(("natural", "sentence", "template", "several", "squad2"), QUESTIONS)
    return Maker({**items, "hard": [nothing], "none": [nothing]}, length, Random(0))


CLAIMS = [
    Claim("The Maja saved 38 people.", FERRY, holds=True),
    Claim("The Maja saved 41 people.", FERRY, holds=False),
]


def some(maker: Maker, kind: str, count: int = 40) -> list[Window]:
    return list(islice(maker.windows()[kind], count))


def asked(window: Window) -> Item:
    return next(each for each in QUESTIONS if each.question == window.question)


def test_sentences_are_whole_and_cover_the_text() -> None:
    passage = divide(FERRY, length)
    sentences = [FERRY[start:end] for start, end in passage.sentences]
    assert " ".join(sentences) == FERRY
    assert len(sentences) == 5
    assert divide(FERRY.lower(), length).sentences == passage.sentences


def test_a_window_holds_its_core_and_no_more_than_asked() -> None:
    passage = divide(FERRY, length)
    for seed in range(20):
        first, last = passage.window((2, 3), 40, Random(seed))
        assert first <= 2 < last
        assert sum(passage.pieces[first:last]) <= 40
    assert passage.window((0, 1), 1, Random(0)) == (0, 1), "the core stays whole, however little was asked for"


@pytest.mark.parametrize("kind", ["natural", "sentence", "template", "squad2", "several", "led"])
def test_an_answered_window_has_its_answer_at_its_offsets(maker: Maker, kind: str) -> None:
    for window in some(maker, kind):
        assert {window.passage[start:end] for start, end in window.spans} == {asked(window).answers[0][0]}


@pytest.mark.parametrize("kind", ["elsewhere", "rival", "removed", "template rival"])
def test_an_unanswered_window_lacks_the_answer(maker: Maker, kind: str) -> None:
    for window in some(maker, kind):
        assert window.spans == ()
        assert asked(window).answers[0][0].lower() not in window.passage.lower()


def test_a_misleading_question_stands_beside_the_right_one_over_one_passage(maker: Maker) -> None:
    for window in some(maker, "led"):
        assert window.miss
        assert window.miss.question not in {each.question for each in QUESTIONS}
        assert window.miss.passage == window.passage
        assert window.answerable
        assert not window.miss.answerable


def test_a_near_miss_is_encoded_behind_what_it_misses_in_one_unit(maker: Maker) -> None:
    arrays = encode(mix(maker.windows(), 300, Random(0)), bare())
    kinds = [list(MIXTURE)[kind] for kind in arrays["kinds"]]
    pairs = [(first, first + 1) for first, kind in enumerate(kinds[1:]) if kind == "misled"]
    assert pairs
    for right, misled in pairs:
        assert kinds[right] == "led"
        assert arrays["units"][right] == arrays["units"][misled]
        assert arrays["answerable"][[right, misled]].tolist() == [True, False]
    assert len(set(arrays["units"].tolist())) == len(kinds) - len(pairs), "all others stand alone"


def test_a_statement_teaches_whether_it_is_supported_and_no_span(maker: Maker) -> None:
    windows = mix({kind: iter(made) for kind, made in with_claims(maker).items()}, 40, Random(0))
    arrays = encode(windows, bare())
    assert (arrays["spans"] == -1).all()
    assert arrays["answerable"].tolist() == [window.question == CLAIMS[0].claim for window in windows]
    assert len(set(arrays["answerable"].tolist())) == 2


def with_claims(maker: Maker) -> dict[str, list[Window]]:
    supplies = Maker(maker.items, length, Random(0), claims=CLAIMS).windows()
    return {kind: list(islice(supplies[kind], 40)) for kind in ("supported", "unsupported")}


def bare() -> tokenizers.Tokenizer:
    tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@pytest.mark.parametrize(
    ("rule", "question", "changed"),
    [
        (swap_antonym, "Who was the last to leave?", {"Who was the first to leave?", "Who was the last to arrive?", "Who was the last to enter?", "Who was the last to join?"}),
        (negate, "Who did lead it?", {"Who did not lead it?", "Who did never lead it?", "Who didn't lead it?"}),
    ],
)  # fmt: skip
def test_a_rule_changes_one_detail(rule: Rule, question: str, changed: set[str]) -> None:
    made = {rule(question, FERRY, "Captain Nils Berg", [], Random(seed)) for seed in range(60)}
    assert made <= changed
    assert len(made) > 1


def test_a_name_is_swapped_for_another_of_the_article_but_never_for_the_answer() -> None:
    made = {swap_name("Who left the Aurora last?", FERRY, "Captain Nils Berg", [HARBOUR], Random(n)) for n in range(80)}
    assert "Who left the Maja last?" in made
    assert any("Visby" in str(each) for each in made)
    assert not any("Berg" in str(each) for each in made)


def test_a_word_is_swapped_for_one_of_the_article_with_the_same_ending() -> None:
    made = {swap_word("Which boat saved the people?", FERRY, "the Maja", [], Random(seed)) for seed in range(80)}
    assert "Which board saved the people?" in made
    assert all(each is None or "saved" in each for each in made), "no other plain word of the text ends in -ed"


def test_numbers_and_years_are_changed_to_others() -> None:
    for seed in range(30):
        changed = swap_number("Who paid 12 million in 1964?", FERRY, "the owners", [], Random(seed))
        assert changed
        assert ("12" in changed) != ("1964" in changed)


@pytest.mark.parametrize("question", ["who came?", "why?", ""])
def test_a_question_without_a_detail_stays_as_it_is(question: str) -> None:
    assert mislead(question, FERRY, "38", [], Random(1)) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Who led the inquiry?", False), ("Who led the Visby inquiry?", True), ("Who paid 12 million?", True)],
)
def test_a_question_is_definite_when_it_names_something_or_gives_a_number(question: str, expected: bool) -> None:
    assert definite(question) == expected


def test_names_leave_out_what_only_begins_a_sentence() -> None:
    assert names("The ferry sank. Nobody knew Nils Berg of Gotland. Then it was over.") == ["Nils Berg of Gotland"]


def test_opposites_go_both_ways() -> None:
    for word, opposites in antonyms().items():
        assert word not in opposites
        assert all(word in antonyms()[each] for each in opposites)


def test_the_rival_is_about_the_same_thing() -> None:
    rivals = Rivals([FERRY, HARBOUR, "Bread is baked from flour and water."])
    assert rivals.best("When was the first ferry to Visby?", ["Aurora"], 3) == [HARBOUR]


def test_encoded_spans_are_the_answers_word_pieces(maker: Maker) -> None:
    tokenizer = bare()
    units = mix(maker.windows(), 200, Random(0))
    windows = [window for unit in units for window in (unit, unit.miss) if window]
    arrays = encode(units, tokenizer)
    assert len(arrays["kinds"]) == len(windows)
    for row, window in enumerate(windows):
        ids = arrays["pieces"][arrays["starts"][row] : arrays["starts"][row + 1]]
        assert len(ids) <= LONGEST
        first, last = arrays["spans"][row, 0]
        if window.spans:
            assert tokenizer.decode(ids[first : last + 1].tolist()).replace(" ", "") == asked(window).answers[0][
                0
            ].lower().replace(" ", "")
        else:
            assert (first, last) == (0, 0)


def test_the_shares_of_the_mixture_are_a_whole() -> None:
    assert sum(MIXTURE.values()) == pytest.approx(1.0)
