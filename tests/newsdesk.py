"""The real intake, as small and as quick as tests want it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import wiring
from bot.config import Settings
from bot.wiring import Newsroom
from briefings.intake.newsdesk import Newsdesk
from briefings.ports import Clock


def open_small_intake(settings: Settings, newsroom: Newsroom, *, clock: Clock) -> Newsdesk:
    """One process that parses, and no pause between two fetches from a host."""
    policy = replace(wiring._fetch_policy(settings), host_interval=0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "PARSERS", 1)
        patch.setattr(wiring, "_fetch_policy", lambda _settings: policy)
        return wiring.open_intake(settings, newsroom, clock=clock)
