"""The workspaces that the bot serves: a token and a client for each, and who the bot is there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from adapters.platform import Ambiguous, Reason, Rejected
from adapters.slack.installations import EncryptedInstallations
from adapters.slack.payload import Payload, word
from adapters.slack.refusals import read_seconds
from adapters.slack.settings import SlackSettings
from adapters.slack.web_api import TIMEOUT, Client, Told, answers, ask, post_to

log = logging.getLogger(__name__)

LOCATING = 5.0
"""Seconds for finding out where the methods are."""
LONGEST_WAIT = 30.0
"""Seconds for which reading waits at Slack's word."""
SILENCE = 60.0
"""Seconds for which Slack is not asked again who the bot is."""
AGENT_SCOPE = "assistant:write"
UNINSTALLED = Rejected(Reason.REVOKED, "not_installed: this workspace has not installed the bot")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in a workspace; ``scopes`` is None where Slack did not say."""

    user: str = ""
    name: str = ""
    team: str = ""
    scopes: frozenset[str] | None = None

    @property
    def is_agent(self) -> bool:
        """Whether Slack shows the bot's conversations as an agent's: the manifest asks for both or for neither."""
        return self.scopes is not None and AGENT_SCOPE in self.scopes


@dataclass(frozen=True, slots=True)
class Workspace:
    """``writing`` asks once, for what must not happen twice; ``reading`` asks again when it may."""

    writing: AsyncWebClient
    reading: AsyncWebClient


class Workspaces:
    """One workspace by its token, or all that installed the bot; then each has a token of its own."""

    def __init__(self, settings: SlackSettings, installations: EncryptedInstallations | None) -> None:
        self._settings = settings
        self._installations = installations
        self._session: aiohttp.ClientSession | None = None
        self._opened: dict[str, Workspace] = {}
        self._identities: dict[str, Identity] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._silent_until: dict[str, float] = {}
        self._addresses = addresses(settings.api_url)

    def open(self) -> None:
        """Share one pool of connections from now on; needs a running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
            for workspace in self._opened.values():
                workspace.writing.session = workspace.reading.session = self._session

    async def locate(self) -> None:
        """Find the methods, where the address does not say under which path they are."""
        for address in self._addresses if len(self._addresses) > 1 else ():
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LOCATING)) as session:
                if not await answers(session, address):
                    continue
            self._addresses = (address,)
            self._opened.clear()
            return

    async def close(self) -> None:
        """Give the connections back; a later call opens one for itself."""
        if self._session:
            await self._session.close()

    async def post_to(self, url: str, said: Payload) -> Rejected | Ambiguous | None:
        """Post to a response address; None where Slack took it."""
        if self._session and not self._session.closed:
            return await post_to(self._session, url, said)
        async with aiohttp.ClientSession() as session:
            return await post_to(session, url, said)

    async def find(self, team: str) -> Workspace | None:
        """Give a workspace's clients; None where it has not installed the bot."""
        key = self._key(team)
        await self.locate()
        if key not in self._opened:
            token = await self._token_of(team)
            if not token:
                return None
            self._opened[key] = Workspace(self.client(token, []), self.client(token, _patient()))
        return self._opened[key]

    def client(self, token: str | None, retries: list[AsyncRetryHandler]) -> AsyncWebClient:
        """Make a client for a token."""
        made = Client(token, self._addresses[0], timeout=int(TIMEOUT), session=self._session, retry_handlers=retries)
        if _is_loopback(self._addresses[0]):
            made.proxy = None  # the SDK reads HTTP_PROXY, but not NO_PROXY
        return made

    async def identity(self, team: str) -> Identity:
        """Tell who the bot is; an empty one where Slack does not answer, and it is asked again a minute later."""
        key = self._key(team)
        async with self._asking.setdefault(key, asyncio.Lock()):
            now = asyncio.get_running_loop().time()
            if key in self._identities or now < self._silent_until.get(key, now):
                return self.known(team)
            workspace = await self.find(team)
            if workspace is None:
                return Identity()
            told = await ask(workspace.writing.auth_test())
            if not isinstance(told, Told):
                log.warning("Slack does not tell who the bot is in %s: %s", team or "its workspace", told.detail)
                self._silent_until[key] = now + SILENCE
                return Identity()
            self._identities[key] = Identity(
                word(told.data, "user_id"), word(told.data, "user"), word(told.data, "team_id"), told.scopes
            )
            return self._identities[key]

    def known(self, team: str) -> Identity:
        """Tell who the bot is, as far as was asked already."""
        return self._identities.get(self._key(team), Identity())

    def forget(self, team: str) -> None:
        """Ask anew, after a workspace installed the bot again or took it out."""
        for kept in (self._opened, self._identities, self._silent_until):
            kept.pop(self._key(team), None)

    async def purge(self, team: str) -> None:
        """Delete a workspace's token."""
        self.forget(team)
        if self._installations:
            await self._installations.async_delete_all(enterprise_id=None, team_id=team)
            log.info("the token of the workspace %s is deleted", team)

    def _key(self, team: str) -> str:
        return team if self._installations else ""

    async def _token_of(self, team: str) -> str | None:
        if self._installations is None:
            return self._settings.bot_token
        organisations = self._installations.organisations()
        # A workspace does not say here which organisation it is of; with one organisation there is no doubt.
        enterprise = organisations[0] if len(organisations) == 1 else None
        found = await self._installations.async_find_bot(enterprise_id=enterprise, team_id=team)
        return found.bot_token if found else None


def _patient() -> list[AsyncRetryHandler]:
    return [
        AsyncConnectionErrorRetryHandler(),
        AsyncServerErrorRetryHandler(max_retry_count=1),
        _WaitsAsAsked(max_retry_count=1),
    ]


class _WaitsAsAsked(AsyncRateLimitErrorRetryHandler):
    """The SDK's, which stumbles over parts of a second, and waits for as long as it is told."""

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        headers = {name.lower(): values for name, values in (response.headers if response else {}).items()}
        wait = read_seconds(next(iter(headers.get("retry-after", [])), None))
        await asyncio.sleep(min(1.0 if wait is None else wait, LONGEST_WAIT))
        state.next_attempt_requested = True
        state.increment_current_attempt()


def addresses(api_url: str) -> tuple[str, ...]:
    """Give where the methods may be, as people write the address: Slack's own are below /api."""
    base = api_url.rstrip("/")
    return (f"{base}/",) if urlsplit(base).path else (f"{base}/api/", f"{base}/")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
