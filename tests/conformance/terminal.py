"""The terminal as its person uses it: the real platform, keys through a pipe, everything read from the screen."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.console.client import ConsolePlatform
from adapters.controls import MAX_FIELDS
from adapters.inbound import Channel
from tests.conformance.script import Answer, Begin, Deed, Fill, Press, Say, Type, Where, Who
from tests.conformance.stage import PATIENCE, Impossible, Watch
from tests.waiting import until

WIDTH = 100
CLEAR = "\x15"  # what takes away the words before the cursor
_PROMPT = re.compile(r"([^\r\n]+)(?:\r\n){3,}")  # a prompt is first drawn with the rest of the screen under it
ALONE = "nobody else is at a terminal"


class Paper(DummyOutput):
    """What the prompt draws, as it comes."""

    def __init__(self) -> None:
        self.drawn = ""

    def write(self, data: str) -> None:
        self.drawn += data


class TerminalScene:
    """One person, who manages everything."""

    def __init__(self, driver: TerminalDriver) -> None:
        self._driver = driver
        self._begun = len(driver.printed)
        self._offered = ""
        self._entered = False

    async def do(self, deed: Deed, who: Who, where: Where) -> None:
        if who not in (Who.SOMEBODY, Who.MANAGER) or where not in (Where.NEWS, Where.DIRECT):
            raise Impossible(ALONE)
        driver = self._driver
        if not self._entered:
            self._entered = True
            await driver.leave_form()
        if isinstance(deed, Begin):
            self._offered = await driver.complete(deed.line)
            return
        if isinstance(deed, Fill):
            await self._fill(deed)
            return
        self._begun = len(driver.printed)
        if isinstance(deed, Type):
            driver.type(deed.line)
        elif isinstance(deed, Say) or (isinstance(deed, Answer) and deed.names):
            driver.type(deed.words)
        elif isinstance(deed, Press):
            driver.type(self._number(deed))
        else:
            raise Impossible(f"a terminal has nothing for {deed}")

    def posts(self, who: Who, where: Where) -> dict[str, str]:
        printed = self._driver.printed
        return {str(self._begun): printed[self._begun :]} if printed[self._begun :].strip() else {}

    def bystander(self, who: Who, where: Where) -> Who | None:
        return None

    def form(self, who: Who) -> str:
        """Its title and hints are printed, its fields are asked one by one."""
        asked = self._driver.prompt()
        return f"{self._driver.printed[self._begun :]}\n{asked}" if asked and not asked.startswith(">") else ""

    def page(self, who: Who) -> str:
        return ""

    def offered(self, who: Who) -> str:
        return self._offered

    def at(self, where: Where, who: Who) -> Channel:
        return self._driver.platform.channel

    async def _fill(self, deed: Fill) -> None:
        driver, left = self._driver, dict(deed.answers)
        begun = len(driver.printed)
        asked: list[str] = []
        while label := await driver.next_field():
            asked.append(label)
            assert len(asked) <= MAX_FIELDS, f"the form asks again and again: {asked}"
            value = left.pop(label, None)
            if value is None:
                driver.type("")
                continue
            if not isinstance(value, str):
                raise Impossible(f"a terminal has no list for {label}")
            numbers = re.findall(r"\[(\d+)\] ([^\n]+)", driver.printed)
            numbered = {option.strip(): number for number, option in numbers}
            driver.type(numbered.get(value, value), clears=True)
        self._begun = begun
        if left:
            raise Impossible(f"the form has no {list(left)}")

    def _number(self, deed: Press) -> str:
        """The number before a label on the screen; a menu's choices stand below its words."""
        shown = self._driver.printed
        shown = shown[max(shown.rfind("[1] "), 0) :]  # the numbers of the latest post that has any
        label = re.escape(deed.choice or deed.label)
        whole = "" if deed.choice or deed.label.endswith("(") else r"(?=  |\s*$)"
        found = re.findall(rf"\[(\d+)\] {label}{whole}", shown, re.MULTILINE)
        if not found:
            raise Impossible(f"nothing offers {deed}; there is:\n{shown}")
        return str(found[-1])


class TerminalDriver:
    """The screen and the keys."""

    returns_forms = False

    def __init__(self, keyboard: PipeInput, watch: Watch) -> None:
        self._output = io.StringIO()
        self._paper = Paper()
        self._keyboard = keyboard
        self._entered, self._answered = 0, ("", 0)
        self.violations: list[str] = []
        self.platform = ConsolePlatform(
            console=Console(file=self._output, width=WIDTH, _environ={}), keyboard=keyboard, screen=self._paper
        )

    def scene(self, number: int) -> TerminalScene:
        return TerminalScene(self)

    @property
    def printed(self) -> str:
        return self._output.getvalue()

    def type(self, line: str, *, clears: bool = False) -> None:
        """Type a line and Enter."""
        self._answered = self.prompt(), len(self.printed)
        self._entered = len(self._paper.drawn)
        self._keyboard.send_text(f"{CLEAR if clears else ''}{line}\r")

    def prompt(self) -> str:
        """What is being asked for since the last Enter, with what stands there already: "> ", or a field's label."""
        drawn = _PROMPT.findall(self._paper.drawn[self._entered :])
        return drawn[-1].strip() if drawn else ""

    async def leave_form(self) -> None:
        """Wait for the usual prompt; a form that an earlier case left open is left."""
        if await self.next_field():
            self._entered = len(self._paper.drawn)
            self._keyboard.send_text(f"{CLEAR}\x03")
            await self.next_field()

    async def next_field(self) -> str:
        """Wait for the next prompt; gives the label of the field that it asks for, or nothing."""
        await until(lambda: self.prompt() and not self._is_drawn_again(), PATIENCE)
        label = self.prompt().partition(":")[0]
        return "" if label.startswith(">") else label.removesuffix(" (optional)")

    def _is_drawn_again(self) -> bool:
        """Whether the field that was just answered is only drawn once more: one that is asked again says why first."""
        answered, printed = self._answered
        label = self.prompt().partition(":")[0]
        return ":" in answered and label == answered.partition(":")[0] and printed == len(self.printed)

    async def complete(self, line: str) -> str:
        """What is offered for a line."""
        session = self.platform._prompt._main
        assert session.completer
        offers = session.completer.get_completions_async(Document(line), CompleteEvent())
        return "\n".join([each.display_text async for each in offers])


@asynccontextmanager
async def terminal(watch: Watch, folder: Path) -> AsyncIterator[TerminalDriver]:
    with create_pipe_input() as keyboard:
        yield TerminalDriver(keyboard, watch)
