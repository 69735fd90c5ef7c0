"""Socket Mode: the SDK's WebSocket, which comes back by itself however it was lost."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.payload import outline

log = logging.getLogger(__name__)

PING = 5.0
"""Seconds between two looks at the connection."""
REPEATED = 60.0
"""Seconds for which the same line is not written again."""
ONE_TRY = 15.0
"""Seconds for one address: an address connects once, so a try that failed needs a new one."""


_NO_TOKEN = ("invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "account_inactive")


class Connection(SocketModeClient):
    """The SDK's client, but for two things: it asks for a new address each time, and says what fails in one line."""

    def __init__(self, app: AsyncApp, app_token: str, web_client: AsyncWebClient) -> None:
        quiet = logging.getLogger(f"{__name__}.sdk")
        quiet.filters[:] = [_Brief()]
        super().__init__(app_token, logger=quiet, web_client=web_client, ping_interval=PING)
        self.proxy = web_client.proxy
        self._app = app
        self.socket_mode_request_listeners.append(self._take)

    async def connect(self) -> None:
        """Connect, as often as it takes."""
        while not self.closed:
            try:
                async with asyncio.timeout(ONE_TRY):
                    await super().connect()  # type: ignore[no-untyped-call]
                    return
            except TimeoutError:
                self.wss_uri = None

    async def issue_new_wss_url(self) -> str:
        """Ask for an address."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            if error.response.get("error") in _NO_TOKEN:
                self.logger.error("Slack refuses SLACK_APP_TOKEN: set the app-level token, which begins with xapp-")
            raise

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            response = await run_async_bolt_app(self._app, request)
        except (LookupError, TypeError, AttributeError):  # Bolt looks into it right away
            log.warning("a payload of Slack's could not be read: %s", outline(request.payload))
            response = BoltResponse(status=200)
        try:
            await send_async_response(client, request, response, 0.0)
        except (ConnectionError, AttributeError) as error:
            log.info("an acknowledgement was lost with its connection, Slack will ask again: %s", error)


class _Brief(logging.Filter):
    """Lets a line through once a minute, without its traceback: a connection that stays away is told, not counted."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info, line, now = None, record.getMessage(), monotonic()
        self._told = {each: at for each, at in self._told.items() if now - at < REPEATED}
        fresh = line not in self._told
        self._told.setdefault(line, now)
        return fresh
