"""The part of the ledger that is about places and who may what there. Each method is one transaction."""

from __future__ import annotations

from datetime import datetime

from adapters.inbound import Channel, Person
from bot.ledger import places
from bot.ledger.places import Place, Stay
from bot.ledger.watchbook import Transaction


class Placebook:
    """Places, managers and homes, for the ``Ledger`` that it belongs to."""

    def __init__(self, read: Transaction, write: Transaction) -> None:
        self._read = read
        self._write = write

    def enter(self, channel: Channel, name: str, host: Person | None, now: datetime) -> bool:
        """The bot came to a place; whether for the first time."""
        return self._write(lambda db: places.enter(db, channel, name, host, now))

    def leave(self, channel: Channel, stay: Stay, detail: str, now: datetime) -> None:
        """The bot is in a place no more: what would go there stops."""
        self._write(lambda db: places.leave(db, channel, stay, detail, now))

    def leave_workspace(self, workspace: Channel, detail: str, now: datetime) -> int:
        """The bot may be in a whole workspace no more; gives how many standing orders stopped."""
        return self._write(lambda db: places.leave_workspace(db, workspace, detail, now))

    def rename(self, channel: Channel, name: str) -> None:
        """A place has another name."""
        self._write(lambda db: places.rename(db, channel, name))

    def place(self, channel: Channel) -> Place | None:
        """What is known of a place."""
        return self._read(lambda db: places.find(db, channel))

    def of_workspace(self, platform: str, workspace: str) -> list[Place]:
        """The channels of a workspace that the bot is, or was, in."""
        return self._read(lambda db: places.of_workspace(db, platform, workspace))

    def appoint(self, workspace: Channel, person: Person, by: Person, now: datetime) -> None:
        """Let somebody manage the channels of a workspace, named by any of them."""
        self._write(lambda db: places.appoint(db, workspace, person, by, now))

    def dismiss(self, workspace: Channel, person_id: str) -> bool:
        """Let somebody manage them no more."""
        return self._write(lambda db: places.dismiss(db, workspace, person_id))

    def managers(self, workspace: Channel) -> list[Person]:
        """Those whom an admin named."""
        return self._read(lambda db: places.managers(db, workspace))

    def home(self, channel: Channel) -> str:
        """The workspace whose news is read in a direct conversation that belongs to none; "" where none is known."""
        return self._read(lambda db: places.home(db, str(channel)))
