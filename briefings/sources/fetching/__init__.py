"""The one door to the network: everything that comes from outside is fetched here.

``fetch(Request(url, Accept.FEED))`` gives a ``Fetched`` or raises a ``FetchError`` whose message is for the person who
added the address. The fetcher of the real web is ``fetching.web.WebFetcher(policy, clock)``, an async context manager;
the composition root opens it, everyone else knows the ``Fetcher`` protocol.
"""

from briefings.sources.fetching.addresses import parse_network
from briefings.sources.fetching.backoff import backoff
from briefings.sources.fetching.model import (
    Accept,
    Fetched,
    Fetcher,
    FetchError,
    FetchFault,
    Request,
    Resolver,
    Sleep,
)
from briefings.sources.fetching.policy import USUAL_PORTS, FetchPolicy, user_agent

__all__ = [
    "USUAL_PORTS",
    "Accept",
    "FetchError",
    "FetchFault",
    "FetchPolicy",
    "Fetched",
    "Fetcher",
    "Request",
    "Resolver",
    "Sleep",
    "backoff",
    "parse_network",
    "user_agent",
]
