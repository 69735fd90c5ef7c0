"""What a span, its sentence and the question have to do with each other, in numbers: the input of the ranker."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Kind, Role, Sought
from briefings.answers.matching import Concepts, Match, Relation, agreement, fits, match, rarity, relation
from briefings.answers.spans import Form, Span, spans, text_of
from briefings.answers.types import mismatch
from briefings.answers.vocabulary import affinity

_LABELS = (
    *(
        "PERSON",
        "ORG",
        "GPE",
        "LOC",
        "FAC",
        "NORP",
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "QUANTITY",
        "CARDINAL",
        "ORDINAL",
    ),
    *("EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE"),
)
_CLASSES = (*_LABELS, *(f"{form}" for form in Form), "pronoun")
_DEPS = (
    *("nsubj", "nsubjpass", "dobj", "pobj", "attr", "acomp", "appos", "conj", "poss", "compound", "amod", "nummod"),
    *("advmod", "npadvmod", "advcl", "xcomp", "ccomp", "relcl", "acl", "pcomp", "ROOT", "oprd", "dative", "other"),
)
_CUES = (
    *("in", "on", "at", "by", "because", "due", "to", "for", "after", "from", "with", "since", "of", "as", "through"),
    *("during", "before", "until", "about", "over", "between", "called", "without", "via", "near", "none", "other"),
)
_EQUALS = ("copula", "apposition", "title", "called", "bracket", "none")

_HELD = 0.7
_CLASS = {name: number for number, name in enumerate(_CLASSES)}
_DEP = {name: number for number, name in enumerate(_DEPS)}
_CUE = {name: number for number, name in enumerate(_CUES)}
_EQUAL = {name: number for number, name in enumerate(_EQUALS)}
_KIND = {kind: number for number, kind in enumerate(Kind)}
_SOUGHT = {sought: number for number, sought in enumerate(Sought)}
_ROLE = {role: number for number, role in enumerate(Role)}
_RELATION = {relation_: number for number, relation_ in enumerate(Relation)}

_BLOCKS = (
    len(Sought) * len(_CLASSES),
    len(Role) * len(Relation),
    len(Kind) * len(_CUES),
    len(Kind) * len(_DEPS),
    len(Role) * len(_EQUALS),
    len(Sought) * 10,
)
_OFFSETS = tuple(sum(_BLOCKS[:number]) for number in range(len(_BLOCKS)))
SPARSE = sum(_BLOCKS)
"""How many crossed features there are; each span has exactly one of each block."""
CROSSES = len(_BLOCKS)
DENSE = 45
"""How many plain features a span has."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A sentence that might hold the answer, with what stands around it.

    ``similarity`` is the cosine of question and sentence; ``context`` the terms' strengths in the sentence before and
    the title.
    """

    found: Match
    similarity: float
    context: tuple[float, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spans with their features: ``dense`` (n, DENSE), ``sparse`` (n, CROSSES); ``where[i]`` numbers the situation."""

    spans: tuple[Span, ...]
    where: tuple[int, ...]
    dense: npt.NDArray[np.float32]
    sparse: npt.NDArray[np.int32]


def situations(
    inquiry: Inquiry, sentences: Sequence[Concepts], similarities: Sequence[float], title: Concepts | None = None
) -> list[Situation]:
    """Match a question against consecutive sentences of one text."""
    headline = match(inquiry, title).strengths if title else (0.0,) * len(inquiry.terms)
    result: list[Situation] = []
    before = headline
    for position, (known, similarity) in enumerate(zip(sentences, similarities, strict=True)):
        found = match(inquiry, known)
        around = tuple(max(pair) for pair in zip(before, headline, strict=True))
        result.append(Situation(found, float(similarity), around, position))
        before = tuple(max(s, 0.6 * b) for s, b in zip(found.strengths, before, strict=True))
    return result


