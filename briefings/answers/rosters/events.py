"""Which event a clause speaks of, and whether two mentions can be one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from briefings.annotation import Entity, Sentence, Token
from briefings.answers.rosters.vocabulary import load, table, words

_TABLE = load("events.toml")
_GENERIC = words(_TABLE, "generic")
_VERBS = {verb: str(noun) for verb, noun in table(_TABLE, "verbs").items()}
_IMPLIED = {word: str(noun) for word, noun in table(_TABLE, "implied").items()}
_CLASSES = _TABLE["classes"]
assert isinstance(_CLASSES, dict)
_CLASSES_OF: dict[str, frozenset[str]] = {}
for _name in _CLASSES:
    for _noun in words(_TABLE, "classes", _name):
        _CLASSES_OF[_noun] = _CLASSES_OF.get(_noun, frozenset()) | {_name}
_WORSHIP = words(_TABLE, "worship")
_EARLIER = words(load("attendance.toml"), "time", "earlier")
_CAPITAL_ONLY = frozenset({"open", "masters", "test", "series", "tour", "cup", "heat", "tie", "mass"})
_MAIN = 2  # mentions of an event, those of the lead doubled, that make an article one about it
_LEAD = 4  # sentences
_NOT_PROPER = frozenset(
    {"the", "a", "an", "this", "that", "its", "their", "his", "her", "first", "last", "next", "annual"}
)

_MONTHS = frozenset({"march", "may"})
_PRESS = frozenset({"press", "news"})
_MEASURES = frozenset({"TIME", "QUANTITY", "MONEY", "PERCENT"})


@dataclass(frozen=True, slots=True)
class EventMention:
    """An event as a sentence's tokens [first, last) name it.

    ``noun`` is its head in the singular; ``marks`` the names and numbers that tell it from its like ("g20", "rio").
    """

    first: int
    last: int
    noun: str
    marks: frozenset[str] = frozenset()
    earlier: bool = False

    @property
    def generic(self) -> bool:
        """Whether the noun could mean any event: "the meeting"."""
        return self.noun in _GENERIC

    def same_kind(self, other: EventMention) -> bool:
        """Whether the two nouns can be said of one event."""
        if self.generic or other.generic or self.noun == other.noun:
            return True
        return bool(_CLASSES_OF.get(self.noun, frozenset()) & _CLASSES_OF.get(other.noun, frozenset()))


def is_event_noun(token: Token) -> bool:
    """Whether a token is a noun that names a kind of event."""
    if token.entity in {"DATE", "TIME"} and token.text in {"March", "May"}:
        return False
    if token.tag not in {"NN", "NNS", "NNP", "NNPS"} and not (
        token.lower in {"final", "friendly"} and (token.dep in {"dobj", "pobj"} or _is_behind_noun(token))
    ):
        return False
    word = event_noun(token)
    if word == "congress" and token.text[0].isupper():
        return False  # the parliament
    if word in _CAPITAL_ONLY and not token.text[0].isupper():
        return False
    return word in _CLASSES_OF or word in _GENERIC


def _is_behind_noun(token: Token) -> bool:
    """Whether what is tagged an adjective follows the noun it belongs to: "the cup final", not "is final"."""
    back = token.index - token.head
    return (token.dep == "amod" and back == 1) or (token.dep == "acomp" and back > 1)


def event_noun(token: Token) -> str:
    """A token as the event vocabulary spells it."""
    for form in (token.lower, token.lemma):
        if form in _CLASSES_OF or form in _GENERIC:
            return token.lemma if token.lemma in _CLASSES_OF else form
    return token.lemma


def noun_for(word: str) -> str:
    """A word as the event vocabulary spells it, or an empty text when it names no kind of event."""
    lower = word.lower()
    for form in (lower, lower.removesuffix("s"), lower.removesuffix("es")):
        if form in _CLASSES_OF or form in _GENERIC:
            return form
    return ""


def event_mentions(sentence: Sentence) -> tuple[EventMention, ...]:
    """The events that a sentence names, in order."""
    found = []
    tokens = sentence.tokens
    for token in tokens:
        if not is_event_noun(token) or (
            (index := token.index) and tokens[index - 1].lower == "in" and token.lower == "protest"
        ):
            continue
        following = tokens[token.index + 1] if token.index + 1 < len(tokens) else None
        if following is not None and following.index == token.index + 1 and is_event_noun(following):
            continue  # "the opening ceremony" is one event
        if token.lemma == "service" and not _is_worship(sentence, token):
            continue  # "the telephone service"
        if token.index and tokens[token.index - 1].lower in _PRESS and token.lower == "conference":
            continue  # held about the event, not it
        if token.lower in {"show", "test"} and following is not None and following.lower == "of":
            continue  # "a show of force"
        first = _first(sentence, token)
        if token.tag == "NNS" and any(t.tag == "CD" for t in tokens[first : token.index]):
            continue  # "banned for four matches"
        last, after = _after(sentence, token)
        before = [t for t in tokens[first : token.index] if t.lower not in _NOT_PROPER]
        marks = frozenset(
            t.lower.removesuffix("-")
            for t in [*before, *after]
            if t.text[0].isupper() or (any(c.isdigit() for c in t.text) and not _measures(sentence, t))
        )
        if token.tag.startswith("NNP") and not marks and token.index and not before:
            marks = frozenset({token.lower})
        earlier = any(t.lower in _EARLIER for t in tokens[first : token.index])
        found.append(EventMention(first, last, event_noun(token), marks, earlier))
    return tuple(found)


def _is_worship(sentence: Sentence, service: Token) -> bool:
    """Whether a service is one that is held, not one that is provided: by the words before it and over it."""
    before = sentence.tokens[max(0, service.index - 3) : service.index]
    if any(token.lower in _WORSHIP for token in before):
        return True
    held = sentence.head(service)
    known = held.lower in {"at", "during"} or held.lemma in {"attend", "miss", "skip", "hold", "lead"}
    return known and service.tag == "NN" and not sentence.children(service, "compound", "amod")


def _measures(sentence: Sentence, number: Token) -> bool:
    """Whether a number is the measure of an event rather than its name: "the 70-minute concert", "the 3 km race"."""
    following = sentence.tokens[number.index + 1 : number.index + 2]
    hyphened = bool(following) and following[0].text == "-"
    return hyphened or any(entity.label in _MEASURES for entity in sentence.entities if _covers(entity, number))


def _covers(entity: Entity, token: Token) -> bool:
    return entity.first <= token.index < entity.last


def main_event(sentences: Sequence[Sentence], title: Sequence[str] = ()) -> EventMention | None:
    """The event that an article is about: the noun that it names most, the lead and the headings counting double.

    Its marks are all those that the lead gives it.
    """
    counts: dict[str, float] = {}
    marks: dict[str, set[str]] = {}
    order: dict[str, int] = {}
    for position, sentence in enumerate(sentences):
        weight = 2.0 if position < 4 else 1.0
        for noun in _events_done(sentence) if position < 2 else ():
            counts[noun] = counts.get(noun, 0) + weight
            order.setdefault(noun, position)
        for event in event_mentions(sentence):
            if event.earlier:
                continue
            counts[event.noun] = counts.get(event.noun, 0) + (weight / 4 if event.generic else weight)
            order.setdefault(event.noun, position)
            if position < 6:
                marks.setdefault(event.noun, set()).update(event.marks)
    for word in title:
        noun = word if word in counts else _titled(word)
        if noun:
            counts[noun] = counts.get(noun, 0) + 2
            order.setdefault(noun, len(sentences))
    if not counts:
        return None
    noun = max(counts, key=lambda word: (counts[word], -order[word]))
    if counts[noun] < _MAIN:
        return None
    best = EventMention(0, 0, noun)
    shared = {mark for other, found in marks.items() if EventMention(0, 0, other).same_kind(best) for mark in found}
    return EventMention(0, 0, noun, frozenset(shared))


def themes(sentences: Sequence[Sentence], title: Sequence[str]) -> tuple[EventMention, ...]:
    """The events that an article is about beside its main one: those of its title and its lead."""
    named = (EventMention(0, 0, noun) for word in title if (noun := _titled(word)))
    lead = (event for sentence in sentences[:_LEAD] for event in event_mentions(sentence))
    told = (replace(event, first=0, last=0) for event in lead if not event.earlier and not event.generic)
    return tuple(dict.fromkeys([*named, *told]))


def _titled(word: str) -> str:
    """The event that a word of a title names by itself, or an empty text: a report need not repeat it."""
    noun = noun_for(word) or _VERBS.get(word, "") or _VERBS.get(word.removesuffix("s"), "")
    return "" if noun in _GENERIC or noun in _CAPITAL_ONLY or noun in _MONTHS else noun


def implied_event(sentences: Sequence[Sentence]) -> EventMention | None:
    """The event that an article without a word for it is about, by what its lead speaks of: a squad plays a match."""
    for sentence in sentences[:3]:
        for token in sentence.tokens:
            if token.lemma in _IMPLIED and token.pos in {"NOUN", "PROPN"}:
                return EventMention(0, 0, _IMPLIED[token.lemma])
    return None


def _events_done(sentence: Sentence) -> list[str]:
    """The events that a sentence's main verbs are: "the leaders meet in Lima"."""
    root = sentence.root
    if root is None or root.lemma not in _VERBS:
        return []
    if any(thing.lemma != "door" for thing in sentence.children(root, "dobj")):
        return []
    if any(is_event_noun(subject) for subject in sentence.children(root, "nsubj", "nsubjpass")):
        return []  # "the summit opens"
    return [_VERBS[root.lemma]]


