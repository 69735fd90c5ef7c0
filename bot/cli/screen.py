"""What the command line shows: messages, records for scripts, and that work goes on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from adapters.message import Message

PIPED_WIDTH = 96


def tell(said: object) -> None:
    """Print a message for people, and anything else as JSON for scripts."""
    from adapters.message import Message

    if isinstance(said, Message):
        show(said)
    else:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2, default=_encode))


def show(message: Message) -> None:
    """Print a message: with colours and wrapped on a terminal, plain elsewhere."""
    from rich.console import Console

    from adapters.console.render import render_lines

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would end the program as if it had failed

    console = Screen(highlight=False)
    for line in render_lines(message, console.width if console.is_terminal else PIPED_WIDTH):
        console.print(line, soft_wrap=True)


@contextmanager
def working(words: str) -> Iterator[None]:
    """Show a spinner on a terminal while something takes its time; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield


def _encode(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no form in JSON")
