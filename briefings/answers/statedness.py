"""Whether a sentence states what a question asks, word for word: the predicate, its parts and the place of the answer.

Where it does, a span needs little confidence to be an answer; where the question names what the sentence lacks, it
needs more.
"""

from __future__ import annotations

from briefings.annotation import Sentence, Token
from briefings.answers.features import Situation
from briefings.answers.inquiry import Inquiry, Kind, Role, Sought
from briefings.answers.matching import Match, Relation, relate, relation
from briefings.answers.passages import Reading
from briefings.answers.ranker import Proposal
from briefings.answers.vocabulary import affinity

_HELD = 0.7
_AROUND = 0.6  # a name two sentences before still counts for a pronoun
_BESIDE = 3  # steps in the parse between an event and its time or place
_HELD_VERBS = frozenset({"take_place", "hold", "happen", "occur", "stage"})
_CARRYING = frozenset({"NOUN", "PROPN", "VERB", "NUM", "ADJ"})
_PLAYED = {
    Role.AGENT: (Relation.AGENT,),
    Role.PATIENT: (Relation.PATIENT,),
    Role.OBLIQUE: (Relation.OBLIQUE,),
}
_BELOW = frozenset({Relation.ADVERB, Relation.OBLIQUE, Relation.OTHER_OBLIQUE, Relation.INSIDE, Relation.PATIENT})
_CAUSES = frozenset({"because", "due", "as", "since", "for", "amid", "after", "over", "to", "so", "owing", "thanks"})
_WAYS = frozenset({"by", "through", "with", "via", "using", "from", "in", "on"})


def stated(inquiry: Inquiry, proposal: Proposal) -> bool:
    """Whether the proposal's sentence says all that the question supposes, with the span in the answer's place."""
    return states(inquiry, proposal.situation) and _in_place(inquiry, proposal)


def states(inquiry: Inquiry, situation: Situation) -> bool:
    """Whether a sentence says all that the question supposes, wherever the answer stands."""
    found = situation.found
    return _all_held(inquiry, situation) and _predicate_held(inquiry, found) and _parts_kept(inquiry, found)


def unmet(inquiry: Inquiry, reading: Reading) -> int:
    """How many of the question's nouns and names no sentence that was looked at holds, nor the title."""
    return sum(
        1
        for number, term in enumerate(inquiry.terms)
        if inquiry.sentence.tokens[term.index].pos in ("NOUN", "PROPN")
        and max(max(s.found.strengths[number], s.context[number]) for s in reading.situations) < _HELD
    )


def lacking(inquiry: Inquiry, situation: Situation) -> int:
    """How many of the question's nouns and names neither the sentence nor what stands before it holds."""
    return sum(
        1
        for term, strength, around in zip(inquiry.terms, situation.found.strengths, situation.context, strict=True)
        if inquiry.sentence.tokens[term.index].pos in ("NOUN", "PROPN") and max(strength, around) < _HELD
    )


def undone(inquiry: Inquiry, situation: Situation) -> bool:
    """Whether a sentence has no word for what the question says is done, or to what, or for the one who is sought."""
    if inquiry.sought is Sought.PERSON and inquiry.focus and not _has(situation.found.sentence, inquiry.focus):
        return True
    deed = inquiry.predicate
    if deed is None or deed.lemma in ("be", "have", "do"):
        return False
    things = {token.index for token in inquiry.sentence.children(deed, "dobj")}
    held = zip(inquiry.terms, situation.found.strengths, situation.context, strict=True)
    missed = any(term.index in things and max(strength, around) < _HELD for term, strength, around in held)
    return missed or situation.found.predicate_strength < _HELD


def _has(sentence: Sentence, noun: str) -> bool:
    return any(affinity(noun, token.lemma) >= _HELD for token in sentence.tokens)


