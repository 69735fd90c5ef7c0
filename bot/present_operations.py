"""How posting stands, in the words that whoever runs the bot reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TypeVar

from adapters.message import Block, Message, code, item, note, say, strong
from bot.ledger.survey import HeldPost, Survey
from bot.present import counted, moment

S = TypeVar("S", bound=StrEnum)

SUMMARY = 80  # characters of what a held post says


def posting_blocks(survey: Survey, now: datetime, zone: tzinfo) -> tuple[Block, ...]:
    """What is scheduled, what waits and why."""
    blocks: list[Block] = [item(strong("Schedules"), f"  {_counts(survey.subscriptions) or 'none'}")]
    if survey.next_slot:
        blocks.append(item(strong("Next"), f"  {moment(survey.next_slot, zone)}"))
    blocks.append(item(strong("Posts"), f"  {_counts(survey.deliveries) or 'none'}"))
    if survey.waiting_since:
        blocks.append(item(strong("Waiting"), f"  the oldest since {moment(survey.waiting_since, zone)}"))
    if survey.unanswered:
        blocks.append(item(strong("Questions"), f"  {survey.unanswered:,} not answered yet"))
    blocks += [
        item(strong(f"Trouble on {error.platform}"), f"  {error.detail} ({moment(error.at, zone)})")
        for error in survey.errors
    ]
    if survey.latest and survey.latest > now + timedelta(minutes=1):
        blocks.append(
            item(strong("Clock"), f"  it was ahead when the latest entry was made: {moment(survey.latest, zone)}")
        )
    return (*blocks, *held_blocks(survey.held))


def held_blocks(held: Sequence[HeldPost]) -> tuple[Block, ...]:
    """The posts that wait for a person, and what the person can do."""
    if not held:
        return ()
    blocks: list[Block] = [
        item(strong(f"Held {post.number}"), f"  for {post.channel}: {_short(post.summary)}. {_sentence(post.reason)}")
        for post in held
    ]
    first = held[0].number
    ending = note(
        "Look into the channel, then type ", code(f"newsbrief held send {first}"), " or ",
        code(f"newsbrief held discard {first}"), ".",
    )  # fmt: skip
    return (*blocks, ending)


def present_held_posts(held: Sequence[HeldPost]) -> Message:
    """Write the posts that wait for a person."""
    if not held:
        return say("No post waits for you.")
    return Message(held_blocks(held), counted(len(held), "held post"))


def _counts(counts: Mapping[S, int]) -> str:
    return ", ".join(f"{count:,} {state.value}" for state, count in counts.items() if count)


def _short(words: str) -> str:
    line = " ".join(words.split()).rstrip(".")
    return line if len(line) <= SUMMARY else f"{line[: SUMMARY - 1]}…"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
