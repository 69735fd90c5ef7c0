"""A command that is picked means the same as the one that is typed."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.commands import CommandSpec, Parameter, Subcommand, read_command
from adapters.discord.typed import read_command_data
from adapters.inbound import Command

COMMANDS = (
    CommandSpec(
        "brief",
        "Digests",
        subcommands=(
            Subcommand("now", "A digest now", (Parameter("topic", "About what"), Parameter("span", "How far back"))),
            Subcommand("help", "What can be typed"),
        ),
        default="now",
    ),
    CommandSpec("ask", "Ask", (Parameter("question", "Your question", required=True),)),
)


def picked(name: str, subcommand: str | None = None, **values: Any) -> dict[str, Any]:
    options: list[dict[str, Any]] = [{"name": key, "type": 3, "value": value} for key, value in values.items()]
    return {"name": name, "options": [{"name": subcommand, "type": 1, "options": options}] if subcommand else options}


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (picked("ask", question="who is there?"), "ask who is there?"),
        (picked("ask", question='  "quoted" start '), 'ask "quoted" start'),
        (picked("brief", "now"), "brief now"),
        (picked("brief", "now", topic="talks"), "brief now talks"),
        (picked("brief", "now", topic="climate talks"), 'brief now "climate talks"'),
        (picked("brief", "now", topic="climate talks", span="3 days"), 'brief now "climate talks" 3 days'),
        (picked("brief", "now", span="3 days", topic='the "summit" talks'), "brief now 'the \"summit\" talks' 3 days"),
        (picked("brief", "help"), "brief help"),
    ],
)
def test_picking_and_typing_mean_the_same(data: dict[str, Any], line: str) -> None:
    name, _, rest = line.partition(" ")
    assert read_command_data(data, COMMANDS) == read_command(name, rest, COMMANDS)


def test_a_later_value_alone_keeps_its_name() -> None:
    command = read_command_data(picked("brief", "now", span="3 days"), COMMANDS)
    assert command.arguments == {"span": "3 days"}
    assert command.text == "3 days"


def test_a_command_that_the_table_does_not_know_is_still_read() -> None:
    command = read_command_data(picked("old", "thing", a=5, b=True), COMMANDS)
    assert command == Command("old", "thing", "5 true", {"a": "5", "b": "true"})
    assert read_command_data({}, COMMANDS) == Command("")
