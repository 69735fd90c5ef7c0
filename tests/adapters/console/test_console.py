"""What a person at the terminal sees and can do."""

from __future__ import annotations

import asyncio
import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.cells import cell_len
from rich.console import Console

from adapters.console.choices import number_choices, pick, read_numbers
from adapters.console.client import ConsolePlatform
from adapters.console.completion import CommandCompleter, complete_names
from adapters.console.form import read_answer
from adapters.console.render import render_text
from adapters.message import (
    Button,
    Divider,
    Field,
    FieldKind,
    Form,
    GroupedList,
    Message,
    Option,
    Select,
    group,
    heading,
    item,
    note,
    quote,
    say,
    source,
    text,
)
from adapters.platform import (
    Autocomplete,
    CommandSpec,
    Inbound,
    Parameter,
    Press,
    Question,
    Subcommand,
    Submission,
    What,
)

TOPICS = Select("Topics", "topics", (Option("Politics", "p"), Option("Sport", "s")), multiple=True)
COMMANDS = (
    CommandSpec(
        "sources",
        "What the bot reads",
        subcommands=(
            Subcommand("list", "All of them"),
            Subcommand("remove", "Stop reading one", (Parameter("name", "Which", completes=True),)),
            Subcommand(
                "sort",
                "Order",
                (Parameter("by", "By", options=(Option("By name", "name"), Option("By date", "date"))),),
            ),
        ),
    ),
    CommandSpec("ask", "Ask", (Parameter("question", "What"),)),
)


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as keyboard:
        yield keyboard


class Terminal:
    """A console platform whose keys come from ``keyboard``, with what was printed and what arrived."""

    def __init__(self, keyboard: PipeInput, *, form: Form | None = None, width: int = 60) -> None:
        self.output = io.StringIO()
        console = Console(file=self.output, width=width, _environ={})
        self.platform = ConsolePlatform(console=console, keyboard=keyboard, screen=DummyOutput())
        self.form = form
        self.got: list[What] = []

    async def listen(self) -> None:
        await asyncio.wait_for(self.platform.listen(self.take), 5)

    async def take(self, inbound: Inbound) -> None:
        self.got.append(inbound.what)
        if self.form and isinstance(inbound.what, Question):
            await self.platform.open_form(inbound, self.form)


DIGEST = Message(
    (
        heading("Tuesday"),
        note("2 stories"),
        item(
            "Leaders of 12 countries meet in Nairobi on Thursday.",
            sources=[source("Reuters", None, "12 May"), source("AP")],
        ),
        item("Talks go on.", sources=[source("AP", "https://ap.example/1", "12 May")]),
        Divider(),
        GroupedList((group("Attending", [item("Kim"), item("Xi", sources=[source("AP")])]),)),
        quote("We will see.", sources=[source("AP")]),
        text("That is all."),
    ),
    summary="2 stories",
    actions=(Button("Evidence", "evidence"), Button("Watch", "watch"), TOPICS),
)


def test_a_digest_reads_well_on_a_narrow_screen() -> None:
    assert render_text(DIGEST, 40) == (
        "Tuesday\n"
        "2 stories\n"
        "\n"
        "• Leaders of 12 countries meet in\n"
        "  Nairobi on Thursday.\n"
        "  Reuters, 12 May · AP\n"
        "\n"
        "• Talks go on.\n"
        "  AP, 12 May https://ap.example/1\n"
        "\n" + "─" * 40 + "\n"
        "\n"
        "Attending\n"
        "• Kim\n"
        "• Xi\n"
        "  AP\n"
        "\n"
        "│ We will see.\n"
        "│ AP\n"
        "\n"
        "That is all.\n"
        "\n"
        "[1] Evidence  [2] Watch\n"
        "Topics\n"
        "[3] Politics  [4] Sport"
    )


@pytest.mark.parametrize("width", [20, 40, 60, 100])
def test_nothing_runs_over_the_screen_but_addresses(width: int) -> None:
    wide = Message((text("会談は木曜日に開かれる予定です。" * 5), item("x" * 300), *DIGEST.blocks), "x", DIGEST.actions)
    for line in render_text(wide, width).splitlines():
        assert cell_len(line) <= width or "https://" in line


