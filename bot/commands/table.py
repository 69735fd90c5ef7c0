"""The one command table: Discord registers it, Slack's manifest is made from it, the terminal completes by it."""

from __future__ import annotations

from adapters.platform import CommandSpec, Parameter, Subcommand

TOPIC = Parameter("topic", "A name, a place or a word that it is about", completes=True)
STORY = Parameter("story", "Its number, or a word of its headline", required=True, completes=True)
QUESTION = Parameter("question", "What you want to know", required=True)

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "brief",
        "The news in a few bullets, each with its sources",
        subcommands=(
            Subcommand("now", "The news in a few bullets, or what is known about one topic", (TOPIC,)),
            Subcommand("story", "One story at length", (STORY,)),
            Subcommand("status", "How much is stored, and how fresh it is"),
            Subcommand("help", "What you can type"),
        ),
        default="now",
    ),
    CommandSpec("ask", "An answer from the stored articles, with the sentences that say it", parameters=(QUESTION,)),
    CommandSpec(
        "sources",
        "What the news is read from",
        subcommands=(Subcommand("list", "Every source, with how many articles it has and how fresh they are"),),
        default="list",
    ),
    CommandSpec("help", "What you can type"),
)
