"""`/brief schedule`, `pause`, `resume`, `preview`, `stop`, `status`: what a channel gets by itself, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.message import Message
from adapters.platform import Press
from bot.commands.forms import CHANGE_SCHEDULE, HERE, NEW_SCHEDULE, may_set_up, missing_in
from bot.commands.request import Request, desk_of
from bot.desk import Desk
from bot.planning import FIRST_REACH
from bot.present import present_status
from bot.present_setup import new_schedule_button, present_scheduled, schedule_actions
from bot.present_sources import present_unmanaged
from bot.present_subscriptions import (
    Report,
    present_held,
    present_paused,
    present_reports,
    present_resumed,
    present_stopped,
    present_unscheduled,
)
from bot.subscriptions.schedule import DAY, instant
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.terms import read_terms
from bot.subscriptions.wording import ScheduleError

SHOWN = 3  # of the times to come, and of the gaps
_SPAN = re.compile(r"(?:for\s+)?(\d{1,3}|an?|one|two|three)\s*(hours?|h|days?|d|weeks?|w)\b", re.IGNORECASE)
_UNTIL = re.compile(r"until\s+(\d{4}-\d\d-\d\d)", re.IGNORECASE)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def schedule(request: Request) -> Message:
    """Begin a standing order, or show those that there are."""
    desk, typed = desk_of(request), request.text.strip()
    if not typed:
        return reports(request)
    terms = read_terms(typed, str(request.zone))
    made = desk.ledger.subscribe(request.where, request.who, terms, request.now, since=request.now - FIRST_REACH)
    upcoming = terms.schedule.upcoming(request.now, SHOWN)
    return present_scheduled(made, upcoming, missing=missing_in(request.where, request))


def reports(request: Request) -> Message:
    """What a channel gets and when, what did not come and why, with buttons for those who may press them."""
    desk = desk_of(request)
    known = desk.ledger.subscriptions(request.where)
    found = reports_of(known, desk)
    offers = bool(request.fields or any(each.held for each in found)) and may_set_up(request, request.where)
    actions = schedule_actions(new_schedule_button(NEW_SCHEDULE, HERE), CHANGE_SCHEDULE, known, {})
    return present_reports(found, request.zone, actions if request.fields and offers else (), manages=offers)


def status(request: Request) -> Message:
    """How much is stored, and what this channel gets by itself."""
    stored = present_status(request.briefings.facts(request.scope), request.zone, request.typed)
    if request.desk is None:
        return stored
    scheduled = reports(request)
    return Message((*stored.blocks, *scheduled.blocks), stored.summary, scheduled.actions)


def pause(request: Request) -> Message:
    """Let a channel's standing orders rest: for a time, or until somebody resumes them."""
    desk, chosen = desk_of(request), _chosen(request)
    if not chosen:
        return present_unscheduled()
    until = _pause_end(request.text, request.now, chosen[0])
    who = request.who.name or "somebody"
    for each in chosen:
        desk.ledger.pause(each.id, until, f"{who} paused it")
    return present_paused(chosen, until)


def resume(request: Request) -> Message:
    """Let them go on."""
    desk, chosen = desk_of(request), _chosen(request)
    for each in chosen:
        desk.ledger.resume(each.id)
    return present_resumed(chosen, request.now) if chosen else present_unscheduled()


def stop(request: Request) -> Message:
    """End a standing order for good."""
    desk, chosen = desk_of(request), _chosen(request)
    if len(chosen) > 1 and not re.search(r"\ball\b", request.text, re.IGNORECASE):
        return reports(request)
    for each in chosen:
        desk.ledger.unsubscribe(each.id)
    return present_stopped(chosen) if chosen else present_unscheduled()


def preview(request: Request) -> Message:
    """The next digest, exactly as it would be posted now."""
    desk, chosen = desk_of(request), _chosen(request)
    if not chosen:
        return present_unscheduled()
    return desk.planner.preview(chosen[0], request.now)


def press_held(press: Press, request: Request) -> Message | None:
    """Send or discard a post that waited for a person."""
    desk = desk_of(request)
    if not press.value.isdecimal():
        return None
    if not may_set_up(request, request.where):
        return present_unmanaged()
    known = {delivery.id for delivery, _ in desk.ledger.held([request.where])}
    if int(press.value) not in known:
        return present_held(None)
    if press.action == "held.send":
        desk.ledger.send_held(int(press.value), request.now)
        desk.wake()
        return present_held(True)
    desk.ledger.discard_held(int(press.value), request.now)
    return present_held(False)


def reports_of(known: Sequence[Subscription], desk: Desk) -> list[Report]:
    """How standing orders stand: their last post, their gaps, and what is held of them."""
    ledger = desk.ledger
    held = ledger.held({each.channel for each in known})
    first = {each.channel: each for each in reversed(known)}
    return [
        Report(
            each,
            ledger.last_sent(each.id),
            tuple(ledger.gaps(each.id, SHOWN)),
            tuple(
                entry
                for entry in held
                if entry[0].channel == each.channel
                and _belongs(entry[0].cause, each, is_first=each == first[each.channel])
            ),
        )
        for each in known
    ]


def _belongs(cause: str, subscription: Subscription, *, is_first: bool) -> bool:
    """Whether a held post is shown with a subscription: its own digest, and what is no digest with the first."""
    return cause.startswith(f"digest/{subscription.id}/") or (is_first and not cause.startswith("digest/"))


def _chosen(request: Request) -> list[Subscription]:
    """The standing orders that a command is about: the one of the number that was typed, else all of the channel's."""
    known = desk_of(request).ledger.subscriptions(request.where)
    number = re.match(r"\s*#?(\d+)(?!\s*(?:hours?|h|days?|d|weeks?|w)\b)(?:\s|$)", request.text)
    if not number:
        return known
    chosen = [each for each in known if each.id == int(number[1])]
    if not chosen:
        numbers = ", ".join(str(each.id) for each in known) or "none"
        raise ScheduleError(f"There is no schedule {number[1]} here; there is {numbers}.")
    return chosen


def _pause_end(typed: str, now: datetime, subscription: Subscription) -> datetime | None:
    """When a pause ends: after a span, or at the beginning of a date in the subscription's zone."""
    zone = ZoneInfo(subscription.terms.schedule.zone)
    if found := _UNTIL.search(typed):
        try:
            return instant(datetime.fromisoformat(found[1]).date(), time(0), zone)
        except ValueError as error:
            raise ScheduleError(f"{found[1]} is no date: write until 2026-01-31.") from error
    if found := _SPAN.search(typed):
        count = _COUNTS.get(found[1].lower()) or int(found[1])
        return now + count * _UNITS[found[2][0].lower()]
    if re.search(r"\btomorrow\b", typed, re.IGNORECASE):
        return instant(now.astimezone(zone).date() + 2 * DAY, time(0), zone)
    rest = re.sub(r"^\s*#?\d+\s*", "", typed).strip()
    if rest and rest.lower() not in {"all", "everything"}:
        raise ScheduleError(f"I do not understand “{rest[:40]}”: write /brief pause 3 days, or until 2026-01-31.")
    return None
