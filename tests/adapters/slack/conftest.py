"""A workspace, and the platform connected to it in each way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.desk import Desk, running, settings_for
from tests.servers.slack import SlackServer
from tests.servers.slack.fixtures import slack as slack
from tests.servers.slack.town import Town, build


@pytest.fixture
def town(slack: SlackServer) -> Town:
    return build(slack)


@pytest.fixture(params=["socket", "http"])
async def desk(town: Town, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(town, settings_for(town, request.param, tmp_path)) as opened:
        yield opened


@pytest.fixture
async def quiet(town: Town, tmp_path: Path) -> AsyncIterator[Desk]:
    """What does not depend on the way in is tried over one of them."""
    async with running(town, settings_for(town, "socket", tmp_path)) as opened:
        yield opened
