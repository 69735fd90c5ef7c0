"""When a digest is due: the time rule.

A slot is kept per *nominal local date*. Local dates are walked in the schedule's zone; of two equal wall-clock times
the first is taken; a time that a gap swallows moves forward to the first that exists; a date that does not exist is
left out (Apia, 2011-12-30). A slot is known by its nominal date and time, never by its instant, so that it fires once
whatever the clock does. Pure: nothing here reads a clock.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MOST_TIMES = 12
"""Times a day: more than that is a feed, not a briefing."""
_FAR = 400  # days without a slot; every weekday comes within seven


class Weekday(enum.IntEnum):
    """As ``date.weekday`` counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


EVERY_DAY = frozenset(Weekday)
WEEKDAYS = frozenset(Weekday) - {Weekday.SATURDAY, Weekday.SUNDAY}
WEEKENDS = EVERY_DAY - WEEKDAYS


@dataclass(frozen=True, slots=True, order=True)
class Nominal:
    """What a slot is called: the local date and the wall-clock time that were asked for."""

    day: date
    time: time

    def __str__(self) -> str:
        return f"{self.day.isoformat()}T{self.time:%H:%M}"

    @classmethod
    def parse(cls, key: str) -> Nominal:
        """Read what ``str(nominal)`` wrote."""
        moment = datetime.fromisoformat(key)
        return cls(moment.date(), moment.time())


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment at which a digest is due: what it is called, and when that is (UTC)."""

    nominal: Nominal
    at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """Wall-clock times on weekdays in an IANA time zone.

    Raises:
        ValueError: there is no time, no day, or too many times.
    """

    times: tuple[time, ...]
    days: frozenset[Weekday]
    zone: str

    def __post_init__(self) -> None:
        if not self.times or not self.days:
            raise ValueError("a schedule needs a time and a day")
        if len(self.times) > MOST_TIMES:
            raise ValueError(f"a schedule has at most {MOST_TIMES} times a day")
        if list(self.times) != sorted(set(self.times)):
            raise ValueError("the times of a schedule are in order, each once")

    def slots(self, first: date) -> Iterator[Slot]:
        """Every slot from a local date on, by what they are called."""
        zone = ZoneInfo(self.zone)
        day = first
        while day < date.max - 3 * DAY:
            if day.weekday() in self.days and exists(day, zone):
                for at in self.times:
                    yield Slot(Nominal(day, at), instant(day, at, zone))
            day += DAY

    def first_after(self, now: datetime) -> Slot:
        """The first slot that is still to come: where a new schedule begins."""
        start = now.astimezone(ZoneInfo(self.zone)).date() - DAY
        return next(slot for slot in self.slots(start) if slot.at > now)

    def next_after(self, nominal: Nominal) -> Slot:
        """The slot that follows another, whatever the clock says."""
        return next(slot for slot in self.slots(nominal.day) if slot.nominal > nominal)

    def first_from(self, nominal: Nominal) -> Slot:
        """The slot of that name, or the first after it if its date is none of this schedule's."""
        return next(slot for slot in self.slots(nominal.day) if slot.nominal >= nominal)

    def upcoming(self, now: datetime, count: int) -> list[Slot]:
        """The next few slots, to show what was understood."""
        slot = self.first_after(now)
        found = [slot]
        while len(found) < count:
            slot = self.next_after(slot.nominal)
            found.append(slot)
        return found

    def due(self, first: Nominal, now: datetime) -> list[Slot]:
        """The slots from the one called ``first`` on whose time has come; after a long downtime the latest year's."""
        earliest = max(first.day, now.astimezone(ZoneInfo(self.zone)).date() - _FAR * DAY)
        later = (slot for slot in self.slots(earliest) if slot.nominal >= first)
        return list(takewhile(lambda slot: slot.at <= now, later))


def exists(day: date, zone: ZoneInfo) -> bool:
    """Whether a local date has any moment at all: a country that crosses the date line leaves one out."""
    return instant(day, time(0), zone) < instant(day + DAY, time(0), zone)


@lru_cache(maxsize=65_536)  # ten thousand subscriptions share a few zones and times
def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When a wall clock shows a time on a date, in UTC: the first of two, or the end of the gap that swallows it."""
    early, late = (datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if early <= late:
        return early
    return _change_between(late, early, zone)  # in a gap, fold 0 counts with the offset before it and lands behind it


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the zone's offset changes; the two offsets differ."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
