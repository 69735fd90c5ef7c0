"""A schedule as people type it, and as they read it back: "weekdays at 8", "Mon and Thu 18:00 Europe/Berlin"."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from bot.subscriptions.schedule import EVERY_DAY, MOST_TIMES, WEEKDAYS, WEEKENDS, Schedule, Weekday
from briefings.enumeration import enumerate_words
from briefings.errors import NewsbriefError

EXAMPLES = "weekdays at 8, every day 7:30 Europe/Berlin, or Mon and Thu 18:00"
_SLIP = 0.75  # as alike as a slip of the finger leaves a word
_TOKEN = re.compile(
    r"(?P<time>(?:\d{4}|\d{1,2}(?:[:.h]\d{2})?)(?!\d)\s*(?:[ap]\.?m\b\.?)?h?(?![\w/]))"
    r"|(?P<zone>[A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)+|UTC[+-]\d+|GMT[+-]\d+)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<dash>[-–—])|(?P<other>\S)",
    re.IGNORECASE,
)
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?", re.IGNORECASE)


class ScheduleError(NewsbriefError):
    """A schedule that nobody can be sure to have understood; the message says what to type instead."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary of ``data/days.toml``."""

    days: dict[str, frozenset[Weekday]]
    times: dict[str, time]
    fillers: frozenset[str]
    vague: frozenset[str]
    other: frozenset[str]
    halves: dict[str, str]
    zones: dict[str, list[str]]

    @property
    def known(self) -> list[str]:
        """Everything that a slip of the finger may have meant."""
        return [word for word in (*self.days, *self.times, *self.vague, *self.other) if len(word) > 3]


@cache
def _words() -> _Words:
    told = tomllib.loads(resources.files("bot.subscriptions").joinpath("data/days.toml").read_text("utf-8"))
    days = {word: frozenset({Weekday[name.upper()]}) for name, words in told["days"].items() for word in words}
    sets = {"every": EVERY_DAY, "weekdays": WEEKDAYS, "weekends": WEEKENDS}
    days |= {word: sets[name] for name, words in told["sets"].items() for word in words}
    times = {word: time.fromisoformat(at) for word, at in told["times"].items()}
    fillers, vague, other = (frozenset(told[name]["words"]) for name in ("fillers", "vague", "other"))
    return _Words(days, times, fillers, vague, other, told["halves"], told["zones"])


def read_schedule(typed: str, zone: str) -> Schedule:
    """Understand a schedule; ``zone`` is meant where none is named, and every day where no day is.

    Raises:
        ScheduleError: it has no time, or a word that means something we do not do or do not know.
    """
    days: set[Weekday] = set()
    times: list[time] = []
    named = half = ""
    bridge: Weekday | None = None  # the day before a dash: "Mon-Fri"
    ranged = False
    text = typed.strip()
    for found in _TOKEN.finditer(text):
        word = found.group().strip()
        if found.lastgroup == "time":
            times.append(_read_time(word, typed))
        elif found.lastgroup == "zone":
            named = _read_zone(word)
        elif found.lastgroup == "word" and (meant := _days_of(word)):
            if ranged and bridge is not None and len(meant) == 1:
                days |= _range(bridge, next(iter(meant)))
            days |= meant
            bridge = next(iter(meant)) if len(meant) == 1 else None
        elif found.lastgroup == "word" and word.casefold() in _words().times:
            times.append(_words().times[word.casefold()])
        elif word.casefold() in _words().halves and times:
            half = _words().halves[word.casefold()]
        elif found.lastgroup == "word" and not _is_filler(word):
            named = _read_word(word, text, typed)
        elif found.lastgroup == "other" and word not in ",;.&+@()":
            raise ScheduleError(f"I do not understand “{word}” in “{_short(typed)}”: write it like {EXAMPLES}.")
        ranged = found.lastgroup == "dash" or word.casefold() in {"to", "through", "till"}
    if half == "p":
        times = [at.replace(hour=at.hour + 12) if 1 <= at.hour < 12 else at for at in times]
    if not times:
        raise ScheduleError(f"“{_short(typed)}” names no time: write it like {EXAMPLES}.")
    if len(set(times)) > MOST_TIMES:
        raise ScheduleError(f"“{_short(typed)}” has more than {MOST_TIMES} times a day: leave some out.")
    return Schedule(tuple(sorted(set(times))), frozenset(days) or EVERY_DAY, named or zone)


def describe_schedule(schedule: Schedule) -> str:
    """What was understood: "Weekdays at 08:00, Europe/Berlin"."""
    times = enumerate_words([f"{at:%H:%M}" for at in schedule.times])
    return f"{describe_days(schedule.days)} at {times}, {schedule.zone}"


def describe_days(days: frozenset[Weekday]) -> str:
    """Days in words, a run of three and more as a range."""
    names = {EVERY_DAY: "Every day", WEEKDAYS: "Weekdays", WEEKENDS: "Saturday and Sunday"}
    if days in names:
        return names[days]
    return enumerate_words([day.name.capitalize() for day in sorted(days)])


