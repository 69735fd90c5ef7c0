"""What goes from a long sentence and what stays: a phrase goes where the rest is true without it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from briefings.annotation import Sentence
from briefings.digests.compression import LIMIT, shorten, standing_clauses
from briefings.ports import Annotator

CASES = tomllib.loads((Path(__file__).parent / "cuts.toml").read_text("utf-8"))["case"]


def _forms(sentence: Sentence) -> list[str]:
    whole = shorten(sentence)
    return ([whole.text] if whole else []) + [part.text for part in standing_clauses(sentence)]


def test_the_table_is_as_large_as_promised() -> None:
    assert len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_long_sentence_loses_only_what_it_can_do_without(case: dict[str, object], annotator: Annotator) -> None:
    sentence = annotator.annotate(str(case["text"])).sentences[0]
    assert len(sentence.text.split()) > LIMIT
    found = shorten(sentence)
    if "short" in case:
        assert (found.text if found else "") == case["short"]
    forms = _forms(sentence)
    for phrase in _words(case, "keeps"):
        assert found is not None
        assert phrase in found.text
    for phrase in _words(case, "loses") + _words(case, "never"):
        assert not any(phrase in form for form in forms), forms
    for phrase in _words(case, "always"):
        assert all(phrase in form for form in forms), forms
    assert case.get("never_alone") not in forms
    assert set(_words(case, "parts")) <= {part.text for part in standing_clauses(sentence)}


def _words(case: dict[str, object], key: str) -> list[str]:
    found = case.get(key, [])
    assert isinstance(found, list)
    return [str(word) for word in found]
