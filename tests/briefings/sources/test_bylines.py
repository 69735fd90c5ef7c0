"""Bylines: people, their agency, and sentences that only begin like one."""

import pytest

from briefings.sources.bylines import Byline, find_byline, is_role


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("By Jane Doe", "Jane Doe", ""),
        ("by Jane Doe", "Jane Doe", ""),
        ("BY JANE DOE", "JANE DOE", ""),
        ("By: Jane Doe", "Jane Doe", ""),
        ("Written by Jane Doe", "Jane Doe", ""),
        ("By Jane Doe and John Roe", "Jane Doe, John Roe", ""),
        ("By Jane Doe, John Roe, and Ana Li", "Jane Doe, John Roe, Ana Li", ""),
        ("By Jane Doe, Political Correspondent", "Jane Doe", ""),
        ("By Jane Doe, Associated Press", "Jane Doe", "Associated Press"),
        ("By Jane Doe for Reuters", "Jane Doe", "Reuters"),
        ("By Jane Doe in Beijing", "Jane Doe", ""),
        ("By J. R. O’Neill Jr.", "J. R. O’Neill Jr.", ""),
        ("By Ursula von der Leyen", "Ursula von der Leyen", ""),
        ("By Jean-Luc Dupont", "Jean-Luc Dupont", ""),
        ("By April Jones", "April Jones", ""),
        ("By AFP", "", "AFP"),
        ("By The Associated Press", "", "Associated Press"),
    ],
)
def test_a_byline_names_people_and_agencies(line: str, author: str, source: str) -> None:
    assert find_byline(line) == Byline(author, source)


@pytest.mark.parametrize(
    "line",
    [
        "By Friday, Kim had arrived.",
        "By Monday Night",
        "By Any Means Necessary",
        "By Popular Demand",
        "By Land and Sea",
        "By the end of the week",
        "By contrast, Xi stayed",
        "By Jane",
        "Jane Doe",
        "Bystanders Saw Kim",
        "By " + "Jane Doe, " * 30,
        "By Jane Doe 2025",
        "By",
    ],
)
def test_a_sentence_that_begins_with_by_is_none(line: str) -> None:
    assert find_byline(line) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Staff writer", True), ("Chief Asia Correspondent", True), ("Kim Jong Un", False), ("", False)],
)
def test_what_somebody_is(text: str, expected: bool) -> None:
    assert is_role(text) is expected
