"""Spans read from the best articles: proposed by the reader, checked by structure, kept when sure enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefings.answers.abstention import refusal
from briefings.answers.circumstances import CAUSES
from briefings.answers.durations import apart, whole
from briefings.answers.findings import Claimed, agree
from briefings.answers.inquiry import Inquiry, Kind
from briefings.answers.passages import Reading
from briefings.answers.proposals import Found
from briefings.answers.ranker import Proposal, SpanReader
from briefings.answers.statedness import lacking, stated, undone, unmet

ENOUGH = 0.47
"""The confidence from which a span is an answer."""
STATED = 0.15
"""The same where the sentence states all that the question supposes."""
MORE = 0.1
"""How much more it takes for each noun of the question that the article lacks."""
A_LITTLE = 0.1
"""The same for each that only the sentence and what stands before it lack."""
ALONE = 0.41
"""The certainty from which what the reader found is an answer, where one article is all there is."""
AMONG = 0.45
"""The same among many articles, of which most tell of something else; between several, an objection is final."""
MANY = 5
"""How many articles are many; between one and these the certainty needed rises evenly."""
AGREED = 0.1
"""How much surer a span is that the rules found too."""
OBJECTED = 0.1
"""How much less sure a span is that structure speaks against."""
REPEATED = 0.1
"""The same where another article says so too."""
UNDONE = 0.05
"""How much less sure where the sentence has no word for the deed, its object, or the kind of person asked about."""
DOUBTED = 0.2
"""The reader's best probability below which what the rules found is withheld too."""
BORNE_OUT = 0.49
"""What the rules' confidence and the reader's probability must be on average, among many articles."""
GIVEN = 0.05
"""The reader's probability that the name behind a pronoun needs, among many articles."""
TOLD = 0.06
"""How much more they are worth where the sentence tells the deed."""
_LONGEST, _LONGEST_REASON = 12, 25  # words


def claims(
    inquiry: Inquiry, found: Sequence[Reading], spans: SpanReader, read: Sequence[Found] = ()
) -> tuple[list[Claimed], list[Claimed]]:
    """What the articles answer, each list the surest first: what the trained reader is sure of, and what the rules are.

    Args:
        inquiry: the question.
        found: the articles that fit it best.
        spans: what proposes spans of one article.
        read: what the trained reader found in all of them, the surest first; empty without one.
    """
    ruled = [
        _Claim(reading, proposal, proposal.confidence)
        for reading in found
        for proposal in (_fitted(inquiry, each) for each in spans.read(inquiry, reading))
        if proposal.confidence >= needed(inquiry, reading, proposal) and not refused(inquiry, reading, proposal)
    ]
    if not read:
        return [], _claimed(ruled)
    read = [replace(each, proposal=whole(inquiry, apart(inquiry, each.proposal))) for each in read]
    alone = len(found) == 1
    sure = [
        _Claim(each.reading, each.proposal, certainty(inquiry, each, read, ruled))
        for each in read
        if alone or not refused(inquiry, each.reading, each.proposal)
    ]
    kept = [claim for claim in sure if claim.certainty >= enough(len(found))]
    trusted = [claim for claim in ruled if not _doubted(claim, read) and _borne_out(inquiry, claim, read, len(found))]
    return [replace(claim, read=True) for claim in _claimed(kept)], _claimed(trusted)


def enough(articles: int) -> float:
    """The certainty that makes an answer: the more articles were read, the likelier one tells of something like it."""
    return ALONE + (AMONG - ALONE) * (min(articles, MANY) - 1) / (MANY - 1)


def certainty(inquiry: Inquiry, found: Found, read: Sequence[Found], ruled: Sequence[_Claim]) -> float:
    """The reader's probability, raised by what says the same, lowered where structure objects or words are missing."""
    proposal = found.proposal
    return (
        proposal.confidence
        + AGREED * any(_overlap(proposal, claim.proposal) for claim in ruled)
        + REPEATED * any(_says_the_same(inquiry, found, other) for other in read)
        - OBJECTED * bool(refused(inquiry, found.reading, proposal))
        - UNDONE * undone(inquiry, proposal.situation)
    )


def _says_the_same(inquiry: Inquiry, found: Found, other: Found) -> bool:
    """Whether another article's sentence gives the same answer, with some probability and nothing against it."""
    return (
        other.reading is not found.reading
        and other.proposal.confidence >= DOUBTED
        and agree(inquiry, found.proposal.text, other.proposal.text)
        and not refused(inquiry, other.reading, other.proposal)
    )


