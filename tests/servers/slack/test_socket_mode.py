"""Socket Mode and what people do, as the real SDK and Bolt see it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer
from tests.servers.slack.fixtures import slack as slack
from tests.servers.slack.town import Town, build

Handle = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]]
SECTION = {"type": "section", "text": {"type": "plain_text", "text": "Pier reopens"}}
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "More"}, "action_id": "more", "value": "s1"}
FORM = {
    "type": "modal",
    "callback_id": "add",
    "title": {"type": "plain_text", "text": "Add a source"},
    "submit": {"type": "plain_text", "text": "Add"},
    "blocks": [
        {
            "type": "input",
            "block_id": "address",
            "label": {"type": "plain_text", "text": "Address"},
            "element": {"type": "plain_text_input", "action_id": "a"},
        },
        {
            "type": "input",
            "block_id": "days",
            "optional": True,
            "label": {"type": "plain_text", "text": "Days"},
            "element": {
                "type": "multi_static_select",
                "action_id": "d",
                "options": [
                    {"text": {"type": "plain_text", "text": day.title()}, "value": day} for day in ("mon", "tue", "wed")
                ],
                "initial_options": [{"text": {"type": "plain_text", "text": "Mon"}, "value": "mon"}],
            },
        },
    ],
}


@pytest.fixture
def town(slack: SlackServer) -> Town:
    slack.deliveries.patience = 0.3
    slack.deliveries.waits = (0.0, 0.01, 0.02)
    return build(slack)


@asynccontextmanager
async def listening(town: Town, handle: Handle) -> AsyncIterator[SocketModeClient]:
    """The SDK's own client on a WebSocket."""
    web = AsyncWebClient(town.bot.token, base_url=town.slack.api_url)
    client = SocketModeClient(town.slack.app.app_token, web_client=web, ping_interval=0.1)
    client.socket_mode_request_listeners.append(handle)
    await client.connect()  # type: ignore[no-untyped-call]
    await town.slack.sockets.until_connected()
    yield client
    await client.close()  # type: ignore[no-untyped-call]
    await asyncio.sleep(0)


@asynccontextmanager
async def bolt(town: Town, arrange: Callable[[AsyncApp], None]) -> AsyncIterator[AsyncApp]:
    """A Bolt app on a WebSocket."""
    web = AsyncWebClient(town.bot.token, base_url=town.slack.api_url)
    app = AsyncApp(client=web, signing_secret=town.slack.app.signing_secret)
    arrange(app)
    handler = AsyncSocketModeHandler(app, town.slack.app.app_token, web_client=web)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await town.slack.sockets.until_connected()
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]
    await asyncio.sleep(0)


