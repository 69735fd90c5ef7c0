from __future__ import annotations

import pytest

from adapters.commands import CommandSpec, Parameter, Subcommand, read_arguments, read_command
from adapters.platform import Channel, Command

PAUSE = Subcommand("pause", "Stop", (Parameter("channel", "Where"), Parameter("until", "Until when")), manages=True)
TABLE = (CommandSpec("brief", "Digests", subcommands=(Subcommand("now", "Now"), PAUSE), default="now"),)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", {}),
        ("news", {"channel": "news"}),
        ("news  3 days", {"channel": "news", "until": "3 days"}),
        ('"world news" 3 days', {"channel": "world news", "until": "3 days"}),
        ('"open 3 days', {"channel": '"open', "until": "3 days"}),
    ],
)
def test_parameters_take_a_word_each_and_the_last_the_rest(text: str, arguments: dict[str, str]) -> None:
    assert read_arguments(text, PAUSE.parameters) == arguments


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("", Command("brief", "now")),
        ("  pause\nnews", Command("brief", "pause", "news", {"channel": "news"})),
        ("nwo please", Command("brief", None, "nwo please")),
    ],
)
def test_the_first_word_chooses_the_subcommand(typed: str, command: Command) -> None:
    assert read_command("brief", typed, TABLE) == command


@pytest.mark.parametrize(
    "build",
    [
        lambda: CommandSpec("Brief", "Digests"),
        lambda: CommandSpec("b" * 33, "Digests"),
        lambda: CommandSpec("brief", "x" * 101),
        lambda: CommandSpec("brief", "Digests", subcommands=(PAUSE,), default="now"),
        lambda: CommandSpec("brief", "Digests", parameters=PAUSE.parameters, subcommands=(PAUSE,)),
        lambda: CommandSpec("brief", "Digests", subcommands=(PAUSE, PAUSE)),
        lambda: Channel("slack", "", "C1"),
    ],
)
def test_a_table_that_a_platform_would_refuse_is_refused(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        build()


def test_a_channel_is_read_back_from_its_key() -> None:
    channel = Channel("terminal", "local", "a/b")
    assert Channel.parse(str(channel)) == channel
