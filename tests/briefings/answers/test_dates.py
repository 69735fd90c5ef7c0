from datetime import UTC, datetime

import pytest

from briefings.answers.dates import resolve

FRIDAY = datetime(2025, 8, 29, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "meant"),
    [
        ("today", "29 August 2025"),
        ("yesterday", "28 August 2025"),
        ("tomorrow night", "30 August 2025"),
        ("last night", "28 August 2025"),
        ("next week", "the week of 1 September 2025"),
        ("later this week", "the week of 25 August 2025"),
        ("last week", "the week of 18 August 2025"),
        ("next weekend", "the weekend of 6 September 2025"),
        ("next month", "September 2025"),
        ("last year", "2024"),
        ("three days ago", "26 August 2025"),
        ("in two weeks", "the week of 8 September 2025"),
        ("two years ago", "2023"),
        ("nine months ago", "November 2024"),
        ("on Thursday", "28 August 2025"),
        ("last Friday", "22 August 2025"),
        ("later in October", "October 2025"),
        ("14 June", "14 June 2025"),
        ("January 3", "3 January 2026"),
    ],
)
def test_a_relative_date_is_counted_from_the_article(span: str, meant: str) -> None:
    assert resolve(span, FRIDAY, future="January" in span) == meant


def test_a_weekday_to_come_is_the_next_one() -> None:
    assert resolve("on Thursday", FRIDAY, future=True) == "4 September 2025"
    assert resolve("Friday", FRIDAY, future=True) == "29 August 2025"


@pytest.mark.parametrize("span", ["1959", "12 March 2019", "Thursday 12 March 2019", "the war", "a girl aged six", ""])
def test_what_is_not_relative_stays(span: str) -> None:
    assert resolve(span, FRIDAY) == ""


def test_an_article_without_a_date_resolves_nothing() -> None:
    assert resolve("next week", None) == ""


def test_the_turn_of_the_year() -> None:
    assert resolve("next month", datetime(2024, 12, 31, tzinfo=UTC)) == "January 2025"
    assert resolve("tomorrow", datetime(2024, 2, 28, tzinfo=UTC)) == "29 February 2024"
