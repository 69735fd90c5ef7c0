"""Several processes on one file, and processes that die: real ones, for nothing else proves it."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from briefings.models import Scope
from briefings.storage.sqlite import SqliteStore
from tests.contracts.intakes import NOW, intake

SCOPE = Scope("alpha")
ROOT = Path(__file__).parents[3]

# Stores articles one by one, and says each one's key only when the store has acknowledged it.
WRITER = """
import sys
from briefings.storage.sqlite import SqliteStore
from tests.contracts.intakes import NOW, intake
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = SqliteStore(path)
for number in range(count):
    store.record(intake(f"{name} writes article {number}. It has two sentences.", key=f"{name}/{number}"), NOW)
    print(f"{name}/{number}", flush=True)
store.close()
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_make_and_write_one_database_beside_a_third(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    processes = [writer(path, name, 40) for name in ("one", "two")]
    with closing(SqliteStore(path)) as store:
        for number in range(40):
            store.record(intake(f"Here is article {number}.", key=f"three/{number}"), NOW)
        for process in processes:
            with process:
                process.communicate(timeout=60)
            assert process.returncode == 0
        assert store.facts().articles == 120
        assert len(store.search(SCOPE, ["sentences"], limit=1000)) == 80
        store.check()


@pytest.mark.parametrize("acknowledged", [1, 7, 23])
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "store.db"
    with writer(path, "victim", 100_000) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(acknowledged)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().split()
    with closing(SqliteStore(path)) as store:
        store.check()
        articles = store.articles(SCOPE, limit=100_000)
        kept = [article.key for article in articles]
        assert len(told) >= acknowledged
        assert set(told) <= set(kept)
        assert len(kept) <= len(told) + 1  # the one that was under way
        # Each article is whole: its annotation, its passages and its story are there with it.
        ids = [article.id for article in articles]
        assert len(store.annotated(SCOPE, ids)) == len(store.stories(SCOPE, limit=100_000)) == len(ids)
        assert store.facts().passages == 2 * len(ids)
        store.record(intake("Life goes on."), NOW)
