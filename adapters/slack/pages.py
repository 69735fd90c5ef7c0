"""Messages that are no posts: the App Home, and what may be asked in the assistant's pane."""

from __future__ import annotations

from dataclasses import replace

from adapters.controls import Button
from adapters.message import Message
from adapters.slack.actions import action_blocks
from adapters.slack.blocks import render_blocks
from adapters.slack.render import LIMITS
from adapters.slack.words import Json, show_line
from adapters.split import split

MAX_BLOCKS = 100
MAX_CHARACTERS = 100_000  # of a view's JSON; Slack takes 250 kB, and a letter may be three bytes
MAX_PROMPTS = 4
HOME_LIMITS = replace(LIMITS, blocks=MAX_BLOCKS, message_characters=MAX_CHARACTERS)


def render_home(message: Message) -> Json:
    """Make the page that a person sees on the bot's own tab, with the message's buttons under it.

    It is one page: of a message that is longer than that, the first part is shown, marked "(1/2)".
    """
    whole = split(message, HOME_LIMITS)[0].blocks
    for roomy in (True, False):
        blocks = [*render_blocks(whole, roomy=roomy), *action_blocks(message.actions)]
        if len(blocks) <= MAX_BLOCKS:
            break
    return {"type": "home", "blocks": blocks}


def render_prompts(message: Message) -> list[Json]:
    """Make what the assistant's pane offers to ask: the labels of a message's buttons, four at most."""
    labels = [show_line(action.label, 75) for action in message.actions if isinstance(action, Button)]
    return [{"title": label, "message": label} for label in labels[:MAX_PROMPTS]]
