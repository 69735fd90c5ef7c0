"""What readers think of answers, in the words that those who mend them see. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from adapters.message import Block, Message, heading, item, note, quoted, say, strong, text
from adapters.visible import shorten
from bot.offers import Tally, Vote
from bot.present import moment, one_line
from bot.present_answers import NOT_SAID

SHOWN = 200  # letters of a question or an answer
QUOTES = 2


def present_helpful() -> Message:
    """Thank for a good word."""
    return say("Thank you. It is noted that this answer helped.")


def present_wrong() -> Message:
    """Thank for a bad one."""
    return say("Thank you. It is noted, and those who manage this channel can read it.")


def present_feedback(tally: Tally, wrong: Sequence[Vote], zone: tzinfo) -> Message:
    """Write how answers were found in a channel, and the latest that were found wrong."""
    if not (tally.helpful or tally.wrong):
        return say("Nobody has said anything about an answer here yet: every answer has the buttons Helpful and Wrong.")
    counts = f"{tally.helpful} helpful, {tally.wrong} wrong"
    blocks: list[Block] = [heading("Feedback on answers here"), text(strong(counts))]
    if wrong:
        blocks.append(note("The latest that were found wrong:"))
    for vote in wrong:
        reason: tuple[str, ...] = (f" {one_line(vote.reason)}",) if vote.reason else (" no reason given",)
        blocks.append(item(strong(shorten(one_line(vote.question), SHOWN)), " ", quoted(_answer(vote))))
        blocks.append(note(f"{vote.who.name or 'Somebody'}, {moment(vote.at, zone)}:", *reason))
        blocks += [note("It rested on ", quoted(shorten(one_line(each), SHOWN))) for each in vote.quotes[:QUOTES]]
    return Message(tuple(blocks), f"Feedback: {counts}")


def _answer(vote: Vote) -> str:
    return shorten(one_line(vote.answer), SHOWN) or NOT_SAID
