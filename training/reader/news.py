"""Windows over invented news: what the engine shows the reader for a question, and whether the answer stands in it.

    python -m training.reader.news OUT

The articles and questions under ``training/reader/news`` were written for this, without a look at the engine: events
of which two or three outlets report, and questions as people type them, almost half of them on what no article says.
They are asked of a store as a chat would ask it, so the reader learns from the passages that it will see. It runs in
the product's own environment, which has the language models; training, in another, reads what it writes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np

from briefings.annotation import Sentence, Vector
from briefings.answers.excerpts import excerpts
from briefings.answers.names import lexicon, recognise
from briefings.answers.passages import readings
from briefings.answers.proposals import wording
from briefings.answers.question import inquire
from briefings.answers.reader import sentence_around
from briefings.backends.extractive import ExtractiveSummarizer
from briefings.engine import Briefings
from briefings.language.pipeline import load
from briefings.models import AnnotatedArticle, Answer, AnswerStatus, Document, Question, Scope
from briefings.ports import Annotator
from briefings.storage.sqlite import SqliteStore
from training.reader.passages import Span
from training.reader.prepare import Window
from training.reader.units import keep

SETS = Path(__file__).parent / "news"
POLAR = "yes-no"
"""The kind of question that no span answers."""
_SCOPE = Scope("training")
_MISSES, _UNANSWERED = 1, 4  # passages without the answer that are kept of a question, beside those of pairs
_SHORTEST = 15  # characters of a sentence that is read alone

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the reader is asked it, and the passages that it is shown, each with its article's id."""

    row: Row
    question: str
    passages: tuple[tuple[str, str], ...]


def write(folders: Sequence[Path], annotator: Annotator, out: Path) -> None:
    """Write the windows of all sets, one unit a line: a window, and what nearly answers it beside it."""
    chance = Random(0)
    made = [window for folder in folders for shown in ask(folder, annotator) for window in units(shown, chance)]
    keep(made, out)
    print(json.dumps({"units": len(made), "answered": sum(bool(each.spans) for each in made)}))


def ask(folder: Path, annotator: Annotator) -> Iterator[Shown]:
    """Ask the questions of a set over all its articles, and see what the reader would be given."""
    listener = _Listener()
    rows = _rows(folder / "articles.jsonl")
    with TemporaryDirectory() as place:
        store = SqliteStore(Path(place) / "news.db")
        try:
            briefings = Briefings(store, annotator, ExtractiveSummarizer(annotator.embed), listener)
            documents = [_document(row) for row in rows]
            asked = max(each.published for each in documents if each.published)
            stored = briefings.ingest(documents, _SCOPE.workspace, asked)
            names = {each.article.id: document.key for document, each in zip(documents, stored, strict=True)}
            events = {str(row["id"]): str(row["event"]) for row in rows}
            for row in _rows(folder / "questions.jsonl"):
                if row["kind"] != POLAR:
                    briefings.answer(_SCOPE, Question(str(row["question"]), asked))
                    yield _shown({**row, "events": events}, listener, names)
        finally:
            store.close()


def units(shown: Shown, chance: Random) -> list[Window]:
    """A question's windows: each that answers with one that does not, if there is any, and some more of those."""
    answers = cast(list[list[str]], shown.row["answers"])
    articles, events = cast(list[str], shown.row["articles"]), cast(dict[str, str], shown.row["events"])
    told = {events[each] for each in articles}
    right, miss = [], []
    for article, text in shown.passages:
        spans = longest(span for wordings in answers for words in wordings for span in occurrences(text, words))
        if spans and article in articles:
            right.append(Window("news", shown.question, text, spans[:4]))
        elif not spans or events[article] not in told:  # another report of it may answer, too
            miss.append(Window("news none", shown.question, text))
    if answers and not right:
        return []
    right += filter(None, map(alone, list(right)))
    miss += filter(None, map(alone, miss[:3]))
    chance.shuffle(miss)
    pairs = [
        Window(each.kind, each.question, each.passage, each.spans, miss=miss.pop() if miss else None) for each in right
    ]
    return [*pairs, *miss[: _MISSES if answers else _UNANSWERED]]


def alone(window: Window) -> Window | None:
    """The sentence of the answer by itself, as the reader's second look has it; of no answer, the one in the middle."""
    middle = len(window.passage) // 2
    start, end = sentence_around(window.passage, *(window.spans[0] if window.spans else (middle, middle)))
    spans = tuple((first - start, last - start) for first, last in window.spans if start <= first and last <= end)
    if bool(spans) != bool(window.spans) or end - start < _SHORTEST:
        return None
    return Window(window.kind, window.question, window.passage[start:end], spans)


def occurrences(text: str, words: str) -> list[Span]:
    """Where words stand in a text, whole and in either case."""
    return [found.span() for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)]


def longest(spans: Iterator[Span]) -> tuple[Span, ...]:
    """The spans in their order, without those that lie inside another."""
    each = sorted(set(spans))
    return tuple(s for s in each if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in each))


@dataclass(slots=True)
class _Listener:
    """Answers nothing, and remembers what it was given to answer from."""

    parsed: Sentence | None = None
    vector: Vector = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    articles: Sequence[AnnotatedArticle] = ()

    def answer(
        self, question: Question, parsed: Sentence, vector: Vector, articles: Sequence[AnnotatedArticle]
    ) -> Answer:
        """Say nothing."""
        self.parsed, self.vector, self.articles = parsed, vector, articles
        return Answer(AnswerStatus.NOT_FOUND, question.text)


def _shown(row: Row, listener: _Listener, names: dict[int, str]) -> Shown:
    assert listener.parsed
    inquiry, _ = recognise(inquire(listener.parsed), lexicon(listener.articles))
    found = readings(inquiry, np.asarray(listener.vector).reshape(-1), listener.articles)
    passages = [(names[each.reading.known.article.id], each.text) for each in excerpts(inquiry, found)]
    return Shown(row, wording(inquiry), tuple(passages))


def _document(row: Row) -> Document:
    published = datetime.fromisoformat(str(row["published"])).astimezone(UTC)
    return Document(str(row["id"]), str(row["text"]), str(row["title"]), str(row["url"]), published=published)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    write(sorted(folder for folder in SETS.iterdir() if folder.is_dir()), load(), Path(sys.argv[1]))
