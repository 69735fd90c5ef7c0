"""A digest comes once a date, whatever the clocks of its zone do."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.subscriptions.schedule import EVERY_DAY, WEEKDAYS, Nominal, Schedule, Weekday, exists, instant
from eval.data import folder

BERLIN, APIA = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")
DAY = timedelta(days=1)
DATA = folder()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(*times: str, zone: str = "Europe/Berlin") -> Schedule:
    return Schedule(tuple(time.fromisoformat(each) for each in times), EVERY_DAY, zone)


def test_the_hour_stays_the_same_when_the_clocks_change() -> None:
    schedule = daily("08:00")
    local = [slot.at.astimezone(BERLIN) for slot in schedule.upcoming(at("2025-03-28 12:00"), 4)]
    assert [f"{each:%d %H:%M}" for each in local] == ["29 08:00", "30 08:00", "31 08:00", "01 08:00"]


def test_a_time_that_the_gap_swallows_comes_at_its_end() -> None:
    assert instant(date(2025, 3, 30), time(2, 30), BERLIN) == at("2025-03-30 01:00")


def test_of_two_equal_times_the_first_is_taken() -> None:
    assert instant(date(2025, 10, 26), time(2, 30), BERLIN) == at("2025-10-26 00:30")
    slots = daily("02:30").due(Nominal(date(2025, 10, 26), time(2, 30)), at("2025-10-26 12:00"))
    assert len(slots) == 1


def test_a_date_that_does_not_exist_is_left_out() -> None:
    assert not exists(date(2011, 12, 30), APIA)
    days = [slot.nominal.day.day for slot in daily("08:00", zone="Pacific/Apia").upcoming(at("2011-12-29 00:00"), 3)]
    assert days == [29, 31, 1]


def test_weekdays_leave_the_weekend_out() -> None:
    schedule = Schedule((time(8),), WEEKDAYS, "Europe/Berlin")
    assert [slot.nominal.day.weekday() for slot in schedule.upcoming(at("2025-05-15 12:00"), 3)] == [4, 0, 1]


def test_several_times_a_day_come_in_order() -> None:
    slots = daily("07:00", "19:00").upcoming(at("2025-05-15 10:00"), 3)
    assert [str(slot.nominal) for slot in slots] == ["2025-05-15T19:00", "2025-05-16T07:00", "2025-05-16T19:00"]


def test_a_clock_that_jumps_back_makes_no_second_slot() -> None:
    schedule = daily("08:00")
    told = schedule.first_after(at("2025-05-15 00:00"))
    following = schedule.next_after(told.nominal)
    assert schedule.due(following.nominal, told.at - timedelta(days=3)) == []
    assert schedule.due(following.nominal, told.at) == []


def test_all_that_a_downtime_missed_is_due_in_order() -> None:
    missed = daily("08:00").due(Nominal(date(2025, 5, 1), time(8)), at("2025-05-04 09:00"))
    assert [slot.nominal.day.day for slot in missed] == [1, 2, 3, 4]


def test_a_downtime_of_many_years_is_bounded() -> None:
    assert len(daily("08:00").due(Nominal(date(1990, 5, 1), time(8)), at("2025-05-04 09:00"))) <= 402


def test_a_nominal_slot_reads_what_it_wrote() -> None:
    nominal = Nominal(date(2025, 5, 1), time(8, 5))
    assert Nominal.parse(str(nominal)) == nominal


@pytest.mark.parametrize(
    ("times", "days"),
    [((), EVERY_DAY), ((time(8),), frozenset()), ((time(9), time(8)), EVERY_DAY), ((time(8), time(8)), EVERY_DAY)],
)
def test_a_schedule_that_says_nothing_or_twice_the_same_is_refused(
    times: tuple[time, ...], days: frozenset[Weekday]
) -> None:
    with pytest.raises(ValueError, match=r"schedule|times"):
        Schedule(times, days, "UTC")


def changes(zone: ZoneInfo, first: date, last: date) -> list[date]:
    """The dates around which a zone's offset changes."""
    found, day = [], first
    before = zone.utcoffset(datetime.combine(first, time(12)))
    while day < last:
        offset = zone.utcoffset(datetime.combine(day, time(12)))
        if offset != before:
            found.append(day)
            before = offset
        day += DAY
    return found


def require_one_slot_a_date(name: str, days: list[date]) -> int:
    zone, cases = ZoneInfo(name), 0
    for change in days:
        for clock in ("00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "08:00", "23:30"):
            schedule = daily(clock, zone=name)
            first = Nominal(change - 3 * DAY, schedule.times[0])
            end = datetime.combine(change + 3 * DAY, time(12), UTC)
            fired = Counter(slot.nominal.day for slot in schedule.due(first, end))
            wanted = [change + step * DAY for step in range(-2, 2) if exists(change + step * DAY, zone)]
            assert all(fired[day] == 1 for day in wanted), (name, change, clock, fired)
            assert max(fired.values()) == 1, (name, change, clock, fired)
            cases += 1
    return cases


def test_every_change_of_a_few_difficult_zones_leaves_one_slot_a_date() -> None:
    names = ["Europe/Berlin", "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia", "Asia/Gaza", "America/Caracas"]
    names += ["Australia/Lord_Howe", "Africa/Cairo", "America/Asuncion", "Asia/Pyongyang", "Antarctica/Troll"]
    cases = sum(
        require_one_slot_a_date(name, changes(ZoneInfo(name), date(2005, 1, 1), date(2026, 1, 1))) for name in names
    )
    assert cases > 1_500


@pytest.mark.torture
def test_every_change_of_every_zone_leaves_one_slot_a_date() -> None:
    cases = sum(
        require_one_slot_a_date(name, changes(ZoneInfo(name), date(2000, 1, 1), date(2041, 1, 1)))
        for name in sorted(available_timezones())
    )
    assert cases > 100_000


@pytest.mark.skipif(DATA is None, reason="skipped, no data")
def test_daily_and_weekday_crons_of_other_projects_come_when_they_say() -> None:
    """Of the recorded cases those that are one time on all days or on weekdays; cronsim takes a gap's end as we do."""
    assert DATA is not None
    checked = 0
    for line in (DATA / "cron.dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        minute, hour, *rest = row["expr"].split() if len(row["expr"].split()) == 5 else ("", "", "")
        if row["reverse"] or not (minute.isdecimal() and hour.isdecimal() and rest[:2] == ["*", "*"]):
            continue
        days = {"*": EVERY_DAY, "1-5": WEEKDAYS, "mon-fri": WEEKDAYS}.get(rest[2].lower())
        if days is None or row["tz"] == "":
            continue
        zone = row["tz"] or "UTC"
        start = datetime.fromisoformat(row["start"])
        start = start if start.tzinfo else start.replace(tzinfo=ZoneInfo(zone))
        schedule = Schedule((time(int(hour), int(minute)),), days, zone)
        given = [slot.at for slot in schedule.upcoming(start.astimezone(UTC), len(row["expected"]))]
        wanted = [datetime.fromisoformat(each) for each in row["expected"]]
        wanted = [each if each.tzinfo else each.replace(tzinfo=ZoneInfo(zone)) for each in wanted]
        assert given == wanted, row["id"]
        checked += 1
    assert checked >= 5
