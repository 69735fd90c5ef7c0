"""Each of Slack's rules can fail: a right payload with one thing wrong in it gives one line that names it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.servers.slack.rules import violations

Payload = dict[str, Any]


def plain(words: str) -> Payload:
    return {"type": "plain_text", "text": words, "emoji": False}


def marked(words: str) -> Payload:
    return {"type": "mrkdwn", "text": words, "verbatim": True}


def option(value: str = "a", label: str = "A") -> Payload:
    return {"text": plain(label), "value": value}


def button(**more: object) -> Payload:
    return {"type": "button", "action_id": "press", "text": plain("Press"), "value": "v", **more}


def menu(**more: object) -> Payload:
    return {"type": "static_select", "action_id": "pick", "placeholder": plain("Which?"), "options": [option()], **more}


def actions(*elements: Payload) -> Payload:
    return {"type": "actions", "elements": list(elements)}


def section(words: str = "Hello", **more: object) -> Payload:
    return {"type": "section", "text": marked(words), **more}


def context(*elements: Payload) -> Payload:
    return {"type": "context", "elements": list(elements)}


def rich(*runs: Payload) -> Payload:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(runs)}]}


def run(words: str = "Hello", **more: object) -> Payload:
    return {"type": "text", "text": words, **more}


def asked(element: Payload, **more: object) -> Payload:
    return {"type": "input", "block_id": "a", "label": plain("A"), "element": element, **more}


def typed(**more: object) -> Payload:
    return {"type": "plain_text_input", "action_id": "a", **more}


def post(*blocks: Payload, **more: object) -> Payload:
    return {
        "channel": "C1", "text": "Hello", "unfurl_links": False, "unfurl_media": False,
        **({"blocks": list(blocks)} if blocks else {}), **more,
    }  # fmt: skip


def chunk(*blocks: Payload) -> Payload:
    return {"type": "blocks", "blocks": list(blocks)}


def modal(*blocks: Payload, **more: object) -> Payload:
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Save"),
        "blocks": list(blocks),
    }
    return {"trigger_id": "1.2", "view": {**view, **more}}


RIGHT: list[tuple[str, Payload]] = [
    ("chat.postMessage", post()),
    (
        "chat.postMessage",
        post(metadata={"event_type": "newsbrief", "event_payload": {"marker": "d1"}}, thread_ts="1.2"),
    ),
    ("chat.postMessage", post(section(), unfurl_links="0", unfurl_media="false")),
    ("chat.postMessage", post(section("<https://a.example?a&amp;b|A &lt;b&gt;> *x* <!date^1^{date} at {time}|now>"))),
    ("chat.postMessage", post({"type": "header", "text": plain("A & B")}, {"type": "divider"}, context(plain("<b>")))),
    ("chat.postMessage", post(actions(button(), button(action_id="b", style="danger"), menu()))),
    ("chat.postMessage", post(rich(run(" "), run("x", style={"bold": True}), {"type": "link", "url": "https://a.b"}))),
    ("chat.postMessage", post(rich({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "now"}))),
    ("chat.update", {"channel": "C1", "ts": "1.2", "text": "Hello", "blocks": [section()]}),
    ("chat.postEphemeral", {"channel": "C1", "user": "U1", "text": "Hello"}),
    ("response_url", {"text": "Hello", "response_type": "in_channel", "replace_original": False}),
    ("response_url", {"delete_original": True}),
    ("views.open", modal(asked(typed(initial_value="x")))),
    ("views.open", modal(asked({"type": "checkboxes", "action_id": "a", "options": [option()]}, optional=True))),
    ("views.update", modal(asked(typed())) | {"view_id": "V1"}),
    ("views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": [section()]}}),
    ("ack", {}),
    ("ack", {"text": "Hello"}),
    ("ack", {"response_action": "errors", "errors": {"a": "No time."}}),
    ("ack", {"response_action": "update", "view": modal(asked(typed()))["view"]}),
    ("assistant.threads.setStatus", {"channel_id": "D1", "thread_ts": "1.2", "status": ""}),
    (
        "assistant.threads.setSuggestedPrompts",
        {"channel_id": "D1", "thread_ts": "1.2", "prompts": [{"title": "A", "message": "a?"}]},
    ),
    ("chat.startStream", {"channel": "D1", "thread_ts": "1.2", "chunks": [chunk(section(), rich(run()))]}),
    ("chat.stopStream", {"channel": "D1", "ts": "1.2", "blocks": [actions(button())]}),
    ("conversations.history", {"anything": ["<!channel>"]}),
]

many = [option(str(n)) for n in range(101)]
WRONG: list[tuple[str, object, str]] = [
    # The message
    ("chat.postMessage", post() | {"text": ""}, "text: is empty"),
    ("chat.postMessage", {"channel": "C1", "unfurl_links": False, "unfurl_media": False, "blocks": [section()]}, "text: is no"),
    ("chat.postMessage", post(text="x" * 4_001), "more than 4000"),
    ("chat.postMessage", post(text="AT&T"), "unescaped &"),
    ("chat.postMessage", post(text="a < b"), "unescaped <"),
    ("chat.postMessage", post(text="hey <!channel>"), "calls channel"),
    ("chat.postMessage", post(text="hey <@U012>"), "calls U012"),
    ("chat.postMessage", post(text="see <#C012|general>"), "calls C012"),
    ("chat.postMessage", post(text="hey <!subteam^S012>"), "calls S012"),
    ("chat.postMessage", post(text="<mailto:a@b.example|write>"), "unescaped <"),
    ("chat.postMessage", post(text="a\u202eb"), "U+202E"),
    ("chat.postMessage", post(text="a\x07b"), "U+0007"),
    ("chat.postMessage", {**post(), "channel": None}, "lacks channel"),
    ("chat.postMessage", post(colour="red"), "takes no colour"),
    ("chat.postMessage", post(link_names=True), "makes mentions"),
    ("chat.postMessage", {"channel": "C1", "text": "Hello"}, "leaves link previews on"),
    ("chat.postMessage", post(*[{"type": "divider"}] * 51), "51 blocks"),
    ("chat.postMessage", post(*[section("x" * 2_600) for _ in range(5)], text="x" * 200), "more than 13200"),
    ("chat.postMessage", {**post(), "blocks": []}, "blocks: is empty"),
    ("chat.postMessage", {**post(), "blocks": "[{"}, "is no JSON"),
    ("chat.postMessage", {**post(), "blocks": json.dumps([{"type": "banner"}])}, "no block"),
    ("chat.postMessage", post(metadata={"event_type": "x"}), "metadata: is not"),
    ("chat.postMessage", post(metadata={"event_type": "x", "event_payload": {"a": {}}}), "not a flat object"),
    ("chat.postMessage", post(asked(typed())), "no block that can stand here"),
    ("chat.postMessage", "text", "is no object"),
    ("chat.update", {"channel": "C1", "text": "Hello"}, "lacks ts"),
    ("chat.postEphemeral", {"channel": "C1", "text": "Hello"}, "lacks user"),
    ("response_url", {"text": "Hello", "response_type": "public"}, "response_type"),
    ("response_url", {"text": "Hello", "channel": "C1"}, "takes no channel"),
    # Blocks
    ("chat.postMessage", post(section(color="red")), "unknown field color"),
    ("chat.postMessage", post(section("x" * 3_001)), "more than 3000"),
    ("chat.postMessage", post(section(" ")), "is empty"),
    ("chat.postMessage", post({"type": "section"}), "neither text nor fields"),
    ("chat.postMessage", post({"type": "section", "fields": [plain("x" * 2_001)]}), "more than 2000"),
    ("chat.postMessage", post({"type": "section", "fields": [plain("x")] * 11}), "not 1 to 10"),
    ("chat.postMessage", post(section(block_id="a"), section(block_id="a")), "shares the block_id"),
    ("chat.postMessage", post(section(block_id="a" * 256)), "more than 255"),
    ("chat.postMessage", post(section(accessory=None)), "nothing in accessory"),
    ("chat.postMessage", post({"type": "header", "text": marked("x")}), "is mrkdwn, not plain_text"),
    ("chat.postMessage", post({"type": "header", "text": plain("x" * 151)}), "more than 150"),
    ("chat.postMessage", post({"type": "header", "text": plain("👩" * 76)}), "152 characters"),
    ("chat.postMessage", post({"type": "header", "text": plain("<!here>")}), "would be live"),
    ("chat.postMessage", post(context(*[plain("x")] * 11)), "not 1 to 10"),
    ("chat.postMessage", post(context(marked("<@U1>"))), "calls U1"),
    ("chat.postMessage", post(context(marked("AT&T"))), "unescaped &"),
    ("chat.postMessage", post(context({"type": "mrkdwn", "text": "see https://a.example"})), "set verbatim"),
    ("chat.postMessage", post(section("<!date^soon^{date}|x>")), "a date that Slack cannot read"),
    ("chat.postMessage", post(actions(*[button(action_id=str(n)) for n in range(26)])), "not 1 to 25"),
    # Elements
    ("chat.postMessage", post(actions(button(), button())), "shares the action_id"),
    ("chat.postMessage", post(actions(button(action_id="x" * 256))), "more than 255"),
    ("chat.postMessage", post(actions(button(text=plain("x" * 76)))), "more than 75"),
    ("chat.postMessage", post(actions(button(value="x" * 2_001))), "more than 2000"),
    ("chat.postMessage", post(actions(button(style="warning"))), "style: is warning"),
    ("chat.postMessage", post(actions(button(url="javascript:alert(1)"))), "no web address"),
    ("chat.postMessage", post(actions(button(confirm=dict.fromkeys(("title", "confirm", "deny"), plain("x"))))), "confirm.text"),
    ("chat.postMessage", post(actions(typed())), "no element that can stand here"),
    ("chat.postMessage", post(actions(menu(options=[]))), "not 1 to 100"),
    ("chat.postMessage", post(actions(menu(options=many))), "101 entries"),
    ("chat.postMessage", post(actions(menu(options=[option("a"), option("a", "B")]))), "two options of one value"),
    ("chat.postMessage", post(actions(menu(options=[option("x" * 151)]))), "more than 150"),
    ("chat.postMessage", post(actions(menu(options=[option("a", "x" * 76)]))), "more than 75"),
    ("chat.postMessage", post(actions(menu(options=[option() | {"description": plain("x" * 76)}]))), "more than 75"),
    ("chat.postMessage", post(actions(menu(options=[option() | {"text": marked("x")}]))), "is mrkdwn"),
    ("chat.postMessage", post(actions(menu(initial_option=option("b")))), "none of its options"),
    ("chat.postMessage", post(actions(menu(placeholder=plain("x" * 151)))), "more than 150"),
    ("chat.postMessage", post(actions({"type": "overflow", "action_id": "a", "options": many[:6]})), "not 1 to 5"),
    ("chat.postMessage", post(actions({"type": "checkboxes", "action_id": "a", "options": many[:11]})), "not 1 to 10"),
    # Rich text
    ("chat.postMessage", post(rich()), "not 1 to"),
    ("chat.postMessage", post(rich(run(""))), "is empty"),
    ("chat.postMessage", post(rich(run("<!here>"))), "would be live"),
    ("chat.postMessage", post(rich(run(style={"big": True}))), "has the style"),
    ("chat.postMessage", post(rich({"type": "user", "user_id": "U1"})), "calls U1"),
    ("chat.postMessage", post(rich({"type": "broadcast", "range": "channel"})), "calls channel"),
    ("chat.postMessage", post(rich({"type": "link", "url": "mailto:a@b.example"})), "no web address"),
    ("chat.postMessage", post(rich({"type": "date", "timestamp": "1", "format": "{date}"})), "without a timestamp"),
    ("chat.postMessage", post(rich({"type": "shout"})), "no run of rich text"),
    ("chat.postMessage", post({"type": "rich_text", "elements": [{"type": "rich_text_table"}]}), "no part of rich text"),
    (
        "chat.postMessage",
        post({"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "dash", "elements": rich(run())["elements"]}]}),
        "of the style dash",
    ),
    # Views
    ("views.open", {"view": modal(asked(typed()))["view"]}, "lacks trigger_id"),
    ("views.open", modal(asked(typed()), title=plain("x" * 25)), "more than 24"),
    ("views.open", modal(asked(typed()), submit=plain("x" * 25)), "more than 24"),
    ("views.open", modal(asked(typed()), private_metadata="x" * 3_001), "more than 3000"),
    ("views.open", modal(asked(typed()), callback_id="x" * 256), "more than 255"),
    ("views.open", modal(asked(typed()), colour="red"), "unknown field colour"),
    ("views.open", modal(asked(typed(initial_value="xx", max_length=1))), "more than 1"),
    ("views.open", modal(asked(typed(max_length=3_001))), "max_length"),
    ("views.open", modal(asked(typed(), hint=plain("x" * 2_001))), "more than 2000"),
    ("views.open", modal(*[section()] * 101), "101 blocks"),
    ("views.open", {"trigger_id": "1", "view": {"type": "home", "blocks": []}}, "is no modal"),
    ("views.publish", {"user_id": "U1", "view": modal()["view"]}, "is no home"),
    ("views.publish", {"view": {"type": "home", "blocks": []}}, "lacks user_id"),
    ("views.update", modal(asked(typed())), "lacks view_id"),
    # The rest
    ("ack", {"response_action": "errors", "errors": {}}, "ack.errors"),
    ("ack", {"response_action": "shut"}, "is shut"),
    ("ack", {"response_action": "clear", "text": "x"}, "unknown field text"),
    ("ack", {"text": "<!here>"}, "calls here"),
    ("assistant.threads.setStatus", {"channel_id": "D1", "status": "x"}, "lacks thread_ts"),
    ("assistant.threads.setSuggestedPrompts", {"channel_id": "D1", "prompts": []}, "not 1 to 4"),
    (
        "assistant.threads.setSuggestedPrompts",
        {"channel_id": "D1", "prompts": [{"title": "x", "message": "<!here>"}]},
        "would be live",
    ),
    ("chat.appendStream", {"channel": "C1", "ts": "1", "markdown_text": "x" * 12_001}, "more than 12000"),
    ("chat.appendStream", {"channel": "C1", "ts": "1"}, "lacks markdown_text or chunks"),
    ("chat.appendStream", {"channel": "C1", "ts": "1", "markdown_text": "x", "chunks": [chunk(section())]}, "has both"),
    ("chat.appendStream", {"channel": "C1", "ts": "1", "chunks": [{"type": "shout"}]}, "is a shout"),
    ("chat.appendStream", {"channel": "C1", "ts": "1", "chunks": [{"type": "markdown_text", "text": "<!here>"}]}, "live"),
    ("chat.appendStream", {"channel": "C1", "ts": "1", "chunks": [chunk(section("<!here>"))]}, "calls here"),
    ("chat.startStream", {"channel": "C1", "thread_ts": "1", "chunks": [chunk(*[section()] * 51)]}, "51 blocks"),
    ("chat.stopStream", {"channel": "C1", "ts": "1", "metadata": {"event_type": "x"}}, "is not an event_type"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "payload"), RIGHT)
def test_what_is_right_passes(method: str, payload: Payload) -> None:
    before = copy.deepcopy(payload)
    assert violations(method, payload) == []
    assert payload == before


@pytest.mark.parametrize(
    ("method", "payload", "named"), WRONG, ids=[f"{n}-{each[2][:30]}" for n, each in enumerate(WRONG)]
)
def test_what_is_wrong_is_named(method: str, payload: object, named: str) -> None:
    found = violations(method, payload)
    assert any(named in each for each in found), found
    assert len(found) == 1


def test_a_modal_that_asks_needs_a_way_to_send_it_off() -> None:
    view = modal(asked(typed()))
    del view["view"]["submit"]
    assert violations("views.open", view) == ["view: asks for input but has no submit"]


@pytest.mark.parametrize("called", ["<!here>", "<!subteam^S012>", "<!subteam^S012|@desk>"])
def test_whom_an_admin_lets_be_called_may_be(called: str) -> None:
    assert violations("chat.postMessage", post(section(called)), pings={"here", "S012"}) == []
    assert violations("chat.postMessage", post(section(called)), pings={"S999"}) != []
