"""Train how much two articles look like reports of one event: briefings/stories/data/resemblance.json.

A logistic model on pairs of articles from the development split of three public sets with labelled stories
(Giveme5W1H's news categories, Apache-2.0 labels; EventStoryLine/ECB+, CC BY 3.0; UCI News Aggregator, public domain).
Every set weighs the same, and within a set every story, whatever its size. Pairs across the sets are strangers, as
most articles in a newsroom's window are. Only one of the sets has titles; it is learnt from texts alone, or the weights
would lean on titles that the others' articles do not have, and scored with them. Only the weights leave it, no text.

    python -m training.cluster_pairs ../shared/eval/data briefings/stories/data/resemblance.json

Prints B-cubed F1 of the weights on what they were trained on; on all sets shuffled into one undated stream; on each
set when trained on the two others; and on one half of every set's stories when trained on the other half. The last
two are what to expect of new articles.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from briefings.annotation import Signature
from briefings.language.pipeline import load
from briefings.ports import Annotator
from briefings.stories.clustering import Window, group
from briefings.stories.resemblance import FEATURES, Profiles
from eval.tasks.cluster import dated, signature

_SETS = ("clusters_5w1h", "clusters_ecb", "clusters_uci")
_PENALTY = 1e-4  # of the squared weights, to one unit of pair weight
_DIFFERENT = 3.0  # times that pairs of different stories weigh more, all together, than pairs of one story
_STRANGE = 9.0  # times that pairs across sets weigh more than pairs of one story of one set
_ROUNDS = 5  # of halving

Floats = npt.NDArray[np.float64]
Pairs = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Labelled:
    """A set's articles in file order; ``topics`` groups stories that must not stand on both sides of a split.

    ``texts`` are the signatures of the texts without what their titles mean.
    """

    articles: list[tuple[Signature, datetime]]
    texts: list[Signature]
    stories: list[str]
    topics: list[str]

    def of(self, topics: set[str]) -> Labelled:
        """The articles of some topics."""
        kept = [number for number, topic in enumerate(self.topics) if topic in topics]
        columns = (self.articles, self.texts, self.stories, self.topics)
        return Labelled(*([column[number] for number in kept] for column in columns))  # type: ignore[arg-type]


def read(path: Path, annotator: Annotator) -> Labelled:
    """A labelled set, annotated and signed."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    articles = list(dated(rows, annotator))
    texts = [signature(row, annotator, with_title=False) for row in rows]
    stories = [row["cluster"] for row in rows]
    return Labelled(articles, texts, stories, [row.get("topic") or row["cluster"] for row in rows])


def pairs(labelled: Labelled) -> Pairs:
    """Features (pairs, len(FEATURES)), whether both are of one story, and what each pair weighs."""
    profiles = Profiles()
    for signed in labelled.texts:
        profiles.append(signed)
    stories = np.array(labelled.stories)
    sizes = Counter(labelled.stories)
    features, same, weights = [], [], []
    for row in range(1, len(stories)):
        features.append(profiles.features(profiles.row(row))[:row])
        same.append(stories[:row] == stories[row])
        weights.append(np.where(same[-1], 1 / sizes[labelled.stories[row]], 1.0))
    alike, weight = np.concatenate(same), np.concatenate(weights)
    weight[alike] /= weight[alike].sum()
    weight[~alike] *= _DIFFERENT / weight[~alike].sum()
    return np.concatenate(features).astype(float), alike.astype(float), weight


def strangers(sets: Sequence[Labelled]) -> Pairs:
    """The pairs of articles of different sets."""
    profiles = Profiles()
    features, begun = [], 0
    for labelled in sets:
        for signed in labelled.texts:
            features.append(profiles.features(profiles.read(signed))[:begun])
            profiles.append(signed)
        begun = len(profiles)
    count = sum(map(len, features))
    return np.concatenate(features).astype(float), np.zeros(count), np.full(count, _STRANGE / count)


def train(sets: Sequence[Labelled]) -> Floats:
    """The weights that tell the pairs of one story from the others in some sets."""
    return fit([*map(pairs, sets), strangers(sets)])


