"""``slack``: a server whose rules must not have been broken when the test ends.

Import it where it is used: ``from tests.servers.slack.fixtures import slack as slack``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.servers.slack import SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server
    assert not server.violations, "\n".join(server.violations)
