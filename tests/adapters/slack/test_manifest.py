"""The manifest installs what the bot is: its commands, its scopes with their reasons, the events that it reads."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

from adapters.slack import inbound
from adapters.slack.manifest import EVENTS, SCOPES
from bot.commands import shortcuts
from bot.commands.table import COMMANDS

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "adapters" / "slack" / "manifest.json"
PAGE = (ROOT / "docs" / "slack.md").read_text("utf-8")
MANIFEST: dict[str, Any] = json.loads(FILE.read_text("utf-8"))

# What Slack demands before it sends an event: https://docs.slack.dev/reference/events
NEEDED = {
    "app_mention": "app_mentions:read",
    "assistant_thread_started": "assistant:write",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}


def write_manifest(address: str = "") -> str:
    return str(runpy.run_path(str(ROOT / "tools" / "slack_manifest.py"))["write_manifest"](address))


def test_the_file_is_current() -> None:
    assert FILE.read_text("utf-8") == write_manifest(), "run: python tools/slack_manifest.py"


def test_it_names_every_command_as_it_is_typed() -> None:
    described = {each["command"]: each for each in MANIFEST["features"]["slash_commands"]}
    assert set(described) == {f"/{each.name}" for each in COMMANDS} - {"/help"}
    assert "story" in described["/brief"]["usage_hint"]
    assert not any(each["should_escape"] for each in described.values())


def test_it_keeps_slacks_own_limits() -> None:
    shown, features = MANIFEST["display_information"], MANIFEST["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["agent_view"]["suggested_prompts"]) <= 4
    for each in features["shortcuts"]:
        assert len(each["name"]) <= 24
        assert len(each["description"]) <= 150
    for each in features["slash_commands"]:
        assert len(each["command"]) <= 32
        assert len(each["description"]) <= 2_000
        assert len(each.get("usage_hint", "")) <= 1_000


def test_a_messages_menu_comes_back_under_the_names_that_the_bot_knows() -> None:
    offered = {each["callback_id"] for each in MANIFEST["features"]["shortcuts"]}
    assert offered == {shortcuts.ASK, shortcuts.ADD}


def test_every_event_is_one_that_the_bot_reads_and_has_its_scope() -> None:
    asked = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {each.partition(".")[0] for each in asked} == set(inbound._EVENTS)
    assert {NEEDED[each] for each in asked if each in NEEDED} <= set(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert asked == sorted(EVENTS)


def test_every_scope_is_explained_in_the_docs_and_no_other_is_asked_for() -> None:
    assert MANIFEST["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    for scope, reason in SCOPES.items():
        assert f"| `{scope}` | {reason} |" in PAGE
    assert set(re.findall(r"^\| `([a-z_.]+:[a-z]+)` \|", PAGE, re.MULTILINE)) <= set(SCOPES)


def test_it_is_for_socket_mode_or_for_an_address_of_ones_own() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert "_url" not in FILE.read_text("utf-8")
    served = json.loads(write_manifest("https://bot.example.org/"))
    assert served["settings"]["socket_mode_enabled"] is False
    assert served["settings"]["interactivity"]["request_url"] == "https://bot.example.org/slack/events"
    assert served["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]
    assert {each["url"] for each in served["features"]["slash_commands"]} == {"https://bot.example.org/slack/events"}


def test_every_setting_of_slack_is_named_in_its_page() -> None:
    settings = re.findall(r"`(SLACK_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"))
    missing = [name for name in settings if f"`{name}`" not in PAGE]
    assert settings
    assert missing == []
