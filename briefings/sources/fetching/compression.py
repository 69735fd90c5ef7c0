"""Bodies as they come over the wire, made plain: one layer of gzip at most, and never more than was agreed on.

Ordinary HTTP clients undo as many layers as a server names, each without a limit: 275 bytes become 4 GB.
"""

from __future__ import annotations

import zlib

from briefings.sources.fetching.model import FetchError, FetchFault
from briefings.sources.fetching.targets import visible

MAGIC = b"\x1f\x8b\x08"
_GZIP = 16 + zlib.MAX_WBITS
_MEMBERS = 64  # a gzip file may be several in a row; hostile ones are millions of empty ones


class Unpacker:
    """Takes a body chunk by chunk; ``shown`` is what an error calls it, ``limit`` the most bytes of the result.

    A body that is a gzip file itself (``sitemap.xml.gz``) counts as the one layer.
    """

    def __init__(self, encoding: str, shown: str, limit: int) -> None:
        """Refuse what we cannot undo; ``encoding`` is the Content-Encoding header.

        Raises:
            FetchError: another encoding than gzip, or more than one.
        """
        layers = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
        self._declared = layers in (["gzip"], ["x-gzip"])
        if layers and not self._declared:
            names = visible(" and ".join(layers))
            raise FetchError(
                FetchFault.COMPRESSION,
                f"{shown} is compressed with {names}, and we asked for gzip once or nothing; tell the site's owner.",
            )
        self._shown = shown
        self._limit = limit
        self._inflate: zlib._Decompress | None = None
        self._members = 0
        self._head = b""  # until there are enough bytes to see whether it is gzip
        self._plain = False
        self._content = bytearray()  # not a list of pieces, which a server may make one byte long

    def feed(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            FetchError: too much, or broken.
        """
        if self._plain:
            self._keep(data)
        elif self._members:
            self._undo(data)
        else:
            self._head += data
            if len(self._head) >= len(MAGIC):
                self._begin()

    def finish(self) -> bytes:
        """All of it.

        Raises:
            FetchError: it breaks off, or is compressed twice.
        """
        if self._head:
            self._begin()
        if self._inflate is not None and not self._inflate.eof:
            raise self._fault("breaks off in the middle of its compressed data; try again later.")
        content = bytes(self._content)
        if self._members and content.startswith(MAGIC):
            raise self._fault("is compressed more than once, which only attacks and mistakes are; tell its owner.")
        return content

    def _begin(self) -> None:
        head, self._head = self._head, b""
        if head.startswith(MAGIC):
            self._undo(head)
        elif self._declared:
            raise self._fault("says that it is compressed with gzip and is not; tell the site's owner.")
        else:
            self._plain = True
            self._keep(head)

    def _undo(self, data: bytes) -> None:
        while data:
            if self._inflate is None or self._inflate.eof:
                if self._members and not data.startswith(MAGIC[: len(data)]):
                    return  # padding after the end, which every reader of gzip passes over
                self._members += 1
                if self._members > _MEMBERS:
                    raise self._fault("is compressed in too many pieces; tell the site's owner.")
                self._inflate = zlib.decompressobj(_GZIP)
            try:
                # one byte more than there is room for shows that there is too much
                self._keep(self._inflate.decompress(data, self._limit - len(self._content) + 1))
            except zlib.error as error:
                raise self._fault("holds broken compressed data; try again later.") from error
            data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _keep(self, data: bytes) -> None:
        if len(self._content) + len(data) > self._limit:
            raise too_large(self._shown, self._limit)
        self._content += data

    def _fault(self, what: str) -> FetchError:
        return FetchError(FetchFault.COMPRESSION, f"{self._shown} {what}")


def too_large(shown: str, limit: int) -> FetchError:
    """More than we take."""
    size = f"{limit / 1_000_000:,.3g} MB"
    return FetchError(
        FetchFault.TOO_LARGE, f"{shown} is larger than the {size} that we take; give a shorter feed or a single page."
    )
