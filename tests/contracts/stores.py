"""The stores that keep the contract: a new one joins ``IMPLEMENTATIONS``; and what every test of it starts from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from briefings.models import Article, Scope
from briefings.ports import Store
from briefings.storage.sqlite import SqliteStore
from tests.contracts.intakes import NOW, intake

LATER = NOW + timedelta(hours=1)
ALPHA, BETA = Scope("alpha"), Scope("beta")
WIRE = "https://wire.example/feed"
PAPER = "https://paper.example/feed"
SECRET = "The merger with Borealis closes on Friday. Nobody knows it yet."
PUBLIC = "Kim left Pyongyang by train. Xi waits in Beijing."


def sqlite(folder: Path) -> Store:
    return SqliteStore(folder / "store.db")


IMPLEMENTATIONS: list[Callable[[Path], Store]] = [sqlite]


def follow(store: Store, workspace: str, feed: str, name: str = "") -> None:
    store.follow(workspace, feed, name or feed, "feed", feed, NOW)


def put(
    store: Store, text: str, workspace: str = "alpha", feed: str = "", key: str = "", now: datetime = NOW
) -> Article:
    return store.record(intake(text, workspace, feed, key=key), now).article


def texts(store: Store, scope: Scope) -> set[str]:
    return {article.text for article in store.articles(scope)}
