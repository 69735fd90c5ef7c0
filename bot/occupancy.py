"""One running bot a database: a second one is refused, and a file that disappears is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from briefings.errors import StoreError


@contextmanager
def occupy(database: Path) -> Iterator[None]:
    """Be the only bot on a database file; the lock ends with the process, however it ends.

    Raises:
        StoreError: another bot runs on it.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(database.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(
            f"Another newsbrief is running on {database}: stop it first, or set NEWSBRIEF_DATA to another folder."
        ) from error
    try:
        yield
    finally:
        lock.release()


class Presence:
    """Whether a database file is still the one that was opened.

    Args:
        database: the file; it must exist.
    """

    def __init__(self, database: Path) -> None:
        self._path = database
        self._identity = _identity(database)

    def is_lost(self) -> bool:
        """Whether the file was deleted, moved or replaced under us."""
        return _identity(self._path) != self._identity


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
