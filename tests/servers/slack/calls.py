"""A call of a Web API method as it came in, and how it is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.slack.world import HISTORY, READING, Conversation, Installation, Json, World


class RefusalError(Exception):
    """Slack's ``{"ok": false, "error": ...}``; ``status`` is 200 for nearly all of them."""

    def __init__(self, error: str, status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = headers or {}
        self.more = more


@dataclass
class Call:
    """One call; ``installation`` is the workspace that the token belongs to."""

    world: World
    method: str
    parameters: Json
    token: str = ""
    installation_or_none: Installation | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def installation(self) -> Installation:
        assert self.installation_or_none is not None
        return self.installation_or_none

    def text(self, name: str, default: str = "") -> str:
        value = self.parameters.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        if not self.text(name):
            raise RefusalError(
                "invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]}
            )
        return self.text(name)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.parameters.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.parameters.get(name) or default)
        except ValueError:
            raise RefusalError("invalid_arguments") from None

    def structure(self, name: str, error: str) -> Any:
        """A value that is JSON, written as a string in forms."""
        value = self.parameters.get(name)
        if isinstance(value, str) and value:
            try:
                return json.loads(value)
            except ValueError:
                raise RefusalError(error) from None
        return value or None

    def require(self, *scopes: str) -> None:
        """Refuse without any one of these scopes."""
        if not set(scopes) & set(self.installation.scopes):
            provided = ",".join(self.installation.scopes)
            raise RefusalError("missing_scope", needed=",".join(scopes), provided=provided)

    def conversation(self, name: str = "channel", *, history: bool = False, reading: bool = False) -> Conversation:
        """The conversation that is meant, if the bot may know of it."""
        found = self.world.conversations.get(self.text(name).lstrip("#"))
        if found is None:
            found = next((each for each in self.world.conversations.values() if self._is_named(each, name)), None)
        teams = (found.team, *found.shared_with) if found else ()
        if found is None or self.installation.team not in teams:
            raise RefusalError("channel_not_found")
        if found.kind != "public" and self.installation.bot not in found.members:
            raise RefusalError("channel_not_found")
        if history or reading:
            self.require((HISTORY if history else READING)[found.kind])
        return found

    def _is_named(self, conversation: Conversation, name: str) -> bool:
        wanted = self.text(name).lstrip("#")
        return bool(wanted) and conversation.name == wanted and conversation.team is self.installation.team


async def read_parameters(request: web.Request) -> tuple[Json, str]:
    """The parameters, and the token wherever it is allowed to stand."""
    parameters: Json = dict(request.query)
    kind = request.content_type
    body = await request.read()
    if kind == "application/json" and body:
        try:
            given = json.loads(body)
        except ValueError:
            raise RefusalError("invalid_json") from None
        if not isinstance(given, dict):
            raise RefusalError("json_not_object")
        given.pop("token", None)  # in JSON the token goes into the header
        parameters |= given
    elif body:
        form = await request.post()
        parameters |= {name: value for name, value in form.items() if isinstance(value, str)}
    in_parameters = str(parameters.pop("token", ""))
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return parameters, token.strip() if scheme == "Bearer" else in_parameters
