"""The real bot for the conformance suite: engine, ledger, intake and service over one real platform, on one clock."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from adapters.inbound import Channel, Inbound
from adapters.message import say
from adapters.platform import Listener, Platform
from bot.allowance import UNLIMITED, Allowance
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.errands import Errands
from bot.ledger.deliveries import Post as Owed
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.outbox import State, Verdict
from bot.scopes import Scopes
from bot.service import Service
from bot.wiring import Newsroom, open_newsroom, read_samples
from briefings.annotation import Annotation, Sentence, Vector
from briefings.models import Document
from briefings.ports import Annotator
from briefings.storage.database import Database
from tests.conformance.script import Deed, Trouble, Where, Who
from tests.newsdesk import open_small_intake
from tests.servers.newspaper import Newspaper
from tests.servers.web import WebServer, answer
from tests.service import at_work, until_connected

MOST = 12
"""Questions that one person may ask here in ten minutes."""
PATIENCE = 60.0  # seconds, for a machine under load, and for a reply that got lost on the way
SETTLE_TIME = 6.0  # seconds after which what is in doubt is looked for; a platform's own is a minute
SLOWNESS = 5.0
HELD = "What happened on Friday."
"""A post that a case lets wait for a person."""
_NUMBERS = itertools.count(1)
TOWN_NEWS = {
    "harbour": "A new lighthouse was opened in Bergen on Monday. It is ninety metres high. Its lamp is seen from afar.",
    "comet": "Astronomers in Chile found a new comet on Thursday. It will pass the Sun in March. No telescope is needed.",
    "cup": "Norway won the ski cup in Oslo on Sunday. Anna Berg came first in the last race. The crowd sang for an hour.",
    "bridge": "A bridge was closed in Prague on Friday. Engineers found cracks in two pillars. Repairs take six weeks.",
    "music": "The orchestra of Vienna hired a new conductor on Saturday. Maria Silva begins in May. She is 34 years old.",
    "flood": "A flood destroyed forty houses in Valencia on Monday. Rescuers saved nine people. The mayor asked for help.",
}


class Impossible(Exception):  # noqa: N818 -- no fault: the platform has no such thing
    """What somebody cannot do on a platform."""


def is_label(label: str, wanted: str) -> bool:
    """Whether a button is the one that is meant; "Next (" means whichever page comes next."""
    return label.startswith(wanted) if wanted.endswith("(") else label == wanted


class Scene(Protocol):
    """Fresh people and channels for one case."""

    async def do(self, deed: Deed, who: Who, where: Where) -> None:
        """Let somebody do something; raises Impossible where the platform has no such thing."""

    def posts(self, who: Who, where: Where) -> dict[str, str]:
        """What the bot wrote there, as somebody reads it, by what identifies a post."""

    def bystander(self, who: Who, where: Where) -> Who | None:
        """Somebody else who reads there."""

    def form(self, who: Who) -> str:
        """The form that somebody has open."""

    def page(self, who: Who) -> str:
        """The bot's own page as somebody sees it."""

    def offered(self, who: Who) -> str:
        """What was offered to somebody who began to type."""

    def at(self, where: Where, who: Who) -> Channel:
        """A place, as the bot names it."""


class Driver(Protocol):
    """A platform with its own side of the wire."""

    @property
    def platform(self) -> Platform:
        """The adapter under test."""

    def scene(self, number: int) -> Scene:
        """Fresh people and channels."""

    @property
    def returns_forms(self) -> bool:
        """Whether a form can be given back with what is wrong in it."""

    @property
    def violations(self) -> Sequence[str]:
        """What was sent against the platform's rules."""


@dataclass
class Watch:
    """The time of all of them: it begins on a Friday morning and goes on, slowly.

    So a busy machine is not late for Discord's three seconds; that the bot keeps those is tested elsewhere.
    """

    began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return datetime(2025, 8, 29, 9, 0, tzinfo=UTC) + timedelta(seconds=(time.monotonic() - self.began) / SLOWNESS)

    def seconds(self) -> float:
        return self.now().timestamp()


class Brittle:
    """The annotator, which breaks when a case wants it."""

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator
        self.is_broken = False

    def annotate(self, text: str, dateline: str = "") -> Annotation:
        return self._annotator.annotate(text, dateline)

    def parse(self, text: str) -> Sentence:
        if self.is_broken:
            raise RuntimeError("the parser is broken")
        return self._annotator.parse(text)

    def embed(self, texts: Sequence[str]) -> Vector:
        return self._annotator.embed(texts)


