"""A file of windows, each with what nearly answers beside it: made in one stage or environment, read in another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from training.reader.prepare import Window


def keep(windows: Sequence[Window], path: Path) -> None:
    """Write windows, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as lines:
        for each in windows:
            row = {"kind": each.kind, "question": each.question, "passage": each.passage, "spans": each.spans}
            miss = each.miss and (each.miss.kind, each.miss.question, each.miss.passage)
            lines.write(json.dumps({**row, "miss": miss}, ensure_ascii=False) + "\n")
    fresh.replace(path)


def read(path: Path) -> list[Window]:
    """What a file that ``keep`` wrote holds, for the mixture."""
    windows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((start, end) for start, end in row["spans"])
        miss = Window(*row["miss"]) if row["miss"] else None
        windows.append(Window(row["kind"], row["question"], row["passage"], spans, miss=miss))
    return windows
