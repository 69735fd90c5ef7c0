"""Whether an answer says another thing than the one before it, or the same in other words. Pure.

A name is one name in whatever form; of a number only its value counts; whoever is missing from a new answer is only
gone if the source no longer says so.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from importlib import resources

from bot.watching.watches import Fact, Known
from briefings.models import AnswerStatus, AttendanceStatus, Citation

_WORD = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)?")
_STEM = 5  # letters by which two forms of a word are one
_ALIKE = 0.5  # share of two answers' words from which one only rewords the other
_ABOUT = 0.6  # share of a question's words in an article from which it may change the answer
_PROOFS = 12
_COMING = {AttendanceStatus.ATTENDING, AttendanceStatus.EXPECTED}


class Kind(Enum):
    """How an answer changed."""

    FOUND = "it is known now"
    WITHDRAWN = "the source took it back"
    JOINED = "a name more"
    LEFT = "a name less"
    STANDING = "a name stands otherwise"
    NUMBER = "another number"
    ANSWER = "another answer"
    DISPUTED = "the sources disagree now"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of an answer: what is said now, and what was said before."""

    kind: Kind
    now: Fact | None = None
    before: Fact | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary of ``data/words.toml``."""

    titles: frozenset[str]
    fillers: frozenset[str]
    months: frozenset[str]
    weekdays: frozenset[str]
    asking: frozenset[str]
    numbers: Mapping[str, int]


@cache
def _words() -> _Words:
    told = tomllib.loads(resources.files("bot.watching").joinpath("data/words.toml").read_text("utf-8"))
    numbers = told.pop("numbers")
    return _Words(**{name: frozenset(words) for name, words in told.items()}, numbers=numbers)


def differences(before: Known, after: Known, stands: Callable[[Citation], bool]) -> tuple[Difference, ...]:
    """What a watcher has to be told, the most telling first.

    ``stands`` says of a sentence that was cited whether its article still says it.
    """
    gone = [fact for fact in before.facts if not any(map(stands, fact.citations))]
    if not after.facts:
        return tuple(Difference(Kind.WITHDRAWN, before=fact) for fact in gone)
    if not before.facts:
        kind = Kind.JOINED if after.facts[0].standing else Kind.FOUND
        return tuple(Difference(kind, fact) for fact in after.facts)
    if any(fact.standing for fact in before.facts) != any(fact.standing for fact in after.facts):
        return ()  # a list and an answer of another kind cannot be compared
    if after.status is AnswerStatus.CONFLICTING and before.status is not AnswerStatus.CONFLICTING:
        return tuple(Difference(Kind.DISPUTED, fact) for fact in after.facts) if _is_backed(before, after.facts) else ()
    if len(before.facts) == len(after.facts) == 1 and not after.facts[0].standing:
        return _of_one(before, after.facts[0])
    found = [each for fact in after.facts if (each := _of_entry(before, fact))]
    left = [Difference(Kind.LEFT, before=fact) for fact in gone if _match(fact, after.facts) is None]
    return (*found, *left)


def learned(before: Known, after: Known, stands: Callable[[Citation], bool]) -> Known:
    """What the watcher knows after being told: nothing is forgotten that a source still says."""
    if not after.facts:
        kept = tuple(fact for fact in before.facts if any(map(stands, fact.citations)))
        return Known(before.status if kept else after.status, kept)
    single = len(before.facts) == len(after.facts) == 1 and not after.facts[0].standing
    facts: list[Fact] = []
    for fact in after.facts:
        earlier = _match(fact, before.facts)
        facts.append(_joined(earlier, fact) if earlier else fact)
    if not single:
        facts += [
            fact for fact in before.facts if _match(fact, after.facts) is None and any(map(stands, fact.citations))
        ]
    return Known(after.status, tuple(facts))


def says_the_same(first: str, second: str) -> bool:
    """Whether two answers differ in nothing but their words."""
    one, other = _tokens(first), _tokens(second)
    dates = [_date(tokens) for tokens in (one, other)]
    if all(map(any, dates)):
        (month, weekday), (other_month, other_weekday) = dates
        if (month and other_month and month != other_month) or (weekday and other_weekday and weekday != other_weekday):
            return False
        if bool(month) != bool(other_month):
            return True  # "on Sunday" and "on 14 December" may be one day
    numbers = [_numbers(tokens) for tokens in (one, other)]
    if all(numbers):
        return numbers[0] <= numbers[1] or numbers[1] <= numbers[0]
    words = [_content(tokens) for tokens in (one, other)]
    if not all(words):
        return words[0] == words[1]
    shared = words[0] & words[1]
    return shared in words or len(shared) >= _ALIKE * len(words[0] | words[1])


def is_number(text: str) -> bool:
    """Whether an answer is a number first of all."""
    tokens = _tokens(text)
    return bool(_numbers(tokens)) and not any(_date(tokens))


def search_words(question: str) -> tuple[str, ...]:
    """The words of a question by which an article may concern it, by their stems."""
    asking = _words().asking
    return tuple(dict.fromkeys(_stem(word) for word in _tokens(question) if len(word) > 2 and word not in asking))


def concerns(words: Sequence[str], stems: frozenset[str]) -> bool:
    """Whether an article, by the stems of its words, may change the answer to a question with these words."""
    return bool(words) and sum(word in stems for word in words) >= _ABOUT * len(words)


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(map(_stem, _tokens(text)))


def _of_one(before: Known, fact: Fact) -> tuple[Difference, ...]:
    (earlier,) = before.facts
    if says_the_same(earlier.text, fact.text) or not _is_backed(before, [fact]):
        return ()
    both = is_number(earlier.text) and is_number(fact.text)
    return (Difference(Kind.NUMBER if both else Kind.ANSWER, fact, earlier),)


def _of_entry(before: Known, fact: Fact) -> Difference | None:
    earlier = _match(fact, before.facts)
    if earlier is None:
        return Difference(Kind.JOINED, fact) if _is_backed(before, [fact]) or fact.standing else None
    return Difference(Kind.STANDING, fact, earlier) if _moved(earlier, fact) else None


def _moved(earlier: Fact, fact: Fact) -> bool:
    """Whether somebody stands otherwise; that a comer is only called expected again is no change."""
    if earlier.standing is fact.standing:
        return False
    return not (earlier.standing is AttendanceStatus.ATTENDING and fact.standing in _COMING)


def _is_backed(before: Known, facts: Iterable[Fact]) -> bool:
    """Whether a new answer rests on a sentence that the one before it did not rest on."""
    known = {(citation.article_id, citation.quote) for fact in before.facts for citation in fact.citations}
    return any((each.article_id, each.quote) not in known for fact in facts for each in fact.citations)


def _joined(earlier: Fact, fact: Fact) -> Fact:
    """A fact with what was known of it: the surer standing, every proof."""
    citations = tuple(dict.fromkeys((*fact.citations, *earlier.citations)))[:_PROOFS]
    if earlier.standing is not fact.standing and not _moved(earlier, fact):
        fact = earlier
    return replace(fact, citations=citations, aliases=tuple(dict.fromkeys((*fact.aliases, *earlier.aliases))))


def _match(fact: Fact, facts: Sequence[Fact]) -> Fact | None:
    """The fact about the same thing; of names that fit several, none is taken unless one is the very same."""
    if fact.standing is None:
        return next((each for each in facts if says_the_same(each.text, fact.text)), None)
    forms = _forms(fact)
    exact = [each for each in facts if forms & _forms(each)]
    if exact:
        return exact[0]
    alike = [each for each in facts if any(_is_short_for(a, b) for a in forms for b in _forms(each))]
    return alike[0] if len(alike) == 1 else None


def _forms(fact: Fact) -> frozenset[tuple[str, ...]]:
    return frozenset(form for name in (fact.text, *fact.aliases) if (form := _name(name)))


def _name(name: str) -> tuple[str, ...]:
    """A name's words without titles."""
    words = _tokens(name)
    return tuple(word for word in words if word not in _words().titles and word not in _words().fillers) or tuple(words)


def _is_short_for(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return set(shorter) <= set(longer)


def _tokens(text: str) -> list[str]:
    return [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]


def _date(tokens: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The months and the weekdays that a text names, by their first three letters."""
    words = list(tokens)
    months, weekdays = _words().months, _words().weekdays
    return (
        frozenset(word[:3] for word in words if word in months),
        frozenset(word[:3] for word in words if word in weekdays),
    )


def _numbers(tokens: Iterable[str]) -> frozenset[str]:
    """The values of the numbers in a text: "1,000" and "1000" are one."""
    known = _words().numbers
    return frozenset(
        word.replace(",", "").rstrip(".") if word[0].isdigit() else str(known[word])
        for word in tokens
        if word[0].isdigit() or word in known
    )


def _content(tokens: Iterable[str]) -> frozenset[str]:
    left = _words().fillers | _words().titles
    return frozenset(_stem(word) for word in tokens if word not in left)


def _stem(word: str) -> str:
    return word[:_STEM]
