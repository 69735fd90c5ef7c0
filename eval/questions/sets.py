"""The sets of questions over a store, each question with the documents that the store holds under ``docs``.

Near-miss articles are what goes wrong in a store: the two articles of the parade are asked about alone and among a
thousand of other events, and our own questions are asked over whole sets of articles, not over the one they are about.
Two sets come with articles of their own, invented for this: "fresh", which was looked at in development, and "held",
of which nobody who works on the engine has read more than the totals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import cast

from eval.data import read_rows

Rows = list[dict[str, object]]

_DATA = Path(__file__).parent / "data"
OWN_QUESTIONS = _DATA / "own_questions.jsonl"
"""Our own questions: id, set, question, kind, ids of the articles that answer it or seem to, accepted answers."""

OTHER_EVENTS = ("clusters_ecb", "clusters_5w1h", "clusters_uci")
ARTICLES_AMONG_OTHERS = 1_000
_OTHERS_OF_SAMPLE = 20
_FIRST_ARRIVAL = datetime(2024, 12, 1, tzinfo=UTC)  # the questions are asked a month later
_BETWEEN_ARRIVALS = timedelta(hours=1)


def parade(data: Path, sample: int | None = None) -> Rows:
    """The questions about the two articles of the parade, over these two alone."""
    docs = read_rows(data / "ask_parade_docs.dev.jsonl")
    return [{**row, "docs": docs} for row in read_rows(data / "ask_parade.dev.jsonl")[:sample]]


def parade_among_others(data: Path, sample: int | None = None) -> Rows:
    """The same questions over a store of 1,000 articles, 998 of them on other events; of a sample, over 22."""
    docs = read_rows(data / "ask_parade_docs.dev.jsonl")
    most = ARTICLES_AMONG_OTHERS if sample is None else len(docs) + _OTHERS_OF_SAMPLE
    others = chain.from_iterable(articles(data, name) for name in OTHER_EVENTS)
    docs += islice(others, most - len(docs))
    return [{**row, "docs": docs} for row in read_rows(data / "ask_parade.dev.jsonl")[:sample]]


def own_questions(data: Path, sample: int | None = None) -> Rows:
    """Our own questions, each over all articles of its set; of a sample, over the stories that it asks about."""
    rows = read_rows(OWN_QUESTIONS)[:sample]
    docs = {name: articles(data, name) for name in dict.fromkeys(str(row["set"]) for row in rows)}
    if sample is not None:
        docs = {name: _of_same_stories(rows, held) for name, held in docs.items()}
    return [{**row, "docs": docs[str(row["set"])]} for row in rows]


def _invented(name: str) -> Callable[[Path, int | None], Rows]:
    def rows(_data: Path, sample: int | None = None) -> Rows:
        """Questions over invented news, each over all of its articles."""
        docs = read_rows(_DATA / f"{name}_articles.jsonl")
        return [{**row, "docs": docs} for row in read_rows(_DATA / f"{name}_questions.jsonl")[:sample]]

    return rows


QUESTION_SETS: Mapping[str, Callable[[Path, int | None], Rows]] = {
    "ask_parade": parade,
    "ask_distractors": parade_among_others,
    "own_questions": own_questions,
    "fresh_questions": _invented("fresh"),
    "held_questions": _invented("held"),
}
"""The sets by name; each is read from the folder of the evaluation data, whole or its first rows only."""


def articles(data: Path, name: str) -> Rows:
    """The articles of a set of stories as documents: a headline is its own text, and every one has a date."""
    return dated({**row, "text": row.get("text") or row["title"]} for row in read_rows(data / f"{name}.dev.jsonl"))


def dated(rows: Iterable[Mapping[str, object]]) -> Rows:
    """The rows with ``published``; one that tells no date came an hour after the one before it in the file."""
    found: Rows = []
    when = _FIRST_ARRIVAL
    for row in rows:
        when = _published(row) or when + _BETWEEN_ARRIVALS
        found.append({**row, "published": when.isoformat()})
    return found


def _published(row: Mapping[str, object]) -> datetime | None:
    if isinstance(milliseconds := row.get("published_ms"), str | int):
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    if isinstance(text := row.get("published"), str) and text:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    return None


def _of_same_stories(questions: Sequence[Mapping[str, object]], docs: Rows) -> Rows:
    named = {article for question in questions for article in cast(list[str], question["articles"])}
    stories = {doc["cluster"] for doc in docs if doc["id"] in named}
    return [doc for doc in docs if doc["cluster"] in stories]
