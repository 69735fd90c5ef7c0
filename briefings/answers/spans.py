"""The pieces of a sentence that can be an answer: names, noun phrases, figures, times, phrases and clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from briefings.annotation import Entity, Sentence, Token

LONGEST = 12
LONGEST_CLAUSE = 25


class Form(StrEnum):
    """What a span is, by its grammar."""

    NAME = "name"
    NOUN = "noun"
    NUMBER = "number"
    TIME = "time"
    PHRASE = "phrase"  # a preposition with what it governs
    LIST = "list"
    ADJECTIVE = "adjective"
    VERB = "verb"  # a verb with what it governs, without its subject
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens [first, last) of a sentence; ``head`` is the one that the others hang on, ``label`` its entity label."""

    first: int
    last: int
    head: Token
    form: Form
    label: str = ""

    @property
    def length(self) -> int:
        """How many tokens it has."""
        return self.last - self.first


_TIME_LABELS = frozenset({"DATE", "TIME"})
_FIGURES = frozenset({"CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
_HEADS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_INSIDE = frozenset({"compound", "nmod", "quantmod", "nummod", "amod", "poss", "det", "case"})
_LEFT = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "predet", "advmod", "npadvmod", "neg", "punct"}
)
_CLAUSES = frozenset({"advcl", "xcomp", "ccomp", "relcl", "acl", "pcomp", "conj", "ROOT"})
_STARTS = frozenset({"the", "a", "an"})


def spans(sentence: Sentence) -> list[Span]:
    """Every candidate of a sentence, each range once; the first form that proposes a range names it."""
    found: dict[tuple[int, int], Span] = {}
    for span in _proposals(sentence):
        trimmed = _trim(sentence, span)
        longest = LONGEST_CLAUSE if trimmed.form in (Form.CLAUSE, Form.VERB, Form.PHRASE) else LONGEST
        if 0 < trimmed.length <= longest:
            found.setdefault((trimmed.first, trimmed.last), trimmed)
    return list(found.values())


def text_of(sentence: Sentence, span: Span) -> str:
    """A span as it stands in its sentence."""
    return sentence.span(sentence.tokens[span.first : span.last])


def _proposals(sentence: Sentence) -> Iterator[Span]:
    for entity in sentence.entities:
        yield _named(sentence, entity)
    for token in sentence.tokens:
        if token.pos in _HEADS and (token.dep not in _INSIDE or token.dep in ("poss", "nmod")):
            yield from _nominal(sentence, token)
        elif token.dep in ("compound", "amod") and token.pos in ("PROPN", "NOUN"):
            yield Span(token.index, token.index + 1, token, Form.NOUN, token.entity)
        if token.pos == "NUM" and token.entity not in _TIME_LABELS:
            yield _figure(sentence, token)
        if token.pos == "ADP" and token.dep in ("prep", "agent", "prt", "dative"):
            yield from _phrase(sentence, token)
        if token.pos in ("VERB", "AUX"):
            yield from _clausal(sentence, token)
        if token.pos == "ADJ":
            yield from _adjectival(sentence, token)
        if token.pos == "ADV" and token.dep == "advmod" and len(token.text) > 3:
            yield Span(token.index, token.index + 1, token, Form.ADJECTIVE, token.entity)


def _named(sentence: Sentence, entity: Entity) -> Span:
    form = Form.TIME if entity.label in _TIME_LABELS else Form.NUMBER if entity.label in _FIGURES else Form.NAME
    inside = sentence.tokens[entity.first : entity.last]
    head = next((token for token in inside if not entity.first <= token.head < entity.last), inside[-1])
    root = next((token for token in inside if token.head == token.index), None)
    return Span(entity.first, entity.last, root or head, form, entity.label)


def _label(sentence: Sentence, head: Token) -> str:
    return head.entity


def _base(sentence: Sentence, head: Token) -> tuple[int, int]:
    """The noun phrase up to its head: determiner, adjectives, compounds and owner."""
    first = head.index
    for child in sentence.children(head):
        if child.index < head.index and child.dep in _LEFT:
            first = min(first, min(token.index for token in sentence.subtree(child)))
    return first, head.index + 1


def _nominal(sentence: Sentence, head: Token) -> Iterator[Span]:
    label = _label(sentence, head)
    first, last = _base(sentence, head)
    form = Form.TIME if label in _TIME_LABELS else Form.NOUN
    yield Span(first, last, head, form, label)
    owner = next((child for child in sentence.children(head, "poss") if child.pos != "PRON"), None)
    if owner is not None:
        yield Span(max(token.index for token in sentence.subtree(owner)) + 1, last, head, form, label)
    parts = [child for child in sentence.children(head) if child.index > head.index]
    end = last
    for part in parts:  # right modifiers one after the other: "of Poland", "of Poland in 1939"
        if part.dep not in ("prep", "acl", "punct", "nummod", "relcl", "appos", "npadvmod", "amod", "advmod"):
            break
        reach = max(token.index for token in sentence.subtree(part)) + 1
        if part.dep != "punct":
            end = reach
            yield Span(first, end, head, form, label)
            if part.dep == "prep":
                inner = next(iter(sentence.children(part, "pobj")), None)
                if inner is not None:
                    yield Span(first, inner.index + 1, head, form, label)
    joined = _conjuncts(sentence, head)
    if len(joined) > 1:
        whole = [sentence.subtree(token) if token.index != head.index else [head] for token in joined]
        yield Span(first, max(token.index for part in whole for token in part) + 1, head, Form.LIST, label)
        yield Span(first, joined[-1].index + 1, head, Form.LIST, label)


