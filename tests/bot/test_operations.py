"""Whoever runs the bot sees how posting stands, decides about held posts, and learns that the clock is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.inbound import Inbound, Question
from adapters.plaintext import UNLIMITED
from adapters.platform import Channel
from bot.cli import main
from bot.cli.checking import zones_version
from bot.config import Settings
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.outbox import State, Verdict
from bot.wiring import open_ledger, utc_now
from tests.bot.ledger.conftest import ANNA, EIGHT, words

SLACK = Channel("slack", "T1", "C0123456789")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def carry_out(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return carry_out


@contextmanager
def ledger_in(home: Path) -> Iterator[Ledger]:
    with open_ledger(Settings(data=home / "data")) as ledger:
        yield ledger


@pytest.fixture
def held(home: Path) -> int:
    """A post that nobody can be sure of, one that waits behind a busy platform, and a question."""
    now = utc_now()
    with ledger_in(home) as ledger:
        ledger.subscribe(SLACK, ANNA, EIGHT, now)
        ledger.post([Post("d/1", SLACK, (words("News briefing, 29 Aug 2025"),))], now)
        (claim,) = ledger.claim("slack", UNLIMITED, now, 5)
        reason = "it may have been posted already, and the channel's history cannot be read (missing_scope)"
        ledger.settle(claim, Verdict(State.HELD, now, detail=reason), now)
        ledger.post([Post("d/2", SLACK, (words("the next"),))], now)
        ledger.receive(Inbound("q1", ANNA, SLACK, Question("who?")), now)
        return claim.delivery.id


def test_status_tells_what_is_scheduled_what_waits_and_why(run: Run, held: int) -> None:
    code, said, _ = run("status")
    assert code == 0
    for words_ in (
        "Schedules  1 active", "Next  ", "Posts  1 held, 1 queued", "the oldest since", "1 not answered yet",
        "Trouble on slack", "missing_scope", f"newsbrief held send {held}",
    ):  # fmt: skip
        assert words_ in said


def test_status_fits_a_narrow_screen(run: Run, held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.screen.PIPED_WIDTH", 60)
    _, said, _ = run("status")
    assert [line for line in said.splitlines() if len(line) > 60 and " " in line.strip("• ")[:60].strip()] == []


def test_status_for_scripts_holds_the_same(run: Run, held: int) -> None:
    _, said, _ = run("status", "--json")
    posting = json.loads(said)["posting"]
    assert posting["deliveries"] == {"held": 1, "queued": 1}
    assert posting["subscriptions"] == {"active": 1}
    assert posting["held"][0]["number"] == held
    assert posting["errors"][0]["platform"] == "slack"


@pytest.mark.parametrize(("choice", "state"), [("send", State.QUEUED), ("discard", State.DISCARDED)])
def test_a_held_post_is_sent_or_discarded(run: Run, home: Path, held: int, choice: str, state: State) -> None:
    _, listed, _ = run("held")
    assert f"Held {held}" in listed
    assert "News briefing, 29 Aug 2025. It may have been posted already" in listed
    code, _, _ = run("held", choice, str(held))
    assert code == 0
    with ledger_in(home) as ledger:
        assert {each.id: each.state for each in ledger.history()}[held] is state
    assert run("held")[1] == "No post waits for you.\n"


def test_a_number_that_is_none_says_where_the_numbers_are(run: Run, held: int) -> None:
    code, _, error = run("held", "send", "77")
    assert code == 2
    assert "No held post has the number 77; newsbrief held lists them" in error


def test_a_clock_that_was_put_back_is_told_with_the_fix(run: Run, home: Path) -> None:
    code, said, _ = run("check", "--quick")
    assert "ok   clock" in said
    with ledger_in(home) as ledger:
        ledger.post([Post("d/1", SLACK, (words("one"),))], utc_now() + timedelta(days=3))
    code, _, error = run("check", "--quick")
    assert code == 2
    assert "BAD  clock" in error
    assert "set the clock right" in error
    assert "it was ahead" in run("status")[1]


def test_the_version_of_the_time_zones_is_named() -> None:
    assert any(character.isdigit() for character in zones_version())
