"""What somebody wants to read about: a topic, a span of time that ends now, or both, as people type them (pure)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib import resources
from typing import Any

DAY = timedelta(days=1)
_QUOTED = re.compile(r"[\"“„«](?P<topic>[^\"“”„«»]+)[\"”“»]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic ("" for all news), and since when (None for no matter since when)."""

    topic: str = ""
    since: datetime | None = None


def read_wanted(typed: str, now: datetime, zone: tzinfo) -> Wanted:
    """Understand "climate since Monday", "last 3 days", "this week about climate"; what is quoted is a topic as it is.

    A span is one only at the beginning or at the end, so that no topic loses a word from its middle.
    """
    text = " ".join(typed.split()).strip(" .!,;:")
    if quoted := _QUOTED.fullmatch(text):
        return Wanted(quoted["topic"].strip())
    grammar = _grammar()
    for found in (grammar.whole.fullmatch(text), _at_the_end(text), grammar.opening.match(text)):
        since = _since(found, now, zone) if found else None
        if found and since and not (found["compact"] and found.group() != text):  # "3 days in May" is a topic
            return Wanted(_topic(f"{text[: found.start()]} {text[found.end() :]}"), since)
    return Wanted(_topic(text))


def read_news_question(question: str, now: datetime, zone: tzinfo) -> Wanted | None:
    """What news a question asks for ("What is new about climate today?"); None where it asks for something else."""
    text = " ".join(question.replace("’", "'").split()).strip(" ?.!")
    found = _grammar().asking.match(text)
    if found is None:
        return None
    rest = text[found.end() :].strip(" ,:")
    wanted = read_wanted(rest, now, zone)
    if not wanted.topic or (found["events"] and wanted.since):
        return wanted
    return wanted if _grammar().about.match(rest) and not found["events"] else None


@dataclass(frozen=True, slots=True)
class _Grammar:
    whole: re.Pattern[str]
    opening: re.Pattern[str]
    ending: re.Pattern[str]
    asking: re.Pattern[str]
    about: re.Pattern[str]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files("bot.commands").joinpath("data/spans.toml").read_text("utf-8"))


@cache
def _grammar() -> _Grammar:
    told = _words()
    words = told["words"]
    last, number, unit = _any(words["last"]), rf"\d{{1,3}}|{_any(told['numbers'])}", _any(told["units"])
    weekday, month = _any(told["weekdays"]), _any(told["months"])
    period = _any(each for names in told["periods"].values() for each in names)
    iso = r"(?P<iso>\d{4}-\d\d-\d\d)"
    spoken = (
        rf"(?:the\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{month})"
        rf"|(?P<month2>{month})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?:,?\s+(?P<year>\d{{4}}))?"
    )
    span = (
        rf"(?:(?:{_any(words['before'])})\s+)?(?:the\s+)?(?:"
        rf"(?P<days>{_any(told['days'])})"
        rf"|(?:{last})\s+(?:(?P<number>{number})\s+)?(?P<unit>{unit})"
        rf"|(?P<compact>\d{{1,3}})\s?(?P<compact_unit>{unit})(?:\s+ago)?"
        rf"|(?P<this>this|current)\s+(?P<period>{period})"
        rf"|(?P<lately>{last})\s+(?P<lately_period>{period})"
        rf"|(?P<weekend>{_any(words['weekend'])})"
        rf"|(?:{_any(words['since'])})\s+(?:(?:last\s+|this\s+)?(?P<weekday>{weekday})"
        rf"|(?P<since_days>{_any(told['days'])})|(?:last|the\s+last)\s+(?P<since_period>{period})"
        rf"|(?P<ago>{number})\s+(?P<ago_unit>{unit})(?:\s+ago)?"
        rf"|(?P<hour>\d{{1,2}})(?::(?P<minute>\d\d))?\s?(?P<half>[ap]m)?(?!\s*[a-z0-9])|{iso}|{spoken})"
        r")"
    )
    return _Grammar(
        re.compile(span, re.IGNORECASE),
        re.compile(rf"{span}(?=[\s:,]|$)(?:\s*[:,])?", re.IGNORECASE),
        re.compile(rf"(?<!\S){span}$", re.IGNORECASE),
        re.compile(
            rf"(?:{_any(told['asking']['openings'])}|(?P<events>{_any(told['asking']['events'])}))(?![\w'-])",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:{_any(told['asking']['joining'])}|{span})\s+\S", re.IGNORECASE),
    )


