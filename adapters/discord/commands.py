"""The command table as Discord's application commands. Pure.

A command whose subcommands all change things is hidden from those who do not manage the server; where only some do,
Discord cannot hide them one by one. Either way the bot checks again by itself: an admin may have named somebody.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from adapters.commands import CommandSpec, Parameter, Subcommand
from adapters.discord.controls import Json, label
from adapters.discord.forms import MAX_CHOICE, MAX_CHOICES

MENUS: Mapping[str, str] = {"Ask about this": "ask.about", "Add links": "links.add"}
"""What a message's menu offers -> the name of the ``Shortcut`` that it is."""

MANAGE_SERVER = 1 << 5
TRANSLATIONS = Path(__file__).parent / "data" / "descriptions.toml"

_SLASH, _MESSAGE_MENU = 1, 3
_SUBCOMMAND, _TEXT = 1, 3
_EVERYWHERE: Json = {
    "contexts": [0, 1, 2],  # guilds, direct messages with the bot, direct messages between people
    "integration_types": [0, 1],  # installed to a guild, installed by a person for themselves
}
_COMPARED = (
    "type", "name", "description", "description_localizations", "options", "required", "autocomplete", "choices",
    "value", "default_member_permissions", "contexts", "integration_types",
)  # fmt: skip


def render_commands(commands: Iterable[CommandSpec]) -> list[Json]:
    """Write the whole table for a bulk overwrite, with the entries of a message's menu."""
    return [*map(_command, commands), *map(_menu_entry, MENUS)]


def describe_plainly(command: Mapping[str, object]) -> Json:
    """Give a command without what only Discord's own clients and newer versions of its API know."""
    bare = {name: value for name, value in command.items() if name not in (*_EVERYWHERE, "description_localizations")}
    options = command.get("options")
    if isinstance(options, list):
        bare["options"] = [describe_plainly(each) for each in options]
    return bare


def fingerprint(commands: Sequence[Mapping[str, object]]) -> str:
    """Name a set of commands by its content, the same for what is sent and for what Discord gives back of it.

    Fetch with ``with_localizations``; ids, versions and what is empty do not count, nor does the order of commands.
    """
    bare = sorted((_bare(each) for each in commands), key=lambda each: (str(each.get("type")), str(each.get("name"))))
    return hashlib.sha256(json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def translations(path: str, english: str) -> dict[str, str]:
    """Give the translations of a description, by Discord's name for the language; none where the English has changed.

    ``path`` is the command as it is typed, without the slash.
    """
    found = _translations().get(path, {})
    if found.get("en") != english:
        return {}
    locales = {"de": "de", "fr": "fr", "es-ES": "es", "es-419": "es"}
    return {locale: found[language] for locale, language in locales.items() if language in found}


def _command(spec: CommandSpec) -> Json:
    command: Json = {"type": _SLASH, **_described(spec.name, spec.name, spec.description), **_EVERYWHERE}
    options = [_subcommand(spec.name, each) for each in spec.subcommands] or _parameters(spec.parameters)
    if options:
        command["options"] = options
    if spec.manages or (spec.subcommands and all(each.manages for each in spec.subcommands)):
        command["default_member_permissions"] = MANAGE_SERVER
    return command


def _subcommand(command: str, spec: Subcommand) -> Json:
    shown = {"type": _SUBCOMMAND, **_described(f"{command} {spec.name}", spec.name, spec.description)}
    return {**shown, "options": _parameters(spec.parameters)} if spec.parameters else shown


def _described(path: str, name: str, description: str) -> Json:
    described: Json = {"name": name, "description": description}
    translated = translations(path, description)
    return {**described, "description_localizations": translated} if translated else described


def _parameters(parameters: Iterable[Parameter]) -> list[Json]:
    # Discord wants those that are required first; typed lines keep the table's order.
    return [_parameter(each) for each in sorted(parameters, key=lambda each: not each.required)]


def _parameter(spec: Parameter) -> Json:
    parameter: Json = {"type": _TEXT, "name": spec.name, "description": spec.description, "required": spec.required}
    if spec.options and len(spec.options) <= MAX_CHOICES:
        parameter["choices"] = [{"name": label(each.label, MAX_CHOICE), "value": each.value} for each in spec.options]
    elif spec.completes or spec.options:
        parameter["autocomplete"] = True
    return parameter


def _menu_entry(name: str) -> Json:
    return {"type": _MESSAGE_MENU, "name": name, **_EVERYWHERE}


def _bare(value: Mapping[str, object]) -> Json:
    return {name: _plain(value[name]) for name in _COMPARED if value.get(name) not in (None, "", False, [], {})}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):  # languages
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_bare(each) if isinstance(each, Mapping) else str(each) for each in value]
    return value if isinstance(value, bool) else str(value)  # Discord gives numbers back as texts here and there


@functools.cache
def _translations() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(TRANSLATIONS.read_text("utf-8"))
