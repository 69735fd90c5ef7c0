"""How "climate since Monday" is understood: in Berlin, on Friday 29 August 2025, at 11 o'clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.spans import Wanted, read_news_question, read_wanted

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)


def read(typed: str) -> tuple[str, str]:
    wanted = read_wanted(typed, NOW, BERLIN)
    return wanted.topic, f"{wanted.since.astimezone(BERLIN):%d.%m. %H:%M}" if wanted.since else ""


@pytest.mark.parametrize(
    ("typed", "topic", "since"),
    [
        ("", "", ""),
        ("climate", "climate", ""),
        ("about climate", "climate", ""),
        ("today", "", "29.08. 00:00"),
        ("Today", "", "29.08. 00:00"),
        ("yesterday", "", "28.08. 00:00"),
        ("last 3 days", "", "26.08. 11:00"),
        ("the last two weeks about the UN", "the UN", "15.08. 11:00"),
        ("24h", "", "28.08. 11:00"),
        ("in the past week", "", "22.08. 11:00"),
        ("climate since Monday", "climate", "25.08. 00:00"),
        ("since Friday", "", "29.08. 00:00"),
        ("this week about climate", "climate", "25.08. 00:00"),
        ("this month: trade", "trade", "01.08. 00:00"),
        ("over the weekend", "", "23.08. 00:00"),
        ("news about Gaza last couple of days", "Gaza", "27.08. 11:00"),
        ("since 20 August", "", "20.08. 00:00"),
        ("climate since Aug 20", "climate", "20.08. 00:00"),
        ("since 2025-08-01 about trade", "trade", "01.08. 00:00"),
        ("since 8am", "", "29.08. 08:00"),
        ("since 15:30", "", "28.08. 15:30"),
        ("EU, today", "EU", "29.08. 00:00"),
        ("everything since yesterday", "", "28.08. 00:00"),
    ],
)
def test_a_topic_and_a_span_in_either_order(typed: str, topic: str, since: str) -> None:
    assert read(typed) == (topic, since)


@pytest.mark.parametrize(
    "topic",
    [
        "USA Today", "Black Friday", "Friday prayers", "Last Dance", "the last emperor", "May elections", "3 days in May",
        "since Trump's election", "the day after tomorrow", "World Cup 2026",
    ],
)  # fmt: skip
def test_a_name_that_sounds_like_a_span_stays_a_topic(topic: str) -> None:
    assert read(topic) == (topic, "")


def test_what_is_quoted_is_a_topic_as_it_is() -> None:
    assert read("“This Week”") == ("This Week", "")
    assert read('"this week" since Monday') == ("this week", "25.08. 00:00")


@pytest.mark.parametrize("typed", ["since 31 February", "since 2025-13-01", "since 2031-01-01", "since 25:00"])
def test_a_day_that_is_none_or_yet_to_come_is_no_span(typed: str) -> None:
    assert read(typed) == (typed, "")


def test_a_span_begins_at_the_readers_own_midnight() -> None:
    at_night = datetime(2025, 8, 28, 23, 0, tzinfo=UTC)
    assert read_wanted("today", at_night, BERLIN).since == datetime(2025, 8, 28, 22, 0, tzinfo=UTC)
    assert read_wanted("today", at_night, UTC).since == datetime(2025, 8, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "topic", "days"),
    [
        ("What is new?", "", None),
        ("what's new about climate?", "climate", None),
        ("What happened today?", "", 0),
        ("What’s the latest on Gaza since yesterday?", "Gaza", 1),
        ("Any news from Berlin?", "Berlin", None),
        ("news", "", None),
        ("what did I miss since yesterday?", "", 1),
    ],
)
def test_a_question_for_the_news_is_known_as_one(question: str, topic: str, days: int | None) -> None:
    since = None if days is None else datetime(2025, 8, 28, 22, tzinfo=UTC) - timedelta(days=days)
    assert read_news_question(question, NOW, BERLIN) == Wanted(topic, since)


@pytest.mark.parametrize(
    "question",
    [
        "What happened to the ship?", "What happened in 1945?", "What is the latest iPhone?", "Who is attending?",
        "What is the news agency called?", "What is new in the agreement with Iran?", "Newsom resigned?",
    ],
)  # fmt: skip
def test_a_question_for_a_fact_is_left_to_the_answers(question: str) -> None:
    assert read_news_question(question, NOW, BERLIN) is None
