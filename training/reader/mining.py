"""Finds the near misses that fool a reader most, to train it on them: hard negatives, mined by the reader itself.

For each of many answered questions a few near misses of different kinds are made as in ``prepare``, an earlier reader
reads them all, and of the changed questions as of the other passages the one that it is surest of is kept, beside what
it misses. What looks missed may be answered after all, so four checks leave doubtful ones out: no answer's string
stands in another passage; the span found there shares no word with an answer; a rival passage is only taken for a
question that names something or gives a number; and the surest of the misled questions, which are often still
answerable, are not taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from briefings.answers.reader import Look, Reader
from training.reader.corpus import Item
from training.reader.evaluate import overlap
from training.reader.nearmisses import definite
from training.reader.prepare import Maker, Window

_MISLED = 4  # changed questions that are tried for an item
_RIVALS = 2
_DOUBTFUL = 0.1  # share of the misled questions, the surest, that are left out
_FOOLED = -1.0  # from this sum of logits on, a miss is worth learning


@dataclass(frozen=True, slots=True)
class Mined:
    """An answered window, its near miss, and how sure the reader was that the miss is answered (a logit)."""

    right: Window
    miss: Window
    sure: float

    @property
    def unit(self) -> Window:
        """The window with its miss, as the mixture has them."""
        return replace(self.right, kind="right", miss=replace(self.miss, kind="mined"))


def mine(maker: Maker, reader: Reader, count: int) -> list[Mined]:
    """Near misses for ``count`` questions in random order: none where the reader is not fooled or one is doubtful."""
    items = maker.items["natural"] + maker.items["sentence"] + maker.items["squad2"]
    maker.chance.shuffle(items)
    found = [mined for item in items[:count] for mined in hardest(maker, reader, item)]
    misled = [mined.sure for mined in found if mined.miss.kind == "misled"]
    limit = float(np.quantile(misled, 1 - _DOUBTFUL)) if misled else np.inf
    return [mined for mined in found if mined.miss.kind != "misled" or mined.sure <= limit]


def hardest(maker: Maker, reader: Reader, item: Item) -> list[Mined]:
    """The misled question and the other passage that a reader is surest of, as far as they fool it."""
    best: dict[bool, Mined] = {}
    for right, miss in candidates(maker, item):
        misled = miss.kind == "misled"
        (look,) = reader.look(miss.question, [miss.passage])
        if look is None or (not misled and _close(item, miss.passage[look.start : look.end])):
            continue
        sure = certainty(look)
        if sure >= _FOOLED and (misled not in best or sure > best[misled].sure):
            best[misled] = Mined(right, miss, sure)
    return list(best.values())


def candidates(maker: Maker, item: Item) -> Iterator[tuple[Window, Window]]:
    """Answered windows with near misses: misled questions, rival passages, and the paragraph without its answer."""
    misled = [window for _ in range(_MISLED) if (window := maker.misled(item))]
    yield from {window.miss.question: (window, window.miss) for window in misled if window.miss}.values()
    rivals = [("rival", maker.rival)] * _RIVALS if definite(item.question) else []
    for kind, make in [("elsewhere", maker.elsewhere), ("removed", maker.removed), *rivals]:
        right, miss = maker.answered(item), make(item)
        if right and miss:
            yield right, replace(miss, kind=kind)


def certainty(look: Look) -> float:
    """How sure a reader is of a span, before calibration: the mean of both heads in both looks."""
    return float(look.facts[:4].mean())


def _close(item: Item, span: str) -> bool:
    return any(overlap(words, span) > 0 for words, _ in item.answers)
