"""The platform on simcord, a simulation of Discord that others wrote: it takes the place of discord.py's own requests.

Everything but the wire is real: what is read, what is rendered, what is answered with. simcord checks each request.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import discord
import simcord
from discord.http import Route

from adapters.discord.client import DiscordPlatform
from adapters.discord.gateway import Gateway
from adapters.discord.payloads import take
from adapters.discord.refusals import read_refusal
from adapters.discord.settings import DiscordSettings
from adapters.discord.wire import Method, Outcome, Refused, Taken, Wire
from adapters.platform import Ambiguous, Listener
from tests.scenarios.discord.posting import AT_ONCE


class SimulatedWire(Wire):
    """Requests that simcord answers; what it refuses is kept in ``refused``."""

    refused: list[str]

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
        given: dict[str, object] = {"json": payload, "params": query}
        try:
            data: object = await self._http.request(Route(method, path.format_map(ids)), **given)  # type: ignore[arg-type]
        except discord.HTTPException as error:
            self.refused.append(f"{method} {path}: {error}")
            refusal = read_refusal(error.status, error.code, error.text)
            return (
                refusal if isinstance(refusal, Ambiguous) else Refused(refusal.reason, refusal.detail, None, error.code)
            )
        return Taken({}, tuple(take(each) for each in data)) if isinstance(data, list) else Taken(take(data))


@asynccontextmanager
async def simulated() -> AsyncIterator[tuple[DiscordPlatform, simcord.Env, SimulatedWire]]:
    """The platform and the simulation that it is in, whose time is simcord's; ``listen_to`` lets it hear."""
    settings = DiscordSettings("a-token", shards="1")
    platform = DiscordPlatform(settings, clock=lambda: env.now(), timing=AT_ONCE)
    gateway = Gateway(settings, platform._hear, lambda: None, between=0.0)
    async with simcord.run(gateway) as env:
        wire = SimulatedWire(gateway.http, AT_ONCE)
        wire.refused = []
        platform._connection._gateway, platform._connection._wire = gateway, wire
        yield platform, env, wire
        platform._listener = None


def listen_to(platform: DiscordPlatform, listener: Listener) -> None:
    """Let the listener hear what simcord tells, without a connection."""
    platform._listener = listener
