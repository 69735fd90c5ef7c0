"""An annotator that reads no text twice: the peers are measured on the same articles as the engine."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from briefings.annotation import Annotation, Sentence, Vector
from briefings.ports import Annotator

_MOST = 500  # texts, some 0.3 MB each


class Remembering:
    """The annotator that it wraps, with the latest annotations kept."""

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator
        self._known: OrderedDict[tuple[str, str], Annotation] = OrderedDict()

    def annotate(self, text: str, dateline: str = "") -> Annotation:
        """Everything found in an article's text, from memory where it was read before."""
        key = (text, dateline)
        if key not in self._known:
            self._known[key] = self._annotator.annotate(text, dateline)
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
