"""Requests to Discord, each made once: discord.py's own client with its habit of repeating taken away.

discord.py sends again after 500, 502, 504 and 524, sleeps through a 429, however long, and gives an answer out only
when the next request may go. Only Discord's nonce makes the first safe, and not every route takes one. A trace of
aiohttp takes the answer as it comes, and ends a request that discord.py would repeat; its session, its headers and its
waiting for rate limits stay as they are.
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
from discord.http import HTTPClient, Route

from adapters.discord.payloads import Payload, number, take, take_all, word
from adapters.discord.refusals import FAILED_OVER_IT, INVALID_FORM, read_refusal
from adapters.discord.settings import Timing
from adapters.platform import Ambiguous, Reason, Rejected

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

    def plainly(self) -> Rejected:
        """Give what is no matter of Discord's alone."""
        return Rejected(self.reason, self.detail, self.retry_after)


Outcome: TypeAlias = Taken | Refused | Ambiguous


def is_too_much(outcome: Outcome) -> bool:
    """Whether a server does not take what was said, or stumbled over it, and may take it in plainer words."""
    if isinstance(outcome, Refused):
        return outcome.reason is Reason.INVALID and outcome.code in (0, INVALID_FORM)
    return isinstance(outcome, Ambiguous) and outcome.detail == FAILED_OVER_IT


class _EndedError(Exception):
    """A request came to an end that discord.py must not see."""


class _Call:
    """One request under way: ``outcome`` is there as soon as Discord has answered, whatever discord.py waits for."""

    def __init__(self, *, keyed: bool) -> None:
        self.keyed = keyed
        self.begun = False
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.everywhere = 0.0

    def settle(self, outcome: Outcome) -> None:
        """Give the outcome, once."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Wire:
    """Makes requests by a logged-in client of discord.py, each once."""

    def __init__(self, http: HTTPClient, timing: Timing) -> None:
        self._http = http
        self._timing = timing
        self._limited_until = -math.inf
        self._under_way: set[asyncio.Task[None]] = set()

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
        given: dict[str, object] = {} if payload is None else {"json": payload}
        if query:
            given["params"] = query
        call = _Call(keyed=keyed)
        task = asyncio.ensure_future(self._make(call, Route(method, path, **ids), given))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            await asyncio.wait({call.outcome}, timeout=self._timing.turn)
            if not (call.begun or call.outcome.done()):
                task.cancel()
                return Refused(Reason.LIMITED, "too many requests", self._timing.turn)
            outcome = await call.outcome
        except asyncio.CancelledError:
            task.cancel()
            raise
        if call.everywhere:
            self._limited_until = asyncio.get_running_loop().time() + call.everywhere
        return outcome

    async def close(self) -> None:
        """End what only waits for Discord's limits."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _make(self, call: _Call, route: Route, given: dict[str, object]) -> None:
        timeout = aiohttp.ClientTimeout(self._timing.request)
        broke = "the connection was closed"
        try:
            await self._http.request(route, timeout=timeout, trace_request_ctx=call, **given)  # type: ignore[arg-type]
        except Exception as error:  # the trace has told the outcome, unless it was the answer that broke off
            broke = f"the request broke off ({type(error).__name__})"
        finally:
            call.settle(Ambiguous(broke))


def end_early() -> aiohttp.TraceConfig:
    """Give the trace that tells the outcome of our requests; discord.py's own are left alone."""
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_begin)
    trace.on_request_end.append(_end)
    trace.on_request_exception.append(_break_off)
    return trace


async def _begin(_: aiohttp.ClientSession, context: SimpleNamespace, started: aiohttp.TraceRequestStartParams) -> None:
    call = context.trace_request_ctx
    if isinstance(call, _Call):
        call.begun = True
        if call.keyed:
            started.headers.popall("Authorization", None)


async def _end(_: aiohttp.ClientSession, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams) -> None:
    call = context.trace_request_ctx
    if not isinstance(call, _Call):
        return
    status, body = ended.response.status, await ended.response.read()
    outcome = _read(status, body, ended.response.headers.get("Retry-After", ""))
    if status == 429 and isinstance(outcome, Refused) and _is_everywhere(body):
        call.everywhere = outcome.retry_after or 1.0
    call.settle(outcome)
    if status == 429 or status >= 500:
        raise _EndedError


async def _break_off(
    _: aiohttp.ClientSession, context: SimpleNamespace, broken: aiohttp.TraceRequestExceptionParams
) -> None:
    call, error = context.trace_request_ctx, broken.exception
    if not isinstance(call, _Call) or not isinstance(error, Exception) or isinstance(error, _EndedError):
        return
    if isinstance(error, aiohttp.ClientConnectorError):
        call.settle(Refused(Reason.UNAVAILABLE, "Discord cannot be reached"))
    else:
        call.settle(Ambiguous(f"the connection broke ({type(error).__name__})"))
    raise _EndedError from error


def _read(status: int, body: bytes, wait: str) -> Outcome:
    said = _parse(body)
    if 200 <= status < 300:
        if isinstance(said, list):
            return Taken({}, tuple(take(each) for each in said))
        if body and not isinstance(said, Mapping):
            return Ambiguous("Discord answered with something that is no JSON")
        return Taken(take(said))
    refusal = read_refusal(status, number(said, "code"), word(said, "message") + _problems(take(said, "errors")))
    if isinstance(refusal, Ambiguous):
        return refusal
    pause = None
    if refusal.reason is Reason.LIMITED:
        pause = _seconds(word(said, "retry_after") or wait)
    return Refused(refusal.reason, refusal.detail, pause, number(said, "code"))


def _is_everywhere(body: bytes) -> bool:
    """Whether a limit is for all requests: Discord says so, or it was not Discord, but what stands before it."""
    said = _parse(body)
    return not isinstance(said, Mapping) or word(said, "global") == "true"


def _parse(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _seconds(wait: str) -> float:
    try:
        return min(max(float(wait), 0.0), 86_400.0)
    except ValueError:
        return 1.0


def _problems(errors: Payload, path: str = "") -> str:
    """Write Discord's tree of what is wrong with a body on one line, each with the field it is about."""
    told = "".join(f"; {path}: {word(each, 'message')}" for each in take_all(errors, "_errors"))
    return told + "".join(
        _problems(take(errors, name), f"{path}.{name}".strip(".")) for name in errors if name != "_errors"
    )
