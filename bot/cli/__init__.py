"""The command `newsbrief`."""

from bot.cli.program import main

__all__ = ["main"]
