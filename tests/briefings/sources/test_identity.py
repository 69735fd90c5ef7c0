from __future__ import annotations

import pytest

from briefings.models import Outcome
from briefings.sources.identity import Decision, Held, decide, fingerprint

ONE, TWO, THREE = fingerprint("one"), fingerprint("two"), fingerprint("three")


def test_white_space_does_not_make_another_text() -> None:
    assert fingerprint("Kim  left\r\n\tPyongyang. ") == fingerprint("Kim left Pyongyang.")
    assert fingerprint("Kim left Pyongyang.") != fingerprint("Kim left Pyongyang!")
    assert fingerprint("a broken \ud800 character") != fingerprint("a broken character")


@pytest.mark.parametrize(
    ("brought", "held", "twin", "decision"),
    [
        # A key that we do not know.
        (ONE, None, None, Decision(Outcome.NEW)),
        (ONE, None, 7, Decision(Outcome.DUPLICATE, 7)),
        # A key that we know, with the text that it brought last.
        (ONE, Held(5, ONE, ONE, is_origin=True), 5, Decision(Outcome.UNCHANGED, 5)),
        # A mirror that lags behind a correction, and one that catches up with it.
        (ONE, Held(5, ONE, TWO, is_origin=False), None, Decision(Outcome.UNCHANGED, 5)),
        (TWO, Held(5, ONE, TWO, is_origin=False), 5, Decision(Outcome.UNCHANGED, 5)),
        # Who first brought it corrects it, even to a text that stands elsewhere.
        (TWO, Held(5, ONE, ONE, is_origin=True), None, Decision(Outcome.REVISED, 5)),
        (TWO, Held(5, ONE, ONE, is_origin=True), 7, Decision(Outcome.REVISED, 5)),
        # Anybody else who changes it has an article of his own.
        (THREE, Held(5, ONE, TWO, is_origin=False), None, Decision(Outcome.NEW)),
        (THREE, Held(5, ONE, TWO, is_origin=False), 7, Decision(Outcome.DUPLICATE, 7)),
    ],
)
def test_what_a_document_is(brought: bytes, held: Held | None, twin: int | None, decision: Decision) -> None:
    assert decide(brought, held, twin) == decision