def test_colour_is_for_terminals_and_not_for_those_who_said_no_color() -> None:
    def printed(*, terminal: bool, **environment: str) -> str:
        environment["TERM"] = "xterm-256color"
        console = Console(file=io.StringIO(), width=60, force_terminal=terminal, _environ=environment)
        platform = ConsolePlatform(console=console, screen=DummyOutput())
        asyncio.run(platform.send(platform.channel, DIGEST, marker="d1"))
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()

    assert "\x1b[" not in printed(terminal=False)
    assert "\x1b[1;36m[1]" in printed(terminal=True)
    assert "36m" not in printed(terminal=True, NO_COLOR="1")


async def test_a_number_presses_a_button_and_others_say_what_is_there(keyboard: PipeInput) -> None:
    terminal = Terminal(keyboard)
    await terminal.platform.send(terminal.platform.channel, DIGEST, marker="d1")
    keyboard.send_text("2\r3 4\r1, 2\r9\r\x04")
    await terminal.listen()
    presses = [(what.action, what.chosen) for what in terminal.got if isinstance(what, Press)]
    assert presses == [("watch", ()), ("topics", ("p", "s"))]
    printed = " ".join(terminal.output.getvalue().split())
    assert "Only choices of one menu that takes several go together" in printed
    assert "There is no choice 9; type a number from 1 to 4" in printed


async def test_a_number_without_buttons_is_a_question(keyboard: PipeInput) -> None:
    terminal = Terminal(keyboard)
    keyboard.send_text("7\r\x04")
    await terminal.listen()
    assert terminal.got == [Question("7")]


@pytest.mark.parametrize(("answer", "pressed"), [("y\r", 1), ("\r", 0), ("\x03", 0)])
async def test_a_dangerous_button_asks_first(keyboard: PipeInput, answer: str, pressed: int) -> None:
    terminal = Terminal(keyboard)
    delete = Button("Delete", "delete", confirm="Delete it?")
    await terminal.platform.send(terminal.platform.channel, say("Here", actions=[delete]), marker="d1")
    keyboard.send_text("1\r" + answer + "\x04")
    await terminal.listen()
    assert len(terminal.got) == pressed


@pytest.mark.parametrize("keys", ["\x04", "\x03", "half a line\x03\x04", "\r  \r/quit\r", "/exit\r"])
async def test_leaving_is_clean_and_sends_nothing(keyboard: PipeInput, keys: str) -> None:
    terminal = Terminal(keyboard)
    keyboard.send_text(keys)
    await terminal.listen()
    assert terminal.got == []


async def test_ctrl_c_clears_what_is_typed(keyboard: PipeInput) -> None:
    terminal = Terminal(keyboard)
    keyboard.send_text("half a line\x03who?\r\x04")
    await terminal.listen()
    assert terminal.got == [Question("who?")]


async def test_a_form_asks_again_until_the_answer_will_do(keyboard: PipeInput) -> None:
    zones = (Option("Berlin", "Europe/Berlin"), Option("London", "Europe/London", chosen=True))
    form = Form(
        "Schedule",
        "schedule",
        (
            Field("when", "When", hint="Such as: weekdays at 8"),
            Field("zone", "Zone", FieldKind.CHOICE, options=zones),
            Field("topics", "Topics", FieldKind.CHOICES, options=TOPICS.options, required=False),
        ),
        "token",
    )
    terminal = Terminal(keyboard, form=form)
    keyboard.send_text("set it up\r\rweekdays at 8\r\r1 2\r\x04")
    await terminal.listen()
    answers = {"when": ("weekdays at 8",), "zone": ("Europe/London",), "topics": ("p", "s")}
    assert terminal.got[1:] == [Submission("schedule", answers, "token")]
    assert "Such as: weekdays at 8" in terminal.output.getvalue()
    assert "This one is needed" in terminal.output.getvalue()


async def test_a_form_that_is_left_changes_nothing(keyboard: PipeInput) -> None:
    terminal = Terminal(keyboard, form=Form("Schedule", "schedule", (Field("when", "When"),)))
    keyboard.send_text("set it up\r\x03\x04")
    await terminal.listen()
    assert terminal.got == [Question("set it up")]
    assert "Nothing was changed." in terminal.output.getvalue()


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        (FieldKind.CHOICE, "2", ("s",)),
        (FieldKind.CHOICE, "1 2", "Type one number."),
        (FieldKind.CHOICE, "3", "Type a number from 1 to 2."),
        (FieldKind.CHOICE, "Sport", "Type a number from 1 to 2."),
        (FieldKind.CHOICES, "2,1,2", ("s", "p")),
    ],
)
def test_choices_of_a_form_are_numbers(kind: FieldKind, typed: str, answer: object) -> None:
    assert read_answer(Field("topics", "Topics", kind, options=TOPICS.options), typed) == answer


