"""A database that cannot be written answers; only what would store something is refused."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefings.backends.extractive import ExtractiveAnswerer, ExtractiveSummarizer
from briefings.engine import Briefings
from briefings.errors import ReadOnlyError
from briefings.models import AnswerStatus, Document, Question, Scope
from briefings.ports import Annotator
from briefings.storage.sqlite import SqliteStore
from tests.privileges import unprivileged

SCOPE = Scope("newsroom")
STRIKE = Document(
    "file:strike",
    "The harbour strike in Gdansk ended on Tuesday after eleven days.\n"
    "About 900 dockers had stopped work, union leader Ewa Nowak said.\n",
    source="The Baltic Post",
)
QUESTION = Question("How many dockers stopped work?", datetime(2025, 8, 29, tzinfo=UTC))


def test_a_read_only_database_answers_and_says_why_it_stores_nothing(
    shared_folder: Path, annotator: Annotator, now: datetime
) -> None:
    path = shared_folder / "news.db"
    with closing(SqliteStore(path)) as store:
        briefings = engine(store, annotator)
        list(briefings.ingest([STRIKE], SCOPE.workspace, now))
        assert store.facts().writable
        # What is loaded on first use lies where the unprivileged user of this test may not read.
        assert briefings.answer(SCOPE, QUESTION).text
        assert briefings.digest(SCOPE, now).bullets
    path.chmod(0o444)
    shared_folder.chmod(0o555)
    with unprivileged(), closing(SqliteStore(path)) as store:
        briefings = engine(store, annotator)
        assert briefings.digest(SCOPE, now).bullets
        assert briefings.answer(SCOPE, QUESTION).status is AnswerStatus.ANSWERED
        assert [source.articles for source in briefings.sources(SCOPE)] == [1]
        assert not briefings.facts().writable
        news = Document("file:news", "The dockers in Gdansk returned to work on Wednesday.\n")
        with pytest.raises(ReadOnlyError, match=r"news\.db cannot be written; give yourself write access"):
            list(briefings.ingest([news], SCOPE.workspace, now))


def engine(store: SqliteStore, annotator: Annotator) -> Briefings:
    return Briefings(store, annotator, ExtractiveSummarizer(annotator.embed), ExtractiveAnswerer())
