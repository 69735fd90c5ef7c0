"""Tries the tokens of the chat platforms: one question each, and the fix where one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import TypeAlias
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bot import VERSION
from bot.config import Settings
from bot.wiring import discord_address, slack_address
from briefings.errors import SettingError

PATIENCE = 10.0  # seconds
Answer: TypeAlias = Mapping[str, object]
Ask: TypeAlias = Callable[[Request], Answer]

SLACK_FIXES = {
    "SLACK_BOT_TOKEN": "copy the bot token (xoxb-...) from OAuth & Permissions of your app, after installing it",
    "SLACK_APP_TOKEN": "make an app-level token (xapp-...) with connections:write under Basic Information",
}
DISCORD_FIX = "reset the token on the Bot page of the developer portal and copy it"


@dataclass(frozen=True, slots=True)
class Trial:
    """A token that was tried: whose it is."""

    platform: str
    try_out: Callable[[], str]


def trials(settings: Settings) -> Iterator[Trial]:
    """The tokens that are set, each with a function that tries it; its error names the fix."""
    if token := settings.slack_bot_token:
        bot_token = token.get_secret_value()
        yield Trial("Slack", lambda: _who_in_slack(slack_address(settings), bot_token))
    if token := settings.slack_app_token:
        app_token = token.get_secret_value()
        yield Trial("Slack", lambda: _socket_mode(slack_address(settings), app_token))
    if token := settings.discord_token:
        discord_token = token.get_secret_value()
        yield Trial("Discord", lambda: _who_in_discord(discord_address(settings), discord_token))


def _who_in_slack(address: str, token: str) -> str:
    told = _ask_slack(address, "auth.test", token, "SLACK_BOT_TOKEN")
    team = told.get("team_id") or "its id"
    return f"the bot is @{told.get('user')} in {told.get('team')}; its news is the workspace slack/{team}"


def _socket_mode(address: str, token: str) -> str:
    _ask_slack(address, "apps.connections.open", token, "SLACK_APP_TOKEN")
    return "Socket Mode lets us in"


def _ask_slack(address: str, method: str, token: str, setting: str) -> Answer:
    request = Request(f"{address.rstrip('/')}/{method}", b"", {"Authorization": f"Bearer {token.strip()}"})
    told = _ask(request, "Slack", setting, SLACK_FIXES[setting])
    if told.get("ok") is not True:
        raise SettingError(f"Slack refuses {setting} ({told.get('error', 'it says nothing')}): {SLACK_FIXES[setting]}.")
    return told


def _who_in_discord(address: str, token: str) -> str:
    agent = f"DiscordBot (newsbrief, {VERSION})"
    request = Request(f"{address.rstrip('/')}/users/@me", headers={"Authorization": f"Bot {token.strip()}"})
    request.add_header("User-Agent", agent)
    told = _ask(request, "Discord", "DISCORD_TOKEN", DISCORD_FIX)
    return f"the bot is {told.get('username')}; a server's news is the workspace discord/ and the server's id"


def _ask(request: Request, platform: str, setting: str, fix: str) -> Answer:
    try:
        with urlopen(request, timeout=PATIENCE) as response:
            told = json.loads(response.read(1_000_000))
    except HTTPError as error:
        error.close()
        if error.code in (401, 403):
            raise SettingError(f"{platform} refuses {setting} ({error.code}): {fix}.") from error
        raise SettingError(f"{platform} answers {error.code} at {request.host}; try again later.") from error
    except (OSError, HTTPException, ValueError) as error:
        raise SettingError(f"{platform} cannot be reached at {request.host} ({error}); try again later.") from error
    return told if isinstance(told, dict) else {}
