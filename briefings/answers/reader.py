"""The trained reader: finds the words of a passage that answer a question, or says that none do.

A six-layer MiniLM in int8, trained by ``training/reader`` (docs/reader.md: data, licences, scores, limits). It reads
the question and the passage together. For every word piece it scores whether the answer starts or ends there, position
0 standing for "no answer here"; a second head scores whether there is an answer at all. A calibrated probability joins
them: the one figure to trust, and to put a threshold on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import tokenizers

from briefings.errors import ModelError

Floats = npt.NDArray[np.float32]
Scorer = Callable[[Mapping[str, npt.NDArray[np.int64]]], tuple[Floats, Floats, Floats]]
"""``tokens``, ``mask``, ``segments`` (batch, length) -> starts, ends (batch, length) and answerability (batch,)."""

LONGEST = 256  # word pieces of question and passage, as in training
_OVERLAP = 64  # word pieces that two windows of a long passage share
_QUESTION = 64  # word pieces of a question that are read
_SPAN = 30  # word pieces of the longest answer
_BATCH = 4  # windows of like length at a time: padding costs more than calls
_FIX = "check the file out anew, or set `reader = off` to answer by rules alone"


@dataclass(frozen=True, slots=True)
class Answerable:
    """The best span of one passage.

    Attributes:
        text: The words, as the passage has them.
        start: Their offset in the passage, in characters.
        end: One past their last character.
        score: Of the span; a sum of two logits, comparable between passages for one question.
        none: The same for "no answer here".
        probability: The chance, 0 to 1, that the span is right, by the calibration that came with the weights.
    """

    text: str
    start: int
    end: int
    score: float
    none: float
    probability: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of what the heads say: ``weights`` of (1, ``*facts``), see ``facts_of``."""

    weights: tuple[float, ...]
    threshold: float

    def probability(self, facts: Floats) -> float:
        """The chance that a span is right."""
        return float(1 / (1 + np.exp(-(self.weights[0] + facts @ np.asarray(self.weights[1:], dtype=np.float32)))))


@dataclass(frozen=True, slots=True)
class Best:
    """The best span of one window in word pieces, and the facts that tell how sure it is."""

    first: int
    last: int
    score: float
    none: float
    facts: Floats


class Reader:
    """Reads passages for a question."""

    def __init__(self, scorer: Scorer, tokenizer: tokenizers.Tokenizer, calibration: Calibration) -> None:
        self._scorer = scorer
        self._tokenizer = tokenizer
        self._calibration = calibration
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST, stride=_OVERLAP, strategy="only_second")

    @property
    def threshold(self) -> float:
        """The probability from which training found it best to answer; see docs/reader.md."""
        return self._calibration.threshold

    def read(self, question: str, passages: Sequence[str]) -> list[Answerable]:
        """The best span of every passage, in the passages' order.

        A passage of more than about 240 word pieces is read in windows that overlap, and gives the span of the surest
        window. An empty passage, or an empty question, gives an empty span of probability 0.
        """
        return [
            self._judge(passage, found) for passage, found in zip(passages, self.look(question, passages), strict=True)
        ]

    def look(self, question: str, passages: Sequence[str]) -> list[list[tuple[tokenizers.Encoding, Best]]]:
        """The best span of every window of every passage, before calibration (which training fits on this)."""
        asked = self._cut(question.strip())
        if not asked:
            return [[] for _ in passages]
        windows = [
            (number, window)
            for number, passage in enumerate(passages)
            if passage.strip()
            for encoding in [self._tokenizer.encode(asked, passage)]
            for window in [encoding, *encoding.overflowing]
        ]
        found: list[list[tuple[tokenizers.Encoding, Best]]] = [[] for _ in passages]
        order = sorted(range(len(windows)), key=lambda index: len(windows[index][1].ids))
        for first in range(0, len(order), _BATCH):
            batch = [windows[index] for index in order[first : first + _BATCH]]
            for (number, window), best in zip(batch, self._score([window for _, window in batch]), strict=True):
                found[number].append((window, best))
        return found

    def _cut(self, question: str) -> str:
        offsets = self._tokenizer.encode(question[:1000], add_special_tokens=False).offsets
        return question[: offsets[_QUESTION - 1][1]] if len(offsets) > _QUESTION else question if offsets else ""

    def _score(self, windows: Sequence[tokenizers.Encoding]) -> list[Best]:
        width = max(len(window.ids) for window in windows)
        feed = {name: np.zeros((len(windows), width), dtype=np.int64) for name in ("tokens", "mask", "segments")}
        for row, window in enumerate(windows):
            feed["tokens"][row, : len(window.ids)] = window.ids
            feed["mask"][row, : len(window.ids)] = 1
            feed["segments"][row, : len(window.ids)] = window.type_ids
        starts, ends, answerable = self._scorer(feed)
        return [
            best_span(starts[row], ends[row], float(answerable[row]), window.type_ids.index(1), len(window.ids) - 1)
            for row, window in enumerate(windows)
        ]

    def _judge(self, passage: str, found: Sequence[tuple[tokenizers.Encoding, Best]]) -> Answerable:
        if not found:
            return Answerable("", 0, 0, 0.0, 0.0, 0.0)
        probability, window, best = max(
            ((self._calibration.probability(best.facts), window, best) for window, best in found),
            key=lambda each: each[0],
        )
        start, end = characters(window, best)
        return Answerable(passage[start:end], start, end, best.score, best.none, probability)


