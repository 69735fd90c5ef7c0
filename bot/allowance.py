"""How much may be asked in what time, so that one person's flood delays nobody else. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PERSON_SPAN = timedelta(minutes=10)
WORKSPACE_SPAN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Questions that one person may ask in ten minutes, and a workspace in an hour; 0 sets no limit."""

    person: int = 0
    workspace: int = 0


UNLIMITED = Allowance()


@dataclass(frozen=True, slots=True)
class Excess:
    """Somebody asked too much; ``until`` is when the next question is welcome, ``everybody``'s where all asked much."""

    until: datetime
    everybody: bool


def excess(by_person: datetime | None, by_workspace: datetime | None, now: datetime) -> Excess | None:
    """Whether one more question is too many.

    ``by_person`` is when the person asked the question that is as many back as may be asked in the span, None where
    there were not so many; ``by_workspace`` likewise. A time ahead of ``now`` was kept while the clock was wrong.
    """
    for asked, span, everybody in ((by_person, PERSON_SPAN, False), (by_workspace, WORKSPACE_SPAN, True)):
        if asked is not None and asked <= now < asked + span:
            return Excess(asked + span, everybody)
    return None
