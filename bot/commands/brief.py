"""`/brief`: the digest of now, one story at length, and what is behind their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from adapters.message import Button, Message
from adapters.platform import Press
from bot.commands.offers import keep, with_watch_of_story
from bot.commands.paging import begin
from bot.commands.request import Request
from bot.commands.sources import tell_nothing_stored
from bot.commands.spans import Wanted, read_wanted
from bot.offers import Listing
from bot.present_answers import present_expired
from bot.present_digests import (
    present_digest,
    present_no_more_stories,
    present_no_such_story,
    present_nothing_about,
    present_nothing_new,
    present_story,
    present_unknown_story,
    with_stories_to_open,
)
from briefings.models import Length, Story, StoryDigest

STORIES = 50  # how many of the latest stories a reader can name
STORIES_TOLD = 5
NEXT_STORIES = "stories.next"


def brief_now(request: Request) -> Message:
    """The news in a few bullets: of a topic, since a time, or all of it."""
    return tell(request, read_wanted(request.text, request.now, request.zone))


def brief(
    request: Request, *, since: datetime | None = None, length: Length = Length.NORMAL, limit: int = STORIES_TOLD
) -> Message:
    """The same where the span and the length are options of their own; words of a span are part of the topic then."""
    wanted = read_wanted(request.text, request.now, request.zone)
    return tell(request, Wanted(request.text.strip(), since) if since else wanted, length=length, limit=limit)


def tell(
    request: Request,
    wanted: Wanted,
    *,
    length: Length = Length.NORMAL,
    limit: int = STORIES_TOLD,
    shown: Sequence[int] = (),
) -> Message:
    """The news that is wanted, in at most ``limit`` stories; ``shown`` are the stories that were told just before."""
    briefings, scope = request.briefings, request.scope
    digest = briefings.digest(
        scope, request.now, topic=wanted.topic, since=wanted.since, length=length, limit=limit + 1, skip=shown
    )
    if digest.stories:
        told = digest.stories[:limit]
        articles = sum(len(each.story.article_ids) for each in told)
        stories = [each.story for each in told]
        message = present_digest(replace(digest, stories=told, articles=articles), request.zone, hints=False)
        if request.desk is None:
            return message
        message = with_stories_to_open(message, stories)
        if len(digest.stories) > limit:
            listing = Listing(wanted.topic, wanted.since, (*shown, *(story.id for story in stories)))
            if token := keep(listing, request):
                message = replace(message, actions=(*message.actions, Button("Next stories", NEXT_STORIES, token)))
        return message
    if shown:
        return present_no_more_stories()
    known = briefings.stories(scope, limit=STORIES)
    if not known:
        return tell_nothing_stored(request)
    if wanted.topic:
        return present_nothing_about(wanted.topic, known, wanted.since, request.zone)
    return present_nothing_new(wanted.since, request.zone)


def press_next_stories(press: Press, request: Request) -> Message:
    """The stories after those that were told."""
    offer = request.desk.ledger.answers.offered(press.value) if request.desk else None
    if offer is None or not isinstance(offer.what, Listing) or offer.workspace != request.scope.workspace:
        return present_expired()
    return tell(request, Wanted(offer.what.topic, offer.what.since), shown=offer.what.shown)


def brief_story(request: Request) -> Message:
    """One story at length, by its number or by words of its headline."""
    wanted = request.text.strip()
    stories = request.briefings.stories(request.scope, limit=STORIES)
    story = find_story(wanted, stories)
    told = request.briefings.story(request.scope, story.id, length=Length.LONG) if story else None
    return _tell_story(told, request) if told else present_unknown_story(wanted, stories, request.typed)


def press_story_more(press: Press, request: Request) -> Message:
    """The story under whose digest somebody asked for more."""
    number = press.chosen[0] if press.chosen else press.value
    told = request.briefings.story(request.scope, int(number), length=Length.LONG) if number.isdecimal() else None
    return _tell_story(told, request) if told else present_no_such_story()


def story_pages(told: StoryDigest, request: Request) -> tuple[Message, ...]:
    """A story's pages."""
    reports = request.briefings.reports(request.scope, told.story.article_ids)
    return present_story(told, request.zone, reports)


def _tell_story(told: StoryDigest, request: Request) -> Message:
    first, *others = story_pages(told, request)
    first = with_watch_of_story(first, told.story.id, request)
    return begin((first, *others), request)


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
