"""Dates at the head of an article: read when they say one moment, else left alone."""

from datetime import UTC, datetime

import pytest

from briefings.sources.dates import is_time_line, parse_date, strip_label

MOMENTS = [
    ("2025-08-28", datetime(2025, 8, 28, tzinfo=UTC)),
    ("2025/08/28", datetime(2025, 8, 28, tzinfo=UTC)),
    ("28 August 2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("28th of August 2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("August 28, 2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("Aug. 28, 2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("Sept. 3rd, 2025", datetime(2025, 9, 3, tzinfo=UTC)),
    ("Thursday, August 28, 2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("Thu 28 Aug 2025 10.12 BST", datetime(2025, 8, 28, 9, 12, tzinfo=UTC)),
    ("28-Aug-2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("28/08/2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("08/28/2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("28.08.2025", datetime(2025, 8, 28, tzinfo=UTC)),
    ("08/08/2025", datetime(2025, 8, 8, tzinfo=UTC)),
    ("2025-08-28T10:00:00Z", datetime(2025, 8, 28, 10, tzinfo=UTC)),
    ("2025-08-28T10:00:00.123+02:00", datetime(2025, 8, 28, 8, tzinfo=UTC)),
    ("2025-08-28T00:30:00+0200", datetime(2025, 8, 27, 22, 30, tzinfo=UTC)),
    ("2025-08-28 10:00", datetime(2025, 8, 28, 10, tzinfo=UTC)),
    ("Thu, 28 Aug 2025 10:00:00 -0400", datetime(2025, 8, 28, 14, tzinfo=UTC)),
    ("August 28, 2025 at 3:14 pm EDT", datetime(2025, 8, 28, 19, 14, tzinfo=UTC)),
    ("August 28, 2025, 12:05 a.m.", datetime(2025, 8, 28, 0, 5, tzinfo=UTC)),
    ("3:14 PM EDT, August 28, 2025", datetime(2025, 8, 28, 19, 14, tzinfo=UTC)),
    ("August 28, 2025 3 pm", datetime(2025, 8, 28, 15, tzinfo=UTC)),
    ("10:12 GMT+2, 28 August 2025", datetime(2025, 8, 28, 8, 12, tzinfo=UTC)),
]
NO_MOMENT = [
    "08/09/2025",  # August or September
    "Aug 28",
    "August 2025",
    "28/08/25",
    "31 February 2025",
    "2025-13-01",
    "28 August 2025 25:00",
    "28 August 2025 10",
    "28 August 2025 13:00 pm",
    "Thursday",
    "3:14 pm",
    "tomorrow",
    "on 28 August 2025 Kim arrived",
    "28 August 2025 Kim arrived",
    "1" * 5000,
    "",
]


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_a_written_date_is_a_moment_in_utc(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize("text", NO_MOMENT)
def test_what_may_mean_two_things_or_none_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Updated 3:14 pm", True),
        ("Updated 3:14 pm ET", True),
        ("Published 2 hours ago", True),
        ("Last updated at 10:12 GMT, Thursday", True),
        ("Updated: China confirms Kim's visit", False),
        ("Updated", False),
        ("2 hours ago", False),
        ("Published 5 books", False),
    ],
)
def test_a_line_that_tells_only_when_is_known(line: str, expected: bool) -> None:
    assert is_time_line(line) is expected


def test_the_label_of_a_date_is_taken_off() -> None:
    assert strip_label("First published on 28 August 2025") == "28 August 2025"
    assert strip_label("Publishedness") == "Publishedness"