def describe(inquiry: Inquiry, chosen: Sequence[Situation], weights: Sequence[float]) -> Candidates:
    """Every span of the chosen sentences with its features; ``weights`` are the terms' (see ``matching.rarity``)."""
    all_spans: list[Span] = []
    where: list[int] = []
    dense: list[list[float]] = []
    sparse: list[list[int]] = []
    coverages = [situation.found.coverage(weights) for situation in chosen]
    best = max(coverages, default=0.0)
    nearest = max((situation.similarity for situation in chosen), default=0.0)
    absent = _absent(inquiry, chosen, weights)
    for number, situation in enumerate(chosen):
        shared = [*_shared(inquiry, situation, weights, coverages[number], best, nearest), *absent]
        heads: dict[int, _Head] = {}
        for span in spans(situation.found.sentence):
            if mismatch(
                inquiry, situation.found.sentence, span.head, text_of(situation.found.sentence, span), span.label
            ):
                continue
            head = heads.get(span.head.index)
            if head is None:
                head = heads[span.head.index] = _Head.of(situation.found, span.head)
            plain, crossed = _features(inquiry, situation, span, head, weights)
            all_spans.append(span)
            where.append(number)
            dense.append(shared + plain)
            sparse.append(crossed)
    return Candidates(
        tuple(all_spans),
        tuple(where),
        np.asarray(dense, dtype=np.float32).reshape(-1, DENSE),
        np.asarray(sparse, dtype=np.int32).reshape(-1, CROSSES),
    )


def weigh(inquiry: Inquiry, every: Sequence[Situation]) -> list[float]:
    """The terms' weights among all the sentences that were looked at."""
    return rarity([situation.found for situation in every], inquiry)


def _shared(
    inquiry: Inquiry, situation: Situation, weights: Sequence[float], coverage: float, best: float, nearest: float
) -> list[float]:
    """The features that all spans of a sentence have in common (21)."""
    found = situation.found
    total = sum(weights) or 1.0
    wider = (
        sum(w * max(s, 0.8 * c) for w, s, c in zip(weights, found.strengths, situation.context, strict=True)) / total
    )
    same, other = agreement(found)
    names, named = _held(inquiry, found, name=True)
    numbers, numbered = _held(inquiry, found, name=False)
    context_names = sum(
        1
        for t, s, c in zip(inquiry.terms, found.strengths, situation.context, strict=True)
        if t.name and max(s, c) >= 0.7
    )
    negated = any(token.dep == "neg" for token in found.sentence.tokens)
    return [
        coverage,
        coverage - best,
        wider,
        situation.similarity,
        situation.similarity - nearest,
        float(situation.position == 0),
        named / names if names else 1.0,
        context_names / names if names else 1.0,
        float(names > 0),
        numbered / numbers if numbers else 1.0,
        float(numbers > 0),
        found.predicate_strength,
        float(inquiry.predicate is not None and inquiry.predicate.lemma == "be"),
        min(same, 3) / 3,
        min(other, 2) / 2,
        float(negated != inquiry.negated),
        float(found.opposite),
        min(len(found.sentence.tokens), 60) / 60,
        *_unmet(inquiry, situation),
    ]


def _absent(inquiry: Inquiry, chosen: Sequence[Situation], weights: Sequence[float]) -> list[float]:
    """How much of the question none of the sentences holds: its weight, and how many of its names (2)."""
    total = sum(weights) or 1.0
    share, names = 0.0, 0
    for number, (term, weight) in enumerate(zip(inquiry.terms, weights, strict=True)):
        best = max((max(s.found.strengths[number], s.context[number]) for s in chosen), default=0.0)
        if best < _HELD:
            share += weight
            names += term.name or term.number
    return [share / total, min(names, 3) / 3]


def _unmet(inquiry: Inquiry, situation: Situation) -> list[float]:
    """How many nouns, verbs and qualities of the question neither the sentence nor its context holds (3)."""
    counts = [0, 0, 0]
    for term, strength, around in zip(inquiry.terms, situation.found.strengths, situation.context, strict=True):
        if max(strength, around) < _HELD:
            pos = inquiry.sentence.tokens[term.index].pos
            counts[0 if pos in ("NOUN", "PROPN") else 1 if pos == "VERB" else 2] += 1
    return [min(count, 3) / 3 for count in counts]


