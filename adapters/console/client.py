"""The terminal as a platform: what is posted is printed, what is typed arrives."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from rich.console import Console
from rich.text import Text as Line

from adapters.commands import CommandSpec, read_command
from adapters.console.choices import Choice, number_choices, pick, read_numbers
from adapters.console.completion import LEAVE, CommandCompleter
from adapters.console.form import ask_form
from adapters.console.prompt import Leave, Prompt
from adapters.console.render import render_lines
from adapters.controls import FieldKind
from adapters.inbound import Channel, Inbound, MessageRef, Person, Question, What
from adapters.message import Form, Message, note
from adapters.plaintext import UNLIMITED
from adapters.platform import (
    Absent,
    Completer,
    Finding,
    Listener,
    Permissions,
    Reason,
    Receipt,
    Rejected,
    Sent,
    Status,
)
from adapters.visible import make_line

NAME = "terminal"
_TYPED = frozenset({FieldKind.LINE, FieldKind.PARAGRAPH, FieldKind.CHOICE, FieldKind.CHOICES})
LIMITS = replace(UNLIMITED, fields=_TYPED)


class ConsolePlatform:
    """One person at one terminal. Nothing typed leaves the process, and nothing printed is live.

    ``history`` is a file for typed lines. ``console`` prints (colour only on a terminal, none with NO_COLOR);
    ``keyboard`` and ``screen`` are prompt_toolkit's ends, for tests. ``new_id`` names what was typed, uniquely over
    restarts.
    """

    def __init__(
        self,
        *,
        history: Path | None = None,
        console: Console | None = None,
        keyboard: Input | None = None,
        screen: Output | None = None,
        workspace: str = "local",
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self.name = NAME
        self.limits = LIMITS
        self.channel = Channel(NAME, workspace, "screen")
        self.person = Person(NAME, workspace, "you", "you")
        self._console = console or Console(highlight=False)
        self._commands: tuple[CommandSpec, ...] = ()
        self._completer: Completer | None = None
        self._prompt = Prompt(
            completer=CommandCompleter(lambda: self._commands, lambda: self._completer, self.person, self.channel),
            history=history,
            colour=not self._console.no_color,
            keyboard=keyboard,
            screen=screen,
        )
        self._new_id = new_id
        self._posted: dict[str, MessageRef] = {}
        self._choices: tuple[MessageRef, list[Choice]] | None = None
        self._form: Form | None = None
        self._waiting = False
        self._listening = False
        self._closed = False

    async def send(
        self, channel: Channel, message: Message, *, marker: str, thread: MessageRef | None = None
    ) -> Receipt:
        """Print once, and remember the marker while the process lives."""
        if marker in self._posted:
            return Sent(self._posted[marker])
        receipt = self._show(message)
        self._posted[marker] = receipt.ref
        return receipt

    async def find(
        self, channel: Channel, marker: str, *, since: datetime, thread: MessageRef | None = None
    ) -> Finding:
        """Tell what this screen has shown; an earlier process's screen is gone."""
        ref = self._posted.get(marker)
        return Sent(ref) if ref else Absent()

    async def update(self, ref: MessageRef, message: Message) -> Receipt:
        """Print the message again, as changed: what stands on a terminal cannot be edited."""
        self._tell("Updated:")
        return self._show(message, ref)

    async def defer(self, inbound: Inbound, words: str = "", *, private: bool = False) -> Receipt:
        """Show a line that the reply takes away, where the terminal can."""
        if self._console.is_terminal and words:
            self._clear_waiting()
            self._console.print(Line(make_line(words), "dim"), end="", highlight=False, soft_wrap=True)
            self._waiting = True
        return Sent(self._ref())

    async def reply(self, inbound: Inbound, message: Message, *, marker: str = "") -> Receipt:
        """Print the answer, once for each marker."""
        if marker:
            return await self.send(inbound.where, message, marker=marker)
        return self._show(message)

    async def reply_privately(self, inbound: Inbound, message: Message) -> Receipt:
        """Print the answer: nobody else is here."""
        return self._show(message)

    async def open_form(self, inbound: Inbound, form: Form) -> Receipt:
        """Ask for the fields one by one as soon as the listener is done."""
        self._form = form
        return Sent(self._ref())

    async def return_form(self, inbound: Inbound, errors: Mapping[str, str]) -> bool:
        """Nothing: what was typed has scrolled away."""
        return False

    async def direct(self, person: Person) -> Channel | Rejected:
        """Give the screen, which only the person reads."""
        if person != self.person:
            return Rejected(Reason.GONE, "nobody else is at this terminal")
        return self.channel

    async def zone_of(self, person: Person) -> str:
        """Nothing: a terminal has no zone of its own."""
        return ""

    async def publish(self, commands: Sequence[CommandSpec]) -> None:
        """Take the command table, to complete and read by."""
        self._commands = tuple(commands)

    async def permissions(self, channel: Channel, person: Person | None = None) -> Permissions:
        """The person at the terminal manages everything."""
        return Permissions(manages=person is not None)

    def autocomplete(self, completer: Completer) -> None:
        """Take whom to ask for a parameter's values."""
        self._completer = completer

    async def status(self) -> Status:
        """Tell whether the prompt is open."""
        return Status(self._listening, "the prompt is open" if self._listening else "the prompt is not open")

    async def listen(self, listener: Listener) -> None:
        """Ask for lines until the person leaves or ``close`` is called."""
        self._listening = True
        try:
            while not self._closed:
                line = await self._prompt.ask_line()
                what = await self._read(line.strip())
                while what is not None and not self._closed:
                    await self._answer(listener, what)
                    what = await self._ask_form()
        except Leave:
            pass
        finally:
            self._listening = False

    async def close(self) -> None:
        """Close the prompt."""
        self._closed = True
        self._prompt.leave()

    async def _read(self, line: str) -> What | None:
        """Turn a line into what it means: a number typed for a button, a command, or a question."""
        if not line:
            return None
        if line.casefold() in (f"/{LEAVE[0]}", "/exit"):
            raise Leave
        if line.startswith("/"):
            name, _, rest = line[1:].partition(" ")
            return read_command(name, rest, self._commands)
        numbers = read_numbers(line)
        if not (numbers and self._choices):
            return Question(line)
        ref, choices = self._choices
        choice = pick(choices, numbers)
        if isinstance(choice, str):
            self._tell(choice)
            return None
        if choice.address:
            self._print(Line(choice.address))
            return None
        if choice.confirm and not await self._confirm(choice.confirm):
            return None
        return choice.press_on(ref)

    async def _confirm(self, question: str) -> bool:
        with contextlib.suppress(Leave):
            return (await self._prompt.ask_field(f"{question} (y/n)")).strip().casefold() in {"y", "yes"}
        return False

    async def _answer(self, listener: Listener, what: What) -> None:
        """Let the listener work; Ctrl-C gives the prompt back."""
        inbound = Inbound(self._new_id(), self.person, self.channel, what, direct=True)
        work = asyncio.ensure_future(listener(inbound))
        with _interrupts(work):
            try:
                await asyncio.wait({work})
            finally:
                work.cancel()
        self._clear_waiting()
        if work.cancelled():
            self._tell("Stopped.")
        else:
            work.result()

    async def _ask_form(self) -> What | None:
        form, self._form = self._form, None
        return await ask_form(form, self._prompt, self._tell) if form else None

    def _show(self, message: Message, ref: MessageRef | None = None) -> Sent:
        self._clear_waiting()
        ref = ref or self._ref()
        self._print(Line())
        for line in render_lines(message, self._console.width):
            self._print(line)
        self._print(Line())
        if message.actions:
            self._choices = ref, number_choices(message.actions)
        return Sent(ref)

    def _tell(self, words: str) -> None:
        """Print the terminal's own words, which answer nothing."""
        self._clear_waiting()
        for line in render_lines(Message((note(words),), words), self._console.width):
            self._print(line)

    def _print(self, line: Line) -> None:
        self._console.print(line, highlight=False, soft_wrap=True)

    def _clear_waiting(self) -> None:
        if self._waiting:
            self._console.file.write("\r\x1b[2K")
            self._waiting = False

    def _ref(self) -> MessageRef:
        return MessageRef(self.channel, self._new_id())


@contextlib.contextmanager
def _interrupts(work: asyncio.Future[None]) -> Iterator[None]:
    """Let Ctrl-C cancel the work instead of the process, where this thread may say so."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    try:
        loop.add_signal_handler(signal.SIGINT, work.cancel)
    except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