async def test_an_event_that_nobody_acknowledges_comes_four_times(town: Town) -> None:
    seen: list[SocketModeRequest] = []

    async def ignore(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        seen.append(request)

    town.slack.deliveries.patience = 0.05
    async with listening(town, ignore):
        await town.slack.say(town.anna, town.news, "Fish & <chips>")
        await town.slack.deliveries.settle()
    assert [request.retry_attempt for request in seen] == [0, 1, 2, 3]
    assert [request.retry_reason for request in seen] == ["", "timeout", "timeout", "timeout"]
    assert len({request.envelope_id for request in seen}) == 4
    assert len({request.payload["event_id"] for request in seen}) == 1
    assert seen[0].payload["event"]["text"] == "Fish &amp; &lt;chips&gt;"


async def test_a_mention_is_told_twice_and_once_where_only_one_is_subscribed(town: Town) -> None:
    seen: list[dict[str, Any]] = []

    async def keep(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        seen.append(request.payload)

    async with listening(town, keep):
        await town.slack.mention(town.ben, town.news, "who attends?")
        await town.slack.deliveries.settle()
        assert {each["event"]["type"] for each in seen} == {"app_mention", "message"}
        assert len({each["event_id"] for each in seen}) == 2
        assert {each["event"]["ts"] for each in seen} == {town.news.posts[0].ts}
        seen.clear()
        town.slack.app.events = frozenset({"app_mention"})
        await town.slack.mention(town.ben, town.news, "who?")
        await town.slack.message(town.ben, "who?")
        await town.slack.deliveries.settle()
        assert [each["event"]["text"] for each in seen] == [f"<@{town.bot.bot.id}> who?"]


async def test_payloads_are_spread_over_connections_and_survive_their_end(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    heard: dict[str, list[str]] = {"one": [], "two": []}

    def hear(name: str) -> Handle:
        async def handle(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
            heard[name].append(request.payload["event"]["text"])

        return handle

    slack = town.slack
    slack.deliveries.patience = 5.0
    async with listening(town, hear("one")), listening(town, hear("two")):
        await slack.sockets.until_connected(2)
        for number in range(6):
            await slack.say(town.anna, town.news, str(number))
        await slack.deliveries.settle()
        assert (len(heard["one"]), len(heard["two"])) == (3, 3)
        await slack.sockets.ask_to_reconnect(grace=0.05)
        await slack.say(town.anna, town.news, "after a refresh")
        await slack.deliveries.settle()
        await slack.sockets.drop()
        await slack.say(town.anna, town.news, "after a loss")
        await slack.deliveries.settle()
    assert {"after a refresh", "after a loss"} <= {*heard["one"], *heard["two"]}
    assert slack.sockets.opened >= 5


async def test_a_command_is_answered_at_once_and_later(town: Town) -> None:
    slack = town.slack

    def arrange(app: AsyncApp) -> None:
        @app.command("/ask")
        async def ask(ack: Any, respond: Any, command: dict[str, str]) -> None:
            await ack("Reading ...")
            await respond(text=f"You asked: {command['text']}", response_type="in_channel")

    async with bolt(town, arrange):
        await slack.type_command(town.anna, town.news, "/ask who attends?")
        await slack.until(lambda: slack.visible_posts(town.news))
        await slack.type_command(town.anna, town.news, "/shout")
    assert slack.screen(town.news, town.ben) == "newsbrief:\nYou asked: who attends?"
    assert "newsbrief (only you can see this):\nReading ..." in slack.screen(town.news, town.anna)
    assert '/shout failed with the error "dispatch_failed"' in slack.screen(town.news, town.anna) or (
        '/shout failed with the error "operation_timeout"' in slack.screen(town.news, town.anna)
    )


async def test_a_button_answers_to_its_own_address_five_times(town: Town) -> None:
    slack = town.slack
    statuses: list[int] = []

    def arrange(app: AsyncApp) -> None:
        @app.action("more")
        async def more(ack: Any, respond: Any, body: dict[str, Any]) -> None:
            await ack()
            statuses.append((await respond(text="Read on", replace_original=True)).status_code)
            answers = [await respond(text=str(number), replace_original=False) for number in range(5)]
            statuses.extend(answer.status_code for answer in answers)

    async with bolt(town, arrange) as app:
        blocks: list[dict[str, Any]] = [SECTION, {"type": "actions", "elements": [BUTTON]}]
        await app.client.chat_postMessage(
            channel=town.news.id, text="Pier reopens", blocks=blocks, unfurl_links=False, unfurl_media=False
        )
        (post,) = slack.visible_posts(town.news)
        assert slack.screen(town.news, town.ben) == "newsbrief:\nPier reopens\n[More]"
        await slack.press(town.ben, town.news, post, "More")
        await slack.until(lambda: len(statuses) == 6)
    assert statuses == [200] * 5 + [404]
    assert slack.screen(town.news, town.anna) == "newsbrief:\nRead on"
    assert len(slack.private_posts(town.news, town.ben)) == 4


async def test_a_form_is_opened_once_within_three_seconds_and_may_be_given_back(town: Town) -> None:
    slack = town.slack
    answers: list[dict[str, Any]] = []
    errors: list[str] = []

    def arrange(app: AsyncApp) -> None:
        @app.command("/sources")
        async def sources(ack: Any, client: AsyncWebClient, command: dict[str, str]) -> None:
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)
            try:
                await client.views_open(trigger_id=command["trigger_id"], view=FORM)
            except Exception as error:
                errors.append(str(error))

        @app.view("add")
        async def add(ack: Any, view: dict[str, Any]) -> None:
            answers.append(view["state"]["values"])
            if len(answers) == 1:
                await ack(response_action="errors", errors={"address": "That is no address."})
            else:
                await ack()

    async with bolt(town, arrange):
        await slack.type_command(town.anna, town.news, "/sources add")
        await slack.until(lambda: errors)
        assert "exchanged_trigger_id" in errors[0]
        assert slack.modal(town.anna).startswith("== Add a source ==\nAddress: []\nDays (optional): [Mon ▾]\n[Add]")
        with pytest.raises(AssertionError, match="wants something in 'Address'"):
            await slack.submit(town.anna)
        await slack.submit(town.anna, {"Address": "here"})
        assert "! That is no address." in slack.modal(town.anna)
        await slack.submit(town.anna, {"Address": "https://tamar.example", "Days": ("Tue", "wed")})
    assert slack.modal(town.anna) == ""
    assert answers[0]["days"]["d"]["selected_options"][0]["value"] == "mon"
    assert [each["value"] for each in answers[1]["days"]["d"]["selected_options"]] == ["tue", "wed"]
    assert answers[1]["address"]["a"]["value"] == "https://tamar.example"


async def test_a_late_trigger_opens_nothing(town: Town) -> None:
    town.slack.surfaces.trigger_life = 0.0
    web = AsyncWebClient(town.bot.token, base_url=town.slack.api_url)
    with pytest.raises(Exception, match="expired_trigger_id"):
        await web.views_open(trigger_id=town.slack.surfaces.pull(town.anna), view=FORM)


async def test_the_home_page_shortcuts_and_the_assistant(town: Town) -> None:
    slack = town.slack
    slack.app.shortcuts = {"Ask about this": "ask_about"}
    asked: list[str] = []

    def arrange(app: AsyncApp) -> None:
        @app.event("app_home_opened")
        async def opened(client: AsyncWebClient, event: dict[str, Any]) -> None:
            blocks = [SECTION, {"type": "actions", "block_id": "x", "elements": [BUTTON]}]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

        @app.action("more")
        async def more(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
            await ack()
            await client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": [SECTION]})

        @app.shortcut("ask_about")
        async def about(ack: Any, client: AsyncWebClient, shortcut: dict[str, Any]) -> None:
            await ack()
            where, who = shortcut["channel"]["id"], shortcut["user"]["id"]
            await client.chat_postEphemeral(channel=where, user=who, text="About that")
            asked.append(shortcut["message"]["text"])

        @app.event("assistant_thread_started")
        async def started(client: AsyncWebClient, event: dict[str, Any]) -> None:
            thread = event["assistant_thread"]
            place = {"channel_id": thread["channel_id"], "thread_ts": thread["thread_ts"]}
            prompts = [{"title": "Who comes?", "message": "who is attending?"}]
            await client.assistant_threads_setSuggestedPrompts(**place, prompts=prompts)
            await client.assistant_threads_setStatus(**place, status="is reading ...")

        @app.event("message")
        async def said(event: dict[str, Any]) -> None:
            pass

    async with bolt(town, arrange):
        await slack.open_home(town.ben)
        await slack.until(lambda: slack.home(town.ben))
        assert slack.home(town.ben) == "Pier reopens\n[More]"
        await slack.press_home(town.ben, "More")
        await slack.until(lambda: slack.home(town.ben) == "Pier reopens")
        post = await slack.say(town.anna, town.news, "See https://tamar.example/a & more")
        await slack.use_shortcut(town.ben, town.news, post, "Ask about this")
        await slack.until(lambda: slack.private_posts(town.news, town.ben))
        await slack.until(lambda: asked == ["See <https://tamar.example/a> &amp; more"])
        root = await slack.open_assistant(town.anna, beside=town.news)
        pane = (slack.direct(town.anna).id, root.ts)
        await slack.until(lambda: pane in slack.surfaces.panes and slack.surfaces.panes[pane].status)
        assert slack.surfaces.panes[pane].prompts[0]["title"] == "Who comes?"


async def test_what_happens_to_the_app_and_its_places_is_told(town: Town) -> None:
    slack = town.slack
    told: list[str] = []

    async def keep(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        told.append(request.payload["event"]["type"])

    async with listening(town, keep):
        await slack.invite_bot(town.harbour, town.anna)
        await slack.rename(town.harbour, "quay")
        await slack.archive(town.harbour, town.anna)
        await slack.delete_channel(town.harbour)
        await slack.remove_bot(town.desk)
        await slack.uninstall(town.bot)
        await slack.deliveries.settle()
    assert sorted(told) == sorted(
        [
            "member_joined_channel",
            "channel_rename",
            "channel_archive",
            "channel_deleted",
            "group_left",
            "tokens_revoked",
            "app_uninstalled",
        ]
    )
