"""From what somebody did to the function that answers it, whatever the platform.

A new command goes into ``HANDLERS``, a button or menu into ``PRESSES``, a form into ``FORMS``, a message's menu into
``SHORTCUTS``. How each behaves (who may, who sees it, whether a form opens) stands beside it; ``bot.commands.manners``
reads that.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from adapters.message import Message
from adapters.platform import (
    Command,
    CommandSpec,
    HomeOpened,
    PaneOpened,
    Press,
    Question,
    Shortcut,
    Submission,
    What,
)
from bot.commands import (
    again,
    evidence,
    feedback,
    forms,
    home,
    offers,
    pane,
    schedules,
    settings,
    sharing,
    shortcuts,
    sources,
    watch,
)
from bot.commands.ask import ask, overhear
from bot.commands.brief import NEXT_STORIES, brief_now, brief_story, press_next_stories, press_story_more
from bot.commands.forms import may_set_up
from bot.commands.handling import Filling, Handling, Reply, filled
from bot.commands.request import Request
from bot.commands.table import COMMANDS
from bot.commands.why import why
from bot.present import present_help, present_suggestion
from bot.present_digests import TELL_STORY
from bot.present_manners import present_forgotten_form

Handler: TypeAlias = Callable[[Request], Reply]
SLIP = 0.7  # as alike as a slip of the finger leaves a word; anything else is taken for a topic
INTERROGATIVES = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
ALIKE = 0.6  # alike enough to be offered when nothing else could be meant


def show_help(request: Request) -> Message:
    """What can be typed here; at length what the asker may type."""
    return present_help(_typeable(request), request.typed, manages=may_set_up(request, request.where))


HANDLERS: Mapping[tuple[str, str | None], Handler] = {
    ("brief", "now"): brief_now,
    ("brief", "story"): brief_story,
    ("brief", "schedule"): schedules.schedule,
    ("brief", "preview"): schedules.preview,
    ("brief", "pause"): schedules.pause,
    ("brief", "resume"): schedules.resume,
    ("brief", "stop"): schedules.stop,
    ("brief", "status"): schedules.status,
    ("brief", "settings"): settings.show_settings,
    ("brief", "why"): why,
    ("brief", "feedback"): feedback.feedback,
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
FORMS: Mapping[str, Filling] = {
    offers.WRONG: Filling(feedback.take_reason, feedback.reason_again),
    shortcuts.ASK: Filling(shortcuts.take_question, shortcuts.ask_again),
    # Whoever sets up another channel than the one they write in has to manage that one: the handlers see to it.
    forms.SAVE_SCHEDULE: Filling(forms.save_schedule, forms.schedule_again, forms.check_schedule, everywhere=True),
    forms.SAVE_SOURCE: Filling(
        forms.save_source, forms.source_again, forms.check_source, manages=True, everywhere=True, web=True
    ),
    settings.SAVE: Filling(settings.save_settings, settings.settings_again, manages=True, everywhere=True),
}
"""By the form's action."""


def mend(press: Press, request: Request) -> Reply:
    """The form that could not be taken, as it was filled in."""
    draft = request.desk.ledger.conversations.draft(request.who, press.value) if request.desk else None
    filling = FORMS.get(draft.action) if draft else None
    form = filling.form(draft, request) if draft and filling else None
    return filled(form, draft.answers) if draft and form else present_forgotten_form()


PRESSES: Mapping[str, Handling[Press]] = {
    "held.send": Handling(schedules.press_held, everywhere=True),
    "held.discard": Handling(schedules.press_held, everywhere=True),
    offers.ANSWER: Handling(watch.press_answer),
    offers.STORY: Handling(watch.press_story),
    again.NEXT: Handling(again.press_next),
    again.MEND: Handling(mend, opens_form=True),
    offers.EVIDENCE: Handling(evidence.press_evidence),
    offers.MORE: Handling(evidence.press_more),
    offers.SHARE: Handling(sharing.press_share),
    offers.HELPFUL: Handling(feedback.press_helpful),
    offers.WRONG: Handling(feedback.press_wrong, opens_form=True),
    TELL_STORY: Handling(press_story_more),
    NEXT_STORIES: Handling(press_next_stories),
    pane.PROMPT: Handling(pane.press_prompt),
    forms.NEW_SCHEDULE: Handling(forms.new_schedule, opens_form=True, everywhere=True),
    forms.CHANGE_SCHEDULE: Handling(forms.change_schedule, opens_form=True, everywhere=True),
    forms.NEW_SOURCE: Handling(forms.new_source, manages=True, opens_form=True, everywhere=True),
    settings.CHANGE: Handling(settings.change_settings, manages=True, opens_form=True, everywhere=True),
}
SHORTCUTS: Mapping[str, Handling[Shortcut]] = {
    shortcuts.ASK: Handling(shortcuts.ask_about, opens_form=True, at_once=shortcuts.is_asked_already),
    shortcuts.ADD: Handling(shortcuts.add_links, manages=True, everywhere=True, web=True),
}
"""By the shortcut's name; one that is not here asks its words."""
OPENS_FORM: Mapping[tuple[str, str | None], Callable[[Command], bool]] = {}
"""Commands that show a form, and when: most of them where nothing was typed after them."""
HOME: Handling[HomeOpened] | None = Handling(home.open_home, everywhere=True)
"""What fills the bot's own page."""
PANE: Handling[PaneOpened] | None = Handling(pane.greet)
"""What is said first in a conversation beside the work."""


