"""Spans read from the best articles: proposed by the reader, checked by structure, kept when sure enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefings.answers.abstention import refusal
from briefings.answers.findings import Claimed
from briefings.answers.inquiry import Inquiry, Kind
from briefings.answers.passages import Reading
from briefings.answers.ranker import Proposal, SpanReader
from briefings.answers.statedness import lacking, stated, unmet

ENOUGH = 0.47
"""The confidence from which a span is an answer."""
STATED = 0.15
"""The same where the sentence states all that the question supposes."""
MORE = 0.1
"""How much more it takes for each noun of the question that the article lacks."""
A_LITTLE = 0.1
"""The same for each that only the sentence and what stands before it lack."""
_LONGEST, _LONGEST_REASON = 12, 25  # words
_CAUSES = frozenset({"because", "due", "owing", "thanks"})


def claims(inquiry: Inquiry, found: Sequence[Reading], reader: SpanReader) -> list[Claimed]:
    """What the articles answer, the surest first; empty when nothing is sure enough."""
    kept = [
        Claimed(reading.known, proposal.situation.found.sentence, proposal.text, proposal.confidence)
        for reading in found
        for proposal in map(to_the_cause if inquiry.kind is Kind.WHY else _as_it_is, reader.read(inquiry, reading))
        if proposal.confidence >= needed(inquiry, reading, proposal) and not refused(inquiry, reading, proposal)
    ]
    return sorted(kept, key=lambda claim: -claim.score)


def needed(inquiry: Inquiry, reading: Reading, proposal: Proposal) -> float:
    """The confidence that a proposal needs."""
    if stated(inquiry, proposal):
        return STATED
    return ENOUGH + MORE * unmet(inquiry, reading) + A_LITTLE * lacking(inquiry, proposal.situation)


def refused(inquiry: Inquiry, reading: Reading, proposal: Proposal) -> str:
    """Why a proposal is no answer, however sure the reader is; empty when nothing speaks against it."""
    longest = _LONGEST_REASON if inquiry.kind is Kind.WHY else _LONGEST
    if len(proposal.text.split()) > longest:
        return "it is too long"
    head = proposal.head
    words = proposal.situation.found.sentence.tokens[proposal.first : proposal.last]
    labels = {word.entity for word in words if word.entity}
    label = head.entity or (labels.pop() if len(labels) == 1 and head.pos in ("PROPN", "NUM") else "")
    return refusal(inquiry, proposal.situation, reading.known.article, head, proposal.text, label)


def _as_it_is(proposal: Proposal) -> Proposal:
    return proposal


def to_the_cause(proposal: Proposal) -> Proposal:
    """A proposal that holds a word of cause, from that word on ("moved because of rain" is "because of rain")."""
    sentence = proposal.situation.found.sentence
    words = sentence.tokens[proposal.first : proposal.last]
    cue = next((word for word in words[1:] if word.lower in _CAUSES), None)
    if cue is None:
        return proposal
    kept = [word for word in words if word.index >= cue.index]
    while len(sentence.span(kept).split()) > _LONGEST_REASON:  # without the clauses that trail it
        comma = next((word.index for word in reversed(kept) if word.text == ","), None)
        if comma is None:
            return proposal
        kept = [word for word in kept if word.index < comma]
    return replace(proposal, first=cue.index, last=kept[-1].index + 1, text=sentence.span(kept))
