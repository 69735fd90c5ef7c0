"""What people press and fill in, by what they read on it: each action of the bot's tables has its words here."""

from __future__ import annotations

from bot.commands import again, forms, offers, pane, settings, shortcuts
from bot.commands.brief import NEXT_STORIES
from bot.present_digests import MORE_ON_THIS, TELL_STORY
from tests.conformance.script import Press

BUTTONS = {
    "Send now": "held.send",
    "Discard": "held.discard",
    "Watch": offers.ANSWER,
    "Next (": again.NEXT,
    "Try again": again.MEND,
    "Evidence": offers.EVIDENCE,
    "More": offers.MORE,
    "Share to channel": offers.SHARE,
    "Helpful": offers.HELPFUL,
    "Wrong": offers.WRONG,
    MORE_ON_THIS: TELL_STORY,
    "Next stories": NEXT_STORIES,
    "Who is attending?": pane.PROMPT,
    "New schedule": forms.NEW_SCHEDULE,
    "Schedule for me alone": forms.NEW_SCHEDULE,
    "Change it": forms.CHANGE_SCHEDULE,
    "Change a schedule": forms.CHANGE_SCHEDULE,
    "Add a source": forms.NEW_SOURCE,
    "Change": settings.CHANGE,
}
FORMS = {
    "What is wrong?": offers.WRONG,
    "Ask about this": shortcuts.ASK,
    "New schedule": forms.SAVE_SCHEDULE,
    "Change a schedule": forms.SAVE_SCHEDULE,
    "Add a source": forms.SAVE_SOURCE,
    "How I behave here": settings.SAVE,
}


def action_of(press: Press) -> str:
    """What a button or a menu does."""
    return press.action or BUTTONS[press.label]


def form_of(title: str) -> str:
    """The action of a form of this title."""
    return FORMS[title]
