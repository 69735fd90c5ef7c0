"""Rosters of many events, from summits to strikes, as a careful reader would draw them up."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from briefings.answers.rosters import build_roster
from briefings.models import AnnotatedArticle, Article
from briefings.ports import Annotator

COMING = {"attending", "expected", "sending_representatives"}
REPORTS = tomllib.loads(Path(__file__).with_name("reports.toml").read_text(encoding="utf-8"))["report"]
NOW = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)


class Verdict(NamedTuple):
    """What is wrong with a roster: names with a wrong status or none, and comers whom nobody announced."""

    missed: list[str]
    false_comers: list[str]


def judge(text: str, wanted: dict[str, str], annotator: Annotator) -> Verdict:
    article = Article(1, 1, "report", text, "", "", "Gazette", "", NOW, "", NOW)
    annotated = AnnotatedArticle(article, annotator.annotate(text))
    roster = build_roster(annotator.parse("Who is attending?"), [annotated], NOW)
    assert roster is not None
    for entry in roster.entries:
        for citation in entry.citations:
            assert text[citation.start : citation.end] == citation.quote
    known: set[str] = set()
    missed = []
    for names, statuses in wanted.items():
        hits = [e for e in roster.entries if any(is_same(e.name, name) for name in names.split("|"))]
        known.update(entry.name for entry in hits)
        found = {entry.status.value for entry in hits}
        if not found or not found <= set(statuses.split("|")):
            missed.append(f"{names}: {statuses}, not {sorted(found)}")
    return Verdict(missed, [e.name for e in roster.entries if e.name not in known and e.status.value in COMING])


def is_same(one: str, other: str) -> bool:
    a, b = (" ".join(["", *re.findall(r"\w+", name.lower()), ""]) for name in (one, other))
    return a in b or b in a


@pytest.mark.parametrize("report", REPORTS, ids=[report["text"][:60] for report in REPORTS])
def test_a_report_gives_the_roster_that_a_reader_would_draw_up(report: dict[str, object], annotator: Annotator) -> None:
    wanted = report["roster"]
    assert isinstance(wanted, dict)
    assert judge(str(report["text"]), wanted, annotator) == Verdict([], [])
