"""What the commands of `newsbrief` share: the settings, read when a command is carried out, and `--json`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import click

from bot.config import HOME, Settings, read_settings

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def with_settings(
    command: Callable[Concatenate[Settings, Parameters], Result],
) -> Callable[Parameters, Result]:
    """Give a command the settings, read when it is carried out and not when its help is asked for."""

    @wraps(command)
    def carry_out(*arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
        settings = read_settings(HOME)
        level = settings.log_level.upper()
        logging.basicConfig(level=level, format=LOG_FORMAT, force=True)
        for handler in logging.getLogger().handlers:  # a library may have set its own logger to tell more
            handler.setLevel(level)
        return command(settings, *arguments, **options)

    return carry_out


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
