"""What a new user sees: two real articles, a short digest, and who is attending."""

import re
from datetime import datetime

import pytest

from bot.config import HOME
from bot.wiring import Newsroom
from briefings.models import Answer, AnswerStatus, AttendanceStatus, Attendee, BulletKind, Digest, Question, Scope

LOCAL = Scope("local")


@pytest.fixture
def texts(newsroom: Newsroom) -> dict[int, str]:
    return {article.id: article.text for article in newsroom.briefings.articles(LOCAL)}


@pytest.fixture
def digest(newsroom: Newsroom, now: datetime) -> Digest:
    return newsroom.briefings.digest(LOCAL, now)


def ask(newsroom: Newsroom, words: str, now: datetime) -> Answer:
    return newsroom.briefings.answer(LOCAL, Question(words, now))


def entry(answer: Answer, name: str) -> Attendee:
    assert answer.roster
    (found,) = [
        each for each in answer.roster.entries if name in (each.name, *each.aliases) or name in each.name.split()
    ]
    return found


def test_the_two_articles_are_stored_as_they_are(texts: dict[int, str]) -> None:
    files = {path.read_text("utf-8").strip() for path in (HOME / "examples").glob("*.txt")}
    assert {text.strip() for text in texts.values()} == files


def test_they_are_one_story(digest: Digest) -> None:
    (told,) = digest.stories
    assert len(told.story.article_ids) == 2


def test_the_digest_shows_where_the_two_disagree(digest: Digest) -> None:
    (conflict,) = [bullet for bullet in digest.bullets if bullet.kind is BulletKind.CONFLICT]
    assert "“at least 26 heads of state”" in conflict.text
    assert "“approximately 26 other heads of state”" in conflict.text
    assert len(conflict.sources) == 2


def test_the_digest_is_short_and_every_bullet_is_said_by_its_sources(digest: Digest, texts: dict[int, str]) -> None:
    assert 4 <= len(digest.bullets) <= 8
    for bullet in digest.bullets:
        assert len(bullet.text.split()) <= 25
        for cited in bullet.citations:
            assert texts[cited.article_id][cited.start : cited.end] == cited.quote
    named = {citation.article_id for bullet in digest.bullets for citation in bullet.citations}
    assert named == set(texts), "both articles are in it"


def test_no_bullet_says_a_word_that_its_sources_do_not(digest: Digest) -> None:
    for bullet in digest.bullets:
        quoted = " ".join(citation.quote for citation in bullet.citations).casefold()
        said = re.sub(r"and \d+ more", "", bullet.text)  # how many names are left out is our own count
        names = re.findall(r"\b[A-Z][a-zé]{2,}|\b\d+\b", said[1:])
        assert [name for name in names if name.casefold() not in quoted] == [], bullet.text


@pytest.mark.parametrize(
    "question", ["who is attending?", "Who will attend the parade?", "Who is going to the parade?"]
)
def test_who_is_attending_is_answered_from_both_articles(newsroom: Newsroom, now: datetime, question: str) -> None:
    answer = ask(newsroom, question, now)
    # the articles count more heads of state than they name
    assert answer.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
    for name in ("Kim", "Putin", "Xi"):
        found = entry(answer, name)
        assert found.status is AttendanceStatus.ATTENDING, name
        assert len({citation.article_id for citation in found.citations}) == 2, name
    assert entry(answer, "Lee").status is AttendanceStatus.INVITED_UNDECIDED
    assert entry(answer, "Trump").status is AttendanceStatus.NOT_ATTENDING


def test_whoever_came_another_time_is_not_on_the_list(newsroom: Newsroom, now: datetime) -> None:
    answer = ask(newsroom, "who is attending?", now)
    assert answer.roster
    listed = " ".join(" ".join((each.name, *each.aliases)) for each in answer.roster.entries)
    for absent in ("Poland", "France", "official"):
        assert absent not in listed


def test_a_plain_question_gets_its_sentence(newsroom: Newsroom, now: datetime) -> None:
    answer = ask(newsroom, "Who will preside over the parade?", now)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.roster is None
    assert answer.text
    assert "Xi" in answer.text
    assert any("preside" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    ["Who won the football match?", "How much does a ticket cost?", "When was the treaty of Utrecht signed?"],
)
def test_what_nobody_wrote_is_not_answered(newsroom: Newsroom, now: datetime, question: str) -> None:
    answer = ask(newsroom, question, now)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.text is None
