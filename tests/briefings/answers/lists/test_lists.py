"""Lists: every item that a question asks for, none that it does not, and nothing where the articles do not say."""

import pytest

from briefings.answers.lists import list_answers
from briefings.answers.question import tidy
from briefings.citations import is_proven
from briefings.models import AnnotatedArticle
from briefings.ports import Annotator
from tests.briefings.answers.lists.newsroom import Row, article, ask, questions_of, read_articles, texts, words_of

Asked = tuple[Row, AnnotatedArticle]


@pytest.fixture(scope="module")
def asked(annotator: Annotator) -> list[Asked]:
    """Every question of lists.toml with its article."""
    rows = read_articles("lists.toml")
    return [(question, article(annotator, str(row["text"]).strip())) for row in rows for question in questions_of(row)]


def test_most_items_are_found_and_few_others(annotator: Annotator, asked: list[Asked]) -> None:
    right = found = wanted = 0
    for question, story in asked:
        if items := words_of(question, "items"):
            got = texts(ask(annotator, str(question["text"]), story))
            right, found, wanted = right + len(items & got), found + len(got), wanted + len(items)
    assert wanted >= 75
    assert right / wanted >= 0.8, f"{right} of {wanted} items found"
    assert right / found >= 0.65, f"{right} of {found} items right"


def test_a_list_that_the_article_does_not_hold_is_not_made_up(annotator: Annotator, asked: list[Asked]) -> None:
    absent = [pair for pair in asked if not pair[0].get("single") and not words_of(pair[0], "items")]
    false = [str(q["text"]) for q, story in absent if ask(annotator, str(q["text"]), story) != ()]
    assert len(absent) >= 14
    assert len(false) <= 1, false


def test_a_question_for_one_thing_is_no_list_question(annotator: Annotator, asked: list[Asked]) -> None:
    single = [str(question["text"]) for question, _ in asked if question.get("single")]
    assert len(single) >= 7
    assert [text for text in single if ask(annotator, text) is not None] == []


@pytest.mark.parametrize(
    "text",
    [
        "Which countries signed the treaty?",
        "what are the three branches of government",
        "Who are the candidates?",
        "Who were killed in the crash?",
        "Who else was arrested?",
        "Name the cities that were hit.",
        "List all the companies involved",
        "In which towns did it rain?",
        "Which of the ministers resigned?",
        "What kinds of weapons were found?",
    ],
)
def test_a_question_for_several_things_is_a_list_question(annotator: Annotator, text: str) -> None:
    assert ask(annotator, text) == ()


@pytest.mark.parametrize(
    "text", ["", "?", "Who won?", "What is the price?", "Which country won?", "Is it raining?", "Why are they late?"]
)
def test_other_questions_are_none(annotator: Annotator, text: str) -> None:
    assert ask(annotator, text) is None


def test_every_item_stands_in_the_sentence_that_it_cites(annotator: Annotator, asked: list[Asked]) -> None:
    for question, story in asked:
        for finding in ask(annotator, str(question["text"]), story) or ():
            for citation in finding.citations:
                assert is_proven(citation, {story.article.id: story.article})
                assert finding.text.lower() in citation.quote.lower()


def test_an_item_of_two_articles_is_listed_once_with_both(annotator: Annotator) -> None:
    one = article(annotator, "The ministers Eva Holm and Karl Wend resigned on Monday.", 1)
    two = article(annotator, "The ministers Karl Wend and Eva Holm resigned, the paper said.", 2)
    found = list_answers(annotator.parse(tidy("Which ministers resigned?")), [one, two])
    assert found is not None
    assert sorted(finding.text for finding in found) == ["Eva Holm", "Karl Wend"]
    assert all({citation.article_id for citation in finding.citations} == {1, 2} for finding in found)


def test_no_articles_give_an_empty_list(annotator: Annotator) -> None:
    assert ask(annotator, "Which countries signed the treaty?") == ()
    assert ask(annotator, "Which countries signed the treaty?", article(annotator, "x | y | z")) == ()
