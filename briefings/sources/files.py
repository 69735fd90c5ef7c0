"""Articles in files, folders and standard input.

Finding, reading and parsing are three steps: ``discover`` tells what there is to read (so that a caller can show how
far it is), ``read`` opens one of them, and ``parse`` makes a document of its bytes and touches nothing.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from briefings.errors import EmptyError, NotFoundError, SourceError, UnreadableError
from briefings.models import Document
from briefings.sources.pages import read_page
from briefings.sources.text import read_text

MAX_BYTES = 2_000_000
"""What we read of one file: 99 of 100 web pages are lighter, and an article of the longest kind is a tenth of it."""

STANDARD_INPUT = Path("-")
SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"})

_SUFFIX_LIST = ".txt, .md or .html"
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one path: its document, or the error that names it and the fix."""

    path: Path
    result: Document | SourceError


def discover(paths: Iterable[str | Path]) -> list[Path]:
    """The files that paths stand for, each once: a folder stands for the articles under it, "-" for standard input.

    Nothing is refused here: a path that does not exist, or a folder without articles, stays in the list, and ``read``
    says what is wrong with it. Hidden files and folders and links to folders are passed over.
    """
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        for file in _files_under(path) if path != STANDARD_INPUT and os.path.isdir(path) else [path]:
            found.setdefault(_identity(file), file)
    return list(found.values())


def read_all(paths: Iterable[str | Path], *, now: datetime | None = None) -> Iterator[Reading]:
    """Every article that the paths stand for, one after the other; a bad one does not stop the others."""
    for path in discover(paths):
        try:
            yield Reading(path, read(path, now=now))
        except SourceError as error:
            yield Reading(path, error)


def read(
    path: Path, *, max_bytes: int = MAX_BYTES, now: datetime | None = None, standard_input: BinaryIO | None = None
) -> Document:
    """The article in a file, or in standard input for "-"; never waits for a pipe or a device that has a path.

    Raises:
        NotFoundError: there is no such file.
        UnreadableError: it may not be read, is no regular file, too large, binary, or in an unknown encoding.
        EmptyError: there is no article in it, or in the folder.
    """
    if path == STANDARD_INPUT:
        data = (standard_input or sys.stdin.buffer).read(max_bytes + 1)
        if len(data) > max_bytes:
            raise _too_large("standard input", f"more than {_megabytes(max_bytes)}", max_bytes)
    else:
        data = _read_bytes(path, max_bytes)
    return parse(data, path, now=now)


def parse(data: bytes, path: Path, *, now: datetime | None = None) -> Document:
    """The article in the bytes of a file; a page is known by the file's suffix or by how it begins."""
    if path == STANDARD_INPUT:
        name, key = "standard input", f"text:{sha256(data).hexdigest()}"
    else:
        name, key = str(path), f"file:{Path(_identity(path)).as_posix()}"
    if path.suffix.lower() in _PAGE_SUFFIXES or _PAGE.match(data[:4000]):
        return read_page(data, "", key=key, name=name, now=now)
    return read_text(data, key, name)


def _identity(path: Path) -> str:
    """What two names of one file share."""
    try:
        return os.path.realpath(path) if path != STANDARD_INPUT else "-"
    except (OSError, ValueError):  # no name that a file can have; ``read`` says so
        return str(path)


def _files_under(folder: Path) -> list[Path]:
    """The articles in a folder by name, its subfolders' after its own; what cannot be listed stays, to be told of."""
    files: list[Path] = []

    def refuse(error: OSError) -> None:
        files.append(Path(error.filename))

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [
            Path(here, name)
            for name in sorted(names)
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
        ]
    return files or [folder]


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file; the kind is asked of the open file, so that it cannot change in between."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise _no_file(path)
            if facts.st_size > max_bytes:
                raise _too_large(str(path), _megabytes(facts.st_size), max_bytes)
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise _refused(path, error) from error
    if len(data) > max_bytes:  # it grew while we read
        raise _too_large(str(path), f"more than {_megabytes(max_bytes)}", max_bytes)
    return data


def _open_at_once(path: str, flags: int) -> int:
    """Open a path without waiting: a pipe that nobody writes to would hold us for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refused(path: Path, error: OSError | ValueError) -> SourceError:
    number = error.errno if isinstance(error, OSError) else None
    if number in {errno.ENOENT, errno.ENOTDIR}:
        return NotFoundError(f"There is no file or folder {path}; check the spelling, or add it there.")
    if number == errno.EISDIR:
        return EmptyError(f"The folder {path} holds no articles; put {_SUFFIX_LIST} files into it.")
    if number in {errno.EACCES, errno.EPERM}:
        if os.path.isdir(path):
            return UnreadableError(f"The folder {path} may not be listed; give this user the right to read it.")
        return UnreadableError(f"{path} may not be read; give this user the right to read it.")
    if number == errno.ELOOP:
        return UnreadableError(f"{path} is a link that leads back to itself; name the file that it should lead to.")
    if number == errno.ENXIO:
        return _no_file(path)
    if number is None or number in {errno.ENAMETOOLONG, errno.EINVAL}:
        return NotFoundError(f"{str(path)[:100]!r} is no name that a file can have; check the spelling.")
    return UnreadableError(f"{path} could not be read ({error}); check the disk, then add it again.")


def _no_file(path: Path) -> UnreadableError:
    return UnreadableError(f"{path} is a pipe, socket or device, not a file; name a file, or pipe it into “-”.")


def _too_large(name: str, size: str, max_bytes: int) -> UnreadableError:
    return UnreadableError(
        f"{name} has {size}, and one article may have {_megabytes(max_bytes)}; split it into one file an article."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
