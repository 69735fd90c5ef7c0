"""From a question to the articles that may answer it: words to search for, and the found articles in order of promise.

A passage is easy to find, the right article is hard: the names and figures of the question decide between articles
that tell of like events, the embeddings between those that name the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from briefings.annotation import Sentence, Vector
from briefings.answers.inquiry import Inquiry, Kind
from briefings.answers.question import inquire
from briefings.answers.vocabulary import vocabulary
from briefings.models import AnnotatedArticle, Passage

_MOST_ARTICLES = 20
_NAMES, _WORDS, _MEANING = 1.0, 0.4, 0.7
_HALF_LIFE_DAYS = 3.0
_RECENT = frozenset(
    {"latest", "new", "news", "now", "today", "tonight", "yesterday", "recent", "recently", "currently", "update"}
)


def query_words(parsed: Sentence) -> list[str]:
    """The words to search a store for: those that carry the question, its names as phrases too, and nations' people."""
    inquiry = inquire(parsed)
    stop = vocabulary().stop
    words = [parsed.tokens[term.index].text for term in inquiry.terms]
    if inquiry.focus and inquiry.focus not in stop:
        words.append(inquiry.focus)
    words.extend(_phrases(inquiry))
    nations = vocabulary().nations
    for term in inquiry.terms:
        if term.lower in nations:
            words.extend(word for word, number in nations.items() if number == nations[term.lower] and "." not in word)
    return list(dict.fromkeys(word for word in words if word.lower() not in stop))


def _phrases(inquiry: Inquiry) -> list[str]:
    """Names of several words, each as one phrase."""
    rows: list[list[int]] = []
    for term in inquiry.names:
        if rows and rows[-1][-1] + 1 == term.index:
            rows[-1].append(term.index)
        else:
            rows.append([term.index])
    tokens = inquiry.sentence.tokens
    return [" ".join(tokens[index].text for index in row) for row in rows if len(row) > 1]


def choose_articles(
    parsed: Sentence,
    vector: Vector,
    passages: Sequence[Passage],
    articles: Sequence[AnnotatedArticle],
    asked: datetime,
) -> list[AnnotatedArticle]:
    """The found articles, the most promising first, at most 20.

    Args:
        parsed: the question.
        vector: the question's embedding.
        passages: what the store's search found for ``query_words``, best first.
        articles: the articles of those passages.
        asked: when the question was asked; a question about what is new prefers what was published shortly before.
    """
    inquiry = inquire(parsed)
    found: dict[int, float] = defaultdict(float)
    for rank, passage in enumerate(passages):
        found[passage.article_id] = max(found[passage.article_id], 1 / (1 + rank / 10))
    recent = wants_recent(parsed, inquiry)

    def promise(known: AnnotatedArticle) -> float:
        score = _NAMES * _named(inquiry, known) + _WORDS * found[known.article.id] + _MEANING * _nearness(known, vector)
        if recent:
            days = max((asked - known.article.when).total_seconds() / 86_400, 0.0)
            score += 0.5 * math.exp2(-days / _HALF_LIFE_DAYS)
        return score

    return sorted(articles, key=promise, reverse=True)[:_MOST_ARTICLES]


def wants_recent(parsed: Sentence, inquiry: Inquiry) -> bool:
    """Whether a question asks for what is new, so that a late article beats an early one."""
    return inquiry.kind is Kind.NEWS or any(token.lower in _RECENT for token in parsed.tokens)


def _nearness(known: AnnotatedArticle, vector: Vector) -> float:
    """The cosine of the question and the nearest sentence."""
    vectors = known.annotation.vectors
    return float(np.max(vectors @ np.asarray(vector).reshape(-1))) if len(vectors) else 0.0


def _named(inquiry: Inquiry, known: AnnotatedArticle) -> float:
    """The share of the question's terms that the article's words hold, names and figures counting double."""
    if not inquiry.terms:
        return 0.0
    words = {word.strip(".,:;!?'\"‘’“”()").lower() for word in known.article.title.split()}
    for sentence in known.annotation.sentences:
        words.update(token.lower for token in sentence.tokens)
        words.update(token.lemma for token in sentence.tokens)
    nations = vocabulary().nations
    places = {nations[word] for word in words if word in nations}
    weights = [2.0 if term.name or term.number else 1.0 for term in inquiry.terms]
    held = [
        term.lower in words or term.concept in words or nations.get(term.lower, -1) in places for term in inquiry.terms
    ]
    return sum(weight for weight, there in zip(weights, held, strict=True) if there) / sum(weights)
