"""Forms by which people set up what is posted where and what is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adapters.controls import Field, FieldKind, Form
from adapters.inbound import Channel, Submission
from adapters.message import Message
from adapters.platform import Permissions, Press
from bot.commands.handling import Reply
from bot.commands.request import Request, desk_of
from bot.commands.sources import add_source
from bot.planning import FIRST_REACH
from bot.present_setup import NOT_YOURS, present_scheduled, present_vanished
from bot.present_sources import present_unmanaged
from bot.subscriptions import form as terms_form
from bot.subscriptions.form import CHANNEL, FormError, read_schedule_form, schedule_form
from bot.subscriptions.subscription import Subscription

NEW_SCHEDULE, CHANGE_SCHEDULE, SAVE_SCHEDULE = "schedule.new", "schedule.change", terms_form.SAVE
NEW_SOURCE, SAVE_SOURCE = "source.new", "source.save"
HERE, ELSEWHERE = "here", "elsewhere"
"""What a button for a new schedule means: the channel that it stands in, or one that is picked in the form."""
UPCOMING = 3  # times to come that are said back
_ADDRESS, _NAME = "address", "name"


def new_schedule(press: Press, request: Request) -> Reply:
    """Ask for a schedule, of this channel or of one that is picked."""
    picks = press.value == ELSEWHERE and FieldKind.CHANNEL in request.fields
    if not picks and not may_set_up(request, request.where):
        return present_unmanaged()
    return schedule_form(str(request.zone), value=ELSEWHERE if picks else HERE, picks_channel=picks)


def change_schedule(press: Press, request: Request) -> Reply:
    """Ask how a schedule is to be from now on."""
    known = _known((*press.chosen, press.value)[0], request)
    if known is None:
        return present_vanished()
    if not may_set_up(request, known.channel):
        return present_unmanaged()
    return schedule_form(known.terms.schedule.zone, terms=known.terms, value=str(known.id))


def schedule_again(submission: Submission, request: Request) -> Form | None:
    """The form that was sent off, to be mended."""
    known = _known(submission.value, request)
    if known:
        return schedule_form(known.terms.schedule.zone, terms=known.terms, value=submission.value)
    picks = submission.value == ELSEWHERE
    return schedule_form(str(request.zone), value=submission.value, picks_channel=picks)


def check_schedule(submission: Submission, request: Request) -> Mapping[str, str]:
    """What is wrong with a schedule that was filled in, by field's name."""
    known = _known(submission.value, request)
    wrong: dict[str, str] = {}
    try:
        read_schedule_form(submission.answers, str(request.zone), terms=known.terms if known else None)
    except FormError as error:
        wrong = error.fields
    if not known and submission.value == ELSEWHERE:
        if not submission.answers.get(CHANNEL):
            wrong[CHANNEL] = "Pick the channel that it is for."
        elif not may_set_up(request, _place(submission, request)):
            wrong[CHANNEL] = NOT_YOURS
    return wrong


def save_schedule(submission: Submission, request: Request) -> Message:
    """Begin a schedule, or change the one that the form was about."""
    ledger = desk_of(request).ledger
    known = _known(submission.value, request)
    if known is None and submission.value not in (HERE, ELSEWHERE):
        return present_vanished()
    channel = known.channel if known else _place(submission, request)
    if not may_set_up(request, channel):
        return present_unmanaged()
    terms = read_schedule_form(submission.answers, str(request.zone), terms=known.terms if known else None)
    if known:
        ledger.change(known.id, terms, request.now)
        made = ledger.subscription(known.id) or known
    else:
        made = ledger.subscribe(channel, request.who, terms, request.now, since=request.now - FIRST_REACH)
    upcoming, place = terms.schedule.upcoming(request.now, UPCOMING), "here" if channel == request.where else "there"
    return present_scheduled(made, upcoming, place=place, missing=missing_in(channel, request))


def missing_in(channel: Channel, request: Request) -> tuple[str, ...]:
    """What the bot lacks to post in a channel."""
    return () if request.direct and channel == request.where else look_up(channel, request).missing


def look_up(channel: Channel, request: Request) -> Permissions:
    """What may be done in a channel, and what it is called, which is kept; it waits for the platform."""
    rights = request.rights(channel)
    if rights.name:
        desk_of(request).ledger.places.enter(channel, rights.name, None, request.now)
    return rights


def may_set_up(request: Request, channel: Channel) -> bool:
    """Whether the asker may say what is posted in a channel: in one's own messages everybody may.

    It waits for the platform.
    """
    return (request.direct and channel == request.where) or request.rights(channel).manages


def new_source(_press: Press, _request: Request) -> Form:
    """Ask for a source to follow."""
    return _source_form()


def source_again(_submission: Submission, _request: Request) -> Form:
    """The form that was sent off, to be mended."""
    return _source_form()


def check_source(submission: Submission, _request: Request) -> Mapping[str, str]:
    """What is wrong with a source that was filled in."""
    typed = _line(submission, _ADDRESS)
    if "." in typed and " " not in typed:
        return {}
    return {_ADDRESS: "Type the address of a site, a feed or a page, such as example.org."}


def save_source(submission: Submission, request: Request) -> Message:
    """Follow the source that was filled in."""
    name = _line(submission, _NAME)
    typed = _line(submission, _ADDRESS)
    return add_source(replace(request, text=f"{typed} as {name}" if name else typed))


def _source_form() -> Form:
    return Form(
        "Add a source",
        SAVE_SOURCE,
        (
            Field(_ADDRESS, "Address", hint="A site, a feed, a page or a sitemap, such as example.org"),
            Field(_NAME, "Name", hint="Left empty: the name that it gives itself", required=False, max_length=80),
        ),
        submit="Follow",
    )


def _known(value: str, request: Request) -> Subscription | None:
    """The schedule of that number, if it is one of the asker's workspace."""
    if not value.isdecimal():
        return None
    known = desk_of(request).ledger.subscription(int(value))
    if known is None or known.channel.platform != request.where.platform:
        return None
    inside = known.channel == request.where or known.channel.workspace == request.where.workspace
    return known if inside else None


def _place(submission: Submission, request: Request) -> Channel:
    picked = submission.answers.get(CHANNEL, ())
    if submission.value != ELSEWHERE or not picked:
        return request.where
    return Channel(request.where.platform, request.where.workspace, picked[0])


def _line(submission: Submission, field: str) -> str:
    return " ".join(" ".join(submission.answers.get(field, ())).split())
