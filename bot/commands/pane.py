"""A conversation beside the work: a greeting, and questions that the stored stories answer."""

from __future__ import annotations

from dataclasses import replace

from adapters.controls import MAX_TOKEN
from adapters.message import Button, Message
from adapters.platform import PaneOpened, Press
from bot.commands.ask import ask_text
from bot.commands.request import Request
from bot.commands.sources import tell_nothing_stored
from bot.present_answers import present_expired
from bot.present_pane import present_greeting
from briefings.errors import NewsbriefError
from briefings.models import Question, distinct

PROMPT = "ask.prompt"
WHAT_IS_NEW, WHO_IS_ATTENDING = "What is new?", "Who is attending?"
MOST_PROMPTS = 4
_STORIES = 6
_LONGEST = MAX_TOKEN  # letters of a prompt: it is a button's label


def greet(_opened: PaneOpened, request: Request) -> Message:
    """Say what can be asked, with a few questions to press."""
    stories = request.briefings.stories(request.scope, limit=_STORIES)
    if not stories:
        return tell_nothing_stored(request)
    message = present_greeting(request.briefings.facts(request.scope).articles)
    return replace(
        message, actions=tuple(_buttons(request, distinct(name for each in stories for name in each.people)))
    )


def press_prompt(press: Press, request: Request) -> Message | None:
    """Answer a question that was pressed."""
    question = request.desk.ledger.watching.offered(press.value) if request.desk else None
    return ask_text(question, request) if question else present_expired()


def _buttons(request: Request, names: tuple[str, ...]) -> list[Button]:
    if request.desk is None:
        return []
    try:
        return [
            Button(question, PROMPT, request.desk.ledger.watching.offer(question, request.now))
            for question in _prompts(request, names)
        ]
    except NewsbriefError:
        return []


def _prompts(request: Request, names: tuple[str, ...]) -> list[str]:
    """Questions that are surely answered: each was tried."""
    prompts = [WHAT_IS_NEW]
    if request.briefings.answer(request.scope, Question(WHO_IS_ATTENDING, request.now)).text is not None:
        prompts.append(WHO_IS_ATTENDING)
    for name in names:
        if len(prompts) == MOST_PROMPTS:
            break
        asked = f"What is new about {name}?"
        if len(asked) <= _LONGEST and request.briefings.digest(request.scope, request.now, topic=name, limit=1).stories:
            prompts.append(asked)
    return prompts
