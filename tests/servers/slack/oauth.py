"""Installing: the page that asks for permission, and the methods auth.* and oauth.v2.access."""

from __future__ import annotations

import secrets
import time
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from tests.servers.slack import happenings
from tests.servers.slack.calls import Call, RefusalError
from tests.servers.slack.world import Installation, Json, Team, User, World

CODE_LIFE = 600.0  # seconds


@dataclass
class Code:
    """What the app exchanges for a token, once."""

    team: Team
    user: User
    scopes: tuple[str, ...]
    redirect_uri: str
    born: float
    is_used: bool = False


class Consent:
    """The page on which a person allows the app; ``visitor`` is who looks at it, ``allows`` what they say."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.visitor: User | None = None
        self.allows = True
        self._codes: dict[str, Code] = {}

    async def page(self, request: web.Request) -> web.Response:
        """GET /oauth/v2/authorize: the visitor answers at once and is sent back."""
        asked = request.query
        if asked.get("client_id") != self.world.app.client_id:
            return web.Response(text="Invalid client_id parameter", status=400)
        if self.visitor is None or not asked.get("redirect_uri"):
            return web.Response(text="bad_redirect_uri", status=400)
        back = {"state": asked.get("state", "")}
        if self.allows:
            code = secrets.token_hex(8)
            scopes = tuple(each for each in asked.get("scope", "").split(",") if each)
            where = asked["redirect_uri"]
            self._codes[code] = Code(self.visitor.team, self.visitor, scopes, where, time.monotonic())
            back["code"] = code
        else:
            back["error"] = "access_denied"
        separator = "&" if "?" in asked["redirect_uri"] else "?"
        raise web.HTTPFound(asked["redirect_uri"] + separator + urlencode(back))

    def access(self, call: Call) -> Json:
        """oauth.v2.access."""
        client, secret = _credentials(call)
        if client != self.world.app.client_id:
            raise RefusalError("invalid_client_id")
        if secret != self.world.app.client_secret:
            raise RefusalError("bad_client_secret")
        code = self._codes.get(call.text("code"))
        if code is None or time.monotonic() - code.born > CODE_LIFE:
            raise RefusalError("invalid_code")
        if code.is_used:
            raise RefusalError("code_already_used")
        if call.text("redirect_uri") and call.text("redirect_uri") != code.redirect_uri:
            raise RefusalError("bad_redirect_uri")
        code.is_used = True
        made = self.world.install(code.team, code.user, code.scopes)
        return {
            "app_id": self.world.app.id,
            "authed_user": {"id": code.user.id},
            "scope": ",".join(made.scopes),
            "token_type": "bot",
            "access_token": made.token,
            "bot_user_id": made.bot.id,
            "team": {"id": made.team.id, "name": made.team.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }


def test(call: Call) -> Json:
    """auth.test."""
    who = call.installation
    return {
        "url": f"https://{who.team.domain}.slack.com/",
        "team": who.team.name,
        "user": who.bot.name,
        "team_id": who.team.id,
        "user_id": who.bot.id,
        "bot_id": who.bot.bot_id,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> Json:
    """auth.revoke."""
    if call.flag("test"):
        return {"revoked": False}
    happenings.revoked(call.world, call.installation)
    return {"revoked": True}


def uninstall(call: Call) -> Json:
    """apps.uninstall."""
    app = call.world.app
    if (call.text("client_id"), call.text("client_secret")) != (app.client_id, app.client_secret):
        raise RefusalError("invalid_client_id")
    happenings.uninstalled(call.world, call.installation)
    return {}


def authorize(world: World, token: str) -> Installation:
    """Whose token it is."""
    if not token:
        raise RefusalError("not_authed")
    found = next((each for each in world.installations if each.token == token), None)
    if found is None:
        raise RefusalError("invalid_auth")
    if found.state != "active":
        raise RefusalError("token_revoked" if found.state == "revoked" else "account_inactive")
    return found


def _credentials(call: Call) -> tuple[str, str]:
    scheme, _, given = call.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        try:
            client, _, secret = b64decode(given).decode().partition(":")
        except (Error, ValueError):
            return "", ""
        return client, secret
    return call.text("client_id"), call.text("client_secret")
