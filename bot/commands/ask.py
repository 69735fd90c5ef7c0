"""`/ask`: an answer from what is stored, or word that it is not there."""

from __future__ import annotations

from adapters.message import Message
from bot.commands.offers import with_watch_of_answer
from bot.commands.request import Request
from bot.present import present_answer, present_empty_question, present_nothing_stored
from briefings.models import Question


def ask(request: Request) -> Message:
    """An answer with its proof."""
    question = request.text.strip()
    if not any(letter.isalnum() for letter in question):
        return present_empty_question()
    answer = request.briefings.answer(request.scope, Question(question, request.now))
    if answer.text is None and not request.briefings.facts(request.scope).articles:
        return present_nothing_stored()
    return with_watch_of_answer(present_answer(answer, request.zone), question, request)
