"""What is done at a rhythm goes on after it failed, and says so in one line where somebody can mend it."""

from __future__ import annotations

import pytest

from bot.wakeups import Wakeups
from briefings.errors import StoreError
from tests.waiting import until


@pytest.mark.parametrize(
    ("error", "traced"), [(StoreError("The disk is full: make room."), False), (ValueError("odd"), True)]
)
async def test_what_fails_is_told_and_tried_again(
    error: Exception, traced: bool, caplog: pytest.LogCaptureFixture
) -> None:
    tries = 0

    async def fail() -> None:
        nonlocal tries
        tries += 1
        raise error

    wakeups = Wakeups()
    wakeups.every(0.01, fail, "planning")
    wakeups.start()
    await until(lambda: tries >= 2)
    wakeups.stop()
    told = next(record for record in caplog.records if record.name == "bot.wakeups")
    assert told.getMessage().startswith("planning failed; it is tried again in 0.01 s")
    assert bool(told.exc_info) is traced
