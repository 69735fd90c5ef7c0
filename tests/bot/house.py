"""A bot with one recording platform, driven step by step: what comes in is answered before the next line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.inbound import Channel, Inbound, Person, What
from adapters.memory import MemoryPlatform
from bot.allowance import UNLIMITED, Allowance
from bot.commands.table import COMMANDS
from bot.ledger.ledger import Ledger
from bot.service import Service
from bot.wiring import Newsroom
from briefings.models import Scope
from tests.service import at_work

NEWS = Channel("memory", "local", "news")
ANA = Person("memory", "local", "ana", "Ana")
BO = Person("memory", "local", "bo", "Bo")
GUEST = Person("memory", "elsewhere", "gil", "Gil")


class House:
    """The bot over one or more recording platforms, at a time that the test moves."""

    def __init__(
        self,
        newsroom: Newsroom,
        ledger: Ledger,
        now: datetime,
        *names: str,
        scope_of: Callable[[Channel], Scope] = lambda _channel: Scope("local"),
        allowance: Allowance = UNLIMITED,
    ) -> None:
        self.now = now
        self.ledger = ledger
        self.platforms = [MemoryPlatform(name=name, clock=lambda: self.now) for name in names or ("memory",)]
        self.platform = self.platforms[0]
        self.service = Service(
            newsroom.briefings,
            ledger,
            self.platforms,
            scope_of,
            clock=lambda: self.now,
            elapsed=lambda: self.now.timestamp(),
            chance=lambda: 0.5,
            zone=ZoneInfo("UTC"),
            allowance=allowance,
        )
        self.reception = self.service.receptions[self.platform.name]
        for platform in self.platforms:
            platform.commands = COMMANDS

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    async def types(
        self, words: str, who: Person = ANA, where: Channel = NEWS, *, direct: bool = False, thread: str | None = None
    ) -> Inbound:
        """Let somebody type a line, and the bot do what follows."""
        inbound = replace(self.platform.say(who, where, words, direct=direct), thread=thread)
        await self.reception.receive(inbound)
        return inbound

    async def does(
        self, what: What, who: Person = ANA, where: Channel = NEWS, *, direct: bool = False, thread: str | None = None
    ) -> Inbound:
        """Let somebody do something else."""
        inbound = self.platform.receive(who, where, what, direct=direct, thread=thread)
        await self.reception.receive(inbound)
        return inbound

    def reads(self, who: Person | None = None, where: Channel = NEWS) -> list[str]:
        """What somebody, or anybody, reads in a channel."""
        return self.platform.read(where, reader=who.id if who else None)

    async def delivers(self) -> None:
        """Let what is queued be posted, as far as it is due."""
        async with at_work(self.service), asyncio.timeout(20):
            while self.ledger.next_delivery() is not None and any(
                each.state.value in ("queued", "sending") for each in self.ledger.history()
            ):
                self.wait(seconds=1)
                await asyncio.sleep(0.01)
