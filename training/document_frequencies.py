"""Count in how many texts each word comes, for briefings/stories/data/document_frequencies.tsv.

Reads the contexts of the training data (SQuAD, SQuADShifts, QA-SRL, QANom, Quoref, MUC-4, FEVER, MultiNLI, WiCE and
others: encyclopedia and news; sources and licences are in each row and in NOTICE). Only counts leave it, no text.

    python -m training.document_frequencies ../shared/train briefings/stories/data/document_frequencies.tsv
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from briefings.stories.signatures import stems

_SHORTEST = 200  # characters; a shorter text is a sentence, and document frequency needs documents
_RAREST = 3  # texts; a word that comes less often weighs as much as an unknown one
_FILES = ("qa", "lists", "nli", "factuality")


def texts(folder: Path) -> set[str]:
    """The distinct texts of the training data that are long enough to be documents."""
    return {text for name in _FILES for text in _read(folder / f"{name}.jsonl.gz") if len(text) >= _SHORTEST}


def _read(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            yield row.get("context") or row.get("premise") or " ".join(row.get("tokens", ()))


def main(folder: Path, out: Path) -> None:
    """Count and write: the number of texts in the first line, then one stem a line, the most frequent first."""
    documents = texts(folder)
    counts = Counter(stem for text in documents for stem in set(stems(text)))
    kept = [(stem, count) for stem, count in counts.items() if count >= _RAREST]
    rows = sorted(kept, key=lambda row: (-row[1], row[0]))
    lines = [f"(texts)\t{len(documents)}", *(f"{stem}\t{count}" for stem, count in rows)]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(documents)} texts, {len(rows)} stems in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
