"""The questions ask what they should, and the store that they are asked over holds what it should."""

from collections import Counter
from datetime import UTC, datetime
from typing import cast

import pytest

from eval.data import folder, read_rows
from eval.questions.scoring import plain
from eval.questions.sets import ARTICLES_AMONG_OTHERS, OWN_QUESTIONS, QUESTION_SETS, dated

DATA = folder()
needs_data = pytest.mark.skipif(DATA is None, reason="skipped, no data")


def test_half_of_our_own_questions_have_no_answer_and_say_why_they_seem_to_have_one() -> None:
    rows = read_rows(OWN_QUESTIONS)
    assert len({row["id"] for row in rows}) == len({row["question"] for row in rows}) == len(rows) == 40
    assert sum(not row["answers"] for row in rows) == 20
    assert all(bool(row["answers"]) != bool(row.get("near")) for row in rows)


def test_they_ask_in_many_ways() -> None:
    rows = read_rows(OWN_QUESTIONS)
    kinds = Counter(str(row["kind"]) for row in rows)
    assert set(kinds) >= {"who", "what", "when", "where", "why", "how many", "how long", "how much", "which", "list"}
    assert max(kinds.values()) <= 8
    assert sum(not str(row["question"]).endswith("?") for row in rows) >= 12


def test_they_hold_nothing_of_the_articles_but_a_few_words() -> None:
    wordings = [
        wording
        for row in read_rows(OWN_QUESTIONS)
        for item in cast(list[list[str]], row["answers"])
        for wording in item
    ]
    assert max(len(wording.split()) for wording in wordings) <= 8


@needs_data
def test_every_accepted_wording_list_is_said_in_a_story_that_the_question_names() -> None:
    assert DATA is not None
    for row in QUESTION_SETS["own_questions"](DATA, None):
        docs = cast(list[dict[str, object]], row["docs"])
        stories = {doc["cluster"] for doc in docs if doc["id"] in cast(list[str], row["articles"])}
        assert stories, row["id"]
        told = plain("\n".join(str(doc["text"]) for doc in docs if doc["cluster"] in stories))
        for item in cast(list[list[str]], row["answers"]):
            assert row["kind"] == "yes/no" or any(plain(wording) in told for wording in item), (row["id"], item)


@needs_data
def test_our_own_questions_are_asked_over_every_article_of_their_set() -> None:
    assert DATA is not None
    held = {row["set"]: len(cast(list[object], row["docs"])) for row in QUESTION_SETS["own_questions"](DATA, None)}
    assert held == {name: len(read_rows(DATA / f"{name}.dev.jsonl")) for name in ("clusters_5w1h", "clusters_ecb")}


@needs_data
def test_a_sample_is_asked_over_the_stories_that_it_asks_about() -> None:
    assert DATA is not None
    rows = QUESTION_SETS["own_questions"](DATA, 3)
    docs = cast(list[dict[str, object]], rows[0]["docs"])
    assert len(rows) == 3
    assert {doc["id"] for doc in docs} > {article for row in rows for article in cast(list[str], row["articles"])}
    assert len(docs) < 20


@needs_data
def test_the_parade_is_asked_about_among_a_thousand_articles() -> None:
    assert DATA is not None
    alone, among = QUESTION_SETS["ask_parade"](DATA, None), QUESTION_SETS["ask_distractors"](DATA, None)
    assert [row["question"] for row in among] == [row["question"] for row in alone]
    docs = cast(list[dict[str, object]], among[0]["docs"])
    assert len({str(doc["id"]) for doc in docs}) == len(docs) == ARTICLES_AMONG_OTHERS
    assert docs[:2] == alone[0]["docs"]
    assert all(doc["published"] and doc["text"] for doc in docs[2:])


def test_an_article_without_a_date_came_an_hour_after_the_one_before_it() -> None:
    rows = dated([{"published": "2020-05-01T09:30:00"}, {"published": None}, {"published_ms": "1588500000000"}, {}])
    assert [datetime.fromisoformat(str(row["published"])) for row in rows] == [
        datetime(2020, 5, 1, 9, 30, tzinfo=UTC),
        datetime(2020, 5, 1, 10, 30, tzinfo=UTC),
        datetime(2020, 5, 3, 10, 0, tzinfo=UTC),
        datetime(2020, 5, 3, 11, 0, tzinfo=UTC),
    ]
