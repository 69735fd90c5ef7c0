"""`/brief settings`: how a channel is answered, whom its posts call, and who may set it up beside its admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.controls import Button, Field, FieldKind, Form, Option
from adapters.inbound import Person, Submission
from adapters.message import Message
from adapters.platform import Press
from bot.commands.request import Request, desk_of
from bot.ledger.settings import Answers
from bot.present_setup import present_settings

CHANGE, SAVE = "settings.change", "settings.save"
_ANSWERS, _THREADS, _PING, _MANAGERS = "answers", "threads", "ping", "managers"
_FOLLOW, _NAMED = "follow", "named"


def show_settings(request: Request) -> Message:
    """How this channel is set, with a button for those who may change it."""
    change = Button("Change", CHANGE) if request.fields and request.rights(request.where).manages else None
    return present_settings(request.settings, len(_managers(request)), change)


def change_settings(_press: Press, request: Request) -> Form:
    """Ask how this channel is to be set."""
    settings = request.settings
    fields = [
        Field(
            _ANSWERS,
            "Who sees answers to commands",
            FieldKind.CHOICE,
            options=(
                Option("The asker, who can share them", Answers.PRIVATE, chosen=settings.answers is Answers.PRIVATE),
                Option("Everybody here", Answers.PUBLIC, chosen=settings.answers is Answers.PUBLIC),
            ),
        )
    ]
    if request.hears_threads:
        fields.append(
            Field(
                _THREADS,
                "In threads where I was asked",
                FieldKind.CHOICE,
                options=(
                    Option("I answer when I am named", _NAMED, chosen=not settings.follow_ups),
                    Option("I answer every message", _FOLLOW, chosen=settings.follow_ups),
                ),
            )
        )
    if FieldKind.ROLE in request.fields:
        hint = "Scheduled posts call it; left empty, they call nobody"
        fields.append(Field(_PING, "Role to call", FieldKind.ROLE, settings.ping, hint, required=False))
    if FieldKind.PEOPLE in request.fields:
        named = ",".join(each.id for each in _managers(request))
        hint = "They may set up channels, schedules and sources, as admins may"
        fields.append(Field(_MANAGERS, "Who else manages me", FieldKind.PEOPLE, named, hint, required=False))
    return Form("How I behave here", SAVE, tuple(fields))


def settings_again(_submission: Submission, request: Request) -> Form:
    """The form that was sent off, to be mended."""
    return change_settings(Press(CHANGE), request)


def save_settings(submission: Submission, request: Request) -> Message:
    """Set this channel as it was filled in; what the form did not ask stays."""
    answers, settings = submission.answers, request.settings
    if wanted := answers.get(_ANSWERS):
        settings = replace(settings, answers=Answers(wanted[0]))
    if wanted := answers.get(_THREADS):
        settings = replace(settings, follow_ups=wanted[0] == _FOLLOW)
    if FieldKind.ROLE in request.fields:
        settings = replace(settings, ping=next(iter(answers.get(_PING, ())), ""))
    desk_of(request).ledger.conversations.set(request.where, settings)
    if FieldKind.PEOPLE in request.fields:
        _appoint(answers.get(_MANAGERS, ()), request)
    return show_settings(replace(request, settings=settings))


def _appoint(wanted: Sequence[str], request: Request) -> None:
    """Let these people manage the workspace's channels, and no others beside its admins."""
    places = desk_of(request).ledger.places
    for each in places.managers(request.where):
        if each.id not in wanted:
            places.dismiss(request.where, each.id)
    for person_id in wanted:
        person = Person(request.where.platform, request.where.workspace, person_id)
        places.appoint(request.where, person, request.who, request.now)


def _managers(request: Request) -> list[Person]:
    return request.desk.ledger.places.managers(request.where) if request.desk else []
