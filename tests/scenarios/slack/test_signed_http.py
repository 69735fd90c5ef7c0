"""The bot behind a public address: what Slack signed is answered, and nothing else gets further than the door."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from bot.ledger.ledger import Ledger
from bot.wiring import Newsroom
from tests.scenarios.slack.conftest import PATIENCE, SETTLING, House, Watch
from tests.servers.slack import SlackServer, sign
from tests.servers.slack.town import Town

HELP = json.dumps({"type": "event_callback", "event": {"type": "app_mention", "text": "help"}})

GARBAGE = (
    "", " ", "-1", "1e9", "NaN", "9" * 5_000, "١٢٣٤٥", "v0=", "v0=" + "0" * 64, "v0=é", "é" * 99, "0x10", "1_0", "²",
)  # fmt: skip
KINDS = (
    "", "application/json", "application/json; charset=nonsense", "application/x-www-form-urlencoded", "é", "a/b/c;;;=",
)  # fmt: skip
BODIES = (
    "", "{", "null", "[]", "1", '"text"', "{}", '{"type": 1}', "payload=", "payload=%7B", "payload=[]", "payload=null",
    "command=/ask", "payload=%ff", '{"type": "event_callback", "event": []}', "[" * 50_000, HELP,
    '{"type": "event_callback", "event": {"type": "message", "channel": 7, "ts": null, "user": {}}}',
)  # fmt: skip


@dataclass(frozen=True)
class Door:
    """The bot's address, which takes any bytes."""

    slack: SlackServer
    url: str

    async def post(self, body: bytes | str, headers: dict[str, str]) -> int:
        async with (
            aiohttp.ClientSession(skip_auto_headers=["Content-Type"]) as session,
            session.post(self.url, data=body, headers=headers) as response,
        ):
            return response.status

    def signed(self, body: bytes | str, **more: str) -> dict[str, str]:
        """The headers that Slack would send."""
        stamp = str(int(self.slack.world.clock()))
        text = body if isinstance(body, str) else body.decode("latin-1")
        signature = sign(self.slack.app.signing_secret, stamp, text)
        usual = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": stamp}
        return (
            usual | {"X-Slack-Signature": signature} | {name.replace("_", "-"): value for name, value in more.items()}
        )

    async def until_open(self) -> None:
        host, port = self.url.removeprefix("http://").split("/")[0].split(":")
        while True:
            try:
                _, writer = await asyncio.open_connection(host, int(port))
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return


