"""What Discord's interactions mean, read from payloads as Discord's documentation shows them."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.commands import CommandSpec, Parameter, Subcommand
from adapters.discord.custom_ids import CustomId
from adapters.discord.handles import InteractionHandle, Kind, read_handle
from adapters.discord.inbound import SURE, Completion, Doubt, read_interaction
from adapters.inbound import Autocomplete, Channel, Command, Inbound, MessageRef, Person, Press, Shortcut, Submission

COMMANDS = (
    CommandSpec("brief", "Digests", subcommands=(Subcommand("now", "Now", (Parameter("topic", "About what"),)),)),
)
ADA = {"id": "5", "username": "ada", "global_name": "Ada L."}
TEXT, ROW, LABEL = 4, 1, 18


def interaction(kind: int, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    member = {"user": ADA, "nick": "The Countess", "permissions": "0"}
    base = {"id": "1000", "application_id": "900", "token": "key", "type": kind, "data": data}
    return {**base, "guild_id": "20", "channel_id": "30", "member": member, "context": 0, **more}


def read(payload: dict[str, Any]) -> Inbound:
    inbound = read_interaction(payload, COMMANDS)
    assert isinstance(inbound, Inbound)
    return inbound


def brief_now(topic: str, **more: Any) -> dict[str, Any]:
    option = {"name": "topic", "type": 3, "value": topic, **more}
    return {"id": "1", "name": "brief", "type": 1, "options": [{"name": "now", "type": 1, "options": [option]}]}


def test_a_command_says_who_where_and_what_and_how_to_answer() -> None:
    inbound = read(interaction(2, brief_now("climate talks")))
    assert inbound.what == Command("brief", "now", "climate talks", {"topic": "climate talks"})
    assert inbound.who == Person("discord", "20", "5", "The Countess")
    assert inbound.where == Channel("discord", "20", "30")
    assert (inbound.id, inbound.direct, inbound.thread) == ("1000", False, None)
    assert read_handle(inbound.handle) == InteractionHandle("900", "1000", "key", Kind.COMMAND)


def test_in_a_direct_message_the_person_stands_alone() -> None:
    payload = interaction(2, brief_now("talks"), user=ADA, context=1)
    del payload["guild_id"], payload["member"]
    inbound = read(payload)
    assert inbound.direct
    assert inbound.where == Channel("discord", "@me", "30")
    assert inbound.who == Person("discord", "@me", "5", "Ada L.")


def test_a_group_of_friends_is_no_direct_conversation() -> None:
    payload = interaction(2, brief_now("talks"), user=ADA, context=2)
    del payload["guild_id"], payload["member"]
    assert not read(payload).direct


def test_a_persons_own_install_is_known_where_the_bot_is_not() -> None:
    alone = read(interaction(2, brief_now("talks"), authorizing_integration_owners={"1": "5"}))
    both = read(interaction(2, brief_now("talks"), authorizing_integration_owners={"0": "20", "1": "5"}))
    for inbound, absent in ((alone, True), (both, False)):
        handle = read_handle(inbound.handle)
        assert isinstance(handle, InteractionHandle)
        assert handle.absent is absent


def press(custom_id: str, **more: Any) -> dict[str, Any]:
    button = {"type": 2, "label": "Evidence", "custom_id": custom_id}
    message = {"id": "77", "channel_id": "30", "components": [{"type": 1, "components": [button]}]}
    return interaction(3, {"custom_id": custom_id, "component_type": 2, **more}, message=message)


def test_a_press_tells_its_action_value_and_post() -> None:
    inbound = read(press(str(CustomId("evidence", "s1|x", "0123456789abcdef01234567"))))
    assert inbound.what == Press("evidence", "s1|x", (), MessageRef(Channel("discord", "20", "30"), "77"))
    handle = read_handle(inbound.handle)
    assert isinstance(handle, InteractionHandle)
    assert (handle.kind, handle.message, handle.asking) == (Kind.COMPONENT, "77", False)


def test_a_menu_tells_what_was_chosen() -> None:
    what = read(press(str(CustomId("topics")), component_type=3, values=["a", "b"])).what
    assert isinstance(what, Press)
    assert what.chosen == ("a", "b")


def test_a_press_that_needs_a_second_thought_is_no_inbound_yet() -> None:
    doubt = read_interaction(press(str(CustomId("held.discard", "7", "m", asks=True))), COMMANDS)
    assert isinstance(doubt, Doubt)
    assert doubt.label == "Evidence"
    assert doubt.pressed.value == "7"


def test_a_confirmed_press_is_one_on_the_post_it_was_about() -> None:
    payload = press(str(CustomId("held.discard", "7", SURE)))
    payload["message"] |= {"id": "78", "flags": 64, "interaction_metadata": {"interacted_message_id": "77"}}
    inbound = read(payload)
    assert inbound.what == Press("held.discard", "7", (), MessageRef(Channel("discord", "20", "30"), "77"))
    handle = read_handle(inbound.handle)
    assert isinstance(handle, InteractionHandle)
    assert handle.asking


def test_other_peoples_buttons_are_left_alone() -> None:
    assert read_interaction(press("somebody else's"), COMMANDS) is None


@pytest.mark.parametrize("wrapped", ["rows", "labels"])
def test_a_form_brings_its_answers_by_name(wrapped: str) -> None:
    fields: list[dict[str, Any]] = [
        {"type": TEXT, "custom_id": "when", "value": " 8:00 "},
        {"type": TEXT, "custom_id": "note", "value": ""},
        {"type": 3, "custom_id": "days", "values": ["mon", "tue"]},
    ]
    if wrapped == "rows":
        components = [{"type": ROW, "components": [field]} for field in fields]
    else:
        components = [{"type": LABEL, "component": field} for field in fields]
    data = {"custom_id": str(CustomId("schedule", "t7")), "components": components}
    answers = {"when": ("8:00",), "note": (), "days": ("mon", "tue")}
    assert read(interaction(5, data)).what == Submission("schedule", answers, "t7")


def ask_about(message: dict[str, Any]) -> Shortcut:
    data = {"name": "Ask about this", "type": 3, "target_id": "50", "resolved": {"messages": {"50": message}}}
    what = read(interaction(2, data)).what
    assert isinstance(what, Shortcut)
    return what


def test_a_messages_menu_brings_its_words_and_links() -> None:
    content = "Read https://news.example/a_(b) and <https://news.example/c>, or (https://news.example/d). <@7>!"
    card = {"title": "Talks resume", "description": "In Geneva", "url": "https://news.example/e"}
    what = ask_about({"content": content, "embeds": [card], "mentions": [{"id": "7", "username": "grace"}]})
    assert what.name == "ask.about"
    assert what.links == tuple(f"https://news.example/{end}" for end in ("a_(b)", "c", "d", "e"))
    assert what.text.endswith("@grace!\nTalks resume\nIn Geneva")


def test_a_message_that_was_passed_on_is_read_too() -> None:
    passed = {"message": {"content": "They met. http://news.example/x", "embeds": []}}
    assert ask_about({"content": "", "message_snapshots": [passed]}) == Shortcut(
        "ask.about", "They met. http://news.example/x", ("http://news.example/x",)
    )


def test_a_value_being_typed_asks_for_completions() -> None:
    completion = read_interaction(interaction(4, brief_now("cli", focused=True)), COMMANDS)
    assert isinstance(completion, Completion)
    who, where = Person("discord", "20", "5", "The Countess"), Channel("discord", "20", "30")
    assert completion.asked == Autocomplete(who, where, "brief", "now", "topic", "cli")


def test_the_channel_may_be_told_as_an_object_alone() -> None:
    payload = interaction(2, brief_now("talks"), channel={"id": "31", "type": 11})
    del payload["channel_id"]
    assert read(payload).where.id == "31"


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4, 5, 6, 99])
@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"data": None, "member": None},
        {"data": [], "message": 5, "channel": []},
        {"data": {"options": [{"type": "x"}, 5, None], "components": [None, {"components": 3}], "resolved": []}},
        {"data": {"custom_id": 5, "target_id": {}, "type": 3, "name": "Ask"}, "member": {"user": {"id": "5"}}},
        {"data": {"custom_id": "a|b", "type": 2, "name": "x"}, "authorizing_integration_owners": []},
    ],
)
def test_garbage_never_raises(kind: int, payload: dict[str, Any]) -> None:
    read_interaction(payload, COMMANDS)
    read_interaction({**interaction(kind, {}), **payload}, COMMANDS)
