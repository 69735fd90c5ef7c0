"""The terms of a subscription as a form: what it asks, what it has filled in, how its answers are read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from typing import TypeAlias, TypeVar

from adapters.controls import Field, FieldKind, Form, Option
from bot.subscriptions.schedule import WEEKDAYS, Schedule
from bot.subscriptions.subscription import Terms
from bot.subscriptions.terms import read_quiet_hours, read_terms
from bot.subscriptions.wording import ScheduleError, describe_days, read_schedule
from briefings.enumeration import enumerate_words
from briefings.errors import NewsbriefError
from briefings.models import Length

SAVE = "schedule.save"
CHANNEL, WHEN, ZONE, ABOUT, QUIET, LENGTH = "channel", "when", "zone", "about", "quiet", "length"
_LENGTHS = {Length.SHORT: "Short", Length.NORMAL: "Normal", Length.LONG: "Long"}
_ANY_TIME = "at 8"  # what stands beside a part that is read alone
Answers: TypeAlias = Mapping[str, tuple[str, ...]]
T = TypeVar("T")


class FormError(NewsbriefError):
    """Answers that cannot be used; ``fields`` has a sentence for each field that is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


def schedule_form(zone: str, *, terms: Terms | None = None, value: str = "", picks_channel: bool = False) -> Form:
    """Ask for a schedule in ``zone``, with what is known filled in.

    Where the channel has to be picked, too, its field takes the place of the zone's, which is typed behind the time
    then: a form has five fields.
    """
    known = terms or Terms(Schedule((time(8),), WEEKDAYS, zone))
    when = _describe(known.schedule)
    fields = [
        Field(WHEN, "When", value=when, hint="Such as: weekdays at 8; every day 7:30; Mon and Thu 18:00"),
        Field(ZONE, "Time zone", value=known.schedule.zone, hint="Such as: Europe/Berlin, or New York"),
        Field(
            ABOUT,
            "About",
            value=", ".join([*known.topics, *(f"-{word}" for word in known.mutes)]),
            hint="Such as: climate, Kyiv, -sport. Left empty: all news",
            required=False,
        ),
        Field(QUIET, "Quiet hours", value=_quiet(known), hint="Such as: 22:00 to 7:00", required=False),
        Field(
            LENGTH,
            "Length",
            FieldKind.CHOICE,
            options=tuple(Option(label, each.value, chosen=each is known.length) for each, label in _LENGTHS.items()),
        ),
    ]
    if picks_channel:
        fields[0] = replace(fields[0], value=f"{when} {known.schedule.zone}")
        fields[1] = Field(CHANNEL, "Channel", FieldKind.CHANNEL)
        fields[:2] = reversed(fields[:2])
    return Form("Change a schedule" if terms else "New schedule", SAVE, tuple(fields), value)


def read_schedule_form(answers: Answers, zone: str, *, terms: Terms | None = None) -> Terms:
    """Understand the answers; what the form does not ask stays as it was in ``terms``.

    Raises:
        FormError: some of them are not understood.
    """
    wrong: dict[str, str] = {}
    named = _read_zone(_line(answers, ZONE), zone, wrong)
    schedule = _read(lambda: read_schedule(_line(answers, WHEN), named), WHEN, wrong)
    about = _line(answers, ABOUT)
    topics = _read(lambda: read_terms(f"{_ANY_TIME} about {about}", named), ABOUT, wrong) if about else None
    typed = _line(answers, QUIET)
    quiet = _read(lambda: read_quiet_hours(typed, named), QUIET, wrong) if typed else None
    if wrong or schedule is None:
        raise FormError(wrong)
    chosen = _line(answers, LENGTH)
    return replace(
        terms or Terms(schedule),
        schedule=schedule,
        topics=topics.topics if topics else (),
        mutes=topics.mutes if topics else (),
        quiet=quiet,
        length=Length(chosen) if chosen in {each.value for each in Length} else Length.NORMAL,
    )


def _read(read: Callable[[], T], field: str, wrong: dict[str, str]) -> T | None:
    try:
        return read()
    except ScheduleError as error:
        wrong[field] = str(error)
        return None


def _read_zone(typed: str, zone: str, wrong: dict[str, str]) -> str:
    if not typed:
        return zone
    read = _read(lambda: read_schedule(f"{_ANY_TIME} {typed}", ""), ZONE, wrong)
    if read is not None and not read.zone:
        wrong[ZONE] = f"“{typed}” is no time zone: name one like Europe/Berlin or America/New_York."
    return read.zone if read and read.zone else zone


def _describe(schedule: Schedule) -> str:
    return f"{describe_days(schedule.days)} at {enumerate_words([f'{at:%H:%M}' for at in schedule.times])}"


def _quiet(terms: Terms) -> str:
    quiet = terms.quiet
    return f"{quiet.first:%H:%M} to {quiet.last:%H:%M} ({quiet.hush.value})" if quiet else ""


def _line(answers: Answers, field: str) -> str:
    return " ".join(" ".join(answers.get(field, ())).split())
