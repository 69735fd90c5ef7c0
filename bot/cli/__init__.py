"""The command `newsbrief`."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line; gives the exit code."""
    try:  # Ctrl-C may come while the program is still being read
        from bot.cli import program

        return program.main(arguments)
    except KeyboardInterrupt:
        return 130
