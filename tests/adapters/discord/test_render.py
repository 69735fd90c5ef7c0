"""What a reader of Discord sees of a message, and that nothing in anybody's words acts on them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from adapters.discord.custom_ids import CustomId, markers_of, read_custom_id
from adapters.discord.markup import count, escape, render_link, render_spans
from adapters.discord.render import LIMITS, name_thread, render, render_confirmation
from adapters.message import (
    Button,
    Divider,
    GroupedList,
    Heading,
    Item,
    Message,
    Option,
    Quote,
    Select,
    Source,
    Span,
    Style,
    Text,
    Weight,
    code,
    emphasis,
    group,
    heading,
    item,
    link,
    moment,
    note,
    quote,
    quoted,
    say,
    source,
    strong,
    text,
)
from adapters.split import split
from adapters.visible import make_visible
from tests.adapters.messages import MESSAGES
from tests.contracts.hostile import HOSTILE
from tests.contracts.test_renderer import everywhere
from tests.servers.discord.markdown import live, seen
from tests.servers.discord.preview import preview
from tests.servers.discord.rules import violations

ROUTE = ("POST", "/channels/1/messages")
MARKER = "0123456789abcdef012345678"
QUICK = settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
# Pieces that become something only when they are put together, or stand at a line's beginning.
PIECES = st.sampled_from([
    "@", "everyone", "here", "<", ">", "<@", "&", "123", ":", "smile", "http", "s", "://", "evil.example", "/", "[", "]",
    "(", ")", "\\", "*", "**", "_", "__", "~~", "||", "`", "```", "#", "-", "- ", "-# ", "# ", "> ", ">>> ", "1. ", "\n",
    " ", "t", "a", "id", "customize", "discord.gg", "x", "é", "👩‍🔬", "\u200b", "\x1b[1m", "\u202e", "<t:0:R>",
])  # fmt: skip
HOSTILE_TEXT = st.one_of(
    st.lists(PIECES, min_size=1, max_size=12).map("".join), st.sampled_from(HOSTILE), st.text(max_size=30)
)
HOSTILE_SPANS = st.lists(
    st.builds(
        Span, HOSTILE_TEXT.filter(bool), st.sampled_from(Style), st.none() | st.just("https://ours.example/a_(b)")
    ),
    min_size=1, max_size=5,
).map(tuple[Span, ...])  # fmt: skip


def sent(message: Message, marker: str = MARKER) -> dict[str, Any]:
    """The body of the message, which keeps all of Discord's rules."""
    body = cast(dict[str, Any], render(message, marker=marker, nonce=True))
    assert violations(*ROUTE, body) == []
    return body


@settings(QUICK, max_examples=20)
@given(MESSAGES)
def test_every_part_of_any_message_keeps_all_rules(message: Message) -> None:
    for part in split(message, LIMITS):
        sent(part)


@QUICK
@given(HOSTILE_SPANS, HOSTILE_TEXT)
def test_no_words_come_alive_in_any_place_or_style(spans: tuple[Span, ...], words: str) -> None:
    line = " ".join(words.split()) or "x"
    if not "".join(span.text for span in spans).strip():
        spans = (Span("x"), *spans)
    blocks = (
        Text(spans), note(*spans), Item(spans, (Source(line[:100], "https://ours.example/[x]*_"), Source("AP", None, line[:100]))),
        Quote(spans, (Source(line[:100]),)), GroupedList((group(line[:100], [Item(spans)]),)), Heading(line, 2),
    )  # fmt: skip
    for message in (Message(blocks, line), Message((Text(spans),), line), Message((Heading(line), Text(spans)), line)):
        for part in split(message, LIMITS):
            sent(part)


@pytest.mark.parametrize("words", [each for each in HOSTILE if make_visible(each).strip()], ids=ascii)
def test_a_reader_sees_hostile_words_as_they_were_written(words: str) -> None:
    shown = seen(escape(make_visible(words))).replace("\u200b", "")
    assert shown == make_visible(words)


def test_what_was_found_is_said_once_though_a_note_comes_before_it() -> None:
    proof = quote("Both said they come.", sources=[source("AP")])
    body = sent(Message((note("Answered"), text(strong("Kenya and Chad")), proof), "Kenya and Chad"))
    assert body["content"] == "**Kenya and Chad**"
    assert [embed["description"] for embed in body["embeds"]] == ["-# Answered\n\n> “Both said they come.”\n> — AP"]


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_hostile_words_keep_all_rules_everywhere(words: str) -> None:
    sent(everywhere(words))


