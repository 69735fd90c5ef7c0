"""Slack's Web API and response addresses: asked once, never again by themselves, and never raising."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from json import JSONDecodeError, loads
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.platform import Ambiguous, Reason, Rejected
from adapters.slack.payload import Payload, part, word
from adapters.slack.refusals import read_refusal

log = logging.getLogger(__name__)

TIMEOUT = 25.0
"""Seconds for one call; what is not answered by then may still arrive."""


@dataclass(frozen=True, slots=True)
class Told:
    """What Slack answered; ``scopes`` are the token's, where it named them."""

    data: Payload
    scopes: frozenset[str] | None = None


class Client(AsyncWebClient):
    """The SDK's client, but that it does not insist on GET: Slack reads either way, other servers often one of them."""

    _not_to_get: frozenset[str] = frozenset()

    async def api_call(self, api_method: str, *, http_verb: str = "POST", **given: Any) -> AsyncSlackResponse:
        """Call a method; a reading one by POST where there is none for GET."""
        if http_verb == "GET" and api_method not in self._not_to_get:
            try:
                return await super().api_call(api_method, http_verb=http_verb, **given)
            except SlackApiError as error:
                if not _is_nowhere(error.response):
                    raise
            self._not_to_get |= {api_method}
        if http_verb == "GET":
            given = {"data": {**(given.pop("params", None) or {}), **(given.pop("data", None) or {})}, **given}
        return await super().api_call(api_method, http_verb="POST", **given)


async def ask(call: Awaitable[AsyncSlackResponse]) -> Told | Rejected | Ambiguous:
    """Await a call of the SDK and tell what became of it."""
    try:
        response = await call
    except SlackApiError as error:
        return _read_error(error)
    except aiohttp.ClientConnectorError as error:
        return Rejected(Reason.UNAVAILABLE, f"Slack cannot be reached: {error}")
    except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
        # What is no JSON object makes the SDK stumble in several ways.
        return Ambiguous(f"{type(error).__name__}: {error}"[:200])
    if not isinstance(response.data, dict):
        return Ambiguous("the answer is no JSON object")
    scopes = response.headers.get("x-oauth-scopes")
    return Told(response.data, frozenset(scopes.replace(" ", "").split(",")) if scopes else None)


async def post_to(session: aiohttp.ClientSession, url: str, said: Payload) -> Rejected | Ambiguous | None:
    """Post to a response address; None where Slack took it.

    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
    """
    try:
        async with asyncio.timeout(TIMEOUT), session.post(url, json=said, allow_redirects=False) as response:
            text = await response.text(errors="replace")
            told = _named_error(text)
            if 200 <= response.status < 300 and told.get("ok") is not False:
                return None
            return read_refusal(response.status, told, response.headers.get("retry-after"))
    except aiohttp.ClientConnectorError as error:
        return Rejected(Reason.UNAVAILABLE, f"Slack cannot be reached: {error}")
    except aiohttp.InvalidURL:
        return Rejected(Reason.GONE, "the address to answer to is none")
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Ambiguous(f"{type(error).__name__}: {error}"[:200])


async def answers(session: aiohttp.ClientSession, address: str) -> bool:
    """Whether methods are called at an address: there even a refusal is an object that says whether it is "ok"."""
    try:
        async with session.post(f"{address}api.test") as response:
            return isinstance(part({"it": loads(await response.text(errors="replace"))}, "it").get("ok"), bool)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return False


def _is_nowhere(response: object) -> bool:
    """Whether there is no such method, at least not for the verb that was used."""
    if not isinstance(response, AsyncSlackResponse):
        return False
    error = word(response.data, "error")
    return error == "unknown_method" or (not error and response.status_code in (404, 405, 501))


def _read_error(error: SlackApiError) -> Rejected | Ambiguous:
    response = error.response
    if isinstance(response, AsyncSlackResponse):
        data = part({"data": response.data}, "data")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return read_refusal(response.status_code, data, headers.get("retry-after"))
    return Ambiguous(str(error)[:200])


def _named_error(text: str) -> Payload:
    """Read an error from a response address: JSON, or the bare name."""
    try:
        return part({"data": loads(text)}, "data")
    except JSONDecodeError:
        name = text.strip()
        return {"error": name} if name.isidentifier() else {}
