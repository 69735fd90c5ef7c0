"""The app manifest that installs the bot in one paste, made from the command table (pure).

https://docs.slack.dev/reference/app-manifest. A scope stands here with what it is for, and nowhere else; the docs
list the same. ``tools/slack_manifest.py`` writes the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.commands import CommandSpec
from adapters.slack.render import LIMITS
from adapters.slack.words import Json

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hear when somebody mentions the bot",
    "assistant:write": "show in the agent's pane what may be asked, and that an answer is on its way",
    "channels:history": "follow the threads that the bot is in; find a post again after a crash, so none comes twice",
    "channels:read": "know a public channel's name and who made it, and hear when it is archived or renamed",
    "chat:write": "post, and mend its own posts",
    "commands": "the slash commands, and the two entries in a message's menu",
    "groups:history": "the same as `channels:history`, for private channels that the bot was invited to",
    "groups:read": "the same as `channels:read`, for private channels that the bot was invited to",
    "im:history": "read what is written to the bot in direct messages",
    "im:read": "tell a direct message from a channel",
    "im:write": "write to the one who can mend something, or who watches an answer",
    "metadata.message:read": "recognise its own posts by their delivery's mark",
    "mpim:history": "the same as `channels:history`, for group messages that the bot is in",
    "mpim:read": "the same as `channels:read`, for group messages that the bot is in",
    "users:read": "a person's time zone, and whether somebody is a workspace admin",
}
"""What the bot asks for, and why; it asks for nothing else."""

EVENTS: tuple[str, ...] = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "assistant_thread_started",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
)

_NAME = "newsbrief"
_DESCRIPTION = "News in short bullets, and answers to questions, every line with its sources."
_LONG_DESCRIPTION = (
    "newsbrief reads the sources that you choose, groups their articles into stories and posts short digests in which "
    "every bullet names its sources. It answers questions such as “who is attending?” from what it has stored, with "
    "the sentences that say so, and says it when nothing does. It runs on your own machine."
)
_ASKED = ("What is new?", "What happened today?", "What can you do?")


def make_manifest(commands: Sequence[CommandSpec], shortcuts: Mapping[str, str], address: str = "") -> Json:
    """Make the manifest: for Socket Mode, or for signed HTTP where ``address`` is the bot's own on the web.

    Args:
        commands: the table; its usage becomes each command's hint.
        shortcuts: what a message's menu offers, by the name under which it comes back.
        address: such as https://bot.example.org, without a path.
    """
    requests: Json = {"request_url": f"{address}/slack/events"} if address else {}
    oauth: Json = {"redirect_urls": [f"{address}/slack/oauth_redirect"]} if address else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": _NAME,
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f2a44",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": _NAME, "always_online": True},
            "agent_view": {
                "agent_description": _DESCRIPTION,
                "suggested_prompts": [{"title": asked, "message": asked} for asked in _ASKED],
            },
            "shortcuts": [
                {"name": name, "type": "message", "callback_id": action, "description": name}
                for action, name in shortcuts.items()
            ],
            "slash_commands": [_command(each, address) for each in commands if each.name not in LIMITS.reserved],
        },
        "oauth_config": {**oauth, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**requests, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **requests},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }


def _command(command: CommandSpec, address: str) -> Json:
    """Describe a command; its text is sent as typed (``should_escape`` off), and read by us."""
    names = [each.name for each in command.subcommands]
    hint = " | ".join(names) or " ".join(f"[{each.name}]" for each in command.parameters)
    made: Json = {"command": f"/{command.name}", "description": command.description, "should_escape": False}
    if hint:
        made["usage_hint"] = hint
    return made | {"url": f"{address}/slack/events"} if address else made
