"""Links in feeds: made absolute, and only those that lead to the web."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from briefings.sources.canonical import MAX_ADDRESS


def resolve(link: str, base: str) -> str:
    """A link as an absolute http or https address, seen from the page or feed that it stands in; else empty.

    ``feed:`` is how some readers write the address of a feed.
    """
    link = "".join(link.split()) if "\n" in link else link.strip().replace(" ", "%20")
    link = re.sub(r"^feed:(?://)?(?=https?:)", "", re.sub(r"^feed://(?!https?:)", "http://", link))
    if not link or len(link) > MAX_ADDRESS:
        return ""
    try:
        address = urljoin(base, link)
        parts = urlsplit(address)
        known = parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        return ""
    return address if known else ""
