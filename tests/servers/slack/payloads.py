"""The payloads that Slack sends to an app (pure)."""

from __future__ import annotations

from tests.servers.slack.views import View
from tests.servers.slack.world import App, Conversation, Installation, Json, Post, User


def wrap_event(
    app: App, installation: Installation, event: Json, where: Conversation | None, *, name: str, at: float
) -> Json:
    """An event in its wrapper, as the Events API delivers it.

    In a channel that workspaces share, ``team_id`` is the workspace that made it; only the authorization names the one
    that installed the app.
    """
    shared = bool(where and where.shared_with)
    seen_by = {"enterprise_id": None, "team_id": installation.team.id, "user_id": installation.bot.id, "is_bot": True}
    return {
        "token": app.verification,
        "team_id": where.team.id if where and shared else installation.team.id,
        "context_team_id": installation.team.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": name,
        "event_time": int(at),
        "authorizations": [seen_by | {"is_enterprise_install": False}],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{name}",
    }


def command(
    app: App, installation: Installation, user: User, where: Conversation, name: str, text: str, *, response_url: str,
    trigger: str,
) -> Json:  # fmt: skip
    """A slash command; every value is a string."""
    return {
        "token": app.verification,
        "team_id": installation.team.id,
        "team_domain": installation.team.domain,
        "channel_id": where.id,
        "channel_name": name_of(where),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def interaction(app: App, installation: Installation, kind: str, user: User, trigger: str) -> Json:
    """What all interactions have."""
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id}
    return {
        "type": kind,
        "user": who,
        "api_app_id": app.id,
        "token": app.verification,
        "trigger_id": trigger,
        "team": {"id": installation.team.id, "domain": installation.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def on_message(app: App, where: Conversation, post: Post, response_url: str) -> Json:
    """Where a button or menu of a message was used; an ephemeral message's own text is not told."""
    container = {"type": "message", "message_ts": post.ts, "channel_id": where.id, "is_ephemeral": bool(post.only)}
    if post.thread:
        container["thread_ts"] = post.thread
    told: Json = {"container": container, "channel": {"id": where.id, "name": name_of(where)}}
    told |= {"response_url": response_url, "state": {"values": {}}}
    return told if post.only else told | {"message": post.describe(app)}


def on_view(app: App, view: View) -> Json:
    """Where a button or menu of a modal or home page was used."""
    told = view.describe(app.id)
    return {"container": {"type": "view", "view_id": view.id}, "view": told}


def submission(app: App, view: View, user: User) -> Json:
    """A modal's own part of view_submission; the workspace is the user's, the view names the app's."""
    return {
        "view": view.describe(app.id),
        "response_urls": [],
        "team": {"id": user.team.id, "domain": user.team.domain},
    }


def message_shortcut(app: App, where: Conversation, post: Post, callback: str, response_url: str) -> Json:
    """A message shortcut's own part of message_action."""
    told: Json = {"callback_id": callback, "message_ts": post.ts, "action_ts": post.ts, "response_url": response_url}
    return told | {"channel": {"id": where.id, "name": name_of(where)}, "message": post.describe(app)}


def name_of(where: Conversation) -> str:
    """What commands and interactions call a conversation."""
    return {"public": where.name, "private": "privategroup", "im": "directmessage", "mpim": f"mpdm-{where.id}"}[
        where.kind
    ]
