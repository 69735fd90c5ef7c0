"""Questions that lean on the one before them: "and who is not?", "when?", "what about Putin?" (pure).

A question that can stand alone is never touched, and where it is not plain what is meant, nothing is: no answer is
better than one to a question that nobody asked.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

_NAME = re.compile(r"[A-Z][\w'’.-]*(?:\s+(?:(?:of|the|de|van|von|bin|al|el|da)\s+)*[A-Z][\w'’.-]*)*")
_SHORT = 8  # words, of a question whose thing or person is only a pronoun
_LONGEST_NAME = 60  # letters
_INSTEAD = 6  # words, of what takes the place of something


def is_question(text: str) -> bool:
    """Whether words that do not name us look like a question, so that we may answer into a conversation."""
    words = text.split()
    first = words[0].casefold().strip(",.") if words else ""
    return text.rstrip().endswith("?") or (len(words) > 1 and first in _words()["asking"])


def find_name(text: str) -> str:
    """The first name in a text that does not only begin it; empty where there is none."""
    words = " ".join(text.split())
    found = next((each.group() for each in _NAME.finditer(words) if each.start() or " " in each.group()), "")
    return found.strip(".’'") if len(found) <= _LONGEST_NAME else ""


def complete_question(question: str, earlier: str) -> str:
    """What a question means after an earlier one; empty where it can stand alone, or it is not plain."""
    asked, before = _core(question), earlier.strip(" ?!.")
    if not asked or not before:
        return ""
    for reading in (_bare, _negated, _instead, _pronoun):
        if meant := reading(asked, before):
            return f"{meant[:1].upper()}{meant[1:]}?"
    return ""


def _bare(asked: str, before: str) -> str:
    """What "when?" means: it is asked of the deed or the event of the question before."""
    words, lists = asked.casefold(), _words()
    if words in lists["count"]:
        found = re.match(r"who\s+(is|are|was|were|will|would|has|have|had)\s+(.+)", before, re.IGNORECASE)
        plural = {"is": "are", "was": "were", "has": "have"}
        return f"how many people {plural.get(found[1].lower(), found[1].lower())} {found[2]}" if found else ""
    before = _without_time(before)
    trailing = "|".join(map(re.escape, lists["trailing"]))
    found = re.fullmatch(rf"({'|'.join(map(re.escape, lists['bare']))})(?:\s+(?:{trailing}))?", words)
    if not found:
        return ""
    first, _, rest = before.partition(" ")
    if first.casefold() in lists["auxiliaries"]:  # "Is Putin coming?"
        return f"{found[1]} {first.lower()} {rest}"
    swapped = re.match(rf"(?:when|where|why|how long|what|how)\s+({_auxiliary()})\s+(.+)", before, re.IGNORECASE)
    if swapped and first.casefold() != "what":
        return f"{found[1]} {swapped[1].lower()} {swapped[2]}"
    if swapped and swapped[1].lower() not in {"is", "are", "was", "were"}:  # "What did the minister announce?"
        return f"{found[1]} {swapped[1].lower()} {swapped[2]}"
    thing = "" if found[1] in lists["reasons"] else _thing(before)
    return f"{found[1]} {_be(before)} {thing}" if thing else ""


def _negated(asked: str, before: str) -> str:
    """What "who is not?" means, and "who is?" after a question for those who are not."""
    found = re.fullmatch(rf"who\s+({_auxiliary()})(\s+not|n['’]t)?", asked, re.IGNORECASE)
    told = re.match(rf"who\s+({_auxiliary()})(\s+not|n['’]t)?\s+(.+)", before, re.IGNORECASE)
    if not (found and told) or bool(found[2]) == bool(told[2]):
        return ""
    return f"who {told[1].lower()} {'not ' if found[2] else ''}{told[3]}"


def _instead(asked: str, before: str) -> str:
    """What "what about Putin?" means: he takes the place of the name, or the thing, that was asked about."""
    opening = "|".join(map(re.escape, _words()["instead"]))
    found = re.fullmatch(rf"(?:{opening})\s+(.+)", asked, re.IGNORECASE)
    other = found[1] if found else asked if _NAME.fullmatch(asked) else ""
    if not other or len(other.split()) > _INSTEAD:
        return ""
    is_thing = other.split()[0].casefold() in _words()["articles"] and not _NAME.search(other)
    if is_thing:
        thing = _thing(before)
        return before.replace(thing, other, 1) if thing else ""
    subject = re.match(r"who\s+(is|are|was|were|will|would|has)\s+(?:not\s+)?(.+)", before, re.IGNORECASE)
    if subject:
        singular = {"are": "is", "were": "was"}
        return f"{singular.get(subject[1].lower(), subject[1].lower())} {other} {subject[2]}"
    person = _person(before)
    return before.replace(person, other, 1) if person else ""


def _pronoun(asked: str, before: str) -> str:
    """What "when is it?" and "is he coming?" mean, with what the pronoun stands for."""
    lists, words = _words(), asked.split()
    if len(words) > _SHORT or _names(asked):
        return ""
    meant = {pronoun: _thing(before) for pronoun in lists["things"]}
    meant |= {pronoun: _person(before) for pronoun in lists["people"]}
    said = [word.casefold() for word in words]
    # "that" before a word may join or point: only at the end, or before a verb, does it stand for something
    places = [place for place, word in enumerate(said) if word in meant and _stands_alone(said, place)]
    if not places or not all(meant[said[place]] for place in places):
        return ""
    return " ".join(meant[said[place]] if place in places else word for place, word in enumerate(words))


def _stands_alone(words: list[str], place: int) -> bool:
    if words[place] not in {"that", "this", "her"}:
        return True
    following = words[place + 1] if place + 1 < len(words) else ""
    return not following or following in _words()["auxiliaries"] or following.endswith(("ing", "ed", "en"))


def _thing(before: str) -> str:
    """The thing that a question is about: from its last article on, without the time at its end; else its last name.

    What follows "is the" or "did the" may be more than the thing, so that there it is not known.
    """
    text = _without_time(before)
    found = re.match(rf"(.*)\b((?:{'|'.join(_words()['articles'])})\s+\S.*)", text, re.IGNORECASE)
    if found:
        leading = found[1].casefold().split()
        is_subject = bool(leading) and leading[-1] in _words()["auxiliaries"]
        if is_subject and (len(leading) == 1 or leading[-1] not in {"is", "are", "was", "were"}):
            return ""
        return found[2] if len(found[2].split()) <= _SHORT else ""
    names = _names(text)
    return names[-1] if names else ""


def _person(before: str) -> str:
    """The only name in a question that no preposition makes a place, and no article a part of a thing."""
    others = "|".join(map(re.escape, (*_words()["places"], *_words()["articles"])))
    names = [
        name for name in _names(before) if not re.search(rf"\b(?:{others})\s+{re.escape(name)}", before, re.IGNORECASE)
    ]
    return names[0] if len(names) == 1 else ""


def _without_time(text: str) -> str:
    """A question without the time at its end."""
    times = "|".join(map(re.escape, _words()["times"]))
    while trimmed := re.fullmatch(rf"(.+?)\s+(?:{times})", text, re.IGNORECASE):
        text = trimmed[1]
    return text


def _names(text: str) -> list[str]:
    """Runs of words with a capital, but for the one that only begins the question."""
    words = text.split()
    small = {*_words()["asking"], *_words()["auxiliaries"]}
    start = len(words[0]) if words and words[0].casefold() in small else 0
    return [found.group() for found in _NAME.finditer(text, start)]


def _be(before: str) -> str:
    words = before.casefold().split()
    is_deed = len(words) > 1 and words[0] == "who" and words[1] not in _words()["auxiliaries"]  # "Who won the cup?"
    return "was" if is_deed or re.search(r"\b(?:was|were|did|had)\b|\w{2}ed\b", before, re.IGNORECASE) else "is"


def _core(question: str) -> str:
    """A question without what may stand before it, and without its marks."""
    text = " ".join(question.split()).strip(" ?!.…")
    opening = re.compile(rf"(?:{'|'.join(map(re.escape, _words()['openings']))})\b[,\s]*", re.IGNORECASE)
    while (found := opening.match(text)) and text[found.end() :]:
        text = text[found.end() :]
    return text


@cache
def _auxiliary() -> str:
    return "|".join(map(re.escape, _words()["auxiliaries"]))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files("bot.commands").joinpath("data/followups.toml").read_text("utf-8"))