def respond(what: What, request: Request) -> Reply:
    """Carry out what somebody did; None where nothing is to be said.

    Raises:
        NewsbriefError: it could not be done; the message says why and what to do.
    """
    if isinstance(what, Question):
        asked = replace(request, text=what.text)
        return ask(asked) if what.addressed else overhear(asked)
    if isinstance(what, Command):
        return _respond_to_command(what, replace(request, text=what.text, arguments=what.arguments))
    if isinstance(what, Shortcut):
        short = SHORTCUTS.get(what.name)
        return short.handle(what, request) if short else ask(replace(request, text=what.text))
    if isinstance(what, Press):
        pressed = PRESSES.get(what.action)
        return pressed.handle(what, request) if pressed else None
    if isinstance(what, Submission):
        filling = FORMS.get(what.action)
        return filling.handle(what, request) if filling else None
    if isinstance(what, HomeOpened):
        return HOME.handle(what, request) if HOME else None
    if isinstance(what, PaneOpened):
        return PANE.handle(what, request) if PANE else None
    return None


def check(submission: Submission, request: Request) -> Mapping[str, str]:
    """What is wrong with what somebody filled in, by field's name; nothing where it can be taken."""
    filling = FORMS.get(submission.action)
    return filling.check(submission, request) if filling else {}


def meant(command: Command) -> tuple[str, str | None] | None:
    """Which command of the table somebody typed; None where it is no more than a slip of the finger."""
    if (command.name, command.subcommand) in HANDLERS:
        return command.name, command.subcommand
    spec = next((each for each in COMMANDS if each.name == command.name), None)
    if spec is None or not _is_default(spec, command.text):
        return None
    return spec.name, spec.default


def _respond_to_command(command: Command, request: Request) -> Reply:
    found = meant(command)
    if found:
        return HANDLERS[found](request)
    spec = next((each for each in COMMANDS if each.name == command.name), None)
    return _suggest_subcommand(spec, request.text) if spec else _suggest_command(command, request)


def _suggest_command(command: Command, request: Request) -> Message:
    """A command that is not in the table: the nearest one, or what a subcommand of that name belongs to."""
    known = _typeable(request)
    names = {each.name: f"/{each.name}" for each in known}
    for each in known:
        for sub in each.subcommands:
            names.setdefault(sub.name, f"/{each.name} {sub.name}")
    nearest = difflib.get_close_matches(command.name, names, 1, ALIKE)
    return present_suggestion(
        f"/{command.name}", names[nearest[0]] if nearest else "", [f"/{each.name}" for each in known]
    )


def _typeable(request: Request) -> list[CommandSpec]:
    return [each for each in COMMANDS if each.name not in request.reserved]


def _is_default(spec: CommandSpec, text: str) -> bool:
    """`/brief WORDS`: whether the words are the default's text, and no slip of the finger."""
    if not text.strip() or not _takes_text(spec):
        return False
    word = text.split(None, 1)[0].casefold()
    # "/watch where is it?" is no slip for "/watch here"
    return word in INTERROGATIVES or not _nearest(spec, word)


def _suggest_subcommand(spec: CommandSpec, text: str) -> Message:
    """The nearest subcommand, and how the default would get that text."""
    word = text.split(None, 1)[0].casefold()
    nearest = _nearest(spec, word)
    names = [f"/{spec.name} {each.name}" for each in spec.subcommands]
    topic = f"/{spec.name} {spec.default} {text}" if _takes_text(spec) else ""
    return present_suggestion(f"/{spec.name} {word}", f"/{spec.name} {nearest}" if nearest else "", names, topic)


def _nearest(spec: CommandSpec, word: str) -> str:
    names = [each.name for each in spec.subcommands]
    return next(iter(difflib.get_close_matches(word, names, 1, SLIP if _takes_text(spec) else ALIKE)), "")


def _takes_text(spec: CommandSpec) -> bool:
    default = spec.subcommand(spec.default)
    return default is not None and bool(default.parameters)
