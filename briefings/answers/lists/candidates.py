"""Candidates for the items of a list: spans, with what stands beside them and who stands in line with them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Kind, Sought
from briefings.answers.lists.evidence import SENTENCE, SPAN, describe_sentence, describe_span, read, share_held
from briefings.answers.lists.fitness import FITNESS, fitness
from briefings.answers.lists.forest import Floats
from briefings.answers.spans import Form, Span, spans

MOST_SENTENCES = 14
"""How many sentences are read for one question, those with the most of its words."""

_SIDES = (
    *("edge", "comma", "and", "colon", "bracket", "be", "verb", "by", "preposition", "article", "noun", "quote"),
    "other",
)
_JOINERS = frozenset({"and", "or", "&", "nor"})
_CUES = frozenset(
    [
        "include",
        "including",
        "includes",
        "included",
        "such",
        "like",
        "namely",
        ":",
        "are",
        "were",
        "consist",
        "comprise",
        "comprises",
        "comprising",
        "following",
        "contain",
        "contains",
        "both",
        "either",
        "starring",
        "featuring",
        "stars",
    ]
)
_LABELS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "DATE", "CARDINAL", "WORK_OF_ART", "EVENT", "PRODUCT")
_KINDS = (Kind.WHO, Kind.WHAT, Kind.WHICH, Kind.WHEN, Kind.WHERE, Kind.WHY, Kind.HOW, Kind.HOW_MANY)
_SOUGHT = (
    *(Sought.AGENT, Sought.PERSON, Sought.GROUP, Sought.PLACE, Sought.TIME, Sought.NAMED, Sought.THING),
    Sought.COUNT,
)
_POS = ("NOUN", "PROPN", "VERB", "ADJ", "NUM", "PRON")
_DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "appos", "ROOT", "compound")
_NUMBERS = {
    word: n
    for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
}
_BY_TEXT = {
    **dict.fromkeys((",", ";"), "comma"),
    **dict.fromkeys(_JOINERS, "and"),
    **dict.fromkeys((":", "-", "–", "—", "--"), "colon"),
    **dict.fromkeys("()[]", "bracket"),
    **dict.fromkeys(("``", "''", '"', "“", "”", "'"), "quote"),
    **dict.fromkeys((".", "?", "!"), "edge"),
    **dict.fromkeys(("as", "by"), "by"),
}
_BY_POS = {"VERB": "verb", "AUX": "verb", "ADP": "preposition", "DET": "article", "NOUN": "noun", "PROPN": "noun"}


WIDTH = (
    len(_KINDS)
    + len(_SOUGHT)
    + 4
    + SENTENCE
    + SPAN
    + FITNESS
    + 2 * len(_SIDES)
    + 30
    + len(_LABELS)
    + len(Form)
    + len(_POS)
    + len(_DEPS)
)
"""How many features a candidate has."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spans with their features, ``rows`` of shape (n, features).

    ``where[i]`` is the number of the span's sentence among ``sentences``, ``origins`` the number of each sentence's
    text, ``held`` the share of the question that the sentence and what stands before it hold, 0 to 1; spans of one
    conjunction share ``lines[i]``.
    """

    sentences: tuple[Sentence, ...]
    origins: tuple[int, ...]
    held: tuple[float, ...]
    spans: tuple[Span, ...]
    where: tuple[int, ...]
    lines: tuple[int, ...]
    rows: Floats

    @property
    def fits(self) -> Floats:
        """How well each span's type fits, from -1 to 1; the first of the fitness features, which are the last."""
        return self.rows[:, -FITNESS]

    def text(self, index: int) -> str:
        """A candidate as it stands in its sentence."""
        span, sentence = self.spans[index], self.sentences[self.where[index]]
        return sentence.span(sentence.tokens[span.first : span.last])


def collect(inquiry: Inquiry, texts: Sequence[Sequence[Sentence]]) -> Candidates:
    """Every candidate of the sentences that have most of the question's words, in the order of the texts."""
    every, weights = read(inquiry, texts)
    best = sorted(range(len(every)), key=lambda index: -every[index].coverage)[:MOST_SENTENCES]
    chosen = [every[index] for index in sorted(best)]
    number = number_asked(inquiry.sentence)
    asked = [*_asked(inquiry), float(number), math.log1p(len(every))]
    coverage = max((seen.coverage for seen in chosen), default=0.0)
    found: list[Span] = []
    where, lines, rows = [], [], []
    for place, seen in enumerate(chosen):
        sentence = seen.found.sentence
        conjunctions = _Conjunctions(sentence)
        shared = [*asked, *describe_sentence(seen, weights, coverage)]
        for span in spans(sentence):
            line = conjunctions.line(span.head)
            found.append(span)
            where.append(place)
            lines.append(place * 1000 + line[0])
            beside = [*_beside(sentence, span), *_inside(sentence, span), *_in_line(sentence, span, line, number)]
            rows.append([*shared, *describe_span(seen, span, weights), *beside, *fitness(inquiry, sentence, span)])
    sentences = tuple(seen.found.sentence for seen in chosen)
    origins = tuple(seen.text for seen in chosen)
    table = np.asarray(rows, dtype=np.float32).reshape(-1, WIDTH)
    held = tuple(share_held(seen) for seen in chosen)
    return Candidates(sentences, origins, held, tuple(found), tuple(where), tuple(lines), table)


