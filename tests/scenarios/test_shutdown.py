"""`newsbrief run` as a process: it ends without half a post, goes on at once, and is alone on its database."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from adapters.inbound import Channel
from adapters.message import say
from bot.config import Settings
from bot.ledger.deliveries import Post, marker_of
from bot.ledger.ledger import Ledger
from bot.outbox import State
from bot.wiring import open_ledger, utc_now
from tests.servers.wire import Wire

ROOT = Path(__file__).resolve().parents[2]
NEWSBRIEF = [sys.executable, "-m", "bot"]
NEWS = Channel("wire", "w", "news")
PARTS = 8
DEADLINE = 60  # seconds, for a machine under load
SETTLE = 4.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "NEWSBRIEF_DATA": str(folder), "TERM": "xterm", "NEWSBRIEF_LOG_LEVEL": "warning"}


def ledger_of(folder: Path) -> AbstractContextManager[Ledger]:
    return open_ledger(Settings(data=folder))


def owe(folder: Path, cause: str, parts: int) -> list[str]:
    """Queue a post in parts; gives their markers."""
    with ledger_of(folder) as ledger:
        messages = tuple(say(f"part {number}") for number in range(parts))
        ledger.post([Post(cause, NEWS, messages, threaded=True)], utc_now())
    return [marker_of(cause, NEWS, part) for part in range(1, parts + 1)]


def states(folder: Path) -> dict[State, int]:
    with ledger_of(folder) as ledger:
        return ledger.counts()


def until(true: Callable[[], bool], seconds: float = DEADLINE) -> float:
    """Wait; gives how long that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it took too long"
        time.sleep(0.01)
    return time.monotonic() - began


@contextmanager
def served(folder: Path, wire: Wire) -> Iterator[subprocess.Popen[str]]:
    """A running bot that delivers over the wire."""
    command = [sys.executable, "-m", "tests.scenarios.served", str(folder), str(wire.port), str(SETTLE), "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.parametrize(
    "ending",
    [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.torture)],
    ids=["terminated", "interrupted"],
)
def test_a_bot_that_is_told_to_end_finishes_its_post_and_goes_on_with_the_next_part(
    folder: Path, ending: signal.Signals
) -> None:
    with Wire(0.0, None, pace=0.15) as wire:
        markers = owe(folder, "d/1", PARTS)
        with served(folder, wire) as bot:
            until(lambda: sum(marker in wire.posts for marker in markers) == 3)
            bot.send_signal(ending)
            bot.communicate(timeout=DEADLINE)
        assert bot.returncode in (0, 1, 130, -signal.SIGINT)
        assert set(states(folder)) == {State.SENT, State.QUEUED}  # nothing is in doubt
        sent = [marker for marker in wire.posts if marker in markers]
        assert 3 <= len(sent) < PARTS
        began = time.monotonic()
        with served(folder, wire) as bot:
            until(lambda: markers[len(sent)] in wire.posts)
            print(f"restart to the first delivery: {time.monotonic() - began:.1f} s")
            until(lambda: sum(marker in wire.posts for marker in markers) == PARTS)
            assert time.monotonic() - began < 30  # under 5 s on a quiet machine: docs/benchmarks.md
            until(lambda: states(folder) == {State.SENT: PARTS})
            bot.terminate()
            bot.communicate(timeout=DEADLINE)
    assert [marker for marker in wire.posts if marker in markers] == markers
    assert all(wire.posts[marker] == 1 for marker in markers)


def test_a_second_bot_is_refused_and_other_commands_work_beside_it(
    folder: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    article = tmp_path / "bridge.txt"
    article.write_text("Bridge opens in Aarhus\n\nThe bridge opened on Friday. Mayor Anders Winner cut the ribbon.\n")

    def newsbrief(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*NEWSBRIEF, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=DEADLINE
        )

    with Wire(0.0, None) as wire:
        markers = owe(folder, "d/1", 1)
        with served(folder, wire) as bot:
            until(lambda: markers[0] in wire.posts)
            second = on_a_terminal(environment)
            assert second.code == 2
            assert second.screen.count("Another newsbrief is running") == 1
            assert "Traceback" not in second.screen
            added = newsbrief("add", str(article))
            assert (added.returncode, "1" in added.stdout) == (0, True), added
            assert "Aarhus" in newsbrief("digest").stdout
            assert "Anders Winner" in newsbrief("ask", "Who cut the ribbon of the bridge in Aarhus?").stdout
            status = newsbrief("status")
            assert (status.returncode, status.stderr) == (0, "")
            later = owe(folder, "d/2", 1)
            until(lambda: later[0] in wire.posts)  # another process queued it
            assert bot.poll() is None
            bot.terminate()
            bot.communicate(timeout=DEADLINE)
            assert bot.returncode == 0


class Terminal:
    """A process that believes that somebody sits before it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._end, inside = pty.openpty()
        self.process = subprocess.Popen(
            [*NEWSBRIEF, "run"], cwd=ROOT, env=environment, stdin=inside, stdout=inside, stderr=inside,
            start_new_session=True,
        )  # fmt: skip
        os.close(inside)
        self.screen = ""
        self.code: int | None = None

    def read_until(self, words: str) -> None:
        until(lambda: words in self.read() or self.process.poll() is not None)
        assert words in self.screen

    def read(self) -> str:
        while select.select([self._end], [], [], 0.02)[0]:
            try:
                found = os.read(self._end, 65536).decode(errors="replace")
            except OSError:
                break
            if not found:
                break
            self.screen += found
            if "\x1b[6n" in found:
                os.write(self._end, b"\x1b[1;1R")  # it asks where the cursor is
        return self.screen

    def type(self, keys: bytes) -> None:
        os.write(self._end, keys)

    def end(self) -> int:
        until(lambda: bool(self.read()) and self.process.poll() is not None)
        os.close(self._end)
        self.code = self.process.wait()
        return self.code


def on_a_terminal(environment: dict[str, str]) -> Terminal:
    """`newsbrief run` where somebody could type, until it ends by itself."""
    terminal = Terminal(environment)
    terminal.end()
    return terminal


@pytest.mark.parametrize("leaving", ["Ctrl-C", pytest.param("Ctrl-D", marks=pytest.mark.torture), "SIGTERM"])
def test_a_person_at_the_terminal_leaves_without_a_trace(
    folder: Path, environment: dict[str, str], leaving: str
) -> None:
    terminal = Terminal(environment)
    terminal.read_until("Three things to try")
    time.sleep(0.5)
    if leaving == "SIGTERM":
        terminal.process.terminate()
    else:
        terminal.type(b"\x03" if leaving == "Ctrl-C" else b"\x04")
    assert terminal.end() in (0, 130)
    assert "Traceback" not in terminal.screen
    assert "Error" not in terminal.screen
    assert not (folder / "newsbrief.db-wal").exists()  # it was closed
