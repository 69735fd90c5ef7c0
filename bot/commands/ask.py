"""`/ask`: an answer from what is stored, or word that it is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from adapters.message import Message
from bot.commands.brief import tell
from bot.commands.followups import complete_question, is_question
from bot.commands.offers import with_buttons_of_answer
from bot.commands.request import Request
from bot.commands.sources import tell_nothing_stored
from bot.commands.spans import read_news_question
from bot.present import present_empty_question
from bot.present_answers import present_answer, present_understood
from briefings.errors import NewsbriefError
from briefings.models import Answer, Question

THREAD_MEMORY = timedelta(days=2)
"""How long a thread goes on with its last question."""
TALK_MEMORY = timedelta(minutes=15)
"""How long somebody does who writes directly, outside of threads."""


def ask(request: Request) -> Message:
    """An answer with its proof; a question for the news is answered with a digest."""
    question = request.text.strip()
    if not any(letter.isalnum() for letter in question):
        return present_empty_question()
    if wanted := read_news_question(question, request.now, request.zone):
        return tell(request, wanted)
    meant, answer = _answer(question, request)
    if answer.text is None and not request.briefings.facts(request.scope).articles:
        return tell_nothing_stored(request)
    return _told(question, meant, answer, request)


def ask_text(text: str, request: Request) -> Message:
    """The answer to a question that came by another way than a command."""
    return ask(replace(request, text=text))


def overhear(request: Request) -> Message | None:
    """The answer to words in a thread that do not name us: only to a question, and only where there is one."""
    if not is_question(request.text):
        return None
    question = request.text.strip()
    meant, answer = _answer(question, request)
    return _told(question, meant, answer, request) if answer.text is not None else None


def _told(question: str, meant: str, answer: Answer, request: Request) -> Message:
    message = present_answer(answer, request.zone, full=request.desk is None)
    if meant != question:
        message = present_understood(message, meant)
    return with_buttons_of_answer(message, answer, meant, request)


def _answer(question: str, request: Request) -> tuple[str, Answer]:
    """What a question means, completed by the one before it where it leans on that, and the answer.

    A question that leans is not asked as it was typed, too: "how long will it last?" would be answered of anything.
    """
    meant = complete_question(question, _earlier(request)) or question
    return meant, request.briefings.answer(request.scope, Question(meant, request.now))


def _earlier(request: Request) -> str:
    """The question that was asked before in this thread, or by the same person in this conversation.

    Where a direct message begins a thread of its own, each question may go on with one of another thread.
    """
    if request.desk is None:
        return ""
    answers, where, now = request.desk.ledger.answers, request.where, request.now
    try:
        found = answers.last_question(where, request.thread, now - THREAD_MEMORY) if request.thread else None
        if request.direct and not found:
            found = answers.last_question(where, None, now - TALK_MEMORY, request.who, anywhere=True)
        return found or ""
    except NewsbriefError:
        return ""
