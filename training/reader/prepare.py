"""Turns the training rows into a stream of windows: a question, a passage around or beside its answer, and the span.

Two windows of five have no answer, of many kinds, for telling those apart is what a small reader is
weakest at. What nearly answers stands beside what does, as a unit that training keeps together. The stream's order is
random, so that any beginning of it is a fair sample, however long training may last.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random

import numpy as np
import tokenizers

from training.reader.corpus import NATURAL, SENTENCES, TEMPLATES, Claim, Item, claims, read, squad2
from training.reader.nearmisses import mislead
from training.reader.passages import Passage, Span, divide
from training.reader.rivals import Rivals, terms

LONGEST = 256  # word pieces of question and passage together
_SPANS = 4  # at most so many right spans a window

MIXTURE: dict[str, float] = {
    # with an answer
    "natural": 0.17,
    "sentence": 0.06,
    "template": 0.04,
    "squad2": 0.03,
    "several": 0.01,
    "led": 0.1,  # beside each misled one, the right question over the same passage
    "right": 0.115,  # beside each mined one, what it misses
    # without
    "squad2 none": 0.05,
    "hard sentence": 0.03,
    "elsewhere": 0.03,  # another part of the same paragraph
    "rival": 0.04,  # the passage of all texts that looks most like it
    "removed": 0.02,  # the paragraph without the answer's sentence
    "misled": 0.1,  # the right passage, one detail of the question changed
    "mined": 0.115,  # of several such near misses, the one that fools an earlier reader most
    "template rival": 0.01,
    # statements in place of questions
    "supported": 0.04,
    "unsupported": 0.04,
}
"""Shares of the windows."""

NEWS: dict[str, float] = {kind: 0.45 * share for kind, share in MIXTURE.items()} | {"news": 0.35, "news none": 0.2}
"""The same where the reader is turned to the news, see ``training.reader.news``."""
_KINDS = list(NEWS)


@dataclass(frozen=True, slots=True)
class Window:
    """What the reader sees at once; ``spans`` are offsets in the passage, none where it has no answer."""

    kind: str
    question: str
    passage: str
    spans: tuple[Span, ...] = ()
    supported: bool | None = None
    """Of a statement in the place of a question: whether the passage says so; it has no spans to learn."""
    miss: Window | None = None
    """What is nearly answered, to be learned beside this."""

    @property
    def answerable(self) -> bool:
        """Whether the passage answers, or supports."""
        return bool(self.spans) if self.supported is None else self.supported


@dataclass
class Maker:
    """Makes windows of every kind of the mixture."""

    items: dict[str, list[Item]]
    """By ``natural``, ``sentence``, ``template``, ``several``, ``squad2``, ``hard`` and ``none``."""
    count: Callable[[str], int]
    chance: Random
    mined: Sequence[Window] = ()
    """Pairs from an earlier reader (``training.reader.mining``)."""
    claims: Sequence[Claim] = ()
    news: Sequence[Window] = ()
    """Windows over news, each perhaps with its miss."""
    titles: dict[str, list[str]] = field(init=False)
    rivals: Rivals = field(init=False)

    def __post_init__(self) -> None:
        self.passage = cache(lambda text: divide(text, self.count))
        self.titles = defaultdict(list)
        for text, title in {item.text: item.title for item in self.items["natural"]}.items():
            if title:
                self.titles[title].append(text)
        self.rivals = Rivals(sorted(self._pool()))

    def windows(self) -> dict[str, Iterator[Window]]:
        """An endless supply of each kind."""
        both = self.items["natural"] + self.items["squad2"]
        makers: dict[str, tuple[list[Item], Callable[[Item], Window | None]]] = {
            "natural": (self.items["natural"], self.answered),
            "sentence": (self.items["sentence"], self.answered),
            "template": (self.items["template"], self.answered),
            "squad2": (self.items["squad2"], self.answered),
            "several": (self.items["several"], self.answered),
            "squad2 none": (self.items["none"], self.unanswered),
            "hard sentence": (self.items["hard"], self.unanswered),
            "elsewhere": (both, self.elsewhere),
            "rival": (self.items["natural"] + self.items["sentence"], self.rival),
            "removed": (both, self.removed),
            "led": (both + self.items["sentence"], self.misled),
            "template rival": (self.items["template"], self.rival),
        }
        supplies = {kind: self._supply(kind, items, make) for kind, (items, make) in makers.items()}
        made = {"right": list(self.mined)} | {
            kind: [Window(kind, each.claim, each.text, supported=truth) for each in self.claims if each.holds == truth]
            for kind, truth in (("supported", True), ("unsupported", False))
        }
        made |= {kind: [each for each in self.news if each.kind == kind] for kind in ("news", "news none")}
        return supplies | {kind: self._again(windows) for kind, windows in made.items() if windows}

    def _again(self, windows: list[Window]) -> Iterator[Window]:
        self.chance.shuffle(windows)
        return cycle(windows)

    def _supply(self, kind: str, items: list[Item], make: Callable[[Item], Window | None]) -> Iterator[Window]:
        order = list(items)
        self.chance.shuffle(order)
        for item in cycle(order):
            window = make(item)
            if window:
                yield replace(window, kind=kind)

    def size(self) -> int:
        """How many word pieces a passage is to have: mostly a few sentences, at times a whole paragraph."""
        return self.chance.randint(20, 110) if self.chance.random() < 0.75 else self.chance.randint(110, 220)

    def answered(self, item: Item) -> Window | None:
        """A window around the first answer, with all others that lie in it."""
        passage = self.passage(item.text)
        start = item.answers[0][1]
        core = passage.holding((start, start + len(item.answers[0][0])))
        return self._cut(item, passage, passage.window(core, self.size(), self.chance))

    def unanswered(self, item: Item) -> Window | None:
        """A window without an answer, more often than not the part that is most like the question."""
        passage = self.passage(item.text)
        near = set(terms(item.question))
        shared = [len(near & set(terms(item.text[start:end]))) for start, end in passage.sentences]
        best = shared.index(max(shared)) if self.chance.random() < 0.75 else self.chance.randrange(len(shared))
        first, last = passage.characters(passage.window((best, best + 1), self.size(), self.chance))
        return Window("", item.question, item.text[first:last])

    def elsewhere(self, item: Item) -> Window | None:
        """A window of the same paragraph in which none of the answers stands."""
        passage = self.passage(item.text)
        free = [number for number, span in enumerate(passage.sentences) if not _stands(item, item.text[slice(*span)])]
        if not free:
            return None
        core = self.chance.choice(free)
        first, last = passage.characters(passage.window((core, core + 1), self.size(), self.chance))
        while _stands(item, item.text[first:last]):
            first, last = passage.sentences[core]
        return Window("", item.question, item.text[first:last])

    def rival(self, item: Item) -> Window | None:
        """One of the three passages of other texts that look most like they answer the question."""
        found = self.rivals.best(item.question, [words for words, _ in item.answers], 4)
        found = [text for text in found if text not in item.text and item.text not in text][:3]
        return Window("", item.question, self._shorten(self.chance.choice(found))) if found else None

    def removed(self, item: Item) -> Window | None:
        """The paragraph without the sentences in which an answer stands."""
        passage = self.passage(item.text)
        core = passage.holding((item.answers[0][1], item.answers[0][1] + len(item.answers[0][0])))
        first, last = passage.window(core, max(self.size(), sum(passage.pieces[slice(*core)]) + 30), self.chance)
        kept = [item.text[slice(*passage.sentences[number])] for number in range(first, last)]
        kept = [text for text in kept if not _stands(item, text)]
        return Window("", item.question, " ".join(kept)) if kept else None

    def misled(self, item: Item) -> Window | None:
        """The passage with the answer and its question, and one that differs from it in one detail."""
        right = self.answered(item)
        if right is None:
            return None
        others = [text for text in self.titles.get(item.title, ()) if text != item.text]
        question = mislead(item.question, right.passage, item.answers[0][0], others, self.chance)
        return replace(right, miss=Window("misled", question, right.passage)) if question else None

    def _cut(self, item: Item, passage: Passage, window: Span) -> Window | None:
        first, last = passage.characters(window)
        spans = [(start - first, start - first + len(words)) for words, start in item.answers if first <= start < last]
        spans = [span for span in spans if span[1] <= last - first]
        return Window("", item.question, item.text[first:last], tuple(spans)) if spans else None

    def _shorten(self, text: str) -> str:
        passage = self.passage(text)
        core = self.chance.randrange(len(passage.sentences))
        if self.chance.random() < 0.5:
            return text
        first, last = passage.characters(passage.window((core, core + 1), self.size(), self.chance))
        return text[first:last]

    def _pool(self) -> set[str]:
        pool = set()
        for text in {item.text for kind in ("natural", "squad2", "template") for item in self.items[kind]}:
            passage, core = self.passage(text), 0
            while core < len(passage.sentences):
                end = core + 1
                while end < len(passage.sentences) and sum(passage.pieces[core : end + 1]) <= 90:
                    end += 1
                first, last = passage.characters((core, end))
                pool.add(text[first:last])
                core = end
        return pool


def gather(train: Path, evaluation: Path) -> dict[str, list[Item]]:
    """The training rows by what is made of them."""
    items: dict[str, list[Item]] = {
        kind: [] for kind in ("natural", "sentence", "template", "several", "hard", "none", "squad2")
    }
    for item in read(train / "qa.jsonl.gz"):
        for kind, sources in (("natural", NATURAL), ("sentence", SENTENCES), ("template", TEMPLATES)):
            if item.source in sources and item.answers:
                items[kind].append(item)
        if not item.answers:
            items["hard" if item.source == "squad1_train_sent_hardneg" else "none"].append(item)
    items["several"] = [
        item for item in read(train / "lists.jsonl.gz") if item.source in TEMPLATES and len(item.answers) > 1
    ]
    for item in squad2(evaluation / "qa_squad2.dev.jsonl", held_out=False):
        items["squad2" if item.answers else "none"].append(item)
    return items


def mix(
    supplies: dict[str, Iterator[Window]], total: int, chance: Random, mixture: dict[str, float] = MIXTURE
) -> list[Window]:
    """A stream in the mixture's shares, of about ``total`` windows with the misses that stand beside some."""
    shares = {kind: share for kind, share in mixture.items() if kind in supplies}
    windows: list[Window] = []
    made = 0
    while made < total:
        (kind,) = chance.choices(list(shares), list(shares.values()))
        windows.append(next(supplies[kind]))
        made += 1 + bool(windows[-1].miss)
    return windows


