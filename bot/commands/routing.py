"""From what somebody typed to the function that answers it, whatever the platform."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from adapters.commands import find_command
from adapters.message import Message
from adapters.platform import Command, CommandSpec, Press, Question, Shortcut, What
from bot.commands import offers, schedules, sources, watch
from bot.commands.ask import ask
from bot.commands.brief import brief_now, brief_story
from bot.commands.request import Request
from bot.commands.table import COMMANDS, SOURCES
from bot.commands.why import why
from bot.present import present_help, present_suggestion

Handler: TypeAlias = Callable[[Request], Message]
SLIP = 0.7  # as alike as a slip of the finger leaves a word; anything else is taken for a topic
INTERROGATIVES = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
ALIKE = 0.6  # alike enough to be offered when nothing else could be meant


def show_help(_request: Request) -> Message:
    """What can be typed."""
    return present_help(COMMANDS)


HANDLERS: Mapping[tuple[str, str | None], Handler] = {
    ("brief", "now"): brief_now,
    ("brief", "story"): brief_story,
    ("brief", "schedule"): schedules.schedule,
    ("brief", "preview"): schedules.preview,
    ("brief", "pause"): schedules.pause,
    ("brief", "resume"): schedules.resume,
    ("brief", "stop"): schedules.stop,
    ("brief", "status"): schedules.status,
    ("brief", "why"): why,
    ("brief", "help"): show_help,
    ("ask", None): ask,
    ("sources", "list"): sources.list_sources,
    ("sources", "add"): sources.add_source,
    ("sources", "remove"): sources.remove_source,
    ("sources", "pause"): sources.pause_source,
    ("sources", "resume"): sources.resume_source,
    ("sources", "test"): sources.test_source,
    ("sources", "import"): sources.import_sources,
    ("sources", "export"): sources.export_sources,
    ("sources", "take"): sources.take_sources,
    ("sources", "leave"): sources.leave_sources,
    ("watch", "question"): watch.watch_question,
    ("watch", "story"): watch.watch_story,
    ("watch", "here"): watch.watch_here,
    ("watch", "list"): watch.list_watches,
    ("watch", "stop"): watch.stop_watch,
    ("help", None): show_help,
}
PRESSES: Mapping[str, Callable[[Press, Request], Message | None]] = {
    "held.send": schedules.press_held,
    "held.discard": schedules.press_held,
    offers.ANSWER: watch.press_answer,
    offers.STORY: watch.press_story,
}
FOR_ALL = frozenset({offers.ANSWER, offers.STORY})
"""What anybody may press; the other buttons are for those who manage the channel."""


def respond(what: What, request: Request) -> Message | None:
    """Carry out what somebody did; None where nothing is to be said.

    Raises:
        NewsbriefError: it could not be done; the message says why and what to do.
    """
    if isinstance(what, Question | Shortcut):
        return ask(replace(request, text=what.text))
    if isinstance(what, Command):
        return _respond_to_command(what, replace(request, text=what.text, arguments=what.arguments))
    if isinstance(what, Press) and (pressed := PRESSES.get(what.action)):
        return pressed(what, request)
    return None


def needs_manager(what: What) -> bool:
    """Whether only those may do something who manage the channel."""
    if isinstance(what, Press):
        return what.action in PRESSES and what.action not in FOR_ALL
    if not isinstance(what, Command):
        return False
    spec = find_command(COMMANDS, what.name)
    chosen = spec.subcommand(what.subcommand) if spec and what.subcommand else None
    return bool((spec and spec.manages) or (chosen and chosen.manages))


def goes_to_the_web(what: What) -> bool:
    """Whether carrying something out waits for other people's servers."""
    return isinstance(what, Command) and what.name == SOURCES and what.subcommand in ("add", "test", "import")


def _respond_to_command(command: Command, request: Request) -> Message:
    handler = HANDLERS.get((command.name, command.subcommand))
    if handler:
        return handler(request)
    spec = next((each for each in COMMANDS if each.name == command.name), None)
    if spec is None:
        return _suggest_command(command)
    return _respond_without_subcommand(spec, request)


def _suggest_command(command: Command) -> Message:
    """A command that is not in the table: the nearest one, or what a subcommand of that name belongs to."""
    names = {each.name: f"/{each.name}" for each in COMMANDS}
    for each in COMMANDS:
        for sub in each.subcommands:
            names.setdefault(sub.name, f"/{each.name} {sub.name}")
    nearest = difflib.get_close_matches(command.name, names, 1, ALIKE)
    return present_suggestion(
        f"/{command.name}", names[nearest[0]] if nearest else "", [f"/{each.name}" for each in COMMANDS]
    )


def _respond_without_subcommand(spec: CommandSpec, request: Request) -> Message:
    """`/brief WORDS`: a slip of the finger gets the nearest subcommand, anything else is the default's text."""
    word = request.text.split(None, 1)[0].casefold()
    names = [each.name for each in spec.subcommands]
    default = spec.subcommand(spec.default)
    takes_text = default is not None and bool(default.parameters)
    if takes_text and word in INTERROGATIVES:  # "/watch where is it?" is no slip for "/watch here"
        return HANDLERS[spec.name, spec.default](request)
    nearest = difflib.get_close_matches(word, names, 1, SLIP if takes_text else ALIKE)
    if takes_text and not nearest:
        return HANDLERS[spec.name, spec.default](request)
    meant = f"/{spec.name} {nearest[0]}" if nearest else ""
    topic = f"/{spec.name} {spec.default} {request.text}" if takes_text else ""
    return present_suggestion(f"/{spec.name} {word}", meant, [f"/{spec.name} {name}" for name in names], topic)
