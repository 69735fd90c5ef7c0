"""What the commands about schedules need: the ledger, and the planner that shows what will be posted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.ledger.ledger import Ledger
from bot.planning import Planner


@dataclass(frozen=True, slots=True)
class Desk:
    """The ledger, the planner, and ``wake``, which says that something was queued."""

    ledger: Ledger
    planner: Planner
    wake: Callable[[], None]
