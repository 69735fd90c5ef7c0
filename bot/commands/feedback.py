"""What readers think of answers: helpful, or wrong and why; and `/brief feedback`, for those who mend it."""

from __future__ import annotations

from adapters.controls import Field, FieldKind, Form
from adapters.message import Message
from adapters.platform import Press, Submission
from bot.commands.offers import WRONG, Shown, find_answer
from bot.commands.request import Request
from bot.offers import Vote
from bot.present_answers import present_expired, quotes_of
from bot.present_feedback import present_feedback, present_helpful, present_wrong
from briefings.errors import NewsbriefError

REASON = "reason"
LATEST = 5
_LONGEST = 1_000  # letters of a reason


class FeedbackError(NewsbriefError):
    """Feedback that cannot be shown; the message says where it can."""


def press_helpful(press: Press, request: Request) -> Message:
    """Somebody found an answer helpful."""
    shown = find_answer(press.value, request)
    if shown is None:
        return present_expired()
    _vote(shown, request, helpful=True)
    return present_helpful()


def press_wrong(press: Press, request: Request) -> Message | Form:
    """Ask what is wrong with an answer."""
    return reason_form(press.value) if find_answer(press.value, request) else present_expired()


def reason_form(token: str) -> Form:
    """The form that asks for it."""
    asked = Field(
        REASON,
        "What is wrong, or what should it say?",
        FieldKind.PARAGRAPH,
        hint="Those who manage this channel read it.",
        required=False,
        max_length=_LONGEST,
    )
    return Form("What is wrong?", WRONG, (asked,), value=token, submit="Send")


def reason_again(submission: Submission, _request: Request) -> Form:
    """The form anew."""
    return reason_form(submission.value)


def take_reason(submission: Submission, request: Request) -> Message:
    """Somebody found an answer wrong, and perhaps said why."""
    shown = find_answer(submission.value, request)
    if shown is None:
        return present_expired()
    _vote(shown, request, helpful=False, reason=" ".join(submission.answers.get(REASON, ())).strip()[:_LONGEST])
    return present_wrong()


def feedback(request: Request) -> Message:
    """How many answers were helpful and wrong here, and the latest wrong ones with the reasons."""
    if request.desk is None:
        raise FeedbackError("Feedback is kept for each channel: type /brief feedback in the channel.")
    answers = request.desk.ledger.answers
    return present_feedback(answers.tally(request.where), answers.wrong_answers(request.where, LATEST), request.zone)


def _vote(shown: Shown, request: Request, *, helpful: bool, reason: str = "") -> None:
    assert request.desk is not None  # or no answer is found
    request.desk.ledger.answers.vote(
        Vote(
            shown.token,
            request.who,
            shown.offer.where,
            helpful,
            shown.given.question,
            shown.given.text or "",
            quotes_of(shown.given.excerpts),
            request.now,
            reason,
        )
    )
