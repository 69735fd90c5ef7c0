"""What sources are called: a feed in the store, a source in its workspace, and what somebody types. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import count

from briefings.errors import NotFoundError
from briefings.intake.ports import Following
from briefings.sources.canonical import canonical_address

_LONGEST = 80
_NAMED = 8  # sources that an error names
_ALIKE = 0.6


def feed_at(address: str) -> str:
    """The name in the store of the feed at an address: one feed, however its address is written."""
    return canonical_address(address) or address


def followed_at(typed: str, following: Sequence[Following]) -> Following | None:
    """The source that is followed at this very address, so that nothing need be fetched to know it again."""
    typed = typed.strip().strip("<>")
    addresses = {typed, canonical_address(typed)} - {""}
    return next((each for each in following if {each.feed, each.address} & addresses), None)


def distinct_name(name: str, following: Sequence[Following]) -> str:
    """A name that no other source of the workspace has: "Planet", then "Planet 2"."""
    name = " ".join(name.split())[:_LONGEST]
    taken = {each.name.casefold() for each in following}
    if name.casefold() not in taken:
        return name
    return next(other for number in count(2) if (other := f"{name} {number}").casefold() not in taken)


def find_source(wanted: str, following: Sequence[Following]) -> Following:
    """The source of that name or address, whatever the case.

    Raises:
        NotFoundError: there is none, with the nearest name.
    """
    wanted = wanted.strip().strip("“”\"'")
    for each in following:
        if wanted.casefold() in (each.name.casefold(), each.feed.casefold(), each.address.casefold()):
            return each
    begun = [each for each in following if wanted and each.name.casefold().startswith(wanted.casefold())]
    if len(begun) == 1:
        return begun[0]
    names = {each.name.casefold()[: len(wanted) + 1].strip(): each.name for each in following}
    names |= {each.name.casefold(): each.name for each in following}
    nearest = get_close_matches(wanted.casefold(), names, 1, _ALIKE)
    if nearest:
        raise NotFoundError(f"There is no source “{wanted}”; did you mean “{names[nearest[0]]}”?")
    if not following:
        raise NotFoundError(f"There is no source “{wanted}”: nothing is followed yet; sources add ADDRESS adds one.")
    known = list(dict.fromkeys(each.name for each in following))  # one's own and a shared one may be called the same
    some = ", ".join(f"“{name}”" for name in known[:_NAMED])
    more = " and more" if len(known) > _NAMED else ""
    raise NotFoundError(f"There is no source “{wanted}”; there is {some}{more}.")
