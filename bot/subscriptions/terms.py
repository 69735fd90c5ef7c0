"""The terms of a subscription as people type them: "weekdays at 8 about climate, EU without sport, short, silent"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from bot.subscriptions.languages import language_of, nearest_language
from bot.subscriptions.subscription import CatchUp, Gate, Hush, QuietHours, Terms, WhenEmpty
from bot.subscriptions.wording import ScheduleError, read_schedule
from briefings.models import Length

_QUIET = re.compile(
    r"\bquiet(?: hours)?(?: from)?\s+(\d{1,2}(?::\d\d)?\s*(?:[ap]m)?)\s*(?:-|–|to|until|and)\s*"
    r"(\d{1,2}(?::\d\d)?\s*(?:[ap]m)?)(?:\s*\(?(hold|drop|send)\)?)?",
    re.IGNORECASE,
)
_ALERTS = re.compile(  # a topic may end in the word: "about amber alerts"
    r"(?:(?:(?<=[\d,;(])|^)\s*|\b(?:(?P<no>no|without)|with|and)\s+)(?:breaking\s+)?alerts?(?!\w)"
    r"(?:\s*:?\s*(?:from\s+)?(?P<publishers>\d{1,3})(?:\s+publishers?|\s+sources?)?\s+in\s+(?P<minutes>\d{1,4})"
    r"(?:\s*min(?:ute)?s?\b)?)?"
    r"(?:,?\s*(?:at\s+most\s+)?(?P<a_day>\d{1,2})\s+(?:a|per)\s+day)?",
    re.IGNORECASE,
)
_PHRASES: tuple[tuple[str, dict[str, object]], ...] = (
    (r"send (?:it )?late|late if missed|if missed:? send late", {"catch_up": CatchUp.SEND_LATE}),
    (r"merge(?: into the next)?(?: if missed)?|if missed:? merge into the next", {"catch_up": CatchUp.MERGE}),
    (r"skip(?: if missed| missed)?|if missed:? skip", {"catch_up": CatchUp.SKIP}),
    (r"silent on days without news|be silent|silent|silently", {"when_empty": WhenEmpty.SILENT}),
    (r"say so", {"when_empty": WhenEmpty.SAY_SO}),
    (r"one message|no threads?|without threads?", {"threads": False}),
    (r"in threads?|threads", {"threads": True}),
    (r"no updates|without updates", {"updates": False}),
    (r"short", {"length": Length.SHORT}),
    (r"long", {"length": Length.LONG}),
    (r"normal(?: length)?", {"length": Length.NORMAL}),
)
_DATES = re.compile(r"(?<!\w)(?:with )?dates? in (?P<language>[^,;()]+)", re.IGNORECASE)
_DATES_OF_LIST = re.compile(r"(?:^|(?<!\w)with )dates? in (?P<language>[^,;()]+)$", re.IGNORECASE)
_LISTS = re.compile(r"\b(about|on the topics? of|without|except for|mute)\b\s*:?", re.IGNORECASE)
_MUTED = re.compile(r"(?<!\S)-([A-Za-z][\w'’-]*)")
_SEPARATOR = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")
MOST_WORDS = 20


def read_terms(typed: str, zone: str) -> Terms:
    """Understand a whole subscription; what is not said stays as everybody has it.

    Raises:
        ScheduleError: a part is not understood; the message says what to type instead.
    """
    changes: dict[str, object] = {}
    rest = " ".join(typed.split())
    if found := _QUIET.search(rest):
        changes["quiet"] = _quiet(found, zone)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    if found := _ALERTS.search(rest):
        changes["alerts"] = _gate(found)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    muted = [word.lower() for word in _MUTED.findall(rest)]
    opening, *parts = _LISTS.split(_MUTED.sub(" ", rest))
    topics: list[str] = []
    for keyword, words in zip(parts[::2], parts[1::2], strict=True):
        listed = _listed(words, changes)
        (topics if "about" in keyword.lower() or "topic" in keyword.lower() else muted).extend(listed)
    opening = _choose(opening, changes, anywhere=True)
    if len(topics) > MOST_WORDS or len(muted) > MOST_WORDS:
        raise ScheduleError(f"That names more than {MOST_WORDS} topics or muted words: leave some out.")
    if parts and not (topics or muted):
        raise ScheduleError(f"Say what it is about, or leave “{parts[0]}” out: try weekdays at 8 about climate.")
    schedule = read_schedule(opening.replace("(", " ").replace(")", " "), zone)
    terms = Terms(schedule, tuple(dict.fromkeys(topics)), tuple(dict.fromkeys(muted)))
    return replace(terms, **changes)  # type: ignore[arg-type]


def _listed(words: str, changes: dict[str, object]) -> list[str]:
    """The topics or muted words of a list; a choice between them, or behind them, is no topic."""
    left = [_choose(word.strip(" .,;()"), changes) for word in _SEPARATOR.split(words)]
    return [word for each in left if (word := each.strip(" .,;()"))]


def _choose(words: str, changes: dict[str, object], *, anywhere: bool = False) -> str:
    """Take the choices out of words: all of them, or those that end them."""
    taken = True
    while taken:
        taken = False
        if found := (_DATES if anywhere else _DATES_OF_LIST).search(words):
            following = _take_language(found["language"], changes, alone=not anywhere)
            if following is not None:
                words = f"{words[: found.start()]} {following} {words[found.end() :]}".rstrip()
                taken = True
        for phrase, meaning in _PHRASES:
            found = re.search(rf"(?<!\w)(?:{phrase})(?!\w){'' if anywhere else '$'}", words, re.IGNORECASE)
            if found:
                changes.update(meaning)
                words = f"{words[: found.start()]} {words[found.end() :]}".rstrip()
                taken = True
    return words


def read_quiet_hours(typed: str, zone: str) -> QuietHours:
    """Understand quiet hours alone: "22:00 to 7:00", "10 pm - 6 am (drop)".

    Raises:
        ScheduleError: they are not understood.
    """
    found = _QUIET.fullmatch(f"quiet {' '.join(typed.split())}")
    if not found:
        raise ScheduleError(f"“{typed[:40]}” are no quiet hours: write 22:00 to 7:00.")
    return _quiet(found, zone)


def _quiet(found: re.Match[str], zone: str) -> QuietHours:
    first, last = (_clock(found[1], zone), _clock(found[2], zone))
    if first == last:
        raise ScheduleError("Quiet hours need a beginning and another end: write quiet 22:00 to 7:00.")
    return QuietHours(first, last, Hush((found[3] or "hold").lower()))


def _take_language(typed: str, changes: dict[str, object], *, alone: bool) -> str | None:
    """Take the language of dates and give what follows its name; None in a list, where other words may be a topic."""
    words = typed.split()
    known = language_of(words)
    if alone and (known is None or known[1] < len(words)):
        return None
    if known is None:
        nearest = nearest_language(words[0])
        hint = f"did you mean dates in {nearest}?" if nearest else "name one like German, français or 日本語."
        raise ScheduleError(f"I know no language {words[0]} to write dates in: {hint}")
    changes["language"], count = known
    return " ".join(words[count:])


def _gate(found: re.Match[str]) -> Gate | None:
    if found["no"]:
        return None
    usual = Gate()
    numbers = [int(found[name]) if found[name] else getattr(usual, name) for name in ("publishers", "minutes", "a_day")]
    try:
        return Gate(*numbers)
    except ValueError as error:
        raise ScheduleError(
            "An alert needs two publishers at least: write with alerts, or alerts 4 in 30, 2 a day."
        ) from error


def _clock(words: str, zone: str) -> time:
    try:
        (at,) = read_schedule(words, zone).times
    except (ScheduleError, ValueError) as error:
        raise ScheduleError(f"“{words}” is no time for quiet hours: write quiet 22:00 to 7:00.") from error
    return at
