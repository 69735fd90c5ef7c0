"""Files, folders and standard input: every article is read, and every bad path gets one sentence of its own."""

import os
from io import BytesIO
from pathlib import Path

import pytest

from briefings.errors import EmptyError, NotFoundError, SourceError, UnreadableError
from briefings.models import Document
from briefings.sources.files import MAX_BYTES, STANDARD_INPUT, discover, parse, read, read_all
from tests.privileges import unprivileged

SENTENCE = "Kim will attend a parade in Beijing next week, China said on Thursday."
PAGE = f"<html><head><title>Kim attends</title></head><body><article><p>{SENTENCE}</p><p>{SENTENCE[::-1]}</p></article></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.txt").write_text(SENTENCE)
    (tmp_path / "a.md").write_text(f"# Kim to attend\n\n{SENTENCE}")
    (tmp_path / "notes.csv").write_text("1,2")
    (tmp_path / ".hidden.txt").write_text(SENTENCE)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.txt").write_text(SENTENCE)
    (tmp_path / "deep" / "down.txt").mkdir(parents=True)
    (tmp_path / "deep" / "down.txt" / "d.HTML").write_text(PAGE)
    return tmp_path


def refusal(path: Path) -> tuple[type[SourceError], str]:
    with pytest.raises(SourceError) as caught:
        read(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return type(caught.value), message


def test_a_folder_gives_its_articles_in_order_and_nothing_else(folder: Path) -> None:
    found = [path.relative_to(folder).as_posix() for path in discover([folder])]
    assert found == ["a.md", "b.txt", "deep/down.txt/d.HTML"]


def test_a_file_that_is_named_is_read_whatever_its_suffix(folder: Path) -> None:
    assert discover([folder / "notes.csv", folder / ".hidden.txt"]) == [folder / "notes.csv", folder / ".hidden.txt"]


def test_the_same_file_by_two_names_comes_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "link.txt").symlink_to(folder / "b.txt")
    assert discover(["b.txt", "./b.txt", folder / "b.txt", folder / "link.txt", "-", "-"]) == [Path("b.txt"), Path("-")]


def test_a_link_to_the_folder_above_does_not_go_round_for_ever(folder: Path) -> None:
    (folder / "round").symlink_to(folder)
    assert len(discover([folder])) == 3


def test_one_bad_file_does_not_stop_the_others(folder: Path) -> None:
    (folder / "aa.txt").write_bytes(b"%PDF-1.7 ...")
    results = [(reading.path.name, type(reading.result)) for reading in read_all([folder, folder / "gone.txt"])]
    assert results == [
        ("a.md", Document),
        ("aa.txt", UnreadableError),
        ("b.txt", Document),
        ("d.HTML", Document),
        ("gone.txt", NotFoundError),
    ]


def test_the_key_is_the_place_of_the_file_however_it_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert (
        read(Path("b.txt")).key
        == read(folder / "deep" / ".." / "b.txt").key
        == f"file:{folder.resolve().as_posix()}/b.txt"
    )


def test_an_edited_file_keeps_its_key(folder: Path) -> None:
    before = read(folder / "b.txt")
    (folder / "b.txt").write_text("Kim will not attend, China said on Friday.")
    after = read(folder / "b.txt")
    assert (before.key, before.text) != (after.key, after.text)
    assert before.key == after.key


def test_standard_input_is_known_by_its_text() -> None:
    first, again, other = (
        read(STANDARD_INPUT, standard_input=BytesIO(text.encode()))
        for text in (SENTENCE, SENTENCE, SENTENCE + " So it did.")
    )
    assert first.text == SENTENCE
    assert first.key == again.key != other.key


def test_a_page_is_known_by_its_beginning_too() -> None:
    page = f"\n<!-- saved -->\n<!DOCTYPE html>\n{PAGE}".encode()
    assert read(STANDARD_INPUT, standard_input=BytesIO(page)).title == "Kim attends"
    assert parse(page, Path("saved.txt")).title == "Kim attends"


def test_a_file_tells_no_date_by_when_it_was_written(folder: Path) -> None:
    assert read(folder / "b.txt").published is None
    assert read(folder / "deep" / "down.txt" / "d.HTML").published is None


def test_a_missing_file(tmp_path: Path) -> None:
    error, message = refusal(tmp_path / "gone.txt")
    assert error is NotFoundError
    assert message == f"There is no file or folder {tmp_path}/gone.txt; check the spelling, or add it there."


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have(name: str) -> None:
    assert [type(reading.result) for reading in read_all([name])] == [NotFoundError]


def test_a_file_named_as_a_folder(folder: Path) -> None:
    assert refusal(folder / "b.txt" / "c.txt")[0] is NotFoundError


def test_a_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").mkdir()
    (reading,) = read_all([tmp_path])
    assert isinstance(reading.result, EmptyError)
    assert str(reading.result) == f"The folder {tmp_path} holds no articles; put .txt, .md or .html files into it."


@pytest.mark.parametrize("content", ["", " \n\t\r\n "])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_text(content)
    error, message = refusal(tmp_path / "a.txt")
    assert error is EmptyError
    assert f"{tmp_path}/a.txt is empty" in message


def test_a_file_of_50_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(50_000_000)  # takes no space
    error, message = refusal(tmp_path / "a.txt")
    assert error is UnreadableError
    assert "has 50.0 MB, and one article may have 2.0 MB" in message


def test_standard_input_without_an_end_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"standard input has more than 2\.0 MB"):
        read(STANDARD_INPUT, standard_input=BytesIO(b"word " * MAX_BYTES))


def test_the_limit_is_the_callers_to_set(folder: Path) -> None:
    with pytest.raises(UnreadableError, match=r"b\.txt has"):
        read(folder / "b.txt", max_bytes=10)


@pytest.mark.timeout(10)
def test_a_pipe_never_holds_us(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (reading,) = read_all([tmp_path])
    assert "is a pipe, socket or device, not a file" in str(reading.result)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    assert refusal(Path(device)) == (
        UnreadableError,
        f"{device} is a pipe, socket or device, not a file; name a file, or pipe it into “-”.",
    )


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (reading,) = read_all([tmp_path])
    assert isinstance(reading.result, UnreadableError)
    assert "a link that leads back to itself" in str(reading.result)


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("gone.txt")
    assert refusal(tmp_path / "a.txt")[0] is NotFoundError


def test_a_file_and_a_folder_that_may_not_be_read(shared_folder: Path) -> None:
    folder = shared_folder
    (folder / "a.txt").write_text(SENTENCE)
    (folder / "a.txt").chmod(0)
    (folder / "z").mkdir()
    (folder / "z").chmod(0)
    with unprivileged():
        results = [str(reading.result) for reading in read_all([folder])]
    (folder / "z").chmod(0o700)
    assert results == [
        f"{folder}/a.txt may not be read; give this user the right to read it.",
        f"The folder {folder}/z may not be listed; give this user the right to read it.",
    ]


def test_a_binary_with_the_suffix_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"\x89PNG\r\n\x1a\n...")
    assert "a.html is a PNG picture, not text" in refusal(tmp_path / "a.html")[1]
