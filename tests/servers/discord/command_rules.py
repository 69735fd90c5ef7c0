"""Discord's rules for an application command."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from tests.servers.discord.lengths import size, too_long

Json: TypeAlias = dict[str, Any]

SLASH, PERSON_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, TEXT = 1, 2, 3
LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
})  # fmt: skip
_NAME = re.compile(r"[-_'\w]{1,32}\Z")


def command_violations(command: Json) -> list[str]:
    """Name what is wrong with a command."""
    return list(_command(command))


def _command(command: Json) -> Iterator[str]:
    kind = command.get("type", SLASH)
    if kind == SLASH:
        yield from _named(command)
        yield from _options(command.get("options") or [], depth=0)
        if _weight(command) > 8_000:
            yield f"the command {command.get('name')!r} has {_weight(command)} characters, at most 8000"
    else:
        if not 1 <= size(command.get("name")) <= 32:
            yield "a menu's command has a name of 1 to 32 characters"
        if command.get("description") or command.get("options"):
            yield "a menu's command has neither description nor options"
    permissions = command.get("default_member_permissions")
    if permissions is not None and not re.fullmatch(r"\d{1,20}", str(permissions)):
        yield f"default_member_permissions {permissions!r} is no number"
    if not set(command.get("contexts") or [0]) <= {0, 1, 2}:
        yield "a context is 0, 1 or 2"
    if not set(command.get("integration_types") or [0]) <= {0, 1}:
        yield "a command is installed to a guild (0) or a user (1)"


def _named(named: Json) -> Iterator[str]:
    name = named.get("name") or ""
    if not _NAME.match(name) or name != name.lower():
        yield f"{name!r} is no name of a command"
    if not named.get("description"):
        yield f"{name!r} has no description"
    yield from too_long(named.get("description"), 100, f"the description of {name!r}")
    for locale, words in (named.get("description_localizations") or {}).items():
        if locale not in LOCALES:
            yield f"Discord has no language {locale!r}"
        yield from too_long(words, 100, f"the {locale} description of {name!r}")
        if not words:
            yield f"the {locale} description of {name!r} is empty"


def _options(options: list[Json], depth: int) -> Iterator[str]:
    if len(options) > 25:
        yield f"{len(options)} options, at most 25"
    names = Counter(option.get("name") for option in options)
    yield from (f"two options are called {name!r}" for name, count in names.items() if count > 1)
    kinds = {option.get("type") in (SUBCOMMAND, GROUP) for option in options}
    if len(kinds) > 1:
        yield "a command has subcommands or options of its own"
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield "options that are required come first"
    for option in options:
        yield from _named(option)
        if option.get("type") in (SUBCOMMAND, GROUP):
            if depth >= option["type"]:
                yield "subcommands lie too deep"
            yield from _options(option.get("options") or [], depth + 1)
        else:
            yield from _value(option)


def _value(option: Json) -> Iterator[str]:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        yield "an option has choices or completes"
    if len(choices) > 25:
        yield f"{len(choices)} choices, at most 25"
    for choice in choices:
        if not choice.get("name") or choice.get("value") in (None, ""):
            yield "a choice needs a name and a value"
        yield from too_long(choice.get("name"), 100, "a choice's name")
        yield from too_long(choice.get("value"), 100, "a choice's value")


def _weight(named: Json) -> int:
    """Count names, descriptions and values, each in its longest language, as Discord adds them up."""
    total = size(named.get("name")) + size(named.get("value"))
    localised = (named.get("description_localizations") or {}).values()
    total += max(map(size, [named.get("description"), *localised]))
    return total + sum(_weight(each) for name in ("options", "choices") for each in named.get(name) or [])
