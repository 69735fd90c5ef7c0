"""From a question and articles to findings, each with the sentences that say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefings.annotation import Sentence, SentenceKind
from briefings.answers.inquiry import Inquiry
from briefings.answers.lists.candidates import Candidates, collect
from briefings.answers.lists.choice import choose, same_text
from briefings.answers.lists.event_questions import EventQuestion, event_question
from briefings.answers.lists.event_relations import find_anchors
from briefings.answers.lists.events import events_of
from briefings.answers.lists.models import event_model, item_model
from briefings.answers.lists.questions import asks_for_list, inquire_list
from briefings.models import AnnotatedArticle, Citation, Finding

_DOUBTFUL = 0.12  # below it even the best span says that the articles hold no answer
_REPEATED = 0.2  # the chance from which another sentence with the same span says so too
_HELD = 0.34  # of the question's words: a sentence with fewer is about something else
_MOST_SENTENCES = 60  # of an article that are looked at for events
_MOST_EVENTS = 20  # that a reader can take in
_PASSAGE = 4  # sentences that events are compared within


def list_answers(question: Sentence, articles: Sequence[AnnotatedArticle]) -> tuple[Finding, ...] | None:
    """Every answer to a question that asks for several, in the order of the articles.

    None when the question asks for no list; an empty tuple when the articles hold no answer.
    """
    if (asked := event_question(question)) is not None:
        return find_events(asked, articles)
    return find_items(question, articles) if asks_for_list(question) else None


def find_items(question: Sentence, articles: Sequence[AnnotatedArticle]) -> tuple[Finding, ...]:
    """Every span of the articles that answers, whether or not the question says that there are several."""
    inquiry = inquire_list(question)
    candidates = collect(inquiry, [_body(article) for article in articles])
    if not candidates.spans or _unknown_name(inquiry, articles):
        return ()
    chances = item_model().chances(candidates)
    about = [i for i, where in enumerate(candidates.where) if candidates.held[where] >= _HELD]
    if max((chances[i] for i in about), default=0.0) < _DOUBTFUL:
        return ()
    findings = []
    for index in sorted(choose(candidates, chances)):
        same = [i for i in _repeats(candidates, index) if i == index or chances[i] >= _REPEATED]
        citations = [_cite(candidates, i, articles) for i in same]
        findings.append(Finding(candidates.text(index), tuple(dict.fromkeys(citations)), float(chances[index])))
    return tuple(findings)


def find_events(asked: EventQuestion, articles: Sequence[AnnotatedArticle]) -> tuple[Finding, ...]:
    """The words of the articles that name the events in question: the likeliest, in the order of the articles."""
    findings: dict[str, Finding] = {}
    for article in articles:
        for passage in _passages(asked, article.annotation.sentences[:_MOST_SENTENCES]):
            for event, chance in event_model().answer(asked, events_of(passage)):
                cited = Citation.of(article.article, event.sentence.start, event.sentence.end)
                known = findings.get(event.text)
                before = known.citations if known else ()
                best = max(chance, known.score if known else 0.0)
                findings[event.text] = Finding(event.text, tuple(dict.fromkeys((*before, cited))), best)
    likeliest = sorted(findings.values(), key=lambda finding: -finding.score)[:_MOST_EVENTS]
    return tuple(finding for finding in findings.values() if finding in likeliest)


def _passages(asked: EventQuestion, sentences: tuple[Sentence, ...]) -> Iterator[tuple[Sentence, ...]]:
    """The sentences that are read together: those around the event that is asked about, else every few."""
    if not asked.related:
        yield from (sentences[start : start + _PASSAGE] for start in range(0, len(sentences), _PASSAGE))
        return
    anchors = find_anchors(asked, events_of(sentences))
    if anchors:
        place = anchors[0].place
        yield sentences[max(0, place - 2) : place + 3]


def _body(article: AnnotatedArticle) -> list[Sentence]:
    return [sentence for sentence in article.annotation.sentences if sentence.kind is not SentenceKind.HEADING]


def _unknown_name(inquiry: Inquiry, articles: Sequence[AnnotatedArticle]) -> bool:
    """Whether the question names somebody or something that no article mentions: then it is about another event."""
    names = {term.lower for term in inquiry.names if len(term.lower) > 2}
    if not names:
        return False
    stems = {token.lower[:5] for article in articles for s in article.annotation.sentences for token in s.tokens}
    return any(name[:5] not in stems for name in names)


def _repeats(candidates: Candidates, index: int) -> list[int]:
    """The candidates with the same text, this one first."""
    text = same_text(candidates.text(index))
    others = (i for i in range(len(candidates.spans)) if i != index and same_text(candidates.text(i)) == text)
    return [index, *others]


def _cite(candidates: Candidates, index: int, articles: Sequence[AnnotatedArticle]) -> Citation:
    where = candidates.where[index]
    sentence = candidates.sentences[where]
    return Citation.of(articles[candidates.origins[where]].article, sentence.start, sentence.end)
