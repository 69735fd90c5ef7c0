"""What a fresh machine stands on: locks without hosts, images without root, and a set-up that says what it misses."""

import fnmatch
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from bot.cli.commands import newsbrief

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def instructions(name: str = "Dockerfile") -> list[tuple[str, str]]:
    lines = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
    return [
        (word, rest.strip())
        for line in lines
        if line and not line.startswith("#")
        for word, _, rest in [line.partition(" ")]
    ]


def is_sent_to_docker(path: str) -> bool:
    sent = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").rstrip("/")
            if fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(path, f"{pattern}/*"):
                sent = line.startswith("!")
    return sent


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?:|index-url|find-links|file:", text)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) > 20
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block or "==" not in block] == []


def test_the_tools_are_locked_on_top_of_the_product() -> None:
    product, tools = (pins(name) for name in LOCKS)
    assert {name: tools.get(name) for name in product} == product


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for lines, lock in ((project["dependencies"], LOCKS[0]), (project["optional-dependencies"]["dev"], LOCKS[1])):
        names = {re.sub(r"[._]", "-", re.split(r"[<>=!~\[; ]", line)[0].lower()) for line in lines}
        assert names <= set(pins(lock))


def run_setup(tmp_path: Path, python: str | None, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up in a copy, on a machine whose only Python is the given script."""
    tools = tmp_path / "a folder" / "tools"
    tools.mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "environment.sh", tools)
    (tools / "environment.py").write_text("print('set up')")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    if python is not None:
        (programs / "python3").write_text(python)
        (programs / "python3").chmod(0o755)
    return subprocess.run(
        ["sh", str(tools / "environment.sh"), "run"],
        env={"PATH": str(programs), **environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip


OLD = '#!/bin/sh\ncase "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac\n'
NEW = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'


def test_setting_up_finds_a_python_that_is_new_enough(tmp_path: Path) -> None:
    done = run_setup(tmp_path, NEW)
    assert (done.returncode, done.stdout) == (0, "set up\n")


@pytest.mark.parametrize(("python", "said"), [(None, "has no Python"), (OLD, "has Python 3.9.2")])
def test_a_missing_or_old_python_gives_one_clear_sentence(tmp_path: Path, python: str | None, said: str) -> None:
    done = run_setup(tmp_path, python)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert "Python 3.11 or newer" in done.stderr


def test_a_python_that_is_named_but_does_not_fit_is_said(tmp_path: Path) -> None:
    done = run_setup(tmp_path, NEW, PYTHON="/nowhere/python")
    assert done.returncode == 2
    assert "PYTHON=/nowhere/python" in done.stderr


def test_setting_up_is_done_once_for_each_lock_and_place(tmp_path: Path) -> None:
    def load(place: Path) -> ModuleType:
        spec = importlib.util.spec_from_file_location("environment", place / "tools" / "environment.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    first = tmp_path / "first"
    for name in (*LOCKS, "pyproject.toml", "tools/environment.py"):
        (first / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, first / name)
    environment = load(first)
    assert not environment.is_current("run")
    environment.VENV.mkdir()
    environment.stamp("dev").write_text(environment.fingerprint("dev"))
    assert environment.is_current("dev")
    assert environment.is_current("run"), "the tools come with the product"
    shutil.copytree(first, tmp_path / "second")
    assert not load(tmp_path / "second").is_current("dev"), "a folder that was moved is set up anew"
    with (first / LOCKS[0]).open("a") as lock:
        lock.write("# changed")
    assert not environment.is_current("dev")


def test_the_image_is_built_on_a_named_python_without_root_and_without_add() -> None:
    steps = instructions()
    bases = [rest.split()[0] for word, rest in steps if word == "FROM"]
    assert len(bases) == 2, "one stage builds, one runs"
    assert len(set(bases)) == 1, "the environment is moved between equal systems"
    assert re.fullmatch(r"python:3\.1[1-9]-slim-\w+", bases[0])
    assert "ADD" not in [word for word, _ in steps]
    users = [rest for word, rest in steps if word == "USER"]
    assert users
    assert users[-1] not in ("root", "0")
    assert ("VOLUME", "/data") in steps
    assert any(word == "ENV" and "NEWSBRIEF_DATA=/data" in rest for word, rest in steps)


def test_the_image_runs_and_checks_commands_that_exist() -> None:
    steps = dict(instructions())
    assert steps["ENTRYPOINT"] == '["newsbrief"]'
    assert steps["CMD"].strip('[]"') in newsbrief.commands
    words = re.findall(r'"([^"]+)"', steps["HEALTHCHECK"])
    assert words[0] == "newsbrief"
    options = {option for parameter in newsbrief.commands[words[1]].params for option in parameter.opts}
    assert set(words[2:]) <= options


def test_what_the_image_copies_is_there_is_sent_and_is_enough(tmp_path: Path) -> None:
    image = tmp_path / "app"
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from"):
            *origins, target = rest.split()
            for origin in origins:
                assert is_sent_to_docker(origin.rstrip("/")), f".dockerignore keeps {origin} out"
                place = image / target
                if (ROOT / origin).is_dir():
                    shutil.copytree(ROOT / origin, place, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / origin, place)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=image, env={**os.environ, "NEWSBRIEF_DATA": str(tmp_path / "data")},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "News briefing" in done.stdout
    assert not is_sent_to_docker(".env")
    assert not is_sent_to_docker(".venv")
    assert not is_sent_to_docker("data")
