"""A person at the terminal, from the first words to the last, over the real engine."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.console.client import ConsolePlatform
from bot.cli.serving import talk
from bot.config import Settings
from bot.wiring import Newsroom


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


async def visit(newsroom: Newsroom, keyboard: PipeInput, folder: Path, *lines: str, width: int = 100) -> str:
    """Type lines, and give everything that was on the screen."""
    paper = io.StringIO()
    console = Console(file=paper, width=width, highlight=False)
    platform = ConsolePlatform(console=console, keyboard=keyboard, screen=DummyOutput())
    keyboard.send_text("".join(f"{line}\r" for line in lines))
    await asyncio.wait_for(talk(newsroom, Settings(data=folder), platform, platform.channel), 60)
    return paper.getvalue()


async def test_somebody_looks_around_and_leaves(newsroom: Newsroom, keyboard: PipeInput, tmp_path: Path) -> None:
    screen = await visit(newsroom, keyboard, tmp_path, "/brief", "/ask who is attending?", "/breif", "/quit")
    said = [
        screen.index(words) for words in ("Three things to try", "News briefing", "Attending", "Did you mean /brief?")
    ]
    assert said == sorted(said)


async def test_a_line_without_a_slash_is_a_question(newsroom: Newsroom, keyboard: PipeInput, tmp_path: Path) -> None:
    screen = await visit(newsroom, keyboard, tmp_path, "who is attending?", "/quit")
    assert "Attending" in screen


async def test_leaving_at_once_takes_nothing_along(newsroom: Newsroom, keyboard: PipeInput, tmp_path: Path) -> None:
    keyboard.send_text("\x04")
    assert "Three things to try" in await visit(newsroom, keyboard, tmp_path)


@pytest.mark.parametrize("width", [45, 100])
async def test_nothing_runs_over_the_edge(newsroom: Newsroom, keyboard: PipeInput, tmp_path: Path, width: int) -> None:
    screen = await visit(
        newsroom, keyboard, tmp_path, "/brief", "/ask who is attending?", "/help", "/sources", "/quit", width=width
    )
    assert max(map(len, screen.splitlines())) <= width
