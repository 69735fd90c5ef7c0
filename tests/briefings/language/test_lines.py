"""Lines come before sentences: headings stand alone, wrapped paragraphs come together, datelines belong to nobody."""

from __future__ import annotations

import pytest

from briefings.language.lines import cut_lines, is_heading


def lines_of(text: str, dateline: str = "") -> list[str]:
    return [text[line.start : line.end] for line in cut_lines(text, dateline)]


def test_each_line_of_an_article_is_a_paragraph_of_its_own() -> None:
    assert lines_of("The strike ended.\n\n  Trains run again.  \nThe End\n") == [
        "The strike ended.",
        "Trains run again.",
        "The End",
    ]


def test_a_text_wrapped_at_a_fixed_width_comes_together_again() -> None:
    text = (
        "The ferry company said on Monday that it would resume its service\n"
        "between the two islands as soon as the harbour had been cleared of\n"
        "ice, which is expected to take a week and to cost more than anybody\n"
        "had planned for.\n"
        "\n"
        "Nobody was hurt."
    )
    assert [" ".join(line.split()) for line in lines_of(text)] == [
        "The ferry company said on Monday that it would resume its service between the two islands as soon as the harbour had been cleared of ice, which is expected to take a week and to cost more than anybody had planned for.",
        "Nobody was hurt.",
    ]


def test_the_dateline_is_in_no_line() -> None:
    assert lines_of("OSLO, Norway (AP) — The king has abdicated.", "OSLO, Norway (AP) — ") == [
        "The king has abdicated."
    ]


@pytest.mark.parametrize(
    "line",
    ["Old Friends, New Optics", "What Happens Next?", "# A markdown heading", "Key points", "Markets Rally Again!"],
)
def test_a_title_is_a_heading(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "The talks failed.",
        "Who knows?",
        "“We will be there,” she said.",
        "He paused,",
        "“No.”",
        "The company said that it would cut about four thousand jobs in the coming two years because sales fell",
        "1,204 - 33",
    ],
)
def test_a_sentence_is_no_heading(line: str) -> None:
    assert not is_heading(line)


def test_an_article_on_one_endless_line_is_cut_between_sentences() -> None:
    text = "The ferry was late again on Monday. " * 400
    found = lines_of(text)
    assert len(found) > 1
    assert " ".join(found) == text.strip()
    assert all(len(line) <= 5_000 and line.endswith("Monday.") for line in found)


@pytest.mark.parametrize("text", ["", "\n\n \t\n", "   "])
def test_nothing_has_no_lines(text: str) -> None:
    assert lines_of(text) == []
