"""A newsroom of its own, with a channel that reads, and time that only the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from adapters.commands import read_command
from adapters.inbound import Channel, MessageRef, Person
from adapters.message import Message
from adapters.plaintext import UNLIMITED, render_plain
from bot.commands.request import Request
from bot.commands.routing import respond
from bot.commands.table import COMMANDS
from bot.desk import Desk
from bot.ledger.ledger import Ledger
from bot.outbox import State, Verdict
from bot.planning import Planner
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from bot.watching.watcher import Watcher
from bot.wiring import Newsroom
from briefings.models import Document, Scope
from tests.bot.ledger.conftest import ANNA, NEWS, at

UTC_ZONE = ZoneInfo("UTC")
NINE = Terms(Schedule((time(9),), EVERY_DAY, "UTC"))
SCOPE = Scope("local")
DIRECT = Channel("memory", "w", "direct-anna")

FIRE = """A fire destroyed a carpet warehouse in the port of Izmir on Thursday night, killing 14 workers, the governor said.
The flames spread from a workshop on the ground floor, fire chief Orhan Tekin told reporters.
Rescue teams from three cities searched the ruins with dogs.
The owner of the warehouse, Selim Aksoy, was detained at the airport on Friday.
"""
HIGHER_TOLL = """The fire in a carpet warehouse in the port of Izmir has killed 17 workers, the health ministry said on Friday.
Three people died of their burns in hospital, it added.
The mayor declared three days of mourning.
"""
HIGHEST_TOLL = """Two more victims of the warehouse fire in Izmir were found on Saturday, so the fire killed 19 workers in all.
The hospital in Izmir treats eight others, its director Leyla Demir said.
"""
TAKEN_BACK = FIRE.replace(
    "was detained at the airport on Friday", "was not detained; he was questioned as a witness, police said"
)
THIRD = """Prosecutors arrested two foremen on Friday because the emergency exits of the Izmir carpet warehouse were locked.
The foremen face up to 15 years in prison after the warehouse fire, prosecutor Deniz Kaya said.
"""


@dataclass
class House:
    """One newsroom and one ledger, with a planner and a watcher that come and go."""

    newsroom: Newsroom
    ledger: Ledger
    now: datetime
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """The process ends, and another begins: nothing is remembered but what the ledger keeps."""
        self.planner = Planner(self.ledger, self.newsroom.briefings, lambda _: SCOPE, lambda _: UNLIMITED)
        self.watcher = Watcher(self.ledger, self.newsroom.briefings, lambda _: SCOPE, lambda _: UNLIMITED, UTC_ZONE)

    def wait(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    def comes(self, key: str, text: str, source: str, title: str = "", published: datetime | None = None) -> int:
        """An article comes in; gives its story."""
        document = Document(key, text, title, f"https://news.example/{key}", source, "", published or self.now)
        (ingested,) = self.newsroom.briefings.ingest([document], SCOPE.workspace, self.wait(minutes=1))
        assert ingested.story_id is not None
        return ingested.story_id

    def watch(self) -> int:
        """One round, and what it queued is delivered."""
        made = self.watcher.watch(self.now)
        self.deliver()
        return made

    def digest(self) -> None:
        """The next digest comes, and is delivered."""
        (subscription, *_) = self.ledger.subscriptions()
        self.now = max(self.now, subscription.next.at)
        self.planner.plan_due(self.now)
        self.deliver()

    def deliver(self) -> None:
        while claims := self.ledger.claim("memory", UNLIMITED, self.now, 100):
            for claim in claims:
                ref = MessageRef(claim.delivery.channel, f"m{next(self.numbers)}")
                if claim.delivery.root:
                    ref = replace(ref, thread=claim.delivery.root.id)
                done = Verdict(State.SENT, self.now, ref, pause_channel=self.now)
                self.ledger.settle(claim, done, self.now)

    def said(self, channel: Channel = NEWS) -> list[str]:
        """What was posted to a channel, the oldest first."""
        return [
            render_plain(each.message) for each in reversed(self.ledger.history(channel)) if each.state is State.SENT
        ]

    def types(self, line: str, who: Person = ANNA, where: Channel = NEWS) -> str:
        """What somebody who types a command reads."""
        name, _, rest = line.removeprefix("/").partition(" ")
        request = Request(
            self.newsroom.briefings, SCOPE, self.now, UTC_ZONE,
            where=where, who=who, desk=Desk(self.ledger, self.planner, lambda: None),
        )  # fmt: skip
        message = respond(read_command(name, rest, COMMANDS), request)
        assert isinstance(message, Message)
        return render_plain(message)


@pytest.fixture
def house(empty_newsroom: Newsroom, ledger: Ledger) -> House:
    return House(empty_newsroom, ledger, at("2025-08-28 12:00"))


@pytest.fixture
def told(house: House) -> Callable[[Terms], House]:
    """A house whose channel has these terms, and was told of the fire at nine."""

    def begin(terms: Terms) -> House:
        house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
        house.ledger.subscribe(NEWS, ANNA, terms, house.now, since=house.now - timedelta(days=1))
        house.digest()
        assert "14 workers" in house.said()[0]
        return house

    return begin
