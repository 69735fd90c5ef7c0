"""Whose turn it is in an interaction: what was said to Discord so far, and what its first answer holds."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum

from adapters.discord.custom_ids import markers_of
from adapters.discord.handles import InteractionHandle
from adapters.discord.inbound import SURE
from adapters.discord.payloads import Payload, number, take_all, word

EPHEMERAL = 64  # message flags
LOADING = 128
_KEPT = 2_000


class Slot(Enum):
    """Discord's "original" answer: whether there is one for us to fill."""

    NONE = "none"
    WAITING = "shows that work goes on, or asks whether one is sure"
    TAKEN = "holds an answer"


@dataclass
class Turn:
    """One interaction; ``lost`` means that its key answers no more.

    ``private`` and ``marker`` are those of the slot; ``aside`` is the id of a private answer beside it.
    """

    handle: InteractionHandle
    acknowledged: bool = False
    lost: bool = False
    slot: Slot = Slot.NONE
    private: bool = False
    marker: str = ""
    aside: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def fits(self, marker: str, *, private: bool) -> bool:
        """Whether an answer goes into the slot: the first one, the same again, or a private one after a private one."""
        if self.lost or self.slot is Slot.NONE or self.private != private:
            return False
        return self.slot is Slot.WAITING or private or (bool(marker) and marker == self.marker)

    def fill(self, marker: str) -> None:
        """Note that the slot holds an answer."""
        self.slot, self.marker = Slot.TAKEN, marker

    def wait(self, *, private: bool) -> None:
        """Note that the slot waits for an answer."""
        self.slot, self.private = Slot.WAITING, private


def recall(handle: InteractionHandle, original: Payload | None) -> Turn:
    """Make up from Discord's "original" answer what an earlier process did; None where there is no such."""
    turn = Turn(handle, acknowledged=True, lost=original is None)
    if original is None:
        return turn
    markers = markers_of(take_all(original, "components"))
    if word(original, "id") == handle.message:  # what was pressed, not an answer
        if handle.asking and SURE in markers:
            turn.wait(private=True)
        elif handle.asking:
            turn.private = True
            turn.fill("")
        return turn
    turn.private = bool(number(original, "flags") & EPHEMERAL)
    shown = word(original, "content") or take_all(original, "embeds") or take_all(original, "components")
    if number(original, "flags") & LOADING or not shown:
        turn.slot = Slot.WAITING
    else:
        turn.fill(next(iter(markers), ""))
    return turn


class Turns:
    """The turns of this process, by ``Inbound.id``; old ones are forgotten, and recalled where they matter."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, Turn] = OrderedDict()

    def get(self, inbound: str) -> Turn | None:
        """Give a turn that this process has had."""
        return self._turns.get(inbound)

    def keep(self, inbound: str, turn: Turn) -> Turn:
        """Keep a turn, unless there is one already; give the one that is kept."""
        kept = self._turns.setdefault(inbound, turn)
        while len(self._turns) > _KEPT:
            self._turns.popitem(last=False)
        return kept
