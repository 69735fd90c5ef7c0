"""A story's articles made into bullets: chosen, cited, set against what was told, and put in order (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from briefings.annotation import SentenceKind, Vector
from briefings.digests.candidates import Candidate, find_candidates
from briefings.digests.order import reading_order
from briefings.digests.salience import Salience, salience
from briefings.digests.selection import EXTENTS, Extent, select
from briefings.models import AnnotatedArticle, Bullet, BulletKind, Citation, Length, Told
from briefings.stories.agreement import Statement, repeats, says, weigh
from briefings.stories.changes import Change, Memory, corrections
from briefings.stories.conflicts import find_conflicts

Embed = Callable[[Sequence[str]], Vector]

_NEAR = 0.4  # cosine below which no two sentences say the same
_TITLE = 0.3  # the chance that a word of a title stands in a summary, beside what the text says
_CONFLICTS = {Length.SHORT: 1, Length.NORMAL: 2, Length.LONG: 4}


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A candidate with the statements that it rests on, its own first, and what it is to the channel."""

    candidate: Candidate
    statement: Statement
    cited: tuple[Statement, ...]
    change: Change


def compose(
    articles: Sequence[AnnotatedArticle], *, length: Length, told: Sequence[Told] = (), embed: Embed | None = None
) -> tuple[Bullet, ...]:
    """A story's bullets in reading order.

    Args:
        articles: the story's articles with their annotations.
        length: at most 3, 8 or 14 bullets.
        told: what the channel was told of the story; nothing of it comes back unless it changed.
        embed: the embedder, for comparing with what was told by meaning as well as by words.
    """
    usable = [article for article in articles if article.annotation.body]
    memory = Memory.of(told, embed)
    extent = EXTENTS[length]
    conflicts = [bullet for found in find_conflicts(usable) if (bullet := _unless_told(found, memory)) is not None][
        : _CONFLICTS[length]
    ]
    withdrawn = corrections(usable, told)[: extent.most]
    room = replace(extent, most=max(1, extent.most - len(conflicts) - len(withdrawn)))
    drafted = _draft(usable, room, memory)
    facts = [_bullet(draft) for draft in reading_order(drafted, lambda draft: draft.candidate)]
    return tuple(_place(facts, [*conflicts, *withdrawn])[: extent.most])


def _draft(articles: Sequence[AnnotatedArticle], extent: Extent, memory: Memory) -> list[_Drafted]:
    candidates: list[Candidate] = []
    statements: list[Statement] = []
    changes: list[Change] = []
    for candidate in find_candidates(articles):
        kept = candidate.shortened.kept
        statement = Statement.of(candidate.article, candidate.sentence, candidate.vector, kept)
        change = memory.judge(candidate.text, candidate.sentence.text, statement.vector)
        if change is not None:
            candidates.append(candidate)
            statements.append(statement)
            changes.append(change)
    sources = [_whole_sentences(article) for article in articles]
    cited = [
        _cited(statement, candidate.place, sources) for statement, candidate in zip(statements, candidates, strict=True)
    ]
    chosen = select(
        candidates,
        _story_salience(articles),
        extent,
        voices=[len(several) for several in cited],
        repeats=lambda later, earlier: repeats(statements[later], statements[earlier]),
    )
    return [_Drafted(candidates[index], statements[index], cited[index], changes[index]) for index in chosen]


def _whole_sentences(annotated: AnnotatedArticle) -> list[Statement]:
    return [
        Statement.of(annotated.article, sentence, vector)
        for sentence, vector in zip(annotated.annotation.sentences, annotated.annotation.vectors, strict=True)
        if sentence.kind is SentenceKind.BODY
    ]


def _cited(bullet: Statement, place: int, sources: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The bullet's own sentence, and the best sentence of each other article that says the same."""
    found = [bullet]
    for other, statements in enumerate(sources):
        if other == place:
            continue
        near = [
            (float(bullet.vector @ statement.vector), number)
            for number, statement in enumerate(statements)
            if float(bullet.vector @ statement.vector) >= _NEAR
        ]
        for _, number in sorted(near, reverse=True):
            if says(statements[number], bullet):
                found.append(statements[number])
                break
    return tuple(found)


def _story_salience(articles: Sequence[AnnotatedArticle]) -> Salience:
    """What each word is worth, those of the titles more."""
    found = salience([article.annotation for article in articles])
    titles = {stem for article in articles for stem in weigh(article.article.title)}
    raised = {
        word: 1 - (1 - chance) * (1 - _TITLE) if titles and titles & weigh(word).keys() else chance
        for word, chance in found.words.items()
    }
    return Salience(raised, found.pairs)


def _bullet(draft: _Drafted) -> Bullet:
    citations = tuple(
        Citation.of(statement.article, statement.sentence.start, statement.sentence.end) for statement in draft.cited
    )
    return Bullet(draft.candidate.text, citations, BulletKind.FACT, draft.change.novelty, draft.change.before)


def _unless_told(bullet: Bullet, memory: Memory) -> Bullet | None:
    change = memory.judge(bullet.text, "", None)
    return replace(bullet, novelty=change.novelty, before=change.before) if change is not None else None


def _place(facts: Sequence[Bullet], others: Sequence[Bullet]) -> list[Bullet]:
    """Each conflict and correction after the last bullet that cites one of its sentences, else after the lead."""
    placed = list(facts)
    for other in others:
        quotes = {(citation.article_id, citation.start) for citation in other.citations}
        at = [
            index
            for index, bullet in enumerate(placed)
            if any((citation.article_id, citation.start) in quotes for citation in bullet.citations)
        ]
        placed.insert(at[-1] + 1 if at else min(len(placed), 3), other)
    return placed
