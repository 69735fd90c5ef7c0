"""What could follow what somebody is typing: stories, topics and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.message import Option
from adapters.platform import Autocomplete
from bot.commands.table import NAMES, SOURCE, STORY, TOPIC
from briefings.models import Story, distinct

MOST = 25  # Discord shows no more


def complete(asked: Autocomplete, stories: Sequence[Story], sources: Sequence[str] = ()) -> tuple[Option, ...]:
    """The stories, the people and places in them, or the names of sources, that what is typed fits."""
    typed = asked.typed.strip().casefold()
    if asked.parameter == STORY.name:
        options = [Option(f"{story.id}: {story.headline}", str(story.id)) for story in stories]
    elif asked.parameter == TOPIC.name:
        names = distinct(name for story in stories for name in (*story.people, *story.places))
        options = [Option(name, name) for name in names if len(name) <= 70]
    elif asked.parameter in (SOURCE.name, NAMES.name):
        # Several names have commas between them, and only the last one is still being typed.
        before, comma, last = asked.typed.rpartition(",")
        typed = last.strip().casefold()
        options = [Option(f"{before}{comma} {name}".strip() if comma else name, name) for name in sources]
        return tuple(replace(each, value=each.label) for each in options if typed in each.value.casefold())[:MOST]
    else:
        options = []
    return tuple(option for option in options if typed in option.label.casefold())[:MOST]
