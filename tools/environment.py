"""Make .venv from the locked requirements, showing how far it is; when nothing changed, do nothing.

Run by tools/environment.sh with any Python from 3.11 on; standard library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
LOCKS = {"run": ("requirements.txt",), "dev": ("requirements.txt", "requirements-dev.txt")}
# Packages that exist as source only; they are plain Python and are built with the locked setuptools, not a compiler.
SOURCE_ONLY = ("breadability", "docopt", "rouge-score")
LINES_WHEN_PIPED = 5


class SetUpError(Exception):
    """The environment could not be made; the message names the fix."""


def main(arguments: list[str]) -> int:
    """Make the environment ``run`` (the product) or ``dev`` (the product and what checks it)."""
    kind = arguments[0] if arguments else "run"
    if kind not in LOCKS:
        print(f"There is no environment {kind!r}: name one of {', '.join(LOCKS)}.", file=sys.stderr)
        return 2
    if is_current(kind):
        return 0
    began = time.monotonic()
    try:
        make(kind)
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except SetUpError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(f"The environment is ready ({time.monotonic() - began:.0f} s).", flush=True)
    return 0


def is_current(kind: str) -> bool:
    """Whether the environment was made from these very locks, in this very folder, with the Python asked for."""
    return is_wanted_python() and any(
        stamp(each).is_file() and stamp(each).read_text("utf-8") == fingerprint(each)
        for each in LOCKS
        if set(LOCKS[kind]) <= set(LOCKS[each])
    )


def is_wanted_python() -> bool:
    """Whether .venv has the Python version that PYTHON names; any will do where it names none."""
    settings = VENV / "pyvenv.cfg"
    if not os.environ.get("PYTHON") or not settings.is_file():
        return True
    return f"version = {sys.version.split()[0]}\n" in settings.read_text("utf-8")


def stamp(kind: str) -> Path:
    """The file that remembers what the environment was made from."""
    return VENV / f"newsbrief-{kind}.stamp"


def fingerprint(kind: str) -> str:
    """A digest of all that the environment depends on: its locks, the entry point, and its place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    digest = hashlib.sha256(f"{ROOT} {project['project']} {project['build-system']}".encode())
    for name in LOCKS[kind]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make(kind: str) -> None:
    """Make the virtual environment, or bring an old one up to the locks."""
    if not is_usable():
        create()
    for name in LOCKS[kind]:
        install_locked(name)
    # The project itself, so that the command `newsbrief` exists; nothing is fetched for it.
    arguments = ("--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))
    for _ in run_pip("install", *arguments):
        pass
    stamp(kind).write_text(fingerprint(kind), "utf-8")


def is_usable() -> bool:
    """Whether .venv holds a Python that runs, is new enough, has pip, and was made in this folder."""
    if not PYTHON.exists() or not is_wanted_python():
        return False
    probe = "import pip, sys; print(sys.prefix); sys.exit(sys.version_info < (3, 11))"
    found = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
    return found.returncode == 0 and Path(found.stdout.strip()) == VENV


def create() -> None:
    """Make an empty virtual environment with the Python that runs this script."""
    print(f"Making .venv with Python {sys.version.split()[0]} ...", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetUpError(
            f"{sys.executable} cannot make a virtual environment: install its venv module"
            f" (on Debian and Ubuntu: apt install python{version}-venv) and try again."
        )


def install_locked(name: str) -> None:
    """Install a lock file, every package checked against its hash, no compiler needed."""
    total = len(re.findall(r"^[A-Za-z0-9]", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    binaries = ["--only-binary=:all:"]
    if name != "requirements.txt":
        binaries += [f"--no-binary={','.join(SOURCE_ONLY)}", "--no-build-isolation"]
    lines = run_pip("install", "--require-hashes", "--no-deps", *binaries, "--requirement", str(ROOT / name))
    report(progress(lines, total, name))


def run_pip(*arguments: str) -> Iterator[str]:
    """Run pip in the environment, giving its lines as they come.

    Raises:
        SetUpError: pip failed; the message holds what it said.
    """
    quiet = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off")
    command = [str(PYTHON), "-m", "pip", *arguments, *quiet]
    lines: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", cwd=ROOT
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line.rstrip())
            yield lines[-1]
    if pip.returncode:
        said = [line for line in lines if line.startswith("ERROR")] or lines[-5:]
        raise SetUpError("\n".join([*said, "pip could not install the locked packages; its own words are above."]))


def progress(lines: Iterable[str], total: int, name: str) -> Iterator[str]:
    """How far pip is, in one short line for each step."""
    done = 0
    for line in lines:
        words = line.split()
        if line.startswith(("Collecting", "Requirement already satisfied")):
            done += 1
            package = words[1] if words[0] == "Collecting" else words[3]
            yield f"{name}: {min(done, total)} of {total} packages, {package.partition('==')[0]}"
        elif line.startswith("Installing collected"):
            yield f"{name}: unpacking {len(words) - 3} packages, this takes a while"


def report(steps: Iterable[str]) -> None:
    """Show the steps: on one line of a terminal, or a few of them where nobody watches."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        for step in steps:
            print(f"\r{step[:width]:<{width}}", end="", flush=True)
        print("\r" + " " * width, end="\r", flush=True)
        return
    for number, step in enumerate(steps):
        if "unpacking" in step or number % (100 // LINES_WHEN_PIPED) == 0:
            print(step, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
