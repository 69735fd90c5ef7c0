"""The command table as Discord registers it."""

from __future__ import annotations

import tomllib
from typing import Any, cast

import discord

from adapters.commands import CommandSpec, Parameter, Subcommand
from adapters.discord.commands import MANAGE_SERVER, MENUS, TRANSLATIONS, fingerprint, render_commands, translations
from adapters.message import Option
from bot.commands.table import COMMANDS
from tests.servers.discord.rules import violations

DESCRIBED = {command.name: command.description for command in COMMANDS} | {
    f"{command.name} {each.name}": each.description for command in COMMANDS for each in command.subcommands
}


def rendered(*specs: CommandSpec) -> list[dict[str, Any]]:
    commands = cast(list[dict[str, Any]], render_commands(specs))
    assert violations("PUT", "/applications/1/commands", commands) == []
    return commands


def test_the_whole_table_can_be_registered() -> None:
    commands = rendered(*COMMANDS)
    assert [each["name"] for each in commands] == [*(spec.name for spec in COMMANDS), *MENUS]
    for command in commands:
        assert command["contexts"] == [0, 1, 2]
        assert command["integration_types"] == [0, 1]


def test_parameters_complete_or_choose_and_those_required_come_first() -> None:
    choice = Parameter("length", "How long", options=(Option("Short", "short"),))
    many = Parameter("zone", "Where", options=tuple(Option(str(n), str(n)) for n in range(26)))
    command, *_ = rendered(
        CommandSpec("x", "X", (choice, many, Parameter("topic", "T", required=True, completes=True)))
    )
    topic, length, zone = command["options"]
    assert (topic["name"], topic["required"], topic["autocomplete"]) == ("topic", True, True)
    assert length["choices"] == [{"name": "Short", "value": "short"}]
    assert zone["autocomplete"] is True


def test_only_a_command_that_changes_things_throughout_is_hidden() -> None:
    change, read = Subcommand("set", "S", manages=True), Subcommand("get", "G")
    hidden, shown, alone, *_ = rendered(
        CommandSpec("a", "A", subcommands=(change,)),
        CommandSpec("b", "B", subcommands=(change, read)),
        CommandSpec("c", "C", manages=True),
    )
    assert hidden["default_member_permissions"] == alone["default_member_permissions"] == MANAGE_SERVER
    assert discord.Permissions(manage_guild=True).value == MANAGE_SERVER
    assert "default_member_permissions" not in shown


def test_every_command_is_described_in_german_french_and_spanish() -> None:
    missing = [
        path
        for path, english in DESCRIBED.items()
        if set(translations(path, english)) != {"de", "fr", "es-ES", "es-419"}
    ]
    assert missing == [], f"translate them in {TRANSLATIONS.name}"
    stale = tomllib.loads(TRANSLATIONS.read_text("utf-8")).keys() - DESCRIBED.keys()
    assert stale == set()


def test_a_translation_of_another_sentence_is_not_shown() -> None:
    assert translations("help", "Something else") == {}
    assert translations("unknown", "x") == {}


def test_commands_are_sent_again_only_when_they_changed() -> None:
    ours = rendered(*COMMANDS)
    # What Discord gives back: more fields, empty ones, permissions as text, another order.
    theirs = [
        {**each, "id": "1", "application_id": "2", "version": "3", "nsfw": False, "name_localizations": None,
         "default_member_permissions": None, "options": each.get("options", []), "dm_permission": True}
        for each in reversed(ours)
    ]  # fmt: skip
    assert fingerprint(theirs) == fingerprint(ours)
    theirs[0]["description"] = "Something else"
    assert fingerprint(theirs) != fingerprint(ours)
    hidden = rendered(CommandSpec("c", "C", manages=True))
    assert fingerprint([{**hidden[0], "default_member_permissions": "32"}, *hidden[1:]]) == fingerprint(hidden)
    assert fingerprint(rendered(*COMMANDS[1:])) != fingerprint(ours)
