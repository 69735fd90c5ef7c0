"""`newsbrief add` killed in the middle: what was stored is whole, and adding again stores the rest, once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bot.config import HOME

ARTICLES = 24
DEADLINE = 60  # seconds, for a machine under load
PLACES = ("Oslo", "Lima", "Accra", "Hanoi", "Quito", "Tunis", "Perth", "Turku")
MATTERS = ("salmon farming", "a new tramway", "the price of bread")


def write_articles(folder: Path) -> None:
    folder.mkdir()
    for number in range(ARTICLES):
        place, matter = PLACES[number % 8], MATTERS[number // 8]
        words = f"{place} - The council of {place} voted on {matter} on Monday.\n\nThe vote was {number + 20} to 12."
        (folder / f"{number:02}.txt").write_text(words)


def stored(database: Path) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            count = int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
        connection.close()
    except sqlite3.Error:
        return 0
    return count


def test_an_add_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")
    command = [sys.executable, "-m", "bot"]
    environment = {**os.environ, "NEWSBRIEF_DATA": str(tmp_path / "data")}
    database = tmp_path / "data" / "newsbrief.db"
    with subprocess.Popen(
        [*command, "add", str(tmp_path / "articles")],
        cwd=HOME, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as adding:  # fmt: skip
        deadline = time.monotonic() + DEADLINE
        while stored(database) < 3 and adding.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        adding.send_signal(signal.SIGKILL)
        adding.wait()
    before = stored(database)
    assert 3 <= before < ARTICLES, "it was killed in the middle"
    again = subprocess.run(
        [*command, "add", str(tmp_path / "articles")],
        cwd=HOME, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == f"{ARTICLES - before} new, {before} unchanged.\n"
    told = subprocess.run([*command, "status", "--json"], cwd=HOME, env=environment, capture_output=True, check=True)
    assert json.loads(told.stdout)["articles"] == ARTICLES
