"""Which story a reader sees first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

from briefings.ports import StoryRow
from briefings.stories.ranking import rank

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def story(number: int, *, publishers: int = 1, articles: int = 1, hours: float = 0) -> StoryRow:
    changed = NOW - timedelta(hours=hours)
    return StoryRow(number, tuple((article, 1) for article in range(articles)), changed, changed, publishers)


def order(*stories: StoryRow) -> list[int]:
    return [each.id for each in rank(stories, NOW, lambda row: row.voices)]


def test_more_publishers_come_first() -> None:
    assert order(story(1), story(2, publishers=4, articles=4)) == [2, 1]


def test_many_articles_of_one_publisher_weigh_less_than_a_second_publisher() -> None:
    assert order(story(1, articles=3), story(2, publishers=2, articles=2)) == [2, 1]


def test_news_of_last_week_comes_after_news_of_today() -> None:
    assert order(story(1, publishers=5, articles=5, hours=160), story(2)) == [2, 1]


def test_of_equal_stories_the_fresher_comes_first() -> None:
    assert order(story(1, hours=5), story(2, hours=1)) == [2, 1]
    assert order(story(2), story(1)) == [1, 2]


def test_copies_do_not_bring_a_story_up() -> None:
    copied, reported = story(1, publishers=9, articles=9), story(2, publishers=4, articles=4)
    order = [each.id for each in rank([copied, reported], NOW, {copied: 1, reported: 4}.__getitem__)]
    assert order == [2, 1]


def test_only_stories_that_may_come_next_are_counted() -> None:
    counted: list[int] = []

    def count(row: StoryRow) -> int:
        counted.append(row.id)
        return row.voices

    stories = [story(number, publishers=number, articles=number) for number in range(1, 200)]
    assert [each.id for each in islice(rank(stories, NOW, count), 3)] == [199, 198, 197]
    assert counted == [199, 198, 197]
