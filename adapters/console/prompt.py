"""The line that a person types: history, completion, and clean ways out."""

from __future__ import annotations

import os
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import Completer
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.patch_stdout import patch_stdout

HINT = "Ask, or type / for commands"


class Leave(Exception):  # noqa: N818 -- not an error: Ctrl-D, or Ctrl-C on an empty line
    """The person wants to leave the line they were asked for."""


class Prompt:
    """Asks for lines; ``history`` is a file kept readable for its owner alone, or nothing is kept."""

    def __init__(
        self,
        *,
        completer: Completer,
        history: Path | None,
        colour: bool,
        keyboard: Input | None = None,
        screen: Output | None = None,
    ) -> None:
        # Without colour a suggestion or a hint would look like something typed.
        self._hint = FormattedText([("fg:ansibrightblack", HINT)]) if colour else None
        depth = None if colour else ColorDepth.DEPTH_1_BIT
        self._main = PromptSession[str](
            completer=completer,
            complete_while_typing=True,
            history=_open_history(history),
            auto_suggest=AutoSuggestFromHistory() if colour else None,
            key_bindings=_bind_keys(),
            color_depth=depth,
            input=keyboard,
            output=screen,
            reserve_space_for_menu=6,
        )
        self._field = PromptSession[str](key_bindings=_bind_keys(), color_depth=depth, input=keyboard, output=screen)

    async def ask_line(self) -> str:
        """Ask for a command or a question; raise Leave when the person leaves."""
        with patch_stdout(raw=True):
            return await self._main.prompt_async(FormattedText([("bold", "> ")]), placeholder=self._hint)

    async def ask_field(self, label: str, value: str = "") -> str:
        """Ask for one value, which may be there already; raise Leave when the person leaves."""
        with patch_stdout(raw=True):
            return await self._field.prompt_async(FormattedText([("bold", f"{label}: ")]), default=value)

    def leave(self) -> None:
        """Let the line that is being asked for end as if the person left."""
        for session in (self._main, self._field):
            if session.app.is_running:
                session.app.exit(exception=Leave())


def _bind_keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    @keys.add("<sigint>")
    def clear_or_leave(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=Leave())

    @keys.add("c-d")
    def leave_or_delete(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.delete()
        else:
            event.app.exit(exception=Leave())

    return keys


def _open_history(path: Path | None) -> History:
    if path is None:
        return InMemoryHistory()
    try:
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    except OSError:  # a history that cannot be kept is no reason not to start
        return InMemoryHistory()
    return FileHistory(str(path))
