"""The public evaluation data: where it lies, and its rows.

The data and its scorers belong to their publishers and are no part of this project; where they are absent, measuring is
skipped and says so.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

from briefings.errors import NotFoundError, UnreadableError

_DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "eval" / "data"


def folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of the data, from NEWSBRIEF_EVAL_DATA or beside the checkout; None where there is none."""
    path = Path(environment.get("NEWSBRIEF_EVAL_DATA") or _DEFAULT)
    return path if path.is_dir() else None


def read_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a JSON-lines file.

    Raises:
        NotFoundError: there is no such file.
        UnreadableError: a line of it is no JSON object; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read ({error.strerror}); name a file of JSON lines.") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise UnreadableError(
                f"Line {number} of {path} is not JSON ({error.msg}); each line is one object."
            ) from error
        if not isinstance(row, dict):
            raise UnreadableError(f"Line {number} of {path} is not a JSON object; each line is one object.")
        rows.append(row)
    return rows


def write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> int:
    """Write JSON lines, one as soon as it is known, and return how many there were."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def scorer(data: Path, name: str) -> ModuleType:
    """A scorer of the evaluation data, which lies beside it: never a copy of ours that could be kinder."""
    place = str(data.parent)
    if place not in sys.path:
        sys.path.insert(0, place)
    return import_module(name)
