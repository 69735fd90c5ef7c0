"""From claims to findings: sources that say the same are one finding with many citations; others are sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefings.annotation import Sentence
from briefings.answers.inquiry import Inquiry, Kind, Sought
from briefings.answers.vocabulary import numerals
from briefings.models import AnnotatedArticle, Citation, Finding

_COMPARABLE = frozenset(
    {Sought.COUNT, Sought.MONEY, Sought.PERCENT, Sought.AGE, Sought.MEASURE, Sought.DURATION, Sought.TIME}
)
_INEXACT = {"dozen": "12", "no": "0", "none": "0"}
_TENS = frozenset(str(ten) for ten in range(20, 100, 10))
_SIDE = 0.75  # a side of a disagreement is at least this sure, as a share of the surest
_NEVER = re.compile(r"[^\w\s.]")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a sentence of an article says in answer."""

    known: AnnotatedArticle
    sentence: Sentence
    text: str
    score: float
    read: bool = False  # found by the trained reader
    beside: tuple[Citation, ...] = ()  # what else it rests on, such as the sentence that names whom "she" means

    @property
    def citation(self) -> Citation:
        """The whole sentence, as it stands in the article."""
        return Citation.of(self.known.article, self.sentence.start, self.sentence.end)


def merge(inquiry: Inquiry, claimed: Sequence[Claimed]) -> list[Finding]:
    """One finding for all claims that say the same, in the order of the surest of each."""
    groups: list[list[Claimed]] = []
    for claim in claimed:
        home = next((group for group in groups if agree(inquiry, group[0].text, claim.text)), None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    findings = []
    for group in groups:
        citations = tuple(dict.fromkeys(cited for claim in group for cited in (claim.citation, *claim.beside)))
        findings.append(Finding(group[0].text, citations, max(claim.score for claim in group)))
    return findings


def agree(inquiry: Inquiry, one: str, other: str) -> bool:
    """Whether two spans are the same answer: the same figures, or the words of one among those of the other."""
    first, second = _plain(one), _plain(other)
    if inquiry.sought in _COMPARABLE and inquiry.sought is not Sought.TIME:
        numbers, others = figures(one), figures(other)
        if numbers and others:
            return bool(numbers & others)
    if inquiry.kind is Kind.POLAR:
        return first == second
    words, more = set(first.split()), set(second.split())
    return bool(words and more) and (words <= more or more <= words or len(words & more) / len(words | more) >= 0.5)


def figures(text: str) -> frozenset[str]:
    """The numbers of a text, with their separators taken out and number words as digits."""
    found = {match.replace(",", "").rstrip(".") for match in re.findall(r"\d[\d,.]*", text)}
    written = _INEXACT | {word: digits for word, digits in numerals().items() if digits.isdigit()}
    amount = 0
    for word in [*re.findall(r"[a-z]+", text.lower()), ""]:
        digits = written.get(word, "")
        if amount and len(digits) == 1 and digits != "0":  # "twenty-three"
            digits = str(amount + int(digits))
        elif amount:
            found.add(str(amount))
        amount = int(digits) if digits in _TENS else 0
        if digits and not amount:
            found.add(digits)
    return frozenset(found)


def conflicting(inquiry: Inquiry, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The sides of a disagreement between different sources; empty when they do not disagree."""
    if inquiry.kind is not Kind.POLAR and inquiry.sought not in _COMPARABLE:
        return ()
    best = findings[0]
    sides = [best]
    for finding in findings[1:]:
        articles = {citation.article_id for side in sides for citation in side.citations}
        apart = all(citation.article_id not in articles for citation in finding.citations)
        both = figures(best.text) and figures(finding.text)
        if (
            apart
            and finding.score >= _SIDE * best.score
            and (both or inquiry.kind is Kind.POLAR)
            and _comparable(inquiry, best, finding)
        ):
            sides.append(replace(finding))
    return tuple(sides) if len(sides) > 1 else ()


def _comparable(inquiry: Inquiry, one: Finding, other: Finding) -> bool:
    """Dates are compared only when both are of one grain: two years, or two days of a month."""
    if inquiry.sought is not Sought.TIME:
        return True
    return bool(re.search(r"\b\d{4}\b", one.text)) == bool(re.search(r"\b\d{4}\b", other.text)) and len(
        figures(one.text)
    ) == len(figures(other.text))


def _plain(text: str) -> str:
    words = [
        word
        for word in _NEVER.sub(" ", text.lower()).split()
        if word not in ("the", "a", "an", "on", "in", "at", "of", "s")
    ]
    return " ".join(words)
