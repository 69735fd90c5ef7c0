"""kill -9 at any moment, over a wire that loses, doubts and delays: nothing is lost and nothing comes twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ledger.ledger import Ledger
from bot.outbox import State
from tests.scenarios.killed import BEGIN, Orders, prepare, work
from tests.servers.wire import Wire

SETTLE = 1.5  # seconds; a busy machine may add a good second to what comes late
LATE = 0.4
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def zygote(orders: Orders) -> Iterator[subprocess.Popen[str]]:
    """The process that forks the bots; it ends with its standard input."""
    command = [sys.executable, "-m", "tests.scenarios.killed", str(orders.folder), str(orders.port)]
    command += [str(orders.settle), str(orders.nonce)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def kill_often(orders: Orders, kills: int, chance: random.Random) -> None:
    with zygote(orders) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(kills):
            process.stdin.write("\n")
            process.stdin.flush()
            bot = int(process.stdout.readline())
            # Mostly within the first steps, at times long after: what is old is looked for, what is new is sent.
            time.sleep(chance.uniform(0.02, 0.25) if chance.random() < 0.9 else chance.uniform(1.6, 2.2))
            os.kill(bot, signal.SIGKILL)


def require_every_slot_once(ledger: Ledger, causes: set[str]) -> None:
    """Each of a subscription's latest slots brought a digest or is a gap with a reason, never both and never neither."""
    for subscription in ledger.subscriptions():
        gaps = {missed.slot.nominal for missed in ledger.gaps(subscription.id, 40)}
        slots = subscription.terms.schedule.slots(subscription.next.nominal.day - timedelta(days=40))
        for slot in slots:
            if slot.nominal == subscription.next.nominal:
                break
            if slot.at > BEGIN:
                assert (subscription.cause(slot.nominal) in causes) != (slot.nominal in gaps), slot


def torture(folder: Path, kills: int, *, settle: float, nonce: float, seed: int) -> tuple[Wire, set[str]]:
    chance = random.Random(seed)
    with Wire(LATE, random.Random(seed + 1), remembers=nonce > 0) as wire:
        orders = Orders(folder, wire.port, settle, nonce)
        prepare(orders)
        kill_often(orders, kills, chance)
        wire.chance = None  # the weather clears
        time.sleep(LATE)
        work(orders, plan=False)
        time.sleep(LATE)
        ledger = orders.ledger()
        rows = ledger.history()
        assert {delivery.state for delivery in rows} == {State.SENT}
        require_every_slot_once(ledger, {delivery.cause for delivery in rows})
        ledger.close()
    return wire, {delivery.marker for delivery in rows}


def require_once(wire: Wire, markers: set[str], kills: int) -> None:
    lost = [marker for marker in markers if wire.posts[marker] == 0]
    doubled = [marker for marker, count in wire.posts.items() if count > 1]
    print(f"{kills} kills, {len(markers)} posts, {dict(wire.faults)}: {len(lost)} lost, {len(doubled)} doubled")
    assert (lost, doubled) == ([], [])
    assert set(wire.posts) == markers
    assert len(markers) > kills / 4


@pytest.mark.parametrize("nonce", [0.0, 5.0], ids=["looks", "nonce"])
def test_some_kills_lose_and_double_nothing(tmp_path: Path, nonce: float) -> None:
    wire, markers = torture(tmp_path, 8, settle=SETTLE, nonce=nonce, seed=1)
    require_once(wire, markers, 8)


@pytest.mark.torture
@pytest.mark.parametrize("nonce", [0.0, 5.0], ids=["looks", "nonce"])
def test_a_thousand_kills_lose_and_double_nothing(tmp_path: Path, nonce: float) -> None:
    wire, markers = torture(tmp_path, 1000, settle=SETTLE, nonce=nonce, seed=2)
    require_once(wire, markers, 1000)


@pytest.mark.torture
def test_without_the_grace_posts_come_twice(tmp_path: Path) -> None:
    """The proof that the test above can fail: whoever looks too early does not see what is still on its way."""
    wire, markers = torture(tmp_path, 200, settle=SETTLE / 20, nonce=0.0, seed=3)
    doubled = [marker for marker, count in wire.posts.items() if count > 1]
    print(f"without the grace: 200 kills, {len(markers)} posts, {len(doubled)} doubled")
    assert doubled
