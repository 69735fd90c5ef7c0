"""What each evaluation task asks of the engine: a row in, a row out, by the code that answers in chat.

Row formats are those of the evaluation data's README; a task's module is imported when it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import cast

from briefings.errors import NotFoundError
from briefings.ports import Annotator

Row = Mapping[str, object]
Predict = Callable[[Iterable[Row], Annotator], Iterator[dict[str, object]]]

NAMES = ("answer", "ask", "bullets", "cluster", "extract", "feed", "fivew1h", "list", "roster")
"""The tasks; each is a module of this package with a function ``predict(rows, annotator)``."""

_MODULES = {"feed": "feeds", "list": "lists"}  # the others are called like their task


def predictor(task: str) -> Predict:
    """The function that turns a task's rows into predictions.

    Raises:
        NotFoundError: there is no such task.
    """
    if task not in NAMES:
        raise NotFoundError(f"There is no task “{task}”; the tasks are {', '.join(NAMES)}.")
    module = import_module(f"eval.tasks.{_MODULES.get(task, task)}")
    return cast(Predict, module.predict)
