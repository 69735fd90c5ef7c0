"""From a roster to an answer: the names of those who come, or how one of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from briefings.annotation import Sentence
from briefings.answers.inquiry import Inquiry, Kind
from briefings.answers.rosters import build_roster, read_question
from briefings.answers.vocabulary import vocabulary
from briefings.enumeration import enumerate_words
from briefings.models import AnnotatedArticle, Answer, AnswerStatus, AttendanceStatus, Attendee, Roster

_COMING = frozenset({AttendanceStatus.ATTENDING, AttendanceStatus.EXPECTED})
_COMING_DEEDS = frozenset(
    {
        "attend",
        "skip",
        "invite",
        "send",
        "confirm",
        "refuse",
        "accept",
        "expect",
        "flee",
        "leave",
        "decide",
        "stay",
        "plan",
        "miss",
        "withdraw",
        "travel",
    }
)
_STANDINGS = {
    AttendanceStatus.ATTENDING: "Yes",
    AttendanceStatus.EXPECTED: "Yes, expected",
    AttendanceStatus.SENDING_REPRESENTATIVES: "Sending representatives",
    AttendanceStatus.INVITED_UNDECIDED: "Invited, undecided",
    AttendanceStatus.UNLIKELY: "Unlikely",
    AttendanceStatus.NOT_ATTENDING: "No",
    AttendanceStatus.DISPUTED: "Sources disagree",
}


def roster_answer(
    text: str, parsed: Sentence, inquiry: Inquiry, articles: Sequence[AnnotatedArticle], asked: datetime
) -> Answer | None:
    """What the roster says to a question about comers and absentees; None for any other, or when it says nothing."""
    if inquiry.kind is Kind.HOW_MANY:
        return None  # a roster lists whom the articles name; how many come is what an article says
    if inquiry.kind is Kind.POLAR and inquiry.predicate_concept == "send":
        return None  # whoever sends somebody need not come: what is asked for is the deed
    known = inquiry.predicate_concept in vocabulary().groups
    read = read_question(parsed)
    if read is None:
        return None
    asked_for = about_coming(inquiry.predicate_concept) or read.sure or bool(read.deeds)
    if not asked_for and (known or inquiry.kind is not Kind.POLAR):
        return None  # a word that is no verb we know is a name or a slip of the pen: the roster's own reading decides
    roster = build_roster(parsed, articles, asked)
    if roster is None or (read.deeds and not roster.entries):
        return None
    if not roster.entries:
        return _unheard_of(text, parsed, inquiry)
    if inquiry.kind is Kind.POLAR and len(roster.entries) == 1:
        entry = roster.entries[0]
        disputed = entry.status is AttendanceStatus.DISPUTED
        status = AnswerStatus.CONFLICTING if disputed else AnswerStatus.ANSWERED
        return Answer(status, text, _STANDINGS[entry.status], roster=roster)
    status = AnswerStatus.PARTIAL if roster.partial else AnswerStatus.ANSWERED
    note = "The sources count more than they name." if roster.partial else ""
    return Answer(status, text, enumerate_words([entry.name for entry in coming(roster)]), roster=roster, note=note)


def _unheard_of(text: str, parsed: Sentence, inquiry: Inquiry) -> Answer | None:
    """That no report speaks of an office ("is the mayor coming?"): what it says of another is no answer to that."""
    subject = inquiry.subject
    if inquiry.kind is not Kind.POLAR or subject is None or subject.pos != "NOUN":
        return None
    office = parsed.span(sorted(parsed.subtree(subject), key=lambda token: token.index))
    return Answer(AnswerStatus.NOT_FOUND, text, note=f"No stored article says whether {office} will.")


def about_coming(predicate: str) -> bool:
    """Whether a question's verb is one of coming, staying away or being asked, not a deed done at the event."""
    groups = vocabulary().groups
    own = groups.get(predicate, frozenset())
    return predicate in ("", "be", "have", "do") or any(own & groups[deed] for deed in _COMING_DEEDS)


def coming(roster: Roster) -> tuple[Attendee, ...]:
    """The entries that come; all of them when the question asked for none that do ("who declined?")."""
    return tuple(entry for entry in roster.entries if entry.status in _COMING) or roster.entries
