"""A ledger over a real file, and what goes into it."""

from __future__ import annotations

from datetime import UTC, datetime, time

from adapters.inbound import Channel, Person
from adapters.message import Message, say
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Terms

NEWS = Channel("memory", "w", "news")
OTHER = Channel("memory", "w", "other")
ANNA = Person("memory", "w", "anna", "Anna")
EIGHT = Terms(Schedule((time(8),), EVERY_DAY, "UTC"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def words(text: str) -> Message:
    return say(text)
