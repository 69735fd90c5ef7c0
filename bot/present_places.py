"""What the bot says about the places that it came to or lost, and about too many questions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from adapters.message import Message, code, item, note, say, strong, text
from bot.allowance import Excess
from bot.ledger.places import Stay
from bot.present import counted, moment
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.wording import describe_schedule


def present_return(stopped: Sequence[Subscription], *, whole: bool = False) -> Message:
    """Say, where the bot was brought back, what rests and how it goes on; ``whole``: all over a server."""
    place = "server" if whole else "channel"
    said = f"I am back, and {counted(len(stopped), 'schedule')} of this {place} still {_rest(len(stopped))}:"
    rows = [item(strong(f"{each.id}: {describe_schedule(each.terms.schedule)}")) for each in stopped]
    return Message(
        (text(said), *rows, note(code("/brief resume"), f"{' in its channel' if whole else ''} lets it go on.")), said
    )


def present_loss(name: str, why: str, stay: Stay) -> Message:
    """Tell whoever set a channel up that nothing comes there any more, and what can be done."""
    lead = f"I post nothing in {name} any more: {why}."
    if stay is not Stay.LEFT:
        return say(f"{lead} Its schedules are stopped; nothing else is needed.")
    return say(
        f"{lead} Its schedules are stopped. To have them again, invite me there and type ", code("/brief resume"),
        "; what I could not post waits under ", code("/brief status"), ".",
    )  # fmt: skip


def present_excess(excess: Excess, zone: tzinfo, now: datetime) -> Message:
    """Ask somebody kindly to wait, and say until when."""
    minutes = max(1, -(-int((excess.until - now).total_seconds()) // 60))
    who = "Your workspace has" if excess.everybody else "You have"
    return say(
        f"{who} asked me a lot in a short time. Please try again in {counted(minutes, 'minute')},"
        f" at {moment(excess.until, zone)}."
    )


def _rest(count: int) -> str:
    return "rests" if count == 1 else "rest"
