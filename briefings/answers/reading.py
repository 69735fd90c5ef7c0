"""Spans read from the best articles: proposed by the reader, checked by structure, kept when sure enough."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.answers.abstention import refusal
from briefings.answers.features import describe, weigh
from briefings.answers.findings import Claimed
from briefings.answers.inquiry import Inquiry, Kind
from briefings.answers.passages import Reading
from briefings.answers.ranker import Proposal, SpanReader

ENOUGH = 0.5
"""The confidence from which a span is an answer."""
_LONGEST, _LONGEST_REASON = 12, 25
_TO_DESCRIBE = 6  # sentences of an article


def claims(inquiry: Inquiry, found: Sequence[Reading], reader: SpanReader) -> list[Claimed]:
    """What the articles answer, the surest first; empty when nothing is sure enough."""
    kept = [
        Claimed(reading.known, proposal.sentence, proposal.text, proposal.confidence)
        for reading in found
        for proposal in propose(inquiry, reading, reader)
        if proposal.confidence >= ENOUGH and not _refused(inquiry, reading, proposal)
    ]
    return sorted(kept, key=lambda claim: -claim.score)


def propose(inquiry: Inquiry, reading: Reading, reader: SpanReader) -> list[Proposal]:
    """The reader's spans from an article's best sentences."""
    weights = weigh(inquiry, reading.situations)
    order = sorted(reading.situations, key=lambda s: -(s.found.coverage(weights) + s.similarity))
    chosen = order[:_TO_DESCRIBE]
    candidates = describe(inquiry, chosen, weights)
    return reader.read(inquiry, candidates, [situation.found.sentence for situation in chosen])


def _refused(inquiry: Inquiry, reading: Reading, proposal: Proposal) -> str:
    situation = next(s for s in reading.situations if s.found.sentence is proposal.sentence)
    longest = _LONGEST_REASON if inquiry.kind is Kind.WHY else _LONGEST
    if len(proposal.text.split()) > longest:
        return "it is too long"
    words = proposal.sentence.tokens[proposal.first : proposal.last]
    head = next((t for t in words if not proposal.first <= t.head < proposal.last or t.head == t.index), words[-1])
    labels = {word.entity for word in words if word.entity}
    label = head.entity or (labels.pop() if len(labels) == 1 and head.pos in ("PROPN", "NUM") else "")
    return refusal(inquiry, situation, reading.known.article, head, proposal.text, label)
