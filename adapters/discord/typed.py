"""The options of a slash command, as the one command table reads a typed line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.commands import CommandSpec, Parameter, find_command
from adapters.discord.payloads import Payload, number, take_all, word
from adapters.inbound import Command

_SUBCOMMAND, _GROUP = 1, 2


def read_command_data(data: Payload, commands: Iterable[CommandSpec]) -> Command:
    """Read a command that was picked, just as ``read_command`` reads the same one typed."""
    name = word(data, "name").casefold()
    subcommand, options = read_options(data)
    given = {word(option, "name"): word(option, "value").strip() for option in options}
    parameters = _parameters(name, subcommand, commands)
    order = [each.name for each in parameters]
    arguments = {key: given[key] for key in sorted(given, key=lambda key: _place(key, order)) if given[key]}
    return Command(name, subcommand, write_line(arguments, order), arguments)


def read_options(data: Payload) -> tuple[str | None, list[Payload]]:
    """Give the subcommand that was picked, if any, and the options that were filled in."""
    subcommand = None
    options = take_all(data, "options")
    while options and number(options[0], "type") in (_SUBCOMMAND, _GROUP):
        subcommand = word(options[0], "name") or None
        options = take_all(options[0], "options")
    return subcommand, options


def write_line(arguments: dict[str, str], order: Sequence[str]) -> str:
    """Give the line that would have been typed: all but the last parameter in quotation marks where they need it."""
    last = order[-1] if order else next(reversed(arguments), "")
    return " ".join(value if name == last else _quoted(value) for name, value in arguments.items())


def _quoted(value: str) -> str:
    if not (len(value.split()) > 1 or value[:1] in "\"'"):
        return value
    mark = "'" if '"' in value else '"'
    return value if mark in value else f"{mark}{value}{mark}"


def _parameters(name: str, subcommand: str | None, commands: Iterable[CommandSpec]) -> Sequence[Parameter]:
    spec = find_command(commands, name)
    if spec is None or subcommand is None:
        return spec.parameters if spec else ()
    chosen = spec.subcommand(subcommand)
    return chosen.parameters if chosen else ()


def _place(name: str, order: Sequence[str]) -> int:
    return order.index(name) if name in order else len(order)
