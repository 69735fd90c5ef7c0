"""Requests to Discord, each made once: discord.py's own client with its habit of repeating taken away.

discord.py sends again after 500, 502, 504 and 524 and sleeps through a 429, however long. Only Discord's nonce makes
that safe, and not every route takes one. A trace of aiohttp ends a request before discord.py sees such an answer, so
its session, its headers and its waiting for rate limits stay as they are.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal, TypeAlias

import aiohttp
import discord
from discord.http import HTTPClient, Route

from adapters.discord.payloads import Payload, take, word
from adapters.discord.refusals import read_refusal
from adapters.platform import Ambiguous, Reason, Rejected

TIME = 12.0  # seconds for one request; the ledger gives a send half of a platform's settle time
LONGEST_WAIT = 5.0  # seconds that a request may wait for its turn before it is given back as limited
Method: TypeAlias = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Taken:
    """Discord took the request, and this is what it answered; ``listed`` where that is a list."""

    data: Payload
    listed: tuple[Payload, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused(Rejected):
    """Discord surely did not take the request; ``code`` is its own number for why, 0 where it names none."""

    code: int = 0


Outcome: TypeAlias = Taken | Refused | Ambiguous


class _EndedError(Exception):
    """A request came to an end that discord.py must not see."""

    def __init__(self, outcome: Refused | Ambiguous, *, everywhere: bool = False) -> None:
        super().__init__("request ended")
        self.outcome = outcome
        self.everywhere = everywhere


class Wire:
    """Makes requests by a logged-in client of discord.py, each once."""

    def __init__(self, http: HTTPClient) -> None:
        http.max_ratelimit_timeout = LONGEST_WAIT
        self._http = http
        self._limited_until = -math.inf

    async def ask(
        self,
        method: Method,
        path: str,
        ids: Mapping[str, str],
        payload: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None,
        *,
        query: Mapping[str, str | int] | None = None,
        keyed: bool = False,
    ) -> Outcome:
        """Make one request; ``ids`` fill the names in the path, of which discord.py knows those that have limits.

        ``keyed`` requests are allowed by the interaction's token in their path: they go without the bot's own, and
        Discord's limit for all requests does not count them.
        """
        waiting = self._limited_until - asyncio.get_running_loop().time()
        if waiting > 0 and not keyed:
            return Refused(Reason.LIMITED, "too many requests", waiting)
        given: dict[str, object] = {"timeout": aiohttp.ClientTimeout(TIME), "trace_request_ctx": {"keyed": keyed}}
        if payload is not None:
            given["json"] = payload
        if query:
            given["params"] = query
        try:
            data: object = await self._http.request(Route(method, path, **ids), **given)  # type: ignore[arg-type]
        except _EndedError as ended:
            if ended.everywhere and isinstance(ended.outcome, Refused):
                self._limited_until = asyncio.get_running_loop().time() + (ended.outcome.retry_after or 1.0)
            return ended.outcome
        except discord.RateLimited as error:
            return Refused(Reason.LIMITED, "too many requests", error.retry_after)
        except discord.HTTPException as error:
            return _refused(error.status, error.code, error.text)
        except Exception as error:  # what is neither Discord's nor aiohttp's: a body that is no JSON, a closed session
            return Ambiguous(f"the request broke off ({type(error).__name__})")
        if isinstance(data, list):
            return Taken({}, tuple(take(each) for each in data))
        if isinstance(data, str) and data:
            return Ambiguous("Discord answered with something that is no JSON")
        return Taken(take(data))


def end_early() -> aiohttp.TraceConfig:
    """Give the trace that ends our requests before discord.py would repeat them; its own are left alone."""
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_begin)
    trace.on_request_end.append(_end)
    trace.on_request_exception.append(_break_off)
    return trace


def _is_ours(context: SimpleNamespace) -> bool:
    return context.trace_request_ctx is not None


async def _begin(_: aiohttp.ClientSession, context: SimpleNamespace, started: aiohttp.TraceRequestStartParams) -> None:
    if _is_ours(context) and context.trace_request_ctx["keyed"]:
        started.headers.popall("Authorization", None)


async def _end(_: aiohttp.ClientSession, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams) -> None:
    if not _is_ours(context):
        return
    body = await ended.response.read()
    if ended.response.status == 429:
        raise _limited(body, ended.response.headers.get("Retry-After", ""))
    if ended.response.status >= 500:
        raise _EndedError(Ambiguous(f"Discord answered {ended.response.status}"))


async def _break_off(
    _: aiohttp.ClientSession, context: SimpleNamespace, broken: aiohttp.TraceRequestExceptionParams
) -> None:
    error = broken.exception
    if not _is_ours(context) or isinstance(error, _EndedError) or not isinstance(error, Exception):
        return
    if isinstance(error, aiohttp.ClientConnectorError):
        raise _EndedError(Refused(Reason.UNAVAILABLE, "Discord cannot be reached")) from error
    raise _EndedError(Ambiguous(f"the connection broke ({type(error).__name__})")) from error


def _limited(body: bytes, header: str) -> _EndedError:
    try:
        said: object = json.loads(body)
    except ValueError:
        said = None  # not Discord, but what stands before it: then everything is limited
    wait = word(said, "retry_after") or header
    try:
        seconds = max(float(wait), 0.0)
    except ValueError:
        seconds = 1.0
    everywhere = said is None or word(said, "global") == "true"
    return _EndedError(Refused(Reason.LIMITED, "too many requests", seconds), everywhere=everywhere)


def _refused(status: int, code: int, said: str) -> Refused | Ambiguous:
    refusal = read_refusal(status, code, said)
    if isinstance(refusal, Ambiguous):
        return refusal
    return Refused(refusal.reason, refusal.detail, refusal.retry_after, code)
