"""What became of a message's links, in the words that a reader sees. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.message import Item, Message, code, item, note, say, strong
from bot.present import counted, one_line


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one link: the article's title and publisher, or why there is none."""

    link: str
    title: str = ""
    source: str = ""
    is_new: bool = False
    reason: str = ""


def present_links(added: Sequence[Added], left: int) -> Message:
    """Say for each link in a line what became of it; ``left`` were too many."""
    new = sum(each.is_new for each in added)
    lines = [_line(each) for each in added]
    ending = (note(f"{counted(left, 'more link')} left out: add them from a message of their own."),) if left else ()
    return Message((*lines, *ending), f"{counted(new, 'article')} added" if new else "No article was added")


def present_no_links() -> Message:
    """Say that a message has no link."""
    return say("There is no link in that message, so there is nothing to add.")


def _line(added: Added) -> Item:
    if added.reason:
        return item("Not added: ", code(added.link[:200]), f" {added.reason}")
    named = f" ({added.source})" if added.source and added.source != added.title else ""
    said = "Added" if added.is_new else "Here already"
    return item(strong(one_line(added.title)), f"{named}: {said.lower()}.")
