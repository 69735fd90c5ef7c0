from __future__ import annotations

from briefings.storage.recall import Recall, Version
from tests.contracts.intakes import annotation_of

ONE, TWO, THREE = (Version(number, 1, 1) for number in range(3))


def test_what_was_not_used_for_longest_leaves_first() -> None:
    found = annotation_of("Five words stand right here.")  # 6 tokens and 6 for the sentence
    recall = Recall(max_tokens=24)
    recall.put(ONE, found)
    recall.put(TWO, found)
    assert recall.get(ONE) is found
    recall.put(THREE, found)
    assert (recall.get(ONE), recall.get(TWO), recall.get(THREE)) == (found, None, found)


def test_what_is_longer_than_the_whole_bound_is_not_kept() -> None:
    recall = Recall(max_tokens=11)
    recall.put(ONE, annotation_of("Five words stand right here."))
    assert recall.get(ONE) is None


def test_putting_twice_counts_once() -> None:
    found = annotation_of("Five words stand right here.")
    recall = Recall(max_tokens=24)
    for version in (ONE, ONE, TWO):
        recall.put(version, found)
    assert (recall.get(ONE), recall.get(TWO)) == (found, found)
