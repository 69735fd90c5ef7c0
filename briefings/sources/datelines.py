"""The dateline that opens a report: "BEIJING (Reuters) - ", "Nairobi, Kenya- ", "PARIS, Aug. 28 (AP) — ".

A dateline is known by a place that we know, an agency or a date in it, a dash or colon after it, and a sentence that
begins behind it. "Olsen - the leader - said" and "Washington - long an ally - has" have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from briefings.sources.dates import month_pattern, parse_date
from briefings.sources.vocabulary import agencies, lone_cities, places, realms

_LONGEST = 120  # characters of a dateline
_HEAD = 600  # characters that are looked at
_LEAD = 12  # words of the shortest first sentence that may follow "Lisbon: "
_SPEAKERS = frozenset({"i", "we", "our", "my", "no", "yes"})
_DASH = r"(?P<dash>--|[-–—―|_])"
_SENTENCE_START = re.compile(r"[“”\"'‘’(\[*_]*[^\W\d_]|[“”\"'‘(\[$€£#]*\d")
_SENTENCE_END = re.compile(r"[.!?][”\"'’)]*(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What opens a report: its exact characters with the dash and the space, and what they tell."""

    text: str
    place: str = ""
    source: str = ""
    published: datetime | None = None


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the very beginning of a text, or None; ``text.startswith(result.text)``."""
    head = text[:_HEAD]
    for form in _forms():
        match = form.match(head)
        if match and (found := _judge(match, head)):
            return found
    return None


def _judge(match: re.Match[str], head: str) -> Dateline | None:
    """A dateline, if what was matched can be nothing else."""
    parts = match.groupdict()
    place = (parts.get("place") or "").strip(" \xa0,")
    agency = parts.get("agency") or ""
    source = agencies().get(" ".join(agency.casefold().split()), "")
    date, dash, rest = parts.get("date") or "", parts.get("dash") or "", head[match.end() :]
    start = _SENTENCE_START.match(rest)
    if not start or start.group()[-1].islower() or len(match.group()) > _LONGEST:
        return None
    if dash in {"-", "–", ":", "|", "_"} and not match.group()[-1].isspace():
        return None  # "Paris-Roubaix"
    known = place and _is_place(place, agency=bool(source), dash=bool(dash), dated=bool(date))
    if not (place or source) or (place and not known and not (dash and _is_like_a_place(place, agency, rest))):
        return None
    if agency and not (source or date or place.isupper() or (dash and agency.casefold() not in places())):
        return None  # "London (Ontario) - "
    bare = not (source or date or (place.isupper() and known))
    if dash == ":" and not (place.isupper() or re.search(r"[,/]", place) or _is_lead(rest)):
        return None
    if bare and (not re.search(r"\s$", match.group()) or _goes_on(place, rest, dash)):
        return None
    return Dateline(match.group(), place, source, parse_date(date))


def _is_like_a_place(place: str, agency: str, rest: str) -> bool:
    """Whether words in capitals are a place that we do not know: with somebody in brackets, or named again.

    "DELTA CITY (Harbour News) - ", "DELTA CITY - Dockers in Delta City voted". One word may be an acronym.
    """
    if not (place.isupper() and re.search(r"[ \xa0/]", place)):
        return False
    return bool(agency) or re.search(rf"\b{re.escape(place.title())}\b", rest) is not None


def _is_lead(rest: str) -> bool:
    """Whether a report begins: with a whole, long sentence that nobody says. "Moscow: We will see" quotes Moscow."""
    end = _SENTENCE_END.search(rest)
    words = rest[: end.start()].split() if end else []
    return len(words) >= _LEAD and words[0][0].isalpha() and words[0].casefold() not in _SPEAKERS


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    word = r"[^\W\d_][\w.'’-]*"
    place = rf"(?P<place>{word}(?:[ \xa0]{word}){{0,4}}(?:(?:,[ \xa0]?|/){word}(?:[ \xa0]{word}){{0,3}}){{0,2}},?)"
    day, year = r"[ \xa0]?\d{1,2}(?!\d)", r"(?:,?[ \xa0]\d{4})?"
    date = rf"(?P<date>{month_pattern()}{day}{year}|\d{{1,2}}[ \xa0]{month_pattern()}{year})"
    agency = r"\([ \xa0]?(?P<agency>[^()\n]{2,40}?)[ \xa0]?\)"
    bare_agency = rf"(?P<agency>{word}(?:[ \xa0]{word})?)"
    gap, wrap = r"[ \xa0]*", r"(?:\*\*|__|\*|_)?"
    dash = rf"{wrap}{gap}{_DASH}{wrap}\s*"
    forms = (
        rf"{place}{gap}{date}{gap}{agency}{dash}",
        rf"{place}{gap}{agency}{dash}",
        rf"{place}{gap}{date}{dash}",
        rf"{date}{gap}{agency}{dash}",
        rf"{agency}{dash}",
        rf"{place}{gap}{date}{gap}{agency}:?\s+",
        rf"{place}{gap}{agency}:?\s*",
        rf"{agency}\s*",
        rf"(?P<place>{word}(?:[ \xa0]{word}){{0,3}}?)[ \xa0]{bare_agency}{dash}",
        rf"{bare_agency}{gap}(?P<dash>[–—])[ \xa0]*\n\s*",
        rf"{place}{dash}",
        rf"{place}(?P<dash>:)\s+",
    )
    return tuple(re.compile(wrap + form, re.IGNORECASE) for form in forms)


def _is_place(place: str, *, agency: bool, dash: bool, dated: bool) -> bool:
    """Whether the words name a place: one that we know, or one that an agency or a date vouches for."""
    words = [word for word in re.split(r"[ \xa0,/]+", place) if word]
    if not all(word[:1].isupper() or (position and len(word) <= 3) for position, word in enumerate(words)):
        return False
    parts = [part.strip().casefold() for part in re.split(r"[,/]", place) if part.strip()]
    if (agency and dash) or (dated and place.isupper()):
        return True
    if len(parts) == 1 and not (place.isupper() or dated or agency):
        return parts[0] in lone_cities()  # "China - Xi's country" and "Charlotte - The girl" begin sentences
    return all(part in places() for part in parts) or (len(parts) > 1 and parts[-1] in realms())


def _goes_on(place: str, rest: str, dash: str) -> bool:
    """Whether the words before the dash belong to the sentence behind it.

    They do when the dash returns ("Nairobi, Kenya - East Africa's hub - has"), joins two places ("Paris - Lyon"), or
    when what follows a city is too short for a report's first sentence ("Paris - Roubaix riders").
    """
    end = _SENTENCE_END.search(rest)
    sentence = rest[: end.start() if end else None]
    first = re.match(r"[\w.'’-]+", rest)
    return bool(
        re.search(rf"\s{re.escape(dash)}\s|\w{re.escape(dash)}\s", sentence)
        or (first and first.group().casefold() in places())
        or (len(sentence.split()) < 6 and not re.search(r"[,/]", place))
    )
