"""One running bot a database: a second one is refused, and a file that disappears is noticed and saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
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
    """Whether a database file is still the one that was opened; a rescue through a handle that is still open.

    Args:
        database: the file; it must exist.
    """

    def __init__(self, database: Path) -> None:
        self._path = database
        self._identity = _identity(database)

    def is_lost(self) -> bool:
        """Whether the file was deleted, moved or replaced under us."""
        return _identity(self._path) != self._identity

    def rescue(self, connection: sqlite3.Connection, name: str) -> Path:
        """Save what the open handle still sees beside the lost file; gives where."""
        place = self._path.with_name(f"{self._path.stem}-{name}.db")
        place.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(place)) as saved:
            connection.backup(saved)
        return place


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
