"""Train the span ranker of briefings/answers on question-answer pairs, and write briefings/answers/data/ranker.npz.

Source: ../shared/train/qa.jsonl.gz (SQuAD 1.1, SQuADShifts, QA-SRL; licences in NOTICE), and for the judge alone the
first four titles, in sorted order, of the SQuAD 2.0 development questions, whose unanswerable ones were written by
people; the other four titles are for measuring. Needs numpy only. About 10 minutes on one core:

    python -m training.answer_ranker --train ../shared/train/qa.jsonl.gz --dev ../shared/eval/data/qa_squad2.dev.jsonl \
        --cache /tmp/answer_ranker
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import pickle
import random
import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from briefings.annotation import Annotation, Sentence, Vector
from briefings.answers.features import DENSE, SPARSE, Candidates, describe, situations, weigh
from briefings.answers.matching import Concepts
from briefings.answers.names import lexicon, recognise
from briefings.answers.question import inquire, tidy
from briefings.answers.ranker import EXTRA, Floats, standing
from briefings.answers.spans import text_of
from briefings.language.pipeline import Pipeline, load
from briefings.models import AnnotatedArticle, Article

WEIGHTS = Path(__file__).parents[1] / "briefings" / "answers" / "data" / "ranker.npz"
SOURCES = (
    "squad1_train",
    "squad1_train_para",
    "squad1_train_sent_neighbour",
    "squadshifts_new_wiki",
    "squad1_train_sent",
)
REASONS = ("qasrl_gs_wikinews", "qasrl_gs_wikipedia")  # their questions are only used where they ask "why"
HIDDEN, JUDGE_HIDDEN = 40, 24
_PEOPLE, _MADE = 2.0, 0.5  # how much a question of people's own making counts for the judge, and one made by rule


@dataclass(frozen=True)
class Item:
    """A question over one text; ``gold`` is empty when the text does not answer it."""

    title: str
    question: str
    context: str
    gold: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """An item's candidates and how right each is (token F1 with the nearest accepted answer)."""

    title: str
    answerable: bool
    candidates: Candidates
    right: Floats


Parameters = dict[str, Floats]


def items(train: Path, contexts: int, rng: random.Random) -> list[Item]:
    """A sample of the training questions: all of each chosen paragraph's, and every "why" of the single sentences."""
    by_context: dict[str, list[dict[str, object]]] = defaultdict(list)
    with gzip.open(train, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            paragraph = row["source"] in SOURCES and len(row["context"]) > 350
            if not row["impossible"] and (
                paragraph or (row["question"].startswith("Why") and row["source"] in REASONS)
            ):
                by_context[row["context"]].append(row)
    chosen = sorted(by_context)
    rng.shuffle(chosen)
    paragraphs = [context for context in chosen if len(context) > 350][:contexts]
    sentences = [context for context in chosen if len(context) <= 350]
    return [
        Item(str(row.get("title") or key(context)[:6]), str(row["question"]), context, _texts(row["answers"]))
        for context in [*paragraphs, *sentences]
        for row in by_context[context][:7]
    ]


def held_out(dev: Path) -> list[Item]:
    """The development questions, answerable or not."""
    rows = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()]
    return [
        Item(row["title"], row["question"], row["context"], () if row["is_impossible"] else tuple(row["answers"]))
        for row in rows
    ]


def _texts(answers: object) -> tuple[str, ...]:
    return tuple(str(answer[0]) for answer in answers) if isinstance(answers, list) else ()


def key(text: str) -> str:
    """A text's name in the cache."""
    return hashlib.sha1(text.encode()).hexdigest()


