"""One question over annotated articles: a span with its sentence, sources that disagree, or that they do not say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from briefings.annotation import Sentence, Vector
from briefings.answers import askable
from briefings.answers.attendance import roster_answer
from briefings.answers.dates import resolve
from briefings.answers.durations import durations
from briefings.answers.everyone import everyone
from briefings.answers.findings import Claimed, conflicting, merge
from briefings.answers.happenings import happenings
from briefings.answers.inquiry import Inquiry, Kind, Sought
from briefings.answers.lists import find_items
from briefings.answers.lists.questions import asks_for_list
from briefings.answers.names import lexicon, recognise, respell
from briefings.answers.passages import Reading, readings
from briefings.answers.polar import verdicts
from briefings.answers.portraits import portraits
from briefings.answers.proposals import PassageReader, proposals
from briefings.answers.question import inquire
from briefings.answers.ranker import ranker
from briefings.answers.reading import claims, likely
from briefings.answers.reasons import reasons
from briefings.answers.referents import referents
from briefings.answers.statements import statements
from briefings.enumeration import enumerate_words
from briefings.models import AnnotatedArticle, Answer, AnswerStatus, Citation, Finding, Question

_LONGEST_LIST = 12
_SURE = 0.6  # the reader's certainty that no list of others overrules
_LIKELY_ITEM = 0.35  # the chance of an item beside what the trained reader is sure of
NOT_SAID = "The stored articles do not say."


def answer(
    question: Question,
    parsed: Sentence,
    vector: Vector,
    articles: Sequence[AnnotatedArticle],
    reader: PassageReader | None = None,
) -> Answer:
    """What the articles say to a question, or that they do not, with the closest passage.

    Args:
        question: as it was asked.
        parsed: the question's parse, best of ``question.tidy(text)``.
        vector: the question's embedding.
        articles: what retrieval brought, at best 5 to 30 articles, the most promising first.
        reader: the trained reader; without it the rules and the ranker answer alone.
    """
    text = question.text
    problem = askable.problem(text, parsed)
    if problem:
        return Answer(AnswerStatus.NOT_FOUND, text, note=problem, askable=False)
    if not articles:
        return Answer(AnswerStatus.NOT_FOUND, text, note="Nothing that is stored touches on this.")
    known = lexicon(articles)
    inquiry, unknown = recognise(inquire(parsed), known)
    found = readings(inquiry, np.asarray(vector).reshape(-1), articles)
    if unknown and not (reader and len(found) == 1):
        names = " or ".join(f"“{parsed.tokens[term.index].text}”" for term in unknown)
        return _not_found(text, found, f"No stored article mentions {names}.")
    listed = roster_answer(text, respell(inquiry), inquiry, articles, question.asked)
    if listed is not None and inquiry.kind is not Kind.WHICH:
        return listed
    claimed = _claims(inquiry, found, reader)
    all_named = everyone(inquiry, articles, question.asked)
    bare = not claimed and not inquiry.names  # with names, what the refusals withheld stays withheld
    if all_named and (bare or _continues(all_named, claimed) or (not inquiry.names and _is_beside(claimed, all_named))):
        return _list(text, all_named)
    items = _confirmed(find_items(parsed, articles) if claimed and asks_for_list(parsed) else (), claimed)
    if _continues(items, claimed):
        return _list(text, items)
    if claimed:
        return _answer(text, inquiry, claimed)
    return listed or _not_found(text, found, NOT_SAID)


def _continues(findings: Sequence[Finding], claimed: Sequence[Claimed]) -> bool:
    """Whether a list has more than one item, the best answer among them; else the list is about something else."""
    best = claimed[0].text if claimed else ""
    return (
        1 < len(findings) <= _LONGEST_LIST
        and bool(best)
        and any(each.text in best or best in each.text for each in findings)
    )


def _is_beside(claimed: Sequence[Claimed], listed: Sequence[Finding]) -> bool:
    """Whether the reader's unsure answer stands in no sentence that tells the deed: "under house arrest"."""
    best = claimed[0]
    told = {citation.quote for finding in listed for citation in finding.citations}
    return best.read and best.score < _SURE and best.citation.quote not in told


