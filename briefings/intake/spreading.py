"""The order in which due feeds are fetched, so that no host is asked for all of its feeds at once. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from briefings.intake.ports import FeedState


def spread(states: Iterable[FeedState]) -> list[FeedState]:
    """One feed of each host, then the second of each, and so on; each host's in the order given."""
    hosts: defaultdict[str, list[FeedState]] = defaultdict(list)
    for state in states:
        hosts[urlsplit(state.address).hostname or ""].append(state)
    return [state for state in chain.from_iterable(zip_longest(*hosts.values())) if state]