def matches(event: EventMention, main: EventMention, spoken: frozenset[str] = frozenset()) -> bool:
    """Whether a clause's event can be the article's main event.

    Two events of one kind differ when each has marks of its own ("the G20 summit", "the Tianjin summit"); ``spoken``
    are words that the lead uses of the main event.
    """
    if event.earlier or not event.same_kind(main):
        return False
    if not event.marks or not main.marks:
        return True
    return bool(event.marks & (main.marks | spoken))


def describe(sentence: Sentence, event: EventMention) -> str:
    """The event in the sentence's own words."""
    return sentence.span(sentence.tokens[event.first : event.last])


def _first(sentence: Sentence, noun: Token) -> int:
    """Where the noun phrase of an event begins: its compounds, adjectives and possessors stand before it."""
    at = noun.index
    while at > 0:
        token = sentence.tokens[at - 1]
        inside = token.tag in {
            "NN",
            "NNP",
            "NNPS",
            "JJ",
            "JJS",
            "CD",
            "POS",
            "VBG",
            "VBN",
            "HYPH",
            "``",
            "''",
            "NNS",
        } or (token.text in {"-", "“", "”", '"'} and at > 1)
        if not inside or (token.tag == "VBG" and token.dep not in {"amod", "compound"}):
            break
        at -= 1
    if at > 0 and sentence.tokens[at - 1].tag in {"DT", "PRP$"}:
        at -= 1
    return at


def _after(sentence: Sentence, noun: Token) -> tuple[int, Iterable[Token]]:
    """Where the phrase ends, and the proper words after it: "summit in Rio", "funeral of Quincy Jones"."""
    tokens = sentence.tokens
    at, last = noun.index + 1, noun.index + 1
    found: list[Token] = []
    while at + 1 < len(tokens) and tokens[at].lower in {"in", "of", "at", "for"}:
        start = at + 1
        while start < len(tokens) and tokens[start].lower in {"the"}:
            start += 1
        end = start
        while end < len(tokens) and tokens[end].text[0].isupper() and tokens[end].text.isalnum():
            end += 1
        if end == start:
            break
        found += tokens[start:end]
        at = last = end
    return last, found
