"""What a sentence and a span have to do with a question, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry
from briefings.answers.matching import Concepts, Match, Relation, agreement, fits, match, rarity, relation
from briefings.answers.spans import Span
from briefings.answers.vocabulary import affinity

_HELD = 0.7  # the strength from which a term counts as found
_CLAUSES = frozenset({"ROOT", "advcl", "relcl", "ccomp", "parataxis", "conj", "acl"})
_RELATIONS = tuple(Relation)
SENTENCE = 14
"""How many features a sentence gives to all of its spans."""
SPAN = 18 + len(_RELATIONS)
"""How many a span has of its own."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence as the question sees it: its terms there (``found``) and before it, and the share that it holds.

    ``text`` is the number of its text, ``position`` its own in that.
    """

    found: Match
    around: tuple[float, ...]
    coverage: float
    text: int
    position: int


def read(inquiry: Inquiry, texts: Sequence[Sequence[Sentence]]) -> tuple[list[Read], list[float]]:
    """Every sentence of the texts, and the weights of the question's terms among them."""
    matches = [[match(inquiry, Concepts.of(sentence)) for sentence in text] for text in texts]
    weights = rarity([found for text in matches for found in text], inquiry)
    reads: list[Read] = []
    for number, text in enumerate(matches):
        before = (0.0,) * len(inquiry.terms)
        for position, found in enumerate(text):
            reads.append(Read(found, before, found.coverage(weights), number, position))
            before = tuple(max(s, 0.6 * b) for s, b in zip(found.strengths, before, strict=True))
    return reads, weights


def share_held(seen: Read) -> float:
    """The share of the question's words, by weight, that a sentence or what stands before it holds, 0 to 1.

    A sentence that holds the question's names alone, and nothing of what it asks about them, holds nothing.
    """
    terms = seen.found.inquiry.terms
    pairs = zip(seen.found.strengths, seen.around, strict=True)
    held = [max(here, 0.8 * before) for here, before in pairs]
    plain = [strength for term, strength in zip(terms, held, strict=True) if not term.name]
    if plain and max(plain) < 0.5:
        return 0.0
    total = sum(term.weight for term in terms)
    return sum(term.weight * strength for term, strength in zip(terms, held, strict=True)) / total if total else 1.0


def describe_sentence(seen: Read, weights: Sequence[float], best: float) -> list[float]:
    """What all spans of a sentence share (SENTENCE values); ``best`` is the best coverage of any sentence."""
    found, inquiry = seen.found, seen.found.inquiry
    total = sum(weights) or 1.0
    wider = sum(w * max(s, 0.8 * a) for w, s, a in zip(weights, found.strengths, seen.around, strict=True)) / total
    same, other = agreement(found)
    named = [s for term, s in zip(inquiry.terms, found.strengths, strict=True) if term.name]
    negated = any(token.dep == "neg" for token in found.sentence.tokens)
    return [
        seen.coverage,
        seen.coverage - best,
        wider,
        float(seen.position == 0),
        float(min(seen.position, 20)),
        sum(strength >= _HELD for strength in named) / len(named) if named else 1.0,
        float(len(named)),
        found.predicate_strength,
        float(inquiry.predicate is not None and inquiry.predicate.lemma == "be"),
        float(min(same, 3)),
        float(min(other, 2)),
        float(negated != inquiry.negated),
        float(found.opposite),
        float(min(len(found.sentence.tokens), 80)),
    ]


