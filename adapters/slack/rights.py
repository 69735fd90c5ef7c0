"""Who may change what concerns a channel, what the bot lacks there, and which zone somebody lives in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.inbound import Channel, Person
from adapters.platform import Ambiguous, Permissions, Rejected
from adapters.slack.payload import Payload, is_true, part, word
from adapters.slack.places import direct
from adapters.slack.refusals import lacks
from adapters.slack.web_api import Told, ask
from adapters.slack.workspaces import Workspaces

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=1)
"""How long an answer about somebody or a channel is taken for true."""
MOST = 2_000  # answers that are kept
_POST, _ANYWHERE = "chat:write", "chat:write.public"
_ADMINS = ("is_admin", "is_owner", "is_primary_owner")
_GUESTS = ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted", "is_bot")


class Rights:
    """Asks Slack, and remembers for a minute."""

    def __init__(self, workspaces: Workspaces, clock: Callable[[], datetime]) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._answers: dict[tuple[str, str], tuple[datetime, Payload]] = {}

    async def permissions(self, channel: Channel, person: Person | None) -> Permissions:
        """Admins and owners of the workspace manage, and who made the channel; guests and strangers never do."""
        found = {} if direct(channel.id) else await self._channel(channel)
        manages = person is not None and await self._manages(channel, part(found, "channel"), person)
        return Permissions(manages, await self._missing(channel, found), word(found, "channel", "name"))

    async def name_of(self, channel: Channel) -> str:
        """Give what a channel is called, or ""."""
        return word(await self._channel(channel), "channel", "name")

    async def zone_of(self, person: Person) -> str:
        """Give the IANA name of the zone that somebody has set, or ""."""
        return word(await self._person(person.workspace, person.id), "tz")

    async def _manages(self, channel: Channel, info: Payload, person: Person) -> bool:
        if person.workspace != channel.workspace or not person.id:
            return False
        user = await self._person(channel.workspace, person.id)
        if not user or any(is_true(user, each) for each in _GUESTS):
            return False
        return any(is_true(user, each) for each in _ADMINS) or word(info, "creator") == person.id

    async def _missing(self, channel: Channel, found: Payload) -> tuple[str, ...]:
        scopes = (await self._workspaces.identity(channel.workspace)).scopes
        if scopes is not None and _POST not in scopes:
            return (f"the scope {_POST}: install the app again",)
        if direct(channel.id) or not found:
            return ()
        name = self._workspaces.known(channel.workspace).name or "newsbrief"
        if word(found, "refused"):
            return (f"to be in the channel: write /invite @{name} there",)
        info = part(found, "channel")
        if is_true(info, "is_archived"):
            return ("a channel that is not archived",)
        open_to_all = not is_true(info, "is_private") and (scopes is None or _ANYWHERE in scopes)
        if info.get("is_member") is False and not open_to_all:
            return (f"to be in the channel: write /invite @{name} there",)
        return ()

    async def _channel(self, channel: Channel) -> Payload:
        """Ask about a channel: {"channel": ...}, {"refused": ...} where it is hidden from the bot, or {}."""
        key = (channel.workspace, channel.id)
        kept = self._kept(key)
        if kept is not None:
            return kept
        workspace = await self._workspaces.find(channel.workspace)
        if workspace is None:
            return {}
        told = await ask(workspace.reading.conversations_info(channel=channel.id))
        if isinstance(told, Told):
            return self._keep(key, told.data)
        self._say(told, f"the channel {channel.id}")
        gone = isinstance(told, Rejected) and lacks(told, "channel_not_found")
        return self._keep(key, {"refused": "channel_not_found"}) if gone else {}

    async def _person(self, team: str, user: str) -> Payload:
        key = (team, user)
        kept = self._kept(key)
        if kept is not None:
            return kept
        workspace = await self._workspaces.find(team)
        if workspace is None or not user:
            return {}
        told = await ask(workspace.reading.users_info(user=user))
        if isinstance(told, Told):
            return self._keep(key, part(told.data, "user"))
        self._say(told, f"the person {user}")
        return {}

    def _kept(self, key: tuple[str, str]) -> Payload | None:
        at, answer = self._answers.get(key, (None, {}))
        return answer if at and self._clock() - at < FRESH else None

    def _keep(self, key: tuple[str, str], answer: Payload) -> Payload:
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[key] = (self._clock(), answer)
        return answer

    @staticmethod
    def _say(refused: Rejected | Ambiguous, what: str) -> None:
        log.warning("Slack does not tell about %s: %s", what, refused.detail)
