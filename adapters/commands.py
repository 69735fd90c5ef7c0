"""The neutral description of commands, and how a typed line is read by it.

One table serves every platform: Discord registers it, Slack's manifest is made from it, the terminal completes
by it, and the docs list it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.checks import require_line, require_unique
from adapters.controls import Option
from adapters.inbound import Command

MAX_NAME = 32  # Discord's
MAX_DESCRIPTION = 100  # Discord's


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that a command takes.

    ``options`` are the only values; ``completes`` means that values are asked of the completer. The last
    parameter of a command takes the rest of the line, the ones before it one word (or quoted words) each.
    """

    name: str
    description: str
    required: bool = False
    options: tuple[Option, ...] = ()
    completes: bool = False

    def __post_init__(self) -> None:
        _require_name(self.name)
        require_line(self.description, f"the description of {self.name!r}", MAX_DESCRIPTION)


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One thing that a command does; ``manages`` marks those for people who manage the channel."""

    name: str
    description: str
    parameters: tuple[Parameter, ...] = ()
    manages: bool = False

    def __post_init__(self) -> None:
        _require_name(self.name)
        require_line(self.description, f"the description of {self.name!r}", MAX_DESCRIPTION)
        require_unique([parameter.name for parameter in self.parameters], f"parameters of {self.name!r}")


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command: either parameters of its own, or subcommands, of which ``default`` is meant by the bare name."""

    name: str
    description: str
    parameters: tuple[Parameter, ...] = ()
    subcommands: tuple[Subcommand, ...] = ()
    default: str = ""
    manages: bool = False

    def __post_init__(self) -> None:
        _require_name(self.name)
        require_line(self.description, f"the description of {self.name!r}", MAX_DESCRIPTION)
        if self.parameters and self.subcommands:
            raise ValueError(
                f"the command {self.name!r} has parameters and subcommands; Discord takes only one of them"
            )
        require_unique([each.name for each in self.subcommands], f"subcommands of {self.name!r}")
        if self.default and self.subcommand(self.default) is None:
            raise ValueError(f"the command {self.name!r} has no subcommand {self.default!r} to default to")

    def subcommand(self, name: str) -> Subcommand | None:
        """Give the subcommand of that name."""
        return next((each for each in self.subcommands if each.name == name.casefold()), None)


def find_command(commands: Iterable[CommandSpec], name: str) -> CommandSpec | None:
    """Give the command of that name."""
    return next((each for each in commands if each.name == name.casefold()), None)


def read_command(name: str, text: str, commands: Iterable[CommandSpec]) -> Command:
    """Read what was typed after a command's name.

    The bare name means the default subcommand. Where the first word is no subcommand, or the command is not in
    the table, ``subcommand`` is None and ``text`` is everything: the bot says what was probably meant.
    """
    text = text.strip()
    spec = find_command(commands, name)
    if spec is None:
        return Command(name.casefold(), None, text)
    if not spec.subcommands:
        return Command(spec.name, None, text, read_arguments(text, spec.parameters))
    first, rest = _first_word(text)
    chosen = spec.subcommand(first or spec.default)
    if chosen is None:
        return Command(spec.name, None, text)
    return Command(spec.name, chosen.name, rest, read_arguments(rest, chosen.parameters))


def read_arguments(text: str, parameters: Sequence[Parameter]) -> dict[str, str]:
    """Give each parameter its word, and the last one the rest of the line."""
    arguments = {}
    rest = text.strip()
    for parameter in parameters[:-1]:
        word, rest = _take_word(rest)
        if word:
            arguments[parameter.name] = word
    if parameters and rest:
        arguments[parameters[-1].name] = rest
    return arguments


def _take_word(line: str) -> tuple[str, str]:
    if line[:1] in {'"', "'"}:
        end = line.find(line[0], 1)
        if end > 0:
            return line[1:end], line[end + 1 :].strip()
    return _first_word(line)


def _first_word(line: str) -> tuple[str, str]:
    words = line.split(None, 1)
    return (words[0] if words else "", words[1].strip() if len(words) > 1 else "")


def _require_name(name: str) -> None:
    if not (name.isascii() and name.replace("-", "").replace("_", "").isalnum() and name == name.casefold()):
        raise ValueError(f"{name!r} cannot name a command: use small letters, digits, '-' and '_'")
    if len(name) > MAX_NAME:
        raise ValueError(f"the name {name!r} has more than {MAX_NAME} letters")