def _confirmed(items: tuple[Finding, ...], claimed: Sequence[Claimed]) -> tuple[Finding, ...]:
    """The items of a list that the trained reader's span holds, if it holds several, or else those that are likely."""
    if not claimed or not claimed[0].read:
        return items
    inside = tuple(item for item in items if item.text in claimed[0].text)
    if len(inside) > 1:
        return inside
    return tuple(item for item in items if item in inside or item.score >= _LIKELY_ITEM)


def _list(text: str, findings: tuple[Finding, ...]) -> Answer:
    return Answer(AnswerStatus.ANSWERED, text, enumerate_words([each.text for each in findings]), findings)


def _claims(inquiry: Inquiry, found: Sequence[Reading], reader: PassageReader | None) -> list[Claimed]:
    """What the articles claim in answer to the question, by the way that its kind wants, the surest first."""
    if inquiry.kind is Kind.POLAR:
        return [
            Claimed(v.known, v.sentence, "Yes" if v.yes else "No", v.score)
            for v in verdicts(inquiry, found)
            if not v.hedged
        ]
    if inquiry.kind is Kind.SAID:
        return [Claimed(s.known, s.sentence, s.text, s.score) for s in statements(inquiry, found)]
    if inquiry.kind in (Kind.NEWS, Kind.HAPPENED):
        return happenings(inquiry, found, recent=inquiry.kind is Kind.NEWS)
    if inquiry.asks_for_portrait:
        described = portraits(inquiry, found)
        if described:
            return [Claimed(p.known, p.sentence, p.text, p.score) for p in described]
    if inquiry.kind is Kind.HOW_LONG and (measured := durations(inquiry, found)):
        return measured
    read = proposals(inquiry, found, reader) if reader else []
    if inquiry.kind is Kind.WHY:
        given = reasons(inquiry, found)
    else:
        given = likely(inquiry, referents(inquiry, found), read, len(found))
    sure, ruled = claims(inquiry, found, ranker(), read)
    return [*sure, *sorted([*given, *ruled], key=lambda claim: -claim.score)]


def _answer(text: str, inquiry: Inquiry, claimed: Sequence[Claimed]) -> Answer:
    findings = merge(inquiry, claimed)
    notes = _dates(inquiry, claimed[0]) if inquiry.sought is Sought.TIME else ""
    if inquiry.kind in (Kind.SAID, Kind.NEWS):
        return Answer(AnswerStatus.ANSWERED, text, findings[0].text, tuple(findings[:3]), note=notes)
    sides = conflicting(inquiry, findings)
    if sides:
        return Answer(
            AnswerStatus.CONFLICTING, text, " / ".join(side.text for side in sides), sides, note="Sources disagree."
        )
    return Answer(AnswerStatus.ANSWERED, text, findings[0].text, (findings[0],), note=notes)


def _dates(inquiry: Inquiry, claim: Claimed) -> str:
    """What a relative date in the answer is in the calendar."""
    future = any(
        token.lower in ("will", "shall", "'ll", "to", "could", "may") for token in claim.sentence.tokens
    ) and not any(token.tag == "VBD" for token in claim.sentence.tokens)
    meant = resolve(claim.text, claim.known.article.published, future=future)
    return (
        f"“{claim.text}” is {meant}, going by the article's date."
        if meant and meant.lower() not in claim.text.lower()
        else ""
    )


def _not_found(text: str, found: Sequence[Reading], note: str) -> Answer:
    return Answer(AnswerStatus.NOT_FOUND, text, closest=_closest(found), note=note)


def _closest(found: Sequence[Reading]) -> Citation | None:
    """The sentence that comes nearest to the question."""
    best = [
        (s.similarity + sum(s.found.strengths) / (len(s.found.strengths) or 1), reading, s)
        for reading in found
        for s in reading.situations
    ]
    if not best:
        return None
    _, reading, situation = max(best, key=lambda row: row[0])
    sentence = situation.found.sentence
    return Citation.of(reading.known.article, sentence.start, sentence.end)


__all__ = ["Finding", "answer"]
