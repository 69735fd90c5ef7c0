"""`newsbrief` as it is typed: what it prints where, and its exit code."""

import io
import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import VERSION
from bot.cli import main
from bot.config import HOME
from briefings.ports import Annotator

ARTICLE = (
    "Oslo, Norway - The ministers of Norway and Chile met in Oslo on Monday.\n\nThey signed a treaty on salmon farming."
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def newsbrief(
    home: Path, annotator: Annotator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command line in an empty project folder: exit code, standard output, standard error."""
    monkeypatch.setattr("briefings.language.pipeline.load", lambda: annotator)

    def run(*arguments: str, standard_input: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(standard_input)))
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_alone_it_shows_what_can_be_typed(newsbrief: Run) -> None:
    code, out, err = newsbrief()
    assert (code, err) == (0, "")
    assert "Examples:" in out
    assert newsbrief("--help") == (0, out, "")
    assert newsbrief("--version") == (0, f"newsbrief, version {VERSION}\n", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("digst", "'digest'"),
        ("digest --jsn", "'--json'"),
        ("digest --length huge", "'short', 'normal', 'long'"),
        ("digest --since tomorrow", "'tomorrow'"),
        ("digest --stories 0", "0"),
        ("ask", 'newsbrief ask "who is attending?"'),
        ("ask ??", 'newsbrief ask "who is attending?"'),
        ("add", "PATH"),
        ("status now", "now"),
    ],
)
def test_a_mistake_is_one_line_on_standard_error_and_exit_code_2(newsbrief: Run, line: str, said: str) -> None:
    code, out, err = newsbrief(*line.split())
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert said in err


def test_a_mistyped_setting_stops_every_command_but_help(newsbrief: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSBRIEF_DTA", "x")
    assert newsbrief("status") == (
        2,
        "",
        "NEWSBRIEF_DTA in the environment is no setting of newsbrief: did you mean NEWSBRIEF_DATA?\n",
    )
    assert newsbrief("--help")[0] == 0
    assert newsbrief("status", "--help")[0] == 0


def test_an_empty_store_says_how_to_fill_it(newsbrief: Run) -> None:
    for line in (["status"], ["sources"], ["digest"], ["digest", "whales"]):
        code, out, err = newsbrief(*line)
        assert (code, err) == (0, ""), line
        assert "newsbrief add PATH" in out, line


def test_the_same_article_is_new_once_and_a_changed_one_is_a_revision(newsbrief: Run, home: Path) -> None:
    path = home / "oslo.txt"
    path.write_text(ARTICLE)
    assert newsbrief("add", str(path)) == (0, "1 new.\n", "")
    assert newsbrief("add", str(path)) == (0, "1 unchanged.\n", "")
    path.write_text(f"{ARTICLE}\n\nPeru will join them next year.")
    assert newsbrief("add", str(path)) == (0, "1 revised.\n", "")
    assert json.loads(newsbrief("status", "--json")[1])["articles"] == 1


def test_an_article_comes_over_standard_input(newsbrief: Run) -> None:
    assert newsbrief("add", "-", "--publisher", "The Fjord Post", standard_input=ARTICLE.encode()) == (
        0,
        "1 new.\n",
        "",
    )
    code, out, _ = newsbrief("digest")
    assert code == 0
    assert "ministers of Norway and Chile" in out
    assert "The Fjord Post" in out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b"  \n \n"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))),
        ("huge.txt", b"word " * 10_000_000),
        ("noise.txt", b"\xff\xfe\xfa\x81\x8d\x9d" * 40),
    ],
)
def test_a_bad_file_is_named_and_stops_no_other(newsbrief: Run, home: Path, name: str, content: bytes) -> None:
    (home / "articles").mkdir()
    (home / "articles" / name).write_bytes(content)
    (home / "articles" / "oslo.txt").write_text(ARTICLE)
    code, out, err = newsbrief("add", str(home / "articles"))
    assert code == 2
    assert out == f"1 new, 1 refused: {name}.\n"
    assert len(err.splitlines()) == 1
    assert name in err


def test_a_missing_file_is_named(newsbrief: Run, home: Path) -> None:
    code, out, err = newsbrief("add", "gone.txt")
    assert (code, out) == (2, "1 refused: gone.txt.\n")
    assert "gone.txt" in err
    assert len(err.splitlines()) == 1


def test_a_digest_over_the_samples_proves_every_bullet(newsbrief: Run) -> None:
    assert newsbrief("add", str(HOME / "examples"))[:2] == (0, "2 new.\n")
    texts = [path.read_text("utf-8") for path in sorted((HOME / "examples").glob("*.txt"))]
    code, out, err = newsbrief("digest", "--json")
    assert (code, err) == (0, "")
    (told,) = json.loads(out)["stories"]
    assert 4 <= len(told["bullets"]) <= 8
    for bullet in told["bullets"]:
        assert len(bullet["text"].split()) <= 25
        assert bullet["citations"]
        for cited in bullet["citations"]:
            assert any(cited["quote"] in text for text in texts)
    for bullet in told["bullets"]:
        assert bullet["text"] in " ".join(newsbrief("digest")[1].replace("• ", "").split())


def test_an_answer_as_json_holds_status_text_and_quotes(newsbrief: Run) -> None:
    newsbrief("add", str(HOME / "examples"))
    answer = json.loads(newsbrief("ask", "--json", "who", "is", "attending?")[1])
    assert answer["status"] in ("answered", "partial")
    assert {entry["status"] for entry in answer["roster"]["entries"]} >= {"attending", "not_attending"}
    missing = json.loads(newsbrief("ask", "--json", "How much does a ticket to the opera cost?")[1])
    assert (missing["status"], missing["text"]) == ("not_found", None)


def test_sources_and_status_tell_what_is_there(newsbrief: Run) -> None:
    newsbrief("add", str(HOME / "examples"))
    (facts,) = json.loads(newsbrief("sources", "--json")[1])
    assert facts["articles"] == 2
    assert "2 articles" in newsbrief("sources")[1]
    assert "newsbrief.db" in newsbrief("status")[1]


def test_run_without_a_terminal_shows_the_digest_and_who_is_attending(newsbrief: Run) -> None:
    code, out, err = newsbrief("run")
    assert (code, err) == (0, "")
    assert "News briefing" in out
    assert "\nAttending\n" in out
    assert newsbrief("run") == (0, out, ""), "the samples are stored once"


def test_the_samples_never_show_up_beside_other_articles(newsbrief: Run, home: Path) -> None:
    (home / "oslo.txt").write_text(ARTICLE)
    newsbrief("add", str(home / "oslo.txt"))
    code, out, _ = newsbrief("run")
    assert code == 0
    assert "parade" not in out
    assert json.loads(newsbrief("status", "--json")[1])["articles"] == 1


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
        ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"),
        ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
    ],
)
def test_run_with_half_of_the_tokens_names_the_others_and_stores_no_sample(
    newsbrief: Run, monkeypatch: pytest.MonkeyPatch, name: str, missing: str
) -> None:
    monkeypatch.setenv(name, "hidden-value")
    code, out, err = newsbrief("run")
    assert (code, out) == (2, "")
    assert missing in err
    assert len(err.splitlines()) == 1
    assert json.loads(newsbrief("status", "--json")[1])["articles"] == 0


def test_check_tells_what_is_set_and_shows_no_secret(newsbrief: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = newsbrief("check")
    assert (code, err) == (0, "")
    assert "SLACK_BOT_TOKEN missing" in out
    assert newsbrief("check", "--quick", "--quiet") == (0, "", "")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    code, out, err = newsbrief("check", "--quick")
    assert code == 2
    assert "SLACK_BOT_TOKEN set, SLACK_APP_TOKEN missing" in out
    assert "hidden" not in out + err


@pytest.mark.parametrize("line", [["status"], ["sources"], ["digest"], ["run"], ["ask", "who?"], ["check", "--quick"]])
def test_a_broken_database_is_named_and_left_as_it_is(newsbrief: Run, home: Path, line: list[str]) -> None:
    database = home / "data" / "newsbrief.db"
    database.parent.mkdir()
    database.write_bytes(b"this is no database " * 100)
    code, _, err = newsbrief(*line)
    assert code == 2
    assert "newsbrief.db" in err
    assert len(err.splitlines()) == 1
    assert database.read_bytes() == b"this is no database " * 100


def test_another_programs_database_is_left_alone(newsbrief: Run, home: Path) -> None:
    (home / "data").mkdir()
    with sqlite3.connect(home / "data" / "newsbrief.db") as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    code, _, err = newsbrief("status")
    assert code == 2
    assert "newsbrief.db" in err


def test_a_data_folder_that_is_a_file_is_named(newsbrief: Run, home: Path) -> None:
    (home / "data").write_text("in the way")
    code, _, err = newsbrief("status")
    assert code == 2
    assert str(home / "data") in err
    assert len(err.splitlines()) == 1


def test_a_fault_of_ours_is_owned_in_one_line(newsbrief: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("bot.cli.commands.open_store", fail)
    code, out, err = newsbrief("status")
    assert (code, out) == (1, "")
    assert err.startswith("newsbrief failed, and it is not your fault: RuntimeError: boom")
    assert len(err.splitlines()) == 1
