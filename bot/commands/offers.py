"""Buttons under an answer or a story: its evidence, more of it, a watch, a word on it, and sharing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.message import Action, Button, Message
from bot.commands.request import Request
from bot.offers import Given, Offer, Offered
from bot.present_answers import present_further
from briefings.citations import cited
from briefings.errors import NewsbriefError
from briefings.models import Answer, Excerpt

ANSWER, STORY = "watch.answer", "watch.story"
EVIDENCE, MORE, SHARE = "answer.evidence", "answer.more", "answer.share"
HELPFUL, WRONG = "answer.helpful", "answer.wrong"


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer that a button belongs to, with what may be shown of it here: ``withheld`` counts what may not."""

    token: str
    offer: Offer
    given: Given
    excerpts: tuple[Excerpt, ...]
    withheld: int


def keep(what: Offered, request: Request) -> str:
    """Keep what a button is to stand for; gives its word, empty where nothing can be kept now."""
    if request.desk is None:
        return ""
    offer = Offer(what, request.scope.workspace, request.where, request.who, request.now)
    try:
        return request.desk.ledger.answers.offer(offer, request.thread)
    except NewsbriefError:  # what cannot be written now may still be answered
        return ""


def with_buttons_of_answer(message: Message, answer: Answer, question: str, request: Request) -> Message:
    """An answer with its buttons, where something runs that keeps what they stand for.

    What no article could ever answer is nothing to watch, or to show to others.
    """
    if request.desk is None:
        return message
    excerpts = tuple(request.briefings.excerpts(request.scope, cited(answer)))
    found = answer.citations
    given = Given(
        question,
        answer.text,
        excerpts,
        present_further(answer, request.zone),
        request.briefings.story_with(request.scope, found[0].article_id) if found else None,
        message if request.private and answer.askable else None,
    )
    token = keep(given, request)
    if not token:
        return message
    return replace(message, actions=(*message.actions, *_buttons(given, token, request, watched=answer.askable)))


def buttons_once_shared(shown: Shown, request: Request) -> tuple[Action, ...]:
    """The buttons of an answer that everybody sees by now."""
    return _buttons(replace(shown.given, unshared=None), shown.token, request)


def find_answer(token: str, request: Request) -> Shown | None:
    """The answer that a button belongs to, if it is remembered and of this workspace.

    What it rests on is shown as it was then, but only what the channel may see now.
    """
    offer = request.desk.ledger.answers.offered(token) if request.desk else None
    if offer is None or not isinstance(offer.what, Given) or offer.workspace != request.scope.workspace:
        return None
    visible = request.briefings.visible(request.scope, _articles(offer.what.excerpts))
    seen = tuple(each for each in offer.what.excerpts if each.citation.article_id in visible)
    return Shown(token, offer, offer.what, seen, len(offer.what.excerpts) - len(seen))


def with_watch_of_story(message: Message, story_id: int, request: Request) -> Message:
    """A story with a button that watches it."""
    if request.desk is None:
        return message
    return replace(message, actions=(*message.actions, Button("Watch", STORY, str(story_id))))


def _buttons(given: Given, token: str, request: Request, *, watched: bool = True) -> tuple[Action, ...]:
    buttons: list[Action] = []
    if given.excerpts:
        buttons.append(Button("Evidence", EVIDENCE, token))
    if given.further or given.story_id is not None:
        buttons.append(Button("More", MORE, token))
    if watched and (offered := _watchable(given.question, request)):
        buttons.append(Button("Watch", ANSWER, offered))
    buttons += [Button("Helpful", HELPFUL, token), Button("Wrong", WRONG, token)]
    if given.unshared and not request.direct:
        buttons.append(Button("Share to channel", SHARE, token))
    return tuple(buttons)


def _watchable(question: str, request: Request) -> str:
    assert request.desk is not None  # or there are no buttons
    try:
        return request.desk.ledger.watching.offer(question, request.now)
    except NewsbriefError:
        return ""


def _articles(excerpts: Sequence[Excerpt]) -> list[int]:
    return list(dict.fromkeys(each.citation.article_id for each in excerpts))
