"""What docs/discord.md shows and says of Discord is what the bot does there.

``python -m tests.adapters.discord.test_looks`` draws the pictures anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import discord
import pytest

from adapters.discord.permissions import NAMES
from adapters.discord.render import LIMITS, render
from adapters.message import (
    Button,
    GroupedList,
    Message,
    emphasis,
    group,
    heading,
    item,
    note,
    quoted,
    source,
    strong,
    text,
)
from adapters.split import split
from tests.servers.discord.rules import violations
from tests.servers.discord.screenshot import screenshot

DOCS = Path(__file__).resolve().parents[3] / "docs"
REUTERS = source("Reuters", "https://reuters.example/talks", "12 May 2025")
AP = source("AP", "https://ap.example/talks", "11 May 2025")
DIGEST = Message(
    (
        heading("News briefing, 12 May 2025"),
        note("2 stories from 9 articles"),
        heading("Border talks resume after a month of silence", 2),
        note("Story 12: 6 articles"),
        item("Both delegations agreed to reopen the northern crossing before the end of June.",
             emphasis(" [2 sources]"), sources=[REUTERS, AP]),
        item(strong("Updated: "), "The round in Nairobi was moved to Thursday.", sources=[AP]),
        heading("Port strike enters its second week", 2),
        note("Story 15: 3 articles"),
        item("Dock workers rejected the offer by 812 votes to 164.",
             sources=[source("Harbour Gazette", "https://harbour.example/vote", "12 May 2025")]),
    ),
    "News briefing: Border talks resume after a month of silence; Port strike enters its second week",
    (Button("More on this", "story.tell", "12"), Button("Watch", "watch.story", "12")),
)  # fmt: skip
ANSWER = Message(
    (
        text(strong("4 are attending")),
        GroupedList((
            group("Attending", [
                item(strong("Kenya"), ", host: ", quoted("President Otieno will open the round."), sources=[REUTERS]),
                item(strong("Chad"), ": ", quoted("Chad's foreign minister landed on Monday."), sources=[AP]),
            ]),
            group("Not attending", [item(strong("Sudan"), ": ", quoted("Khartoum said it would stay away."), sources=[AP])]),
        )),
        note("As of 12 May 2025."),
    ),
    "4 are attending",
    (Button("Evidence", "evidence", "t"), Button("Watch", "watch.answer", "t"), Button("Helpful", "helpful", "t"),
     Button("Wrong", "wrong", "t")),
)  # fmt: skip
PICTURES = {"discord-digest.svg": DIGEST, "discord-answer.svg": ANSWER}


def drawn(message: Message) -> str:
    (part,) = split(message, LIMITS)
    body = cast(dict[str, Any], render(part, marker="m1"))
    assert violations("POST", "/channels/1/messages", body) == []
    return screenshot(body)


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_show_what_is_posted(name: str) -> None:
    assert (DOCS / "images" / name).read_text("utf-8") == drawn(PICTURES[name]), "draw them anew; see above"
    assert f"images/{name}" in (DOCS / "discord.md").read_text("utf-8")


def test_the_invitation_asks_for_the_permissions_that_are_named_and_no_more() -> None:
    page = (DOCS / "discord.md").read_text("utf-8")
    asked = {int(number) for number in re.findall(r"permissions=(\d+)", page)}
    named = re.findall(r"^\| \*([\w ]+)\* \|", page, re.MULTILINE)
    assert asked == {discord.Permissions(**dict.fromkeys(NAMES, True)).value}
    assert sorted(named) == sorted(NAMES.values())
    assert not discord.Permissions(*asked).administrator


def draw() -> None:
    """Draw all pictures of the documentation."""
    (DOCS / "images").mkdir(exist_ok=True)
    for name, message in PICTURES.items():
        (DOCS / "images" / name).write_text(drawn(message), "utf-8")


if __name__ == "__main__":
    draw()