def _all_held(inquiry: Inquiry, situation: Situation) -> bool:
    """Every word that carries the question is in the sentence; who a pronoun stands for may be in the one before."""
    found = situation.found
    pronoun = any(token.tag in ("PRP", "PRP$") for token in found.sentence.tokens)
    for term, strength, around in zip(inquiry.terms, found.strengths, situation.context, strict=True):
        token = inquiry.sentence.tokens[term.index]
        if token.pos not in _CARRYING and not term.name:
            continue
        if inquiry.predicate is not None and term.index == inquiry.predicate.index:
            continue
        if strength >= _HELD or (pronoun and around >= _AROUND and not term.number):
            continue
        if term.name and _neighbour_held(inquiry, found, term.index):
            continue
        return False
    return bool(inquiry.terms)


def _neighbour_held(inquiry: Inquiry, found: Match, index: int) -> bool:
    """Another word of the same name is in the sentence: a surname stands for the full name."""
    return any(
        other.name and abs(other.index - index) == 1 and strength >= _HELD
        for other, strength in zip(inquiry.terms, found.strengths, strict=True)
    )


def _predicate_held(inquiry: Inquiry, found: Match) -> bool:
    if inquiry.predicate is None or inquiry.predicate.lemma in ("be", "have", "do") or _asks_of_event(inquiry):
        return True
    return found.predicate is not None and found.predicate_strength >= _HELD


def _parts_kept(inquiry: Inquiry, found: Match) -> bool:
    """Whether who does it in the question does it in the sentence, if the sentence has the word at all."""
    subject, asked = inquiry.subject, inquiry.predicate
    if subject is None or asked is None or found.predicate is None or inquiry.role is not Role.PATIENT:
        return True
    places = next((p for t, p in zip(inquiry.terms, found.places, strict=True) if t.index == subject.index), ())
    seen = {relate(found.sentence, found.predicate, found.sentence.tokens[index])[0] for index in places}
    return not seen or bool(seen & {Relation.AGENT, Relation.OWNER})


def _in_place(inquiry: Inquiry, proposal: Proposal) -> bool:
    found = proposal.situation.found
    if _asks_of_event(inquiry):
        return any(found.distance(proposal.head.index, index) <= _BESIDE for index in found.matched)
    seen, _ = relation(found, proposal.head)
    if inquiry.role in _PLAYED and found.predicate is not None:
        return seen in _PLAYED[inquiry.role]
    if inquiry.role is Role.ADVERB and found.predicate is not None and seen not in _BELOW:
        return False
    if inquiry.kind is Kind.WHY:
        return _led_by(found.sentence, proposal, _CAUSES)
    if inquiry.kind is Kind.HOW:
        return _led_by(found.sentence, proposal, _WAYS)
    return inquiry.role is not Role.EQUAL or _gives_figure(found, proposal) or _equal(found, proposal.head)


def _asks_of_event(inquiry: Inquiry) -> bool:
    """Whether a question asks when or where an event is held: any sentence that dates or places it will do."""
    return inquiry.kind in (Kind.WHEN, Kind.WHERE) and inquiry.predicate_concept in _HELD_VERBS


def _led_by(sentence: Sentence, proposal: Proposal, cues: frozenset[str]) -> bool:
    """Whether the span opens with one of the cues or follows one."""
    around = sentence.tokens[max(proposal.first - 2, 0) : proposal.first + 1]
    return any(token.lower in cues for token in around)


def _gives_figure(found: Match, proposal: Proposal) -> bool:
    """Whether the span is the very thing asked for, with its figure: "a magnitude of 6.8"."""
    words = found.sentence.tokens[proposal.first : proposal.last]
    return proposal.head.index in found.matched and any(word.pos == "NUM" for word in words)


def _equal(found: Match, head: Token) -> bool:
    """Whether the span is what the matched words are: by "is", by apposition, or as the figure that they give."""
    sentence = found.sentence
    above = sentence.head(head)
    beside = {above.index, sentence.head(above).index, *(child.index for child in sentence.children(head, "appos"))}
    if above.lemma == "be":
        beside.update(child.index for child in sentence.children(above, "nsubj", "attr"))
    return bool(beside & found.matched)
