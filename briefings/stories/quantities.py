"""The numbers in a sentence with what they count: "at least 26 heads of state" (pure)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from briefings.annotation import Sentence, Token

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: float(value) for value, word in enumerate(_SMALL.split())} | {
    word: 10.0 * tens for tens, word in enumerate(_TENS.split(), start=2)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_FIGURES = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
_AT_LEAST = frozenset({"least", "minimum"})
_MORE = frozenset({"more", "over", "above", "exceeding", "exceed"})
_AT_MOST = frozenset({"most", "maximum", "to", "many", "much"})  # "at most", "up to", "as many as"
_LESS = frozenset({"fewer", "less", "under", "below"})
_ABOUT = frozenset({"about", "around", "approximately", "some", "roughly", "nearly", "almost", "estimated", "circa"})
_FURTHER = frozenset({"other", "others", "additional", "another", "further", "extra"})
_NO_COUNTS = frozenset(
    {"DATE", "TIME", "ORDINAL", "PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "WORK_OF_ART", "LAW", "PRODUCT"}
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted thing: what it may amount to, its words, and what happened to it.

    ``low`` and ``high`` bound the number as it is said ("at least 26": 26 and infinity; "about 26": 10 % around it).
    ``things`` are the lemmas of what is counted ("head", "state"), the noun first; ``verb`` is the lemma that governs
    it; ``further`` says that they come on top of others ("26 other heads of state").
    """

    value: float
    low: float
    high: float
    text: str
    things: tuple[str, ...]
    verb: str
    further: bool
    start: int
    end: int


def quantities(sentence: Sentence, kept: Collection[int] | None = None) -> list[Quantity]:
    """The counted things of a sentence, or of those of its tokens that are kept."""
    found = []
    taken: set[int] = set()
    for token in sentence.tokens:
        if token.index in taken or (kept is not None and token.index not in kept):
            continue
        if token.entity in _NO_COUNTS and not _FIGURES.fullmatch(token.text):
            continue
        if token.entity in {"DATE", "TIME"}:
            continue
        run = _run(sentence, token)
        value = _value(run)
        if value is None or not run:
            continue
        taken |= {word.index for word in run}
        quantity = _quantity(sentence, run, value)
        if quantity is not None:
            found.append(quantity)
    return found


def number_of(word: str) -> float | None:
    """What one word amounts to as a number ("98", "1,200", "twelve"), or None."""
    match = _FIGURES.fullmatch(word)
    if match is not None:
        return float(match.group(1).replace(",", "") + "." + (match.group(2) or "0"))
    return _UNITS.get(word.lower())


def _run(sentence: Sentence, token: Token) -> list[Token]:
    """The number words that begin at a token ("1.3 million")."""
    run: list[Token] = []
    for word in sentence.tokens[token.index :]:
        if not (_FIGURES.fullmatch(word.text) or word.lower in _UNITS or word.lower in _SCALES):
            break
        if run and _FIGURES.fullmatch(word.text):
            break
        run.append(word)
    return run


def _value(run: list[Token]) -> float | None:
    """What number words amount to, or None if they are no number."""
    total, part = 0.0, 0.0
    for word in run:
        if word.lower in _SCALES:
            part = max(part, 1.0) * _SCALES[word.lower]
        else:
            number = number_of(word.text)
            if number is None:
                return None
            part += number
    total += part
    lone_scale = len(run) == 1 and run[0].lower in _SCALES and run[0].tag == "NNS"
    return None if not run or lone_scale else total


def _quantity(sentence: Sentence, run: list[Token], value: float) -> Quantity | None:
    last = run[-1]
    if run[0].index and sentence.tokens[run[0].index - 1].text in {"-", "–", "No", "#"}:
        return None
    noun = _counted(sentence, last)
    if noun is None or (len(run) == 1 and last.lower == "one"):
        return None
    words = [child for child in sentence.children(noun, "compound", "amod", "nmod", "poss") if child.index > last.index]
    below = [
        of_what
        for of in sentence.children(noun, "prep")
        if of.lower == "of"
        for of_what in sentence.children(of, "pobj")
    ]
    things = (noun.lemma, *(word.lemma for word in (*words, *below) if word.lower not in _FURTHER))
    before = {word.lower for word in sentence.tokens[max(0, run[0].index - 3) : run[0].index]}
    hedges = {child.lower for child in sentence.children(last, "advmod", "quantmod", "amod")} | {
        child.lower for child in sentence.children(noun, "advmod", "quantmod", "amod") if child.index < last.index
    }
    low, high = _bounds(value, before, before | hedges)
    first = min([run[0], *(word for word in _hedge_words(sentence, run[0]))], key=lambda word: word.index)
    end = max([noun, *below], key=lambda word: word.index)
    further = any(word.lower in _FURTHER for word in words) or noun.lower in _FURTHER
    text = sentence.text[first.start - sentence.start : end.end - sentence.start]
    return Quantity(value, low, high, text, things, _verb(sentence, noun), further, first.start, end.end)


def _counted(sentence: Sentence, number: Token) -> Token | None:
    """The noun that a number counts; a dollar sign counts as one."""
    head = sentence.head(number)
    if number.dep in {"nummod", "compound", "quantmod", "amod"} and head.index != number.index:
        if head.pos in {"NOUN", "PROPN", "SYM"}:
            return head
        if head.pos == "NUM":
            return _counted(sentence, head)
    if number.dep in {"nsubj", "nsubjpass", "dobj", "pobj", "attr"} and number.pos in {"NUM", "NOUN"}:
        return number  # "killed 12"
    return None


def _bounds(value: float, before: set[str], around: set[str]) -> tuple[float, float]:
    if before & _AT_LEAST:
        return value, math.inf
    if (before & _MORE and "than" in before) or before & {"over", "above", "exceeding"}:
        return math.nextafter(value, math.inf), math.inf
    if (before & _LESS and "than" in before) or before & {"under", "below"}:
        return 0.0, math.nextafter(value, 0.0)
    if {"up", "to"} <= before or {"as", "many"} <= before or {"as", "much"} <= before or {"at", "most"} <= before:
        return 0.0, value
    if around & _ABOUT:
        return 0.9 * value, 1.1 * value
    return value, value


def _hedge_words(sentence: Sentence, number: Token) -> list[Token]:
    """The words right before a number that bound it."""
    hedges = _AT_LEAST | _MORE | _LESS | _ABOUT | {"at", "than", "up", "to", "as", "many", "an", "$", "most"}
    found: list[Token] = []
    for word in reversed(sentence.tokens[: number.index]):
        if word.lower not in hedges:
            break
        found.append(word)
    while found and found[-1].lower in {"to", "an", "many", "than"}:
        found.pop()
    return found


def _verb(sentence: Sentence, noun: Token) -> str:
    """The verb or adjective that says what happened to the counted things."""
    for word in sentence.children(noun, "acl", "relcl"):
        if word.tag in {"VBN", "JJ"}:
            return word.lemma
    for above in sentence.ancestors(noun):
        if above.pos in {"VERB", "AUX"}:
            adjectives = sentence.children(above, "acomp", "oprd")
            return adjectives[0].lemma if above.lemma == "be" and adjectives else above.lemma
    return ""