def encode(windows: Sequence[Window], tokenizer: tokenizers.Tokenizer) -> dict[str, np.ndarray]:
    """Word pieces end to end, where each window begins, where its passage begins in it, and what is right.

    ``spans`` is (windows, 4, 2): first and last word piece, (0, 0) for no answer, -1 where there are fewer (in a
    statement, everywhere). ``units`` numbers the windows so that a near miss has the number of what it misses.
    """
    flat = [(number, each) for number, window in enumerate(windows) for each in (window, window.miss) if each]
    pieces: list[int] = []
    starts, passages, spans, kinds, units, answerable = [0], [], [], [], [], []
    for first in range(0, len(flat), 1000):
        batch = flat[first : first + 1000]
        encodings = tokenizer.encode_batch([(window.question, window.passage) for _, window in batch])
        for (unit, window), encoding in zip(batch, encodings, strict=True):
            ids = encoding.ids[:LONGEST]
            opening = encoding.sequence_ids.index(1)
            found = [_pieces(encoding, span, len(ids)) for span in window.spans]
            right = [each for each in found if each]
            if (window.spans and not right) or len(ids) < opening + 3:
                continue
            row = (right or ([(0, 0)] if window.supported is None else []))[:_SPANS]
            spans.append(row + [(-1, -1)] * (_SPANS - len(row)))
            passages.append(opening)
            kinds.append(_KINDS.index(window.kind))
            units.append(unit)
            answerable.append(window.answerable)
            pieces.extend(ids)
            starts.append(len(pieces))
    return {
        "pieces": np.array(pieces, dtype=np.uint16),
        "starts": np.array(starts, dtype=np.int64),
        "passages": np.array(passages, dtype=np.int16),
        "spans": np.array(spans, dtype=np.int16),
        "kinds": np.array(kinds, dtype=np.int8),
        "units": np.array(units, dtype=np.int64),
        "answerable": np.array(answerable, dtype=np.bool_),
    }


