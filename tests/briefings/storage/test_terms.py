from __future__ import annotations

import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from briefings.storage.terms import sought, stop_words


def test_words_become_quoted_alternatives_each_once() -> None:
    assert sought(["Kim", "North Korea", "kim"]) == ['"kim"', '"north korea"']


def test_common_words_go_and_a_phrase_with_a_telling_word_stays() -> None:
    assert sought(["who", "is", "attending"]) == ['"attending"']
    assert sought(["Bank of England"]) == ['"bank of england"']
    assert sought(["the", "of the"]) == []


def test_abbreviations_are_not_common_words_unless_everything_is_in_capitals() -> None:
    assert sought(["Is", "the", "WHO", "attending"]) == ['"who"', '"attending"']
    assert sought(["WHO", "IS", "NOT", "ATTENDING"]) == ['"not"', '"attending"']


def test_a_pasted_text_is_cut() -> None:
    assert len(sought([f"word{n}" for n in range(1000)])) == 64


def test_the_stop_words_cover_what_questions_start_with_and_no_name_or_negation() -> None:
    assert {"who", "what", "when", "where", "which", "the", "is", "are", "will", "said"} <= stop_words()
    assert not {"us", "may", "not", "no", "never", "one", "first", "un"} & stop_words()
    assert all(word == word.lower() and word.isalpha() for word in stop_words())


@given(st.lists(st.text(), max_size=6))
def test_no_text_is_ever_syntax(texts: list[str]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE notes USING fts5 (text, tokenize='porter unicode61')")
        connection.execute("INSERT INTO notes VALUES ('nothing of interest')")
        if terms := sought(texts):
            connection.execute("SELECT * FROM notes WHERE notes MATCH ?", (" OR ".join(terms),)).fetchall()