@pytest.fixture
async def door(
    town: Town, watch: Watch, ledger: Ledger, workers: ThreadPoolExecutor, tmp_path: Path, newsroom: Newsroom
) -> AsyncIterator[Door]:
    """The bot serves; Slack delivers to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = SlackSettings(
        bot_token=town.bot.token,
        signing_secret=town.slack.app.signing_secret,
        api_url=town.slack.api_url,
        port=port,
        data=tmp_path,
    )
    platform = SlackPlatform(settings, clock=watch.now)
    platform.limits = replace(platform.limits, settle_time=SETTLING)
    house = House(town, watch, ledger, platform, workers)
    opened = Door(town.slack, f"http://127.0.0.1:{port}/slack/events")
    async with house.listening(newsroom, opened.until_open):
        await town.slack.use_http(opened.url)
        yield opened


async def test_what_slack_signed_is_answered_once_however_often_it_comes(door: Door, town: Town) -> None:
    slack = town.slack
    slack.deliveries.loses_acks = True
    slack.deliveries.waits = (0.0, 0.01, 0.02)
    await asyncio.gather(*(slack.mention(town.anna, town.news, "help") for _ in range(20)))
    await slack.deliveries.settle()
    await slack.until(lambda: not any("Reading" in post.text for post in slack.visible_posts(town.news)), PATIENCE)
    assert len(slack.visible_posts(town.news)) == 20


async def test_a_command_is_answered(door: Door, town: Town) -> None:
    ack = await town.slack.type_command(town.ben, town.news, "/brief help")
    assert ack.ok
    await town.slack.until(lambda: "/ask" in town.slack.screen(town.news, town.ben), PATIENCE)


async def test_every_address_is_answered_whatever_is_delivered_to_it(door: Door, town: Town) -> None:
    slack = town.slack
    for path in ("/slack/commands", "/slack/interactions", "/slack/events/", "/"):
        await slack.use_http(door.url.replace("/slack/events", path))
        before = len(slack.private_posts(town.news, town.ben))
        assert (await slack.type_command(town.ben, town.news, "/brief help")).ok, path
        await slack.until(lambda: len(slack.private_posts(town.news, town.ben)) > before, PATIENCE)  # noqa: B023


async def test_a_word_that_slack_uses_itself_loses_no_command(door: Door, town: Town) -> None:
    await town.slack.type_command(town.ben, town.news, "/ask who carried the payload?")
    await town.slack.until(lambda: town.slack.private_posts(town.news, town.ben), PATIENCE)


async def test_the_challenge_is_answered_unsigned_but_not_with_a_wrong_signature(door: Door) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "abc"})
    assert await door.post(challenge, {"Content-Type": "application/json"}) == 200
    assert await door.post(challenge, door.signed(challenge) | {"X-Slack-Signature": "v0=" + "0" * 64}) == 401


async def test_the_slightest_doubt_about_a_signature_is_a_401(door: Door) -> None:
    clock = door.slack.world.clock
    old, ahead = str(int(clock()) - 301), str(int(clock()) + 301)
    secret = door.slack.app.signing_secret
    good = door.signed(HELP)
    assert await door.post(HELP, good) == 200
    for wrong in (
        {"X-Slack-Signature": sign("guess", good["X-Slack-Request-Timestamp"], HELP)},
        {"X-Slack-Signature": good["X-Slack-Signature"].removeprefix("v0=")},
        {"X-Slack-Signature": good["X-Slack-Signature"].upper()},
        {"X-Slack-Request-Timestamp": old, "X-Slack-Signature": sign(secret, old, HELP)},
        {"X-Slack-Request-Timestamp": ahead, "X-Slack-Signature": sign(secret, ahead, HELP)},
    ):
        assert await door.post(HELP, good | wrong) == 401, wrong
    assert await door.post(HELP + " ", good) == 401
    assert await door.post(HELP, {"Content-Type": "application/json"}) == 401


@pytest.mark.parametrize("name", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
async def test_garbage_in_the_headers_is_never_a_500(door: Door, name: str) -> None:
    for value in GARBAGE:
        assert await door.post(HELP, door.signed(HELP) | {name: value}) == 401, value


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_signed_but_no_payload_is_never_a_500(door: Door, kind: str) -> None:
    for body in BODIES:
        headers = door.signed(body, X_Slack_Retry_Num="é", X_Slack_Retry_Reason="")
        assert await door.post(body, headers | {"Content-Type": kind}) in (200, 400), body


async def test_bytes_that_are_no_text_are_never_a_500(door: Door) -> None:
    assert await door.post(b"\xff\xfe{", door.signed(b"\xff\xfe{")) in (400, 401)


async def test_lines_that_are_no_headers_are_never_a_500(door: Door) -> None:
    host, port = door.url.removeprefix("http://").split("/")[0].split(":")
    for head in (
        b"X-Slack-Signature\r\n",
        b"X-Slack-Signature: \x00\x01\r\n",
        b": v0\r\n",
        b"X-Y: " + b"z" * 99_000 + b"\r\n",
    ):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" + head + b"\r\n{}")
        answer = await asyncio.wait_for(reader.readline(), PATIENCE)
        assert b" 500 " not in answer
        writer.close()


async def test_the_way_in_over_http_is_the_only_one(door: Door) -> None:
    async with aiohttp.ClientSession() as session:
        assert (await session.get(door.url)).status == 405
        assert (await session.get(door.url.replace("events", "install"))).status == 405
