"""What is new in a feed, what was changed, and what its publisher only touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefings.errors import NotFoundError
from briefings.intake.choosing import FIRST_FEWEST, FIRST_TAKE, MOST_AT_ONCE, Choice, choose
from briefings.intake.naming import distinct_name, find_source, followed_at
from briefings.intake.ports import Following, Seen
from briefings.sources.feeds import Entry

NOW = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENTRY = Entry("id-1", "https://a.example/news/1", "Title", published=NOW - HOUR, summary="What happened.")


def seen_after(choice: Choice) -> dict[str, Seen]:
    return {each.key: each for each in [*(note for _, note in choice.taken), *choice.passed]}


def look(*entries: Entry, seen: Mapping[str, Seen] | None = None, is_new: bool = False) -> Choice:
    return choose(entries, seen or {}, is_new=is_new, now=NOW)


def keys(choice: Choice) -> list[str]:
    return [entry.id for entry, _ in choice.taken]


def many(count: int, every: timedelta = HOUR) -> list[Entry]:
    return [
        replace(ENTRY, id=f"id-{n}", url=f"https://a.example/news/{n}", published=NOW - every * n) for n in range(count)
    ]


def test_what_was_seen_is_not_read_again() -> None:
    assert keys(look(ENTRY)) == ["id-1"]
    assert keys(look(ENTRY, seen=seen_after(look(ENTRY)))) == []


@pytest.mark.parametrize(
    "touched",
    [
        replace(ENTRY, published=NOW),
        replace(ENTRY, updated=ENTRY.published),
        replace(ENTRY, id="another id"),
        replace(ENTRY, url="https://a.example/news/1?utm_source=rss"),
        replace(ENTRY, title=" Title "),
        replace(ENTRY, categories=("new",)),
    ],
)
def test_what_is_only_touched_is_not_read_again(touched: Entry) -> None:
    assert keys(look(touched, seen=seen_after(look(ENTRY)))) == []


@pytest.mark.parametrize(
    "changed", [replace(ENTRY, title="Other"), replace(ENTRY, summary="Other."), replace(ENTRY, updated=NOW)]
)
def test_what_is_changed_is_read_again_under_its_first_key(changed: Entry) -> None:
    seen = seen_after(look(ENTRY))
    assert keys(look(changed, seen=seen)) == ["id-1"]
    assert keys(look(replace(changed, id="another id"), seen=seen)) == ["id-1"]


def test_entries_that_share_an_address_are_told_apart_by_their_ids() -> None:
    front = [replace(ENTRY, id=str(n), title=f"Title {n}", url="https://a.example/news/live") for n in range(3)]
    first = look(*front[:2])
    assert keys(first) == ["1", "0"] or keys(first) == ["0", "1"]
    assert keys(look(*front, seen=seen_after(first))) == ["2"]


def test_of_a_new_feed_the_latest_are_taken_oldest_first_and_the_others_are_settled_with_it() -> None:
    choice = look(*many(80), is_new=True)
    assert keys(choice) == [f"id-{n}" for n in reversed(range(FIRST_TAKE))]
    assert len(choice.passed) == 80 - FIRST_TAKE
    assert keys(look(*many(80), seen=seen_after(choice))) == []


def test_of_a_new_feed_that_is_slow_a_few_are_taken_whatever_their_age() -> None:
    assert len(look(*many(40, 20 * DAY), is_new=True).taken) == FIRST_FEWEST


def test_what_is_older_than_it_is_kept_is_not_taken() -> None:
    choice = choose(many(10, DAY), {}, is_new=False, now=NOW, oldest=NOW - 3 * DAY)
    assert keys(choice) == ["id-3", "id-2", "id-1", "id-0"]


def test_too_much_at_once_is_left_for_the_next_time() -> None:
    choice = look(*many(MOST_AT_ONCE + 7))
    assert (len(choice.taken), choice.left) == (MOST_AT_ONCE, 7)
    assert len(look(*many(MOST_AT_ONCE + 7), seen=seen_after(choice)).taken) == 7


HERALD = Following("w", "https://herald.example/feed", "Tamar Herald", "feed", "https://herald.example/feed")
POST = Following("w", "https://post.example/rss", "Post", "feed", "https://post.example/rss")


@pytest.mark.parametrize("typed", ["tamar herald", "Tamar", "“Tamar Herald”", "https://herald.example/feed"])
def test_a_source_is_found_by_its_name_or_address(typed: str) -> None:
    assert find_source(typed, [POST, HERALD]) == HERALD


@pytest.mark.parametrize("typed", ["tamer herald", "Tamar Harald", "tamer", "Pots"])
def test_a_misspelt_name_gets_the_nearest(typed: str) -> None:
    with pytest.raises(NotFoundError, match=r"did you mean “(Tamar Herald|Post)”"):
        find_source(typed, [POST, HERALD])


def test_an_unknown_name_gets_what_there_is() -> None:
    with pytest.raises(NotFoundError, match="“Tamar Herald”, “Post”"):
        find_source("zebra", [HERALD, POST])
    with pytest.raises(NotFoundError, match="nothing is followed yet"):
        find_source("zebra", [])


def test_two_sources_never_share_a_name() -> None:
    assert distinct_name("Post", [HERALD]) == "Post"
    assert distinct_name("post", [HERALD, POST]) == "post 2"
    assert distinct_name("Post", [POST, replace(POST, name="Post 2")]) == "Post 3"


def test_a_followed_address_is_known_however_it_is_written() -> None:
    assert followed_at("<https://Herald.example/feed?utm_source=x>", [POST, HERALD]) == HERALD
    assert followed_at("https://herald.example/other", [POST, HERALD]) is None
