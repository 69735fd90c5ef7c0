"""The commands of `newsbrief`, for people at a shell and for scripts."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, time
from pathlib import Path

import click

from bot import VERSION
from bot.cli.held import held
from bot.cli.options import as_json, with_settings
from bot.cli.screen import tell, working
from bot.cli.sources import fetch, sources, why
from bot.config import HOME, Settings
from bot.wiring import open_newsroom, open_store, read_survey, utc_now

EXAMPLES = """\b
Examples:
  newsbrief run                                start the bot
  newsbrief sources add example.org            follow a site, a feed or a page
  newsbrief add articles/ interview.html       store articles
  newsbrief digest                             the news in a few bullets
  newsbrief ask "who is attending?"            an answer, with its proof

Settings are read from the environment, .env and newsbrief.toml; docs/settings.md lists them.
"""


@click.group(invoke_without_command=True, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="newsbrief")
@click.pass_context
def newsbrief(context: click.Context) -> None:
    """A news briefing bot: stores articles, sums them up, answers questions, and proves every line."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@newsbrief.command()
@with_settings
def run(settings: Settings) -> None:
    """Start the bot.

    With a Slack or Discord token it serves there. Without one it opens here, in the terminal, with the same commands
    as in chat; when nobody types, it prints the digest and an answer, and ends.
    """
    from bot.cli.serving import serve

    serve(settings)


@newsbrief.command()
@click.argument("question", nargs=-1)
@as_json
@with_settings
def ask(settings: Settings, question: tuple[str, ...], as_json: bool) -> None:
    """Answer QUESTION from the stored articles, with the sentences that say it."""
    from bot.commands.ask import ask as answer
    from bot.commands.request import Request
    from briefings.models import Question, Scope

    words = " ".join(question).strip()
    if not any(letter.isalnum() for letter in words):
        raise click.UsageError('Type a question after it, for example: newsbrief ask "who is attending?"')
    with open_newsroom(settings) as newsroom:
        request = Request(newsroom.briefings, Scope(settings.workspace), utc_now(), settings.zone, words)
        with working("Reading ..."):
            if as_json:
                said: object = newsroom.briefings.answer(request.scope, Question(words, request.now))
            else:
                said = answer(request)
        tell(said)


@newsbrief.command()
@click.argument("topic", nargs=-1)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only news from this day on, such as 2025-08-29.")
@click.option(
    "--length",
    type=click.Choice(["short", "normal", "long"]),
    default="normal",
    show_default=True,
    help="How many bullets a story gets.",
)
@click.option("--stories", type=click.IntRange(1, 50), default=5, show_default=True, help="How many stories at most.")
@as_json
@with_settings
def digest(
    settings: Settings, topic: tuple[str, ...], since: datetime | None, length: str, stories: int, as_json: bool
) -> None:
    """Sum up the stored news in short bullets, or what is known about TOPIC."""
    from bot.commands.brief import brief
    from bot.commands.request import Request
    from briefings.models import Length, Scope

    start = datetime.combine(since, time(), settings.zone) if since else None
    size = Length(length)
    with open_newsroom(settings) as newsroom:
        request = Request(newsroom.briefings, Scope(settings.workspace), utc_now(), settings.zone, " ".join(topic))
        with working("Reading ..."):
            if as_json:
                said: object = newsroom.briefings.digest(
                    request.scope, request.now, topic=request.text, since=start, length=size, limit=stories
                )
            else:
                said = brief(request, since=start, length=size, limit=stories)
        tell(said)


@newsbrief.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--publisher", default="", help="Who published the articles that do not say it themselves.")
@with_settings
def add(settings: Settings, paths: tuple[Path, ...], publisher: str) -> int:
    """Store the articles in files and folders (.txt, .md, .html); "-" reads one from standard input.

    The same article twice is one article, and a changed one is a new revision of it.
    """
    from bot.cli.adding import add_articles

    return add_articles(settings, paths, publisher)


newsbrief.add_command(sources)
newsbrief.add_command(fetch)
newsbrief.add_command(held)
newsbrief.add_command(why)


@newsbrief.command()
@as_json
@with_settings
def status(settings: Settings, as_json: bool) -> None:
    """Tell how much is stored, what is scheduled, what waits to be posted and why."""
    from bot.present import present_storage
    from bot.present_operations import posting_blocks

    store = open_store(settings)
    try:
        facts = store.facts()
    finally:
        store.close()
    survey = read_survey(settings) if facts.writable else None
    if as_json:
        tell({**asdict(facts), "posting": survey})
        return
    stored = present_storage(facts, settings.zone)
    posting = posting_blocks(survey, utc_now(), settings.zone) if survey else ()
    tell(replace(stored, blocks=(*stored.blocks, *posting)))


@newsbrief.command()
@click.option("--quick", is_flag=True, help="Leave out what takes seconds: loading the language models.")
@click.option("--quiet", is_flag=True, help="Print only what is wrong.")
@with_settings
def check(settings: Settings, quick: bool, quiet: bool) -> int:
    """Tell what is configured, what works and what is missing; no secret is printed."""
    from bot.cli.checking import check_all

    return check_all(settings, HOME, quick=quick, quiet=quiet)


@newsbrief.command(
    "eval", context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(arguments: tuple[str, ...]) -> object:
    """Measure the engine on public data (for developers)."""
    from eval.cli import evaluate as measure

    return measure.main(list(arguments), prog_name="newsbrief eval", standalone_mode=False)
