"""Payloads as Slack's reference shows them, shortened to what it promises; keywords change what they say."""

from typing import Any

from adapters.commands import CommandSpec, Parameter, Subcommand

TEAM, CHANNEL, USER, BOT = "T123ABC456", "C123ABC456", "U123ABC456", "U0LAN0Z89"
RESPONSE_URL = "https://hooks.slack.com/actions/T123ABC456/123/abc"
COMMANDS = (
    CommandSpec(
        "brief",
        "Digests",
        subcommands=(Subcommand("now", "A digest now", (Parameter("topic", "About what"),)),),
        default="now",
    ),
    CommandSpec("ask", "Ask", (Parameter("question", "Your question", required=True),)),
    CommandSpec("sources", "Sources", subcommands=(Subcommand("add", "Add one", (Parameter("address", "Which"),)),)),
)


def envelope(event: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """https://docs.slack.dev/apis/events-api#event-type-structure"""
    whole = {
        "token": "XXYYZZ",
        "team_id": TEAM,
        "api_app_id": "A123ABC456",
        "event": event,
        "type": "event_callback",
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "event_context": "EC123ABC456",
        "event_id": "Ev123ABC456",
        "event_time": 1234567890,
    }
    return whole | changed


def mention(text: str = f"<@{BOT}> who is attending?", **changed: Any) -> dict[str, Any]:
    """https://docs.slack.dev/reference/events/app_mention"""
    whole = {
        "type": "app_mention",
        "user": USER,
        "text": text,
        "ts": "1515449522.000016",
        "channel": CHANNEL,
        "event_ts": "1515449522000016",
    }
    return whole | changed


def message(text: str, **changed: Any) -> dict[str, Any]:
    """https://docs.slack.dev/reference/events/message.channels"""
    whole = {
        "type": "message",
        "channel": CHANNEL,
        "user": USER,
        "text": text,
        "ts": "1515449522.000016",
        "event_ts": "1515449522.000016",
        "channel_type": "channel",
        "team": TEAM,
        "client_msg_id": "1a2b",
    }
    return whole | changed


def command(name: str = "/ask", text: str = "who is attending?", **changed: Any) -> dict[str, Any]:
    """https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling"""
    whole = {
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "team_id": TEAM,
        "team_domain": "example",
        "enterprise_id": "E0001",
        "enterprise_name": "Globular%20Construct%20Inc",
        "channel_id": CHANNEL,
        "channel_name": "test",
        "user_id": USER,
        "user_name": "Steve",
        "command": name,
        "text": text,
        "response_url": "https://hooks.slack.com/commands/1234/5678",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        "api_app_id": "A123456",
    }
    return whole | changed


def _interaction(kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "example"},
        "user": {"id": USER, "username": "ada", "name": "ada", "team_id": TEAM},
        "api_app_id": "A02",
        "token": "Shh_its_a_seekrit",
        "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    }


def press(action: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
    button = {
        "action_id": "evidence:s1",
        "block_id": "=qXel",
        "text": {"type": "plain_text", "text": "Evidence"},
        "value": "s1",
        "type": "button",
        "action_ts": "1548426417.840180",
    }
    whole = {
        "container": {
            "type": "message",
            "message_ts": "1548261231.000200",
            "channel_id": CHANNEL,
            "is_ephemeral": False,
        },
        "channel": {"id": CHANNEL, "name": "review-updates"},
        "message": {"bot_id": "BAH5CA16Z", "type": "message", "text": "...", "user": BOT, "ts": "1548261231.000200"},
        "response_url": RESPONSE_URL,
        "actions": [button | (action or {})],
    }
    return _interaction("block_actions") | whole | changed


def shortcut(callback: str = "ask_about", said: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload"""
    post = {"type": "message", "user": "U2", "ts": "1548261231.000200", "text": "World &gt; Big Blue Ball"}
    whole = {
        "callback_id": callback,
        "action_ts": "1548261231.000200",
        "response_url": "https://hooks.slack.com/app/T123ABC456/1/2",
        "channel": {"id": CHANNEL, "name": "general"},
        "message": post | (said or {}),
    }
    return _interaction("message_action") | whole | changed


def submission(values: dict[str, Any], metadata: str = "", **changed: Any) -> dict[str, Any]:
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
    view = {
        "id": "VNHU13V36",
        "type": "modal",
        "title": {"type": "plain_text", "text": "Schedule"},
        "private_metadata": metadata,
        "callback_id": "schedule.save",
        "state": {"values": values},
        "hash": "156663117.cd33ad1f",
        "response_urls": [],
    }
    return _interaction("view_submission") | {"view": view} | changed
