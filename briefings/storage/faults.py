"""What SQLite says, in words that a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefings.errors import BusyError, CorruptError, ReadOnlyError, StoreError


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as ours, each one sentence that names the file and the fix."""
    try:
        yield
    except sqlite3.Error as error:
        fault = explain(error, path)
        if fault is None:
            raise
        raise fault from error


def explain(error: sqlite3.Error, path: Path) -> StoreError | None:
    """The error for a person, or None for one that only a programmer can mend (a mistake in our SQL)."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return BusyError(f"The database {path} is in use by another process; stop that one, or try again in a moment.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return not_writable(path)
    if name.startswith("SQLITE_CANTOPEN"):
        return ReadOnlyError(f"The database {path} cannot be opened; check that it is there and that you may write it.")
    if name.startswith("SQLITE_NOTADB"):
        return not_a_database(path)
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path, str(error))
    if name.startswith("SQLITE_FULL"):
        return StoreError(f"There is no space left for the database {path}; free some on its disk and try again.")
    if name.startswith("SQLITE_IOERR"):
        return StoreError(f"The disk that holds the database {path} fails ({error}); check the disk and its space.")
    return None


def not_writable(path: Path) -> ReadOnlyError:
    """The file or its folder refuses to be written."""
    return ReadOnlyError(f"The database {path} cannot be written; give yourself write access to it and its folder.")


def outdated(path: Path) -> ReadOnlyError:
    """An older newsbrief wrote the file, which has to be brought up to date before it can be read."""
    return ReadOnlyError(
        f"The database {path} is of an older newsbrief and cannot be written; give yourself write access once, so that"
        " it can be brought up to date."
    )


def not_a_database(path: Path) -> CorruptError:
    """The file holds something else."""
    return CorruptError(f"{path} is not a newsbrief database; name another file, or move this one away.")


def damaged(path: Path, detail: str) -> CorruptError:
    """The file was a database."""
    return CorruptError(f"The database {path} is damaged ({detail}); restore it from a backup, or move it away.")
