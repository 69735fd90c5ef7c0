"""Which story a reader sees first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from briefings.models import Story
from briefings.stories.ranking import rank

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def story(number: int, *, publishers: int = 1, articles: int = 1, hours: float = 0) -> Story:
    changed = NOW - timedelta(hours=hours)
    names = tuple(f"Paper {index}" for index in range(publishers))
    return Story(number, "", changed, changed, tuple(range(articles)), names)


def order(*stories: Story) -> list[int]:
    return [each.id for each in rank(stories, NOW)]


def test_more_publishers_come_first() -> None:
    assert order(story(1), story(2, publishers=4, articles=4)) == [2, 1]


def test_many_articles_of_one_publisher_weigh_less_than_a_second_publisher() -> None:
    assert order(story(1, articles=3), story(2, publishers=2, articles=2)) == [2, 1]


def test_news_of_last_week_comes_after_news_of_today() -> None:
    assert order(story(1, publishers=5, articles=5, hours=160), story(2)) == [2, 1]


def test_of_equal_stories_the_fresher_comes_first() -> None:
    assert order(story(1, hours=5), story(2, hours=1)) == [2, 1]
    assert order(story(2), story(1)) == [1, 2]
