"""Our own questions are judged as a reader would: the right words, from the right story, or silence."""

import pytest

from eval.questions.scoring import Verdict, judge, plain, tally

DOCS = [
    {"id": "a", "cluster": "strike", "text": "The strike at the Rotterdam port began on Monday, its union said."},
    {"id": "b", "cluster": "strike", "text": "Dockers in Rotterdam walked out on Monday. They want 5 % more."},
    {"id": "c", "cluster": "fire", "text": "A fire at a warehouse in Hamburg began on Monday."},
]


def question(kind: str = "when", answers: list[list[str]] | None = None) -> dict[str, object]:
    accepted = [["Monday"]] if answers is None else answers
    return {"id": "q", "kind": kind, "articles": ["a"], "answers": accepted, "docs": DOCS}


def said(answer: str, *cited: str, answers: tuple[str, ...] = ()) -> dict[str, object]:
    quotes = [doc["text"].split(".")[0] for doc in DOCS if doc["id"] in cited]
    return {"id": "q", "answer": answer, "answers": list(answers), "citations": list(cited), "quotes": quotes}


def test_an_accepted_wording_with_a_quote_of_its_article_is_right() -> None:
    assert judge(question(), said("on Monday", "a")) is Verdict.RIGHT


def test_another_article_that_tells_the_same_story_proves_it_too() -> None:
    assert judge(question(), said("Monday", "b")) is Verdict.RIGHT


@pytest.mark.parametrize("cited", [("c",), ()], ids=["of another story", "none"])
def test_the_right_words_from_a_wrong_source_are_wrong(cited: tuple[str, ...]) -> None:
    assert judge(question(), said("Monday", *cited)) is Verdict.WRONG


def test_a_quote_that_is_not_in_the_article_proves_nothing() -> None:
    assert judge(question(), {**said("Monday", "a"), "quotes": ["It began on a Monday."]}) is Verdict.WRONG


@pytest.mark.parametrize(
    "answer",
    ["Tuesday", "Mondays", "the strike at the port of Rotterdam that its union had called for began on Monday"],
    ids=["another word", "part of a word", "a whole sentence"],
)
def test_anything_else_is_wrong(answer: str) -> None:
    assert judge(question(), said(answer, "a")) is Verdict.WRONG


def test_a_reason_may_be_longer() -> None:
    reason = "because the dockers who load the ships at the port want their union to get 5 % more for all"
    assert judge(question("why", [["5 % more"]]), said(reason, "b")) is Verdict.RIGHT
    assert judge(question("what", [["5 % more"]]), said(reason, "b")) is Verdict.WRONG


def test_yes_or_no_must_come_first() -> None:
    polar = question("yes/no", [["No", "unharmed"]])
    assert judge(polar, said("No, it did not", "a")) is Verdict.RIGHT
    assert judge(polar, said("Nobody knows", "a")) is Verdict.WRONG
    assert judge(polar, said("Yes; there is no doubt", "a")) is Verdict.WRONG


def test_a_list_names_most_of_what_is_asked_for_and_little_else() -> None:
    ports = question("list", [["Rotterdam"], ["Hamburg"], ["Antwerp", "Anvers"]])
    assert judge(ports, said("Rotterdam, Hamburg and Anvers", "a")) is Verdict.RIGHT
    assert judge(ports, said("", "a", answers=("Antwerp", "Hamburg", "Rotterdam"))) is Verdict.RIGHT
    assert judge(ports, said("Rotterdam and Hamburg", "a")) is Verdict.WRONG
    assert judge(ports, said("Rotterdam, Hamburg, Antwerp, Genoa, Piraeus, Valencia and Kiel", "a")) is Verdict.WRONG


def test_silence_is_right_only_where_there_is_no_answer() -> None:
    assert judge(question(), said("")) is Verdict.WITHHELD_WRONGLY
    assert judge(question(), None) is Verdict.WITHHELD_WRONGLY
    assert judge(question(answers=[]), said("")) is Verdict.WITHHELD_RIGHTLY
    assert judge(question(answers=[]), said("Monday", "a")) is Verdict.FALSE_ANSWER
    assert judge(question(answers=[]), said("", "a", answers=("Monday",))) is Verdict.FALSE_ANSWER


def test_signs_and_capitals_do_not_matter() -> None:
    assert plain("$119 . 99 for Lloyd’s") == plain("119.99 for lloyd") == " 119 99 for lloyd "


def test_verdicts_are_counted_under_their_names() -> None:
    counts = tally([Verdict.RIGHT, Verdict.FALSE_ANSWER, Verdict.RIGHT])
    assert counts == {"right": 2, "wrong": 0, "withheld_wrongly": 0, "withheld_rightly": 0, "false_answer": 1}
