"""A schedule is understood as people type it, said back, and never guessed."""

from __future__ import annotations

import tomllib
from datetime import time
from importlib import resources
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.subscriptions.schedule import EVERY_DAY, Schedule, Weekday
from bot.subscriptions.wording import ScheduleError, describe_schedule, read_schedule

UNDERSTOOD = {
    "weekdays at 8": "Weekdays at 08:00, UTC",
    "every day 7:30 Europe/Berlin": "Every day at 07:30, Europe/Berlin",
    "Mon and Thu 18:00": "Monday and Thursday at 18:00, UTC",
    "daily at noon": "Every day at 12:00, UTC",
    "8am and 6pm": "Every day at 08:00 and 18:00, UTC",
    "12 am": "Every day at 00:00, UTC",
    "12 pm": "Every day at 12:00, UTC",
    "mon-fri 8:00": "Weekdays at 08:00, UTC",
    "Mondays to Thursdays 9.30": "Monday, Tuesday, Wednesday and Thursday at 09:30, UTC",
    "fri - mon 10": "Monday, Friday, Saturday and Sunday at 10:00, UTC",
    "wekdays at 8": "Weekdays at 08:00, UTC",
    "evry day 7": "Every day at 07:00, UTC",
    "wendsday 8": "Wednesday at 08:00, UTC",
    "weekends 10:00 new york": "Saturday and Sunday at 10:00, America/New_York",
    "sat sun 9am London time": "Saturday and Sunday at 09:00, Europe/London",
    "tuesday 9 am CET": "Tuesday at 09:00, CET",
    "8 ET": "Every day at 08:00, America/New_York",
    "8": "Every day at 08:00, UTC",
    "0800": "Every day at 08:00, UTC",
    "mon,wed,fri 7h30": "Monday, Wednesday and Friday at 07:30, UTC",
    "everyday at 6:30 p.m.": "Every day at 18:30, UTC",
    "7 in the evening": "Every day at 19:00, UTC",
    "every weekday at 8 in the morning": "Weekdays at 08:00, UTC",
    "tues & thurs at 7 and 19": "Tuesday and Thursday at 07:00 and 19:00, UTC",
    "Sunday 8 o'clock": "Sunday at 08:00, UTC",
    "8 8 8": "Every day at 08:00, UTC",
}

REFUSED = {
    "": "names no time",
    "weekdays": "names no time",
    "every morning": "write the hour",
    "hourly": "“hourly” cannot be",
    "every other day at 8": "“other” cannot be",
    "weekdays at 8 except friday": "“except” cannot be",
    "at 25:00": "“25:00” in “at 25:00” is no time",
    "13 pm": "is no time",
    "8 Brelin": "did you mean Europe/Berlin?",
    "every day at 8 Europe/Berln": "did you mean Europe/Berlin?",
    "weekdays 8 UTC+2": "name a city instead",
    "8 CST": "America/Chicago or Asia/Shanghai",
    "monday 9 ; DROP TABLE": "I do not understand “DROP”",
    "1 2 3 4 5 6 7 8 9 10 11 12 13": "more than 12 times",
    "x" * 5000: "I do not understand",
}


@pytest.mark.parametrize("typed", UNDERSTOOD)
def test_what_people_type_is_understood_and_said_back(typed: str) -> None:
    assert describe_schedule(read_schedule(typed, "UTC")) == UNDERSTOOD[typed]


@pytest.mark.parametrize("typed", REFUSED, ids=lambda typed: typed[:30])
def test_what_cannot_be_sure_is_refused_with_the_fix(typed: str) -> None:
    with pytest.raises(ScheduleError) as refusal:
        read_schedule(typed, "UTC")
    words = str(refusal.value)
    assert REFUSED[typed] in words
    assert "\n" not in words


def test_the_channels_own_zone_is_meant_where_none_is_named() -> None:
    assert read_schedule("weekdays at 8", "Asia/Tokyo").zone == "Asia/Tokyo"


@given(
    st.sets(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=6),
    st.sets(st.sampled_from(Weekday), min_size=1),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Tokyo"]),
)
def test_what_is_said_back_means_the_same_when_it_is_typed(times: set[time], days: set[Weekday], zone: str) -> None:
    schedule = Schedule(tuple(sorted(times)), frozenset(days), zone)
    assert read_schedule(describe_schedule(schedule), "Pacific/Apia") == schedule


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_a_schedule_or_one_sentence(typed: str) -> None:
    said = "."
    try:
        assert read_schedule(typed, "UTC").days <= EVERY_DAY
    except ScheduleError as refusal:
        said = str(refusal)
    assert said.endswith((".", "?"))


def test_the_vocabulary_names_every_day_and_only_zones_that_exist() -> None:
    told = tomllib.loads(resources.files("bot.subscriptions").joinpath("data/days.toml").read_text("utf-8"))
    assert set(told["days"]) == {day.name.lower() for day in Weekday}
    every = [word for words in (*told["days"].values(), *told["sets"].values()) for word in words]
    assert len(every) == len(set(every))
    assert {zone for zones in told["zones"].values() for zone in zones} <= available_timezones()
    for word in every:
        assert read_schedule(f"{word} at 8", "UTC").days
    for short, zones in told["zones"].items():
        if len(zones) == 1:
            assert read_schedule(f"8:00 {short}", "UTC").zone == zones[0]
