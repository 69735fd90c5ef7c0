"""One address for one article, however it was linked: no tracking, no fragment, no light form.

``canonical_address`` only takes away what cannot tell two articles apart. What might (a number under a name like
"cid") goes only where the path names the article by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from hashlib import sha256
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from briefings.sources.vocabulary import load

MAX_ADDRESS = 2000
"""Characters; servers and browsers take no longer address, so it leads nowhere."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TELLING_PATH = re.compile(r"(?:[^\W_]+[-_]){3,}[^\W_]+|\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}-")
_UNRESERVED = re.compile(r"%(?:2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])", re.IGNORECASE)
_TOUCHED = re.compile(r"#\d{1,4}$")


def canonical_address(url: str) -> str:
    """The address that an article is known by; empty for what is no address of a page on the web."""
    parts = _split(url)
    if parts is None:
        return ""
    parts = _split(_inside_cache(parts)) or parts
    path = _UNRESERVED.sub(lambda code: unquote(code.group()), re.sub(r"//+", "/", parts.path)) or "/"
    path, query = _without_amp(path, parts.query)
    query = "&".join(part for part in query.split("&") if part and not _is_tracking(part, path))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""  # "#!/story/1": the page's script reads it
    return urlunsplit((parts.scheme, parts.netloc, path, query, fragment))


def believable_address(claimed: Iterable[str], url: str) -> str:
    """The first canonical address that a page claims for itself and that can be believed, else its own.

    It must be on the page's own site and lead to a page, not to the site's front: otherwise one bad template, or one
    hostile page, would make many articles one.
    """
    own = canonical_address(url)
    for claim in claimed:
        address = canonical_address(claim)
        if address and (not own or same_site(address, own)) and _names_a_page(address, own):
            return address
    return own


def article_key(guid: str, url: str, title: str = "", published: datetime | None = None) -> str:
    """What a feed's article is known by however often it comes, whatever its publisher does to its date.

    Its id in the feed, else its canonical address, else a hash of its title and day. An id that is an address loses
    its tracking and the count of its revisions ("https://news.example/1#3"), and http and https are one; empty where
    there is nothing to know it by.
    """
    if guid := " ".join(guid.split()):
        if guid.startswith(("http://", "https://")) and (address := canonical_address(guid)):
            fragment = "" if _TOUCHED.search(guid) else urlsplit(guid).fragment
            return _secure(f"{address}#{fragment}" if fragment and "#" not in address else address)
        return guid[:MAX_ADDRESS]
    if address := canonical_address(url):
        return _secure(address)
    if not title:
        return ""
    day = f"{published:%Y-%m-%d}" if published else ""
    return f"title:{sha256(f'{day} {title.casefold()}'.encode('utf-8', 'replace')).hexdigest()[:32]}"


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one publisher: the same host but for "www." and the forms for devices."""
    return site_of(one) == site_of(other) != ""


def site_of(url: str) -> str:
    """An address's host without the labels that tell a device or a form."""
    parts = _split(url)
    labels = ["www", *load("addresses")["hosts"]["devices"], *load("addresses")["amp"]["hosts"]]
    return _without_label((parts.hostname or "") if parts else "", labels)


def _secure(address: str) -> str:
    return re.sub(r"^http:", "https:", address)


def _split(url: str) -> SplitResult | None:
    """The parts of an address on the web, its scheme and host in small letters; None for any other text."""
    url = re.sub(r"[\x00-\x20\x7f]+", "", url)
    if not 0 < len(url) <= MAX_ADDRESS:
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
        return None
    try:
        host = (host if host.isascii() else host.encode("idna").decode("ascii")).rstrip(".")
    except UnicodeError:
        return None
    return parts._replace(netloc=(f"[{host}]" if ":" in host else host) + _port(parts))


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in {None, _DEFAULT_PORTS[parts.scheme]} else ""


def _inside_cache(parts: SplitResult) -> str:
    """The publisher's address that an AMP cache carries in its path; empty where there is none."""
    place = f"{parts.hostname}{parts.path}"
    for cache_place in load("addresses")["amp"]["caches"]:
        before, found, behind = place.partition(cache_place)
        if not found or "/" in before:
            continue
        behind = re.sub(r"^/(?:[cvi]/)?(?:s/)?", "", behind)
        if "." in behind.partition("/")[0]:
            return urlunsplit(("https", "", f"//{behind}", parts.query, "")) if behind else ""
    return ""


def _without_amp(path: str, query: str) -> tuple[str, str]:
    amp = load("addresses")["amp"]
    segments = path.split("/")
    trailing = segments[-1] == "" and len(segments) > 2
    last = segments[-2] if trailing else segments[-1]
    if last.casefold() in amp["segments"] and len(segments) > (3 if trailing else 2):
        path = "/".join(segments[: -2 if trailing else -1]) + ("/" if trailing else "")
    elif len(segments) > 3 and segments[1].casefold() in amp["segments"]:
        path = "/" + "/".join(segments[2:])
    for suffix in amp["suffixes"]:
        if path.casefold().endswith(suffix) and not path.casefold().endswith(f"/{suffix}"):
            ending = ".html" if suffix.endswith(".html") else ".htm" if suffix.endswith(".htm") else ""
            path = path[: -len(suffix)] + ending
            break
    kept = [part for part in query.split("&") if part.casefold().removesuffix("=1") not in amp["parameters"]]
    return path, "&".join(kept)


def _is_tracking(parameter: str, path: str) -> bool:
    """Whether a parameter tells who sent the reader, and not which article it is."""
    from courlan.clean import TRACKERS_RE  # its wide list takes "cid" and "source" too, which may name an article

    name = parameter.partition("=")[0].casefold()
    always, often, prefixes = _tracking()
    if name in always or name.startswith(prefixes):
        return True
    telling = _TELLING_PATH.search(path.rstrip("/").rpartition("/")[2])
    return bool(telling) and (name in often or bool(TRACKERS_RE.search(name)))


@cache
def _tracking() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    tracking = load("addresses")["tracking"]
    return (
        frozenset(tracking["names"].split()),
        frozenset(tracking["often"].split()),
        tuple(tracking["prefixes"].split()),
    )


def _without_label(host: str, labels: Iterable[str]) -> str:
    """A host without its first label, if that is one of these and a name remains."""
    first, _, rest = host.partition(".")
    return rest if first in set(labels) and "." in rest else host


def _names_a_page(address: str, own: str) -> bool:
    """Whether an address leads to a page of a site; a site's front is one only where we asked for the front."""
    parts, mine = urlsplit(address), urlsplit(own)
    return bool(parts.path.strip("/") or parts.query) or not (mine.path.strip("/") or mine.query)
