"""What a command is carried out with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from briefings.engine import Briefings
from briefings.models import Scope


@dataclass(frozen=True, slots=True)
class Request:
    """A command's words, what its asker may see, when it was asked, and the engine that answers."""

    briefings: Briefings
    scope: Scope
    now: datetime
    zone: tzinfo
    text: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
