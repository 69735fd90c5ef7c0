"""What Tab offers: commands, subcommands, and the values that a parameter takes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.commands import CommandSpec, Parameter, find_command
from adapters.inbound import Autocomplete, Channel, Person
from adapters.plaintext import NO_TEXT
from adapters.platform import Completer as Source
from adapters.visible import make_line

LEAVE = ("quit", "Leave")


class CommandCompleter(Completer):
    """Completes a line that begins with a slash; questions are left alone."""

    def __init__(
        self,
        commands: Callable[[], Sequence[CommandSpec]],
        source: Callable[[], Source | None],
        who: Person,
        where: Channel,
    ) -> None:
        self._commands = commands
        self._source = source
        self._who = who
        self._where = where

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Offer what needs nobody to be asked."""
        return complete_names(document.text_before_cursor, self._commands())

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """Offer names, and ask the bot for values."""
        line = document.text_before_cursor
        for completion in complete_names(line, self._commands()):
            yield completion
        source = self._source()
        wanted = find_parameter(line, self._commands())
        if wanted is None or source is None or not wanted[2].completes:
            return
        command, subcommand, parameter, typed = wanted
        request = Autocomplete(self._who, self._where, command, subcommand, parameter.name, typed)
        for option in await source(request):
            yield _offer(option.value, typed, make_line(option.label), make_line(option.description))


def complete_names(line: str, commands: Sequence[CommandSpec]) -> list[Completion]:
    """Offer the commands, subcommands or fixed values that the line may go on with."""
    if not line.startswith("/"):
        return []
    name, space, rest = line[1:].partition(" ")
    if not space:
        names = [*((spec.name, spec.description) for spec in commands), LEAVE]
        return [_offer("/" + each, line, "/" + each, about) for each, about in names if each.startswith(name.lower())]
    spec = find_command(commands, name)
    if spec is None:
        return []
    if spec.subcommands and " " not in rest:
        return [
            _offer(each.name, rest, each.name, each.description)
            for each in spec.subcommands
            if each.name.startswith(rest.lower())
        ]
    wanted = find_parameter(line, commands)
    if wanted is None:
        return []
    typed = wanted[3]
    return [
        _offer(option.value, typed, make_line(option.label), make_line(option.description))
        for option in wanted[2].options
        if option.value.lower().startswith(typed.lower()) or option.label.lower().startswith(typed.lower())
    ]


def find_parameter(line: str, commands: Sequence[CommandSpec]) -> tuple[str, str | None, Parameter, str] | None:
    """Give the command, subcommand and parameter being typed, and what is typed of its value."""
    name, space, rest = line[1:].partition(" ")
    spec = find_command(commands, name) if line.startswith("/") and space else None
    if spec is None:
        return None
    parameters: Sequence[Parameter] = spec.parameters
    subcommand = None
    if spec.subcommands:
        word, space, rest = rest.partition(" ")
        found = spec.subcommand(word) if space else None
        if found is None:
            return None
        subcommand, parameters = found.name, found.parameters
    if not parameters:
        return None
    words = rest.split(" ", len(parameters) - 1)
    return spec.name, subcommand, parameters[len(words) - 1], words[-1]


def _offer(value: str, typed: str, label: str, about: str) -> Completion:
    return Completion(make_line(value), start_position=-len(typed), display=label or NO_TEXT, display_meta=about)
