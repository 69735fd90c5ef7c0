"""How answers read: a status first, no wall of names, evidence between its neighbours, feedback."""

from datetime import UTC, timedelta

import pytest

from adapters.inbound import Channel, Person
from adapters.message import GroupedList
from adapters.plaintext import render_plain
from bot.offers import Tally, Vote
from bot.present_answers import STATUS_LINES, present_answer, present_evidence, present_further
from bot.present_digests import MORE_ON_THIS, present_story, with_stories_to_open
from bot.present_feedback import present_feedback
from briefings.models import (
    Answer,
    AnswerStatus,
    AttendanceStatus,
    Attendee,
    BulletKind,
    Excerpt,
    Finding,
    Roster,
    StoryDigest,
)
from tests.doubles import WRITTEN, article, attendee, bullet, citation, digest, story

CHANNEL = Channel("memory", "w", "c")


def guests(count: int, status: AttendanceStatus = AttendanceStatus.ATTENDING) -> list[Attendee]:
    return [attendee(f"{status.value.title()} Guest{number}", status) for number in range(count)]


def listed(count: int, *more: Attendee) -> Answer:
    entries = (*guests(count), *more)
    names = ", ".join(each.name for each in entries)
    return Answer(AnswerStatus.ANSWERED, "who?", names, roster=Roster("the summit", entries))


def test_every_status_has_a_line() -> None:
    assert set(STATUS_LINES) == set(AnswerStatus)


def test_a_short_roster_says_the_names_and_a_long_one_counts_them() -> None:
    assert "Attending Guest0, Attending Guest1\n" in render_plain(present_answer(listed(2), UTC))
    said = render_plain(present_answer(listed(9, *guests(1, AttendanceStatus.INVITED_UNDECIDED)), UTC))
    assert said.splitlines()[1] == "9 attending and 1 undecided"


def test_a_roster_of_forty_names_them_all_and_quotes_the_first() -> None:
    answer = listed(40, *guests(1, AttendanceStatus.UNLIKELY))
    message = present_answer(answer, UTC, full=False)
    (groups,) = [block for block in message.blocks if isinstance(block, GroupedList)]
    assert [len(each.items) for each in groups.groups] == [24, 1]
    said = render_plain(message)
    assert all(f"Guest{number}" in said for number in range(40))
    assert "Also: Attending Guest23" in said
    further = present_further(answer, UTC)
    assert further is not None
    assert "Attending Guest39: “" in render_plain(further)
    assert "Also:" not in render_plain(present_answer(answer, UTC)), "where there are no buttons, all is said"
    assert present_further(listed(10), UTC) is None


def test_a_name_with_many_sources_names_some_and_where_the_others_are() -> None:
    cited = [
        citation(f"Ana comes, says {n}.", article(n, f"Ana comes, says {n}.", source=f"S{n}")) for n in range(1, 8)
    ]
    roster = Roster("e", (attendee("Ana", AttendanceStatus.ATTENDING, *cited),))
    answer = Answer(AnswerStatus.ANSWERED, "who?", "Ana", roster=roster)
    assert "S3, 28 Aug 2025, https://example.org/ministers; 4 more under Evidence" in render_plain(
        present_answer(answer, UTC, full=False)
    )
    assert "S7" in render_plain(present_answer(answer, UTC))


def test_a_long_list_of_findings_is_cut_and_told_under_more() -> None:
    found = tuple(Finding(f"City{n}", (citation(f"They went to City{n}."),)) for n in range(12))
    answer = Answer(AnswerStatus.ANSWERED, "where?", "twelve cities", found)
    said = render_plain(present_answer(answer, UTC, full=False))
    assert said.count("They went to") == 8
    assert "Also: City8, City9, City10 and City11" in said
    further = present_further(answer, UTC)
    assert further is not None
    assert render_plain(further).count("They went to") == 4


def test_evidence_shows_a_sentence_once_with_its_neighbours_by_article() -> None:
    text = "Rain fell. Ana will come and Bo will not. The hall is full. Nobody slept."
    of = article(1, text, title="Guests", source="Reuters")
    excerpts = [
        Excerpt(citation("Bo will not", of), "Ana will come and Bo will not.", "Rain fell.", "The hall is full."),
        Excerpt(citation("Ana will come", of), "Ana will come and Bo will not.", "Rain fell.", "The hall is full."),
        Excerpt(citation("Nobody slept.", of), "Nobody slept.", "The hall is full."),
    ]
    said = render_plain(present_evidence("who?", excerpts, 0, UTC))
    assert said.splitlines() == [
        "You asked: “who?”",
        "Guests",
        "“Rain fell. Ana will come and Bo will not. The hall is full.” — Reuters, 28 Aug 2025, https://example.org/ministers",
        "“Nobody slept.” — Reuters, 28 Aug 2025, https://example.org/ministers",
    ]
    assert "2 more passages from sources that this channel does not take." in render_plain(
        present_evidence("who?", [], 2, UTC)
    )


def test_a_story_has_its_conflicts_and_its_reports_in_their_order_and_pages() -> None:
    told = StoryDigest(story(7), (bullet("They met."), bullet("Two or three?", kind=BulletKind.CONFLICT)))
    reports = [
        [article(n, title=f"Report {n}", source=f"S{n}", published=WRITTEN - timedelta(hours=n))] for n in range(1, 4)
    ]
    (page,) = present_story(told, UTC, reports)
    lines = render_plain(page).splitlines()
    assert lines.index("Where sources differ") > lines.index(next(each for each in lines if "They met." in each))
    assert [each.split(" — ")[0] for each in lines[-3:]] == ["• Report 3", "• Report 2", "• Report 1"]
    many = [[article(n, title=f"Report {n}")] for n in range(30)]
    pages = present_story(told, UTC, many)
    assert len(pages) == 4
    assert sum(render_plain(each).count("• Report ") for each in pages) == 30


@pytest.mark.parametrize(("stories", "choices"), [(0, 0), (1, 1), (3, 3), (40, 25)])
def test_every_story_of_a_digest_can_be_opened(stories: int, choices: int) -> None:
    told = digest(bullet("A."), stories=max(1, stories))
    message = with_stories_to_open(
        present_story(told.stories[0], UTC)[0], [each.story for each in told.stories[:stories]]
    )
    said = render_plain(message)
    assert said.count("Headline") - 1 == (0 if choices < 2 else choices)
    assert (MORE_ON_THIS in said) is (choices > 0)


def test_feedback_counts_and_shows_what_was_wrong() -> None:
    assert "Nobody has said anything" in render_plain(present_feedback(Tally(), [], UTC))
    vote = Vote(
        "t", Person("memory", "w", "a", "Ana"), CHANNEL, False, "who?", "Bo", ("Bo will not come.",), WRITTEN, "No!"
    )
    said = render_plain(present_feedback(Tally(3, 1), [vote], UTC))
    assert "3 helpful, 1 wrong" in said
    assert "who? “Bo”" in said
    assert "Ana, 28 Aug 2025, 18:30 UTC: No!" in said
    assert "It rested on “Bo will not come.”" in said
