"""The page that says what works where is the table of cases that the tests play."""

from __future__ import annotations

from tests.conformance.parity import PAGE, write


def test_the_page_is_as_the_cases_are() -> None:
    assert PAGE.read_text("utf-8") == write(), "write it anew with: python -m tests.conformance.parity"
