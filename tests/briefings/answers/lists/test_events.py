"""Questions for events: what happened before, during and after another, what is over, and what is to come."""

import pytest

from briefings.answers.lists.event_questions import Asked, Certainty, event_question
from briefings.answers.lists.events import Opening, Tense, event_words, events_of
from briefings.answers.question import tidy
from briefings.ports import Annotator
from tests.briefings.answers.lists.newsroom import article, ask, questions_of, read_articles, texts, words_of


def test_events_stand_in_the_relation_that_is_asked_for(annotator: Annotator) -> None:
    wrong = []
    count = 0
    for row in read_articles("events.toml"):
        story = article(annotator, str(row["text"]).strip())
        for question in questions_of(row):
            count += 1
            got = texts(ask(annotator, str(question["text"]), story))
            right = words_of(question, "events") <= got and not words_of(question, "never") & got
            if not right or (question.get("nothing") and got):
                wrong.append((question["text"], got))
    assert count >= 14
    assert len(wrong) <= 3, wrong


@pytest.mark.parametrize(
    ("text", "relation", "certainty"),
    [
        ("What events have already finished?", Asked.DONE, Certainty.FACT),
        ("What events have begun but has not finished?", Asked.ONGOING, Certainty.FACT),
        ("What will happen in the future?", Asked.FUTURE, Certainty.FACT),
        ("What happened before the vote?", Asked.BEFORE, Certainty.FACT),
        ("What had started before the vote was counted?", Asked.BEFORE, Certainty.FACT),
        ("What might happen after the vote?", Asked.AFTER, Certainty.DOUBT),
        ("What failed to happen following the vote?", Asked.AFTER, Certainty.DENIED),
        ("What was happening while the votes were counted?", Asked.DURING, Certainty.FACT),
        ("What has happened since the vote?", Asked.AFTER, Certainty.FACT),
        ("What did the police do after the vote?", Asked.AFTER, Certainty.FACT),
    ],
)
def test_questions_for_events_are_understood(
    annotator: Annotator, text: str, relation: Asked, certainty: Certainty
) -> None:
    asked = event_question(annotator.parse(tidy(text)))
    assert asked is not None
    assert (asked.asked, asked.certainty) == (relation, certainty)


@pytest.mark.parametrize(
    "text", ["Which countries signed?", "What happened to the car?", "Who spoke before the vote?", "Is it over?", ""]
)
def test_other_questions_ask_for_no_events(annotator: Annotator, text: str) -> None:
    assert event_question(annotator.parse(tidy(text))) is None


def test_verbs_and_nouns_are_events_but_auxiliaries_and_things_are_not(annotator: Annotator) -> None:
    text = "The building has been searched after the explosion, and an inquiry will be opened next month."
    found = [event.text for event in events_of(annotator.annotate(text).sentences)]
    assert found == ["searched", "explosion", "inquiry", "opened"]


def test_an_event_has_its_tense_and_what_opens_it(annotator: Annotator) -> None:
    text = "Rebels had left. The army plans to attack the port. It may not rain. Talks will begin."
    found = {event.text: event for event in events_of(annotator.annotate(text).sentences)}
    assert found["left"].tense is Tense.PAST_PERFECT
    assert found["attack"].opened is Opening.FUTURE
    assert found["rain"].tense is Tense.MODAL
    assert found["rain"].negated
    assert found["begin"].tense is Tense.FUTURE


def test_the_word_lists_hold_the_events_of_news() -> None:
    words = event_words()
    expected = "attack election funeral strike summit trial vote war wedding earthquake protest ceasefire resignation"
    assert not set(expected.split()) - words.nouns
    assert not words.nouns & words.never
    assert len(words.nouns) > 500


def test_a_long_article_gives_the_events_around_the_one_that_is_asked_about(annotator: Annotator) -> None:
    filler = "The town opened a library. A baker won a prize. The council repaired a road. A school hired teachers. "
    story = article(
        annotator, filler * 3 + "Thieves robbed the museum. The police then arrested a guard. " + filler * 3
    )
    got = texts(ask(annotator, "What happened after thieves robbed the museum?", story))
    assert "arrested" in got
    assert len(got) <= 6
