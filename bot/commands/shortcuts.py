"""What can be done with somebody's message: ask about it, and store the articles that it links to."""

from __future__ import annotations

import re

from adapters.controls import Field, Form
from adapters.message import Message
from adapters.platform import Shortcut, Submission
from bot.commands.ask import ask_text
from bot.commands.followups import find_name
from bot.commands.request import Request
from bot.present_shortcuts import Added, present_links, present_no_links
from briefings.errors import NewsbriefError, SourceError
from briefings.models import Outcome

ASK, ADD = "ask.about", "links.add"
QUESTION = "question"
MOST_LINKS = 5
_LONGEST = 300  # letters of a question
_QUESTION = re.compile(r"(?<![\w/])\w[^.!?\n]*\?(?=\s|$)")


def is_asked_already(shortcut: Shortcut) -> bool:
    """Whether a message is a question by itself."""
    words = shortcut.text.strip()
    return words.endswith("?") and "\n" not in words and len(words) <= _LONGEST


def ask_about(shortcut: Shortcut, request: Request) -> Message | Form | None:
    """Answer a message that is a question; of another, ask what somebody wants to know."""
    return ask_text(shortcut.text, request) if is_asked_already(shortcut) else question_form(shortcut.text)


def question_form(text: str) -> Form:
    """The form that asks what somebody wants to know about a message: what it asks, or a question about its name."""
    asks = _QUESTION.search(text)
    name = find_name(text)
    guess = asks[0].strip() if asks else f"What is new about {name}?" if name else ""
    asked = Field(
        QUESTION,
        "What do you want to know?",
        value=guess if len(guess) <= _LONGEST else "",
        hint="Such as: who is attending? When is the vote?",
        max_length=_LONGEST,
    )
    return Form("Ask about this", ASK, (asked,), submit="Ask")


def ask_again(submission: Submission, _request: Request) -> Form:
    """The form as it was filled in."""
    return question_form(" ".join(submission.answers.get(QUESTION, ())))


def take_question(submission: Submission, request: Request) -> Message | None:
    """Answer what was asked in the form."""
    return ask_text(" ".join(submission.answers.get(QUESTION, ())), request)


def add_links(shortcut: Shortcut, request: Request) -> Message:
    """Store the articles that a message links to, as the workspace's own."""
    if request.errands is None:
        raise SourceError("Nothing is fetched here: start the bot with newsbrief run.")
    links = list(dict.fromkeys(shortcut.links))
    if not links:
        return present_no_links()
    added = [_add(link, request) for link in links[:MOST_LINKS]]
    return present_links(added, left=len(links) - len(added))


def _add(link: str, request: Request) -> Added:
    """Store one article; what goes wrong with it stops none of the others."""
    assert request.errands is not None  # or nothing is added
    try:
        document = request.errands.wait(request.errands.newsdesk.read_link(link))
        (stored,) = request.briefings.ingest([document], request.scope.workspace, request.now)
    except NewsbriefError as error:
        return Added(link, reason=str(error))
    return Added(
        link, stored.article.title or stored.article.label, stored.article.source, stored.outcome is Outcome.NEW
    )
