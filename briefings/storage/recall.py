"""The annotations that were decoded last, kept within a bound of memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from briefings.annotation import Annotation


class Version(NamedTuple):
    """Which annotation of which text: neither is ever changed in place, so what is kept never goes stale."""

    article_id: int
    revision: int
    annotated: int


class Recall:
    """Decoded annotations by version; the least recently used leave when the tokens kept pass the bound.

    A token takes about 250 bytes, so the usual bound of 150,000 tokens (some 200 articles) is about 40 MB.
    """

    def __init__(self, max_tokens: int = 150_000) -> None:
        self._max_tokens = max_tokens
        self._tokens = 0
        self._kept: OrderedDict[Version, Annotation] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, version: Version) -> Annotation | None:
        """The annotation, if it is kept."""
        with self._lock:
            found = self._kept.get(version)
            if found is not None:
                self._kept.move_to_end(version)
            return found

    def put(self, version: Version, annotation: Annotation) -> None:
        """Keep an annotation; one that is longer than the whole bound is not kept."""
        size = _tokens(annotation)
        with self._lock:
            if version in self._kept or size > self._max_tokens:
                return
            self._kept[version] = annotation
            self._tokens += size
            while self._tokens > self._max_tokens:
                _, dropped = self._kept.popitem(last=False)
                self._tokens -= _tokens(dropped)


def _tokens(annotation: Annotation) -> int:
    # A sentence's embedding and its own fields weigh about as much as six tokens.
    return sum(len(sentence.tokens) + 6 for sentence in annotation.sentences)
