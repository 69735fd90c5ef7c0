"""Questions over a store: a row's documents go into an empty one, and the engine that serves the chat answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.wiring import configured_reader
from briefings.answers.attendance import coming
from briefings.backends.extractive import ExtractiveAnswerer, ExtractiveSummarizer
from briefings.engine import Briefings
from briefings.models import Answer, Document, Question, Scope
from briefings.ports import Annotator
from briefings.storage.sqlite import SqliteStore

_ASKED = datetime(2025, 1, 1, tzinfo=UTC)
_WORKSPACE = "eval"


def predict(rows: Iterable[Mapping[str, object]], annotator: Annotator) -> Iterator[dict[str, object]]:
    """Answer each question from the documents in its ``docs``; neighbours with the same list share their store."""
    answerer = ExtractiveAnswerer(configured_reader())
    for _, neighbours in groupby(rows, key=lambda row: id(row["docs"])):
        yield from _answer(list(neighbours), annotator, answerer)


def _answer(
    rows: Sequence[Mapping[str, object]], annotator: Annotator, answerer: ExtractiveAnswerer
) -> Iterator[dict[str, object]]:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "eval.db")
        try:
            briefings = Briefings(store, annotator, ExtractiveSummarizer(annotator.embed), answerer)
            documents = _documents(rows[0]["docs"])
            asked = max([_ASKED, *(each.published for each in documents if each.published)])
            keys = _load(briefings, documents, asked)
            for row in rows:
                answer = briefings.answer(Scope(_WORKSPACE), Question(str(row["question"]), asked))
                yield {"id": row["id"], **_prediction(answer, keys)}
        finally:
            store.close()


def _documents(docs: object) -> list[Document]:
    return [_document(row) for row in docs] if isinstance(docs, list) else []


def _load(briefings: Briefings, documents: Sequence[Document], asked: datetime) -> dict[int, str]:
    """Store the documents; their ids by the store's."""
    stored = briefings.ingest(documents, _WORKSPACE, asked)
    return {each.article.id: document.key for document, each in zip(documents, stored, strict=True)}


def _document(row: Mapping[str, object]) -> Document:
    published = row.get("published")
    return Document(
        key=str(row["id"]),
        text=str(row["text"]),
        title=str(row.get("title") or ""),
        url=str(row.get("url") or ""),
        published=_moment(str(published)) if published else None,
    )


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _prediction(answer: Answer, keys: Mapping[int, str]) -> dict[str, object]:
    return {
        "answer": answer.text or "",
        "answers": [entry.name for entry in coming(answer.roster)] if answer.roster and answer.text else [],
        "citations": list(dict.fromkeys(keys[citation.article_id] for citation in answer.citations)),
        "quotes": [citation.quote for citation in answer.citations],
    }
