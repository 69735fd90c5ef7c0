"""One login at Discord, for requests and for the gateway, made when it is first needed and again when it broke."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import aiohttp
import discord

from adapters.discord.gateway import READ_BY_US, Gateway, Hear
from adapters.discord.payloads import Payload, word
from adapters.discord.settings import DiscordSettings, Timing
from adapters.discord.wire import Method, Outcome, Refused, Wire
from adapters.inbound import Channel
from adapters.platform import Reason, Status

log = logging.getLogger(__name__)
T = TypeVar("T")

LOGIN_TIME = 30.0
LONGEST_PAUSE = 120.0
"""Seconds between two tries to connect: a bot may identify 1,000 times a day."""

_VERSIONED = re.compile(r"/v\d+\Z")
_BAD_TOKEN = "Discord does not accept the bot's token; make a new one on the Bot page and set DISCORD_TOKEN"
_FATAL = {
    4004: _BAD_TOKEN,
    4010: "Discord has no such shard; set DISCORD_SHARDS to a range of those there are, such as 0-3/8",
    4011: "the bot is in too many servers for so few shards; raise the count in DISCORD_SHARDS",
    4012: "Discord has given up the version of its gateway that this program speaks; update newsbrief",
    4013: "Discord does not know what this program asks to be told; update newsbrief",
    4014: "Discord does not let this bot see messages of servers; look at the Bot page of the developer portal",
}


class DiscordRefusedError(Exception):
    """Discord does not let the bot in, and trying again will not help; the message says what will."""


class _UnreachableError(Exception):
    """Discord cannot be reached now."""


class Connection:
    """The bot's connection; ``hear`` gets what happens, ``clock`` stamps the status."""

    def __init__(self, settings: DiscordSettings, hear: Hear, clock: Callable[[], datetime], timing: Timing) -> None:
        self._settings = settings
        self._hear = hear
        self._clock = clock
        self._timing = timing
        self._lock = asyncio.Lock()
        self._gateway: Gateway | None = None
        self._wire: Wire | None = None
        self._closed = asyncio.Event()
        self._connecting: asyncio.Future[None] | None = None
        self._status = Status(False, "not listening")

    @property
    def client(self) -> discord.Client | None:
        """discord.py's client, for what it remembers of guilds; None before the first login."""
        return self._gateway

    def place(self, channel: Channel) -> discord.abc.GuildChannel | discord.Thread | None:
        """Give what discord.py remembers of a guild's channel or thread."""
        if self._gateway is None or not (channel.workspace + channel.id).isdecimal():
            return None
        guild = self._gateway.get_guild(int(channel.workspace))
        return guild.get_channel_or_thread(int(channel.id)) if guild else None

    def with_guild(self, event: str, payload: Payload) -> Payload:
        """Say of which guild a message or an interaction is where that is left out and the channel is known."""
        place = word(payload, "channel_id")
        if event not in READ_BY_US or word(payload, "guild_id") or not (self._gateway and place.isdecimal()):
            return payload
        guild = getattr(self._gateway.get_channel(int(place)), "guild", None)
        return {**payload, "guild_id": str(guild.id)} if isinstance(guild, discord.Guild) else payload

    @property
    def bot(self) -> str:
        """The bot's own id, "" before the first login."""
        user = self._gateway.user if self._gateway else None
        return str(user.id) if user else ""

    @property
    def application(self) -> str:
        """The application's id, "" before the first login."""
        return str(self._gateway.application_id or "") if self._gateway else ""

    @property
    def status(self) -> Status:
        """How the gateway is."""
        return self._status

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
        """Make one request, once; see ``Wire.ask``."""
        try:
            await self.login()
        except DiscordRefusedError as error:
            return Refused(Reason.REVOKED, str(error))
        except _UnreachableError as error:
            return Refused(Reason.UNAVAILABLE, str(error))
        assert self._wire
        return await self._wire.ask(method, path, ids, payload, query=query, keyed=keyed)

    async def login(self) -> Gateway:
        """Log in where that is not done yet."""
        async with self._lock:
            if self._gateway is None:
                if self._closed.is_set():
                    raise _UnreachableError("the connection to Discord is closed")
                for address in addresses(self._settings.api_url):
                    settings = replace(self._settings, api_url=address)
                    gateway = Gateway(settings, self._hear, self._count, between=self._timing.between)
                    try:
                        found = await self._unless_closed(_log_in(gateway, settings.token))
                    except BaseException:
                        await _close(gateway)
                        raise
                    if found:
                        break
                    await _close(gateway)
                else:
                    raise _UnreachableError("there is no Discord at the address in DISCORD_API_URL")
                self._gateway, self._wire = gateway, Wire(gateway.http, self._timing)
            return self._gateway

    async def run(self) -> None:
        """Stay connected until ``close``.

        Raises:
            DiscordRefusedError: Discord does not let the bot in.
        """
        failures = 0
        loop = asyncio.get_running_loop()
        while not self._closed.is_set():
            began = loop.time()
            self._tell(False, "connecting to Discord")
            try:
                broke = await self._stay()
            except DiscordRefusedError as error:
                self._tell(False, str(error))
                await self._leave()
                raise
            if self._closed.is_set():
                break
            failures = failures + 1 if loop.time() - began < LONGEST_PAUSE else 1
            wait = min(self._timing.pause * 2.0 ** min(failures - 1, 16), LONGEST_PAUSE)
            self._tell(False, broke)
            log.warning("%s; next try in %.0f s", broke, wait)
            await self._leave()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), wait)
        self._tell(False, "not listening")

    async def _stay(self) -> str:
        """Be connected as long as it lasts, and tell why it did not."""
        try:
            gateway = await self.login()
            await self._connect(gateway)
        except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as error:
            code = error.code if isinstance(error, discord.ConnectionClosed) else 4014
            if code not in _FATAL:
                return f"Discord closed the connection ({code})"
            raise DiscordRefusedError(_FATAL[code]) from error
        except DiscordRefusedError:
            raise
        except _UnreachableError as error:
            return str(error)
        except Exception as error:
            log.exception("the connection to Discord failed")
            return f"the connection to Discord failed ({type(error).__name__})"
        return "Discord closed the connection"

    async def _connect(self, gateway: Gateway) -> None:
        """Be connected. discord.py tries for ever to come in, even where it was closed meanwhile: then we end it."""
        self._connecting = connecting = asyncio.ensure_future(gateway.connect())
        try:
            await asyncio.wait({connecting})
        finally:
            connecting.cancel()
        if not connecting.cancelled():
            connecting.result()

    async def _unless_closed(self, work: Coroutine[None, None, T]) -> T:
        """Wait for something, but not when the bot is to end."""
        task, closed = asyncio.ensure_future(work), asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait({task, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise _UnreachableError("the connection to Discord is closed")
            return task.result()
        finally:
            task.cancel()
            closed.cancel()

    def _count(self) -> None:
        """Tell how many shards are connected."""
        gateway = self._gateway
        if gateway is None or self._closed.is_set():
            return
        up, known = len(gateway.up), max(len(gateway.shards), 1)
        if up == 0:
            self._tell(False, "reconnecting to Discord")
        elif known == 1:
            self._tell(True, "connected to Discord")
        else:
            self._tell(True, f"connected to Discord, {up} of {known} shards")

    def stop(self) -> None:
        """Let nothing be connected any more, but what is on the wire finish."""
        self._closed.set()

    async def close(self) -> None:
        """End the connection."""
        self.stop()
        async with self._lock:
            await self._leave()
        if self._connecting:
            self._connecting.cancel()
        self._tell(False, "not listening")

    async def _leave(self) -> None:
        gateway, wire = self._gateway, self._wire
        self._gateway = self._wire = None
        if wire:
            await wire.close()
        if gateway:
            await _close(gateway)

    def _tell(self, connected: bool, detail: str) -> None:
        if (connected, detail) != (self._status.connected, self._status.detail):
            self._status = Status(connected, detail, self._clock())


def addresses(api_url: str) -> tuple[str, ...]:
    """Give where the API may be, as people write its address: with its version, or without; ten is much like nine."""
    base = api_url.rstrip("/")
    if not base or _VERSIONED.search(base):
        return (base,)
    return (base, *(f"{base.removesuffix('/api')}/api/{version}" for version in ("v10", "v9")))


async def _log_in(gateway: Gateway, token: str) -> bool:
    """Log in; False where there is no such API."""
    try:
        async with asyncio.timeout(LOGIN_TIME):
            await gateway.login(token)
        return True
    except discord.NotFound:
        return False
    except discord.LoginFailure as error:
        raise DiscordRefusedError(_BAD_TOKEN) from error
    except discord.HTTPException as error:
        raise _UnreachableError(f"Discord does not let the bot in now ({error.status})") from error
    except (aiohttp.ClientError, OSError, ValueError, LookupError, TypeError, discord.DiscordException) as error:
        raise _UnreachableError(f"Discord cannot be reached ({type(error).__name__})") from error


async def _close(gateway: Gateway) -> None:
    try:
        await gateway.close()
    except Exception as error:
        log.warning("the connection to Discord did not close cleanly (%s)", type(error).__name__)
