"""Ten thousand channels over one newsroom: what the tests of many subscriptions stand on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path

from adapters.memory import MemoryPlatform
from adapters.plaintext import UNLIMITED
from adapters.platform import Channel, Limits, Person
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.outbox import State
from bot.service import Service
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from bot.wiring import Newsroom, open_ledger, open_newsroom
from briefings.models import Document, Scope
from briefings.ports import Annotator

NINE = Terms(Schedule((wall(9),), EVERY_DAY, "UTC"))
MORNING = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)
EVENING_BEFORE = MORNING - timedelta(hours=12)
ASKER = Person("memory", "w0", "ana", "Ana")
DESK = Channel("memory", "w0", "questions")
FEED = "https://world.example/feed"
NEWS = """\
Storm floods the port of Aveiro|Floods closed the port of Aveiro on Thursday. Mayor Rui Costa said that 300 people had \
left their homes. The harbour office expects the water to fall by Sunday.
Teachers in Oslo end their strike|Teachers in Oslo went back to work on Thursday after nine days. Union leader Kari Moen \
said that pay would rise by 5 percent. Pupils will make up two of the lost days in June.
Zenith to build a battery plant in Graz|The carmaker Zenith will build a battery plant in Graz. It will cost 900 million \
euros and employ 1,200 people. Governor Eva Huber called it the largest investment in ten years.
Nairobi opens its new airport railway|A railway to the airport of Nairobi opened on Thursday. President William Ruto \
rode the first train. A ticket costs 250 shillings, and trains leave every 20 minutes.
Court frees journalist Lina Haddad|A court in Beirut freed the journalist Lina Haddad on Thursday. She had been in prison \
for 14 months. Her lawyer said that the judges found no evidence against her.
Glacier in Peru loses a third of its ice|The Quelccaya glacier in Peru has lost a third of its ice since 1990. Scientists \
of the university of Cusco measured it for six years. They warned that the city's water is at risk.
"""


LIMITS = replace(UNLIMITED, posts_per_second=1.0, posts_per_second_in_all=50.0, settle_time=60.0)


@dataclass
class Figures:
    """What a minute with many subscriptions was like; times are in seconds."""

    subscriptions: int
    queued: float = 0.0
    sent: float = 0.0
    busiest: int = 0  # posts in one second
    digests: int = 0
    answers: list[float] = field(default_factory=list)

    def slowest(self, share: float) -> float:
        """The time that so many of the answers took longer than."""
        return sorted(self.answers)[-1 - int(share * len(self.answers))]

    def __str__(self) -> str:
        median, worst = self.slowest(0.5), max(self.answers)
        return (
            f"{self.subscriptions} subscriptions: queued in {self.queued:.1f} s from {self.digests} digests, sent in"
            f" {self.sent:.1f} s, at most {self.busiest} posts a second; {len(self.answers)} questions meanwhile:"
            f" median {median:.2f} s, of 100 the slowest {self.slowest(0.01):.2f} s, of all {worst:.2f} s"
        )


@dataclass
class Town:
    """A newsroom with six stories of one feed, and many channels that read it."""

    newsroom: Newsroom
    settings: Settings

    def subscribe(self, workspaces: int, channels: int) -> None:
        """Let every channel of every workspace have its digest at nine; all workspaces follow the same feed."""
        with open_ledger(self.settings) as ledger:
            for number in range(workspaces):
                self.newsroom.store.follow(f"w{number}", FEED, "World", "feed", FEED, EVENING_BEFORE)
                for each in range(channels):
                    ledger.subscribe(Channel("memory", f"w{number}", f"c{each}"), ASKER, NINE, EVENING_BEFORE)

    async def serve(self, subscriptions: int, limits: Limits) -> Figures:
        """Let the bot run from nine on until everything is sent, and ask it something all the while."""
        figures = Figures(subscriptions)
        began = time.monotonic()

        def clock() -> datetime:
            return MORNING + timedelta(seconds=time.monotonic() - began)

        platform = MemoryPlatform(limits=limits, clock=clock)
        await platform.publish(COMMANDS)
        briefings = self.newsroom.briefings
        digest = briefings.digest

        def counted(scope: Scope, *rest: object, **more: object) -> object:
            figures.digests += 1
            return digest(scope, *rest, **more)  # type: ignore[arg-type]

        briefings.digest = counted  # type: ignore[method-assign,assignment]
        with open_ledger(self.settings) as ledger:
            service = Service(
                briefings,
                ledger,
                [platform],
                lambda channel: Scope(channel.workspace),
                clock=clock,
                elapsed=time.monotonic,
                chance=lambda: 0.5,
                zone=UTC,
            )
            running = asyncio.create_task(service.run())
            asking = asyncio.create_task(self._ask(platform, figures))
            while not figures.sent:
                await asyncio.sleep(0.5)
                counts = await asyncio.to_thread(ledger.counts)
                if not figures.queued and sum(counts.values()) >= subscriptions:
                    figures.queued = time.monotonic() - began
                if counts.get(State.SENT, 0) >= subscriptions:
                    figures.sent = time.monotonic() - began
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await service.close()
            await running
        digests = [post for post in platform.posts if post.marker and post.ref.channel != DESK]
        assert len({post.ref.channel for post in digests}) == len(digests) == subscriptions
        seconds = [(post.at - MORNING).total_seconds() for post in digests]
        figures.busiest = max(sum(first <= other < first + 1 for other in seconds) for first in seconds[::7])
        return figures

    async def _ask(self, platform: MemoryPlatform, figures: Figures) -> None:
        answered = asyncio.Event()
        reply = platform.reply_privately

        async def heard(*rest: object, **more: object) -> object:
            answered.set()
            return await reply(*rest, **more)  # type: ignore[arg-type]

        platform.reply_privately = heard  # type: ignore[method-assign,assignment]
        while True:
            asked = time.monotonic()
            answered.clear()
            platform.say(ASKER, DESK, "/ask Who rode the first train in Nairobi?")
            await answered.wait()
            figures.answers.append(time.monotonic() - asked)
            await asyncio.sleep(0.5)


@contextmanager
def town(folder: Path, annotator: Annotator) -> Iterator[Town]:
    """A newsroom with six stories of one feed, and no channel yet."""
    settings = Settings(data=folder)
    with open_newsroom(settings, lambda: annotator) as newsroom:
        newsroom.warm()
        newsroom.store.follow("w0", FEED, "World", "feed", FEED, EVENING_BEFORE)
        documents = []
        for number, line in enumerate(NEWS.splitlines()):
            title, text = line.split("|")
            address = f"https://world.example/{number}"
            documents.append(Document(address, text, title, address, "World", published=EVENING_BEFORE))
        list(newsroom.briefings.ingest(documents, "w0", EVENING_BEFORE, feed=FEED))
        yield Town(newsroom, settings)
