"""Following redirects: where to go next, and when to stop.  Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefings.sources.fetching.model import FetchError, FetchFault
from briefings.sources.fetching.targets import Target, join, read_target, shorten

STATUSES = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Trail:
    """The way so far: where we are, and what was seen before.

    ``lasting`` says that every redirect was permanent, ``downgraded`` that one led from https to http.
    """

    target: Target
    seen: tuple[str, ...] = ()
    lasting: bool = True
    downgraded: bool = False

    @property
    def moved(self) -> str:
        """The address to remember instead of the one that we were given; empty if that one still holds.

        Nothing that anybody on the way could have written is remembered: a plain http address never replaces https.
        """
        return self.target.url if self.seen and self.lasting and not self.downgraded else ""

    def follow(self, status: int, location: str, most: int, ports: frozenset[int]) -> Trail:
        """One step further; whether the new address is public is decided when it is connected to.

        Raises:
            FetchError: no location, one that we cannot read, a loop, or more than ``most`` redirects.
        """
        if not location:
            raise self._fault(f"{self.target.shown} redirects to nowhere; ask the site's owner or give its new address")
        try:
            target = read_target(join(self.target, location), ports)
        except FetchError as error:
            said = f"redirects to {shorten(location)!r}, where we do not go; give an address that leads to the feed"
            raise self._fault(f"{self.target.shown} {said}") from error
        seen = (*self.seen, self.target.url)
        if target.url in seen:
            raise self._fault(f"{shorten(seen[0])} redirects in a circle; open it in a browser and give what you see")
        if len(seen) > most:
            raise self._fault(f"{shorten(seen[0])} redirects more than {most} times; give the address where it ends")
        return replace(
            self,
            target=target,
            seen=seen,
            lasting=self.lasting and status in _LASTING,
            downgraded=self.downgraded or (self.target.scheme == "https" and target.scheme == "http"),
        )

    def _fault(self, sentence: str) -> FetchError:
        return FetchError(FetchFault.REDIRECT, f"{sentence}.", url=self.target.url)
