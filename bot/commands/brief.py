"""`/brief`: the digest of now, one story at length, and how much it all stands on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from adapters.message import Message
from bot.commands.offers import with_watch_of_story
from bot.commands.request import Request
from bot.present import (
    present_digest,
    present_nothing_about,
    present_nothing_new,
    present_nothing_stored,
    present_story,
    present_unknown_story,
)
from briefings.models import Length, Story

STORIES = 50  # how many of the latest stories a reader can name
STORIES_TOLD = 5


def brief_now(request: Request) -> Message:
    """The news in a few bullets, or what is known about a topic."""
    return brief(request)


def brief(
    request: Request,
    *,
    since: datetime | None = None,
    length: Length = Length.NORMAL,
    limit: int = STORIES_TOLD,
    hints: bool = True,
) -> Message:
    """The same with everything that can be chosen; ``hints`` name the chat command that tells more."""
    topic = request.text.strip()
    briefings = request.briefings
    digest = briefings.digest(request.scope, request.now, topic=topic, since=since, length=length, limit=limit)
    if digest.stories:
        return present_digest(digest, request.zone, hints=hints)
    stories = briefings.stories(request.scope, limit=STORIES)
    if not stories:
        return present_nothing_stored()
    return present_nothing_about(topic, stories) if topic else present_nothing_new()


def brief_story(request: Request) -> Message:
    """One story at length, by its number or by words of its headline."""
    wanted = request.text.strip()
    stories = request.briefings.stories(request.scope, limit=STORIES)
    story = find_story(wanted, stories)
    if story is None:
        return present_unknown_story(wanted, stories)
    told = request.briefings.story(request.scope, story.id, length=Length.LONG)
    if told is None:
        return present_unknown_story(wanted, stories)
    return with_watch_of_story(present_story(told, request.zone), story.id, request)


def find_story(wanted: str, stories: Sequence[Story]) -> Story | None:
    """The story of that number; else the first with all the words in its headline, its people and its places."""
    number = wanted.removeprefix("#")
    if number.isdecimal():
        return next((story for story in stories if story.id == int(number)), None)
    words = wanted.casefold().split()
    for story in stories:
        told = " ".join((story.headline, *story.people, *story.places)).casefold()
        if words and all(word in told for word in words):
            return story
    return None
