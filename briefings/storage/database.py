"""A SQLite file with one writer: how it is opened, migrated, written, read and closed.

Writes pass one thread and each is one ``BEGIN IMMEDIATE`` transaction, so that they wait for another process's write
instead of failing half-way (``BEGIN`` alone is deferred; see "Posting exactly once" in docs/architecture.md). Reads
run in the thread that asks, each on a snapshot of its own, and wait for nobody.
"""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal, TypeVar

import sqlite_utils
from sqlite_utils import Migrations

from briefings.errors import BusyError, CorruptError, NewerSchemaError, ReadOnlyError, StoreError
from briefings.storage import faults

T = TypeVar("T")

APPLICATION_ID = 0x4E_42_52_46
"""Marks a SQLite file as newsbrief's ("NBRF"), so that we never write into another program's."""

_SPARE_READERS = 8


class Database:
    """One SQLite file, opened for writing.

    Args:
        path: the file; it and its folders are made when they are missing.
        migrations: the schema, brought up to date before anything else happens.
        busy_timeout: seconds to wait for another process's write.
        synchronous: "FULL" where a power cut may not lose what was acknowledged; kill -9 loses nothing in either.
        or_read: open a file that cannot be written for reading alone; every write is then refused.

    Raises:
        ReadOnlyError, CorruptError, NewerSchemaError, BusyError: each names the file and the fix.
    """

    def __init__(
        self,
        path: Path | str,
        migrations: Migrations,
        *,
        busy_timeout: float = 10.0,
        synchronous: Literal["NORMAL", "FULL"] = "NORMAL",
        or_read: bool = False,
    ) -> None:
        self.path = Path(path).expanduser().absolute()
        self._busy_timeout = busy_timeout
        self._spare: queue.LifoQueue[sqlite_utils.Database] = queue.LifoQueue(_SPARE_READERS)
        self._closed = False
        self._writing_thread: int | None = None
        self._reading = "mode=ro"
        self._refusal: ReadOnlyError | None = None  # of a file that can only be read
        try:
            _require_place(self.path)
            with faults.explained(self.path):
                self._writer = self._open(migrations, synchronous)
        except ReadOnlyError as refusal:
            if not or_read or not self.path.is_file():
                raise
            with faults.explained(self.path):
                self._writer = self._open_for_reading(migrations)
            self._refusal = refusal
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-writer")

    @property
    def writable(self) -> bool:
        """Whether changes are taken at all."""
        return self._refusal is None

    def write(self, change: Callable[[sqlite_utils.Database], T]) -> T:
        """Run a change in a transaction of its own, after those that were asked for before; return what it returns.

        When this returns, the change is committed; when it raises, nothing of the change has happened.

        Raises:
            StoreError: the database refused; any other exception is the change's own.
        """
        if self._refusal is not None:
            raise self._refusal
        if threading.get_ident() == self._writing_thread:
            raise RuntimeError("a change may not ask for another change: it would wait for itself")
        try:
            pending = self._thread.submit(self._transact, change)
        except RuntimeError as error:
            raise self._is_closed() from error
        return pending.result()

    def read(self, question: Callable[[sqlite_utils.Database], T]) -> T:
        """Ask something of one unchanging snapshot, in this thread."""
        if self._closed:
            raise self._is_closed()
        with faults.explained(self.path):
            try:
                reader = self._spare.get_nowait()
            except queue.Empty:
                reader = self._connect(self._reading)
            try:
                reader.execute("BEGIN")
                return question(reader)
            finally:
                self._put_back(reader)

    def save(self, place: Path) -> None:
        """Copy everything into a new file, through the handle that is open: it works when the file itself is gone.

        Raises:
            StoreError: the copy cannot be written.
        """
        with faults.explained(place):
            self._thread.submit(self._copy, place).result()

    def quick_check(self) -> None:
        """Look through the whole file for damage: seconds a gigabyte.

        Raises:
            CorruptError: names the first thing that is wrong.
        """
        found = self.read(lambda db: [str(row[0]) for row in db.execute("PRAGMA quick_check(1)")])
        if found != ["ok"]:
            raise faults.damaged(self.path, " ".join(found[0].split()))

    def close(self) -> None:
        """Finish the writes that were asked for, then let go of the file; closing twice is closing once."""
        self._thread.shutdown(wait=True)
        self._closed = True
        with suppress(queue.Empty):
            while True:
                self._spare.get_nowait().close()
        self._writer.close()

    def _transact(self, change: Callable[[sqlite_utils.Database], T]) -> T:
        self._writing_thread = threading.get_ident()
        with faults.explained(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                result = change(self._writer)
                self._writer.commit()
            except BaseException:
                self._writer.rollback()
                raise
            return result

    def _copy(self, place: Path) -> None:
        with closing(sqlite3.connect(place)) as copy:
            self._writer.conn.backup(copy)  # outside of any transaction: inside one it would wait for itself

    def _put_back(self, reader: sqlite_utils.Database) -> None:
        reader.rollback()
        try:
            if self._closed:
                raise queue.Full
            self._spare.put_nowait(reader)
        except queue.Full:
            reader.close()

    def _connect(self, access: str) -> sqlite_utils.Database:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?{access}",
            uri=True,
            timeout=self._busy_timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            return sqlite_utils.Database(connection, execute_plugins=False)
        except BaseException:
            connection.close()
            raise

    def _open(self, migrations: Migrations, synchronous: str) -> sqlite_utils.Database:
        db = self._connect("mode=rwc")
        try:
            self._prepare(db, migrations, synchronous)
        except BaseException:
            db.close()
            raise
        return db

    def _open_for_reading(self, migrations: Migrations) -> sqlite_utils.Database:
        """A connection to a file that cannot be written, once it is known that all of its tables can be read."""
        db = self._connect(self._reading)
        try:
            try:
                _require_ours(db, self.path)
            except sqlite3.OperationalError:
                # The write-ahead log needs files beside the database. Where none can be made and none lie, nobody
                # is writing either, and SQLite may be told so.
                if self.path.with_name(self.path.name + "-wal").exists():
                    raise
                db.close()
                self._reading = "mode=ro&immutable=1"
                db = self._connect(self._reading)
                _require_ours(db, self.path)
            _require_known(db, migrations, self.path)
            if migrations.pending(db):
                raise faults.outdated(self.path)
        except BaseException:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite_utils.Database, migrations: Migrations, synchronous: str) -> None:
        _require_ours(db, self.path)
        self._switch_to_wal(db)
        db.execute(f"PRAGMA synchronous={synchronous}")
        db.execute("PRAGMA foreign_keys=ON")
        _require_known(db, migrations, self.path)
        if migrations.pending(db):
            db.execute("BEGIN IMMEDIATE")  # another process may be migrating: look again once it is our turn
            try:
                _require_known(db, migrations, self.path)
                migrations.apply(db)
                db.execute(f"PRAGMA application_id={APPLICATION_ID}")
                db.commit()
            except BaseException:
                db.rollback()
                raise

    def _switch_to_wal(self, db: sqlite_utils.Database) -> None:
        """Turn the write-ahead log on; two processes that make a database at once can trip here over each other."""
        deadline = time.monotonic() + self._busy_timeout
        while True:
            try:
                (mode,) = db.execute("PRAGMA journal_mode=WAL").fetchone()
                break
            except sqlite3.OperationalError as error:
                # SQLite does not wait by itself for the lock that this change of mode needs.
                if not isinstance(faults.explain(error, self.path), BusyError) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        if mode != "wal":
            raise faults.not_writable(self.path)

    def _is_closed(self) -> StoreError:
        return StoreError(f"The database {self.path} is closed; open it again to go on.")


def _require_place(path: Path) -> None:
    """Make the folder, and see that the file may be written.

    Without opening it: to close it again would cancel the locks of every connection that this process has on it
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise CorruptError(f"{path} is a folder; name a file in it for the database, such as {path}/newsbrief.db.")
        if path.exists() and not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise faults.not_writable(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadOnlyError(
            f"There is no place for the database {path} ({error.filename}: {reason}); make the folder and give yourself"
            " write access, or name another."
        ) from error


def _require_ours(db: sqlite_utils.Database, path: Path) -> None:
    (mark,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and mark != APPLICATION_ID:
        raise faults.not_a_database(path)


def _require_known(db: sqlite_utils.Database, migrations: Migrations, path: Path) -> None:
    with closing(sqlite_utils.Database(memory=True, execute_plugins=False)) as empty:
        known = {migration.name for migration in migrations.pending(empty)}
    if any(migration.name not in known for migration in migrations.applied(db)):
        raise NewerSchemaError(
            f"The database {path} was written by a newer newsbrief; install that version, or name another file."
        )
