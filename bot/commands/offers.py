"""Buttons under an answer or a story that offer to watch it."""

from __future__ import annotations

from dataclasses import replace

from adapters.message import Button, Message
from bot.commands.request import Request
from briefings.errors import NewsbriefError

ANSWER, STORY = "watch.answer", "watch.story"


def with_watch_of_answer(message: Message, question: str, request: Request) -> Message:
    """An answer with a button that watches it, where something runs that could tell."""
    if request.desk is None:
        return message
    try:
        token = request.desk.ledger.watching.offer(question, request.now)
    except NewsbriefError:  # what cannot be written now may still be answered
        return message
    return replace(message, actions=(*message.actions, Button("Watch", ANSWER, token)))


def with_watch_of_story(message: Message, story_id: int, request: Request) -> Message:
    """A story with a button that watches it."""
    if request.desk is None:
        return message
    return replace(message, actions=(*message.actions, Button("Watch", STORY, str(story_id))))
