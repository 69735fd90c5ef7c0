"""What people did on Slack is read from what Slack sends, and nothing that it sends does harm."""

import itertools
import json
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.inbound import (
    Change,
    Channel,
    Command,
    HomeOpened,
    Inbound,
    MessageRef,
    PaneOpened,
    Person,
    PlaceChanged,
    Press,
    Question,
    Shortcut,
    Submission,
)
from adapters.slack.handle import Handle, read_handle, write_metadata
from adapters.slack.inbound import read_payload
from tests.adapters.slack.payloads import (
    BOT,
    CHANNEL,
    COMMANDS,
    RESPONSE_URL,
    TEAM,
    USER,
    command,
    envelope,
    mention,
    message,
    press,
    shortcut,
    submission,
)

ADA = Person("slack", TEAM, USER)
HERE = Channel("slack", TEAM, CHANNEL)


def read(body: Any, bot: str = "") -> Inbound | None:
    fresh = itertools.count()
    return read_payload(body, bot=bot, commands=COMMANDS, new_id=lambda: f"new-{next(fresh)}")


def must(body: Any, bot: str = "") -> Inbound:
    inbound = read(body, bot)
    assert inbound is not None
    return inbound


def test_a_mention_is_a_question_in_its_own_thread_without_the_bots_name() -> None:
    inbound = must(envelope(mention()))
    assert inbound.what == Question("who is attending?")
    assert (inbound.who, inbound.where, inbound.thread) == (ADA, HERE, "1515449522.000016")
    assert not inbound.direct


def test_a_mention_in_a_thread_stays_there() -> None:
    assert must(envelope(mention(thread_ts="1515449000.000001"))).thread == "1515449000.000001"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (f"<@{BOT}|newsbrief> who's there?", "who's there?"),
        (f"who, <@{BOT}>, is there?", "who, , is there?"),
        ("Q&amp;A: is a &lt; b &gt; c?", "Q&A: is a < b > c?"),
        ("&amp;lt; is how it is written", "&lt; is how it is written"),
        ("see <https://a.example/x?b=1&amp;c=2> now", "see https://a.example/x?b=1&c=2 now"),
        ("see <https://a.example/x|the report>", "see the report"),
        ("write <mailto:a@b.example|a@b.example>", "write a@b.example"),
        ("<@U2|bo> and <@U3> in <#C9|general>", "@bo and @U3 in #general"),
        ("<!here> <!subteam^S1|@press> <!date^1392734382^{date}|18 Feb>", "@here @press 18 Feb"),
        ("a  b\nc", "a b\nc"),
    ],
)
def test_markup_is_read_as_it_was_seen(typed: str, meant: str) -> None:
    assert must(envelope(mention(typed))).what == Question(meant)


def test_a_mention_and_the_message_that_it_came_in_are_one() -> None:
    as_mention = must(envelope(mention(), event_id="Ev1"))
    as_message = must(envelope(message(f"<@{BOT}> who is attending?"), event_id="Ev2"))
    assert as_mention.id == as_message.id
    assert as_message.what == as_mention.what


def test_two_messages_are_never_one() -> None:
    bodies = [
        envelope(mention()),
        envelope(mention(ts="1515449522.000017")),
        envelope(mention(channel="C2")),
        envelope(mention(), authorizations=[{"team_id": "T2", "user_id": BOT, "is_bot": True}]),
        command(),
        command(trigger_id="2.2.2"),
        command(trigger_id="", response_url=""),
        press(),
        press(trigger_id="3.3.3"),
        press({"action_ts": "1.1"}),
        shortcut(),
        submission({}),
        envelope({"type": "app_home_opened", "user": USER, "channel": "D1", "tab": "home"}),
        envelope({"type": "app_home_opened", "user": USER, "channel": "D1", "tab": "home"}, event_id="Ev9"),
    ]
    assert len({must(body).id for body in bodies}) == len(bodies)


def test_everything_delivered_again_keeps_its_id() -> None:
    for body in (envelope(mention()), command(), press(), shortcut(), submission({})):
        assert must(body).id == must(json.loads(json.dumps(body))).id


