"""The order in which a reader wants bullets: what happened, the details, what was said, what came before (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from briefings.digests.candidates import Candidate
from briefings.digests.surface import quoted_share
from briefings.digests.vocabulary import wording

Item = TypeVar("Item")


def reading_order(items: Sequence[Item], candidate_of: Callable[[Item], Candidate]) -> list[Item]:
    """The items, the lead first, then facts, then what people said, then background, each as the articles tell it.

    The items come weightiest first: the lead is one that is both weighty and told early.
    """
    if not items:
        return []
    lead = min(enumerate(items), key=lambda pair: (pair[0] + candidate_of(pair[1]).order, pair[0]))[1]
    rest = [item for item in items if item is not lead]
    return [lead, *sorted(rest, key=lambda item: (_part(candidate_of(item)), *_earliness(candidate_of(item))))]


def _earliness(candidate: Candidate) -> tuple[int, int, int]:
    return candidate.order, candidate.place, min(candidate.shortened.kept)


def _part(candidate: Candidate) -> int:
    """0 for what happened, 1 for what was said, 2 for what came before."""
    sentence = candidate.sentence
    root = sentence.root
    if root is not None:
        kept = [token for token in sentence.tokens if token.index in candidate.shortened.kept]
        earlier = any(token.lower in wording().background for token in kept)
        perfect = any(child.lower == "had" for child in sentence.children(root, "aux"))
        if earlier or perfect:
            return 2
        if root.lemma in wording().speech and quoted_share(candidate.text) > 0.25:
            return 1
    return 0
