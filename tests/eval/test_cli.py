"""`newsbrief eval predict` says what it needs."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from briefings.errors import NotFoundError
from eval.cli import evaluate
from eval.questions.sets import QUESTION_SETS


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["list"], "name it with --data SET.jsonl"),
        (["ask", "--data", "questions.jsonl"], "name them with --docs FILE"),
        (["own_questions"], "set NEWSBRIEF_EVAL_DATA"),
    ],
    ids=["a set", "documents", "the evaluation data"],
)
def test_what_is_missing_is_named(
    arguments: list[str], needed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSBRIEF_EVAL_DATA", str(tmp_path / "nowhere"))
    Path("questions.jsonl").write_text('{"id": "1", "question": "Who won?"}\n')
    done = CliRunner().invoke(evaluate, ["predict", *arguments, "--out", "out.jsonl"])
    assert isinstance(done.exception, NotFoundError)
    assert needed in str(done.exception)


def test_the_sets_of_questions_are_offered_beside_the_tasks() -> None:
    offered = CliRunner().invoke(evaluate, ["predict", "--help"]).output.replace("\n", "").replace(" ", "")
    assert all(name in offered for name in QUESTION_SETS)
