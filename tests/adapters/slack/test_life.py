"""How Slack reaches the bot, and stops: connections that break, forged requests, installing, uninstalling."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from yarl import URL

from adapters.inbound import Change, Channel, Inbound, PlaceChanged, Question
from adapters.message import say
from adapters.platform import Reason, Rejected, Sent
from adapters.slack import connection
from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from tests.adapters.slack.desk import Desk, running, settings_for
from tests.adapters.slack.payloads import envelope, mention
from tests.servers.slack import sign
from tests.servers.slack.deliveries import SignedHttp
from tests.servers.slack.town import Town

KEY = "correct horse battery staple"


@pytest.fixture
async def http(town: Town, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(town, settings_for(town, "http", tmp_path)) as desk:
        yield desk


async def answer(platform: SlackPlatform, inbound: Inbound) -> None:
    await platform.defer(inbound, "Reading ...")
    await platform.reply(inbound, say("Kim and Xi."), marker="m1")


async def test_a_channel_that_the_bot_comes_to_or_loses_is_called_by_its_name(town: Town, http: Desk) -> None:
    await town.slack.invite_bot(town.harbour, town.anna)
    await town.slack.until(lambda: http.heard)
    assert http.heard[0].what == PlaceChanged(Change.JOINED, "harbour")
    await town.slack.remove_bot(town.news)
    await town.slack.until(lambda: len(http.heard) == 2)
    assert http.heard[1].what == PlaceChanged(Change.LEFT, "news")


@pytest.mark.parametrize("way", ["dropped", "refresh_requested", "warning", "closed"])
async def test_a_lost_connection_is_made_again(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(connection, "PING", 0.1)
    async with running(town, settings_for(town, "socket", tmp_path), answer) as desk:
        sockets = town.slack.sockets
        if way == "dropped":
            await sockets.drop()
        elif way == "closed":
            await sockets.close()
        else:
            await sockets.ask_to_reconnect(way)
        await town.slack.until(lambda: sockets.opened >= 2)
        await sockets.until_connected()
        await town.slack.mention(town.anna, town.news, "who is attending?")
        await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
        assert (await desk.platform.status()).connected
    assert not (await desk.platform.status()).connected


async def test_an_address_that_does_not_connect_is_not_tried_for_ever(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PING", 0.1)
    monkeypatch.setattr(connection, "ONE_TRY", 0.3)
    spoilt = iter([True])
    new_url = town.slack.sockets.new_url

    def give() -> str:
        url = new_url()
        return url.replace("ticket=", "ticket=stale") if next(spoilt, False) else url

    monkeypatch.setattr(town.slack.sockets, "new_url", give)
    async with running(town, settings_for(town, "socket", tmp_path), answer):
        await town.slack.mention(town.anna, town.news, "who is attending?")
        await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))


async def test_garbage_over_the_socket_ends_nothing(town: Town, tmp_path: Path) -> None:
    async with running(town, settings_for(town, "socket", tmp_path), answer):
        for text in ("", "nonsense", "{", "[]", "{}", '{"type": "events_api"}', '{"envelope_id": "1", "payload": 7}'):
            await town.slack.sockets.send_raw(text)
        envelope_of = {
            "envelope_id": "e1",
            "type": "events_api",
            "payload": {"event": 7},
            "accepts_response_payload": 0,
        }
        await town.slack.sockets.send_raw(json.dumps(envelope_of))
        await town.slack.mention(town.anna, town.news, "who is attending?")
        await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))


async def test_only_what_slack_signed_is_heard(town: Town, http: Desk) -> None:
    url = f"http://127.0.0.1:{http.platform._settings.port}/slack/events"
    secret, now = town.slack.app.signing_secret, str(int(town.slack.world.clock()))
    good = json.dumps(envelope(mention(), event_id="EvX"))
    cases = [
        ({"X-Slack-Request-Timestamp": now, "X-Slack-Signature": sign("another", now, good)}, good),
        ({"X-Slack-Request-Timestamp": now, "X-Slack-Signature": sign(secret, now, good)}, good + " "),
        ({}, good),
        ({"X-Slack-Signature": sign(secret, now, good)}, good),
        ({"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"}, good),
        ({"X-Slack-Request-Timestamp": "9" * 5_000, "X-Slack-Signature": "v0=1"}, good),
        ({"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "\u00e9"}, good),
        ({"X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=\u00e9"}, good),
        ({"X-Slack-Request-Timestamp": "٣", "X-Slack-Signature": "v0=1"}, good),
    ]
    old = str(int(town.slack.world.clock()) - 301)
    cases.append(({"X-Slack-Request-Timestamp": old, "X-Slack-Signature": sign(secret, old, good)}, good))
    async with aiohttp.ClientSession() as session:
        for headers, body in cases:
            async with session.post(
                url, data=body.encode(), headers=headers | {"Content-Type": "application/json"}
            ) as response:
                assert response.status == 401, headers
        async with session.post(
            url, data=b"\xff\xfe", headers={"X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=1"}
        ) as response:
            assert response.status == 401
    assert not http.heard


async def test_signed_garbage_is_no_failure_of_ours(town: Town, http: Desk) -> None:
    url = f"http://127.0.0.1:{http.platform._settings.port}/slack/events"
    secret, now = town.slack.app.signing_secret, str(int(town.slack.world.clock()))
    async with aiohttp.ClientSession() as session:
        for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain; charset=nothing", ""):
            for body in ("", "{", "[]", "7", "payload=%7B", "payload=7", "command=/ask", "x" * 1_000, '{"type": []}'):
                signed = {
                    "X-Slack-Request-Timestamp": now,
                    "X-Slack-Signature": sign(secret, now, body),
                    "Content-Type": kind,
                }
                async with session.post(url, data=body.encode(), headers=signed) as response:
                    assert response.status in (200, 400), (kind, body)
        async with session.get(url.replace("/slack/events", "/healthz")) as response:
            assert response.status == 200
    assert not http.heard


@pytest.mark.parametrize("kind", ["block_actions", "view_submission", "message_action", "event_callback", "", "new"])
async def test_signed_payloads_of_odd_shapes_are_no_failure_of_ours(town: Town, http: Desk, kind: str) -> None:
    url = f"http://127.0.0.1:{http.platform._settings.port}/slack/events"
    names = ("actions", "action", "view", "team", "user", "channel", "event", "authorizations", "message", "container",
             "enterprise", "context", "response_urls", "options", "command", "submission", "callback_id")  # fmt: skip
    carrier = SignedHttp(town.slack.app, url, session := aiohttp.ClientSession(), town.slack.world.clock)
    async with session:
        odds: tuple[object, ...] = ({}, [], [{}], [7], 7, "x", None, {"id": {}}, {"type": []})
        for odd in odds:
            for body in (dict.fromkeys(names, odd), *({name: odd} for name in names)):
                text = json.dumps({"type": kind} | body)
                for said, form in ((text, "json"), (urlencode({"payload": text}), "x-www-form-urlencoded")):
                    status, _, _ = await carrier.post(said, f"application/{form}")
                    assert status in (200, 400), text


async def test_a_server_says_in_plain_words_what_it_needs() -> None:
    with pytest.raises(ValueError, match="SLACK_BOT_TOKEN"):
        SlackSettings(app_token="xapp-1")
    with pytest.raises(ValueError, match="SLACK_APP_TOKEN"):
        SlackSettings(bot_token="xoxb-1")
    with pytest.raises(ValueError, match="SLACK_CLIENT_SECRET"):
        SlackSettings(bot_token="xoxb-1", app_token="xapp-1", client_id="1.2")
    with pytest.raises(ValueError, match="SLACK_TOKEN_KEY"):
        SlackSettings(signing_secret="s", client_id="1.2", client_secret="s")
    assert "xoxb-1" not in repr(SlackSettings(bot_token="xoxb-1", app_token="xapp-1"))


def oauth(town: Town, data: Path) -> SlackSettings:
    app = town.slack.app
    return settings_for(
        town, "http", data, bot_token="", client_id=app.client_id, client_secret=app.client_secret, token_key=KEY,
        authorize_url=town.slack.authorize_url,
    )  # fmt: skip


def find_link(page: str) -> str:
    found = re.search(r'href="(http[^"]*client_id=[^"]*)"', page)
    assert found
    return unescape(found[1])


async def install(settings: SlackSettings) -> tuple[int, str]:
    """What a browser does: open the page, follow its link, allow, come back."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(f"http://127.0.0.1:{settings.port}/slack/install") as page:
            assert page.status == 200
            text = await page.text()
        link = find_link(text)
        async with browser.get(link) as back:
            return back.status, await back.text()


