"""The fetcher of the real web: manners, safety and limits around one exchange after another."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self

import httpx

from briefings.ports import Clock
from briefings.sources.fetching.connections import GuardedBackend, SystemResolver
from briefings.sources.fetching.exchanges import WITH_BODY, Answer, Exchanges
from briefings.sources.fetching.faults import odd_status_error, status_error
from briefings.sources.fetching.headers import read_freshness, read_retry_after, read_type
from briefings.sources.fetching.kinds import HEADERS, check_kind
from briefings.sources.fetching.model import Accept, Fetched, FetchError, Request, Resolver, Sleep
from briefings.sources.fetching.pace import Pace
from briefings.sources.fetching.policy import FetchPolicy
from briefings.sources.fetching.redirects import STATUSES, Trail
from briefings.sources.fetching.robots import LIMIT, Robots
from briefings.sources.fetching.targets import Target, read_target

_ROBOTS_SECONDS = 10.0  # a site that does not say what it wants must not cost the whole time twice
_BUSY = timedelta(minutes=5)  # for a host that says we ask too often and not when to come back


class WebFetcher:
    """Fetches from the real web; an async context manager."""

    def __init__(
        self,
        policy: FetchPolicy,
        clock: Clock,
        *,
        sleep: Sleep = asyncio.sleep,
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """``resolve`` looks names up (None: the system), ``tls`` says whom to trust (None: whom browsers trust)."""
        self._policy = policy
        self._clock = clock
        self._always = {"User-Agent": policy.user_agent, "Accept-Encoding": "gzip"}
        self._resolver = SystemResolver() if resolve is None else resolve
        self._pace = Pace(clock, sleep, policy.concurrency, policy.host_concurrency)
        self._robots = Robots(policy.robot, clock, self._read_robots)
        self._exchanges = Exchanges(
            GuardedBackend(self._resolver, policy.allow_private, policy.connect_timeout),
            tls or httpx.create_ssl_context(trust_env=False),
            policy.concurrency,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchanges.close()
        if isinstance(self._resolver, SystemResolver):
            self._resolver.close()

    async def fetch(self, request: Request) -> Fetched:
        """Get what is at an address, as politely as its site wants.

        Raises:
            FetchError: it could not be had, in one sentence.
        """
        try:
            target = read_target(request.url, self._policy.ports)
            headers = {"Accept": HEADERS[request.accept], **_conditions(request)}

            async def judge(step: Target) -> float:
                rules = await self._robots.rules(step)
                if request.accept is Accept.PAGE:
                    rules.check(step)
                return min(max(rules.delay, self._policy.host_interval), self._policy.max_crawl_delay)

            limit = self._policy.limit(request.accept)
            trail, answer = await self._walk(target, headers, limit, self._policy.total_timeout, judge)
            return self._conclude(request, trail, answer)
        except FetchError as error:
            error.url = error.url or request.url
            raise

    async def _read_robots(self, site: Target) -> bytes:
        async def judge(_: Target) -> float:
            return self._policy.host_interval

        target, seconds = replace(site, path="/robots.txt"), min(self._policy.total_timeout, _ROBOTS_SECONDS)
        trail, answer = await self._walk(target, {"Accept": "text/plain"}, LIMIT, seconds, judge)
        if answer.status >= 400:
            raise self._refused(answer, trail.target)
        return answer.content

    async def _walk(
        self,
        target: Target,
        headers: Mapping[str, str],
        limit: int,
        seconds: float,
        judge: Callable[[Target], Awaitable[float]],
    ) -> tuple[Trail, Answer]:
        """Ask, and follow where the answers lead; ``judge`` allows each step and says how long its host rests."""
        trail = Trail(target)
        loop = asyncio.get_running_loop()
        while True:
            here = trail.target
            interval = await judge(here)
            async with self._pace.turn(here, interval):
                started = loop.time()
                answer = await self._exchanges.get(here, {**self._always, **headers}, limit, seconds)
                seconds -= loop.time() - started
            if answer.status not in STATUSES:
                return trail, answer
            trail = trail.follow(
                answer.status, answer.headers.get("location", ""), self._policy.max_redirects, self._policy.ports
            )

    def _conclude(self, request: Request, trail: Trail, answer: Answer) -> Fetched:
        here, headers = trail.target, answer.headers
        if answer.status >= 400:
            raise self._refused(answer, here)
        media, charset = "", ""
        if answer.status in WITH_BODY:
            media, charset = read_type(headers.get("content-type", ""))
            check_kind(answer.content, media, request.accept, here.shown)
        elif answer.status != 304 or not _conditions(request):
            raise odd_status_error(answer.status, here)
        return Fetched(
            status=answer.status,
            url=here.url,
            moved=trail.moved,
            content=answer.content,
            content_type=media,
            charset=charset,
            etag=headers.get("etag", request.etag if answer.status == 304 else ""),
            last_modified=headers.get("last-modified", request.last_modified if answer.status == 304 else ""),
            fresh_until=read_freshness(headers, self._clock(), self._policy.max_wait),
            downgraded=trail.downgraded,
        )

    def _refused(self, answer: Answer, target: Target) -> FetchError:
        """The error that an answer is; a host that asks for rest gets it."""
        now = self._clock()
        until = read_retry_after(answer.headers.get("retry-after", ""), now, self._policy.max_wait)
        if answer.status == 429 and until is None:
            until = now + _BUSY
        if answer.status in (429, 503) and until is not None:
            self._pace.close(target.host, until)
        return status_error(answer.status, target, until)


def _conditions(request: Request) -> dict[str, str]:
    """Send it only if it changed; what is no plain ASCII was never a header that we could send back."""
    wanted = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in wanted.items() if value.isascii() and value.isprintable() and value.strip()}
