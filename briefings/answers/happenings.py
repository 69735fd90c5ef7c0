"""What happened, and what is new: the sentence that tells an article's event, from the articles on the topic."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.annotation import Sentence, SentenceKind
from briefings.answers.findings import Claimed
from briefings.answers.inquiry import Inquiry
from briefings.answers.passages import Reading
from briefings.models import AnnotatedArticle

_ENOUGH = 0.6
_LEAD = 4
_LONGEST = 25


def happenings(inquiry: Inquiry, found: Sequence[Reading], *, recent: bool) -> list[Claimed]:
    """One sentence an article on the question's topic, the latest first when ``recent``, else the best fitting."""
    on_topic = [(reading, share) for reading in found if (share := _share(inquiry, reading)) >= _ENOUGH]
    if recent:
        on_topic.sort(key=lambda row: row[0].known.article.when, reverse=True)
    claimed = []
    for number, (reading, share) in enumerate(on_topic):
        sentence = _telling(inquiry, reading)
        if sentence is not None:
            claimed.append(Claimed(reading.known, sentence, _main_clause(sentence), share - 0.01 * number))
    return claimed


def _share(inquiry: Inquiry, reading: Reading) -> float:
    """The share of the question's terms that the article holds somewhere, names counting for all."""
    terms = inquiry.terms
    if not terms:
        return 0.0
    best = [max(max(s.found.strengths[n], s.context[n]) for s in reading.situations) for n in range(len(terms))]
    if any(term.name and strength < 0.7 for term, strength in zip(terms, best, strict=True)):
        return 0.0
    return sum(best) / len(best)


def _telling(inquiry: Inquiry, reading: Reading) -> Sentence | None:
    """The sentence near the top that is closest to the article as a whole and to the question."""
    known: AnnotatedArticle = reading.known
    annotation = known.annotation
    body = [i for i, sentence in enumerate(annotation.sentences) if sentence.kind is SentenceKind.BODY][: _LEAD * 2]
    if not body:
        return None
    central = annotation.vectors @ annotation.centroid
    asked = {s.position: s.found.coverage([1.0] * len(inquiry.terms)) for s in reading.situations}
    best = max(body, key=lambda i: float(central[i]) + 0.5 * asked.get(i, 0.0) - 0.06 * body.index(i))
    return annotation.sentences[best]


def _main_clause(sentence: Sentence) -> str:
    """The sentence, or its main clause without what hangs on it at the end, when it is long."""
    if len(sentence.text.split()) <= _LONGEST:
        return sentence.text
    root = sentence.root
    if root is None:
        return sentence.text
    ends = sorted(
        {max(t.index for t in sentence.subtree(child)) for child in sentence.children(root) if child.index > root.index}
    )
    kept = [end for end in ends if len(sentence.span(sentence.tokens[: end + 1]).split()) <= _LONGEST]
    if not kept:
        return sentence.text
    return sentence.span(sentence.tokens[: kept[-1] + 1]).rstrip(" ,;:")
