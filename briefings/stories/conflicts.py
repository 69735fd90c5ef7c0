"""Where the articles of a story contradict each other: counts, days, yes against no (pure).

Sure before complete: what is not certainly about the same thing is no conflict.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from briefings.annotation import Token
from briefings.models import Article, Bullet, BulletKind, Citation
from briefings.stories.agreement import Statement, likeness
from briefings.stories.quantities import Quantity
from briefings.stories.vocabulary import claims

LIMIT = 25  # words
_SAME_TOPIC = 0.45  # cosine from which two sentences are about one thing, where they count the same things
_SAME_FACT = 1.0  # likeness from which two sentences tell one fact, so that a day or a "not" is what differs
_GROWTH = "Now “"  # a bullet that begins so sets a number against an earlier one
_GROWS = timedelta(hours=3)  # a later article's number is news, not a conflict
_PEOPLE = frozenset({"people", "person", "man", "woman", "child", "civilian", "victim", "other", "passenger"})
_MEASURES = frozenset(
    {"percent", "dollar", "euro", "pound", "yuan", "yen", "shekel", "mile", "kilometer", "kilometre", "meter", "metre"}
    | {"foot", "inch", "hour", "minute", "second", "day", "week", "month", "year", "time", "point", "ton", "tonne"}
)  # sums, lengths and times measure many things in one story
_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})


@dataclass(frozen=True, slots=True)
class _Side:
    """What one article says of a disputed thing: its words and where they stand."""

    statement: Statement
    words: str

    @property
    def article(self) -> Article:
        return self.statement.article

    @property
    def citation(self) -> Citation:
        return Citation.of(self.article, self.statement.sentence.start, self.statement.sentence.end)


def find_conflicts(told: Sequence[Sequence[Statement]]) -> list[Bullet]:
    """A bullet for each thing that two articles say differently, both sides quoted with their sources.

    Args:
        told: the statements of each article of a story (``agreement.statements_of``).
    """
    bullets: dict[str, Bullet] = {}
    for first, second in itertools.combinations(told, 2):
        for topic, one, two in _differences(first, second):
            bullet = _bullet(topic, one, two)
            if bullet is not None:
                bullets.setdefault(topic, bullet)
    return list(bullets.values())


def is_growth(bullet: Bullet) -> bool:
    """Whether a bullet says that a number grew with time; its first citation is the later one."""
    return bullet.kind is BulletKind.FACT and bullet.text.startswith(_GROWTH)


def _differences(first: Sequence[Statement], second: Sequence[Statement]) -> Iterator[tuple[str, _Side, _Side]]:
    for one, two in itertools.product(first, second):
        near = float(one.vector @ two.vector)
        if near < _SAME_TOPIC:
            continue
        yield from _counts(one, two)
        if near >= 0.6 and likeness(one, two) >= _SAME_FACT:
            yield from _days(one, two)
            yield from _denials(one, two)


def _counts(one: Statement, two: Statement) -> Iterator[tuple[str, _Side, _Side]]:
    """Different numbers of the same things."""
    for a, b in itertools.product(one.counts, two.counts):
        if _same_things(a, b) and _disagree(a, b) and not _also_says(one, b) and not _also_says(two, a):
            yield _topic(a, b), _Side(one, a.text), _Side(two, b.text)


def _same_things(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers count the same: the same noun with the same fate, or exactly the same noun phrase."""
    fate, other_fate = _fate(a), _fate(b)
    if fate and other_fate and fate != other_fate:
        return False
    if any(thing in _MEASURES or not thing.isalpha() for thing in (a.things[0], b.things[0])):
        return False
    nouns = a.things[0] == b.things[0] or (a.things[0] in _PEOPLE and b.things[0] in _PEOPLE)
    if not nouns:
        return False
    if a.things[0] in _PEOPLE or len(a.things) == 1 or len(b.things) == 1:
        return bool(fate and fate == other_fate) or (
            a.things[0] not in _PEOPLE and a.verb == b.verb and a.verb not in {"", "be", "have"}
        )
    return bool(set(a.things[1:]) & set(b.things[1:]))


def _fate(quantity: Quantity) -> str:
    words = {quantity.verb, *quantity.things}
    return next((name for name, lemmas in claims().fates.items() if words & lemmas), "")


def _disagree(a: Quantity, b: Quantity) -> bool:
    apart = a.high < b.low or b.high < a.low
    return apart or (a.further != b.further and max(a.value, b.value) > 2)


def _also_says(statement: Statement, quantity: Quantity) -> bool:
    """Whether a sentence gives the other side's number too: then it is a part or a comparison."""
    return any(count.value == quantity.value and count.further == quantity.further for count in statement.counts)


def _topic(a: Quantity, b: Quantity) -> str:
    """What is counted, in the words of the side that says it shorter."""
    fate = _fate(a) or _fate(b)
    if a.things[0] in _PEOPLE and fate in {"dead", "hurt", "held", "missing"}:
        return {"dead": "the death toll", "hurt": "the number of injured", "held": "the number of arrests"}.get(
            fate, "the number of missing"
        )
    shorter = min((a, b), key=lambda quantity: len(quantity.text))
    return "the number of " + _noun_words(shorter)


