"""The one command table: Discord registers it, Slack's manifest is made from it, the terminal completes by it."""

from __future__ import annotations

from adapters.platform import CommandSpec, Parameter, Subcommand

TOPIC = Parameter("topic", "A name, a place, a word, a time: climate since Monday, last 3 days", completes=True)
STORY = Parameter("story", "Its number, or a word of its headline", required=True, completes=True)
WHEN = Parameter("when", "Such as: weekdays at 8 about climate, without sport, short")
PAUSE = Parameter("span", "Such as: 3 days, until 2026-01-31; left out, until somebody resumes it")
NUMBER = Parameter("number", "Which schedule, by its number; left out, all of this channel's")
SOURCES = "sources"
"""The command about sources, which concern a whole workspace."""

ADDRESS = Parameter("address", "Such as: example.org, or https://example.org/feed as The Example", required=True)
SOURCE = Parameter("source", "Its name, as the list shows it", required=True, completes=True)
NAMES = Parameter("names", "Names with commas between them, or all", required=True, completes=True)
LINK = Parameter("link", "Its address on the web", required=True)
QUESTION = Parameter("question", "What you want to know", required=True)
WATCHED_QUESTION = Parameter("question", "What you want to know; left out, what you watch is listed")
WATCHED = Parameter("what", "Such as: who is attending?, or story 12", required=True)
WATCH = Parameter("number", "Which watch, by its number", required=True)

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "brief",
        "The news in a few bullets, each with its sources",
        subcommands=(
            Subcommand("now", "The news in a few bullets, of a topic or a time: climate since Monday", (TOPIC,)),
            Subcommand("story", "One story at length", (STORY,)),
            Subcommand("schedule", "Post the news here by itself, at the times that you say", (WHEN,), manages=True),
            Subcommand("preview", "The next scheduled post, exactly as it would be now", (NUMBER,)),
            Subcommand("pause", "Let the schedules of this channel rest for a time", (PAUSE,), manages=True),
            Subcommand("resume", "Let them go on", (NUMBER,), manages=True),
            Subcommand("stop", "End a schedule for good", (NUMBER,), manages=True),
            Subcommand("status", "What is stored, what is posted here and when, and what did not come and why"),
            Subcommand("settings", "How I behave in this channel, and who may set me up"),
            Subcommand("why", "What became of an article: stored, in which story and digest, or why not", (LINK,)),
            Subcommand("feedback", "What readers said of the answers here, and why some were wrong", manages=True),
            Subcommand("help", "What you can type"),
        ),
        default="now",
    ),
    CommandSpec("ask", "An answer from the stored articles, with the sentences that say it", parameters=(QUESTION,)),
    CommandSpec(
        SOURCES,
        "What the news is read from",
        subcommands=(
            Subcommand("list", "Every source: how much it brings, how it fares, and what to do where it fails"),
            Subcommand("add", "Follow a site, a feed, a page or a sitemap", (ADDRESS,), manages=True),
            Subcommand("remove", "Follow a source no more", (SOURCE,), manages=True),
            Subcommand("pause", "Let a source rest", (SOURCE,), manages=True),
            Subcommand("resume", "Let a source go on, whyever it rested", (SOURCE,), manages=True),
            Subcommand("test", "What an address would bring; nothing is stored", (ADDRESS,), manages=True),
            Subcommand("import", "Follow all feeds of an OPML file on the web", (LINK,), manages=True),
            Subcommand("export", "What is followed, as an OPML file"),
            Subcommand("take", "Let this channel take only some sources, or one more", (NAMES,), manages=True),
            Subcommand("leave", "Let this channel do without some sources", (NAMES,), manages=True),
        ),
        default="list",
    ),
    CommandSpec(
        "watch",
        "Be told when an answer or a story changes, and only then",
        subcommands=(
            Subcommand("question", "Tell me alone when the answer to a question changes", (WATCHED_QUESTION,)),
            Subcommand("story", "Tell me alone when a story moves", (STORY,)),
            Subcommand("here", "Tell this channel: a question, or story and its number", (WATCHED,)),
            Subcommand("list", "What you watch"),
            Subcommand("stop", "End a watch", (WATCH,)),
        ),
        default="question",
    ),
    CommandSpec("help", "What you can type"),
)
