"""Who comes and who stays away: rosters of any event, reconciled over every report of it."""

from briefings.answers.rosters.article_facts import attendance_facts
from briefings.answers.rosters.facts import AttendanceFact
from briefings.answers.rosters.questions import RosterQuestion, read_question, search_words
from briefings.answers.rosters.relations import list_findings
from briefings.answers.rosters.roster import build_roster, roster_of

__all__ = [
    "AttendanceFact",
    "RosterQuestion",
    "attendance_facts",
    "build_roster",
    "list_findings",
    "read_question",
    "roster_of",
    "search_words",
]
