"""What is behind an answer: the passages that it rests on, what was cut from it, and its story."""

from __future__ import annotations

from dataclasses import replace

from adapters.message import Divider, Message
from adapters.platform import Press
from bot.commands.brief import story_pages
from bot.commands.offers import find_answer
from bot.commands.paging import begin
from bot.commands.request import Request
from bot.present_answers import grouped, present_evidence, present_expired, present_no_more, present_out_of_scope
from briefings.models import Length

PASSAGES = 8
"""Passages on one page."""


def press_evidence(press: Press, request: Request) -> Message:
    """The passages that an answer rests on, as they were when it was given."""
    shown = find_answer(press.value, request)
    if shown is None:
        return present_expired()
    question = shown.given.question
    together = [each for several in grouped(shown.excerpts) for each in several]
    starts = range(0, max(1, len(together)), PASSAGES)
    pages = [
        present_evidence(
            question, together[start : start + PASSAGES], shown.withheld if start == starts[-1] else 0, request.zone
        )
        for start in starts
    ]
    return begin(pages, request)


def press_more(press: Press, request: Request) -> Message:
    """What was cut from an answer, and its story at length."""
    shown = find_answer(press.value, request)
    if shown is None:
        return present_expired()
    if shown.withheld and not shown.excerpts:
        return present_out_of_scope()
    pages: list[Message] = []
    if shown.given.further and not shown.withheld:
        pages.append(shown.given.further)
    if shown.given.story_id is not None:
        told = request.briefings.story(request.scope, shown.given.story_id, length=Length.LONG)
        pages += story_pages(told, request) if told else ()
    if not pages:
        return present_no_more()
    if len(pages) > 1 and pages[0] is shown.given.further:
        first, story, *others = pages
        pages = [replace(first, blocks=(*first.blocks, Divider(), *story.blocks)), *others]
    return begin(pages, request)
