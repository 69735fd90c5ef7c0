"""Frequent words are sought among the latest passages, and nobody finds less for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from briefings.models import Scope
from briefings.moments import microseconds
from briefings.storage import terms
from briefings.storage.rows import EVER
from briefings.storage.searching import search
from briefings.storage.sqlite import SqliteStore
from tests.contracts.intakes import NOW, document, intake

ALPHA, BETA = Scope("alpha"), Scope("beta")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "news.db"
    with closing(SqliteStore(path)) as store:
        store.record(intake("The train to Split was late.", "beta"), NOW)
        store.record(intake("A train with Kim left Dandong."), NOW)
        for number in range(20):
            text = f"Train number {number} came."
            store.record(intake(document(text, published=NOW + timedelta(hours=number))), NOW)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def found(db: sqlite3.Connection, *words: str, scope: Scope = ALPHA, since: int = EVER, limit: int = 4) -> list[str]:
    return [passage.text for passage in search(db, scope, terms.sought(words), since, limit, frequent=6)]


def test_a_frequent_word_finds_the_latest_passages(db: sqlite3.Connection) -> None:
    assert set(found(db, "train")) <= {f"Train number {number} came." for number in range(13, 20)}


def test_a_rare_word_is_found_wherever_it_is_before_those_that_hold_the_frequent_one_alone(
    db: sqlite3.Connection,
) -> None:
    assert found(db, "train", "Kim")[0] == "A train with Kim left Dandong."
    assert len(found(db, "train", "Kim")) == 4


def test_who_sees_none_of_the_latest_still_finds_the_frequent_word(db: sqlite3.Connection) -> None:
    assert found(db, "train", scope=BETA) == ["The train to Split was late."]


def test_as_many_are_found_as_there_are(db: sqlite3.Connection) -> None:
    assert len(found(db, "train", limit=50)) == 21
    assert len(set(found(db, "train", "Kim", "number", limit=50))) == 21


def test_a_period_holds_for_frequent_words_too(db: sqlite3.Connection) -> None:
    since = microseconds(NOW + timedelta(hours=18))
    assert set(found(db, "train", "came", since=since)) == {"Train number 18 came.", "Train number 19 came."}