def test_a_typed_answer_has_a_longest_length() -> None:
    assert read_answer(Field("when", "When", max_length=3), "1234") == "That is 4 letters; at most 3 will do."


async def test_reading_is_shown_and_taken_away_on_a_terminal(keyboard: PipeInput) -> None:
    output = io.StringIO()
    console = Console(file=output, width=60, force_terminal=True, _environ={"TERM": "xterm"})
    platform = ConsolePlatform(console=console, keyboard=keyboard, screen=DummyOutput())

    async def answer(inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading …")
        await platform.reply(inbound, say("Kim."))

    keyboard.send_text("who?\r\x04")
    await asyncio.wait_for(platform.listen(answer), 5)
    assert output.getvalue().index("Reading …") < output.getvalue().index("\r\x1b[2K") < output.getvalue().index("Kim.")


async def test_an_error_of_the_bot_is_not_swallowed(keyboard: PipeInput) -> None:
    terminal = Terminal(keyboard)

    async def fail(inbound: Inbound) -> None:
        raise RuntimeError("broken")

    keyboard.send_text("who?\r")
    with pytest.raises(RuntimeError, match="broken"):
        await asyncio.wait_for(terminal.platform.listen(fail), 5)


async def test_the_same_marker_is_printed_once() -> None:
    output = io.StringIO()
    platform = ConsolePlatform(console=Console(file=output, width=60, _environ={}), screen=DummyOutput())
    first = await platform.send(platform.channel, say("Once"), marker="d1")
    assert await platform.send(platform.channel, say("Once"), marker="d1") == first
    assert output.getvalue().count("Once") == 1


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("/", ["/sources", "/ask", "/quit"]),
        ("/s", ["/sources"]),
        ("/sources ", ["list", "remove", "sort"]),
        ("/sources RE", ["remove"]),
        ("/sources sort ", ["name", "date"]),
        ("/sources sort by d", ["date"]),
        ("/sources list x", []),
        ("/nothing ", []),
        ("/ask who", []),
        ("a question", []),
        ("", []),
    ],
)
def test_tab_offers_what_can_follow(line: str, offered: list[str]) -> None:
    assert [completion.text for completion in complete_names(line, COMMANDS)] == offered


async def test_tab_asks_the_bot_for_values() -> None:
    asked: list[str] = []

    async def offer(request: Autocomplete) -> list[Option]:
        asked.append(f"{request.command} {request.subcommand} {request.parameter} {request.typed}")
        return [Option("\x1b[31mReuters", "Reuters")]

    platform = ConsolePlatform(console=Console(file=io.StringIO()), screen=DummyOutput())
    completer = CommandCompleter(lambda: COMMANDS, lambda: offer, platform.person, platform.channel)
    document = Document("/sources remove reu t")
    offered = [each async for each in completer.get_completions_async(document, CompleteEvent())]
    assert asked == ["sources remove name reu t"]
    assert [(each.text, each.start_position, each.display_text) for each in offered] == [("Reuters", -5, "Reuters")]


def test_history_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "history"
    ConsolePlatform(history=path, screen=DummyOutput())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_history_that_cannot_be_kept_stops_nothing(keyboard: PipeInput, tmp_path: Path) -> None:
    platform = ConsolePlatform(history=tmp_path / "missing" / "history", keyboard=keyboard, screen=DummyOutput())
    keyboard.send_text("\x04")

    async def ignore(inbound: Inbound) -> None:
        return None

    await asyncio.wait_for(platform.listen(ignore), 5)


def test_numbers_are_only_numbers() -> None:
    assert read_numbers("3, 4") == (3, 4)
    assert read_numbers("3 men") == ()
    assert read_numbers("2024") == ()


def test_picking_nothing_is_a_sentence() -> None:
    assert isinstance(pick(number_choices(DIGEST.actions), (5,)), str)