def _doubted(claim: _Claim, read: Sequence[Found]) -> bool:
    """Whether the reader finds too little to believe the rules: half as much is enough where it finds the same span."""
    best = read[0].proposal.confidence
    if any(_overlap(claim.proposal, each.proposal) for each in read):
        return best < DOUBTED / 2
    return best < DOUBTED or claim.certainty < ENOUGH


def _borne_out(inquiry: Inquiry, claim: _Claim, read: Sequence[Found], articles: int) -> bool:
    """Whether the reader finds the rules' answer likely too, as it must among many articles unless all is stated."""
    if stated(inquiry, claim.proposal):
        return True
    alike = (each.proposal for each in read if _is_like(inquiry, claim.proposal, each.proposal))
    seen = max((proposal.confidence for proposal in alike), default=0.0)
    told = TOLD * (not undone(inquiry, claim.proposal.situation))
    return (claim.certainty + seen) / 2 + told >= BORNE_OUT * (min(articles, MANY) - 1) / (MANY - 1)


def likely(inquiry: Inquiry, given: Sequence[Claimed], read: Sequence[Found], articles: int) -> list[Claimed]:
    """Those names behind pronouns that the reader finds likely too, as it must among many articles."""
    least = GIVEN * (min(articles, MANY) - 1) / (MANY - 1)
    return [
        claim
        for claim in given
        if not read
        or any(
            each.proposal.confidence >= least
            for each in read
            if each.proposal.situation.found.sentence is claim.sentence
            or agree(inquiry, each.proposal.text, claim.text)
        )
    ]


def _is_like(inquiry: Inquiry, one: Proposal, other: Proposal) -> bool:
    """Whether two spans overlap, or say the same where the other's sentence tells the deed."""
    same = agree(inquiry, one.text, other.text) and not undone(inquiry, other.situation)
    return same or _overlap(one, other)


@dataclass(frozen=True, slots=True)
class _Claim:
    reading: Reading
    proposal: Proposal
    certainty: float


def _claimed(claims_: Sequence[_Claim]) -> list[Claimed]:
    kept = [
        Claimed(claim.reading.known, claim.proposal.situation.found.sentence, claim.proposal.text, claim.certainty)
        for claim in claims_
    ]
    return sorted(kept, key=lambda claim: -claim.score)


def _overlap(one: Proposal, other: Proposal) -> bool:
    return (
        one.situation.found.sentence is other.situation.found.sentence
        and one.first < other.last
        and other.first < one.last
    )


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
    if _repeats(inquiry, proposal):
        return "it says what the question says"
    head = proposal.head
    words = proposal.situation.found.sentence.tokens[proposal.first : proposal.last]
    labels = {word.entity for word in words if word.entity}
    label = head.entity or (labels.pop() if len(labels) == 1 and head.pos in ("PROPN", "NUM") else "")
    return refusal(inquiry, proposal.situation, reading.known.article, head, proposal.text, label)


def _fitted(inquiry: Inquiry, proposal: Proposal) -> Proposal:
    """A proposal without what is another answer beside the one that is asked for."""
    return to_the_cause(proposal) if inquiry.kind is Kind.WHY else apart(inquiry, proposal)


def _repeats(inquiry: Inquiry, proposal: Proposal) -> bool:
    """Whether a span has all names of the question, of which one is its subject: "X died" of "what did X die of?"."""
    subject = inquiry.subject
    if subject is None or not any(term.index == subject.index for term in inquiry.names):
        return False
    inside = range(proposal.first, proposal.last)
    rows = zip(inquiry.terms, proposal.situation.found.places, strict=True)
    return all(any(place in inside for place in places) for term, places in rows if term.name)


def to_the_cause(proposal: Proposal) -> Proposal:
    """A proposal that holds a word of cause, from that word on ("moved because of rain" is "because of rain")."""
    sentence = proposal.situation.found.sentence
    words = sentence.tokens[proposal.first : proposal.last]
    cue = next((word for word in words[1:] if word.lower in CAUSES), None)
    if cue is None:
        return proposal
    kept = [word for word in words if word.index >= cue.index]
    while len(sentence.span(kept).split()) > _LONGEST_REASON:  # without the clauses that trail it
        comma = next((word.index for word in reversed(kept) if word.text == ","), None)
        if comma is None:
            return proposal
        kept = [word for word in kept if word.index < comma]
    return replace(proposal, first=cue.index, last=kept[-1].index + 1, text=sentence.span(kept))
