"""Different numbers of the same things: tolls, guests, sums of money."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from briefings.stories.agreement import Statement
from briefings.stories.conflicts.deeds import Deed, deed_of
from briefings.stories.conflicts.wording import Conflict, Course, Side
from briefings.stories.quantities import Quantity
from briefings.stories.vocabulary import claims

_PEOPLE = frozenset({"people", "person", "man", "woman", "child", "civilian", "victim", "passenger"})
_ANYBODY = frozenset({"people", "person", "victim"})  # of whom the others, such as children, may be a part
_REST = frozenset({"other", "more"})
_SIGNS = "$£€¥"
_CURRENCIES = frozenset({"dollar", "euro", "pound", "yuan", "yen", "shekel", "rouble", "ruble", "rupee", "franc"})
_MEASURES = frozenset(
    {"percent", "mile", "kilometer", "kilometre", "meter", "metre", "foot", "inch", "yard", "magnitude", "hour"}
    | {"minute", "second", "day", "week", "month", "year", "time", "point", "ton", "tonne", "degree", "lead", "game"}
)  # they measure many things in one story
_FAR = 3.0  # times; a number so much greater counts something else, unless the sentences are nearly one
_FAR_IN_ONE = 10.0
_ONE = 1.2  # likeness from which two sentences are nearly one
_TOLLS = {
    "dead": "the death toll",
    "hurt": "the number of injured",
    "held": "the number of arrests",
    "missing": "the number of missing",
}
_COURSES = {"dead": Course.RISES, "hurt": Course.RISES, "held": Course.RISES, "missing": Course.FALLS}


def count_conflicts(one: Statement, two: Statement, alike: float) -> Iterator[Conflict]:
    """The counts and sums of two sentences, so much alike, that cannot both be right."""
    far = _FAR if alike < _ONE else _FAR_IN_ONE
    for a, b in itertools.product(one.counts, two.counts):
        if not _disagree(a, b, far) or _also_says(one, b) or _also_says(two, a):
            continue
        if (_is_money(a) or _is_money(b)) and alike < _ONE:  # a story names many sums
            continue
        if not (_is_part(one, a) or _is_part(two, b)) and _same_things(one, a, two, b):
            sides = Side(one, a.text, a.value), Side(two, b.text, b.value)
            yield Conflict(_topic(a, b), *sides, _COURSES.get(_fate(a) or _fate(b), Course.EITHER))


def _same_things(one: Statement, a: Quantity, two: Statement, b: Quantity) -> bool:
    """Whether two numbers count the same: the same noun with the same fate, or the same noun phrase in one deed."""
    fate, other_fate = _fate(a), _fate(b)
    if fate != other_fate and (fate and other_fate):
        return False
    nouns = a.things[0], b.things[0]
    if _is_money(a) and _is_money(b):
        lone = all(sum(map(_is_money, each.counts)) == 1 for each in (one, two))  # a list of prices names many things
        return lone and _in_one_deed(one, a, two, b)
    if any(noun in _MEASURES or not noun.isalpha() for noun in nouns) or _is_money(a) or _is_money(b):
        return False
    people = nouns[0] in _PEOPLE and nouns[1] in _PEOPLE and (nouns[0] == nouns[1] or _ANYBODY.issuperset(nouns))
    if nouns[0] != nouns[1] and not people:
        return False
    if fate and fate == other_fate:
        return people or set(a.things) == set(b.things)
    if people:
        return _in_one_deed(one, a, two, b)
    if len(a.things) > 1 and set(a.things) == set(b.things):
        return True
    return a.verb == b.verb and a.verb not in {"", "be", "have"} and set(a.things) == set(b.things)


def _in_one_deed(one: Statement, a: Quantity, two: Statement, b: Quantity) -> bool:
    ours, theirs = _deed(one, a), _deed(two, b)
    return ours is not None and theirs is not None and ours.is_same(theirs)


def _is_money(quantity: Quantity) -> bool:
    return any(sign in quantity.text for sign in _SIGNS) or not _CURRENCIES.isdisjoint(quantity.things)


def _deed(statement: Statement, quantity: Quantity) -> Deed | None:
    sentence = statement.sentence
    inside = [token for token in sentence.tokens if quantity.start <= token.start < quantity.end]
    for above in sentence.ancestors(inside[-1]) if inside else ():
        if above.pos == "VERB":
            return deed_of(sentence, above)
    return None


def _fate(quantity: Quantity) -> str:
    words = {quantity.verb, *quantity.things}
    return next((name for name, lemmas in claims().fates.items() if words & lemmas), "")


def _disagree(a: Quantity, b: Quantity, far: float) -> bool:
    """Whether two numbers exclude each other and are near enough to be two counts of the same."""
    if max(a.value, b.value) > far * max(1.0, min(a.value, b.value)):
        return False
    return a.high < b.low or b.high < a.low or (a.further != b.further and max(a.value, b.value) > 2)


def _also_says(statement: Statement, quantity: Quantity) -> bool:
    """Whether a sentence gives the other side's number too: then it is a part or a comparison."""
    counts = statement.counts
    if any(count.value == quantity.value and count.further == quantity.further for count in counts):
        return True
    return quantity.value in statement.figures and all(count.value != quantity.value for count in counts)


def _is_part(statement: Statement, quantity: Quantity) -> bool:
    """Whether a number is one of several parts, or of those whom another sentence counted: "three of the four"."""
    before = statement.sentence.text[: quantity.start - statement.sentence.start].lower()
    return before.endswith(("of the ", "of these ", "of those ", "other ")) or quantity.things[0] in _REST


def _topic(a: Quantity, b: Quantity) -> str:
    """What is counted, in the words of the side that says it shorter."""
    fate = _fate(a) or _fate(b)
    if a.things[0] in _PEOPLE and fate in _TOLLS:
        return _TOLLS[fate]
    if _is_money(a):
        return "the sum"
    shorter = min((a, b), key=lambda quantity: len(quantity.text))
    return "the number of " + _noun_words(shorter)


def _noun_words(quantity: Quantity) -> str:
    """A quantity's words after its number."""
    words = quantity.text.split()
    skipped = claims().days | {"at", "least", "most", "about", "around", "approximately", "nearly", "almost", "some"}
    skipped |= {"more", "than", "over", "fewer", "less", "up", "to", "as", "many", "other", "roughly", "a", "an"}
    skipped |= {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
    scales = {"hundred", "thousand", "million", "billion", "dozen"}
    while len(words) > 1 and (
        words[0].lower() in skipped | scales or any(character.isdigit() for character in words[0]) or len(words) > 6
    ):
        words.pop(0)
    return " ".join(words)
