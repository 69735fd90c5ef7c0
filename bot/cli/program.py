"""How `newsbrief` begins and ends: one sentence for every mistake, and a clean end whatever happens.

Exit codes: 0 done, 1 a fault of ours (the log has it), 2 something that the person can mend, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Sequence

import click

from bot.cli.commands import newsbrief
from briefings.errors import NewsbriefError

DONE, FAULT, MISTAKE, STOPPED = 0, 1, 2, 130

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line; gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a mark instead
    try:
        code = newsbrief.main(arguments, prog_name="newsbrief", standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        return _say("Stopped.", STOPPED)
    except BrokenPipeError:
        # Whoever read us has what they wanted; without this, Python complains once more when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except click.UsageError as error:
        return _say(_explain(error), MISTAKE)
    except click.ClickException as error:
        return _say(error.format_message(), MISTAKE)
    except NewsbriefError as error:
        return _say(str(error), MISTAKE)
    except Exception as error:
        log.debug("unexpected", exc_info=True)
        words = f"newsbrief failed, and it is not your fault: {type(error).__name__}: {error}."
        return _say(f"{words} NEWSBRIEF_LOG_LEVEL=debug shows where.", FAULT)
    return code if isinstance(code, int) else DONE


def _say(words: str, code: int) -> int:
    click.echo(words, err=True)
    return code


def _explain(error: click.UsageError) -> str:
    """A mistake on the command line, with the nearest right word or where to look."""
    message = error.format_message()
    if message.endswith("?"):
        return message
    path = error.ctx.command_path if error.ctx else "newsbrief"
    return f"{message.rstrip('.')}; “{path} --help” shows what can be typed."
