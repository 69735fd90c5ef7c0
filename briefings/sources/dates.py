"""Dates and times as they stand at the head of an article; strict, so that nothing is guessed.

A general date parser can take seconds on hostile text and reads a date into almost anything; these few fixed forms do
neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from briefings.sources.vocabulary import load

_LONGEST = 80  # characters; no date is longer

_CLOCK = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?)?\s?(?P<half>[ap]\.?m\.?)?"
_ZONE = r"(?:(?:GMT|UTC)?(?P<sign>[+-])(?P<ahead>\d{1,2}):?(?P<minutes>\d\d)?|(?P<zone>[A-Z]{1,5}))"


def parse_date(text: str) -> datetime | None:
    """The moment that a text names and does nothing else, in UTC; None where it names none, or may mean two.

    A date alone means midnight UTC, and a time without a zone that we know is taken as UTC. ``08/09/2025`` may be of
    August or of September, ``Aug 28`` of any year: None.
    """
    text = " ".join(text.split()).strip(" ,;")
    if not 8 <= len(text) <= _LONGEST:
        return None
    for form in _forms():
        match = form.fullmatch(text)
        if match and (moment := _moment(match)):
            return moment
    return None


def split_dates(text: str) -> list[str]:
    """A line in parts that begin with the label of a date: "3 May 2025 Last updated at 13:59" -> two parts."""
    labels = "|".join(" ".join(words) for words in _labels())
    return re.sub(rf"\s+({labels})\b", r"\n\1", text, flags=re.IGNORECASE).split("\n")


def opens_with_date(text: str) -> bool:
    """Whether a text begins with a whole date."""
    return any(form.match(" ".join(text[:_LONGEST].split())) for form in _forms())


def is_time_line(text: str) -> bool:
    """Whether a line tells only when, though not which moment: "Updated 3:14 pm", "Published 2 hours ago"."""
    words = text.casefold().replace(",", " ").replace(":", " ").split()
    if not words or len(words) > 10:
        return False
    lines = load("dates")["lines"]
    zones = (zone.casefold() for zone in load("dates")["zones"])
    known = {*lines["words"], *zones, *_weekdays(), *(form for forms in load("dates")["months"] for form in forms)}
    opening = next((label for label in _labels() if words[: len(label)] == list(label)), None)
    rest = words[len(opening) if opening else 0 :]
    if not rest or not any(character.isdigit() for character in text):
        return False
    return bool(opening) and all(word.rstrip(".") in known or word in known or _is_number(word) for word in rest)


def strip_label(text: str) -> str:
    """A line without the words that say what its date is: "Published on 28 August 2025" -> "28 August 2025"."""
    folded = text.casefold()
    for label in (" ".join(words) for words in _labels()):
        if folded.startswith(label) and folded[len(label) : len(label) + 1] in {" ", ":"}:
            return text[len(label) :].lstrip(" :")
    return text


def _is_number(word: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?(?:[.:]\d\d)?(?:am|pm)?|\d{4}", word))


@cache
def _labels() -> tuple[tuple[str, ...], ...]:
    """The labels of a date, the longest first, as words."""
    return tuple(sorted((tuple(label.split()) for label in load("dates")["lines"]["labels"]), key=len, reverse=True))


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(load("dates")["weekdays"])


@cache
def month_pattern() -> str:
    """A regular expression for the name of a month, with or without a full stop."""
    forms = sorted((form for forms in load("dates")["months"] for form in forms), key=len, reverse=True)
    return rf"(?:{'|'.join(forms)})\.?"


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    weekday = rf"(?:(?:{'|'.join(sorted(_weekdays(), key=len, reverse=True))})\.?,? )?"
    month = rf"(?P<month>{month_pattern()})"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    dates = (
        r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)",
        r"(?P<year>\d{4})/(?P<number>\d\d)/(?P<day>\d\d)",
        r"(?P<one>\d{1,2})(?P<mark>[./-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})",
        rf"{weekday}{day} (?:of )?{month},? (?P<year>\d{{4}})",
        rf"{weekday}{day}-{month}-(?P<year>\d{{4}})",
        rf"{weekday}{month} {day},? (?P<year>\d{{4}})",
    )
    between = r"(?:T|,? at |, ?| [-–—|/·] | )"
    clock = rf"{_CLOCK}(?: ?\(?{_ZONE}\)?)?"
    return tuple(
        re.compile(form, re.IGNORECASE)
        for date in dates
        for form in (rf"{date}(?:{between}{clock})?", rf"{clock}(?:, ?| on | )?{date}")
    )


def _moment(match: re.Match[str]) -> datetime | None:
    parts = match.groupdict()
    day_and_month = _day_and_month(parts)
    if day_and_month is None or (parts["hour"] and not (parts["minute"] or parts["half"])):
        return None  # "28 August 2025 10" names no time
    day, month = day_and_month
    number: Callable[[str], int] = lambda name: int(parts[name] or 0)  # noqa: E731
    hour = number("hour")
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"].casefold().startswith("p") else 0)
    try:
        local = datetime(int(parts["year"]), month, day, hour, number("minute"), number("second"), tzinfo=_zone(parts))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # 31 February, 25 o'clock


def _day_and_month(parts: dict[str, str | None]) -> tuple[int, int] | None:
    if month := parts.get("month"):
        name = month.casefold().rstrip(".")
        return int(parts["day"] or 0), 1 + next(i for i, forms in enumerate(load("dates")["months"]) if name in forms)
    if number := parts.get("number"):
        return int(parts["day"] or 0), int(number)
    one, two = int(parts["one"] or 0), int(parts["two"] or 0)
    if one > 12 or one == two:
        return one, two
    return (two, one) if two > 12 else None  # both could be the month


def _zone(parts: dict[str, str | None]) -> timezone:
    if sign := parts.get("sign"):
        offset = timedelta(hours=int(parts["ahead"] or 0), minutes=int(parts["minutes"] or 0))
        return timezone(-offset if sign == "-" else offset)
    hours = load("dates")["zones"].get((parts.get("zone") or "UTC").upper(), 0)
    return timezone(timedelta(hours=hours))
