from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils
from sqlite_utils import Migrations

from briefings.errors import BusyError, CorruptError, NewerSchemaError, ReadOnlyError, StoreError
from briefings.storage.database import Database
from tests.privileges import unprivileged

NOTES = Migrations("notes")


@NOTES()
def create_notes(db: sqlite_utils.Database) -> None:
    db.execute("CREATE TABLE notes (text TEXT NOT NULL) STRICT")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a folder #1?" / "notes & more.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with closing(Database(path, NOTES)) as opened:
        yield opened


def add(database: Database, text: str) -> None:
    database.write(lambda db: db.execute("INSERT INTO notes VALUES (?)", (text,)))


def notes(database: Database) -> list[str]:
    return database.read(lambda db: [row[0] for row in db.execute("SELECT text FROM notes ORDER BY rowid")])


def refusal(path: Path, error: type[StoreError], **options: float) -> str:
    """What a person is told who opens this file."""
    with pytest.raises(error) as raised, closing(Database(path, NOTES, **options)):  # type: ignore[arg-type]
        pass
    said = str(raised.value)
    assert str(path) in said
    assert said.endswith(".")
    assert "\n" not in said
    return said


class TestWriting:
    def test_what_is_written_is_there_when_the_file_is_opened_again(self, path: Path) -> None:
        with closing(Database(path, NOTES)) as database:
            add(database, "one")
        with closing(Database(path, NOTES)) as database:
            assert notes(database) == ["one"]

    def test_a_change_that_fails_leaves_nothing_and_tells_its_own_error(self, database: Database) -> None:
        def half(db: sqlite_utils.Database) -> None:
            db.execute("INSERT INTO notes VALUES ('half')")
            raise LookupError("something of mine")

        with pytest.raises(LookupError, match="something of mine"):
            database.write(half)
        add(database, "whole")
        assert notes(database) == ["whole"]

    def test_a_change_returns_its_result(self, database: Database) -> None:
        assert database.write(lambda db: db.execute("INSERT INTO notes VALUES ('x') RETURNING text").fetchone()) == (
            "x",
        )

    def test_a_change_within_a_change_is_refused_instead_of_waiting_for_itself(self, database: Database) -> None:
        with pytest.raises(RuntimeError, match="wait for itself"):
            database.write(lambda _: add(database, "inner"))
        assert notes(database) == []

    def test_a_read_cannot_write(self, database: Database) -> None:
        with pytest.raises(ReadOnlyError):
            database.read(lambda db: db.execute("INSERT INTO notes VALUES ('sneaked in')"))
        assert notes(database) == []

    def test_a_read_sees_one_unchanging_state_and_does_not_hold_writers_up(self, database: Database) -> None:
        def look(db: sqlite_utils.Database) -> list[int]:
            counts = []
            for _ in range(2):
                counts.append(db.execute("SELECT count(*) FROM notes").fetchone()[0])
                add(database, "meanwhile")
            return counts

        assert database.read(look) == [0, 0]
        assert len(notes(database)) == 2

    def test_closing_finishes_what_was_asked_for(self, path: Path) -> None:
        database = Database(path, NOTES)
        started = threading.Event()

        def slow(db: sqlite_utils.Database) -> None:
            started.set()
            threading.Event().wait(0.05)
            db.execute("INSERT INTO notes VALUES ('slow')")

        with ThreadPoolExecutor(4) as pool:
            first = pool.submit(database.write, slow)
            started.wait()
            database.close()
            first.result()
        with pytest.raises(StoreError, match="is closed"):
            add(database, "late")
        with pytest.raises(StoreError, match="is closed"):
            notes(database)
        database.close()
        with closing(Database(path, NOTES)) as again:
            assert notes(again) == ["slow"]

    def test_a_closed_database_is_one_file(self, path: Path) -> None:
        with closing(Database(path, NOTES)) as database:
            add(database, "one")
            notes(database)
        assert [entry.name for entry in path.parent.iterdir()] == [path.name]


