"""The events that a sentence names, verbs and nouns, and how each stands in time: tense, aspect, modality, negation."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from briefings.annotation import Sentence, Token


class Tense(StrEnum):
    """When an event's verb group, or the one that its noun hangs on, places it."""

    PAST = "past"
    PERFECT = "perfect"
    PAST_PERFECT = "past_perfect"
    PRESENT = "present"
    FUTURE = "future"
    CONDITIONAL = "conditional"  # would, could, should
    MODAL = "modal"  # may, might, can, must
    BARE = "bare"  # no finite verb at all


class Form(StrEnum):
    """How the event's own word is built."""

    FINITE = "finite"
    INFINITIVE = "infinitive"
    ING = "ing"
    PARTICIPLE = "participle"  # without an auxiliary: "troops sent to Kabul"
    NOUN = "noun"


class Opening(StrEnum):
    """What the word above an event says of it."""

    NONE = "none"
    REPORT = "report"
    FUTURE = "future"
    BEGIN = "begin"
    CONTINUE = "continue"
    END = "end"
    PREVENT = "prevent"


@dataclass(frozen=True, slots=True)
class Event:
    """An event word of a text; ``order`` counts the events of the text, ``place`` its sentences."""

    sentence: Sentence
    token: Token
    order: int
    place: int
    tense: Tense
    form: Form
    opened: Opening  # by the word above
    opens: Opening  # for the words below
    progressive: bool
    passive: bool
    negated: bool
    conditional: bool  # inside "if ..." or "unless ..."
    state: bool

    @property
    def text(self) -> str:
        """The event's word as it stands in the text."""
        return self.token.text


@dataclass(frozen=True, slots=True)
class EventWords:
    """The word lists of data/events.toml."""

    nouns: frozenset[str]
    endings: tuple[str, ...]
    never: frozenset[str]
    opens: Mapping[str, Opening]
    states: frozenset[str]
    light: frozenset[str]


@lru_cache(maxsize=1)
def event_words() -> EventWords:
    """The word lists, read once; a word that opens in two ways does so in the first."""
    data = tomllib.loads(files(__package__).joinpath("data/events.toml").read_text(encoding="utf-8"))
    opens: dict[str, Opening] = {}
    for opening, words in data["opens"].items():
        for word in words.split():
            opens.setdefault(word, Opening(opening))
    return EventWords(
        nouns=frozenset(data["nouns"].split()),
        endings=tuple(data["endings"]),
        never=frozenset(data["never"].split()),
        opens=opens,
        states=frozenset(data["states"]["verbs"].split()),
        light=frozenset(data["light"]["verbs"].split()),
    )


_AUXILIARY = frozenset({"aux", "auxpass"})
_CLAUSE = frozenset({"VERB", "AUX"})
_MODALS = {
    "will": Tense.FUTURE,
    "'ll": Tense.FUTURE,
    "wo": Tense.FUTURE,
    "shall": Tense.FUTURE,
    "would": Tense.CONDITIONAL,
    "'d": Tense.CONDITIONAL,
    "could": Tense.CONDITIONAL,
    "should": Tense.CONDITIONAL,
    "may": Tense.MODAL,
    "might": Tense.MODAL,
    "can": Tense.MODAL,
    "ca": Tense.MODAL,
    "must": Tense.MODAL,
}
_IF = frozenset({"if", "unless", "whether", "should"})


def events_of(sentences: tuple[Sentence, ...]) -> tuple[Event, ...]:
    """Every event of a text in the order of its words."""
    found: list[Event] = []
    for place, sentence in enumerate(sentences):
        for token in sentence.tokens:
            if is_event(sentence, token):
                found.append(_event(sentence, token, len(found), place))
    return tuple(found)


def is_event(sentence: Sentence, token: Token) -> bool:
    """Whether a word names an event: a main verb, a copula, or a noun that the lists know or that is built like one."""
    words = event_words()
    if token.pos == "VERB":
        if token.dep in (*_AUXILIARY, "amod", "prep", "case", "compound", "mark"):
            return False
        if token.lemma == "have" and any(
            child.pos == "VERB" and child.dep == "xcomp" for child in sentence.children(token)
        ):
            return False
        return not (
            token.lemma in words.light
            and token.dep in ("prep", "acl", "pcomp", "advcl")
            and token.tag in ("VBG", "VBN")
        )
    if token.pos == "AUX":
        return token.dep not in _AUXILIARY
    if token.pos == "NOUN":
        if token.dep in ("compound", "nmod") or token.entity in ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"):
            return False
        return named_event(token.lemma)
    return False