def _held(inquiry: Inquiry, found: Match, *, name: bool) -> tuple[int, int]:
    rows = [s for t, s in zip(inquiry.terms, found.strengths, strict=True) if (t.name if name else t.number)]
    return len(rows), sum(1 for strength in rows if strength >= _HELD)


@dataclass(frozen=True, slots=True)
class _Head:
    """What spans with one head have in common: its relation to the predicate, and the words of its clause."""

    seen: Relation
    preposition: str
    clause: frozenset[int]

    @classmethod
    def of(cls, found: Match, head: Token) -> _Head:
        seen, preposition = relation(found, head)
        return cls(seen, preposition, _clause(found.sentence, head))


def _features(
    inquiry: Inquiry, situation: Situation, span: Span, head: _Head, weights: Sequence[float]
) -> tuple[list[float], list[int]]:
    found = situation.found
    sentence = found.sentence
    inside = set(range(span.first, span.last))
    total = sum(weights) or 1.0
    repeated = nearness = near_tokens = 0.0
    nearest = 10
    for weight, strength, places in zip(weights, found.strengths, found.places, strict=True):
        if strength < 0.7:
            continue
        outside = [index for index in places if index not in inside]
        if not outside:
            repeated += weight
            continue
        steps = min(found.distance(span.head.index, index) for index in outside)
        gap = min(min(abs(index - span.first), abs(index - span.last + 1)) for index in outside)
        nearness += weight * strength / (1 + steps)
        near_tokens += weight * strength / (1 + gap / 3)
        nearest = min(nearest, steps)
    seen, preposition = head.seen, head.preposition
    clause = _clause_share(found, head.clause, weights, total, inside)
    repeats = len(inside & found.matched) / span.length
    equal, focused = _equation(inquiry, found, span)
    focus = _focus(inquiry, sentence, span)
    tokens = sentence.tokens[span.first : span.last]
    propn = sum(token.pos == "PROPN" for token in tokens)
    plain = [
        repeated / total,
        repeats,
        nearness / total,
        near_tokens / total,
        nearest / 10,
        clause,
        float(fits(inquiry.role, seen)) if found.predicate else 0.0,
        min(span.length, 12) / 12,
        float(span.length == 1),
        float(span.length > 6),
        propn / span.length,
        float(span.head.pos == "PRON"),
        float(seen in (Relation.AGENT, Relation.PATIENT, Relation.EQUAL, Relation.OBLIQUE, Relation.ADVERB)),
        float(bool(inquiry.preposition) and inquiry.preposition == preposition),
        focus,
        focused,
        float(any(token.pos in ("VERB", "AUX") for token in tokens)),
        float(span.first == 0),
        float(_before(sentence, span).lower() in ("(", ",", "—", "-", "–")),
        float(any(token.pos == "NUM" for token in tokens)),
        math.log1p(span.first) / 4,
        float(tokens[0].tag == "IN"),
    ]
    kind = _KIND[inquiry.kind]
    kind_class = _class(span)
    crossed = [
        _OFFSETS[0] + _SOUGHT[inquiry.sought] * len(_CLASSES) + kind_class,
        _OFFSETS[1] + _ROLE[inquiry.role] * len(Relation) + _RELATION[seen],
        _OFFSETS[2] + kind * len(_CUES) + _CUE[_cue(sentence, span)],
        _OFFSETS[3] + kind * len(_DEPS) + _DEP.get(span.head.dep, _DEP["other"]),
        _OFFSETS[4] + _ROLE[inquiry.role] * len(_EQUALS) + _EQUAL[equal],
        _OFFSETS[5] + _SOUGHT[inquiry.sought] * 10 + min(span.length, 10) - 1,
    ]
    return plain, crossed


def _class(span: Span) -> int:
    if span.head.pos == "PRON":
        return _CLASS["pronoun"]
    if span.form in (Form.NAME, Form.NUMBER, Form.TIME, Form.NOUN) and span.label in _CLASS:
        return _CLASS[span.label]
    return _CLASS[span.form]