def test_an_answer_is_one_line_of_content_and_its_proof_below() -> None:
    message = Message(
        (
            text(strong("Kenya and Chad")),
            quote("Both said they come.", sources=[source("AP", "https://ap.example/1", "12 May")]),
        ),
        "Kenya and Chad",
        (Button("Evidence", "evidence", "t1"),),
    )
    body = sent(message)
    assert body["content"] == "**Kenya and Chad**"
    assert [embed["description"] for embed in body["embeds"]] == [
        "> “Both said they come.”\n> — [AP](<https://ap.example/1>), 12 May"
    ]
    assert (
        preview(body)
        == """\
**Kenya and Chad**
┃ ▏ “Both said they come.”
┃ ▏ — AP, 12 May
[Evidence]"""
    )


def test_a_digest_says_in_its_notification_what_is_in_it() -> None:
    message = Message(
        (heading("News briefing, 12 May 2026"), note("2 stories"), heading("Talks resume", 2),
         item("They met.", sources=[source("AP", "https://ap.example/1", "12 May"), source("BBC")])),
        "News briefing: Talks resume; Vote delayed",
    )  # fmt: skip
    assert (
        preview(sent(message))
        == """\
News briefing: Talks resume; Vote delayed
┃ **News briefing, 12 May 2026**
┃ 2 stories
┃
┃ **Talks resume**
┃
┃ • They met.
┃ AP, 12 May; BBC
[newsbrief]"""
    )


def test_a_roster_is_a_list_under_its_headings() -> None:
    roster = GroupedList(
        (group("Attending", [item(strong("Kenya"), ": ", quoted("We come"), sources=[source("AP")])]),)
    )
    assert (
        sent(Message((roster,), "Roster"))["embeds"][0]["description"] == "**Attending**\n• **Kenya**: “We come” — AP"
    )


def test_a_few_plain_lines_have_no_embed() -> None:
    body = sent(say("There is no ", code("/breif"), ". Did you mean ", code("/brief"), "?"))
    assert body["content"] == "There is no `/breif`. Did you mean `/brief`?"
    assert body["embeds"] == []


def test_a_moment_is_shown_in_the_readers_own_zone() -> None:
    assert (
        sent(say("Next: ", moment(datetime(2026, 5, 12, 8, tzinfo=UTC), "8:00")))["content"] == "Next: <t:1778572800:f>"
    )


def test_only_the_role_that_an_admin_set_is_called() -> None:
    message = Message((heading("Today"), item("One.")), "Today", ping="123456789012345678")
    body = sent(message)
    assert body["content"] == "<@&123456789012345678> **Today**"
    assert body["allowed_mentions"]["roles"] == ["123456789012345678"]
    assert violations(*ROUTE, body, pings=["123456789012345678"]) == []
    assert violations(*ROUTE, body, pings=["5"]) != []


@pytest.mark.parametrize("ping", ["@everyone", "everyone", "12>@everyone", "<@&1>", ""])
def test_what_is_no_role_is_not_called(ping: str) -> None:
    body = sent(Message((text("x"),), "x", ping=ping))
    assert body["content"] == "x"
    assert body["allowed_mentions"] == {"parse": [], "users": [], "roles": [], "replied_user": False}


def test_a_part_that_follows_calls_nobody_and_says_which_it_is() -> None:
    parts = split(Message(tuple(item("Words. " * 100) for _ in range(12)), "Much", ping="5"), LIMITS)
    assert len(parts) == 2
    first, second = map(sent, parts)
    assert first["content"] == "<@&5> Much"
    assert second["content"] == ""
    assert [first["components"][0]["components"][0]["label"], second["components"][0]["components"][0]["label"]] == [
        "1 of 2", "2 of 2",
    ]  # fmt: skip


def test_every_post_with_a_marker_can_be_found_by_it() -> None:
    messages = [
        say("Nothing to press"),
        say("A page", actions=[Button("Open", "open", url="https://a.example/")]),
        say("A button", actions=[Button("Watch", "watch", "v")]),
        say("A menu", actions=[Select("More", "more", (Option("One", "1"),))]),
        say("25 pages", actions=[Button(f"Open {n}", "open", str(n), url="https://a.example/") for n in range(25)]),
    ]
    for message in messages:
        assert markers_of(sent(message)["components"]) == {MARKER}
        assert sent(message)["nonce"] == MARKER
        assert markers_of(sent(message, "")["components"]) == frozenset()
        assert "nonce" not in sent(message, "")
    # As Discord gives it back: with ids, and inside what we do not know.
    assert markers_of([{"type": 17, "id": 1, "components": sent(messages[0])["components"]}]) == {MARKER}


def test_the_button_that_only_carries_a_marker_cannot_be_pressed() -> None:
    (row,) = sent(say("Nothing to press"))["components"]
    assert row["components"][0]["disabled"] is True
    assert sent(say("x"), "")["components"] == []


