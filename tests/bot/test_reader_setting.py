"""The trained reader as an operator meets it: switched off, missing, damaged."""

import logging
from pathlib import Path

import pytest

from bot.cli.checking import findings
from bot.config import Settings
from bot.wiring import ReaderOnUse, find_reader, load_reader

QUESTION = "Who bought the lighthouse?"
PASSAGE = "The potter Maren Holt bought the old lighthouse of Skerry on Friday."


def test_the_reader_that_ships_reads() -> None:
    reader = find_reader(Settings())()
    assert reader is not None
    (found,) = reader.read(QUESTION, [PASSAGE])
    assert "Maren Holt" in found.text


def test_switched_off_it_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.wiring.load_reader", lambda: pytest.fail("it was loaded"))
    assert find_reader(Settings(reader=False))() is None


@pytest.mark.parametrize("content", [None, b"half a file"])
def test_a_reader_that_cannot_be_loaded_is_said_once_and_questions_are_answered_without(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if content is not None:
        (tmp_path / "reader.onnx").write_bytes(content)
        (tmp_path / "reader.json").write_text('{"sha256": "something else"}')
    monkeypatch.setattr("briefings.answers.reader.WEIGHTS", tmp_path)
    reader = ReaderOnUse(load_reader)
    with caplog.at_level(logging.WARNING):
        assert reader() is None
        assert reader() is None
    (line,) = caplog.messages
    assert line.startswith("questions are answered by the rules alone")
    assert str(tmp_path) in line


def test_check_names_a_missing_reader_and_knows_when_it_is_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.checking.load_annotator", lambda: None)

    def found(reader: bool) -> tuple[bool | None, str]:
        settings = Settings(data=tmp_path / "data", reader=reader)
        (finding,) = (each for each in findings(settings, tmp_path, quick=False) if each.name == "reader")
        return finding.fine, finding.words

    assert found(True)[0] is True
    monkeypatch.setattr("briefings.answers.reader.WEIGHTS", tmp_path)
    assert found(True)[0] is False
    assert str(tmp_path) in found(True)[1]
    assert found(False)[0] is None
