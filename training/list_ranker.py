"""Train what makes a list: briefings/answers/lists/data/items.npz and relations.npz.

Items: a first forest learns from SQuAD 1.1 and SQuADShifts questions (CC BY-SA 4.0 and CC BY 4.0) which span could
answer, two more learn from the development split of MultiSpanQA (CC BY-SA 3.0) which spans make a list. Relations: a
forest and a logistic line learn from the development split of TORQUE (Apache-2.0) which events stand in the relation in
time that a question asks for. Only weights leave it, no text.

    python -m training.list_ranker ../shared --cache /tmp/lists.pickle

The cache keeps the annotations between runs; without it they take about 20 minutes. With --cross it also prints what
five-fold (items) and ten-fold (relations) cross-validation by passage gives, by the data's own scorer.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from briefings.annotation import Annotation, Sentence
from briefings.answers.lists import candidates as spans
from briefings.answers.lists.candidates import Candidates, collect
from briefings.answers.lists.choice import choose, same_text, stand
from briefings.answers.lists.event_choice import SUMMARY, EventModel, summarize
from briefings.answers.lists.event_questions import EventQuestion, event_question
from briefings.answers.lists.event_relations import WIDTH, describe, find_anchors
from briefings.answers.lists.events import Event, events_of
from briefings.answers.lists.forest import Floats, Forest
from briefings.answers.lists.models import ItemModel, look_first
from briefings.answers.lists.questions import inquire_list
from briefings.answers.question import tidy
from briefings.language.pipeline import Pipeline, load
from eval.data import read_rows, scorer
from training.boosting import Recipe, grow

DATA = Path(spans.__file__).parent / "data"
FIRST = Recipe(trees=200, rate=0.08)
ITEMS = Recipe(trees=120)
RELATIONS = Recipe(trees=100, rate=0.05, rows=0.7, columns=0.5, penalty=5.0, fewest=15)
_QUESTIONS = 4_000  # of SQuAD
_FOLDS = 5
_INNER = 4  # folds whose held-out chances the third forest learns from

Labels = npt.NDArray[np.bool_]


class Annotations:
    """Parsed questions and annotated texts, kept in a file between runs."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, Annotation | Sentence] = pickle.loads(file.read_bytes()) if file.exists() else {}
        self._pipeline: Pipeline | None = None

    def text(self, text: str) -> Annotation:
        """An article's annotation."""
        found = self._find("text", text, lambda pipeline: pipeline.annotate(text))
        assert isinstance(found, Annotation)
        return found

    def question(self, text: str) -> Sentence:
        """A parsed question."""
        found = self._find("question", text, lambda pipeline: pipeline.parse(tidy(text)))
        assert isinstance(found, Sentence)
        return found

    def has(self, text: str) -> bool:
        """Whether a text is annotated already."""
        return "text" + hashlib.sha1(text.encode()).hexdigest() in self._kept

    def save(self) -> None:
        """Write the file."""
        self._file.write_bytes(pickle.dumps(self._kept, protocol=5))

    def _find(self, kind: str, text: str, make: Callable[[Pipeline], Annotation | Sentence]) -> Annotation | Sentence:
        key = kind + hashlib.sha1(text.encode()).hexdigest()
        if key not in self._kept:
            self._pipeline = self._pipeline or load()
            self._kept[key] = make(self._pipeline)
        return self._kept[key]


@dataclass(frozen=True)
class ItemRow:
    """A list question with its candidates; ``right[i]`` says whether one is a gold answer."""

    id: str
    passage: str
    candidates: Candidates
    right: Labels
    rows: Floats  # the candidates' features with the first forest's score


@dataclass(frozen=True)
class EventRow:
    """An event question with the events of its passage."""

    id: str
    passage: str
    asked: EventQuestion
    events: tuple[Event, ...]
    rows: Floats
    right: Labels
    none: bool