def _before(sentence: Sentence, span: Span) -> str:
    return sentence.tokens[span.first - 1].text if span.first else ""


def _cue(sentence: Sentence, span: Span) -> str:
    """The preposition, conjunction or verb that leads to the span, inside it or before it."""
    first = sentence.tokens[span.first]
    token: Token | None = first if first.pos in ("ADP", "SCONJ", "PART") else None
    if token is None and span.first:
        index = span.first - 1
        while index > 0 and sentence.tokens[index].pos in ("DET", "PUNCT"):
            index -= 1
        token = sentence.tokens[index]
        if token.lemma in ("call", "name", "know", "title", "entitle", "dub"):
            return "called"
    if token is None or token.pos not in ("ADP", "SCONJ", "PART"):
        return "none"
    return token.lower if token.lower in _CUE else "other"


def _clause(sentence: Sentence, head: Token) -> frozenset[int]:
    """The words of a word's clause; a relative or joined clause has its noun or subject with it."""
    top = head
    while top.dep not in ("ROOT", "advcl", "relcl", "ccomp", "parataxis", "conj") or top.pos not in ("VERB", "AUX"):
        if top.head == top.index:
            break
        top = sentence.head(top)
    clause = {token.index for token in sentence.subtree(top)}
    if top.dep in ("relcl", "conj"):
        clause.add(top.head)
        above = sentence.head(top)
        clause.update(child.index for child in sentence.children(above, "nsubj", "nsubjpass", "compound", "poss"))
    return frozenset(clause)


def _clause_share(
    found: Match, clause: frozenset[int], weights: Sequence[float], total: float, inside: set[int]
) -> float:
    """The share of the question's weight that stands in the span's own clause, the span left out."""
    share = sum(
        weight * strength
        for weight, strength, places in zip(weights, found.strengths, found.places, strict=True)
        if any(index in clause and index not in inside for index in places)
    )
    return share / total


def _focus(inquiry: Inquiry, sentence: Sentence, span: Span) -> float:
    """How well the span is one of what the question names: its head, a word of it, or its title or apposition."""
    if not inquiry.focus:
        return 0.0
    best = affinity(inquiry.focus, span.head.lemma)
    for token in sentence.tokens[span.first : span.last]:
        best = max(best, 0.8 * affinity(inquiry.focus, token.lemma))
    for token in sentence.children(span.head, "appos", "compound", "nmod"):
        best = max(best, 0.9 * affinity(inquiry.focus, token.lemma))
    above = sentence.head(span.head)
    if span.head.dep in ("appos", "compound"):
        best = max(best, 0.9 * affinity(inquiry.focus, above.lemma))
    return best


def _equation(inquiry: Inquiry, found: Match, span: Span) -> tuple[str, float]:
    """How the span is set equal to something, and the share of the question's terms in what it is equal to."""
    sentence, head = found.sentence, span.head
    above = sentence.head(head)
    other: Token | None = None
    how = "none"
    if head.dep in ("nsubj", "attr") and above.lemma in ("be", "become", "remain"):
        other = next((c for c in sentence.children(above, "attr", "nsubj", "acomp") if c.index != head.index), None)
        how = "copula"
    elif head.dep == "appos":
        other, how = above, "apposition"
    elif appositions := sentence.children(head, "appos"):
        other, how = appositions[0], "apposition"
    elif head.dep == "oprd" or above.lemma in ("call", "name", "know", "dub"):
        other, how = next(iter(sentence.children(above, "nsubjpass", "dobj", "nsubj")), None), "called"
    elif head.dep == "compound" or any(c.pos == "NOUN" for c in sentence.children(head, "compound")):
        other, how = (above if head.dep == "compound" else head), "title"
    elif _before(sentence, span) == "(":
        how = "bracket"
    if other is None or not inquiry.terms:
        return how, 0.0
    words = {token.index for token in sentence.subtree(other)} - set(range(span.first, span.last))
    held = sum(1 for places in found.places if any(index in words for index in places))
    return how, held / len(inquiry.terms)