def describe_span(seen: Read, span: Span, weights: Sequence[float]) -> list[float]:
    """What a span has of its own (SPAN values)."""
    found = seen.found
    inquiry, sentence = found.inquiry, found.sentence
    inside = range(span.first, span.last)
    total = sum(weights) or 1.0
    repeated = near = close = 0.0
    nearest = gap_nearest = 12
    before = after = 0.0
    for weight, strength, places in zip(weights, found.strengths, found.places, strict=True):
        if strength < _HELD:
            continue
        outside = [index for index in places if index not in inside]
        if not outside:
            repeated += weight
            continue
        steps = min(found.distance(span.head.index, index) for index in outside)
        gap = min(span.first - index if index < span.first else index - span.last + 1 for index in outside)
        near += weight * strength / (1 + steps)
        close += weight * strength / (1 + gap / 3)
        nearest, gap_nearest = min(nearest, steps), min(gap_nearest, gap)
        before += weight * any(index < span.first for index in outside)
        after += weight * any(index >= span.last for index in outside)
    related, preposition = relation(found, span.head)
    return [
        repeated / total,
        len(found.matched.intersection(inside)) / span.length,
        near / total,
        close / total,
        float(nearest),
        float(gap_nearest),
        before / total,
        after / total,
        _clause_share(found, span, weights, total),
        float(found.predicate is not None and fits(inquiry.role, related)),
        float(bool(inquiry.preposition) and inquiry.preposition == preposition),
        _focus(inquiry, sentence, span.head),
        _focus_near(inquiry, sentence, span),
        _equated(found, span),
        float(found.predicate is not None and span.first > found.predicate.index),
        float(min(12, abs(span.first - found.predicate.index)) if found.predicate else 12),
        float(inquiry.sentence.text.lower().find(sentence.span(sentence.tokens[span.first : span.last]).lower()) >= 0),
        float(sum(token.pos == "PROPN" for token in sentence.tokens[span.first : span.last]) / span.length),
        *(float(related is kind) for kind in _RELATIONS),
    ]


def _clause_share(found: Match, span: Span, weights: Sequence[float], total: float) -> float:
    """The share of the question's weight that stands in the span's own clause, the span left out."""
    sentence, top = found.sentence, span.head
    while top.head != top.index and (top.dep not in _CLAUSES or top.pos not in ("VERB", "AUX")):
        top = sentence.head(top)
    clause = {token.index for token in sentence.subtree(top)} - set(range(span.first, span.last))
    if top.dep in ("relcl", "acl"):
        clause.add(top.head)
    held = zip(weights, found.strengths, found.places, strict=True)
    return sum(weight * strength for weight, strength, places in held if clause.intersection(places)) / total


def _focus(inquiry: Inquiry, sentence: Sentence, head: Token) -> float:
    """How well a word is one of what the question names: itself, its title or its apposition."""
    if not inquiry.focus:
        return 0.0
    best = affinity(inquiry.focus, head.lemma)
    beside = sentence.children(head, "appos", "compound", "nmod", "amod")
    if head.dep in ("appos", "compound", "conj"):
        beside.append(sentence.head(head))
    return max([best, *(0.9 * affinity(inquiry.focus, token.lemma) for token in beside)])


def _focus_near(inquiry: Inquiry, sentence: Sentence, span: Span) -> float:
    """How shortly before the span its sentence says what the question asks for ("countries such as ...")."""
    if not inquiry.focus:
        return 0.0
    for steps, token in enumerate(reversed(sentence.tokens[max(0, span.first - 25) : span.first])):
        if affinity(inquiry.focus, token.lemma) >= _HELD:
            return 1.0 / (1 + steps / 5)
    return 0.0


def _equated(found: Match, span: Span) -> float:
    """The share of the question's terms in what the span is set equal to by a copula or an apposition."""
    sentence, head = found.sentence, span.head
    while head.dep == "conj" and head.head != head.index:
        head = sentence.head(head)
    above = sentence.head(head)
    other: Token | None = None
    if head.dep in ("nsubj", "attr") and above.lemma in ("be", "become", "include", "comprise"):
        other = next((c for c in sentence.children(above, "attr", "nsubj", "dobj") if c.index != head.index), None)
    elif head.dep in ("appos", "dobj") and head.head != head.index:
        other = above if head.dep == "appos" else None
    elif appositions := sentence.children(head, "appos"):
        other = appositions[0]
    if other is None or not found.inquiry.terms:
        return 0.0
    words = {token.index for token in sentence.subtree(other)} - set(range(span.first, span.last))
    return sum(1 for places in found.places if words.intersection(places)) / len(found.inquiry.terms)