def single_rows(train: Path, known: Annotations) -> Iterator[tuple[Floats, Labels]]:
    """Candidates of SQuAD questions: the right ones, half of the others in their sentences, few of the rest."""
    with gzip.open(train / "qa.jsonl.gz", "rt", encoding="utf-8") as file:
        every = [json.loads(line) for line in file]
    usable = [row for row in every if row["source"] in ("squad1_train", "squadshifts_new_wiki") and row["answers"]]
    draw = random.Random(1)
    draw.shuffle(usable)
    usable.sort(key=lambda row: not known.has(row["context"]))  # so that a second run costs nothing
    for row in usable[:_QUESTIONS]:
        found = collect(inquire_list(known.question(row["question"])), [known.text(row["context"]).sentences])
        right = _right(found, [answer[0] for answer in row["answers"]])
        holding = {found.where[i] for i in np.flatnonzero(right)}
        share = [1.0 if right[i] else 0.5 if found.where[i] in holding else 0.07 for i in range(len(right))]
        kept = [i for i, chance in enumerate(share) if draw.random() < chance]
        if right.any():
            yield found.rows[kept], right[kept]


def item_rows(data: Path, known: Annotations, single: Forest) -> list[ItemRow]:
    """MultiSpanQA's questions."""
    made = []
    for row in read_rows(data / "lists_multispanqa.dev.jsonl"):
        passage = str(row["context"])
        found = collect(inquire_list(known.question(str(row["question"]))), [known.text(passage).sentences])
        rows = look_first(single, found.rows)
        made.append(ItemRow(str(row["id"]), passage, found, _right(found, _answers(row)), rows))
    return made


def event_rows(data: Path, known: Annotations) -> list[EventRow]:
    """TORQUE's questions, those that we read as questions for events."""
    made = []
    for row in read_rows(data / "lists_torque.dev.jsonl"):
        passage, answers = str(row["context"]), _answers(row)
        asked = event_question(known.question(str(row["question"])))
        events = events_of(known.text(passage).sentences)
        if asked is not None and events:
            gold = {same_text(answer) for answer in answers}
            right = np.asarray([same_text(event.text) in gold for event in events])
            rows = describe(asked, events, find_anchors(asked, events))
            made.append(EventRow(str(row["id"]), passage, asked, events, rows, right, not answers))
    return made


def _answers(row: dict[str, object]) -> list[str]:
    answers = row["answers"]
    assert isinstance(answers, list)
    return [str(answer) for answer in answers]


def _right(found: Candidates, answers: Sequence[str]) -> Labels:
    gold = {same_text(answer) for answer in answers}
    return np.asarray([same_text(found.text(i)) in gold for i in range(len(found.spans))], dtype=np.bool_)


def train_items(single: Forest, rows: Sequence[ItemRow], seed: int) -> ItemModel:
    """The second forest, and the third on what the second says of passages that it has not seen."""
    item = _grow(rows, ITEMS, seed)
    fold = _folds([row.passage for row in rows], _INNER, seed + 50)
    seen, labels = [], []
    for number in range(_INNER):
        other = _grow([row for row in rows if fold[row.passage] != number], ITEMS, seed)
        for row in rows:
            if fold[row.passage] == number and len(row.rows):
                seen.append(np.hstack([row.rows, stand(row.candidates, other.chance(row.rows))]))
                labels.append(row.right)
    return ItemModel(single, item, grow(np.concatenate(seen), np.concatenate(labels), ITEMS, seed))


def train_relations(rows: Sequence[EventRow], seed: int) -> EventModel:
    """The forest of relations, and the line that tells whether anything answers, from held-out chances."""
    fold = _folds([row.passage for row in rows], _FOLDS, seed + 50)
    summaries, none = [], []
    for number in range(_FOLDS):
        forest = _grow([row for row in rows if fold[row.passage] != number], RELATIONS, seed)
        for row in rows:
            if fold[row.passage] == number:
                summaries.append(summarize(row.asked, forest.chance(row.rows)))
                none.append(row.none)
    return EventModel(_grow(rows, RELATIONS, seed), _line(np.stack(summaries), np.asarray(none)))