def test_a_direct_message_is_a_question_that_nobody_else_reads() -> None:
    inbound = must(envelope(message("hello", channel="D024BE91L", channel_type="im")))
    assert inbound.what == Question("hello")
    assert inbound.direct
    assert inbound.thread is None


def test_a_message_in_the_assistants_pane_stays_in_its_thread() -> None:
    said = message("hello", channel="D024BE91L", channel_type="im", thread_ts="1724264405.531769")
    inbound = must(envelope(said))
    assert (inbound.thread, inbound.direct) == ("1724264405.531769", True)


def test_words_in_a_thread_that_do_not_name_the_bot_are_not_addressed_to_it() -> None:
    inbound = must(envelope(message("and what about Xi?", thread_ts="1515449000.000001")))
    assert inbound.what == Question("and what about Xi?", addressed=False)
    assert inbound.thread == "1515449000.000001"


@pytest.mark.parametrize(
    "event",
    [
        message("just talking"),
        message("a bot", bot_id="B1", thread_ts="1.1"),
        message("the bot itself", user=BOT, thread_ts="1.1"),
        message("edited", subtype="message_changed", thread_ts="1.1"),
        message("gone", subtype="message_deleted", thread_ts="1.1"),
        message("<@U1> has joined", subtype="channel_join", thread_ts="1.1"),
        message("", thread_ts="1.1"),
        mention(bot_id="B1"),
        {"type": "reaction_added", "user": USER},
        {"type": "member_joined_channel", "user": USER, "channel": CHANNEL},
        {"type": "app_home_opened", "user": USER, "channel": "D1", "tab": "about"},
        {"type": "assistant_thread_context_changed", "assistant_thread": {"channel_id": "D1"}},
        {"type": "tokens_revoked", "tokens": {"oauth": ["UXXXXXXXX"]}},
    ],
    ids=lambda event: f"{event['type']}-{event.get('text', '')}",
)
def test_what_is_not_said_to_the_bot_is_nothing(event: dict[str, Any]) -> None:
    assert read(envelope(event), BOT) is None


def test_somebody_of_another_workspace_keeps_it_in_a_shared_channel() -> None:
    body = envelope(mention(user_team="T2", source_team="T2", team="T2"), team_id="T2", is_ext_shared_channel=True)
    inbound = must(body)
    assert inbound.who == Person("slack", "T2", USER)
    assert inbound.where == HERE


def test_on_a_grid_an_organisations_id_is_no_strangers_workspace() -> None:
    body = envelope(message("hi", channel="D1", team="E1"), enterprise_id="E1")
    assert must(body).who.workspace == TEAM


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("/brief", "", Command("brief", "now", "")),
        ("/brief", "now climate", Command("brief", "now", "climate", {"topic": "climate"})),
        ("/ask", "is a &lt; b?", Command("ask", None, "is a < b?", {"question": "is a < b?"})),
        ("/news-ask", "who?", Command("ask", None, "who?", {"question": "who?"})),
        (
            "/sources",
            "add <https://a.example/f|a.example>",
            Command("sources", "add", "https://a.example/f", {"address": "https://a.example/f"}),
        ),
        ("/nothing", "here", Command("nothing", None, "here")),
    ],
)
def test_a_slash_command_is_read_by_the_table(name: str, text: str, what: Command) -> None:
    inbound = must(command(name, text))
    assert inbound.what == what
    assert inbound.who == Person("slack", TEAM, USER, "Steve")
    assert read_handle(inbound).response_url == "https://hooks.slack.com/commands/1234/5678"


def test_a_press_brings_its_value_its_post_and_the_thread_to_answer_in() -> None:
    inbound = must(press())
    ref = MessageRef(HERE, "1548261231.000200")
    assert inbound.what == Press("evidence", "s1", (), ref)
    assert inbound.thread == "1548261231.000200"
    assert inbound.who.name == "ada"
    assert read_handle(inbound) == Handle(RESPONSE_URL, press()["trigger_id"])


