"""What could follow what somebody is typing: stories and topics."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.message import Option
from adapters.platform import Autocomplete
from bot.commands.table import STORY, TOPIC
from briefings.models import Story, distinct

MOST = 25  # Discord shows no more


def complete(asked: Autocomplete, stories: Sequence[Story]) -> tuple[Option, ...]:
    """The stories, or the people and places in them, that what is typed fits."""
    typed = asked.typed.strip().casefold()
    if asked.parameter == STORY.name:
        options = [Option(f"{story.id}: {story.headline}", str(story.id)) for story in stories]
    elif asked.parameter == TOPIC.name:
        names = distinct(name for story in stories for name in (*story.people, *story.places))
        options = [Option(name, name) for name in names if len(name) <= 70]
    else:
        options = []
    return tuple(option for option in options if typed in option.label.casefold())[:MOST]
