"""A story's articles made into bullets: chosen, cited, set against what was told, and put in order (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from briefings.annotation import Annotation, Vector
from briefings.digests.candidates import Candidate, find_candidates
from briefings.digests.comers import comers_bullet
from briefings.digests.order import reading_order
from briefings.digests.salience import Salience, salience
from briefings.digests.selection import EXTENTS, Extent, select
from briefings.models import AnnotatedArticle, Article, Bullet, BulletKind, Citation, Length, Told
from briefings.stories.agreement import Statement, repeats, says, statements_of, support, weigh
from briefings.stories.changes import Change, Memory, corrections
from briefings.stories.conflicts import find_conflicts

Embed = Callable[[Sequence[str]], Vector]

_NEAR = 0.4  # cosine below which no two sentences say the same
_ECHO = 0.68  # cosine from which two sentences very probably say the same
_DISPUTED = 0.45  # share of a candidate's words in a conflict that tells both sides
_TITLE = 0.3  # the chance that a word of a title stands in a summary, beside what the text says
_CONFLICTS = {Length.SHORT: 1, Length.NORMAL: 2, Length.LONG: 4}
_REMEMBERED: WeakKeyDictionary[Annotation, tuple[Article, list[Statement]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A candidate with the statements that it rests on, its own first, and what it is to the channel."""

    candidate: Candidate
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
    sources = [_statements(article) for article in usable]
    conflicts = [bullet for found in find_conflicts(sources) if (bullet := _unless_told(found, memory)) is not None][
        : _CONFLICTS[length]
    ]
    withdrawn = corrections(usable, told)[: extent.most]
    comers = _unless_told(found, memory) if length is not Length.SHORT and (found := comers_bullet(usable)) else None
    room = replace(extent, most=max(1, extent.most - len(conflicts) - len(withdrawn) - (comers is not None)))
    drafted = _draft(usable, sources, room, memory, [weigh(conflict.text) for conflict in conflicts])
    facts = [_bullet(draft) for draft in reading_order(drafted, lambda draft: draft.candidate)]
    if comers is not None:
        facts.insert(1, comers)
    return tuple(_place(facts, [*conflicts, *withdrawn])[: extent.most])


def _statements(annotated: AnnotatedArticle) -> list[Statement]:
    """An article's sentences as statements, made once for as long as its annotation is in memory."""
    article, found = _REMEMBERED.get(annotated.annotation, (None, []))
    if article != annotated.article:
        found = statements_of(annotated)
        _REMEMBERED[annotated.annotation] = annotated.article, found
    return found


def _draft(
    articles: Sequence[AnnotatedArticle],
    sources: Sequence[Sequence[Statement]],
    extent: Extent,
    memory: Memory,
    disputed: Sequence[Mapping[str, float]],
) -> list[_Drafted]:
    candidates: list[Candidate] = []
    changes: list[Change] = []
    for candidate in find_candidates(articles):
        words = weigh(candidate.text)
        if any(support(words, conflict) >= _DISPUTED for conflict in disputed):
            continue
        change = memory.judge(candidate.text, candidate.sentence.text, candidate.vector)
        if change is not None:
            candidates.append(candidate)
            changes.append(change)
    statements = [candidate.statement for candidate in candidates]
    nearness = [_nearness(statements, source) for source in sources]
    chosen = select(
        candidates,
        _story_salience(articles),
        extent,
        voices=_voices(candidates, nearness),
        repeats=lambda later, earlier: repeats(statements[later], statements[earlier]),
    )
    return [
        _Drafted(
            candidates[index], _cited(statements[index], index, candidates[index].place, sources, nearness), change
        )
        for index in chosen
        for change in [changes[index]]
    ]


def _nearness(bullets: Sequence[Statement], source: Sequence[Statement]) -> Vector:
    """The cosine of each bullet, a row, to each sentence of an article, a column."""
    if not bullets or not source:
        return np.zeros((len(bullets), len(source)), dtype=np.float32)
    rows = np.stack([bullet.vector for bullet in bullets])
    return np.asarray(rows @ np.stack([statement.vector for statement in source]).T)


def _voices(candidates: Sequence[Candidate], nearness: Sequence[Vector]) -> list[int]:
    """How many articles seem to say each candidate, its own among them."""
    return [
        sum(
            place == candidate.place or bool(near.shape[1] and near[index].max() >= _ECHO)
            for place, near in enumerate(nearness)
        )
        for index, candidate in enumerate(candidates)
    ]


def _cited(
    bullet: Statement, index: int, place: int, sources: Sequence[Sequence[Statement]], nearness: Sequence[Vector]
) -> tuple[Statement, ...]:
    """The bullet's own sentence, and the nearest sentence of each other article that says the same."""
    found = [bullet]
    for other, (statements, near) in enumerate(zip(sources, nearness, strict=True)):
        if other == place:
            continue
        numbers = [number for number in np.argsort(-near[index], kind="stable") if near[index][number] >= _NEAR]
        agreeing = next((statements[number] for number in numbers if says(statements[number], bullet)), None)
        if agreeing is not None:
            found.append(agreeing)
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
