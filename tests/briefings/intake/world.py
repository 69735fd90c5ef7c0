"""An intake over real HTTP, a real store and the real parsing worker; only the language pipeline is made by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from briefings.annotation import Annotation, Signature
from briefings.intake.annotating import AnnotationLine
from briefings.intake.newsdesk import Newsdesk
from briefings.intake.polling import Poller, Rules
from briefings.intake.ports import FeedState
from briefings.intake.progress import Progress
from briefings.intake.reading import Scout
from briefings.models import Article, Scope
from briefings.sources.worker import Workers
from briefings.storage.sqlite import SqliteStore
from briefings.stories.keeping import StoryKeeper
from tests.briefings.sources.fetching.world import Time, fetcher
from tests.contracts.intakes import annotation_of, signature_of
from tests.servers.web import WebServer

LOCAL = Scope("local")
PARAGRAPHS = [
    "Leaders of five nations agreed on Friday to share the waters of the Tamar river, ending a dispute of nine years.",
    "Prime Minister Ana Costa said the treaty would take effect on 1 March, after the parliaments of all five approve it.",
    "The treaty sets up a commission of ten engineers who measure the flow every week and publish all of the figures.",
    "President Luis Ferro of Alvora did not attend the ceremony because of a strike at the airport of the capital city.",
    "Environmental groups welcomed the agreement but asked for stricter limits on pumping during the hot summer months.",
    "The commission will meet for the first time in April in Porto, officials said, and all five pay for it in equal parts.",
    "Farmers in the south had demanded such a commission since the great drought, when wells ran dry in eleven villages.",
    "Fishermen along the lower river said that they would wait and see whether the water comes back to the old harbours.",
]


class HandsByHand:
    """Annotates by full stops and white space; ``size`` articles at a time."""

    size = 2

    def __init__(self, fail: Callable[[Article], bool] = lambda _article: False) -> None:
        self.closed = False
        self._fail = fail

    def submit(self, article: Article) -> Future[tuple[Annotation, Signature]]:
        future: Future[tuple[Annotation, Signature]] = Future()
        if self._fail(article):
            future.set_exception(ValueError("the models trip over it"))
        else:
            future.set_result((annotation_of(article.text), signature_of(article.text)))
        return future

    def close(self) -> None:
        self.closed = True


@dataclass
class World:
    time: Time
    store: SqliteStore
    newsdesk: Newsdesk
    folder: Path

    async def fetch(self, *feeds: str) -> Progress:
        total = Progress()

        def count(progress: Progress) -> None:
            nonlocal total
            total += progress

        await self.newsdesk.fetch(feeds, count)
        return total

    async def follow(self, address: str, workspace: str = "local", name: str = "") -> str:
        """Add a source and fetch it; gives its feed."""
        added = await self.newsdesk.add(address, workspace, name)
        await self.fetch(added.following.feed)
        return added.following.feed

    def state(self, feed: str) -> FeedState:
        state = self.store.feed(feed)
        assert state is not None
        return state

    def texts(self, scope: Scope = LOCAL) -> list[str]:
        return [article.text for article in self.store.articles(scope)]

    def titles(self, scope: Scope = LOCAL) -> list[str]:
        return [article.title for article in self.store.articles(scope)]


@asynccontextmanager
async def world(
    folder: Path, workers: Workers, *servers: WebServer, rules: Rules | None = None, time: Time | None = None,
    hands: HandsByHand | None = None, full_text: bool = True, **policy: object,
) -> AsyncIterator[World]:  # fmt: skip
    time = time or Time()
    store = SqliteStore(folder / "newsbrief.db")
    threads = ThreadPoolExecutor(6)
    door = fetcher(*servers, time=time, **policy)  # type: ignore[arg-type]  # fields of the policy
    scout = Scout(door, workers, threads, time, full_text=full_text)
    rules = rules or Rules()
    poller = Poller(store, scout, clock=time, chance=lambda: 0.5, rules=rules)
    line = AnnotationLine(store, StoryKeeper(store).annotate, hands or HandsByHand(), None, time)

    async def release() -> None:
        await door.__aexit__(None, None, None)
        threads.shutdown()

    newsdesk = Newsdesk(store, scout, poller, line, clock=time, rules=rules, release=release)
    try:
        yield World(time, store, newsdesk, folder)
    finally:
        await newsdesk.close()
        store.close()
