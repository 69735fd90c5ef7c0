"""Articles meet those of their own time, whoever stored them and whenever they are imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefings.models import Document, Scope
from briefings.ports import Annotator, Intake, uploads_feed
from briefings.storage.sqlite import SqliteStore
from briefings.stories.clustering import Move, Window
from briefings.stories.keeping import StoryKeeper
from briefings.stories.signatures import sign

FLOOD = "The river Tamar burst its banks at Launceston, and firefighters led 200 people from their flooded homes."
FLOOD_TOO = "Firefighters brought 200 people out of flooded homes in Launceston after the river Tamar burst its banks."
CHESS = "Grandmaster Alma Weiss won the chess open in Graz without losing a game, a point ahead of the champion."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "news.db")
    yield opened
    opened.close()


def intake(annotator: Annotator, text: str, published: datetime | None = None) -> Intake:
    annotation = annotator.annotate(text)
    document = Document(f"key:{text}", text, source=text[:9], published=published)
    return Intake(document, annotation, sign("", annotation), "w", uploads_feed("w"))


def test_reports_of_one_event_come_together_and_others_stay_apart(
    store: SqliteStore, annotator: Annotator, now: datetime
) -> None:
    keeper = StoryKeeper(store)
    stories = [keeper.record(intake(annotator, text), now).story_id for text in (FLOOD, CHESS, FLOOD_TOO)]
    assert stories[0] == stories[2] != stories[1]


def test_a_keeper_that_starts_anew_knows_what_is_stored(
    store: SqliteStore, annotator: Annotator, now: datetime
) -> None:
    first = StoryKeeper(store).record(intake(annotator, FLOOD), now)
    second = StoryKeeper(store).record(intake(annotator, FLOOD_TOO), now + timedelta(days=2))
    assert first.story_id == second.story_id


def test_articles_of_an_archive_meet_those_of_their_own_time(
    store: SqliteStore, annotator: Annotator, now: datetime
) -> None:
    then = now - timedelta(days=900)
    first = StoryKeeper(store).record(intake(annotator, FLOOD, then), now)
    second = StoryKeeper(store).record(intake(annotator, FLOOD_TOO, then + timedelta(days=1)), now)
    assert first.story_id == second.story_id


def test_this_months_flood_is_not_the_one_of_long_ago(store: SqliteStore, annotator: Annotator, now: datetime) -> None:
    keeper = StoryKeeper(store)
    long_ago = keeper.record(intake(annotator, FLOOD, now - timedelta(days=900)), now)
    today = keeper.record(intake(annotator, FLOOD_TOO, now), now)
    assert long_ago.story_id != today.story_id


def test_an_archives_window_sees_what_another_process_adds_meanwhile(
    store: SqliteStore, annotator: Annotator, now: datetime
) -> None:
    then = now - timedelta(days=900)
    keeper = StoryKeeper(store)
    keeper.record(intake(annotator, CHESS, then), now)
    first = StoryKeeper(store).record(intake(annotator, FLOOD, then), now)
    second = keeper.record(intake(annotator, FLOOD_TOO, then + timedelta(days=1)), now)
    assert first.story_id == second.story_id


def test_a_merger_takes_along_what_has_left_the_window(
    store: SqliteStore, annotator: Annotator, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = StoryKeeper(store)
    flood = keeper.record(intake(annotator, FLOOD, now), now)
    chess = keeper.record(intake(annotator, CHESS, now), now)
    old = store.record(intake(annotator, f"{CHESS} The open was his first.", now - timedelta(days=90)), now)
    assert flood.story_id is not None
    assert chess.story_id is not None
    store.move([old.article.id], chess.story_id, now)
    merger = Move((chess.article.id,), flood.story_id, chess.story_id)
    monkeypatch.setattr(Window, "review", lambda *_: (merger,))
    keeper.record(intake(annotator, FLOOD_TOO, now), now)
    (story,) = store.stories(Scope("w"))
    assert set(story.article_ids) >= {flood.article.id, chess.article.id, old.article.id}