class _Conjunctions:
    """The lines of conjuncts and appositions of a sentence; a line is named by its first word."""

    def __init__(self, sentence: Sentence) -> None:
        self._tops: list[int] = []
        self._members: dict[int, list[int]] = {}
        for token in sentence.tokens:
            top = token
            while top.dep in ("conj", "appos") and top.head != top.index:
                top = sentence.head(top)
            self._tops.append(top.index)
            self._members.setdefault(top.index, []).append(token.index)

    def line(self, head: Token) -> list[int]:
        """The words that stand in line with a word, itself among them; the first names the line."""
        top = self._tops[head.index]
        return [top, *(index for index in self._members[top] if index != top)]


def number_asked(question: Sentence) -> int:
    """How many items a question asks for ("the three branches"), 0 where it does not say."""
    for token in question.tokens[1:6]:
        if token.lower in _NUMBERS:
            return _NUMBERS[token.lower]
        if re.fullmatch(r"\d{1,2}", token.text):
            return int(token.text)
    return 0


def _flags(value: object, kinds: Iterable[object]) -> list[float]:
    return [float(value == kind) for kind in kinds]


def _asked(inquiry: Inquiry) -> list[float]:
    about = [float(bool(inquiry.focus)), float(len(inquiry.terms))]
    return [*_flags(inquiry.kind, _KINDS), *_flags(inquiry.sought, _SOUGHT), *about]


def _side(token: Token | None) -> str:
    """What stands on one side of a span."""
    if token is None:
        return "edge"
    if token.lower in _BY_TEXT:
        return _BY_TEXT[token.lower]
    return "be" if token.lemma == "be" else _BY_POS.get(token.pos, "other")


def _beside(sentence: Sentence, span: Span) -> list[float]:
    tokens = sentence.tokens
    first = span.first - 1
    if first >= 0 and tokens[first].lower in ("the", "a", "an"):
        first -= 1
    before = tokens[first] if first >= 0 else None
    after = tokens[span.last] if span.last < len(tokens) else None
    return [*_flags(_side(before), _SIDES), *_flags(_side(after), _SIDES)]


def _inside(sentence: Sentence, span: Span) -> list[float]:
    tokens = sentence.tokens[span.first : span.last]
    touched = [e for e in sentence.entities if e.first < span.last and span.first < e.last]
    inner = [e for e in touched if span.first <= e.first and e.last <= span.last]
    around = [e for e in touched if e.first <= span.first and span.last <= e.last]
    exact = any(e in around for e in inner)
    counts = [float(min(2, sum(e.label == label for e in inner))) for label in _LABELS]
    return [
        float(any(token.lower in _JOINERS for token in tokens)),
        float(any(token.text == "," for token in tokens)),
        float(any(token.text in "()" for token in tokens)),
        float(tokens[0].pos in ("ADP", "SCONJ")),
        float(tokens[0].text[:1].isupper()),
        float(tokens[-1].text[:1].isupper()),
        float(exact),
        float(bool(around) and not exact),
        float(len(inner)),
        float(len(touched) > len(inner) + len(around) - exact),
        *counts,
        *_flags(span.form, Form),
        *_flags(span.head.pos, _POS),
        *_flags(span.head.dep, _DEPS),
        float(span.length),
        span.first / len(sentence.tokens),
    ]


def _in_line(sentence: Sentence, span: Span, line: list[int], number: int) -> list[float]:
    """How the span stands among the conjuncts of its line, and how much the sentence enumerates."""
    tokens = sentence.tokens
    members = sorted(line)
    top, place = tokens[line[0]], members.index(span.head.index)
    mates = [tokens[index] for index in members if index != span.head.index]
    above = sentence.head(top)
    cue = next((span.first - i for i in range(span.first - 1, -1, -1) if tokens[i].lower in _CUES), 40)
    return [
        float(len(members)),
        float(sum(span.first <= index < span.last for index in members)),
        float(place),
        float(place == len(members) - 1),
        float(place == len(members) - 1 or span.last <= members[place + 1]),
        float(sum(token.entity == span.head.entity for token in mates)),
        float(sum(token.pos == span.head.pos for token in mates)),
        float(sum(token.text in (",", ";") for token in tokens)),
        float(sum(token.lower in _JOINERS for token in tokens)),
        float(cue),
        float(sum(entity.label == span.label for entity in sentence.entities) if span.label else 0),
        float(number > 1 and len(members) == number),
        float(top.dep in ("dobj", "attr")),
        float(top.dep in ("nsubj", "nsubjpass")),
        float(top.dep == "pobj"),
        float(above.lower == "by"),
        float(above.lower in ("as", "like", "including")),
        float(above.lemma in ("include", "be")),
    ]
