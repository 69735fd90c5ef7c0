from datetime import UTC, date, datetime

import pytest

from briefings.answers.retrieval import choose_articles, query_words
from briefings.models import AnnotatedArticle, Passage
from briefings.ports import Annotator
from tests.briefings.answers.newsroom import article

ASKED = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def strikes(annotator: Annotator) -> list[AnnotatedArticle]:
    texts = [
        ("Tram drivers in Oslo went on strike on Monday over pay. The strike will last a week.", date(2025, 8, 1)),
        ("Tram drivers in Riga went on strike on Monday over pay. The strike will last a week.", date(2025, 8, 2)),
        ("Tram drivers in Riga ended their strike. They accepted an offer of 5 percent.", date(2025, 8, 28)),
    ]
    return [article(annotator, text, number=n, published=day) for n, (text, day) in enumerate(texts, 1)]


def found(articles: list[AnnotatedArticle]) -> list[Passage]:
    return [Passage(known.article.id, 0, 0, 10, "", 1.0) for known in articles]


def first(annotator: Annotator, text: str, articles: list[AnnotatedArticle]) -> int:
    vector = annotator.embed([text])[0]
    return choose_articles(annotator.parse(text), vector, found(articles), articles, ASKED)[0].article.id


def test_the_name_decides_between_articles_on_like_events(
    annotator: Annotator, strikes: list[AnnotatedArticle]
) -> None:
    assert first(annotator, "Why did the tram drivers in Riga strike?", strikes[:2]) == 2
    assert first(annotator, "Why did the tram drivers in Oslo strike?", strikes[:2]) == 1


def test_the_latest_comes_first_only_when_it_is_asked_for(
    annotator: Annotator, strikes: list[AnnotatedArticle]
) -> None:
    assert first(annotator, "What's new on the tram strike in Riga?", strikes) == 3
    assert first(annotator, "How long will the tram strike in Riga last?", strikes) == 2


@pytest.mark.parametrize(
    ("asked", "words", "left_out"),
    [
        ("Who met Lena Strand in the harbour?", {"met", "Lena Strand", "Strand", "harbour"}, {"Who", "in", "the"}),
        ("Will France vote?", {"France", "french", "vote"}, {"Will"}),
        ("which minister resigned", {"minister", "resigned"}, {"which"}),
        ("what is it?", set(), {"what", "is", "it"}),
    ],
)
def test_a_search_has_the_words_that_carry_the_question(
    annotator: Annotator, asked: str, words: set[str], left_out: set[str]
) -> None:
    searched = set(query_words(annotator.parse(asked)))
    assert words <= searched
    assert not left_out & searched


def test_at_most_twenty_articles_are_read(annotator: Annotator, strikes: list[AnnotatedArticle]) -> None:
    many = [strikes[0]] * 30
    vector = annotator.embed(["strike"])[0]
    assert len(choose_articles(annotator.parse("Why a strike?"), vector, found(many), many, ASKED)) == 20