def _noun_words(quantity: Quantity) -> str:
    """A quantity's words after its number."""
    words = quantity.text.split()
    skipped = claims().days | {"at", "least", "most", "about", "around", "approximately", "nearly", "almost", "some"}
    skipped |= {"more", "than", "over", "fewer", "less", "up", "to", "as", "many", "other", "roughly", "a", "an"}
    scales = {"hundred", "thousand", "million", "billion", "dozen"}
    while len(words) > 1 and (
        words[0].lower() in skipped | scales or any(character.isdigit() for character in words[0]) or len(words) > 6
    ):
        words.pop(0)
    return " ".join(words)


def _days(one: Statement, two: Statement) -> Iterator[tuple[str, _Side, _Side]]:
    """The same deed of the same subject on different days of the week."""
    a, b = _verb_day(one), _verb_day(two)
    if a and b and a[0] == b[0] and a[1].lower != b[1].lower and not one.counts and not two.counts:
        yield "the day", _Side(one, a[2]), _Side(two, b[2])


def _verb_day(statement: Statement) -> tuple[str, Token, str] | None:
    """The verb, day and words ("on Thursday") of a sentence that names one day for what it tells."""
    sentence = statement.sentence
    days = [token for token in sentence.tokens if token.lower in _DAYS]
    if len(days) != 1:
        return None
    day = days[0]
    head = sentence.head(day)
    words = day.text
    if head.dep == "prep":
        words = f"{head.text} {words}"
        head = sentence.head(head)
    if head.pos != "VERB" or day.dep not in {"pobj", "npadvmod"} or head.lemma in claims().speech:
        return None
    return head.lemma, day, words


def _denials(one: Statement, two: Statement) -> Iterator[tuple[str, _Side, _Side]]:
    """The same verb of the same subject with and without "not"."""
    a, b = one.sentence.root, two.sentence.root
    if a is None or b is None or a.lemma != b.lemma or a.lemma in claims().speech | {"be", "have"}:
        return
    negated = [bool(one.sentence.children(a, "neg")), bool(two.sentence.children(b, "neg"))]
    subjects = [
        {token.lemma for token in side.sentence.children(root, "nsubj", "nsubjpass")}
        for side, root in ((one, a), (two, b))
    ]
    objects = [
        {token.lemma for token in side.sentence.children(root, "dobj", "xcomp", "ccomp", "prep")}
        for side, root in ((one, a), (two, b))
    ]
    if negated[0] != negated[1] and subjects[0] & subjects[1] and (objects[0] & objects[1] or not any(objects)):
        yield f"whether {_clause(one)}", _Side(one, _core(one, a)), _Side(two, _core(two, b))


def _clause(statement: Statement) -> str:
    sentence = statement.sentence
    root = sentence.root
    subject = sentence.children(root, "nsubj", "nsubjpass") if root else []
    return f"{sentence.span(sentence.subtree(subject[0])[:6])} did" if subject and root else "it happened"


def _core(statement: Statement, verb: Token) -> str:
    """A verb with its auxiliaries, its "not" and its object, as it stands."""
    sentence = statement.sentence
    parts = [verb, *sentence.children(verb, "aux", "auxpass", "neg")]
    for item in sentence.children(verb, "dobj", "xcomp"):
        parts += [item, *sentence.children(item, "det", "amod", "compound", "poss", "aux", "nummod")]
    first, last = min(part.index for part in parts), max(part.index for part in parts)
    return sentence.span(sentence.tokens[first : min(last, first + 9) + 1])


def _bullet(topic: str, one: _Side, two: _Side) -> Bullet | None:
    """Both sides in at most 25 words; a number that grew with time is told as an update."""
    earlier, later = sorted((one, two), key=lambda side: (side.article.when, side.article.id))
    dated = earlier.article.published is not None and later.article.published is not None
    grew = dated and later.article.when - earlier.article.when >= _GROWS and topic.startswith("the ")
    short_topic = topic.removeprefix("the number of ")
    for label_words, about in ((5, topic), (5, short_topic), (3, short_topic), (2, short_topic)):
        labels = [" ".join(side.article.label.split()[:label_words]) for side in (earlier, later)]
        if grew:
            day = later.article.when.strftime("%-d %B")
            text = f"{_GROWTH}{later.words}” ({labels[1]}, {day}); earlier “{earlier.words}” ({labels[0]})."
            kind = BulletKind.FACT
        else:
            text = f"Sources differ on {about}: “{earlier.words}” ({labels[0]}) against “{later.words}” ({labels[1]})."
            kind = BulletKind.CONFLICT
        if len(text.split()) <= LIMIT:
            citations = (later.citation, earlier.citation) if grew else (earlier.citation, later.citation)
            return Bullet(text, citations, kind)
    return None