def _conjuncts(sentence: Sentence, head: Token) -> list[Token]:
    found = [head]
    for token in found:
        found.extend(sentence.children(token, "conj"))
    return found


def _figure(sentence: Sentence, token: Token) -> Span:
    first = last = token.index
    tokens = sentence.tokens
    while (
        first > 0
        and (tokens[first - 1].dep in ("quantmod", "advmod", "compound", "nmod") or tokens[first - 1].tag == "$")
        and (tokens[first - 1].head in range(first, last + 1))
    ):
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].text in ("%", "million", "billion", "trillion", "percent"):
        last += 1
    return Span(first, last + 1, token, Form.NUMBER, token.entity or "CARDINAL")


def _phrase(sentence: Sentence, preposition: Token) -> Iterator[Span]:
    governed = next(iter(sentence.children(preposition, "pobj", "pcomp")), None)
    if governed is None:
        return
    subtree = sentence.subtree(governed)
    form = Form.TIME if governed.entity in _TIME_LABELS else Form.PHRASE
    yield Span(preposition.index, subtree[-1].index + 1, governed, form, governed.entity)
    if governed.pos in _HEADS:
        _, last = _base(sentence, governed)
        yield Span(preposition.index, last, governed, form, governed.entity)
    before = sentence.tokens[preposition.index - 1] if preposition.index else None
    if before is not None and before.dep in ("advmod", "npadvmod") and before.head == preposition.index:
        yield Span(before.index, subtree[-1].index + 1, governed, form, governed.entity)


def _clausal(sentence: Sentence, verb: Token) -> Iterator[Span]:
    children = sentence.children(verb)
    subjects = [child for child in children if child.dep in ("nsubj", "nsubjpass", "expl", "csubj")]
    whole = sentence.subtree(verb)
    right = [child for child in children if child.index > verb.index and child.dep not in ("punct", "cc", "conj")]
    reach = verb.index + 1
    starts = {verb.index}
    marks = [child for child in children if child.index < verb.index and child.dep in ("aux", "auxpass", "neg", "mark")]
    if marks:
        starts.add(min(child.index for child in marks))
    for child in right:
        reach = max(reach, max(token.index for token in sentence.subtree(child)) + 1)
        for start in starts:
            yield Span(start, reach, verb, Form.VERB)
    if not right:
        for start in starts:
            yield Span(start, reach, verb, Form.VERB)
    if verb.dep in _CLAUSES and subjects:
        first = min(token.index for subject in subjects for token in sentence.subtree(subject))
        yield Span(first, reach, verb, Form.CLAUSE)
    if verb.dep in ("advcl", "ccomp", "pcomp", "csubj", "acl"):
        yield Span(whole[0].index, whole[-1].index + 1, verb, Form.CLAUSE)
        above = sentence.head(verb)
        if above.pos in ("SCONJ", "ADP"):  # "because of", "after"
            yield Span(above.index, whole[-1].index + 1, verb, Form.CLAUSE)


def _adjectival(sentence: Sentence, adjective: Token) -> Iterator[Span]:
    yield Span(adjective.index, adjective.index + 1, adjective, Form.ADJECTIVE, adjective.entity)
    if adjective.dep in ("acomp", "attr", "oprd", "conj", "amod", "ROOT", "advcl"):
        subtree = sentence.subtree(adjective)
        yield Span(subtree[0].index, subtree[-1].index + 1, adjective, Form.ADJECTIVE, adjective.entity)
        joined = _conjuncts(sentence, adjective)
        if len(joined) > 1:
            yield Span(adjective.index, joined[-1].index + 1, adjective, Form.LIST, adjective.entity)


def _trim(sentence: Sentence, span: Span) -> Span:
    """The span without articles, punctuation and conjunctions at its ends, save brackets and quotes that it closes."""
    tokens = sentence.tokens
    first, last = span.first, span.last
    while first < last and (tokens[first].pos in ("PUNCT", "SPACE", "CCONJ") or tokens[first].lower in _STARTS):
        first += 1
    while last > first and (tokens[last - 1].pos in ("PUNCT", "SPACE", "CCONJ") or tokens[last - 1].tag == "POS"):
        last -= 1
    return Span(first, last, span.head, span.form, span.label)


def within(spans_: Iterable[Span], token: Token) -> bool:
    """Whether any of the spans covers a token."""
    return any(span.first <= token.index < span.last for span in spans_)
