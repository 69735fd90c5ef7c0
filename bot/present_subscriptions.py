"""Schedules, standing orders and what became of them, in the words that a reader sees. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from adapters.message import Action, Block, Button, Message, Span, code, heading, item, note, say, strong, text
from adapters.message import moment as point
from adapters.platform import Reason
from adapters.visible import shorten
from bot.outbox import Delivery
from bot.present import counted, moment
from bot.subscriptions.languages import name_of
from bot.subscriptions.schedule import Slot
from bot.subscriptions.subscription import CatchUp, Missed, Standing, Subscription, WhenEmpty
from bot.subscriptions.wording import describe_schedule
from briefings.models import Digest


@dataclass(frozen=True, slots=True)
class Report:
    """A subscription as its channel's people want to know it."""

    subscription: Subscription
    last: datetime | None
    gaps: tuple[Missed, ...]
    held: tuple[tuple[Delivery, str], ...]


def present_nothing_since(digest: Digest, zone: tzinfo, language: str = "") -> Message:
    """Say that there is no news, so that silence is never a riddle."""
    about = f" about {digest.topic}" if digest.topic else ""
    since = f" since {moment(digest.since, zone, language)}" if digest.since else ""
    return say(f"Nothing new{about}{since}.")


def with_lateness(message: Message, slot: datetime, zone: tzinfo, language: str = "") -> Message:
    """A message that says first why it comes late."""
    said = note(f"This was due on {moment(slot, zone, language)}; newsbrief was not running then.")
    return replace(message, blocks=(*message.blocks[:1], said, *message.blocks[1:]))


def present_subscribed(subscription: Subscription, upcoming: Sequence[Slot], *, place: str = "here") -> Message:
    """Say back what was understood, and the next three times."""
    zone = ZoneInfo(subscription.terms.schedule.zone)
    said = describe_schedule(subscription.terms.schedule)
    times = "; ".join(f"{slot.at.astimezone(zone):%a} {moment(slot.at, zone)}" for slot in upcoming)
    blocks: list[Block] = [
        text(f"I will post {place}: ", strong(said), f"{_choices(subscription)}."),
        note(f"Next: {times}."),
    ]
    blocks.append(
        note("Pause it with ", code("/brief pause 3 days"), "; see it as it will be with ", code("/brief preview"), ".")
    )
    return Message(tuple(blocks), f"I will post {place}: {said}")


def on_page(report: Report, place: str, zone: tzinfo) -> Block:
    """A schedule on the bot's own page: where, when, and the last and the next post in the reader's zone."""
    each = report.subscription
    said: list[Span | str] = [strong(f"{place}: ") if place else "", describe_schedule(each.terms.schedule)]
    said.append(f"{_choices(each)}. ")
    if each.standing is Standing.ACTIVE:
        said += ["Next on ", point(each.next.at, moment(each.next.at, zone)), ". "]
    else:
        said.append(f"{_standing(each, zone)} ")
    if report.last:
        said += ["Last on ", point(report.last, moment(report.last, zone)), "."]
    if report.gaps:
        said.append(f" Nothing came on {moment(report.gaps[0].slot.at, zone)}: {report.gaps[0].reason}.")
    if report.held:
        said.append(f" {counted(len(report.held), 'post')} held.")
    return item(*said)


def present_reports(
    reports: Sequence[Report], zone: tzinfo, actions: Sequence[Action] = (), *, manages: bool = True
) -> Message:
    """Write what a channel gets and when, what did not come and why, and what waits for a person.

    ``actions`` are what else can be done, such as a new schedule. What is held is sent by those who manage the channel.
    """
    if not reports:
        return replace(present_unscheduled(), actions=tuple(actions))
    blocks: list[Block] = [heading("Scheduled here")]
    held: list[Button] = []
    for report in reports:
        subscription = report.subscription
        own = ZoneInfo(subscription.terms.schedule.zone)
        said = describe_schedule(subscription.terms.schedule)
        blocks.append(
            item(strong(f"{subscription.id}: {said}"), f"{_choices(subscription)}. {_standing(subscription, own)}")
        )
        last = f"Last posted on {moment(report.last, own)}." if report.last else "Nothing was posted yet."
        blocks.append(note(last))
        blocks += [note(f"Nothing came on {moment(gap.slot.at, own)}: {gap.reason}.") for gap in report.gaps]
        for delivery, reason in report.held:
            blocks.append(
                item(
                    strong("Held: "),
                    f"{shorten(delivery.message.summary, 80).rstrip('.')}. {reason[:1].upper()}{reason[1:]}.",
                )
            )
            held += [
                Button("Send now", "held.send", str(delivery.id)),
                Button("Discard", "held.discard", str(delivery.id)),
            ]
    return Message(tuple(blocks), "Scheduled here", (*(held[:10] if manages else ()), *actions))