def best_span(starts: Floats, ends: Floats, answerable: float, first: int, last: int) -> Best:
    """The best span between two word pieces, ``last`` excluded, and what tells how sure it is."""
    scores = starts[first:last, None] + ends[None, first:last]
    count = last - first
    ahead = np.arange(count)[None, :] - np.arange(count)[:, None]
    scores = np.where((ahead >= 0) & (ahead < _SPAN), scores, -np.inf)
    start, end = divmod(int(scores.argmax()), count)
    score, none = float(scores[start, end]), float(starts[0] + ends[0])
    spread = float(np.exp(scores - score).sum())
    facts = np.asarray([score - none, answerable, -np.log(spread)], dtype=np.float32)
    return Best(first + start, first + end, score, none, facts)


def characters(window: tokenizers.Encoding, best: Best) -> tuple[int, int]:
    """Where a span lies in its passage, never with half a word."""
    start, end = window.offsets[best.first][0], window.offsets[best.last][1]
    first, last = window.token_to_word(best.first), window.token_to_word(best.last)
    words = [window.word_to_chars(word, 1) for word in (first, last) if word is not None]
    bounds = [(start, end), *(each for each in words if each)]
    return min(each[0] for each in bounds), max(each[1] for each in bounds)


def load(folder: Path, tokenizer: Path, threads: int = 2) -> Reader:
    """The reader of a folder with ``reader.onnx`` and ``reader.json`` (its SHA-256, calibration and threshold).

    Raises:
        ModelError: a file is missing, or is not the one we tested.
    """
    try:
        told = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        content = (folder / "reader.onnx").read_bytes()
    except OSError as error:
        raise ModelError(f"The reader's file {error.filename} cannot be read ({error.strerror}): {_FIX}.") from error
    except ValueError as error:
        raise ModelError(f"The reader's file {folder / 'reader.json'} is damaged ({error}): {_FIX}.") from error
    if hashlib.sha256(content).hexdigest() != told.get("sha256"):
        raise ModelError(f"The reader's file {folder / 'reader.onnx'} is damaged (wrong SHA-256): {_FIX}.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena keeps the largest batch's memory for ever
    try:
        calibration = Calibration(tuple(told["calibration"]), float(told["threshold"]))
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        pieces = tokenizers.Tokenizer.from_file(str(tokenizer))
    except Exception as error:  # both libraries raise bare exceptions of their own
        raise ModelError(f"The reader in {folder} does not load ({error}): {_FIX}.") from error

    def score(feed: Mapping[str, npt.NDArray[np.int64]]) -> tuple[Floats, Floats, Floats]:
        starts, ends, answerable = (np.asarray(each, dtype=np.float32) for each in session.run(None, dict(feed)))
        return starts, ends, answerable

    return Reader(score, pieces, calibration)