def test_a_page_whose_address_no_button_takes_becomes_a_link() -> None:
    address = "https://a.example/" + "x" * 600
    message = say("Long.", actions=[Button("Open", "open", url=address), Button("Stay", "stay")])
    body = sent(message)
    assert f"[Open](<{address}>)" in body["embeds"][0]["description"]
    assert [each["label"] for each in body["components"][0]["components"]] == ["Stay"]
    assert LIMITS.measure(message.actions).characters > 600


@given(
    st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True),
    st.text(max_size=45),
    st.from_regex(r"[^|]{0,25}", fullmatch=True),
    st.booleans(),
)
def test_a_custom_id_is_read_back_as_it_was_written(action: str, value: str, marker: str, asks: bool) -> None:
    custom_id = CustomId(action, value, marker, asks)
    try:
        written = str(custom_id)
    except ValueError:
        assert count(action + value + marker) > 97
        return
    assert len(written) <= 100
    assert read_custom_id(written) == custom_id


@pytest.mark.parametrize("custom_id", ["", "x", "persistent_view:1", "A|b|c", "a|" + "m" * 26 + "|", "a||" + "v" * 100])
def test_other_peoples_custom_ids_are_not_ours(custom_id: str) -> None:
    assert read_custom_id(custom_id) is None


def test_a_custom_id_that_discord_cannot_carry_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        str(CustomId("a", "v" * 100))
    with pytest.raises(ValueError, match="cannot carry"):
        str(CustomId("a", "v", "with|bar"))
    longest = CustomId("a" * 35, "v" * 35, "m" * 25, asks=True)  # the most that a button and a marker may be
    assert read_custom_id(str(longest)) == longest


def test_a_button_that_asks_first_asks_after_a_restart_too() -> None:
    body = sent(say("x", actions=[Button("End it", "watch.stop", "7", Weight.DANGER, confirm="Really?")]))
    pressed = read_custom_id(body["components"][0]["components"][0]["custom_id"])
    assert pressed is not None
    assert pressed.asks
    asked = render_confirmation(pressed, "End it")
    assert violations(*ROUTE, asked) == []
    assert "End it" in str(asked["content"])
    second = read_custom_id(cast(Any, asked["components"])[0]["components"][0]["custom_id"])
    assert second == CustomId("watch.stop", "7", MARKER, asks=False)


@pytest.mark.parametrize(
    ("spans", "markup"),
    [
        ([strong("a*b"), "!"], "**a\\*b**!"),
        ([strong(" a "), "b"], "**a** b"),
        ([strong("a"), emphasis("b")], "**a**b"),
        ([strong("a"), strong("b")], "**ab**"),
        ([code("a`b")], "a\\`b"),
        ([code("@everyone")], "@\u200beveryone"),
        (["htt", "ps://evil.example"], "https\\://evil.example"),
        (["[x]", Span("(https://evil.example)")], "[x]\\(https\\://evil.example)"),
        (["a", emphasis("   "), "b"], "a   b"),
        ([link("[a] *b*", "https://a.example/x(y)[z]*")], "[(a) \\*b\\*](<https://a.example/x%28y%29%5Bz%5D%2A>)"),
        (["1 < 2 > 1, 10:30:45, U.S. (AP) 3.5 #MeToo -5"], "1 \\< 2 > 1, 10:30:45, U.S. (AP) 3.5 #MeToo -5"),
        (["1. one\n- two\n  # three"], "1\\. one\n\\- two\n  \\# three"),
        (["mail a@b.example"], "mail a\\@b.example"),
    ],
)  # fmt: skip
def test_styles_and_escapes(spans: list[str | Span], markup: str) -> None:
    written = render_spans(text(*spans).spans)
    assert written == markup
    assert live(written) == []


def test_an_address_cannot_leave_its_link() -> None:
    for sign in "()[]*_~`'\"@!{}":
        url = f"https://a.example/x{sign}y"
        assert live(render_link("AP", url)) == []
    assert render_link("AP", "https://münchen.example/日本") == "[AP](<https://münchen.example/日本>)"


def test_a_divider_and_an_empty_list_can_be_seen() -> None:
    shown = preview(sent(Message((Divider(), GroupedList((), empty="Nobody yet.")), "x")))
    assert "───" in shown
    assert "Nobody yet." in shown


def test_a_threads_name_is_the_summary_cut_to_what_discord_takes() -> None:
    assert name_thread(Message((text("x"),), "News briefing, 12 May (1/3)")) == "News briefing, 12 May"
    assert count(name_thread(Message((text("x"),), "👩‍🔬" * 60))) <= 100
