"""Train the models of briefings/digests/salience.py and prominence.py and write their weights.

    python -m training.salience ARTICLES.jsonl

Each row of ARTICLES.jsonl is an article with the bullets that its editors wrote: {"id", "text", "bullets"} (the
development split of cnn_bullets: CNN/DailyMail validation subset; only these weights are kept). The models of words and
pairs are logistic regressions (ridge 3), the model of candidates is a linear one (ridge 1000) of their overlap with the
editors' bullets, all on standardised features, folded back so that the stored weights take raw features.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from briefings.annotation import Annotation
from briefings.digests.candidates import find_candidates
from briefings.digests.prominence import ROW, candidate_rows
from briefings.digests.salience import PAIR_FEATURES, WORD_FEATURES, Matrix, pair_rows, salience, word_rows
from briefings.language.pipeline import load
from briefings.models import AnnotatedArticle, Article
from briefings.sources.datelines import find_dateline
from briefings.stories.signatures import stems

RIDGE = 3.0
CANDIDATE_RIDGE = 1000.0
_STORED = datetime(2025, 1, 1, tzinfo=UTC)  # no candidate depends on its date
TARGET = Path(__file__).parents[1] / "briefings" / "digests" / "data" / "salience.json"


def fit(matrix: Matrix, hit: Matrix, ridge: float = RIDGE) -> Matrix:
    """Logistic regression by Newton's method; the last column of the matrix is one and is not standardised."""
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    mean[-1], spread[spread < 1e-9] = 0.0, 1.0
    rows = (matrix - mean) / spread
    weights = np.zeros(rows.shape[1])
    for _ in range(15):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - hit) + ridge * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + ridge * np.eye(rows.shape[1])
        weights -= np.linalg.solve(curve, slope)
    raw = weights / spread
    raw[-1] = weights[-1] - float((weights[:-1] * mean[:-1] / spread[:-1]).sum())
    return np.asarray(raw)


def train(articles: Sequence[tuple[Annotation, str]]) -> tuple[Matrix, Matrix]:
    """The weights of both models from annotated articles and their summaries."""
    word_matrices, word_hits, lemmas = [], [], []
    for annotation, summary in articles:
        keys, matrix, forms = word_rows(annotation)
        said = set(stems(summary))
        word_matrices.append(matrix)
        word_hits.append([float(any(_all_in(form, said) for form in several)) for several in forms])
        lemmas.append(keys)
    words = fit(np.vstack(word_matrices), np.concatenate([np.array(hits) for hits in word_hits]))
    pair_matrices, pair_hits = [], []
    for (annotation, summary), keys, matrix in zip(articles, lemmas, word_matrices, strict=True):
        chances = np.clip(1 / (1 + np.exp(-(matrix @ words))), 1e-3, 0.999)
        _, pairs, pair_forms = pair_rows(annotation, dict(zip(keys, chances.tolist(), strict=True)))
        row = stems(summary)
        said_pairs = set(itertools.pairwise(row))
        pair_matrices.append(pairs)
        pair_hits.append(
            [float(any(_joined(left, right) in said_pairs for left, right in forms)) for forms in pair_forms]
        )
    return words, fit(np.vstack(pair_matrices), np.concatenate([np.array(hits) for hits in pair_hits]))


def train_candidates(stories: Sequence[tuple[AnnotatedArticle, str]], words: Matrix, pairs: Matrix) -> Matrix:
    """The weights of the model of candidates, scaled to a prediction of standard deviation one."""
    rows, aims = [], []
    for article, summary in stories:
        candidates = find_candidates([article])
        rows.append(candidate_rows(candidates, salience([article.annotation], words, pairs)))
        aims.append([_overlap(stems(candidate.text), stems(summary)) for candidate in candidates])
    matrix, aim = np.vstack(rows), np.concatenate([np.array(several) for several in aims])
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    mean[-1], spread[spread < 1e-9] = 0.0, 1.0
    scaled = (matrix - mean) / spread
    scaled[:, -1] = 0.0
    ridge = CANDIDATE_RIDGE * np.eye(scaled.shape[1])
    weights = np.linalg.solve(scaled.T @ scaled + ridge, scaled.T @ (aim - aim.mean()))
    weights /= (scaled @ weights).std()
    raw = weights / spread
    raw[-1] = -float((raw[:-1] * mean[:-1]).sum())
    return np.asarray(raw)


def _overlap(found: Sequence[str], wanted: Sequence[str]) -> float:
    """F1 plus half the precision, of words and of word pairs together."""
    total = 0.0
    for size in (1, 2):
        mine, theirs = (Counter(zip(*(row[start:] for start in range(size)), strict=False)) for row in (found, wanted))
        shared = (mine & theirs).total()
        precision, recall = shared / max(1, mine.total()), shared / max(1, theirs.total())
        total += (2 * precision * recall / (precision + recall) if shared else 0.0) + precision / 2
    return total


def _all_in(form: str, said: set[str]) -> bool:
    found = stems(form)
    return bool(found) and all(stem in said for stem in found)


def _joined(left: str, right: str) -> tuple[str, str]:
    return (stems(left) or [""])[-1], (stems(right) or [""])[0]


def main(path: str) -> None:
    """Annotate the articles, train, and write the weights."""
    pipeline = load()
    articles, stories = [], []
    for number, line in enumerate(Path(path).read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        found = find_dateline(row["text"])
        annotation = pipeline.annotate(row["text"], found.text if found else "")
        summary = "\n".join(row["bullets"])
        articles.append((annotation, summary))
        source, dateline = (found.source, found.text) if found else ("", "")
        article = Article(number, 1, str(row["id"]), row["text"], "", "", source, "", None, dateline, _STORED)
        stories.append((AnnotatedArticle(article, annotation), summary))
    words, pairs = train(articles)
    candidates = train_candidates(stories, words, pairs)
    stored = {
        "source": "salience.py and prominence.py of briefings/digests, by training/salience.py on cnn_bullets (dev)",
        "articles": len(articles),
        "words": dict(zip(WORD_FEATURES, np.round(words, 5).tolist(), strict=True)),
        "pairs": dict(zip(PAIR_FEATURES, np.round(pairs, 5).tolist(), strict=True)),
        "candidates": dict(zip(ROW, np.round(candidates, 5).tolist(), strict=True)),
    }
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