def present_unscheduled() -> Message:
    """Say that nothing is scheduled, and how it would be."""
    return say("Nothing is scheduled here. Say when, for example ", code("/brief schedule weekdays at 8"), ".")


def present_paused(paused: Sequence[Subscription], until: datetime | None) -> Message:
    """Say what rests, until when, and how it goes on before."""
    zone = ZoneInfo(paused[0].terms.schedule.zone)
    end = f"until {moment(until, zone)}" if until else "until somebody resumes it"
    return say(f"Paused {end}: {_named(paused)}. ", code("/brief resume"), " lets it go on at once.")


def present_resumed(resumed: Sequence[Subscription], now: datetime) -> Message:
    """Say what goes on, and when."""
    first = min((each.terms.schedule.first_after(now) for each in resumed), key=lambda slot: slot.at)
    zone = ZoneInfo(resumed[0].terms.schedule.zone)
    return say(f"Goes on: {_named(resumed)}. Next on {first.at.astimezone(zone):%a} {moment(first.at, zone)}.")


def present_stopped(stopped: Sequence[Subscription]) -> Message:
    """Say what will not come any more."""
    return say(f"Ended: {_named(stopped)}. Nothing will be posted for it any more.")


def present_held(sent: bool | None) -> Message:
    """Say what became of a post that waited for a person; None where it waits no more."""
    if sent is None:
        return say("That post waits for nobody any more.")
    return say("It is sent now." if sent else "It is discarded.")


def present_refusal(place: str, reason: Reason, detail: str) -> Message:
    """Tell whoever set a channel up that nothing can be posted there, and what mends it."""
    if reason is Reason.FORBIDDEN:
        return say(
            f"I cannot post in {place}: {detail}. Give me that permission, then type ", code("/brief resume"),
            " there; what I could not post waits under ", code("/brief status"), ".",
        )  # fmt: skip
    return say(f"I cannot post in {place} any more: {detail}. Its schedule is stopped; nothing else is needed.")


def _named(subscriptions: Sequence[Subscription]) -> str:
    return "; ".join(describe_schedule(each.terms.schedule) for each in subscriptions)


def _standing(subscription: Subscription, zone: tzinfo) -> str:
    if subscription.standing is Standing.STOPPED:
        return f"Stopped: {subscription.reason}."
    if subscription.standing is Standing.PAUSED:
        until = f" until {moment(subscription.resumes, zone)}" if subscription.resumes else ""
        return f"Paused{until}."
    return f"Next on {subscription.next.at.astimezone(zone):%a} {moment(subscription.next.at, zone)}."


def _choices(subscription: Subscription) -> str:
    """What was chosen beside the times, where it is not what everybody has."""
    terms = subscription.terms
    said = []
    if terms.topics:
        said.append(f"about {', '.join(terms.topics)}")
    if terms.mutes:
        said.append(f"without {', '.join(terms.mutes)}")
    if terms.length.value != "normal":
        said.append(terms.length.value)
    if terms.catch_up is not CatchUp.SEND_LATE:
        said.append(f"if missed: {terms.catch_up.value}")
    if terms.when_empty is WhenEmpty.SILENT:
        said.append("silent on days without news")
    if terms.quiet:
        said.append(f"quiet from {terms.quiet.first:%H:%M} to {terms.quiet.last:%H:%M} ({terms.quiet.hush.value})")
    if not terms.updates:
        said.append("no updates")
    if terms.language:
        said.append(f"dates in {name_of(terms.language)}")
    if gate := terms.alerts:
        said.append(f"alerts {gate.publishers} in {gate.minutes} minutes, {gate.a_day} a day")
    return f" ({'; '.join(said)})" if said else ""
