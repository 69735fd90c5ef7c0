import pytest

from briefings.answers.names import lexicon, recognise, respell, slips
from briefings.answers.question import inquire, tidy
from briefings.models import AnnotatedArticle
from briefings.ports import Annotator
from tests.briefings.answers.newsroom import article

TEXT = "Astrid Halvorsen met the European Union's envoy in Reykjavik. The Danish minister said she would march on."


@pytest.fixture(scope="module")
def told(annotator: Annotator) -> list[AnnotatedArticle]:
    return [article(annotator, TEXT)]


@pytest.mark.parametrize(
    ("asked", "names", "unknown"),
    [
        ("Did Halvorsen meet the envoy?", {"halvorsen"}, set()),
        ("did halvorsen meet the envoy", {"halvorsen"}, set()),
        ("Did Halversen meet the envoy?", {"halvorsen"}, set()),
        ("what did astrid halvorsen do in reykavik", {"astrid", "halvorsen", "reykjavik"}, set()),
        ("Did the EU send an envoy?", {"eu"}, set()),
        ("Did Denmark march?", {"denmark"}, set()),
        ("Did Lindqvist meet the envoy?", {"lindqvist"}, {"lindqvist"}),
        ("Was the envoy there in 1987?", set(), {"1987"}),
    ],
)
def test_names_are_found_in_any_case_and_with_a_slip(
    annotator: Annotator, told: list[AnnotatedArticle], asked: str, names: set[str], unknown: set[str]
) -> None:
    inquiry, missing = recognise(inquire(annotator.parse(tidy(asked))), lexicon(told))
    assert {term.lower for term in inquiry.names} == names
    assert {term.lower for term in missing} == unknown


def test_the_respelled_question_holds_the_stored_name(annotator: Annotator, told: list[AnnotatedArticle]) -> None:
    inquiry, _ = recognise(inquire(annotator.parse("Is Halversen coming?")), lexicon(told))
    assert "Halvorsen" in [token.text for token in respell(inquiry).tokens]


@pytest.mark.parametrize(
    ("one", "other", "allowed", "near"),
    [("modi", "modii", 1, True), ("putin", "puitn", 1, True), ("xi", "li", 0, False), ("kolar", "dollar", 1, False)],
)
def test_slips_are_counted(one: str, other: str, allowed: int, *, near: bool) -> None:
    assert slips(one, other, allowed) is near
