"""Forms as Slack's modals, and what comes back from them."""

from __future__ import annotations

import pytest

from adapters.message import (
    Button,
    Field,
    FieldKind,
    Form,
    Heading,
    Message,
    Option,
    Select,
    heading,
    item,
    note,
    say,
    source,
    text,
)
from adapters.slack.forms import render_errors, render_form
from adapters.slack.interactions import read_answers
from adapters.slack.pages import render_home, render_prompts
from adapters.slack.render import LIMITS
from adapters.slack.words import Json
from tests.contracts.hostile import HOSTILE
from tests.servers.slack.rules import violations

DAYS = tuple(Option(day, day.casefold(), chosen=day == "Monday") for day in ("Monday", "Tuesday"))
MANY = tuple(Option(f"Topic {n}", f"t{n}", "about it") for n in range(25))


def opened(form: Form, metadata: str = "") -> Json:
    view = render_form(form, metadata)
    assert violations("views.open", {"trigger_id": "1.2", "view": view}) == []
    return view


def elements(view: Json) -> dict[str, Json]:
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return {block["block_id"]: block["element"] for block in blocks}


def test_every_kind_of_field_has_its_element_with_what_is_filled_in() -> None:
    form = Form(
        "Schedule",
        "schedule.save",
        (
            Field("when", "Time", value="08:00", hint="Such as: 8:30", max_length=20),
            Field("topics", "Topics", FieldKind.PARAGRAPH, "climate\nsport", required=False),
            Field("day", "Day", FieldKind.CHOICE, options=DAYS),
            Field("days", "Days", FieldKind.CHOICES, options=DAYS),
            Field("place", "Channel", FieldKind.CHANNEL, "C1"),
        ),
        submit="Post it",
    )
    view = opened(form, "where=C1")
    assert (view["callback_id"], view["private_metadata"]) == ("schedule.save", "where=C1")
    made = elements(view)
    assert {name: element["type"] for name, element in made.items()} == {
        "when": "plain_text_input", "topics": "plain_text_input", "day": "static_select", "days": "checkboxes",
        "place": "conversations_select",
    }  # fmt: skip
    assert made["when"]["initial_value"] == "08:00"
    assert (made["when"]["max_length"], made["topics"]["multiline"]) == (20, True)
    assert made["day"]["initial_option"] == made["days"]["initial_options"][0]  # type: ignore[index]
    assert made["place"]["initial_conversation"] == "C1"
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    assert [block["optional"] for block in blocks] == [False, True, False, False, False]
    assert blocks[0]["hint"]["text"] == "Such as: 8:30"


def test_people_are_picked_and_many_choices_become_a_menu() -> None:
    form = Form(
        "Managers",
        "managers.save",
        (
            Field("people", "Who may", FieldKind.PEOPLE, "U1, U2"),
            Field("nobody", "Who else", FieldKind.PEOPLE),
            Field("topics", "Topics", FieldKind.CHOICES, options=MANY),
        ),
    )
    made = elements(opened(form))
    assert made["people"]["initial_users"] == ["U1", "U2"]
    assert "initial_users" not in made["nobody"]
    assert made["topics"]["type"] == "multi_static_select"


def test_what_slack_cannot_pick_is_not_offered() -> None:
    assert frozenset(FieldKind) - LIMITS.fields == {FieldKind.ROLE}
    with pytest.raises(ValueError, match="no picker"):
        render_form(Form("Ping", "ping.save", (Field("role", "Role", FieldKind.ROLE),)))


def test_a_form_carries_no_more_than_slack_takes() -> None:
    form = Form("One", "one", (Field("a", "A"),))
    opened(form, "x" * 3_000)
    with pytest.raises(ValueError, match="3000"):
        render_form(form, "x" * 3_001)


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_hostile_words_in_a_form_are_taken_and_never_live(words: str) -> None:
    line = " ".join(words.split()) or "x"
    form = Form(
        line[:24],
        "a",
        (
            Field("a", line[:45], hint=line[:100]),
            Field("b", line[:45], FieldKind.CHOICE, options=(Option(line, "1", line, chosen=True),)),
        ),
        submit=line[:24],
    )
    opened(form)
    assert violations("ack", render_errors({"a": words})) == []


def test_a_value_longer_than_its_field_is_still_shown() -> None:
    (block,) = elements(opened(Form("One", "one", (Field("a", "A", value="x" * 200, max_length=100),)))).values()
    assert len(str(block["initial_value"])) == 200


def test_a_form_given_back_says_what_is_wrong_under_the_field() -> None:
    given = render_errors({"when": "25:00 is no time; type one such as 8:30."})
    assert given == {"response_action": "errors", "errors": {"when": "25:00 is no time; type one such as 8:30."}}
    assert violations("ack", given) == []


def test_answers_come_back_under_the_names_of_the_fields() -> None:
    form = Form("One", "one", (Field("a.b", "A"), Field("c", "C", FieldKind.CHOICES, options=DAYS)))
    answers: dict[str, Json] = {
        "a.b": {"value": "typed"},
        "c": {"selected_options": [{"value": "monday"}, {"value": "tuesday"}]},
    }
    state = {
        name: {str(element["action_id"]): {"type": element["type"], **answers[name]}}
        for name, element in elements(opened(form)).items()
    }
    assert read_answers(state) == {"a.b": ("typed",), "c": ("monday", "tuesday")}


class TestHome:
    def published(self, message: Message) -> list[Json]:
        view = render_home(message)
        assert violations("views.publish", {"user_id": "U1", "view": view}) == []
        blocks = view["blocks"]
        assert isinstance(blocks, list)
        return blocks

    def test_a_page_holds_a_hundred_blocks_and_its_buttons(self) -> None:
        rows = [block for n in range(45) for block in (text(f"Source {n}"), note("healthy"))]
        blocks = self.published(Message((heading("newsbrief"), *rows), "Home", (Button("Add", "add"),)))
        assert len(blocks) == 92
        assert blocks[-1]["type"] == "actions"

    def test_a_longer_page_says_that_it_is_only_a_part(self) -> None:
        rows = [item(f"Row {n}", sources=[source("AP", "https://ap.example")]) for n in range(300)]
        blocks = self.published(Message((*rows,), "Home", (Button("Add", "add"),)))
        assert "(1/" in str(blocks[-2])
        assert blocks[-1]["type"] == "actions"

    def test_a_long_text_fits(self) -> None:
        self.published(Message((Heading("word " * 3_000), text("& " * 40_000)), "Home"))


def test_the_pane_offers_the_labels_of_four_buttons() -> None:
    buttons = (Button(f"Who comes? {n}", "ask", str(n)) for n in range(6))
    prompts = render_prompts(say("Hello", actions=(Select("Pick", "pick", DAYS), *buttons)))
    assert [prompt["message"] for prompt in prompts] == [f"Who comes? {n}" for n in range(4)]
    body = {"channel_id": "D1", "thread_ts": "1.2", "prompts": prompts}
    assert violations("assistant.threads.setSuggestedPrompts", body) == []