async def test_a_workspace_installs_the_bot_and_takes_it_out(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = oauth(town, tmp_path)
    for name in ("client_id", "client_secret", "signing_secret"):  # which Bolt, too, looks for there
        monkeypatch.setenv(f"SLACK_{name.upper()}", getattr(settings, name))
    abroad = town.slack.world.add_team("Abroad Daily")
    cleo = town.slack.world.add_user(abroad, "cleo", is_admin=True)
    async with running(town, settings, answer) as desk:
        where = Channel("slack", abroad.id, "C0NOWHERE")
        refused = await desk.platform.send(where, say("x"), marker="d1")
        assert isinstance(refused, Rejected)
        assert refused.reason is Reason.REVOKED

        town.slack.consent.visitor = cleo
        status, _ = await install(settings)
        assert status == 200
        made = town.slack.installed_for(cleo)
        kept = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert kept
        assert all(made.token.encode() not in path.read_bytes() for path in kept)
        assert all(path.stat().st_mode & 0o077 == 0 for path in kept)

        channel = town.slack.world.add_channel(abroad, "world", [cleo, made.bot])
        await town.slack.mention(cleo, channel, "who is attending?")
        await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(channel, cleo))
        assert desk.heard[-1].where == Channel("slack", abroad.id, channel.id)

    async with running(town, settings, answer) as desk:  # the token is still known after a restart
        assert isinstance(
            await desk.platform.send(desk_channel(abroad.id, channel.id), say("Again"), marker="d2"), Sent
        )
        await town.slack.uninstall(made)
        await town.slack.until(lambda: len(desk.heard) >= 2)
        changes = {each.what.change for each in desk.heard if isinstance(each.what, PlaceChanged)}
        assert changes == {Change.UNINSTALLED, Change.REVOKED}
        assert not list(tmp_path.rglob("*.token"))
        refused = await desk.platform.send(desk_channel(abroad.id, channel.id), say("x"), marker="d3")
        assert isinstance(refused, Rejected)
        assert refused.reason is Reason.REVOKED


