"""The measures: which set asks which task, which scorer judges it, and which of its figures have a floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from eval import peers
from eval.data import read_rows, scorer
from eval.peers import Peer, Prediction
from eval.questions.scoring import judge, tally
from eval.tasks import Row

Figures = dict[str, float]
Judge = Callable[[Path, Sequence[Row], Sequence[Prediction]], Figures]

_TITLES_TRAINED_ON = 4  # of qa_squad2, in sorted order


@dataclass(frozen=True, slots=True)
class Measure:
    """One evaluation set: higher figures are better, but those named in ``faults``, where a floor is a ceiling."""

    set: str
    task: str
    judge: Judge
    peers: Mapping[str, Peer]
    sample: int  # rows that `make test` measures
    faults: frozenset[str] = frozenset()


def _judge_roster(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    score = _call(data, "score_roster", "evaluate", rows, _by_id(predictions))
    return {name: _number(score, name) for name in ("status_right", "false_coming", "invented_quotes")}


def _judge_ask(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    documents = {str(doc["id"]): doc["text"] for row in rows[:1] for doc in cast(Sequence[Row], row["docs"])}
    score = _call(data, "score_ask", "evaluate", rows, _by_id(predictions), documents)
    return {name: _number(score, name) for name in ("right", "false_answer", "wrong", "uncited")}


def _judge_own_questions(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    found = _by_id(predictions)
    score = tally(judge(row, found.get(row["id"])) for row in rows)
    return {name: score[name] for name in ("right", "false_answer", "wrong", "withheld_wrongly")}


def _judge_bullets(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    references = {row["id"]: ["\n".join(cast(list[str], row["bullets"]))] for row in rows}
    score = _call(data, "score_rouge", "evaluate", references, _by_id(predictions), boot=2)
    return {name: _number(score, name, "F") for name in ("rouge1", "rouge2", "rougeLsum")}


def _judge_answers(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    """The whole set, and under "held" the titles that nothing was trained on: all but the first four."""
    seen = sorted({str(row["title"]) for row in read_rows(data / "qa_squad2.dev.jsonl")})[:_TITLES_TRAINED_ON]
    held = [row for row in rows if row["title"] not in seen]
    figures: Figures = {}
    for prefix, chosen in (("", rows), ("held_", held)):
        if chosen:
            score = _call(data, "score_qa", "evaluate", chosen, _by_id(predictions))
            figures |= {f"{prefix}{name}": _number(score, name) for name in ("has_f1", "no_f1")}
    return figures


def _judge_lists(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    score = _call(data, "score_lists", "evaluate", rows, _by_id(predictions))
    return {
        "exact": _number(score, "exact", "F1"),
        "overlap": _number(score, "overlap", "F1"),
        "macro_f1": _number(score, "macro_f1"),
    }


def _judge_fivew1h(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    score = _call(data, "score_5w1h", "evaluate", rows, _by_id(predictions))
    return {"macro_f1": _number(score, "macro_F1"), "first_four": _number(score, "macro_F1_4W")}


def _judge_clusters(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    gold = {row["id"]: row["cluster"] for row in rows}
    score = _call(data, "score_clusters", "bcubed", gold, {row["id"]: row["cluster"] for row in predictions})
    return {"bcubed_f1": _number(score, "bcubed", "F1")}


def _judge_text(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    return {"f1": _number(_call(data, "score_extract", "evaluate", rows, _by_id(predictions), boot=2), "F1")}


def _judge_metadata(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    score = _call(data, "score_extract", "evaluate_meta", rows, _by_id(predictions))
    return {name: _number(score, name) for name in ("date_exact", "title_exact", "author_exact")}


def _judge_feeds(data: Path, rows: Sequence[Row], predictions: Sequence[Prediction]) -> Figures:
    """Percent of the files with as many entries as feedparser finds ("read"), or else with a named error ("told")."""
    theirs = [len(cast(list[object], found["entries"])) for found in peers.plain_feedparser(rows)]
    ours = [(len(cast(list[object], found["entries"])), bool(found["error"])) for found in predictions]
    read = [not error and count == others for (count, error), others in zip(ours, theirs, strict=True)]
    told = [same or error for same, (_, error) in zip(read, ours, strict=True)]
    return {"read": 100 * sum(read) / len(rows), "told": 100 * sum(told) / len(rows)}


_SUMMARIES: Mapping[str, Peer] = {
    "lead-3": peers.lead_three,
    "first 45 words": peers.first_words,
    "LexRank": peers.lex_rank,
    "TextRank": peers.text_rank,
}
_TFIDF: Mapping[str, Peer] = {"one-pass TF-IDF": peers.one_pass_tfidf}
_SPANS: Mapping[str, Peer] = {"typed spans": peers.typed_spans, "nothing": peers.nothing}
_EXTRACTORS: Mapping[str, Peer] = {
    "trafilatura": peers.plain_trafilatura,
    "its fast mode": peers.fast_trafilatura,
    "readability": peers.plain_readability,
}

_FAULTS_OF_ANSWERS = frozenset({"false_answer", "wrong"})

MEASURES = (
    Measure("roster_parade", "roster", _judge_roster, {}, 1, frozenset({"false_coming", "invented_quotes"})),
    Measure("ask_parade", "ask", _judge_ask, {}, 20, _FAULTS_OF_ANSWERS | {"uncited"}),
    Measure("ask_distractors", "ask", _judge_ask, {}, 20, _FAULTS_OF_ANSWERS | {"uncited"}),
    Measure("own_questions", "ask", _judge_own_questions, {}, 10, _FAULTS_OF_ANSWERS),
    Measure("fresh_questions", "ask", _judge_own_questions, {}, 30, _FAULTS_OF_ANSWERS),
    Measure("held_questions", "ask", _judge_own_questions, {}, 30, _FAULTS_OF_ANSWERS),
    Measure("cnn_bullets", "bullets", _judge_bullets, _SUMMARIES, 12),
    Measure("clusters_5w1h", "cluster", _judge_clusters, _TFIDF, 15),
    Measure("clusters_ecb", "cluster", _judge_clusters, _TFIDF, 25),
    Measure("clusters_uci", "cluster", _judge_clusters, _TFIDF, 150),
    Measure("fivew1h", "fivew1h", _judge_fivew1h, {}, 10),
    Measure("lists_multispanqa", "list", _judge_lists, _SPANS, 25),
    Measure("lists_torque", "list", _judge_lists, _SPANS, 60),
    Measure("qa_squad2", "answer", _judge_answers, _SPANS, 60),
    Measure("extract_aeb", "extract", _judge_text, _EXTRACTORS, 6),
    Measure("extract_meta", "extract", _judge_metadata, _EXTRACTORS, 6),
    Measure("feeds_feedparser", "feed", _judge_feeds, {}, 100),
    Measure("feeds_w3c", "feed", _judge_feeds, {}, 100),
)


def _by_id(predictions: Sequence[Prediction]) -> dict[object, Prediction]:
    return {prediction["id"]: prediction for prediction in predictions}


def _call(data: Path, module: str, function: str, *arguments: object, **settings: object) -> Mapping[str, object]:
    found = getattr(scorer(data, module), function)(*arguments, **settings)
    return cast(Mapping[str, object], found)


def _number(score: Mapping[str, object], *path: str) -> float:
    value: object = score
    for name in path:
        value = cast(Mapping[str, object], value)[name]
    return float(cast(float, value))
