"""Reads the training rows: ``qa``, ``lists``, ``nli`` and four titles of SQuAD 2.0's development split."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NATURAL = ("squad1_train", "squad1_train_para", "squadshifts_new_wiki")
"""Questions that people wrote about a paragraph."""
SENTENCES = ("squad1_train_sent", "squad1_train_sent_neighbour")
"""The same, about single sentences."""
TEMPLATES = ("qasrl_gs_wikinews", "qanom_wikinews", "qasrl_gs_wikipedia", "qanom_wikipedia")
"""QA-SRL and QANom: "Who announced something?", half of them on news."""
_LONGEST = 140  # words of a text beside a statement
HELD_OUT_FROM = 4
"""Of the eight titles in sorted order, those before it train and calibrate, the others measure."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question on a text; ``answers`` are (words, offset), none where there is no answer."""

    id: str
    source: str
    title: str
    text: str
    question: str
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement and a text that says so, or does not."""

    claim: str
    text: str
    holds: bool


def claims(path: Path) -> Iterator[Claim]:
    """The statements of ``nli.jsonl.gz`` that a text of at most ``_LONGEST`` words supports wholly or not at all.

    Every fourth of the many about pictures is taken: they are short, and far from the news.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            fitting = 3 < len(row["premise"].split()) <= _LONGEST and row["label"] != "partial"
            if fitting and (number % 4 == 0 or not row["source"].startswith("snli")):
                yield Claim(row["hypothesis"].strip(), row["premise"], row["label"] == "entailment")


def read(path: Path) -> Iterator[Item]:
    """The rows of a training file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            answers = tuple((words, start) for words, start in row["answers"] if words)
            good = all(row["context"][start : start + len(words)] == words for words, start in answers)
            if good:
                name = row.get("id", f"{path.stem}-{number}")
                yield Item(name, row["source"], row.get("title", ""), row["context"], row["question"].strip(), answers)


def squad2(path: Path, *, held_out: bool) -> list[Item]:
    """SQuAD 2.0's development questions: of the first four titles, or of the others."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    titles = sorted({row["title"] for row in rows})
    kept = set(titles[HELD_OUT_FROM:] if held_out else titles[:HELD_OUT_FROM])
    items = []
    for row in rows:
        if row["title"] in kept:
            given = [] if row["is_impossible"] else sorted(set(row["answers"]))
            places = tuple((words, start) for words in given for start in occurrences(row["context"], words))
            if bool(places) != row["is_impossible"]:
                items.append(Item(row["id"], "squad2", row["title"], row["context"], row["question"].strip(), places))
    return items


def occurrences(text: str, words: str) -> list[int]:
    """Every offset at which words stand in a text, at most five."""
    found: list[int] = []
    start = text.find(words)
    while start >= 0 and len(found) < 5:
        found.append(start)
        start = text.find(words, start + 1)
    return found
