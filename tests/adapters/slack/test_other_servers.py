"""The platform on Slacks that others wrote: what they lack costs a second call, never an answer, and doubles no post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.inbound import Channel, Person
from adapters.message import say
from adapters.platform import Sent
from adapters.slack.inbound import read_payload
from tests.adapters.slack.desk import running, settings_for
from tests.adapters.slack.payloads import COMMANDS
from tests.servers.slack import SlackServer
from tests.servers.slack.calls import Call
from tests.servers.slack.town import build

LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)


class OneVerb(SlackServer):
    """A Slack whose methods are called by POST alone; whatever else is asked is a page that is not there."""

    async def _serve_method(self, request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.Response(status=404, text="404 Not Found")
        return await super()._serve_method(request)


class Terse(SlackServer):
    """A Slack that says of posts nothing but "ok", and may say as little of its history."""

    forgets = False

    def _answer(self, call: Call) -> web.Response:
        made = super()._answer(call)
        terse = call.method == "chat.postMessage" or (self.forgets and call.method == "conversations.history")
        return web.json_response({"ok": True}) if terse else made


def read(event: Mapping[str, object], **more: Any) -> object:
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event} | more
    return read_payload(body, bot="", commands=COMMANDS, new_id=lambda: "n")


async def test_what_is_read_is_asked_by_post_where_there_is_no_get(tmp_path: Path) -> None:
    async with OneVerb() as slack:
        town = build(slack)
        async with running(town, settings_for(town, "socket", tmp_path)) as desk:
            here = Channel("slack", town.team.id, town.news.id)
            posted = await desk.platform.send(here, say("Pier reopens"), marker="d-1")
            assert await desk.platform.find(here, "d-1", since=LONG_AGO) == posted
            anna = Person("slack", town.team.id, town.anna.id)
            assert (await desk.platform.permissions(here, anna)).name == town.news.name


async def test_a_post_that_is_taken_but_not_placed_is_there(tmp_path: Path) -> None:
    async with Terse() as slack:
        town = build(slack)
        async with running(town, settings_for(town, "socket", tmp_path)) as desk:
            here = Channel("slack", town.team.id, town.news.id)
            receipt = await desk.platform.send(here, say("Pier reopens"), marker="d-1")
            assert receipt == await desk.platform.find(here, "d-1", since=LONG_AGO)
            assert isinstance(receipt, Sent)
            slack.forgets = True
            assert isinstance(await desk.platform.send(here, say("Vote delayed"), marker="d-2"), Sent)


@pytest.mark.parametrize("block", ["newsbrief_post/d-1", "newsbrief_reading/d-1"])
def test_the_bot_never_answers_itself_whoever_its_posts_are_said_to_be_of(block: str) -> None:
    said = {"type": "message", "channel": "D1", "user": "U9", "ts": "1.000001", "text": "Kim and Xi."}
    blocks = [{"type": "section", "block_id": block, "text": {"type": "mrkdwn", "text": "Kim and Xi."}}]
    assert read(said)
    assert read(said | {"blocks": blocks}) is None


def test_a_conversation_of_two_is_known_by_what_slack_calls_it() -> None:
    typed = {"command": "/ask", "text": "who?", "team_id": "T1", "channel_id": "X1", "user_id": "U1"}
    for name, alone in (("directmessage", True), ("news", False)):
        heard = read_payload(typed | {"channel_name": name}, bot="", commands=COMMANDS, new_id=lambda: "n")
        assert heard
        assert heard.direct is alone
