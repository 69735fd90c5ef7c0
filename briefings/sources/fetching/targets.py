"""Addresses that people type and servers redirect to, read once and strictly.

What is connected to, named in the Host header, checked in the certificate and shown to people comes from one reading,
so that no second parser can see another host in the same text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import httpx

from briefings.sources.fetching.addresses import read_address
from briefings.sources.fetching.model import FetchError, FetchFault

LONGEST = 2_000  # characters; browsers and servers take about as many
_SCHEMES = {"http": 80, "https": 443}
_FEED_SCHEME = re.compile(r"^feed:(?://)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{0,5}))?")
_SHOWN = 100  # characters of an address in an error's sentence


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go: ``host`` is ASCII, lower case, without brackets; ``path`` is quoted and holds the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says: ``example.org:8443``, without the port where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _SCHEMES[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The site: ``https://example.org:8443``."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return self.origin + self.path

    @property
    def shown(self) -> str:
        """The address as an error names it: short, and without a query, which may hold somebody's key."""
        return shorten(self.url)


def shorten(url: str) -> str:
    """An address as an error names it: no query, no credentials, no control characters, and not too long."""
    return visible(re.sub(r"//[^/?#]*@", "//", url.strip()).partition("?")[0].partition("#")[0])


def visible(text: str) -> str:
    """What a server or a person wrote, as an error quotes it: one line, nothing invisible, and not too long."""
    shown = "".join(character for character in text[: _SHOWN + 1] if character.isprintable())
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"


def read_target(url: str, ports: frozenset[int]) -> Target:
    """The address as we go there; ``example.org/feed`` means https, ``feed://`` and ``feed:`` what stands behind.

    Raises:
        FetchError: it is no web address, names a port beside ``ports``, or holds a password.
    """
    text = _FEED_SCHEME.sub("", url.strip(), count=1)
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", text):
        text = f"https://{text}"
    shown = shorten(url) or "The address"
    if len(text) > LONGEST:
        raise _fault(url, f"{shown} is longer than {LONGEST:,} characters; give the address of a feed or a page.")
    if _CONTROL.search(text):
        raise _fault(url, f"{shown} holds a backslash or a control character; copy the address again.")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _unreadable(url, shown) from error
    if parts.scheme not in _SCHEMES:
        raise _fault(url, f"{shown} is not on the web; give an address that begins with https:// or http://.")
    if "@" in parts.netloc:
        raise _fault(url, f"{shown} holds a user name or a password, which we do not send; give it without them.")
    authority = _AUTHORITY.fullmatch(parts.netloc)
    if not authority:
        raise _unreadable(url, shown)
    host = _read_host(authority["host"], url, shown)
    port = int(authority["port"] or _SCHEMES[parts.scheme])
    if port not in ports:
        usual = ", ".join(str(each) for each in sorted(ports))
        raise _fault(url, f"{shown} names port {port}, and we only go to {usual}; allow the port in the settings.")
    site = Target(parts.scheme, host, port, "/")
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        path = httpx.URL(site.origin + rest).raw_path.decode("ascii")
    except httpx.InvalidURL as error:
        raise _unreadable(url, shown) from error
    return replace(site, path=path)


def _read_host(host: str, url: str, shown: str) -> str:
    literal = host.startswith("[")
    name = host.strip("[]") if literal else host.lower().removesuffix(".")
    try:
        if not name.isascii():
            # international names go out in ASCII; what is left may be an address: "127。0。0。1"
            name = httpx.URL(scheme="http", host=name).raw_host.decode("ascii").removesuffix(".")
        address = read_address(name)
    except (ValueError, httpx.InvalidURL) as error:
        raise _unreadable(url, shown) from error
    if address is not None:
        return str(address)
    if literal or not _HOST.fullmatch(name):
        raise _unreadable(url, shown)
    return name


def join(base: Target, location: str) -> str:
    """Where a redirect leads, as text that is still to be read."""
    location = location.strip()
    if _CONTROL.search(location):  # before urljoin drops some of them
        raise _unreadable(location, shorten(location))
    try:
        return urljoin(base.url, location)
    except ValueError as error:
        raise _unreadable(location, shorten(location)) from error


def _unreadable(url: str, shown: str) -> FetchError:
    return _fault(url, f"{shown} is not a web address that we can read; check its spelling.")


def _fault(url: str, message: str) -> FetchError:
    return FetchError(FetchFault.ADDRESS, message, url=url, permanent=True)
