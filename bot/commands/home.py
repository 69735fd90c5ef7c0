"""The bot's own page on a platform that has one: what is posted where, what fails, and the buttons to set it up."""

from __future__ import annotations

from dataclasses import replace

from adapters.inbound import HomeOpened
from adapters.message import Action, Button, Message
from bot.commands.forms import CHANGE_SCHEDULE, ELSEWHERE, HERE, NEW_SCHEDULE, NEW_SOURCE, look_up
from bot.commands.request import Request
from bot.commands.schedules import reports_of
from bot.present import present_status
from bot.present_setup import Page, new_schedule_button, new_source_button, present_home, schedule_actions
from bot.subscriptions.subscription import Subscription

_ASKED = 4  # channels whose names are asked for at one time; they are kept, and the others are asked for later


def open_home(_opened: HomeOpened, request: Request) -> Message:
    """Everything about the workspace for those who manage it, for others what they set up themselves."""
    if request.desk is None:
        return present_status(request.briefings.facts(request.scope), request.zone, request.typed)
    ledger = request.desk.ledger
    manages = request.rights(request.where).manages
    known = ledger.workspace_subscriptions(request.where.platform, request.where.workspace)
    shown = [each for each in known if manages or each.owner.id == request.who.id]
    places = ledger.places.of_workspace(request.where.platform, request.where.workspace)
    names = {str(place.channel): f"#{place.name}" for place in places if place.name}
    names |= {str(each.channel): "To you" for each in shown if each.channel == request.where}
    names |= _other_names(shown, names, request)
    page = Page(
        request.briefings.facts(request.scope),
        reports_of(shown, request.desk),
        len(known) - len(shown),
        request.briefings.sources(replace(request.scope, sources=None)) if manages else (),
        names,
        manages,
    )
    return present_home(page, request.zone, _actions(shown, names, manages=manages))


def _other_names(shown: list[Subscription], known: dict[str, str], request: Request) -> dict[str, str]:
    """What the other places are called: as the platform says, or by who set up what they get."""
    unknown = {each.channel: each.owner for each in shown if str(each.channel) not in known}
    told = {channel: look_up(channel, request).name for channel in list(unknown)[:_ASKED]}
    return {
        str(channel): f"#{told[channel]}" if told.get(channel) else f"Set up by {owner.name or 'somebody'}"
        for channel, owner in unknown.items()
    }


def _actions(known: list[Subscription], names: dict[str, str], *, manages: bool) -> list[Action]:
    actions = schedule_actions(new_schedule_button(NEW_SCHEDULE, ELSEWHERE), CHANGE_SCHEDULE, known, names)
    actions.insert(1, Button("Schedule for me alone", NEW_SCHEDULE, HERE))
    return [*actions, new_source_button(NEW_SOURCE)] if manages else actions
