"""Signed requests and installing, as the real Bolt sees them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer
from tests.servers.slack.fixtures import slack as slack
from tests.servers.slack.town import Town, build


@pytest.fixture
def town(slack: SlackServer) -> Town:
    slack.deliveries.patience = 0.3
    slack.deliveries.waits = (0.0, 0.01, 0.02)
    return build(slack)


@asynccontextmanager
async def serving(handle: Callable[[web.Request], Any]) -> AsyncIterator[str]:
    """A web server of the app's; gives its address."""
    application = web.Application()
    application.router.add_post("/slack/events", handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@asynccontextmanager
async def bolt(town: Town, arrange: Callable[[AsyncApp], None]) -> AsyncIterator[str]:
    client = AsyncWebClient(town.bot.token, base_url=town.slack.api_url)
    app = AsyncApp(client=client, signing_secret=town.slack.app.signing_secret)
    arrange(app)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async with serving(handle) as url:
        yield url


async def test_events_commands_and_forms_come_signed_and_their_answers_count(town: Town) -> None:
    slack = town.slack
    heard: list[str] = []

    def arrange(app: AsyncApp) -> None:
        @app.event("app_mention")
        async def mentioned(event: dict[str, Any]) -> None:
            heard.append(event["text"])

        @app.event("message")
        async def said() -> None:
            pass

        @app.command("/ask")
        async def ask(ack: Any) -> None:
            await ack(text="Nine ministers", response_type="in_channel")

        @app.command("/brief")
        async def brief(ack: Any) -> None:
            await ack("Only for you")

    async with bolt(town, arrange) as url:
        carrier = await slack.use_http(url)
        await slack.mention(town.anna, town.news, "who?")
        await slack.deliveries.settle()
        await slack.type_command(town.anna, town.news, "/ask who?")
        await slack.type_command(town.ben, town.news, "/brief")
        wrong, _, _ = await carrier.post("{}", "application/json", secret="guess")
        old, _, _ = await carrier.post("{}", "application/json", at=slack.world.clock() - 600)
    assert (wrong, old) == (401, 401)
    assert heard == [f"<@{town.bot.bot.id}> who?"]
    assert slack.screen(town.news, town.anna).endswith("newsbrief:\nNine ministers")
    assert slack.screen(town.news, town.ben).endswith("newsbrief (only you can see this):\nOnly for you")


async def test_what_is_not_acknowledged_over_http_comes_again_with_the_reason(town: Town) -> None:
    tries: list[tuple[str, str]] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.json()
        if "challenge" in body:
            return web.Response(text=body["challenge"])
        tries.append((request.headers.get("X-Slack-Retry-Num", ""), request.headers.get("X-Slack-Retry-Reason", "")))
        if len(tries) == 1:
            await asyncio.sleep(5)
        return web.Response(status=500 if len(tries) == 2 else 200)

    async with serving(handle) as url:
        await town.slack.use_http(url)
        await town.slack.say(town.anna, town.news, "hello")
        await town.slack.deliveries.settle()
    assert tries == [("", ""), ("1", "http_timeout"), ("2", "http_error")]


async def test_a_workspace_installs_the_app(town: Town) -> None:
    slack = town.slack
    abroad = slack.world.add_team("Tavy Times")
    slack.consent.visitor = slack.world.add_user(abroad, "carl", is_admin=True)
    back = "http://127.0.0.1:1/slack/oauth_redirect"
    asked = {"client_id": slack.app.client_id, "scope": "chat:write,commands", "state": "s1", "redirect_uri": back}
    async with aiohttp.ClientSession() as session:
        answer = await session.get(slack.authorize_url, params=asked, allow_redirects=False)
    assert answer.status == 302
    came_to = answer.headers["Location"]
    assert came_to.startswith(f"{back}?state=s1&code=")
    client = AsyncWebClient(base_url=slack.api_url)
    given = {"client_id": slack.app.client_id, "code": came_to.rpartition("=")[2], "redirect_uri": back}
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await client.oauth_v2_access(client_secret="guess", **given)
    told = await client.oauth_v2_access(client_secret=slack.app.client_secret, **given)
    assert (told["team"]["id"], told["scope"]) == (abroad.id, "chat:write,commands")
    assert (await client.auth_test(token=told["access_token"]))["team"] == "Tavy Times"
    with pytest.raises(SlackApiError, match="code_already_used"):
        await client.oauth_v2_access(client_secret=slack.app.client_secret, **given)
    slack.consent.allows = False
    async with aiohttp.ClientSession() as session:
        answer = await session.get(slack.authorize_url, params=asked, allow_redirects=False)
    assert answer.headers["Location"] == f"{back}?state=s1&error=access_denied"