def test_a_menu_brings_what_was_chosen() -> None:
    one = press(
        {"type": "static_select", "action_id": "topic:t1", "value": None, "selected_option": {"value": "climate"}}
    )
    many = {"type": "multi_static_select", "action_id": "topics", "selected_options": [{"value": "a"}, {"value": "b"}]}
    none = press({"type": "static_select", "action_id": "topic", "selected_option": None, "value": None})
    assert must(one).what == Press("topic", "t1", ("climate",), MessageRef(HERE, "1548261231.000200"))
    chosen = must(press(many | {"value": None})).what
    assert isinstance(chosen, Press)
    assert chosen.chosen == ("a", "b")
    assert isinstance(must(none).what, Press)


def test_a_press_on_a_private_message_is_known_as_that() -> None:
    container = {
        "type": "message",
        "message_ts": "1.2",
        "channel_id": CHANNEL,
        "is_ephemeral": True,
        "thread_ts": "1.1",
    }
    body = press(container=container)
    del body["message"]
    inbound = must(body)
    assert read_handle(inbound).private
    assert inbound.thread == "1.1"


def test_a_press_in_a_shared_channel_belongs_to_the_workspace_that_the_bot_is_of() -> None:
    body = press(team={"id": "T2"}, user={"id": "U9", "team_id": "T2"})
    body["message"]["team"] = TEAM
    inbound = must(body)
    assert (inbound.where.workspace, inbound.who.workspace) == (TEAM, "T2")


def test_a_press_on_the_home_is_answered_there() -> None:
    body = press(container={"type": "view", "view_id": "V1"}, view={"id": "V1", "type": "home"})
    for absent in ("channel", "message", "response_url"):
        del body[absent]
    inbound = must(body)
    assert inbound.direct
    assert inbound.where == Channel("slack", TEAM, USER)
    assert read_handle(inbound).home


def test_a_form_comes_back_with_its_answers_and_to_where_it_was_asked_for() -> None:
    asked = must(press())
    values = {
        "when": {"x": {"type": "plain_text_input", "value": "08:00"}},
        "days": {"x": {"type": "checkboxes", "selected_options": [{"value": "mon"}, {"value": "tue"}]}},
        "where": {"x": {"type": "conversations_select", "selected_conversation": "C2"}},
        "people": {"x": {"type": "multi_users_select", "selected_users": ["U1", "U2"]}},
        "length": {"x": {"type": "static_select", "selected_option": {"value": "short"}}},
        "quiet": {"x": {"type": "plain_text_input", "value": None}},
    }
    inbound = must(submission(values, write_metadata(asked, "token")))
    answers = {"when": ("08:00",), "days": ("mon", "tue"), "where": ("C2",), "people": ("U1", "U2")}
    assert inbound.what == Submission("schedule.save", answers | {"length": ("short",), "quiet": ()}, "token")
    assert (inbound.where, inbound.thread) == (asked.where, asked.thread)
    assert read_handle(inbound).response_url == RESPONSE_URL


def test_a_form_that_lost_its_metadata_is_answered_directly() -> None:
    inbound = must(submission({}, "{garbage"))
    assert inbound.where == Channel("slack", TEAM, USER)
    assert inbound.direct


def test_a_messages_menu_brings_its_words_and_its_links() -> None:
    post = {
        "text": "Talks <https://a.example/1|resume> &amp; more <https://b.example/2>",
        "attachments": [{"from_url": "https://a.example/1", "title": "x"}, {"title_link": "https://c.example/3"}],
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "link", "url": "https://d.example/4"}]}
                ],
            }
        ],
    }
    inbound = must(shortcut("add_link", post))
    links = ("https://a.example/1", "https://b.example/2", "https://d.example/4", "https://c.example/3")
    assert inbound.what == Shortcut("add_link", "Talks resume & more https://b.example/2", links)
    assert inbound.thread == "1548261231.000200"


def test_a_post_of_blocks_alone_has_their_words() -> None:
    post = {
        "text": "",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "Kim &amp; <https://a.example|Xi> meet"}},
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "in Beijing"}]}],
            },
        ],
    }
    assert must(shortcut(said=post)).what == Shortcut("ask_about", "Kim & Xi meet\nin Beijing", ("https://a.example",))


