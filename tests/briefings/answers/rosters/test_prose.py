"""Rosters of events in invented prose, whole: who is on them with which standing, and that nobody else is."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefings.answers.rosters import build_roster
from briefings.models import AnnotatedArticle, Article
from briefings.ports import Annotator

EVENTS = tomllib.loads(Path(__file__).with_name("prose.toml").read_text(encoding="utf-8"))["event"]
NOW = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)


def stored(number: int, report: dict[str, str], annotator: Annotator) -> AnnotatedArticle:
    when = NOW + timedelta(days=number)
    article = Article(number, 1, f"report {number}", report["text"], report["title"], "", "Gazette", "", when, "", when)
    return AnnotatedArticle(article, annotator.annotate(report["text"]))


@pytest.mark.parametrize("event", EVENTS, ids=[event["about"] for event in EVENTS])
def test_a_roster_of_prose_is_whole_and_names_nobody_else(event: dict[str, object], annotator: Annotator) -> None:
    reports, wanted = event["articles"], event["roster"]
    assert isinstance(reports, list)
    assert isinstance(wanted, dict)
    articles = [stored(number, report, annotator) for number, report in enumerate(reports, 1)]
    roster = build_roster(annotator.parse(str(event["question"])), articles, NOW + timedelta(days=30))
    assert roster is not None
    found = {entry.name: entry.status.value for entry in roster.entries}
    expected = {
        name: found.get(name) if found.get(name) in status.split("|") else status for name, status in wanted.items()
    }
    assert found == expected
    texts = {each.article.id: each.article.text for each in articles}
    for citation in (citation for entry in roster.entries for citation in entry.citations):
        assert texts[citation.article_id][citation.start : citation.end] == citation.quote
