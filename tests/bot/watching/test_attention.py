"""A round looks where something changed, and at a few other places in turn: without news it costs next to nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from adapters.inbound import Channel
from adapters.plaintext import UNLIMITED
from bot.ledger.ledger import Ledger
from bot.watching.attention import IN_TURN, LATE
from bot.watching.watcher import Watcher
from bot.wiring import Newsroom
from briefings.models import Document, Scope
from briefings.ports import StoryRow
from tests.bot.ledger.conftest import ANNA, EIGHT, at
from tests.bot.watching.conftest import FIRE, UTC_ZONE

NOON = at("2025-08-28 12:00")
ROUND = timedelta(seconds=20)
TOWNS = 3 * IN_TURN


class Looks:
    """A watcher over many workspaces, and where it looks."""

    def __init__(self, newsroom: Newsroom, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        self.newsroom = newsroom
        self.now = NOON
        self.chosen: dict[Channel, Scope] = {}
        self.seen: list[str] = []
        self._moved = newsroom.briefings.moved
        monkeypatch.setattr(newsroom.briefings, "moved", self._look)
        for number in range(TOWNS):
            ledger.subscribe(Channel("memory", f"w{number}", "news"), ANNA, EIGHT, NOON)
        self.watcher = Watcher(ledger, newsroom.briefings, self.scope_of, lambda _: UNLIMITED, UTC_ZONE)

    def scope_of(self, channel: Channel) -> Scope:
        return self.chosen.get(channel, Scope(channel.workspace))

    def _look(self, scope: Scope, since: datetime) -> list[StoryRow]:
        self.seen.append(scope.workspace)
        return self._moved(scope, since)

    def round(self) -> set[str]:
        """The workspaces that one round looks at."""
        self.now += ROUND
        self.seen.clear()
        self.watcher.watch(self.now)
        return set(self.seen)

    def comes(self, workspace: str, text: str = FIRE, late: timedelta = timedelta(0)) -> None:
        document = Document(
            f"{workspace}/fire", text, "A fire", "https://news.example/fire", "Aegean Post", "", self.now
        )
        list(self.newsroom.briefings.ingest([document], workspace, self.now - late))


@pytest.fixture
def looks(empty_newsroom: Newsroom, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Looks:
    return Looks(empty_newsroom, ledger, monkeypatch)


def test_at_first_everything_is_looked_at_and_then_a_few_in_turn(looks: Looks) -> None:
    assert len(looks.round()) == TOWNS
    rounds = [looks.round() for _ in range(TOWNS // IN_TURN)]
    assert [len(each) for each in rounds] == [IN_TURN] * len(rounds)
    assert len(set().union(*rounds)) == TOWNS, "each has its turn"


def test_what_changed_is_looked_at_in_the_next_round_once(looks: Looks) -> None:
    for _ in range(1 + TOWNS // IN_TURN):
        looks.round()
    last = f"w{TOWNS - 1}"
    looks.comes(last)
    assert last in looks.round(), "it was not its turn"
    assert last not in looks.round()
    looks.comes(last, FIRE.replace("14", "15"), late=LATE / 2)
    assert last in looks.round(), "its reading took half an hour"


def test_a_channel_that_takes_other_sources_is_looked_at_as_it_sees_them(looks: Looks) -> None:
    looks.round()
    channel = Channel("memory", "w0", "news")
    looks.chosen[channel] = Scope("w0", frozenset({"Post"}))
    looks.comes("w0")
    assert "w0" in looks.round()
    assert list(looks.watcher._attention.channels(looks.chosen[channel])) == [channel]


def test_a_round_that_is_broken_off_goes_on_where_it_was(looks: Looks) -> None:
    begun = looks.watcher.steps(looks.now)
    for _ in range(10):
        next(begun)
    assert len(looks.round()) == TOWNS - 9
