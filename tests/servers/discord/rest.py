"""The way that every request goes: token, script of faults, limits, rules, and then what the route does.

Answers have the content type "application/json" and nothing behind it: discord.py reads nothing else as JSON.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

from tests.servers.discord.faults import LIMITING, Fault, Script, Way, lose
from tests.servers.discord.rules import violations
from tests.servers.discord.world import Clock, Json

PREFIX = re.compile(r"/api(?:/v(\d+))?(?=/)")
KEPT = 10_000  # requests that are remembered
MAJOR = ("channel_id", "guild_id", "webhook_id", "token")


class RefusedError(Exception):
    """Discord says no, with the status and the code of its own list."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


def invalid_form(**problems: str) -> RefusedError:
    """The body is wrong: which field, and how."""
    errors = {name: {"_errors": [{"code": "INVALID", "message": words}]} for name, words in problems.items()}
    return RefusedError(400, 50035, "Invalid Form Body", errors)


UNKNOWN_CHANNEL = RefusedError(404, 10003, "Unknown Channel")
UNKNOWN_GUILD = RefusedError(404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = RefusedError(404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = RefusedError(404, 10008, "Unknown Message")
UNKNOWN_USER = RefusedError(404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = RefusedError(404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = RefusedError(404, 10062, "Unknown interaction")
ACKNOWLEDGED = RefusedError(400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = RefusedError(403, 50001, "Missing Access")
EXPIRED = RefusedError(401, 50027, "Invalid Webhook Token")
MISSING_PERMISSIONS = RefusedError(403, 50013, "Missing Permissions")


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read."""

    method: str
    path: str
    parts: dict[str, str]
    query: dict[str, str]
    payload: Json | list[Json] | None

    @property
    def body(self) -> Json:
        if self.payload is None:
            return {}
        if not isinstance(self.payload, dict):
            raise invalid_form(body="must be an object")
        return self.payload


Answer: TypeAlias = tuple[int, Json | list[Json] | None]
Handler: TypeAlias = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """``pattern`` as Discord's documentation writes it; ``open`` needs no bot token, its own is in the path."""

    method: str
    pattern: str
    handle: Handler
    open: bool = False

    @property
    def expression(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.pattern))


@dataclass
class Limiter:
    """A bucket for each route and major parameter; ``allow`` gives a route another number in so many seconds."""

    clock: Clock
    usual: tuple[int, float] = (50, 1.0)
    allow: dict[str, tuple[int, float]] = field(default_factory=dict)
    _used: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, route: Route, call: Call) -> tuple[dict[str, str], float | None]:
        """Count a request; the headers, and how long to wait where it was one too many."""
        name = f"{route.method} {route.pattern}"
        number, seconds = self.allow.get(name, self.usual)
        major = next((call.parts[each] for each in MAJOR if each in call.parts), "")
        used = self._used.setdefault(f"{name} {major}", deque())
        now = self.clock()
        while used and used[0] <= now - seconds:
            used.popleft()
        over = len(used) >= number
        if not over:
            used.append(now)
        resets = used[0] + seconds if used else now + seconds
        headers = {
            "X-RateLimit-Limit": str(number),
            "X-RateLimit-Remaining": str(max(0, number - len(used))),
            "X-RateLimit-Reset": f"{resets:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.0, resets - now):.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(name.encode()).hexdigest()[:32],
        }
        return headers, resets - now if over else None


@dataclass
class Rest:
    """The API over HTTP.

    Attributes:
        asked: (method, path without "/api/v10", body), in order.
        violations: what was wrong with any request, by Discord's documented rules.
        refusals: how often an answer had which status from 400 up; 401, 403 and 429 are what gets an address banned.
        pace: seconds that every answer takes.
    """

    clock: Clock
    token: str
    routes: Sequence[Route] = ()
    script: Script = field(default_factory=Script)
    asked: deque[tuple[str, str, Json | list[Json] | None]] = field(default_factory=lambda: deque(maxlen=KEPT))
    violations: list[str] = field(default_factory=list)
    refusals: Counter[int] = field(default_factory=Counter)
    revoked: bool = False
    pace: float = 0.0
    _late: set[asyncio.TimerHandle] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.clock)

    def stop(self) -> None:
        for handle in self._late:
            handle.cancel()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        version = PREFIX.match(request.path)
        if version is None or version[1] not in ("9", "10"):
            return self._answer(404, {"message": "404: Not Found", "code": 0})
        path = request.path[version.end() :]
        try:
            payload = await _read(request)
        except ValueError:
            return self._answer(400, {"message": "The request body contains invalid JSON.", "code": 50109})
        except web.HTTPException as odd:
            return self._answer(odd.status, {"message": odd.reason, "code": 0})
        self.asked.append((request.method, path, payload))
        if self.pace:
            await asyncio.sleep(self.pace)
        found = next(
            ((each, match) for each in self.routes if (match := each.expression.fullmatch(path))
             and each.method == request.method), None,
        )  # fmt: skip
        if found is None:
            self.violations.append(f"{request.method} {path}: there is no such route")
            return self._answer(404, {"message": "404: Not Found", "code": 0})
        route, match = found
        call = Call(request.method, path, match.groupdict(), dict(request.query), payload)
        if not route.open and (self.revoked or request.headers.get("Authorization") != f"Bot {self.token}"):
            return self._answer(401, {"message": "401: Unauthorized", "code": 0})
        fault = self.script.take(request.method, path)
        if fault and fault.way in LIMITING:
            return self._limited(fault)
        headers, wait = self.limiter.take(route, call)
        if wait is not None:
            return self._over(wait, headers, "user")
        if fault is None:
            status, body = self._do(route, call)
            return self._answer(status, body, headers)
        self._befall(fault, route, call)
        return await lose(request, fault.way)

    def _befall(self, fault: Fault, route: Route, call: Call) -> None:
        if fault.late is not None:
            loop = asyncio.get_running_loop()
            self._late.add(loop.call_later(fault.late, self._do, route, call))
        elif fault.counts:
            self._do(route, call)

    def _do(self, route: Route, call: Call) -> Answer:
        wrong = violations(call.method, call.path, call.payload)
        self.violations += [f"{call.method} {call.path}: {each}" for each in wrong]
        try:
            if wrong:
                raise invalid_form(**{f"rule_{number}": each for number, each in enumerate(wrong)})
            return route.handle(call)
        except RefusedError as refused:
            return refused.status, refused.body

    def _answer(
        self, status: int, body: Json | list[Json] | None, headers: dict[str, str] | None = None
    ) -> web.Response:
        if status >= 400:
            self.refusals[status] += 1
        if body is None:
            return web.Response(status=status, headers=headers)
        return web.Response(
            status=status,
            body=json.dumps(body).encode(),
            headers={**(headers or {}), "Content-Type": "application/json", "Via": "1.1 google"},
        )

    def _limited(self, fault: Fault) -> web.Response:
        if fault.way is Way.BANNED:
            self.refusals[429] += 1
            page = "<html><title>Access denied | Error 1015</title></html>"
            return web.Response(
                status=429, text=page, content_type="text/html", headers={"Retry-After": f"{fault.wait:.0f}"}
            )
        scope = "global" if fault.way is Way.LIMITED_GLOBALLY else "user"
        return self._over(fault.wait, {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0"}, scope)

    def _over(self, wait: float, headers: dict[str, str], scope: str) -> web.Response:
        headers = {**headers, "Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": scope}
        if scope == "global":
            headers["X-RateLimit-Global"] = "true"
        body = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": scope == "global"}
        return self._answer(429, body, headers)


async def _read(request: web.BaseRequest) -> Json | list[Json] | None:
    kind = request.content_type
    raw = await request.read()
    if not raw:
        return None
    if kind == "multipart/form-data":
        found = re.search(rb'name="payload_json".*?\r\n\r\n(.*?)\r\n--', raw, re.DOTALL)
        raw = found[1] if found else b"{}"
    elif kind != "application/json":
        raise web.HTTPUnsupportedMediaType
    read = json.loads(raw)
    if not isinstance(read, dict | list):
        raise ValueError("no object")
    return read
