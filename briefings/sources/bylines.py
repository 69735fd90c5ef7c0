"""Who wrote it, as a line under a title tells: "By Jane Doe", "By JOHN SMITH | Staff writer", "By AFP"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefings.sources.vocabulary import agencies, bylines, load, places

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Byline:
    """The people that a byline names, and the agency or publisher if it names one."""

    author: str = ""
    source: str = ""


def find_byline(text: str) -> Byline | None:
    """The byline that a text is, and nothing else; None for a sentence that begins with "By"."""
    text = text.strip(" \t*_")
    opening = re.match(
        rf"(?:{'|'.join(sorted(bylines()['openings'], key=len, reverse=True))}):?\s+", text, re.IGNORECASE
    )
    if not opening or len(text) > _LONGEST:
        return None
    return _read_people(text[opening.end() :])


def read_authors(text: str) -> Byline:
    """The value of an "Author:" line: people as they stand, or the agency that it names."""
    text = re.sub(r"^by\s+", "", text.strip(), flags=re.IGNORECASE)
    if source := agencies().get(text.casefold()):
        return Byline(source=source)
    return _read_people(text) or Byline(author=text if len(text) <= _LONGEST and "://" not in text else "")


def is_role(text: str) -> bool:
    """Whether a text says what somebody is: "Staff writer", "Chief Asia Correspondent"."""
    words = text.casefold().split()
    return 0 < len(words) <= 6 and words[-1] in bylines()["roles"]


def find_agency(text: str) -> str:
    """The publisher that a text names and nothing else, by the name that readers know; empty for none."""
    return agencies().get(" ".join(text.casefold().split()), "")


def _read_people(text: str) -> Byline | None:
    names: list[str] = []
    source = ""
    for part in re.split(r"\s*[,;]\s*|\s+and\s+|\s+&\s+|\s+with\s+", re.sub(r",\s*and\s+", ", ", text)):
        name, outlet, _ = _cut_outlet(re.sub(r"\s+in\s+(?=[A-Z])(?:[\w.'’-]+ ?){1,4}$", "", part.strip()))
        if agency := find_agency(name):
            source = source or agency
        elif _is_name(name):
            names.append(name)
            source = source or outlet
        elif not (names and (is_role(name) or name.casefold() in places())):
            return None
    return Byline(", ".join(names), source) if names or source else None


def _cut_outlet(text: str) -> tuple[str, str, str]:
    """A name, the agency that it writes for, and what it is called there: "Jane Doe for Reuters", "Jo Li of AP"."""
    match = re.fullmatch(r"(.+?)\s+(?:for|of)\s+(.+)", text)
    if match and (outlet := find_agency(match[2])):
        return match[1], outlet, match[2]
    return text, "", ""


def _is_name(text: str) -> bool:
    """Whether the words are capitalised as a person's name, two to five of them, and none belongs to a phrase."""
    words = text.split()
    if not 2 <= len(words) <= 5:
        return False
    weekdays_and_months = {
        *load("dates")["weekdays"],
        *(form for forms in load("dates")["months"] for form in forms[:1]),
    }
    for position, word in enumerate(words):
        folded = word.casefold().rstrip(".")
        if not re.fullmatch(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-]+[^\W\d_]+)*\.?", word) or folded in bylines()["never"]:
            return False
        if position == 0 and folded in weekdays_and_months and folded not in {"april", "may", "june", "august"}:
            return False
        if not word[0].isupper() and folded not in bylines()["particles"]:
            return False
    return (
        words[-1][0].isupper() and (len(words[-1].rstrip(".")) > 1) and words[-1].casefold() not in bylines()["roles"]
    )