def test_the_home_and_the_pane_are_opened() -> None:
    home = must(envelope({"type": "app_home_opened", "user": USER, "channel": "D1", "tab": "home"}))
    assert (home.what, home.where.id, home.direct) == (HomeOpened(), "D1", True)
    told = must(envelope({"type": "app_home_opened", "user": USER, "channel": "D1", "tab": "messages"}))
    assert (told.what, told.where.id, told.direct, told.thread) == (PaneOpened(), "D1", True, None)
    pane = {"user_id": USER, "context": {}, "channel_id": "D1", "thread_ts": "1729999327.187299"}
    opened = must(envelope({"type": "assistant_thread_started", "assistant_thread": pane}))
    assert (opened.what, opened.thread, opened.who.id) == (PaneOpened(), "1729999327.187299", USER)


@pytest.mark.parametrize(
    ("event", "what", "place"),
    [
        (
            {"type": "member_joined_channel", "user": BOT, "channel": CHANNEL, "inviter": USER},
            PlaceChanged(Change.JOINED),
            CHANNEL,
        ),
        ({"type": "channel_left", "channel": CHANNEL}, PlaceChanged(Change.LEFT), CHANNEL),
        ({"type": "group_left", "channel": "G1"}, PlaceChanged(Change.LEFT), "G1"),
        ({"type": "channel_archive", "channel": CHANNEL, "user": USER}, PlaceChanged(Change.CLOSED), CHANNEL),
        ({"type": "channel_deleted", "channel": CHANNEL}, PlaceChanged(Change.CLOSED), CHANNEL),
        (
            {"type": "channel_rename", "channel": {"id": CHANNEL, "name": "new"}},
            PlaceChanged(Change.RENAMED, "new"),
            CHANNEL,
        ),
        ({"type": "app_uninstalled"}, PlaceChanged(Change.UNINSTALLED), TEAM),
        ({"type": "tokens_revoked", "tokens": {"bot": [BOT]}}, PlaceChanged(Change.REVOKED), TEAM),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_what_happens_to_the_bots_place(event: dict[str, Any], what: PlaceChanged, place: str) -> None:
    inbound = must(envelope(event))
    assert (inbound.what, inbound.where) == (what, Channel("slack", TEAM, place))


def test_without_an_authorization_the_bot_is_who_it_is_known_to_be() -> None:
    body = envelope(message(f"<@{BOT}> hi"))
    del body["authorizations"]
    assert must(body, BOT).what == Question("hi")


@pytest.mark.parametrize(
    "body",
    [
        None, [], "hi", {}, {"type": "event_callback"}, {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": "app_mention"}}, {"type": 7}, {"command": "/ask"},
        {"type": "block_actions"}, {"type": "block_actions", "actions": [3]}, {"type": "view_closed", "view": {}},
        {"type": "view_submission", "view": "x"}, {"type": "message_action", "message": []},
        {"type": "shortcut", "callback_id": "x"}, {"type": "event_callback", "authorizations": [None, 3], "event": mention()},
    ],
    ids=str,
)  # fmt: skip
def test_garbage_is_nothing(body: Any) -> None:
    assert read(body) is None


def test_garbage_is_told_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        read({"type": "view_submission", "view": "x" * 9_000, "token": "secret", "forged\nline": {"id": "U1"}})
    assert len(caplog.records) == 1
    assert len(caplog.text.splitlines()) == 1
    assert "secret" not in caplog.text


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_WHOLE = [envelope(mention()), envelope(message("x", thread_ts="1.1")), command(), press(), shortcut(), submission({"a": {"b": {"value": "c"}}})]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_WHOLE), st.data())
def test_no_part_of_a_payload_may_be_relied_on(body: dict[str, Any], data: st.DataObject) -> None:
    broken = json.loads(json.dumps(body))
    place = broken
    while True:
        name = data.draw(st.sampled_from(sorted(place)))
        if isinstance(place[name], dict) and place[name] and data.draw(st.booleans()):
            place = place[name]
            continue
        place[name] = data.draw(_json)
        break
    read(broken, BOT)
