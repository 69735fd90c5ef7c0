"""Each rule can fail, a good request breaks none, and the reading of markdown is Discord's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.discord.markdown import live, seen
from tests.servers.discord.preview import preview_modal
from tests.servers.discord.rules import violations
from tests.servers.discord.screenshot import screenshot
from tests.servers.discord.specification import ABSENT, SPECIFICATION, has_operation

CREATE = ("POST", "/channels/12/messages")
EDIT = ("PATCH", "/channels/12/messages/34")
CALLBACK = ("POST", "/interactions/12/token/callback")
COMMANDS = ("PUT", "/applications/12/commands")
NOBODY = {"parse": [], "users": [], "roles": [], "replied_user": False}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "More", "custom_id": "more||1"} | changes


def menu(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "pick||1", "options": [{"label": "One", "value": "1"}]} | changes


def rows(*components: dict[str, Any]) -> dict[str, Any]:
    return {"components": [{"type": 1, "components": list(components)}]}


def embedded(**embed: Any) -> dict[str, Any]:
    return {"embeds": [{"title": "Title", **embed}]}


def message(**changes: Any) -> dict[str, Any]:
    return {"content": "Hello", "embeds": [], "components": [], "allowed_mentions": NOBODY} | changes


def form(**field: Any) -> dict[str, Any]:
    component = {"type": 4, "custom_id": "when", "style": 1} | field
    return {
        "custom_id": "save||",
        "title": "Form",
        "components": [{"type": 18, "label": "When", "component": component}],
    }


def command(**changes: Any) -> dict[str, Any]:
    return {"type": 1, "name": "brief", "description": "The news"} | changes


def option(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": "topic", "description": "A topic"} | changes


GOOD = [
    message(),
    message(**embedded(description="**a** [AP](<https://ap.example/1>) <t:1778572800:f>\n-# small\n> “q”")),
    message(**rows(button(), button(custom_id="b"), {"type": 2, "style": 5, "label": "Page", "url": "https://a.example/"})),
    message(**rows(menu())),
    message(content="<@&5> Today", allowed_mentions={"parse": [], "roles": ["5"]}),
    message(nonce="abc", enforce_nonce=True),
    message(content="", embeds=[], components=[{"type": 10, "content": "Hello"}], flags=1 << 15),
]  # fmt: skip


@pytest.mark.parametrize("body", GOOD)
def test_a_good_message_breaks_no_rule(body: dict[str, Any]) -> None:
    assert violations(*CREATE, body) == []


BAD = [
    (message(content="x" * 2_001), "content has 2001"),
    (message(content="👩" * 1_001), "content has 2002"),
    (message(content=" "), "empty"),
    (message(content="", **rows(button())), "says nothing beside its buttons"),
    (message(**embedded(title="x" * 257)), "title has 257"),
    (message(**embedded(description="x" * 4_097)), "description has 4097"),
    (message(**embedded(footer={"text": "x" * 2_049})), "footer has"),
    (message(**embedded(author={"name": "x" * 257})), "author has"),
    (message(**embedded(fields=[{"name": "n", "value": "v"}] * 26)), "26 fields"),
    (message(**embedded(fields=[{"name": "x" * 257, "value": "v"}])), "name has 257"),
    (message(**embedded(fields=[{"name": "n", "value": "x" * 1_025}])), "value has 1025"),
    (message(**embedded(fields=[{"name": "n", "value": ""}])), "needs a name and a value"),
    (message(embeds=[{"description": "x" * 3_001}] * 2), "embeds have 6002"),
    (message(embeds=[{"title": "x"}] * 11), "11 embeds"),
    (message(embeds=[{"color": 1}]), "an embed is empty"),
    (message(**embedded(color=1 << 24)), "colour"),
    (message(**embedded(image={"url": "https://a.example/"})), "no field of an embed"),
    (message(components=[rows(button(custom_id=str(n)))["components"][0] for n in range(6)]), "6 action rows"),
    (message(**rows(*[button(custom_id=str(n)) for n in range(6)])), "6 buttons"),
    (message(**rows()), "row is empty"),
    (message(**rows(button(), menu())), "buttons, or one menu"),
    (message(components=[button()]), "outside an action row"),
    (message(**rows(button(), button())), "two components have the custom_id"),
    (message(**rows(button(id=3), button(id=3, custom_id="b"))), "two components have the id"),
    (message(**rows(button(custom_id=""))), "custom id"),
    (message(**rows(button(custom_id="x" * 101))), "custom id"),
    (message(**rows(button(label="x" * 81))), "label has 81"),
    (message(**rows(button(label=" "))), "no label"),
    (message(**rows(button(style=9))), "style"),
    (message(**rows(button(style=5))), "opens a page"),
    (message(**rows(button(url="https://a.example/"))), "another style"),
    (message(**rows({"type": 2, "style": 5, "label": "x", "url": "https://a.example/" + "x" * 500})), "address has"),
    (message(**rows(menu(options=[]))), "0 options"),
    (message(**rows(menu(options=[{"label": str(n), "value": str(n)} for n in range(26)]))), "26 options"),
    (message(**rows(menu(options=[{"label": "x" * 101, "value": "1"}]))), "label has 101"),
    (message(**rows(menu(options=[{"label": "x", "value": "1" * 101}]))), "value has 101"),
    (message(**rows(menu(options=[{"label": "x", "value": "1", "description": "x" * 101}]))), "description has 101"),
    (message(**rows(menu(options=[{"label": "x", "value": "1"}] * 2))), "two options have the value"),
    (message(**rows(menu(placeholder="x" * 151))), "placeholder has 151"),
    (message(**rows(menu(max_values=2))), "more values than it has"),
    (message(**rows(menu(min_values=2))), "wants 2 to 1"),
    (message(**rows(menu(options=[{"label": n, "value": n, "default": True} for n in "ab"]))), "more values chosen"),
    (message(**rows({"type": 4, "custom_id": "x", "style": 1})), "type 4 in a message"),
    (message(components=[{"type": 10, "content": "x"}] * 41, content="", flags=1 << 15), "41 components"),
    (message(components=[{"type": 10, "content": "x" * 2_001}] * 2, content="", flags=1 << 15), "4002 characters"),
    (message(components=[{"type": 10, "content": "x"}], flags=1 << 15), "exclude each other"),
    ({"content": "Hello"}, "allowed_mentions is missing"),
    (message(allowed_mentions={}), "parse is not empty"),
    (message(allowed_mentions={"parse": ["users"]}), "parse is not empty"),
    (message(allowed_mentions=NOBODY | {"users": ["5"]}), "calls people"),
    (message(allowed_mentions=NOBODY | {"replied_user": True}), "calls people"),
    (message(allowed_mentions=NOBODY | {"roles": ["5"]}), "names the roles"),
    (message(content="<@&5> Hello"), "names the roles"),
    (message(content="Hello <@&5>", allowed_mentions=NOBODY | {"roles": ["5"]}), "names the roles"),
    (message(nonce="x" * 26, enforce_nonce=True), "nonce"),
    (message(nonce="x"), "without enforce_nonce"),
    (message(enforce_nonce=True), "no text of 1 to 25"),
    (message(flags=1 << 1), "bits that a bot cannot set"),
    (message(flags=1 << 2, **embedded()), "hides our own embeds"),
    (message(flags=1 << 6), "one person's eyes"),
    (message(poll={"question": {"text": "?"}, "answers": []}), "poll is no field"),
    (message(embed={"title": "x"}), "embed is no field"),
    (message(tts=True), "tts is never wanted"),
    (message(content=7), "wrong kind"),
]


@pytest.mark.parametrize(("body", "named"), BAD, ids=[named for _, named in BAD])
def test_each_rule_of_a_message_can_fail(body: dict[str, Any], named: str) -> None:
    assert any(named in each for each in violations(*CREATE, body)), violations(*CREATE, body)


def test_where_a_message_goes_decides_too() -> None:
    posted = message(nonce="a", enforce_nonce=True)
    assert violations(*CREATE, posted) == []
    for route in (EDIT, ("POST", "/webhooks/1/token"), ("PATCH", "/webhooks/1/token/messages/@original")):
        assert any("takes no nonce" in each for each in violations(*route, posted))
    assert violations("POST", "/webhooks/1/token", message(flags=64)) == []
    assert violations(*CALLBACK, {"type": 4, "data": message(flags=64)}) == []
    assert any("missing" in each for each in violations(*CALLBACK, {"type": 4, "data": {"content": "x"}}))
    assert any(
        "missing" in each
        for each in violations("POST", "/channels/1/threads", {"name": "x", "message": {"content": "x"}})
    )
    assert any("needs a name" in each for each in violations("POST", "/channels/1/threads", {"message": message()}))
    assert violations(*EDIT, {"components": [], "allowed_mentions": NOBODY}) == []
    assert any("empty" in each for each in violations(*EDIT, message(content="")))


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ({"type": 99}, "unknown kind"),
        ({"type": 5, "data": {"content": "x"}}, "only puts off"),
        ({"type": 8, "data": {"choices": [{"name": "x", "value": "x"}] * 26}}, "at most 25"),
        ({"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "x"}]}}, "name has 101"),
        ({"type": 8, "data": {"choices": [{"name": "x", "value": ""}]}}, "needs a value"),
        ({"type": 9, "data": form() | {"title": ""}}, "no title"),
        ({"type": 9, "data": form() | {"title": "x" * 46}}, "title has 46"),
        ({"type": 9, "data": form() | {"components": []}}, "0 fields"),
        ({"type": 9, "data": form() | {"components": form()["components"] * 2}}, "two components"),
        ({"type": 9, "data": form() | {"components": [{"type": 10, "content": "x"}]}}, "top of a form"),
        ({"type": 9, "data": form(placeholder="x" * 101)}, "placeholder has 101"),
        ({"type": 9, "data": form(max_length=4_001)}, "0 to 4001"),
        ({"type": 9, "data": form(value="xx", max_length=1)}, "in a field already has 2"),
        ({"type": 9, "data": form(style=3)}, "style 3"),
        ({"type": 9, "data": form(label="x")}, "its label there"),
        ({"type": 9, "data": form(type=2)}, "type 2 in a form"),
        ({"type": 9, "data": form(type=8, options=[{"label": "x", "value": "x"}])}, "only a menu of texts"),
        ({"type": 9, "data": form(type=5, default_values=[{"id": "1", "type": "user"}] * 2)}, "more values chosen"),
        ({"type": 9, "data": form(type=3, options=[{"label": "x", "value": "x"}], min_values=0)}, "at least one value"),
        ({"type": 9, "data": form(type=3, options=[{"label": "x", "value": "x"}], disabled=True)}, "disabled"),
    ],
)  # fmt: skip
def test_each_rule_of_an_answer_to_an_interaction_can_fail(answer: dict[str, Any], named: str) -> None:
    assert violations(*CALLBACK, {"type": 9, "data": form()}) == []
    assert any(named in each for each in violations(*CALLBACK, answer)), violations(*CALLBACK, answer)


@pytest.mark.parametrize(
    ("commands", "named"),
    [
        ([command(), command()], "two commands"),
        ([command(name="Brief")], "no name of a command"),
        ([command(name="x" * 33)], "no name of a command"),
        ([command(description="")], "no description"),
        ([command(description="x" * 101)], "description of 'brief' has 101"),
        ([command(description_localizations={"es": "x"})], "no language"),
        ([command(description_localizations={"de": "x" * 101})], "de description"),
        ([command(options=[option(name=f"o{n}") for n in range(26)])], "26 options"),
        ([command(options=[option(), option()])], "two options"),
        ([command(options=[option(), option(name="b", required=True)])], "required come first"),
        ([command(options=[option(), option(type=1, name="b")])], "or options of its own"),
        ([command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])])], "choices or completes"),
        ([command(options=[option(choices=[{"name": "a", "value": "x" * 101}])])], "value has 101"),
        ([command(options=[option(choices=[{"name": "a", "value": "x"}] * 26)])], "26 choices"),
        ([command(options=[option(type=1, name="s", options=[option(type=1, name="t")])])], "too deep"),
        ([command(type=3, name="Ask", description="x")], "neither description nor options"),
        ([command(default_member_permissions="manage")], "no number"),
        ([command(contexts=[3])], "a context is"),
        ([command(integration_types=[2])], "installed to a guild"),
        ([command(options=[option(name=f"o{n}", choices=[{"name": "x" * 100, "value": "y" * 100 }] * 4) for n in range(11)])], "at most 8000"),
    ],
)  # fmt: skip
def test_each_rule_of_a_command_can_fail(commands: list[dict[str, Any]], named: str) -> None:
    assert violations(*COMMANDS, [command(options=[option()])]) == []
    assert any(named in each for each in violations(*COMMANDS, commands)), violations(*COMMANDS, commands)


@pytest.mark.parametrize(
    "words",
    [
        "<@123>", "<@!123>", "<@&123>", "<#123>", "<a:smile:123>", "<:smile:123>", "</ask:123>", "</ask now:12>",
        "<id:guide>", "<t:5:R>", "@everyone", "@here", "https://evil.example", "<https://evil.example>",
        "[x](https://evil.example)", "[x](<javascript:alert>)", "[x y](<https://evil.example)", "discord.gg/x", "discord.com/invite/x",
        "||x||", "~~x~~", "__x__", "_x_", "```x```", ":smile:", "- x", "* x", "1. x", ">>> x", "-# # x",
        "**<@1>**", "[@everyone](<https://a.example>)", "x\u202ey", "x\u200by", "x\x1by",
    ],
)  # fmt: skip
def test_what_acts_on_a_reader_is_found(words: str) -> None:
    assert live(words) != []
    assert any("live in" in each for each in violations(*CREATE, message(content=words)))
    assert any("live in" in each for each in violations(*CREATE, message(embeds=[{"description": words}])))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\\*a\\* \\<\\@1>", "*a* <@1>"),
        ("**a *b* c**", "a b c"),
        ("`**a**` \\`b\\`", "**a** `b`"),
        ("[AP \\*](<https://a.example/%28x%29>), 12 May", "AP *, 12 May"),
        ("## Title\n-# small\n> “quote”\nplain \\# text", "Title\nsmall\n“quote”\nplain # text"),
        ("a \\\\ b https\\://a.example", "a \\ b https://a.example"),
        ("2 * 3 * 4, snake_case_name, 5 > 4", "2 * 3 * 4, snake_case_name, 5 > 4"),
    ],
)
def test_markdown_is_read_as_discord_reads_it(written: str, read: str) -> None:
    assert seen(written) == read
    assert live(written) == []


@pytest.mark.skipif(not SPECIFICATION.exists(), reason=ABSENT)
def test_bodies_are_compared_with_discords_own_description() -> None:
    assert any("OpenAPI" in each for each in violations(*CREATE, message(embeds=[{"title": 5}])))
    assert any("OpenAPI" in each for each in violations("PATCH", "/users/@me", {"username": 5}))
    assert has_operation("GET", "/users/@me")
    assert not has_operation("GET", "/users/@me/unknown/path")


def test_a_form_can_be_looked_at() -> None:
    assert preview_modal(form(value="at 8")) == "== Form ==\nWhen *\n[at 8]"


def test_a_picture_shows_words_and_runs_nothing() -> None:
    shown = screenshot(
        message(content="**<script>** \\<b>alert(1)</b>", **embedded(description="-# small"), **rows(button()))
    )
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    for words in ("Title", "small", "More"):
        assert f">{words}<" in shown
