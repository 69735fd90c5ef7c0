"""What a relative date means, counted from the date of the article that it stands in."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"a": 1, "an": 1}
_DAYS = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "last night": -1,
    "overnight": 0,
}
_COUNT = r"(\d{1,3}|" + "|".join(_NUMBERS) + r")"


def resolve(span: str, article_date: datetime | None, *, future: bool = False) -> str:
    """What a span's relative date is in the calendar ("the week of 1 September 2025"); empty if it names none.

    ``future`` says that the clause speaks of what is to come, so that "on Thursday" is the next one, not the last. An
    article without a date resolves nothing.
    """
    if article_date is None:
        return ""
    text = " ".join(re.sub(r"[^\w\s]", " ", span.lower()).split())
    day = article_date.date()
    for phrase, shift in _DAYS.items():
        if re.search(rf"\b{phrase}\b", text):
            return _written(day + timedelta(days=shift))
    return _period(text, day) or _counted(text, day) or _weekday(text, day, future) or _month(text, day, future)


def _period(text: str, day: date) -> str:
    """A week, month or year beside the article's own: "last week", "next month"."""
    found = re.search(r"\b(last|next|this|later this|earlier this|coming)\s+(week|weekend|month|year)\b", text)
    if not found:
        return ""
    shift = {"last": -1, "next": 1, "coming": 1}.get(found[1], 0)
    unit = found[2]
    if unit in ("week", "weekend"):
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
        return (
            f"the week of {_written(monday)}"
            if unit == "week"
            else f"the weekend of {_written(monday + timedelta(days=5))}"
        )
    if unit == "month":
        month = day.month - 1 + shift
        return f"{_MONTHS[month % 12].capitalize()} {day.year + month // 12}"
    return str(day.year + shift)


def _counted(text: str, day: date) -> str:
    """A time so many units away: "three days ago", "in two weeks"."""
    ago = re.search(rf"\b{_COUNT}\s+(day|week|month|year)s?\s+ago\b", text)
    ahead = re.search(rf"\bin\s+{_COUNT}\s+(day|week|month|year)s?\b", text)
    found = ago or ahead
    if not found:
        return ""
    number = int(found[1]) if found[1].isdigit() else _NUMBERS[found[1]]
    number = -number if ago else number
    unit = found[2]
    if unit == "day":
        return _written(day + timedelta(days=number))
    if unit == "week":
        return f"the week of {_written(day + timedelta(weeks=number) - timedelta(days=day.weekday()))}"
    if unit == "month":
        month = day.month - 1 + number
        return f"{_MONTHS[month % 12].capitalize()} {day.year + month // 12}"
    return str(day.year + number)


def _weekday(text: str, day: date, future: bool) -> str:
    found = re.search(rf"\b(?:(last|next|this|coming)\s+)?({'|'.join(_WEEKDAYS)})\b", text)
    if not found or re.search(r"\b\d{1,2}\b.*\b\d{4}\b|\b\d{4}\b", text):
        return ""
    target = _WEEKDAYS.index(found[2])
    ahead = (target - day.weekday()) % 7
    if found[1] in ("next", "coming", "this") or (future and found[1] != "last"):
        return _written(day + timedelta(days=ahead or (7 if found[1] == "next" else 0)))
    return _written(day - timedelta(days=(7 - ahead) % 7 or (7 if found[1] == "last" else 0)))


def _month(text: str, day: date, future: bool) -> str:
    """A month without a year, with its day if it has one: "later in October", "on 3 May"."""
    found = re.search(rf"\b({'|'.join(_MONTHS)})\b", text)
    if (
        not found
        or re.search(r"\b\d{4}\b", text)
        or (found[1] == "may" and not re.search(r"\b(in|of|\d+|early|late)\b", text))
    ):
        return ""
    month = _MONTHS.index(found[1]) + 1
    ahead = (month - day.month) % 12
    year = day.year + (
        1
        if month < day.month and (future or ahead <= 3)
        else -1
        if month > day.month and not future and ahead > 6
        else 0
    )
    number = re.search(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{found[1]}\b|\b{found[1]}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b", text
    )
    if number:
        return f"{int(number[1] or number[2])} {found[1].capitalize()} {year}"
    return f"{found[1].capitalize()} {year}"


def _written(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"
