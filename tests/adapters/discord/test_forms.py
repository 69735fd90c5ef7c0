"""Forms as Discord shows them, and their answers as it sends them back."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.custom_ids import CustomId, read_custom_id
from adapters.discord.forms import read_answers, render_choices, render_form
from adapters.message import Field, FieldKind, Form, Option
from tests.contracts.hostile import HOSTILE
from tests.servers.discord.preview import preview_modal
from tests.servers.discord.rules import violations

LENGTHS = (Option("Short", "short"), Option("Normal", "normal", "Five bullets", chosen=True))
FORM = Form(
    "New schedule",
    "schedule.save",
    (
        Field("channel", "Channel", FieldKind.CHANNEL, value="123456789012345678"),
        Field("when", "When", value="weekdays at 8", hint="Such as: weekdays at 8; every day 7:30"),
        Field("about", "About", FieldKind.PARAGRAPH, required=False, max_length=9_000),
        Field("length", "Length", FieldKind.CHOICE, options=LENGTHS),
        Field("people", "Who may", FieldKind.PEOPLE, value="1,2,x,@everyone", required=False),
    ),
    "token7",
)


def shown(form: Form) -> dict[str, Any]:
    modal = cast(dict[str, Any], render_form(form))
    assert violations("POST", "/interactions/1/token/callback", {"type": 9, "data": modal}) == []
    return modal


def test_a_form_shows_each_question_with_its_hint_and_what_is_filled_in() -> None:
    assert (
        preview_modal(shown(FORM))
        == """\
== New schedule ==
Channel *
[choose]
When *
Such as: weekdays at 8; every day 7:30
[weekdays at 8]
About
[choose]
Length *
[choose: Short | (x) Normal]
Who may
[choose]"""
    )


def test_what_was_picked_before_is_picked_again() -> None:
    channel, *_, people = (each["component"] for each in shown(FORM)["components"])
    assert channel["default_values"] == [{"id": "123456789012345678", "type": "channel"}]
    assert [each["id"] for each in people["default_values"]] == ["1", "2"]
    assert people["min_values"] == 0


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("required", [True, False])
def test_every_kind_of_field_can_be_asked(kind: FieldKind, required: bool) -> None:
    options = LENGTHS if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else ()
    (field,) = shown(Form("Form", "save", (Field("x", "X", kind, required=required, options=options),)))["components"]
    assert field["component"]["required"] is required
    assert field["component"].get("min_values", int(required)) == int(required)


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_hostile_words_are_filled_in_without_breaking_the_form(words: str) -> None:
    line = " ".join(words.split()) or "x"
    shown(Form(line[:24], "save", (Field("x", line[:45], value=words, hint=words[:100]),
                                   Field("y", "Y", FieldKind.PARAGRAPH, value=words * 500),
                                   Field("z", "Z", FieldKind.CHOICE, options=(Option(line, "1", line),)))))  # fmt: skip


def test_labels_of_emoji_fit() -> None:
    shown(Form("👩‍🔬" * 8, "save", (Field("x", "👩" * 45, hint="👩" * 100, value="👩" * 3_000),)))


def test_the_token_comes_back_with_the_form() -> None:
    assert read_custom_id(shown(FORM)["custom_id"]) == CustomId("schedule.save", "token7")


def test_answers_are_read_by_name() -> None:
    # As Discord documents a submission: labels with one component, action rows from older clients.
    components: list[dict[str, Any]] = [
        {"type": 18, "id": 1, "component": {"type": 8, "id": 2, "custom_id": "channel", "values": ["42"]}},
        {"type": 18, "id": 3, "component": {"type": 4, "id": 4, "custom_id": "when", "value": " at 8 "}},
        {"type": 1, "id": 5, "components": [{"type": 4, "id": 6, "custom_id": "about", "value": ""}]},
        {"type": 18, "id": 7, "component": {"type": 3, "id": 8, "custom_id": "length", "values": ["short"]}},
        {"type": 18, "id": 9, "component": {"type": 5, "id": 10, "custom_id": "people", "values": []}},
        {"type": 10, "id": 11},
    ]
    assert read_answers(components) == {
        "channel": ("42",), "when": ("at 8",), "about": (), "length": ("short",), "people": (),
    }  # fmt: skip


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3)
    | st.dictionaries(st.sampled_from(["component", "components", "custom_id", "value", "values", "type"]), inside, max_size=4),
)  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(["component", "components", "custom_id", "value", "values"]), JUNK)))
def test_garbage_for_answers_is_read_as_what_can_be_read(components: list[dict[str, Any]]) -> None:
    assert all(isinstance(each, str) for answers in read_answers(components).values() for each in answers)


def test_choices_fit_and_are_at_most_25() -> None:
    options = [Option("x" * 150, "v" * 70), Option("👩" * 60, "w"), *(Option(f"One {n}", str(n)) for n in range(40))]
    choices = render_choices(options)
    assert len(choices) == 25
    assert violations("POST", "/interactions/1/t/callback", {"type": 8, "data": {"choices": choices}}) == []