def desk_channel(team: str, channel: str) -> Channel:
    return Channel("slack", team, channel)


async def test_another_key_cannot_read_the_tokens(town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = oauth(town, tmp_path)
    town.slack.consent.visitor = town.anna
    async with running(town, settings):
        assert (await install(settings))[0] == 200
    async with running(town, replace(settings, token_key="forgotten")) as desk:
        refused = await desk.platform.send(desk_channel(town.team.id, town.news.id), say("x"), marker="d1")
        assert isinstance(refused, Rejected)
    assert "SLACK_TOKEN_KEY" in caplog.text


async def test_an_installation_that_did_not_begin_here_is_refused(town: Town, tmp_path: Path) -> None:
    settings = oauth(town, tmp_path)
    town.slack.consent.visitor = town.anna
    back = f"http://127.0.0.1:{settings.port}/slack/oauth_redirect"
    forged = [{"code": "x"}, {"code": "x", "state": "forged"}, {"code": "x", "state": "../../salt"}, {}]
    async with running(town, settings), aiohttp.ClientSession() as stranger:
        for query in forged:
            cookie = {"Cookie": f"slack-app-oauth-state={query.get('state', '')}"}
            async with stranger.get(back, params=query, headers=cookie) as response:
                assert response.status in (400, 401)
        async with stranger.get(back, params={"error": "access_denied"}) as response:
            assert "access_denied" in await response.text()
        assert not list(tmp_path.rglob("*.token"))


async def test_an_installation_ends_where_it_began_and_once(town: Town, tmp_path: Path) -> None:
    settings = oauth(town, tmp_path)
    town.slack.consent.visitor = town.anna
    back = f"http://127.0.0.1:{settings.port}/slack/oauth_redirect"
    async with running(town, settings), aiohttp.ClientSession() as stranger:
        async with stranger.get(f"http://127.0.0.1:{settings.port}/slack/install") as page:
            link = find_link(await page.text())
            cookie = {"Cookie": page.headers["Set-Cookie"].partition(";")[0]}
        state = parse_qs(urlsplit(link).query)["state"][0]
        async with stranger.get(back, params={"code": "x", "state": state}) as response:
            assert response.status == 400
        async with stranger.get(link, allow_redirects=False) as allowed:
            way_back = allowed.headers["Location"]
        async with stranger.get(URL(way_back, encoded=True), headers=cookie) as response:
            assert response.status == 200
        async with stranger.get(back, params={"code": "x", "state": state}, headers=cookie) as response:
            assert response.status == 401


async def test_a_person_of_another_workspace_is_known_as_that(town: Town, tmp_path: Path) -> None:
    abroad = town.slack.world.add_team("Abroad Daily")
    cleo = town.slack.world.add_user(abroad, "cleo")
    town.news.shared_with.append(abroad)
    town.news.members.append(cleo)
    async with running(town, settings_for(town, "socket", tmp_path), answer) as desk:
        await town.slack.mention(cleo, town.news, "who is attending?")
        await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
        assert desk.heard[0].what == Question("who is attending?")
        assert desk.heard[0].who.workspace == abroad.id
        assert desk.heard[0].where.workspace == town.team.id


async def test_a_wrong_token_is_told_and_asked_again(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "PING", 0.05)
    platform = SlackPlatform(settings_for(town, "socket", tmp_path, app_token="xapp-wrong"), clock=lambda: None)  # type: ignore[arg-type, return-value]
    task = asyncio.create_task(platform.listen(lambda inbound: asyncio.sleep(0)))
    await town.slack.until(lambda: len(town.slack.called("apps.connections.open")) >= 2)
    assert not (await platform.status()).connected
    assert "invalid_auth" in caplog.text
    assert caplog.text.count("Slack refuses SLACK_APP_TOKEN") == 1
    assert "Traceback" not in caplog.text
    await platform.close()
    await asyncio.wait_for(task, 5)
