"""Questions that ask for events: which relation to which event, how sure, in which phase."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from briefings.annotation import Sentence, Token


class Asked(StrEnum):
    """The relation in time that the answers stand in."""

    DONE = "done"  # what is over
    ONGOING = "ongoing"  # what has begun and is not over
    FUTURE = "future"  # what is to come
    BEFORE = "before"
    AFTER = "after"
    DURING = "during"
    ANY = "any"  # no relation that we know


class Phase(StrEnum):
    """Which part of the events is asked for."""

    WHOLE = "whole"
    BEGIN = "begin"
    END = "end"
    CONTINUE = "continue"


class Certainty(StrEnum):
    """How sure the events are that the question asks for."""

    FACT = "fact"
    DOUBT = "doubt"
    LIKELY = "likely"
    USUAL = "usual"
    MUST = "must"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class EventQuestion:
    """A question for events; ``anchor`` holds the words that name the event that the answers are related to."""

    asked: Asked
    phase: Phase
    certainty: Certainty
    near: bool
    progressive: bool
    since: bool
    anchor: tuple[Token, ...]
    sentence: Sentence

    @property
    def related(self) -> bool:
        """Whether the answers are related to another event, rather than to now."""
        return self.asked in (Asked.BEFORE, Asked.AFTER, Asked.DURING)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads(files(__package__).joinpath("data/events.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in data["asks"].items()}


_OPENERS = frozenset({"what", "which", "name", "list"})
_FORMS = frozenset({"is", "are", "was", "were", "be", "been", "being"})


def event_question(question: Sentence) -> EventQuestion | None:
    """What a question for events asks; None when it asks for something else."""
    tokens = question.tokens
    words = _words()
    if not tokens or not any(token.lower in _OPENERS for token in tokens[:4]):
        return None
    link = _link(tokens)
    head = tokens[: link if link is not None else len(tokens)]
    happens = words["happen"] | words["begin"] | words["end"] | words["continue"]
    asks = any(token.lower in ("event", "events") for token in head[:4])
    asks = asks or any(token.lower in happens and token.pos in ("VERB", "AUX", "NOUN", "ADJ") for token in head[1:7])
    does = link is not None and any(token.lemma == "do" and token.index > 1 for token in head)
    if not asks and not does:
        return None
    lower = [token.lower for token in head]
    asked = _relation(tokens, link, lower)
    if asked is Asked.ANY and not any(token.lower in ("event", "events") for token in head[:4]):
        return None  # "what happened to the car?" asks for no list of events
    return EventQuestion(
        asked=asked,
        phase=_phase(lower) if asked not in (Asked.DONE, Asked.ONGOING) else Phase.WHOLE,
        certainty=_certainty(lower, asked),
        near=any(word in words["near"] for word in lower),
        progressive=any(token.tag == "VBG" for token in head),
        since=link is not None and tokens[link].lower == "since",
        anchor=tuple(tokens[link + 1 :]) if link is not None else tuple(tokens[1:]),
        sentence=question,
    )


def _link(tokens: tuple[Token, ...]) -> int | None:
    """The index of the first connective that relates events in time, after the words that ask."""
    words = _words()
    links = words["before"] | words["after"] | words["during"]
    for token in tokens[2:]:
        if token.lower in links and not (token.lower == "as" and token.pos == "ADV"):
            return token.index
    return None


def _relation(tokens: tuple[Token, ...], link: int | None, head: list[str]) -> Asked:
    words = _words()
    if link is not None:
        word = tokens[link].lower
        return Asked.BEFORE if word in words["before"] else Asked.AFTER if word in words["after"] else Asked.DURING
    ended = any(word in words["end"] for word in head)
    begun = any(word in words["begin"] or word in words["continue"] for word in head)
    denied = any(word in words["denied"] for word in head)
    if ended and not denied:
        return Asked.DONE
    if (begun and denied) or "ongoing" in head or "continuing" in head or "progress" in head:
        return Asked.ONGOING
    if any(word in ("will", "future", "yet", "upcoming", "planned") for word in head):
        return Asked.FUTURE
    if "already" in head or "over" in head:
        return Asked.DONE
    if any(word in ("now", "currently") for word in head):
        return Asked.ONGOING
    return Asked.ANY


def _phase(head: list[str]) -> Phase:
    words = _words()
    for phase, name in ((Phase.BEGIN, "begin"), (Phase.END, "end"), (Phase.CONTINUE, "continue")):
        if any(word in words[name] for word in head):
            return phase
    return Phase.WHOLE


def _certainty(head: list[str], asked: Asked) -> Certainty:
    words = _words()
    if asked in (Asked.DONE, Asked.ONGOING, Asked.FUTURE):
        return Certainty.FACT
    if any(word in words["denied"] for word in head):
        return Certainty.DENIED
    if any(word in words["doubt"] for word in head):
        return Certainty.DOUBT
    if any(word in words["usual"] for word in head):
        return Certainty.USUAL
    if any(word in words["likely"] for word in head):
        return Certainty.LIKELY
    if "to" in head and any(word in words["must"] for word in head):
        return Certainty.MUST
    return Certainty.FACT
