"""The bot that gets killed: plans and delivers over a ledger file to a wire, until kill -9.

``python -m tests.scenarios.killed FOLDER PORT SETTLE NONCE`` waits for lines on standard input; at each it forks a
process that begins its work from the files alone, as after a crash, and prints its number. Forking from a process that
has everything imported makes a thousand restarts a matter of minutes.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.inbound import Channel, MessageRef, Person
from adapters.memory import MemoryPlatform
from adapters.message import Message
from adapters.plaintext import UNLIMITED
from adapters.platform import (
    Absent,
    Ambiguous,
    Finding,
    Limits,
    Reason,
    Receipt,
    Rejected,
    Sent,
    Unreadable,
)
from bot.delivery import Courier
from bot.ledger.ledger import Ledger
from bot.ledger.schema import MIGRATIONS
from bot.planning import Planner
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms
from bot.wiring import LoadedOnUse
from briefings.backends.extractive import ExtractiveAnswerer, ExtractiveSummarizer
from briefings.engine import Briefings
from briefings.models import Scope
from briefings.ports import Annotator
from briefings.storage.database import Database
from briefings.storage.sqlite import SqliteStore

DAY = 0.75  # seconds of real time that pass for a day of the planner's
BEGIN = datetime(2015, 1, 1, tzinfo=UTC)  # long before now: the courier keeps real time
CHANNELS = 8


@dataclass(frozen=True)
class Orders:
    """What a killed bot is to do."""

    folder: Path
    port: int
    settle: float
    nonce: float

    @property
    def limits(self) -> Limits:
        """The wire's."""
        return replace(UNLIMITED, settle_time=self.settle, nonce_time=self.nonce, posts_per_second=200.0)

    def ledger(self) -> Ledger:
        """The ledger's file, opened anew."""
        return Ledger(Database(self.folder / "newsbrief.db", MIGRATIONS), lambda: secrets.token_hex(8))

    def planners_time(self) -> datetime:
        """A time that runs so fast that every moment a slot comes; it starts where the folder was made."""
        began = float((self.folder / "began").read_text())
        return BEGIN + (time.time() - began) / DAY * timedelta(days=1)


class WirePlatform(MemoryPlatform):
    """A platform over the wire: one connection a request."""

    def __init__(self, orders: Orders) -> None:
        super().__init__(name="wire", limits=orders.limits)
        self._orders = orders

    async def send(
        self, channel: Channel, message: Message, *, marker: str, thread: MessageRef | None = None
    ) -> Receipt:
        try:
            answer = await self._ask({"op": "send", "marker": marker, "channel": str(channel)})
        except OSError as error:
            return Ambiguous(str(error))
        if answer is None or "error" in answer:
            return Ambiguous("no answer" if answer is None else "500")
        if "limited" in answer:
            return Rejected(Reason.LIMITED, "429", retry_after=float(str(answer["limited"])))
        return Sent(MessageRef(channel, marker))

    async def find(
        self, channel: Channel, marker: str, *, since: datetime, thread: MessageRef | None = None
    ) -> Finding:
        answer = await self._ask({"op": "find", "marker": marker})
        if answer is None:
            return Unreadable("no answer")
        return Sent(MessageRef(channel, marker)) if answer["found"] else Absent()

    async def _ask(self, asked: dict[str, str]) -> dict[str, object] | None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._orders.port)
        try:
            writer.write(json.dumps(asked).encode() + b"\n")
            await writer.drain()
            line = await reader.readline()
            return json.loads(line) if line else None
        finally:
            writer.close()


def prepare(orders: Orders) -> None:
    """Make the files: the ledger with a daily subscription for each channel, at times spread over the day."""
    (orders.folder / "began").write_text(str(time.time()))
    ledger = orders.ledger()
    for number in range(CHANNELS):
        at = (BEGIN + timedelta(hours=24 * number / CHANNELS)).time()
        channel = Channel("wire", "w", f"c{number}")
        ledger.subscribe(channel, Person("wire", "w", "p"), Terms(Schedule((at,), EVERY_DAY, "UTC")), BEGIN)
    ledger.close()


def work(orders: Orders, *, plan: bool = True) -> None:
    """Plan and deliver; with ``plan`` until killed, without it until all is delivered."""
    asyncio.run(_work(orders, plan))


async def _work(orders: Orders, plan: bool) -> None:
    ledger = orders.ledger()
    store = SqliteStore(orders.folder / "articles.db")
    annotator = LoadedOnUse(no_language)
    briefings = Briefings(store, annotator, ExtractiveSummarizer(annotator.embed), ExtractiveAnswerer())
    planner = Planner(ledger, briefings, lambda _channel: Scope("w"), lambda _name: orders.limits)
    with ThreadPoolExecutor(4) as workers:
        courier = Courier(
            ledger,
            WirePlatform(orders),
            clock=lambda: datetime.now(UTC),
            elapsed=time.monotonic,
            chance=random.random,
            workers=workers,
        )
        running = asyncio.create_task(courier.run())
        while True:
            if plan:
                await asyncio.get_running_loop().run_in_executor(workers, planner.plan_due, orders.planners_time())
                courier.wake()
            elif await asyncio.get_running_loop().run_in_executor(workers, ledger.next_delivery) is None:
                break
            await asyncio.sleep(0.01)
        courier.stop()
        await running
    ledger.close()
    store.close()


def no_language() -> Annotator:
    """Nothing is stored here, so nothing is read."""
    raise NotImplementedError


def main() -> None:
    """Fork a bot at every line."""
    folder, port, settle, nonce = sys.argv[1:]
    orders = Orders(Path(folder), int(port), float(settle), float(nonce))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no process waits for a killed one
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            with suppress(KeyboardInterrupt):
                work(orders)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
