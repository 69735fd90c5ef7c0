"""Makes posts say what they should: edits on one platform, each done until it is settled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import timedelta
from typing import TypeVar

from adapters.platform import Ambiguous, Platform, Reason, Receipt, Rejected
from bot.ledger.amendments import Edit
from bot.ledger.ledger import Ledger
from bot.outbox import backoff
from briefings.ports import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 20
MOST_TRIES = 30
"""Hours of trying; the word in the thread has said it meanwhile."""
_WORTH_ANOTHER_TRY = (Reason.LIMITED, Reason.UNAVAILABLE)


class Editor:
    """Edits posts of one platform; to edit twice does what to edit once does, so nothing has to be looked for.

    Args:
        ledger: which posts do not say what they should.
        platform: where they are.
        clock: the time.
        chance: 0 to 1, spreads tries after a refusal.
        workers: where the ledger blocks.
        reached: called at each point at which a kill must do no harm; for the tests of that.
    """

    def __init__(
        self,
        ledger: Ledger,
        platform: Platform,
        *,
        clock: Clock,
        chance: Callable[[], float],
        workers: Executor,
        reached: Callable[[str], None] = lambda _point: None,
    ) -> None:
        self._ledger = ledger
        self._platform = platform
        self._clock = clock
        self._chance = chance
        self._workers = workers
        self._reached = reached

    async def edit_due(self) -> int:
        """Edit what is due, one post after the other; gives how many were tried."""
        book, now = self._ledger.watching, self._clock()
        edits = await self._apart(lambda: book.edits(self._platform.name, now, AT_ONCE))
        for edit in edits:
            receipt = await self._update(edit)
            self._reached("edited")
            await self._settle(edit, receipt)
        return len(edits)

    async def _update(self, edit: Edit) -> Receipt:
        try:
            async with asyncio.timeout(self._platform.limits.settle_time / 2):
                return await self._platform.update(edit.ref, edit.message)
        except TimeoutError:
            return Ambiguous("no answer in time")
        except Exception as error:  # a platform should not raise; the edit is tried again
            log.exception("delivery %d: the platform raised", edit.delivery_id)
            return Ambiguous(f"{type(error).__name__}: {error}")

    async def _settle(self, edit: Edit, receipt: Receipt) -> None:
        book, now = self._ledger.watching, self._clock()
        again = isinstance(receipt, Ambiguous) or (
            isinstance(receipt, Rejected) and receipt.reason in _WORTH_ANOTHER_TRY
        )
        if again and edit.attempts < MOST_TRIES:
            pause = backoff(edit.attempts, self._chance())
            if isinstance(receipt, Rejected) and receipt.retry_after is not None:
                pause = timedelta(seconds=receipt.retry_after)
            await self._apart(lambda: book.postpone_edit(edit, now + pause))
            return
        if not isinstance(receipt, Ambiguous | Rejected):
            log.info("delivery %d was edited", edit.delivery_id)
        else:
            log.warning("delivery %d cannot be edited (%s); its thread says so", edit.delivery_id, receipt.detail)
        await self._apart(lambda: book.settle_edit(edit))

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)