def fit(parts: Sequence[Pairs]) -> Floats:
    """The weights of a logistic model by Newton's method; the first, of the constant feature, is not penalized."""
    features, same, weights = (np.concatenate([each[part] for each in parts]) for part in range(3))
    penalty = np.eye(len(FEATURES)) * _PENALTY * weights.sum()
    penalty[0, 0] = 0.0
    found = np.zeros(len(FEATURES))
    for _ in range(30):
        expected = 1 / (1 + np.exp(-features @ found))
        gradient = features.T @ (weights * (expected - same)) + penalty @ found
        curvature = (features * (weights * expected * (1 - expected))[:, None]).T @ features + penalty
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    return found


def score(labelled: Labelled, weights: Floats) -> float:
    """B-cubed F1 in percent of the stories that come of the weights."""
    return _f1(*bcubed(labelled, weights))


def bcubed(labelled: Labelled, weights: Floats) -> tuple[Floats, Floats]:
    """B-cubed precision and recall of every article."""
    found = group(labelled.articles, Window(weights=weights.astype(np.float32)))
    both = Counter(zip(labelled.stories, found, strict=True))
    true, made = Counter(labelled.stories), Counter(found)
    shared = [both[pair] for pair in zip(labelled.stories, found, strict=True)]
    precision = [count / made[story] for count, story in zip(shared, found, strict=True)]
    recall = [count / true[story] for count, story in zip(shared, labelled.stories, strict=True)]
    return np.array(precision), np.array(recall)


def stream(sets: Sequence[Labelled], weights: Floats) -> list[float]:
    """B-cubed F1 of every set's articles when all come shuffled on one day."""
    joined = [
        ((signed, datetime(2000, 1, 1, tzinfo=UTC)), f"{number} {story}", number)
        for number, labelled in enumerate(sets)
        for (signed, _), story in zip(labelled.articles, labelled.stories, strict=True)
    ]
    order = np.random.default_rng(0).permutation(len(joined))
    articles, stories, owners = zip(*(joined[place] for place in order), strict=True)
    precision, recall = bcubed(Labelled(list(articles), [], list(stories), list(stories)), weights)
    owned = [np.array(owners) == number for number in range(len(sets))]
    return [_f1(precision[own], recall[own]) for own in owned]


def _f1(precision: Floats, recall: Floats) -> float:
    one, other = float(precision.mean()), float(recall.mean())
    return round(200 * one * other / (one + other), 1)


def halves(sets: Sequence[Labelled]) -> list[float]:
    """B-cubed F1 of every set on stories that were held out, the mean of both halves and some rounds."""
    scores: list[list[float]] = [[] for _ in sets]
    for seed in range(_ROUNDS):
        chance = np.random.default_rng(seed)
        topics = [sorted(set(labelled.topics)) for labelled in sets]
        first = [set(chance.permutation(names)[: len(names) // 2].tolist()) for names in topics]
        second = [set(names) - half for names, half in zip(topics, first, strict=True)]
        for seen, unseen in ((first, second), (second, first)):
            weights = train([labelled.of(half) for labelled, half in zip(sets, seen, strict=True)])
            for column, labelled, half in zip(scores, sets, unseen, strict=True):
                column.append(score(labelled.of(half), weights))
    return [round(float(np.mean(column)), 1) for column in scores]


def main(folder: Path, out: Path) -> None:
    """Train, report and write."""
    annotator = load()
    sets = [read(folder / f"{name}.dev.jsonl", annotator) for name in _SETS]
    weights = train(sets)
    scores = {
        "trained on all": [score(labelled, weights) for labelled in sets],
        "trained on all, in one stream": stream(sets, weights),
        "trained on the other two sets": [
            score(labelled, train([*sets[:number], *sets[number + 1 :]])) for number, labelled in enumerate(sets)
        ],
        "trained on the other half of the stories": halves(sets),
    }
    stored = {
        "made by": "training/cluster_pairs.py",
        "trained on": "development splits of " + ", ".join(_SETS),
        "B-cubed F1": {name: dict(zip(_SETS, figures, strict=True)) for name, figures in scores.items()},
        "weights": dict(zip(FEATURES, np.round(weights, 3).tolist(), strict=True)),
    }
    out.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