def _at_the_end(text: str) -> re.Match[str] | None:
    """The span that ends a text; with a capital it is part of a name: "USA Today"."""
    for place in (found.start() for found in re.finditer(r"(?<!\S)\S", text)):
        found = _grammar().ending.match(text, place)
        if found and place and found.group()[0].islower() | found.group()[0].isdigit():
            return found
    return None


def _since(found: re.Match[str], now: datetime, zone: tzinfo) -> datetime | None:
    """When a span begins, in UTC; None where there is no such day, or it is yet to come."""
    told, local = _words(), now.astimezone(zone)
    parts = {name: value.casefold() for name, value in found.groupdict().items() if value}
    if days := parts.get("days") or parts.get("since_days"):
        return _midnight(local.date() - told["days"][" ".join(days.split())] * DAY, zone)
    for count, unit in (("number", "unit"), ("compact", "compact_unit"), ("ago", "ago_unit")):
        if unit in parts:
            return now - _number(parts.get(count, "1")) * timedelta(hours=told["units"][parts[unit]])
    if period := parts.get("period") or ("weekend" if "weekend" in parts else ""):
        return _midnight(_first_day(_period(period), local.date()), zone)
    if period := parts.get("lately_period") or parts.get("since_period"):
        this = _first_day(_period(period), local.date())
        return _midnight(_first_day(_period(period), this - DAY), zone)
    if "weekday" in parts:
        back = (local.weekday() - told["weekdays"][parts["weekday"]]) % 7
        return _midnight(local.date() - back * DAY, zone)
    if "hour" in parts:
        return _clock(parts, local, zone)
    return _date(parts, local.date(), zone)


def _date(parts: dict[str, str], today: date, zone: tzinfo) -> datetime | None:
    try:
        if "iso" in parts:
            day = date.fromisoformat(parts["iso"])
        else:
            number = _words()["months"][parts.get("month") or parts["month2"]]
            day = date(int(parts.get("year", today.year)), number, int(parts.get("day") or parts["day2"]))
            if day > today and "year" not in parts:
                day = day.replace(year=today.year - 1)
    except ValueError:
        return None
    return _midnight(day, zone) if day <= today else None


def _clock(parts: dict[str, str], local: datetime, zone: tzinfo) -> datetime | None:
    """The last time that a clock showed this."""
    hour, minute, half = int(parts["hour"]), int(parts.get("minute", 0)), parts.get("half")
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour > 23 or minute > 59:
        return None
    at = datetime.combine(local.date(), time(hour, minute), zone)
    return (at if at <= local else at - DAY).astimezone(UTC)


def _first_day(period: str, day: date) -> date:
    if period == "weekend":
        return day - (day.weekday() - 5) % 7 * DAY
    if period == "week":
        return day - day.weekday() * DAY
    return day.replace(day=1) if period == "month" else day.replace(month=1, day=1)


def _period(word: str) -> str:
    periods: dict[str, list[str]] = _words()["periods"]
    return next(name for name, words in periods.items() if word in words)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else int(_words()["numbers"][" ".join(word.split())])


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _topic(text: str) -> str:
    """What is left, without the words that join it to a span and those that only say that news is wanted."""
    topic = " ".join(text.split()).strip(" ,:;")
    if quoted := _QUOTED.fullmatch(topic):
        return quoted["topic"].strip()
    words = _words()["words"]
    joined = re.compile(rf"(?:(?:{_any(words['news'])})\s+)?(?:{_any(words['joining'])})\s+(?=\S)", re.IGNORECASE)
    topic = joined.sub("", topic, count=1) if joined.match(topic) else topic
    return "" if re.fullmatch(_any(words["news"]), topic, re.IGNORECASE) else topic


def _any(words: Iterable[str]) -> str:
    """Any of these words or phrases, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in longest)
