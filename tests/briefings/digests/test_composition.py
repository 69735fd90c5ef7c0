import pytest

from briefings.digests import compose
from briefings.models import AnnotatedArticle, Length
from briefings.ports import Annotator
from briefings.stories.agreement import support, weigh
from tests.briefings.stories.reports import FERRY, ferry_story, report

MOST = {Length.SHORT: 3, Length.NORMAL: 8, Length.LONG: 14}


@pytest.fixture(scope="module")
def story(annotator: Annotator) -> list[AnnotatedArticle]:
    return ferry_story(annotator)


@pytest.mark.parametrize("length", list(Length))
def test_a_digest_keeps_to_its_length(length: Length, story: list[AnnotatedArticle]) -> None:
    bullets = compose(story, length=length)
    assert 1 <= len(bullets) <= MOST[length]
    assert all(len(bullet.text.split()) <= 25 for bullet in bullets)


def test_a_normal_digest_has_four_to_eight_bullets(story: list[AnnotatedArticle]) -> None:
    assert 4 <= len(compose(story, length=Length.NORMAL)) <= 8


def test_the_digest_opens_with_what_happened(story: list[AnnotatedArticle]) -> None:
    first = compose(story, length=Length.NORMAL)[0]
    assert "ferry" in first.text
    assert "12 people" in first.text


def test_every_quote_stands_in_its_article(story: list[AnnotatedArticle]) -> None:
    texts = {annotated.article.id: annotated.article.text for annotated in story}
    for bullet in compose(story, length=Length.LONG):
        for citation in bullet.citations:
            assert texts[citation.article_id][citation.start : citation.end] == citation.quote


def test_a_bullet_that_two_papers_bear_out_names_both(story: list[AnnotatedArticle]) -> None:
    bullets = compose(story, length=Length.LONG)
    inquiry = next(bullet for bullet in bullets if "inquiry" in bullet.text)
    assert set(inquiry.sources) == {"Kivu Times", "Lake Radio"}
    mourning = next(bullet for bullet in bullets if "mourning" in bullet.text)
    assert mourning.sources == ("Lake Radio",)


def test_a_bullet_says_nothing_that_its_first_quote_does_not(story: list[AnnotatedArticle]) -> None:
    for bullet in compose(story, length=Length.LONG):
        words = {stem: weight for stem, weight in weigh(bullet.text).items() if stem != "said"}  # "told reporters"
        assert support(words, weigh(bullet.citations[0].quote)) > 0.95


def test_nothing_is_said_twice(story: list[AnnotatedArticle]) -> None:
    texts = [bullet.text for bullet in compose(story, length=Length.LONG)]
    assert sum("inquiry" in text for text in texts) == 1
    assert sum("150" in text for text in texts) == 1
    assert sum("12 people" in text for text in texts) == 1


def test_no_bullet_begins_with_a_word_that_points_back(annotator: Annotator) -> None:
    text = (
        "Maria Gomez won the marathon in Dakar on Sunday in two hours and 21 minutes. However, she missed the national "
        "record by nine seconds. She trains in the hills above Thies. It was cold. They cheered. “We are proud of "
        "her,” said the mayor of Thies. This surprised nobody. Many had come from far away."
    )
    texts = [bullet.text for bullet in compose([report(annotator, text)], length=Length.LONG)]
    assert "Maria Gomez missed the national record by nine seconds." in texts
    assert not any(text.split()[0] in {"However,", "She", "It", "They", "This", "Many", "He"} for text in texts)


@pytest.mark.parametrize("museum", ["Museum of the Portuguese Language", "Museum of Modern Art"])
def test_a_past_tense_that_the_tagger_takes_for_a_participle_is_told(annotator: Annotator, museum: str) -> None:
    lead = f"The {museum} reopened on Saturday, six years after a fire destroyed most of its building."
    text = f"{lead}\n\nPresident Marta Oliveira will attend the ceremony. Curator Paulo Reis said the roof is of cedar."
    assert lead in [bullet.text for bullet in compose([report(annotator, text)], length=Length.LONG)]


def test_lines_about_the_page_are_no_news(annotator: Annotator) -> None:
    text = (
        FERRY + "Click here to sign up for our newsletter about Africa.\nWhat do you think of the ferry in Lake Kivu?\n"
        "Correction: an earlier version of this report gave a wrong number of passengers of the ferry.\n"
        "This article was amended on 3 May to say that the ferry sank in Lake Kivu.\n"
    )
    texts = " ".join(bullet.text for bullet in compose([report(annotator, text)], length=Length.LONG))
    assert not any(word in texts for word in ("Click", "?", "orrection", "amended"))


def test_nothing_comes_of_nothing(annotator: Annotator) -> None:
    assert compose([], length=Length.NORMAL) == ()
    assert compose([report(annotator, "")], length=Length.NORMAL) == ()
    assert compose([report(annotator, "Photos\nLinks\nMore")], length=Length.NORMAL) == ()


def test_the_digest_does_not_depend_on_chance(story: list[AnnotatedArticle]) -> None:
    assert compose(story, length=Length.NORMAL) == compose(story, length=Length.NORMAL)
