"""How far an intake is, in numbers that can be added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened since the last report: feeds asked and failed, entries found, passed over, read and stored."""

    feeds: int = 0
    failed: int = 0
    found: int = 0
    read: int = 0
    stored: int = 0  # new or revised articles
    annotated: int = 0
    passed: int = 0  # entries that were too old to be taken

    def __add__(self, other: Progress) -> Progress:
        return Progress(
            self.feeds + other.feeds,
            self.failed + other.failed,
            self.found + other.found,
            self.read + other.read,
            self.stored + other.stored,
            self.annotated + other.annotated,
            self.passed + other.passed,
        )


Report: TypeAlias = Callable[[Progress], None]


def unreported(_progress: Progress) -> None:
    """For those who need no reports."""
