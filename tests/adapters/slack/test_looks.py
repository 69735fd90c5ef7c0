"""What the documentation shows of Slack is what a phone shows."""

from __future__ import annotations

from pathlib import Path

from adapters.message import Button, Message, emphasis, heading, item, note, source, strong
from adapters.slack.render import render
from tests.servers.slack.preview import preview

REUTERS = source("Reuters", "https://reuters.example/talks", "12 May 2025")
AP = source("AP", "https://ap.example/talks", "11 May 2025")
DIGEST = Message(
    (
        heading("News briefing, 12 May 2025"),
        note("2 stories from 9 articles"),
        heading("Border talks resume after a month of silence", 2),
        note("Story 12: 6 articles"),
        item(
            "Both delegations agreed to reopen the northern crossing before the end of June.",
            emphasis(" [2 sources]"),
            sources=[REUTERS, AP],
        ),
        item(
            strong("Updated: "), "The round in Nairobi was moved to Thursday.",
            sources=[source("AP", "https://ap.example/nairobi", "12 May 2025")],
        ),
        heading("Port strike enters its second week", 2),
        note("Story 15: 3 articles"),
        item(
            "Dock workers rejected the offer by 812 votes to 164.",
            sources=[source("Harbour Gazette", "https://harbour.example/vote", "12 May 2025")],
        ),
    ),
    "News briefing: Border talks resume; Port strike enters its second week",
    (Button("More", "story.more", "12"), Button("Watch", "story.watch", "12")),
)  # fmt: skip


def test_the_page_shows_a_digest_as_it_is_posted() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "slack.md").read_text("utf-8")
    shown = preview(render(DIGEST).blocks).strip()
    assert f"```text\n{shown}\n```" in page
