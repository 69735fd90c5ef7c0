"""`/watch`: be told when an answer or a story changes, and only then."""

from __future__ import annotations

import re
from dataclasses import replace

from adapters.inbound import Channel
from adapters.message import Message
from adapters.platform import Press
from bot.commands.brief import STORIES, find_story
from bot.commands.request import Request, desk_of
from bot.present_digests import present_unknown_story
from bot.present_watching import (
    present_forgotten,
    present_too_many,
    present_unwatched,
    present_watches,
    present_watching,
)
from bot.watching.watches import Followed, Memory, known_of
from briefings.errors import NewsbriefError
from briefings.models import Length, Question

_STORY = re.compile(r"story\s+(\S.*)", re.IGNORECASE)


class WatchError(NewsbriefError):
    """Something that cannot be watched; the message says what to type instead."""


def watch_question(request: Request) -> Message:
    """Watch the answer to a question, or show what is watched where none is asked."""
    if not any(letter.isalnum() for letter in request.text):
        return list_watches(request)
    return _watch_question(request, None)


def watch_story(request: Request) -> Message:
    """Watch a story."""
    return _watch_story(request, request.text.strip(), None)


def watch_here(request: Request) -> Message:
    """Watch an answer or a story, and be told in the channel."""
    if found := _STORY.fullmatch(request.text.strip()):
        return _watch_story(request, found[1], request.where)
    if not any(letter.isalnum() for letter in request.text):
        raise WatchError("Say what to watch: /watch here who is attending?, or /watch here story 12.")
    return _watch_question(request, request.where)


def list_watches(request: Request) -> Message:
    """What somebody watches."""
    return present_watches(desk_of(request).ledger.watching.watches_of(request.who))


def stop_watch(request: Request) -> Message:
    """End a watch."""
    number = request.text.strip().removeprefix("#")
    if not number.isdecimal():
        raise WatchError("Which watch? Name its number, as /watch list shows it: /watch stop 3.")
    return present_unwatched(int(number), desk_of(request).ledger.watching.unwatch(int(number), request.who))


def press_answer(press: Press, request: Request) -> Message | None:
    """Watch the answer under which the button was pressed."""
    question = desk_of(request).ledger.watching.offered(press.value)
    return _watch_question(replace(request, text=question), None) if question else present_forgotten()


def press_story(press: Press, request: Request) -> Message | None:
    """Watch the story under which the button was pressed."""
    return _watch_story(request, press.value, None)


def _watch_question(request: Request, channel: Channel | None) -> Message:
    question = " ".join(request.text.split())
    answer = request.briefings.answer(request.scope, Question(question, request.now))
    if not answer.askable:
        raise WatchError(answer.note)
    return _begin(request, channel, question, None, known_of(answer), answer.text or "the stored articles do not say")


def _watch_story(request: Request, wanted: str, channel: Channel | None) -> Message:
    stories = request.briefings.stories(request.scope, limit=STORIES)
    story = find_story(wanted, stories)
    told = request.briefings.story(request.scope, story.id, length=Length.LONG) if story else None
    if told is None:
        return present_unknown_story(wanted, stories, request.typed)
    return _begin(request, channel, told.story.headline, told.story.id, Followed(told.told))


def _begin(
    request: Request, channel: Channel | None, what: str, story_id: int | None, memory: Memory, now: str = ""
) -> Message:
    made = desk_of(request).ledger.watching.watch(
        request.who, request.where, channel, what, story_id, memory, request.now
    )
    return present_watching(made, now, here=channel is not None) if made else present_too_many()
