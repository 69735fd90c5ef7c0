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
    """Whether a database is still the one that was opened.

    Args:
        database: the file; it must exist. The log beside it, which holds the latest commits, is watched from when it
            is first seen: SQLite takes it away only when nobody has the database open.
    """

    def __init__(self, database: Path) -> None:
        self._paths = (database, database.with_name(f"{database.name}-wal"))
        self._identities = [_identity(path) for path in self._paths]

    def is_lost(self) -> bool:
        """Whether a file was deleted, moved or replaced under us."""
        found = [_identity(path) for path in self._paths]
        lost = found[0] is None
        for number, known in enumerate(self._identities):
            if known is None:
                self._identities[number] = found[number]
            lost = lost or (known is not None and found[number] != known)
        return lost


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
