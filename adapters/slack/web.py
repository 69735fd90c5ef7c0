"""Signed HTTP: the address that Slack posts to, and the pages over which a workspace installs the bot."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock, SignatureVerifier

log = logging.getLogger(__name__)

EVENTS, HEALTH = "/slack/events", "/healthz"
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
LARGEST = 2_000_000  # bytes of a payload
SIGNATURE, FORGED = "x-slack-signature", {"error": "invalid request"}
UNREADABLE = {"error": "this is no payload of Slack's"}
PARSED = "socket_mode"  # what Bolt calls a payload that it need not read


class Doors:
    """A web server for Slack.

    ``signing_secret`` may be empty where it only serves the pages; ``flow`` makes those, given the address to come
    back to.
    """

    def __init__(
        self,
        app: AsyncApp,
        *,
        signing_secret: str,
        flow: Callable[[str], AsyncOAuthFlow] | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._flow = flow
        self._verifier = SignatureVerifier(signing_secret, _Clock(clock)) if signing_secret else None
        self._runner: web.AppRunner | None = None

    async def open(self, host: str, port: int) -> None:
        """Listen.

        Raises:
            OSError: the port cannot be had.
        """
        application = web.Application(client_max_size=LARGEST)
        application.router.add_get(HEALTH, self._tell_health)
        if self._verifier:
            # Commands, menus and events each have an address of their own in an app's settings: any will do.
            application.router.add_post("/{path:.*}", self._take)
        if self._flow:
            application.router.add_get(INSTALL, self._install)
            application.router.add_get(REDIRECT, self._finish_installing)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=3.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise OSError(f"{host}:{port} cannot be listened on; set SLACK_HOST and SLACK_PORT: {error}") from error
        given = self._runner.addresses[0][1]
        log.info("Slack is answered on %s:%d%s", host, given, EVENTS if self._verifier else INSTALL)

    async def close(self) -> None:
        """Take no more."""
        if self._runner:
            await self._runner.cleanup()

    async def _tell_health(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _take(self, request: web.Request) -> web.StreamResponse:
        # Bolt reads a body before it looks at the signature, stumbles over what is no JSON or no number, and drops
        # commands in whose text the word "payload" stands.
        body = await request.read()
        signed = self._is_signed(body, request.headers)
        if not signed and SIGNATURE in request.headers:
            return web.json_response(FORGED, status=401)
        try:
            payload = read_body(body.decode())
        except (ValueError, RecursionError):
            payload = {}
        if not signed and payload.get("type") != "url_verification":  # which tells nothing that the asker did not say
            return web.json_response(FORGED, status=401)
        if not payload:
            return web.json_response(UNREADABLE, status=400)
        try:
            read = AsyncBoltRequest(body=payload, mode=PARSED)
        except (LookupError, TypeError, AttributeError):  # Bolt looks into it right away
            return web.json_response(UNREADABLE, status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(read))

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get(SIGNATURE, "")
        if not (self._verifier and stamp.isascii() and stamp.isdecimal() and signature.isascii()):
            return False
        try:
            return self._verifier.is_valid(body, stamp, signature)
        except ValueError:  # the body is no text, or the number has more digits than any time
            return False

    async def _install(self, request: web.Request) -> web.Response:
        assert self._flow
        flow = self._flow(_address(request))
        response = await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))
        if _is_local(request):  # where a browser keeps no secure cookies
            for cookie in response.cookies.values():
                cookie["secure"] = ""
        return response

    async def _finish_installing(self, request: web.Request) -> web.Response:
        assert self._flow
        flow = self._flow(_address(request))
        try:
            return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            log.exception("an installation could not be finished")
            return web.Response(status=502, text="Slack could not be asked. Go back, and install the app again.")


def read_body(body: str) -> dict[str, object]:
    """Read a payload: an event is JSON, a command is a form, of an interaction JSON stands in the form's one field.

    Raises:
        ValueError: it is none of these.
    """
    payload: object = body
    if not body.lstrip().startswith("{"):
        form = dict(parse_qsl(body, keep_blank_values=True))
        payload = form.get("payload", form)
    found = json.loads(payload) if isinstance(payload, str) else payload
    if not isinstance(found, dict):
        raise ValueError("it is no object")
    return found


def _address(request: web.Request) -> str:
    return str(request.url.origin().with_path(REDIRECT))


def _is_local(request: web.Request) -> bool:
    return request.url.scheme == "http" and request.url.host in ("127.0.0.1", "::1", "localhost")


class _Clock(Clock):
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()
