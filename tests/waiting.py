"""Waiting for what somebody would notice, instead of for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 30.0  # seconds, for a machine under load


async def until(true: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait until something is true.

    Raises:
        TimeoutError: it is not, after so many seconds.
    """
    async with asyncio.timeout(within):
        while not true():
            await asyncio.sleep(0.01)