class Cache:
    """Annotated texts and parsed questions, kept between runs: annotating takes most of the time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._paths = folder / "contexts.pkl", folder / "questions.pkl"
        self.contexts: dict[str, Annotation] = self._stored(self._paths[0])
        self.questions: dict[str, tuple[Sentence, Vector]] = self._stored(self._paths[1])

    @staticmethod
    def _stored(path: Path) -> dict:  # type: ignore[type-arg]
        return pickle.loads(path.read_bytes()) if path.exists() else {}

    def fill(self, wanted: Sequence[Item]) -> None:
        """Annotate what is not there yet."""
        contexts = sorted({item.context for item in wanted if key(item.context) not in self.contexts})
        questions = sorted({tidy(item.question) for item in wanted} - set(self.questions))
        if not contexts and not questions:
            return
        pipeline: Pipeline = load()
        for context in contexts:
            self.contexts[key(context)] = pipeline.annotate(context)
        for start in range(0, len(questions), 64):
            batch = questions[start : start + 64]
            for question, vector in zip(batch, pipeline.embed(batch), strict=True):
                self.questions[question] = pipeline.parse(question), vector
        for path, content in zip(self._paths, (self.contexts, self.questions), strict=True):
            path.write_bytes(pickle.dumps(content, protocol=5))


def near_misses(answerable: Sequence[Item], cache: Cache, count: int, rng: random.Random) -> list[Item]:
    """Questions put to the paragraph that is nearest to them but not theirs, and does not hold their answer."""
    texts = {key(item.context): item.context for item in answerable}
    keys = [k for k in texts if cache.contexts[k].sentences]
    centroids = np.stack([cache.contexts[k].centroid for k in keys])
    made = []
    for item in rng.sample(list(answerable), min(count, len(answerable))):
        order = np.argsort(-(centroids @ cache.questions[tidy(item.question)][1]))[:4]
        for other in (texts[keys[number]] for number in order):
            if other != item.context and not any(normal(gold) in normal(other) for gold in item.gold):
                made.append(Item(item.title, item.question, other, ()))
                break
    return made


def examples(wanted: Iterable[Item], cache: Cache) -> list[Example]:
    """Candidates and features, by the very code that answers."""
    concepts: dict[str, list[Concepts]] = {}
    made = []
    for item in wanted:
        annotation = cache.contexts[key(item.context)]
        known = concepts.setdefault(key(item.context), [Concepts.of(sentence) for sentence in annotation.sentences])
        if not known:
            continue
        parsed, vector = cache.questions[tidy(item.question)]
        inquiry, _ = recognise(inquire(parsed), lexicon([_article(item.context, annotation)]))
        found = situations(inquiry, known, [float(value) for value in annotation.vectors @ vector])
        candidates = describe(inquiry, found, weigh(inquiry, found))
        texts = [text_of(annotation.sentences[i], s) for s, i in zip(candidates.spans, candidates.where, strict=True)]
        right = [max((overlap(gold, text) for gold in item.gold), default=0.0) for text in texts]
        made.append(Example(item.title, bool(item.gold), candidates, np.asarray(right, dtype=np.float32)))
    return made


_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)


def _article(text: str, annotation: Annotation) -> AnnotatedArticle:
    return AnnotatedArticle(Article(1, 1, "", text, "", "", "", "", None, "", _EPOCH), annotation)


def normal(text: str) -> str:
    """A text as SQuAD compares answers."""
    kept = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", kept).split())


def overlap(gold: str, text: str) -> float:
    """Token F1 of two answers."""
    one, other = normal(gold).split(), normal(text).split()
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other)) if shared else 0.0


def initial(inputs: int, hidden: int, rng: np.random.Generator) -> Parameters:
    """Small random weights."""
    return {
        "dense": (rng.normal(size=(inputs, hidden)) * 0.3 / np.sqrt(inputs)).astype(np.float32),
        "crossed": (rng.normal(size=(SPARSE, hidden)) * 0.05).astype(np.float32),
        "bias": np.zeros(hidden, np.float32),
        "out": (rng.normal(size=hidden) / np.sqrt(hidden)).astype(np.float32),
        "shift": np.zeros(1, np.float32),
    }


_KEPT_FIRST, _KEPT_SECOND = np.float32(0.1), np.float32(0.001)


class Adam:
    """Adam with weight decay, changing the parameters in place."""

    def __init__(self, parameters: Parameters, rate: float, decay: float) -> None:
        self.parameters, self.rate, self.decay, self.steps = parameters, rate, decay, 0
        self.first = {name: np.zeros_like(value) for name, value in parameters.items()}
        self.second = {name: np.zeros_like(value) for name, value in parameters.items()}

    def step(self, gradients: Parameters, factor: float) -> None:
        """Move against the gradients."""
        self.steps += 1
        for name, raw in gradients.items():
            gradient = raw + self.decay * self.parameters[name]
            self.first[name] += _KEPT_FIRST * (gradient - self.first[name])
            self.second[name] += _KEPT_SECOND * (gradient**2 - self.second[name])
            moved = self.first[name] / np.float32(1 - 0.9**self.steps)
            size = np.sqrt(self.second[name] / np.float32(1 - 0.999**self.steps)) + np.float32(1e-8)
            self.parameters[name] -= (self.rate * factor * moved / size).astype(np.float32)


def forward(parameters: Parameters, dense: Floats, sparse: npt.NDArray[np.int32]) -> tuple[Floats, Floats, Floats]:
    """The crossed features as a matrix, the hidden layer, and the scores."""
    crossed = np.zeros((len(dense), SPARSE), np.float32)
    crossed[np.arange(len(dense))[:, None], sparse] = 1
    hidden = np.tanh(dense @ parameters["dense"] + crossed @ parameters["crossed"] + parameters["bias"])
    return crossed, hidden, hidden @ parameters["out"] + parameters["shift"][0]


def backward(parameters: Parameters, dense: Floats, crossed: Floats, hidden: Floats, slope: Floats) -> Parameters:
    """The gradients for the slope of the loss at the scores."""
    inner = (slope[:, None] * parameters["out"]) * (1 - hidden**2)
    return {
        "out": hidden.T @ slope,
        "shift": np.asarray([slope.sum()], np.float32),
        "dense": dense.T @ inner,
        "crossed": crossed.T @ inner,
        "bias": inner.sum(0),
    }


def train_ranker(known: Sequence[Example], epochs: int, rng: np.random.Generator, batch: int = 16) -> Parameters:
    """Raise the probability of right spans among all of a question's (softmax; a span counts by its squared F1)."""
    useful = [example for example in known if len(example.right) and example.right.max() > 0.3]
    seen = np.concatenate([example.candidates.dense[::7] for example in useful])
    mean, scale = seen.mean(0), seen.std(0) + 1e-2
    parameters = initial(DENSE, HIDDEN, rng)
    adam = Adam(parameters, 2e-3, 1e-5)
    steps = epochs * (len(useful) // batch)
    for epoch in range(epochs):
        order, loss = rng.permutation(len(useful)), 0.0
        for start in range(0, len(useful) - batch + 1, batch):
            part = [useful[number] for number in order[start : start + batch]]
            dense = (np.concatenate([e.candidates.dense for e in part]) - mean) / scale
            crossed, hidden, scores = forward(parameters, dense, np.concatenate([e.candidates.sparse for e in part]))
            slope, at = np.zeros_like(scores), 0
            for example in part:
                own = slice(at, at + len(example.right))
                chance = np.exp(scores[own] - scores[own].max())
                chance /= chance.sum()
                good = chance * example.right**2
                total = good.sum() + 1e-9
                loss -= float(np.log(total))
                slope[own] = chance - good / total
                at = own.stop
            factor = min(1.0, adam.steps / 100) * (1 - 0.95 * adam.steps / steps)
            adam.step(backward(parameters, dense, crossed, hidden, slope / np.float32(batch)), factor)
        print(f"ranker epoch {epoch}: loss {loss / len(useful):.4f}", flush=True)
    return {**parameters, "mean": mean.astype(np.float32), "scale": scale.astype(np.float32)}


def scores_of(parameters: Parameters, dense: Floats, sparse: npt.NDArray[np.int32]) -> Floats:
    """Scores of features that are not yet scaled."""
    return forward(parameters, (dense - parameters["mean"]) / parameters["scale"], sparse)[2]


@dataclass(frozen=True)
class Best:
    """The best span of each example, as the judge sees it."""

    dense: Floats
    sparse: npt.NDArray[np.int32]
    right: Floats
    answerable: npt.NDArray[np.bool_]


def best_of(ranker: Parameters, known: Sequence[Example]) -> Best:
    """Let the ranker choose a span for each example."""
    dense, sparse, right, answerable = [], [], [], []
    for example in known:
        if not len(example.right):
            continue
        scores = scores_of(ranker, example.candidates.dense, example.candidates.sparse)
        chosen = int(scores.argmax())
        dense.append(np.concatenate([example.candidates.dense[chosen], standing(example.candidates, scores, chosen)]))
        sparse.append(example.candidates.sparse[chosen])
        right.append(example.right[chosen])
        answerable.append(example.answerable)
    return Best(np.stack(dense), np.stack(sparse), np.asarray(right, np.float32), np.asarray(answerable))


def train_judge(parts: Sequence[tuple[Best, float]], rng: np.random.Generator, epochs: int = 12) -> Parameters:
    """Logistic loss of the best span's rightness; each part has its weight."""
    dense = np.concatenate([best.dense for best, _ in parts])
    sparse = np.concatenate([best.sparse for best, _ in parts])
    right = np.concatenate([best.right for best, _ in parts])
    weight = np.concatenate([np.full(len(best.right), share, np.float32) for best, share in parts])
    mean, scale = dense.mean(0), dense.std(0) + 1e-2
    parameters = initial(DENSE + EXTRA, JUDGE_HIDDEN, rng)
    adam = Adam(parameters, 1e-3, 3e-4)
    batch, steps = 64, epochs * (len(right) // 64)
    for _ in range(epochs):
        order = rng.permutation(len(right))
        for start in range(0, len(right) - batch + 1, batch):
            rows = order[start : start + batch]
            plain = (dense[rows] - mean) / scale
            crossed, hidden, scores = forward(parameters, plain, sparse[rows])
            slope = (1 / (1 + np.exp(-scores)) - right[rows]) * weight[rows] / batch
            adam.step(
                backward(parameters, plain, crossed, hidden, slope.astype(np.float32)), 1 - 0.95 * adam.steps / steps
            )
    return {**parameters, "mean": mean.astype(np.float32), "scale": scale.astype(np.float32)}


def report(name: str, ranker: Parameters, judge: Parameters, known: Sequence[Example]) -> None:
    """Print F1 on answerable questions and the share of unanswerable ones withheld, at several thresholds."""
    best = best_of(ranker, known)
    sure = 1 / (1 + np.exp(-scores_of(judge, best.dense, best.sparse)))
    has, no = best.answerable, ~best.answerable
    print(f"{name}: never abstaining {100 * best.right[has].mean():.1f} F1 on {has.sum()} answerable questions")
    for threshold in (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
        f1 = 100 * (best.right[has] * (sure[has] >= threshold)).mean()
        withheld = 100 * (sure[no] < threshold).mean() if no.any() else float("nan")
        print(f"  at {threshold}: has_f1 {f1:.1f}, no_f1 {withheld:.1f}")


def write(ranker: Parameters, judge: Parameters, path: Path = WEIGHTS) -> None:
    """Store both layers; the crossed weights in half precision."""
    stored: dict[str, npt.NDArray[np.floating]] = {}
    for name, parameters in (("spans", ranker), ("judge", judge)):
        for part, value in parameters.items():
            stored[f"{name}_{part}"] = value.astype(np.float16 if part == "crossed" else np.float32)
        stored[f"{name}_shift"] = parameters["shift"][:1].reshape(())
    np.savez_compressed(path, allow_pickle=False, **stored)


def main() -> None:
    """Train, report on the four titles that were kept out, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--contexts", type=int, default=1300)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    rng, chance = np.random.default_rng(0), random.Random(5)
    train, dev = items(arguments.train, arguments.contexts, chance), held_out(arguments.dev)
    cache = Cache(arguments.cache)
    cache.fill([*train, *dev])
    titles = sorted({item.title for item in dev})
    kept = set(sorted({item.title for item in train})[::4])  # the ranker does not see these: the judge learns on them
    known = examples([item for item in train if item.title not in kept], cache)
    fresh = examples([item for item in train if item.title in kept], cache)
    misses = examples(near_misses(train, cache, 3500, chance), cache)
    people = examples([item for item in dev if item.title in titles[:4]], cache)
    measured = examples([item for item in dev if item.title not in titles[:4]], cache)
    ranker = train_ranker(known, arguments.epochs, rng)
    right, people_made, made = best_of(ranker, fresh), best_of(ranker, people), best_of(ranker, misses)
    balance = (len(made.right) * _MADE + (~people_made.answerable).sum() * _PEOPLE) / len(right.right)
    parts = [(right, 0.5 * float(balance)), (people_made, _PEOPLE), (made, _MADE)]
    judge = train_judge(parts, rng)
    report("kept-out titles of the training set", ranker, judge, fresh)
    report("the other four development titles", ranker, judge, measured)
    write(ranker, judge, arguments.out)


if __name__ == "__main__":
    main()