@lru_cache(maxsize=10_000)
def named_event(noun: str) -> bool:
    """Whether a noun names an event."""
    words = event_words()
    if noun in words.nouns:
        return True
    return len(noun) > 5 and noun not in words.never and noun.endswith(words.endings)


def governor(sentence: Sentence, token: Token) -> Token | None:
    """The verb that an event hangs on, None for a main clause's."""
    return next((above for above in sentence.ancestors(token) if above.pos in _CLAUSE), None)


def _event(sentence: Sentence, token: Token, order: int, place: int) -> Event:
    words = event_words()
    noun = token.pos == "NOUN"
    above = governor(sentence, token)
    near = _opener(sentence, token)
    group = [child for child in sentence.children(token) if child.dep in _AUXILIARY]
    marks = {
        child.lower
        for verb in [token, *sentence.ancestors(token)]
        for child in sentence.children(verb, "mark", "advmod")
    }
    return Event(
        sentence=sentence,
        token=token,
        order=order,
        place=place,
        tense=_tense(sentence, above if noun and above else token),
        form=Form.NOUN if noun else _form(token, group),
        opened=words.opens.get(near.lemma, Opening.NONE) if near else Opening.NONE,
        opens=words.opens.get(token.lemma, Opening.NONE),
        progressive=token.tag == "VBG" and any(child.lemma == "be" for child in group),
        passive=any(child.dep == "auxpass" for child in group),
        negated=_negated(sentence, token),
        conditional=bool(marks & _IF),
        state=token.lemma in words.states,
    )


def _opener(sentence: Sentence, token: Token) -> Token | None:
    """The nearest word above that could say what becomes of the event: a verb, a noun or an adjective."""
    top = token
    while top.dep == "conj" and top.head != top.index and sentence.head(top).pos == top.pos:
        top = sentence.head(top)
    return next((above for above in sentence.ancestors(top) if above.pos in (*_CLAUSE, "NOUN", "ADJ")), None)


def _form(token: Token, group: list[Token]) -> Form:
    if token.tag in ("VBD", "VBZ", "VBP", "MD") or any(child.tag in ("VBD", "VBZ", "VBP", "MD") for child in group):
        return Form.FINITE
    if token.tag == "VBG":
        return Form.ING
    if token.tag == "VBN" and not group:
        return Form.PARTICIPLE
    return Form.INFINITIVE if token.tag == "VB" else Form.PARTICIPLE


def _tense(sentence: Sentence, token: Token) -> Tense:
    """The tense of a verb's own group, else of the nearest verb above it that has one."""
    for verb in [token, *(above for above in sentence.ancestors(token) if above.pos in _CLAUSE)]:
        found = tense_of(sentence, verb)
        if found is not None:
            return found
    return Tense.BARE


def tense_of(sentence: Sentence, verb: Token) -> Tense | None:
    """The tense of a verb with its auxiliaries; None for an infinitive, a participle, a gerund."""
    group = [child for child in sentence.children(verb) if child.dep in _AUXILIARY and child.index < verb.index]
    modal = next((_MODALS[child.lower] for child in group if child.tag == "MD" and child.lower in _MODALS), None)
    if modal is not None:
        return modal
    if any(child.lemma == "go" and child.tag == "VBG" for child in group):
        return Tense.FUTURE
    for child in [*group, verb]:
        perfect = child.lemma == "have" and child.index != verb.index and verb.tag in ("VBN", "VBD", "VBG")
        if child.tag == "VBD":
            return Tense.PAST_PERFECT if perfect else Tense.PAST
        if child.tag in ("VBZ", "VBP"):
            return Tense.PERFECT if perfect else Tense.PRESENT
    return None


def _negated(sentence: Sentence, token: Token) -> bool:
    """Whether the event, or the verb that it is the object of, is denied ("no talks", "did not meet")."""
    if any(child.dep == "neg" or child.lower in ("no", "never", "without") for child in sentence.children(token)):
        return True
    above = sentence.head(token)
    if above.lower == "without":
        return True
    linked = token.dep in ("dobj", "xcomp", "nsubjpass", "attr", "conj")
    return linked and above.index != token.index and any(child.dep == "neg" for child in sentence.children(above))
