from __future__ import annotations

import pytest

from adapters.visible import make_line, make_visible, shorten


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b31mred", "red"),
        ("\x1b]0;never ended", "]0;never ended"),
        ("over\rwritten", "over\nwritten"),
        ("a\r\nb\u2028c\x85d\ve", "a\nb\nc\nd\ne"),
        ("tab\there", "tab here"),
        ("\u202egnirts\u202c", "gnirts"),
        ("@every\u200bone", "@everyone"),
        ("@every\u200done", "@everyone"),
        ("می\u200cروم", "می\u200cروم"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("half \ud83d a pair", "half \ufffd a pair"),
        ("Z" + "\u0351" * 60, "Z" + "\u0351" * 6),
        ("שלום עולם", "שלום עולם"),
        ("naïve — “quotes” …", "naïve — “quotes” …"),
    ],
)
def test_only_what_a_reader_sees_is_kept(text: str, seen: str) -> None:
    assert make_visible(text) == seen
    assert make_visible(seen) == seen


def test_a_line_stays_a_line() -> None:
    assert make_line(" a\u2028b\n\n c ") == "a b c"


def test_a_label_is_shortened_at_a_word() -> None:
    assert shorten("The summit in Nairobi", 21) == "The summit in Nairobi"
    assert shorten("The summit in Nairobi", 17) == "The summit in…"
    assert shorten("x" * 30, 10) == "x" * 9 + "…"
