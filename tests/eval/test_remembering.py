"""What was annotated once is not annotated again, as long as the pipeline is the same."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from briefings.annotation import Annotation, Sentence, Vector
from briefings.ports import Annotator
from eval import remembering
from eval.remembering import Remembering, fingerprint

TEXT = "The miners went back to work on Friday."


class Counting:
    """The real annotator, with a count of what it had to read."""

    def __init__(self, annotator: Annotator) -> None:
        self.annotator = annotator
        self.texts = 0

    def annotate(self, text: str, dateline: str = "") -> Annotation:
        self.texts += 1
        return self.annotator.annotate(text, dateline)

    def parse(self, text: str) -> Sentence:
        return self.annotator.parse(text)

    def embed(self, texts: Sequence[str]) -> Vector:
        return self.annotator.embed(texts)


@pytest.fixture
def counting(annotator: Annotator) -> Counting:
    return Counting(annotator)


def test_a_text_is_read_once_in_a_run(counting: Counting) -> None:
    annotator = Remembering(counting)
    assert annotator.annotate(TEXT) is annotator.annotate(TEXT)
    assert counting.texts == 1


def test_the_next_run_reads_it_from_the_folder(counting: Counting, tmp_path: Path) -> None:
    first = Remembering(counting, tmp_path).annotate(TEXT)
    second = Remembering(counting, tmp_path).annotate(TEXT)
    assert counting.texts == 1
    assert second.sentences == first.sentences
    assert (second.vectors == first.vectors).all()


def test_another_dateline_is_another_annotation(counting: Counting, tmp_path: Path) -> None:
    annotator = Remembering(counting, tmp_path)
    annotator.annotate(f"CARDIFF, {TEXT}")
    annotator.annotate(f"CARDIFF, {TEXT}", "CARDIFF, ")
    assert counting.texts == 2


def test_another_pipeline_reads_it_anew(counting: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Remembering(counting, tmp_path).annotate(TEXT)
    before = fingerprint()
    monkeypatch.setattr(remembering, "version", lambda library: "0")
    assert fingerprint() != before
    Remembering(counting, tmp_path).annotate(TEXT)
    assert counting.texts == 2


def test_a_broken_file_is_read_anew_and_mended(counting: Counting, tmp_path: Path) -> None:
    Remembering(counting, tmp_path).annotate(TEXT)
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes()[:100])
    Remembering(counting, tmp_path).annotate(TEXT)
    Remembering(counting, tmp_path).annotate(TEXT)
    assert counting.texts == 2


def test_a_folder_that_cannot_be_written_is_done_without(counting: Counting, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    annotator = Remembering(counting, tmp_path / "file")
    assert annotator.annotate(TEXT).sentences
