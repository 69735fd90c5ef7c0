"""Buttons that set things up are shown to those who may press them, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.message import Button, Message, say
from adapters.platform import Channel, Command, Permissions, Person, Question
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.outbox import State, Verdict
from bot.wiring import Newsroom
from tests.bot.house import ANA, BO, NEWS, House

HELD = "What happened on Friday."


@pytest.fixture
def house(newsroom: Newsroom, ledger: Ledger, now: datetime) -> House:
    """A channel that Ana manages and Bo reads."""
    made = House(newsroom, ledger, now)
    made.platform.managers.add(ANA.id)
    return made


def hold_a_post(house: House, where: Channel = NEWS) -> None:
    """Let a post wait for a person."""
    later = house.now + timedelta(hours=1)  # so that the courier does not take it before
    house.ledger.post([Post(f"update/{where.id}", where, (say(HELD),))], later)
    (claim,) = house.ledger.claim(where.platform, house.platform.limits, later, 5)
    house.ledger.settle(claim, Verdict(State.HELD, later, detail="nobody knows whether it was posted"), later)


def last(house: House) -> Message:
    return house.platform.posts[-1].message


def labels(house: House) -> list[str]:
    return [each.label for each in last(house).actions if isinstance(each, Button)]


async def test_a_reader_sees_what_is_scheduled_without_buttons_that_would_be_refused(house: House) -> None:
    assert await read(house, "status", ANA) == ["New schedule"]
    assert await read(house, "status", BO) == []
    await house.does(Command("brief", "schedule", "weekdays at 8"), ANA)
    hold_a_post(house)
    assert await read(house, "status", ANA) == ["Send now", "Discard", "New schedule", "Change it"]
    assert await read(house, "settings", ANA) == ["Change"]
    assert await read(house, "settings", BO) == []
    assert await read(house, "status", BO) == []
    assert f"Held: {HELD}" in house.reads(BO)[-1]


async def test_what_is_said_aloud_is_pressed_by_those_who_may_alone(house: House) -> None:
    await house.does(Command("brief", "schedule", "weekdays at 8"), ANA)
    hold_a_post(house)
    await house.does(Question("brief status"), ANA)
    aloud = house.platform.posts[-1]
    assert aloud.private_to is None
    for label in ("New schedule", "Change it", "Send now", "Discard"):
        await house.reception.receive(house.platform.press(BO, aloud, label))
        assert "Only those who manage this channel" in house.reads(BO)[-1], label
    await house.reception.receive(house.platform.press(ANA, aloud, "Discard"))
    assert "It is discarded." in house.reads(ANA)[-1]


async def test_in_direct_messages_everybody_sets_up_their_own(house: House) -> None:
    home = Channel("memory", "local", "D1")
    await house.does(Command("brief", "schedule", "weekdays at 8"), BO, home, direct=True)
    hold_a_post(house, home)
    assert await read(house, "status", BO, home, direct=True) == ["Send now", "Discard", "New schedule", "Change it"]
    await house.reception.receive(
        house.platform.receive(
            BO, home, house.platform.press(BO, house.platform.posts[-1], "Discard").what, direct=True
        )
    )
    assert "It is discarded." in house.reads(BO, home)[-1]


async def test_whoever_an_admin_named_has_the_buttons_too(house: House) -> None:
    house.ledger.places.appoint(NEWS, BO, ANA, house.now)
    assert await read(house, "status", BO) == ["New schedule"]


async def test_a_platform_that_cannot_tell_who_manages_still_shows_the_status(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_channel: Channel, _person: Person | None = None) -> Permissions:
        raise ConnectionError("no answer")

    monkeypatch.setattr(house.platform, "permissions", fail)
    assert await read(house, "status", ANA) == []
    assert "Nothing is scheduled here" in house.reads(ANA)[-1]


async def read(house: House, what: str, who: Person, where: Channel = NEWS, *, direct: bool = False) -> list[str]:
    """The buttons that somebody sees under `/brief status` or `/brief settings`."""
    await house.does(Command("brief", what, ""), who, where, direct=direct)
    return labels(house)


async def test_help_lists_what_can_be_typed_there(house: House) -> None:
    house.platform.limits = replace(house.platform.limits, reserved=frozenset({"help"}))
    await house.does(Command("brief", "help", ""), BO)
    said = house.reads(BO)[-1]
    assert "/brief help" in said
    assert "• /help" not in said
    assert "/sources add ADDRESS, /sources remove SOURCE" in said, "named in a line for those who may not"
    await house.does(Command("brief", "help", ""), ANA)
    assert "/sources add ADDRESS  Follow a site" in house.reads(ANA)[-1]
    await house.does(Command("xyzzy", None, ""), BO)
    assert house.reads(BO)[-1].endswith("You can type /brief, /ask, /sources, /watch.")