def _pieces(encoding: tokenizers.Encoding, span: Span, length: int) -> Span | None:
    first, last = encoding.char_to_token(span[0], 1), encoding.char_to_token(span[1] - 1, 1)
    return (first, last) if first is not None and last is not None and first <= last < length - 1 else None


def _stands(item: Item, text: str) -> bool:
    lowered = text.lower()
    return any(words.lower() in lowered for words, _ in item.answers)


def maker(
    train: Path,
    evaluation: Path,
    tokenizer: Path,
    seed: int,
    *,
    mined: Sequence[Window] = (),
    news: Sequence[Window] = (),
) -> Maker:
    """What makes windows of all training rows."""
    pieces = _unbounded(tokenizer)
    items = gather(train, evaluation)
    print(json.dumps({kind: len(found) for kind, found in items.items()}))
    held = list(claims(train / "nli.jsonl.gz"))
    return Maker(
        items, lambda text: len(pieces.encode(text, add_special_tokens=False).ids), Random(seed), mined, held, news
    )


def write(maker: Maker, tokenizer: Path, out: Path, total: int) -> None:
    """Prepare ``total`` windows and say what they are."""
    mixture = NEWS if maker.news else MIXTURE
    arrays = encode(mix(maker.windows(), total, maker.chance, mixture), _unbounded(tokenizer))
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_suffix(".new.npz")
    np.savez(fresh, **arrays)  # type: ignore[arg-type]
    fresh.replace(out)
    counts = Counter(_KINDS[kind] for kind in arrays["kinds"])
    lengths = np.diff(arrays["starts"])
    print(json.dumps({"windows": len(lengths), "mean pieces": round(float(lengths.mean()), 1), **counts}))


def _unbounded(tokenizer: Path) -> tokenizers.Tokenizer:
    pieces = tokenizers.Tokenizer.from_file(str(tokenizer))
    pieces.no_padding()
    pieces.no_truncation()
    return pieces
