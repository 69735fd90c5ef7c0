"""What a channel asked for: when it is told, what about, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from adapters.inbound import Channel, Person
from bot.subscriptions.languages import PLAIN
from bot.subscriptions.schedule import DAY, Nominal, Schedule, Slot, instant
from briefings.models import Length

ON_TIME = timedelta(minutes=15)
"""As late as a digest may be without being called late: a restart, a slow feed."""


class CatchUp(StrEnum):
    """What becomes of a digest whose time passed while nobody was running."""

    SEND_LATE = "send late"
    MERGE = "merge into the next"
    SKIP = "skip"


class WhenEmpty(StrEnum):
    """What is posted on a day without news."""

    SAY_SO = "say so"
    SILENT = "be silent"


class Hush(StrEnum):
    """What becomes of an update that comes in quiet hours."""

    HOLD = "hold"
    DROP = "drop"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Wall-clock hours in which a channel is left alone; ``first`` later than ``last`` spans midnight."""

    first: time
    last: time
    hush: Hush = Hush.HOLD

    def __post_init__(self) -> None:
        if self.first == self.last:
            raise ValueError("quiet hours need a beginning and another end")

    def ends(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet that reigns now will end, in UTC; None where it does not reign."""
        today = now.astimezone(zone).date()
        for day in (today - DAY, today):
            begins = instant(day, self.first, zone)
            over = instant(day if self.first < self.last else day + DAY, self.last, zone)
            if begins <= now < over:
                return over
        return None


@dataclass(frozen=True, slots=True)
class Gate:
    """What makes a story breaking: so many publishers of their own within so many minutes of the first.

    ``a_day`` is the most that a channel gets on one local date.
    """

    publishers: int = 3
    minutes: int = 60
    a_day: int = 3

    def __post_init__(self) -> None:
        if self.publishers < 2 or self.minutes < 1 or self.a_day < 1:
            raise ValueError("an alert needs two publishers, a minute and a place in the day at least")


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything about a subscription that its people can choose.

    ``topics`` are words, people or places, all news where there are none; ``mutes`` are words, people, places and
    sources to leave out. ``threads`` puts what does not fit into one message into its thread. ``alerts`` is None where
    breaking news is not asked for. ``language`` is the one in which its posts write dates, by its CLDR identifier; see
    ``bot.subscriptions.languages``.
    """

    schedule: Schedule
    topics: tuple[str, ...] = ()
    mutes: tuple[str, ...] = ()
    length: Length = Length.NORMAL
    stories: int = 5
    quiet: QuietHours | None = None
    catch_up: CatchUp = CatchUp.SEND_LATE
    when_empty: WhenEmpty = WhenEmpty.SAY_SO
    threads: bool = True
    updates: bool = True
    alerts: Gate | None = None
    language: str = PLAIN


class Standing(StrEnum):
    """Whether a subscription is served."""

    ACTIVE = "active"
    PAUSED = "paused"  # by somebody, until a time or for good
    STOPPED = "stopped"  # the platform refuses: the channel is gone, a permission is missing


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's standing order, and the slot that it waits for; news up to ``told_until`` has been told."""

    id: int
    channel: Channel
    owner: Person
    terms: Terms
    next: Slot
    standing: Standing = Standing.ACTIVE
    resumes: datetime | None = None
    reason: str = ""
    told_until: datetime | None = None

    def is_served(self, now: datetime) -> bool:
        """Whether it is told anything at a time: it does not rest, or its rest is over."""
        return self.standing is Standing.ACTIVE or bool(
            self.standing is Standing.PAUSED and self.resumes and self.resumes <= now
        )

    def cause(self, nominal: Nominal) -> str:
        """What the digest of a slot is called for ever."""
        return f"digest/{self.id}/{nominal}"


@dataclass(frozen=True, slots=True)
class Missed:
    """A slot that brought nothing, and why."""

    slot: Slot
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """What a subscription's clock asks for now: a digest for ``slot`` or none, the slots without one, the next.

    ``forget`` means that news from before now is not to be told later either.
    """

    slot: Slot | None
    missed: tuple[Missed, ...]
    next: Slot
    late: timedelta = timedelta(0)
    forget: bool = False


def due(subscription: Subscription, now: datetime) -> Due | None:
    """What is to be done at a time; None where nothing is due."""
    schedule, catch_up = subscription.terms.schedule, subscription.terms.catch_up
    slots = schedule.due(subscription.next.nominal, now)
    if not slots:
        return None
    *earlier, last = slots
    following = schedule.next_after(last.nominal)
    if subscription.standing is not Standing.ACTIVE and not (subscription.resumes and subscription.resumes <= last.at):
        why = subscription.reason or "it was paused"
        return Due(None, tuple(Missed(slot, why) for slot in slots), following)
    missed = tuple(Missed(slot, "newsbrief was not running") for slot in earlier)
    late = now - last.at
    if late <= ON_TIME:
        return Due(last, missed, following)
    match catch_up:
        case CatchUp.SEND_LATE:
            return Due(last, missed, following, late)
        case CatchUp.MERGE:
            return Due(None, (*missed, Missed(last, "its news comes with the next one")), following)
        case CatchUp.SKIP:
            return Due(None, (*missed, Missed(last, "newsbrief was not running")), following, forget=True)