@dataclass
class Stage:
    """One bot on one platform, for many cases."""

    driver: Driver
    ledger: Ledger
    database: Database
    annotator: Brittle
    watch: Watch
    web: WebServer
    heard: list[Inbound] = field(default_factory=list)

    def begin(self) -> tuple[Scene, dict[str, str]]:
        """A scene of its own for a case, and the words of it."""
        number = next(_NUMBERS)
        paper = Newspaper(self.web, f"Gazette {number}", f"/{number}").open()
        words = [f"In town {number} the museum shows {number + 3} old ships from Sunday on, and the entry is free.",
                 f"The curator of town {number} said that the ships were built by hand and cost a fortune to repair."]  # fmt: skip
        paper.publish("ships", f"Old ships in town {number}", [" ".join(words * 3)] * 2, self.watch.now())
        opml = f'<opml version="2.0"><body><outline text="{paper.name}" xmlUrl="{paper.feed}"/></body></opml>'
        self.web.routes[f"/{number}/list.opml"] = answer(f'<?xml version="1.0"?>{opml}'.encode(), "text/x-opml")
        told = {
            "paper": paper.name, "feed": paper.feed, "front": paper.front, "link": paper.link("ships"),
            "opml": self.web.url(f"/{number}/list.opml"), "missing": self.web.url(f"/{number}/missing"),
            "title": f"Old ships in town {number}",
        }  # fmt: skip
        return self.driver.scene(number), told

    def is_idle(self) -> bool:
        """Whether everything is answered and posted."""
        waiting = {State.QUEUED, State.SENDING, State.UNSURE}
        survey = self.ledger.survey()
        return survey.unanswered == 0 and not waiting & set(survey.deliveries)

    def arrange(self, trouble: Trouble, scene: Scene) -> None:
        now = self.watch.now()
        if trouble is Trouble.ENGINE:
            self.annotator.is_broken = True
        elif trouble is Trouble.DATABASE:
            self._let_write(False)
        elif trouble is Trouble.AMNESIA:
            self.ledger.answers.forget_offers(now + timedelta(days=1))
        else:
            later = now + timedelta(hours=1)  # so that the courier does not take it before
            where = scene.at(Where.NEWS, Who.SOMEBODY)
            self.ledger.post([Owed(f"update/{where.id}", where, (say(HELD),))], later)
            (claim,) = self.ledger.claim(where.platform, self.driver.platform.limits, later, 5)
            held = Verdict(State.HELD, later, detail="nobody knows whether it was posted")
            assert self.ledger.settle(claim, held, later)

    def mend(self) -> None:
        """Nothing is wrong any more."""
        self.annotator.is_broken = False
        self._let_write(True)

    def _let_write(self, allowed: bool) -> None:
        """Let SQLite itself refuse every write, as it does where the file cannot be written."""
        writer, thread = self.database._writer, self.database._thread
        thread.submit(lambda: writer.execute(f"PRAGMA query_only = {'OFF' if allowed else 'ON'}")).result()


@dataclass
class Newsstand:
    """The engine with its news, and the annotator that can break."""

    newsroom: Newsroom
    annotator: Brittle
    settings: Settings
    web: WebServer


@asynccontextmanager
async def opened(annotator: Annotator, watch: Watch, folder: Path, *, empty: bool) -> AsyncIterator[Newsstand]:
    """The engine, without news where it is to be empty."""
    async with WebServer() as web:
        settings = Settings.model_validate(
            {"data": folder, "allow_private": "127.0.0.1", "allow_ports": str(web.port), "annotators": 0}
        )
        brittle = Brittle(annotator)
        with open_newsroom(settings, lambda: brittle) as newsroom:
            if not empty:
                stock(newsroom, settings.workspace, watch.now())
            yield Newsstand(newsroom, brittle, settings, web)


@asynccontextmanager
async def raised(driver: Driver, stand: Newsstand, watch: Watch, name: str) -> AsyncIterator[Stage]:
    """The bot, connected, until the block ends; ``name`` is its ledger's."""
    newsroom, settings = stand.newsroom, stand.settings
    database = Database(settings.data / f"{name}.db", MIGRATIONS)
    tokens = itertools.count(1)
    ledger = Ledger(database, lambda: f"{next(tokens):016x}")
    newsdesk = open_small_intake(settings, newsroom, clock=watch.now)
    errands = Errands(newsdesk, asyncio.get_running_loop())
    service = Service(
        newsroom.briefings,
        ledger,
        [driver.platform],
        Scopes(newsroom.store, ledger, settings.workspace),
        clock=watch.now,
        elapsed=time.monotonic,
        chance=lambda: 0.5,
        zone=UTC,
        errands=errands,
        allowance=UNLIMITED if driver.platform.name == "terminal" else Allowance(MOST),  # as the bot itself does it
    )
    stage = Stage(driver, ledger, database, stand.annotator, watch, stand.web)
    overhear(service, stage.heard)
    await service.introduce(COMMANDS)
    try:
        async with at_work(service):
            await until_connected(driver.platform)
            yield stage
    finally:
        errands.close()
        await newsdesk.close()
        ledger.close()
    assert list(driver.violations) == []


def overhear(service: Service, heard: list[Inbound]) -> None:
    """Note what the platforms tell the bot."""
    for reception in service.receptions.values():

        async def receive(inbound: Inbound, told: Listener = reception.receive) -> None:
            heard.append(inbound)
            await told(inbound)

        setattr(reception, "receive", receive)  # noqa: B010 -- the type checker takes a method for fixed


def stock(newsroom: Newsroom, workspace: str, now: datetime) -> None:
    """Store the sample articles, and some small news beside them."""
    list(newsroom.briefings.ingest(read_samples(now), workspace, now))
    for number, (name, text) in enumerate(TOWN_NEWS.items(), 1):
        stored = now - timedelta(days=7) if name == "comet" else now - timedelta(hours=number)
        document = Document(
            name, text, f"The {name}", f"https://{name}.example/1", f"{name.title()} Times", published=stored
        )
        list(newsroom.briefings.ingest([document], workspace, stored))