def _grow(rows: Sequence[ItemRow] | Sequence[EventRow], recipe: Recipe, seed: int) -> Forest:
    return grow(np.concatenate([row.rows for row in rows]), np.concatenate([row.right for row in rows]), recipe, seed)


def _line(inputs: Floats, labels: Labels, penalty: float = 2.0) -> Floats:
    """Logistic regression by Newton's method: one weight an input, then the constant, which is not held down."""
    wide = np.hstack([inputs, np.ones((len(inputs), 1))]).astype(np.float64)
    weights = np.zeros(SUMMARY + 1)
    hold = np.diag([penalty] * SUMMARY + [1e-6])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(wide @ weights)))
        curve = (wide * (chance * (1 - chance))[:, None]).T @ wide + hold
        weights += np.linalg.solve(curve, wide.T @ (labels - chance) - hold @ weights)
    return np.asarray(weights, dtype=np.float32)


def _folds(passages: Sequence[str], count: int, seed: int) -> dict[str, int]:
    different = sorted(set(passages))
    random.Random(seed).shuffle(different)
    return {passage: number % count for number, passage in enumerate(different)}


def cross_items(data: Path, single: Forest, rows: Sequence[ItemRow], seed: int) -> str:
    """Exact and overlap F1 of held-out passages."""
    fold = _folds([row.passage for row in rows], _FOLDS, seed)
    predicted = {}
    for number in range(_FOLDS):
        model = train_items(single, [row for row in rows if fold[row.passage] != number], seed)
        for row in rows:
            if fold[row.passage] == number:
                chosen = choose(row.candidates, model.chances(row.candidates))
                predicted[row.id] = {"answers": [row.candidates.text(i) for i in chosen]}
    score = scorer(data, "score_lists").evaluate(read_rows(data / "lists_multispanqa.dev.jsonl"), predicted)
    return f"items, seed {seed}: exact {score['exact']}, overlap {score['overlap']}"


def cross_relations(data: Path, rows: Sequence[EventRow], seed: int) -> str:
    """Macro F1 of held-out passages."""
    fold = _folds([row.passage for row in rows], 10, seed)
    predicted = {}
    for number in range(10):
        model = train_relations([row for row in rows if fold[row.passage] != number], seed)
        for row in rows:
            if fold[row.passage] == number:
                predicted[row.id] = {"answers": [event.text for event, _ in model.answer(row.asked, row.events)]}
    score = scorer(data, "score_lists").evaluate(read_rows(data / "lists_torque.dev.jsonl"), predicted)
    return f"relations, seed {seed}: macro F1 {score['macro_f1']}"


def main() -> None:
    """Train both, write the weights, and cross-validate where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with eval/data and train")
    parser.add_argument("--cache", type=Path, required=True, help="a file for annotations")
    parser.add_argument("--cross", type=int, default=0, metavar="SEEDS", help="also cross-validate, so many times")
    parser.add_argument("--only", choices=("items", "relations"))
    settings = parser.parse_args()
    data, known = settings.shared / "eval" / "data", Annotations(settings.cache)
    if settings.only != "items":
        events = event_rows(data, known)
        _cross(settings.cross, partial(cross_relations, data, events))
        model = train_relations(events, 0)
        np.savez_compressed(
            DATA / "relations.npz",
            allow_pickle=False,
            none=model.none,
            width=WIDTH,
            **model.relation.arrays("relation"),
        )
    if settings.only != "relations":
        table, labels = zip(*single_rows(settings.shared / "train", known), strict=True)
        single = grow(np.concatenate(table), np.concatenate(labels), FIRST)
        items = item_rows(data, known, single)
        _cross(settings.cross, partial(cross_items, data, single, items))
        lists = train_items(single, items, 0)
        parts = lists.single.arrays("single") | lists.item.arrays("item") | lists.beside.arrays("beside")
        np.savez_compressed(DATA / "items.npz", allow_pickle=False, width=spans.WIDTH, **parts)
    known.save()


def _cross(times: int, validate: Callable[[int], str]) -> None:
    for seed in range(times):
        print(validate(seed), flush=True)


if __name__ == "__main__":
    main()
