"""`newsbrief held`: the posts that wait for a person to decide."""

from __future__ import annotations

import click

from bot.cli.options import as_json, with_settings
from bot.cli.screen import tell
from bot.config import Settings
from bot.wiring import open_ledger, utc_now


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
@with_settings
def held(settings: Settings, context: click.Context, as_json: bool) -> None:
    """List the posts that wait for you to decide: nobody could see whether they arrived, or a channel refuses them."""
    from bot.present_operations import present_held_posts

    if context.invoked_subcommand is None:
        with open_ledger(settings) as ledger:
            posts = ledger.survey().held
        tell(list(posts) if as_json else present_held_posts(posts))


@held.command()
@click.argument("number", type=int)
@with_settings
def send(settings: Settings, number: int) -> None:
    """Send post NUMBER: you looked, and it is not in the channel."""
    with open_ledger(settings) as ledger:
        _require(ledger.send_held(number, utc_now()), number)
    click.echo(f"Post {number} is queued; a running newsbrief sends it within half a minute.")


@held.command()
@click.argument("number", type=int)
@with_settings
def discard(settings: Settings, number: int) -> None:
    """Never send post NUMBER: it is in the channel already, or nobody needs it."""
    with open_ledger(settings) as ledger:
        _require(ledger.discard_held(number, utc_now()), number)
    click.echo(f"Post {number} is discarded.")


def _require(done: bool, number: int) -> None:
    if not done:
        raise click.UsageError(f"No held post has the number {number}; newsbrief held lists them.")
