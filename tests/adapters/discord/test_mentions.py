"""Which messages are questions for the bot, and what they say."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.handles import MessageHandle, read_handle
from adapters.discord.mentions import read_message, readable
from adapters.inbound import Channel, Person, Question

BOT = "900"


def message(content: str = "", **more: Any) -> dict[str, Any]:
    author = {"id": "5", "username": "ada", "global_name": "Ada L."}
    return {"id": "77", "channel_id": "30", "guild_id": "20", "author": author, "content": content, "type": 0, **more}


def said(content: str, **more: Any) -> str:
    inbound = read_message(message(content, **more), BOT)
    assert inbound is not None
    assert isinstance(inbound.what, Question)
    return inbound.what.text


def test_a_mention_is_a_question_in_its_channel_from_whom_the_guild_calls_so() -> None:
    inbound = read_message(message("<@900> who is attending?", member={"nick": "The Countess"}), BOT)
    assert inbound is not None
    assert inbound.what == Question("who is attending?")
    assert inbound.where == Channel("discord", "20", "30")
    assert inbound.who == Person("discord", "20", "5", "The Countess")
    assert (inbound.id, inbound.thread, inbound.direct) == ("77", None, False)
    assert read_handle(inbound.handle) == MessageHandle("77")


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@!900> who?", "who?"),
        ("<@900>, who is there?", "who is there?"),
        ("hey <@900> who is there?", "hey who is there?"),
        ("who is there? <@900>", "who is there?"),
        ("<@900>", ""),
        ("<@900> what did <@7> and <@8> say?", "what did @Grace and @somebody say?"),
        ("<@900> what of <#31> and <@&44>?", "what of #channel and @role?"),
        ("<@900> <:sad:123> <a:wave:456> see </ask:99>", ":sad: :wave: see /ask"),
        ("<@900> before <t:1792886400:F>", "before 25 October 2026 00:00 UTC"),
        ("<@900> <t:99999999999999999999>?", "?"),
        ("<@900> 3 < 4 > 2", "3 < 4 > 2"),
    ],
)
def test_marks_become_what_people_read(content: str, question: str) -> None:
    people = [{"id": BOT, "username": "newsbrief"}, {"id": "7", "username": "grace", "member": {"nick": "Grace"}}]
    assert said(content, mentions=people) == question


def test_channels_and_roles_are_named_where_they_are_known() -> None:
    names = {("#", "31"): "news", ("&", "44"): "Editors"}
    text = readable("<#31> for <@&44>", {}, BOT, lambda *asked: names.get(asked, ""))
    assert text == "#news for @Editors"


def test_a_reply_that_pings_the_bot_is_a_question() -> None:
    assert said("and when?", type=19, mentions=[{"id": BOT}]) == "and when?"


def test_a_direct_message_needs_no_mention() -> None:
    payload = message("who is attending?")
    del payload["guild_id"]
    inbound = read_message(payload, BOT)
    assert inbound is not None
    assert inbound.direct
    assert inbound.where == Channel("discord", "@me", "30")


@pytest.mark.parametrize(
    "payload",
    [
        message("who is attending?"),
        message("@everyone look", mention_everyone=True),
        message("<@900> beep", author={"id": "6", "username": "other", "bot": True}),
        message("<@900> myself", author={"id": BOT, "username": "newsbrief", "bot": True}),
        message("<@900> hook", webhook_id="12"),
        message("<@900> joined", type=7),
        {"guild_id": "20"},
        {},
        {"id": [], "channel_id": {}, "author": "nobody", "content": 5},
    ],
)
def test_what_is_not_meant_for_the_bot_is_left_alone(payload: dict[str, Any]) -> None:
    assert read_message(payload, BOT) is None