class TestRefusals:
    def test_a_text_file(self, tmp_path: Path) -> None:
        path = tmp_path / "letter.txt"
        path.write_text("Dear Sir or Madam, this is no database.")
        assert "is not a newsbrief database" in refusal(path, CorruptError)
        assert path.read_text().startswith("Dear Sir")

    def test_another_programs_database_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "contacts.db"
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE contacts (name)")
        before = path.read_bytes()
        assert "is not a newsbrief database" in refusal(path, CorruptError)
        assert path.read_bytes() == before

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "is a folder" in refusal(tmp_path, CorruptError)

    def test_an_empty_file_is_a_new_database(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.db"
        path.touch()
        with closing(Database(path, NOTES)) as database:
            assert notes(database) == []

    def test_a_truncated_file(self, path: Path) -> None:
        with closing(Database(path, NOTES)) as database:
            database.write(lambda db: db.conn.executemany("INSERT INTO notes VALUES (?)", [("x" * 3000,)] * 40))
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        assert "is damaged" in refusal(path, CorruptError)

    def test_overwritten_pages_are_found_by_the_quick_check(self, path: Path) -> None:
        with closing(Database(path, NOTES)) as database:
            database.write(lambda db: db.conn.executemany("INSERT INTO notes VALUES (?)", [("x" * 3000,)] * 40))
            database.quick_check()
        pages = bytearray(path.read_bytes())
        pages[-8 * 4096 : -4096] = b"\xa5" * (7 * 4096)
        path.write_bytes(pages)
        with closing(Database(path, NOTES)) as database, pytest.raises(CorruptError, match=r"is damaged .* backup"):
            database.quick_check()

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        said = refusal(tmp_path / "file" / "folder" / "notes.db", ReadOnlyError)
        assert "There is no place for the database" in said

    def test_a_folder_without_permission(self, shared_folder: Path) -> None:
        shared_folder.chmod(0o755 if os.geteuid() == 0 else 0o555)
        with unprivileged():
            said = refusal(shared_folder / "inner" / "notes.db", ReadOnlyError)
            assert "Permission denied" in said
            refusal(shared_folder / "notes.db", ReadOnlyError)

    def test_a_read_only_file(self, shared_folder: Path) -> None:
        path = shared_folder / "notes.db"
        with closing(Database(path, NOTES)) as database:
            add(database, "kept")
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        with unprivileged():
            assert "cannot be written; give yourself write access" in refusal(path, ReadOnlyError)
        path.chmod(0o644)
        with closing(Database(path, NOTES)) as database:
            assert notes(database) == ["kept"]

    @pytest.mark.parametrize("folder_mode", [0o777, 0o755])
    def test_a_read_only_file_can_be_read_by_who_asks_for_no_more(self, shared_folder: Path, folder_mode: int) -> None:
        path = shared_folder / "notes.db"
        with closing(Database(path, NOTES)) as database:
            add(database, "kept")
        path.chmod(0o444)
        shared_folder.chmod(folder_mode if os.geteuid() == 0 else folder_mode & 0o555)
        with unprivileged(), closing(Database(path, NOTES, or_read=True)) as database:
            assert notes(database) == notes(database) == ["kept"]
            with pytest.raises(ReadOnlyError, match="cannot be written; give yourself write access"):
                add(database, "more")

    def test_a_read_only_file_of_an_older_newsbrief(self, shared_folder: Path) -> None:
        path = shared_folder / "notes.db"
        with closing(Database(path, NOTES)):
            pass
        newer = Migrations("notes")
        newer(name="create_notes")(create_notes)
        newer(name="add_colours")(lambda db: db.execute("ALTER TABLE notes ADD COLUMN colour TEXT"))
        path.chmod(0o444)
        with unprivileged(), pytest.raises(ReadOnlyError, match=r"older newsbrief .* write access once"):
            Database(path, newer, or_read=True)

    def test_a_missing_file_in_a_read_only_folder_is_no_database_to_read(self, shared_folder: Path) -> None:
        shared_folder.chmod(0o755 if os.geteuid() == 0 else 0o555)
        with unprivileged(), pytest.raises(ReadOnlyError):
            Database(shared_folder / "notes.db", NOTES, or_read=True)

    def test_a_newer_newsbriefs_database(self, path: Path) -> None:
        newer = Migrations("notes")
        newer(name="create_notes")(create_notes)
        newer(name="add_colours")(lambda db: db.execute("ALTER TABLE notes ADD COLUMN colour TEXT"))
        with closing(Database(path, newer)):
            pass
        assert "newer newsbrief" in refusal(path, NewerSchemaError)

    def test_an_older_database_is_brought_up_to_date(self, path: Path, database: Database) -> None:
        add(database, "old")
        newer = Migrations("notes")
        newer(name="create_notes")(create_notes)
        newer(name="add_colours")(lambda db: db.execute("ALTER TABLE notes ADD COLUMN colour TEXT"))
        with closing(Database(path, newer)) as opened:
            assert opened.read(lambda db: db.execute("SELECT * FROM notes").fetchall()) == [("old", None)]

    def test_a_migration_that_fails_leaves_the_file_as_it_was(self, path: Path, database: Database) -> None:
        broken = Migrations("notes")
        broken(name="create_notes")(create_notes)
        broken(name="first")(lambda db: db.execute("ALTER TABLE notes ADD COLUMN colour TEXT"))
        broken(name="then")(lambda db: db.execute("ALTER TABLE nothing ADD COLUMN colour TEXT"))
        with pytest.raises(sqlite3.OperationalError, match="nothing"), closing(Database(path, broken)):
            pass
        with closing(Database(path, NOTES)) as opened:
            assert opened.read(lambda db: db.table("notes").columns_dict) == {"text": str}

    def test_two_sets_of_migrations_share_a_file(self, path: Path, database: Database) -> None:
        ledger = Migrations("ledger")
        ledger(name="create_ledger")(lambda db: db.execute("CREATE TABLE ledger (text TEXT) STRICT"))
        with closing(Database(path, ledger, synchronous="FULL")) as other:
            other.write(lambda db: db.execute("INSERT INTO ledger VALUES ('x')"))
        add(database, "one")
        assert notes(database) == ["one"]

    def test_a_file_that_another_process_holds(self, path: Path) -> None:
        with closing(Database(path, NOTES, busy_timeout=0.05)) as database:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(BusyError, match=r"is in use by another process; stop that one"):
                    add(database, "never")
                assert notes(database) == []  # reading goes on
                other.execute("ROLLBACK")
            add(database, "now")
            assert notes(database) == ["now"]

    def test_a_new_file_that_another_process_holds(self, path: Path) -> None:
        path.parent.mkdir()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert "is in use" in refusal(path, BusyError, busy_timeout=0.05)

    def test_a_full_disk(self, database: Database) -> None:
        add(database, "kept")
        database.write(lambda db: db.execute("PRAGMA max_page_count=12").fetchone())
        with pytest.raises(StoreError, match=r"no space left for the database .*; free some"):
            add(database, "x" * 100_000)
        assert notes(database) == ["kept"]
        add(database, "small")  # it goes on once there is space
        assert notes(database) == ["kept", "small"]
