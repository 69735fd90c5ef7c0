"""What a newsroom sees of the engine over a real store and the real language pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefings.backends.extractive import ExtractiveAnswerer, ExtractiveSummarizer
from briefings.citations import require_proven
from briefings.engine import Briefings
from briefings.models import AnswerStatus, Document, Length, Outcome, Question, Scope
from briefings.ports import Annotator
from briefings.storage.sqlite import SqliteStore

HARBOUR = Document(
    "file:harbour-post",
    "The harbour strike in Gdansk ended on Tuesday after the port authority agreed to a pay rise of 6 percent.\n"
    "About 900 dockers had stopped work for eleven days, and 40 ships waited outside the harbour.\n"
    "Union leader Ewa Nowak said the dockers would return to work on Wednesday morning.\n",
    title="Gdansk harbour strike ends",
    source="The Baltic Post",
)
HARBOUR_AGAIN = Document(
    "file:harbour-wire",
    "Dockers in Gdansk have ended their strike, the port authority said on Tuesday.\n"
    "The port authority agreed to raise their pay by 6 percent.\n"
    "Ewa Nowak, who leads the union, said work in the harbour would begin again on Wednesday.\n",
    title="Dockers in Gdansk return to work",
    source="Coast Wire",
)
TELESCOPE = Document(
    "file:telescope",
    "Astronomers in Chile have found a planet that circles its star in nine hours.\n"
    "The planet is called Kori and is twice as heavy as Jupiter, the European Southern Observatory said.\n",
    title="Planet with a nine-hour year found",
    source="Sky Weekly",
)
US = Scope("coast")
OTHERS = Scope("inland")


@pytest.fixture
def briefings(tmp_path: Path, annotator: Annotator) -> Iterator[Briefings]:
    store = SqliteStore(tmp_path / "news.db")
    yield Briefings(store, annotator, ExtractiveSummarizer(annotator.embed), ExtractiveAnswerer())
    store.close()


@pytest.fixture
def filled(briefings: Briefings, now: datetime) -> Briefings:
    list(briefings.ingest([HARBOUR, TELESCOPE, HARBOUR_AGAIN], US.workspace, now))
    return briefings


def test_two_reports_of_one_event_are_one_story(filled: Briefings) -> None:
    stories = filled.stories(US)
    assert sorted(len(story.article_ids) for story in stories) == [1, 2]
    harbour = next(story for story in stories if len(story.article_ids) == 2)
    assert set(harbour.publishers) == {"The Baltic Post", "Coast Wire"}
    assert "Gdansk" in harbour.headline


def test_the_same_article_twice_is_one_and_a_changed_one_is_a_revision(filled: Briefings, now: datetime) -> None:
    longer = Document(TELESCOPE.key, TELESCOPE.text + "It was found by accident.\n", TELESCOPE.title)
    outcomes = [each.outcome for each in filled.ingest([TELESCOPE, longer], US.workspace, now + timedelta(hours=1))]
    assert outcomes == [Outcome.UNCHANGED, Outcome.REVISED]
    assert filled.facts(US).articles == 3
    assert len(filled.stories(US)) == 2


def test_an_article_that_another_process_stored_takes_the_next_one_into_its_story(
    briefings: Briefings, tmp_path: Path, annotator: Annotator, now: datetime
) -> None:
    list(briefings.ingest([TELESCOPE], US.workspace, now))
    other = SqliteStore(tmp_path / "news.db")
    beside = Briefings(other, annotator, ExtractiveSummarizer(annotator.embed), ExtractiveAnswerer())
    list(beside.ingest([HARBOUR], US.workspace, now))
    other.close()
    list(briefings.ingest([HARBOUR_AGAIN], US.workspace, now))
    assert sorted(len(story.article_ids) for story in briefings.stories(US)) == [1, 2]


def test_a_digest_leads_with_the_story_that_more_publishers_tell(filled: Briefings, now: datetime) -> None:
    digest = filled.digest(US, now + timedelta(hours=1))
    assert [len(told.story.article_ids) for told in digest.stories] == [2, 1]
    assert digest.articles == 3
    for bullet in digest.bullets:
        assert len(bullet.text.split()) <= 25
        assert bullet.sources
    assert any(len(bullet.sources) == 2 for bullet in digest.stories[0].bullets)


def test_a_topic_brings_its_story_alone(filled: Briefings, now: datetime) -> None:
    digest = filled.digest(US, now, topic="planet")
    assert [told.story.headline for told in digest.stories] == ["Planet with a nine-hour year found"]
    assert filled.digest(US, now, topic="volleyball").stories == ()


def test_a_topic_that_a_story_touches_on_brings_what_is_said_of_it(filled: Briefings, now: datetime) -> None:
    digest = filled.digest(US, now, topic="ships")
    assert digest.bullets
    assert all("ships" in bullet.text for bullet in digest.bullets)


def test_who_declined_is_found_without_a_word_of_the_question(briefings: Briefings, now: datetime) -> None:
    summit = Document(
        "file:summit",
        "Leaders of the coastal states will meet for a summit in Split on Monday.\n"
        "Prime Minister Ana Horvat will attend, her office said.\n"
        "President Luka Baric will skip the summit because of the floods.\n",
    )
    list(briefings.ingest([HARBOUR, TELESCOPE, summit], US.workspace, now))
    answer = briefings.answer(US, Question("who declined?", now))
    assert answer.roster is not None
    assert [entry.name for entry in answer.roster.entries] == ["Luka Baric"]


def test_at_most_as_many_stories_as_asked_for(filled: Briefings, now: datetime) -> None:
    assert len(filled.digest(US, now, limit=1).stories) == 1


def test_a_story_that_a_channel_was_told_of_does_not_come_again_unchanged(filled: Briefings, now: datetime) -> None:
    first = filled.digest(US, now, length=Length.SHORT)
    told = [bullet for section in first.stories for bullet in section.told]
    assert len(told) == len(first.bullets) > 1
    assert filled.digest(US, now, told=told).stories == ()
    assert filled.story(US, first.stories[0].story.id, told=told) is None


def test_an_answer_names_its_sentence(filled: Briefings, now: datetime) -> None:
    answer = filled.answer(US, Question("How many dockers stopped work?", now))
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text is not None
    assert "900" in answer.text
    require_proven(answer, {article.id: article for article in filled.articles(US)})
    assert answer.citations[0].quote.startswith("About 900 dockers")
    assert answer.citations[0].source == "The Baltic Post"


def test_what_no_article_says_is_not_answered(filled: Briefings, now: datetime) -> None:
    answer = filled.answer(US, Question("Who is the mayor of Gdansk?", now))
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.text is None


def test_another_workspace_sees_nothing_of_it(filled: Briefings, now: datetime) -> None:
    assert filled.stories(OTHERS) == []
    assert filled.digest(OTHERS, now).stories == ()
    assert filled.digest(OTHERS, now, topic="planet").stories == ()
    answer = filled.answer(OTHERS, Question("How many dockers stopped work?", now))
    assert (answer.text, answer.closest) == (None, None)
    assert filled.story(OTHERS, filled.stories(US)[0].id) is None


def test_one_story_can_be_read_at_length(filled: Briefings) -> None:
    number = filled.stories(US)[0].id
    told = filled.story(US, number)
    assert told is not None
    assert told.story.id == number
    assert told.bullets


@pytest.mark.parametrize("question", ["", "???", "x" * 10_000, "the of and", "'; DROP TABLE articles; --", '"*" NEAR('])
def test_a_strange_question_gets_a_sane_reply(filled: Briefings, now: datetime, question: str) -> None:
    assert filled.answer(US, Question(question, now)).status is AnswerStatus.NOT_FOUND


def test_a_topic_since_a_time_brings_what_changed_since_then(filled: Briefings, now: datetime) -> None:
    for since, found in ((now - timedelta(hours=1), True), (now + timedelta(hours=1), False)):
        assert bool(filled.digest(US, now, topic="strike", since=since).stories) is found


def test_stories_that_were_shown_can_be_skipped(filled: Briefings, now: datetime) -> None:
    first, second = filled.digest(US, now).stories
    assert filled.digest(US, now, skip=[first.story.id]).stories == (second,)
    assert filled.digest(US, now, topic="strike", skip=[first.story.id, second.story.id]).stories == ()


def test_a_quote_is_given_with_its_sentence_and_the_ones_around(filled: Briefings, now: datetime) -> None:
    answer = filled.answer(US, Question("How many dockers had stopped work?", now))
    (excerpt, *_) = filled.excerpts(US, answer.citations)
    assert "About 900 dockers had stopped work" in excerpt.sentence
    assert excerpt.before.startswith("The harbour strike in Gdansk ended")
    assert excerpt.after.startswith("Union leader Ewa Nowak")
    assert filled.excerpts(OTHERS, answer.citations) == []
    assert filled.visible(US, [excerpt.citation.article_id, 99]) == {excerpt.citation.article_id}
    assert filled.visible(OTHERS, [excerpt.citation.article_id]) == frozenset()
    story = filled.story_with(US, excerpt.citation.article_id)
    assert story in [each.id for each in filled.stories(US)]
    assert filled.story_with(OTHERS, excerpt.citation.article_id) is None
