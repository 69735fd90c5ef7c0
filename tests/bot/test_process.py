"""`newsbrief` as a process: interrupted, cut off, and quick to start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.config import HOME

NEWSBRIEF = [sys.executable, "-m", "bot"]
DEADLINE = 60  # seconds, for a machine under load


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "NEWSBRIEF_DATA": str(tmp_path / "data")}


def test_ctrl_c_ends_in_one_line_and_keeps_the_database_whole(environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [*NEWSBRIEF, "add", "-"],
        cwd=HOME, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        database = Path(environment["NEWSBRIEF_DATA"]) / "newsbrief.db"
        deadline = time.monotonic() + DEADLINE
        while not database.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)  # it waits for standard input now
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 130
    assert err.strip() == "Stopped."
    assert out == ""
    checked = subprocess.run([*NEWSBRIEF, "check", "--quick", "--quiet"], cwd=HOME, env=environment, check=False)
    assert checked.returncode == 0


def test_a_reader_that_goes_away_is_no_error(environment: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*NEWSBRIEF, "status"], cwd=HOME, env=environment, stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["--help", "status", "sources", "check --quick"])
def test_commands_that_need_no_model_load_none(environment: dict[str, str], command: str) -> None:
    probe = (
        "import sys; from bot.cli import main; code = main(sys.argv[1:]);"
        "slow = {'spacy', 'onnxruntime', 'tokenizers', 'trafilatura', 'prompt_toolkit'} & set(sys.modules);"
        "print(sorted(slow), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *command.split()],
        cwd=HOME, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_a_screen_without_letters_shows_marks(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*NEWSBRIEF, "run"],
        cwd=HOME, env={**environment, "PYTHONIOENCODING": "ascii"}, stdin=subprocess.DEVNULL,
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"? " in done.stdout


def test_it_can_be_called_from_any_folder(environment: dict[str, str], tmp_path: Path) -> None:
    launcher = Path(sys.executable).with_name("newsbrief")
    done = subprocess.run([launcher, "status"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0