def _days_of(word: str) -> frozenset[Weekday]:
    lowered = word.casefold()
    known = _words().days
    if lowered in known:
        return known[lowered]
    said = {*_words().fillers, *_words().vague, *_words().other, *_words().halves}
    if len(lowered) < 4 or lowered in said or _zones_named(word):
        return frozenset()
    nearest = difflib.get_close_matches(lowered, _words().known, 1, _SLIP)
    return known.get(nearest[0], frozenset()) if nearest else frozenset()


def _is_filler(word: str) -> bool:
    fillers = _words().fillers | {"to", "through", "till"}
    lowered = word.casefold().replace("’", "'")
    return lowered in fillers or (len(lowered) > 3 and bool(difflib.get_close_matches(lowered, fillers, 1, 0.8)))


def _read_word(word: str, text: str, typed: str) -> str:
    """A word that is neither day nor time: part of a zone's name, or not understood."""
    lowered = word.casefold()
    if zones := _zones_named(word):
        if len(zones) > 1:
            choices = enumerate_words(zones[:4], "or")
            raise ScheduleError(f"There are several time zones called {word}: write {choices}.")
        return zones[0]
    if lowered in _words().vague or difflib.get_close_matches(lowered, _words().vague, 1, 0.85):
        raise ScheduleError(f"“{word}” can be many times: write the hour, as in {EXAMPLES}.")
    if lowered in _words().other:
        raise ScheduleError(f"Briefings come on days of the week at set times, so “{word}” cannot be: try {EXAMPLES}.")
    for first, second in zip(text.split(), text.split()[1:], strict=False):  # "New York"
        if lowered in {first.casefold().strip(",."), second.casefold().strip(",.")} and (
            zones := _zones_named(f"{first}_{second}".strip(",."))
        ):
            return zones[0]
    nearest = difflib.get_close_matches(word.title(), [zone.rpartition("/")[2] for zone in _all_zones()], 1, 0.7)
    if nearest:
        raise ScheduleError(f"I know no time zone {word}: did you mean {_zones_named(nearest[0])[0]}?")
    raise ScheduleError(f"I do not understand “{word}” in “{_short(typed)}”: write it like {EXAMPLES}.")


def _read_time(word: str, typed: str) -> time:
    found = _TIME.match(word)
    assert found is not None  # the token's pattern is narrower
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half and not 1 <= hour <= 12:
        raise ScheduleError(f"“{word.strip()}” in “{_short(typed)}” is no time: write 8 am, 6:30 pm or 18:30.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise ScheduleError(f"“{word.strip()}” in “{_short(typed)}” is no time: write 8 am, 6:30 pm or 18:30.")
    return time(hour, minute)


def _read_zone(word: str) -> str:
    found = next((zone for zone in available_timezones() if zone.casefold() == word.casefold()), "")
    if found:
        return found
    if re.match(r"(?:UTC|GMT)[+-]", word, re.IGNORECASE):
        raise ScheduleError(f"{word} moves with no daylight saving time: name a city instead, such as Europe/Berlin.")
    last = word.rpartition("/")[2].replace(" ", "_").title()
    names = {zone.rpartition("/")[2]: zone for zone in _all_zones()}
    nearest = difflib.get_close_matches(last, names, 1, 0.6)
    hint = f"did you mean {names[nearest[0]]}?" if nearest else "name one like Europe/Berlin or America/New_York."
    raise ScheduleError(f"I know no time zone {word}: {hint}")


def _zones_named(word: str) -> list[str]:
    """The zones of a city ("Berlin", "new_york"), or of a zone's own name ("UTC", "CET")."""
    lowered = word.casefold()
    if lowered in _words().zones:
        return _words().zones[lowered]
    exact = [zone for zone in available_timezones() if zone.casefold() == lowered]
    cities = [zone for zone in _all_zones() if zone.rpartition("/")[2].casefold() == lowered]
    return exact or ([min(cities, key=len)] if len({_course(zone) for zone in cities}) == 1 else cities)


def _course(name: str) -> tuple[object, ...]:
    """A zone's offsets by the quarter: two names of one zone have the same."""
    zone = ZoneInfo(name)
    return tuple(datetime(year, month, 1, tzinfo=zone).utcoffset() for year in range(2000, 2040) for month in (1, 7))


@cache
def _all_zones() -> tuple[str, ...]:
    """The zones of places; the historical groups (US/Eastern, Etc/GMT+5) only where they are written out."""
    groups = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return tuple(sorted(zone for zone in available_timezones() if zone.split("/")[0] in groups and "/" in zone))


def _range(first: Weekday, last: Weekday) -> set[Weekday]:
    return {Weekday((first + step) % 7) for step in range((last - first) % 7 + 1)}


def _short(typed: str) -> str:
    line = " ".join(typed.split())
    return line if len(line) <= 60 else line[:59] + "…"
