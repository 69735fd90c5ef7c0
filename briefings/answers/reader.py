"""The trained reader: finds the words of a passage that answer a question, or says that none do.

A six-layer MiniLM in int8, trained by ``training/reader`` (docs/reader.md: data, licences, scores, limits). It reads
the question and the passage together. For every word piece it scores whether the answer starts or ends there, position
0 standing for "no answer here"; a second head scores whether there is an answer at all. A calibrated probability joins
them: the one figure to trust, and to put a threshold on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import tokenizers

from briefings.errors import ModelError

Floats = npt.NDArray[np.float32]
Scorer = Callable[[Mapping[str, npt.NDArray[np.int64]]], tuple[Floats, Floats, Floats]]
"""``tokens``, ``mask``, ``segments`` (batch, length) -> starts, ends (batch, length) and answerability (batch,)."""

WEIGHTS = Path(__file__).parent / "data"
"""The folder of the reader that ships with newsbrief."""
LONGEST = 256  # word pieces of question and passage, as in training
_OVERLAP = 64  # word pieces that two windows of a long passage share
_QUESTION = 64  # word pieces of a question that are read
_SPAN = 30  # word pieces of the longest answer
_NO_FACTS: Floats = np.zeros(5, dtype=np.float32)
_BREAK = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n+")  # between two sentences
_FIX = "check the file out anew"


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
class Look:
    """The best span of a text in characters, before calibration (which training fits on ``facts``)."""

    start: int
    end: int
    score: float
    none: float
    answerable: float
    facts: Floats

    @property
    def lead(self) -> float:
        """How far the span is ahead of no answer."""
        return self.score - self.none


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
            Answerable("", 0, 0, 0.0, 0.0, 0.0)
            if look is None
            else Answerable(
                passage[look.start : look.end],
                look.start,
                look.end,
                look.score,
                look.none,
                self._calibration.probability(look.facts),
            )
            for passage, look in zip(passages, self.look(question, passages), strict=True)
        ]

    def look(self, question: str, passages: Sequence[str]) -> list[Look | None]:
        """The best span of every passage, looked at twice: in the passage, and in its own sentence alone.

        A near miss often holds only together with what stands around it, so the second look tells it apart.
        """
        asked = self._cut(question.strip())
        whole = self._look(asked, passages)
        bounds = [
            sentence_around(passage, look.start, look.end) if look else (0, 0)
            for passage, look in zip(passages, whole, strict=True)
        ]
        texts = [passage[slice(*bound)] for passage, bound in zip(passages, bounds, strict=True)]
        longer = [number for number, text in enumerate(texts) if len(text) < len(passages[number].strip())]
        alone = list(whole)
        for number, look in zip(longer, self._look(asked, [texts[number] for number in longer]), strict=True):
            alone[number] = look and replace(
                look, start=look.start + bounds[number][0], end=look.end + bounds[number][0]
            )
        return [
            first and second and replace(first, facts=facts_of(first, second))
            for first, second in zip(whole, alone, strict=True)
        ]

    def _look(self, question: str, passages: Sequence[str]) -> list[Look | None]:
        best: list[Look | None] = [None] * len(passages)
        for number, passage in enumerate(passages):
            if question and passage.strip():
                encoding = self._tokenizer.encode(question, passage)
                looks = [self._score(window) for window in (encoding, *encoding.overflowing)]
                best[number] = max(looks, key=lambda look: look.lead)
        return best

    def _cut(self, question: str) -> str:
        offsets = self._tokenizer.encode(question[:1000], add_special_tokens=False).offsets
        return question[: offsets[_QUESTION - 1][1]] if len(offsets) > _QUESTION else question if offsets else ""

    def _score(self, window: tokenizers.Encoding) -> Look:
        """The best span of one window, alone: int8 scales are those of a whole batch, so company would change it."""
        pieces = {"tokens": window.ids, "mask": window.attention_mask, "segments": window.type_ids}
        feed = {name: np.array([values], dtype=np.int64) for name, values in pieces.items()}
        (starts,), (ends,), (answerable,) = self._scorer(feed)
        first, last, score = best_span(starts, ends, window.type_ids.index(1), len(window.ids) - 1)
        none = float(starts[0] + ends[0])
        return Look(*characters(window, first, last), score, none, float(answerable), _NO_FACTS)


def facts_of(whole: Look, alone: Look) -> Floats:
    """What tells how sure a span is: lead and answerability in its passage and in its sentence, and if they agree."""
    agreed = float((whole.start, whole.end) == (alone.start, alone.end))
    return np.asarray([whole.lead, whole.answerable, alone.lead, alone.answerable, agreed], dtype=np.float32)


def best_span(starts: Floats, ends: Floats, first: int, last: int) -> tuple[int, int, float]:
    """The first and the last word piece of the best span between two, ``last`` excluded, and its score."""
    scores = starts[first:last, None] + ends[None, first:last]
    ahead = np.arange(last - first)[None, :] - np.arange(last - first)[:, None]
    scores = np.where((ahead >= 0) & (ahead < _SPAN), scores, -np.inf)
    start, end = divmod(int(scores.argmax()), last - first)
    return first + start, first + end, float(scores[start, end])


def characters(window: tokenizers.Encoding, first: int, last: int) -> tuple[int, int]:
    """Where a span of word pieces lies in its passage, never with half a word."""
    start, end = window.offsets[first][0], window.offsets[last][1]
    words = [window.token_to_word(piece) for piece in (first, last)]
    bounds = [(start, end), *(each for word in words if word is not None if (each := window.word_to_chars(word, 1)))]
    return min(each[0] for each in bounds), max(each[1] for each in bounds)


def sentence_around(passage: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence or sentences in which a span lies, by punctuation alone."""
    breaks = [found.end() for found in _BREAK.finditer(passage)]
    first = max((each for each in breaks if each <= start), default=len(passage) - len(passage.lstrip()))
    return first, min((each for each in breaks if each >= end), default=len(passage))


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
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting must not cost a core
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
