"""Windows over invented news: they hold what is asked for, or nothing that could be meant."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from briefings.ports import Annotator
from training.reader.news import POLAR, SETS, alone, ask, longest, occurrences, units
from training.reader.prepare import Window
from training.reader.units import keep, read

ARTICLES = (
    (
        "n1",
        "strike",
        "Dockers walk out in Varna",
        "About 900 dockers walked out in Varna on Monday. They want more pay.",
    ),
    ("n2", "strike", "Port of Varna idle", "The port of Varna stood idle. The union counted 900 dockers at the gates."),
    ("n3", "library", "A library for Varna", "The mayor of Varna opened a library on Sunday. It has 40,000 books."),
)
QUESTIONS: tuple[tuple[str, str, list[str], list[list[str]]], ...] = (
    ("q1", "how many dockers walked out in varna", ["n1"], [["900"]]),
    ("q2", "Who leads the dockers of Varna?", ["n1"], []),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = [
        {"id": key, "event": event, "title": title, "text": text, "url": "", "published": "2025-01-06T10:00:00+01:00"}
        for key, event, title, text in ARTICLES
    ]
    questions = [
        {"id": key, "question": question, "kind": "?", "articles": told, "answers": answers}
        for key, question, told, answers in QUESTIONS
    ]
    for name, rows in (("articles", articles), ("questions", questions)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return tmp_path


def test_what_answers_stands_beside_what_does_not(folder: Path, annotator: Annotator) -> None:
    answered, unanswered = (units(shown, Random(0)) for shown in ask(folder, annotator))
    right = [each for each in answered if each.spans]
    assert right
    assert all("900" in each.passage[slice(*span)] for each in right for span in each.spans)
    assert any(each.miss for each in right)
    misses = [each.miss or each for each in answered if each.miss or not each.spans]
    assert not any("900" in each.passage for each in misses), "another report of the same event may answer, too"
    assert unanswered
    assert not any(each.spans or each.miss for each in unanswered)


def test_windows_are_read_as_they_were_kept(tmp_path: Path) -> None:
    windows = [
        Window("news", "Who?", "Ana came.", ((0, 3),), miss=Window("news none", "Who?", "Nobody came.")),
        Window("news none", "When?", "Ana came."),
    ]
    keep(windows, tmp_path / "new" / "news.jsonl")
    assert read(tmp_path / "new" / "news.jsonl") == windows


def test_a_sentence_is_read_alone_with_its_answer() -> None:
    window = Window("news", "Who?", "It rained all day. Ana Silva came. Then all left.", ((19, 28),))
    found = alone(window)
    assert found
    assert found.passage[slice(*found.spans[0])] == "Ana Silva"
    assert "rained" not in found.passage


def test_answers_are_whole_words_and_the_longest() -> None:
    text = "Ana Silva and Susana met ana."
    assert [text[slice(*span)] for span in occurrences(text, "Ana")] == ["Ana", "ana"]
    spans = longest(span for words in ("Ana", "Ana Silva") for span in occurrences(text, words))
    assert [text[slice(*span)] for span in spans] == ["Ana Silva", "ana"]


@pytest.mark.parametrize("folder", sorted(SETS.iterdir()), ids=lambda folder: folder.name)
def test_every_set_answers_in_the_articles_that_it_names(folder: Path) -> None:
    texts = {
        row["id"]: f"{row['title']}\n{row['text']}".lower()
        for row in map(json.loads, (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines())
    }
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        told = " ".join(texts[article] for article in row["articles"])
        if row["kind"] != POLAR:
            assert all(any(words.lower() in told for words in wordings) for wordings in row["answers"]), row["id"]
