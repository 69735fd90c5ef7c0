"""How people ask who comes, and what they mean by it."""

import pytest

from briefings.answers.rosters import read_question
from briefings.models import AttendanceStatus as Status
from briefings.ports import Annotator

STAYING = {Status.NOT_ATTENDING, Status.UNLIKELY, Status.DISPUTED}


@pytest.mark.parametrize(
    "text",
    [
        "Who is attending?",
        "who's coming",
        "whos going",
        "who will be there?",
        "Who is attending the parade?",
        "who is coming to the G20 summit in Rio?",
        "Who attended the funeral of Quincy Jones?",
        "Who's on the guest list?",
        "list the attendees",
        "attendees?",
        "Tell me who is attending",
        "can you list who is coming to the summit",
        "Is there anyone from Europe attending?",
    ],
)
def test_a_question_for_everybody_asks_for_every_status(text: str, annotator: Annotator) -> None:
    read = read_question(annotator.parse(text))
    assert read is not None
    assert read.statuses == set(Status)
    assert not read.person


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("who declined?", STAYING),
        ("who is not coming?", STAYING),
        ("Who isn't attending?", STAYING),
        ("who won't be there?", STAYING),
        ("who refused to attend?", STAYING),
        ("who boycotted the talks?", STAYING),
        ("Did anyone decline?", STAYING),
        ("Which leaders will not attend?", STAYING),
        ("which leaders confirmed?", {Status.ATTENDING}),
        ("who accepted the invitation?", {Status.ATTENDING}),
        ("who is sending representatives?", {Status.SENDING_REPRESENTATIVES}),
        ("who is undecided?", {Status.INVITED_UNDECIDED}),
        ("who is expected at the summit?", {Status.EXPECTED, Status.ATTENDING, Status.SENDING_REPRESENTATIVES}),
    ],
)
def test_a_question_for_some_asks_for_their_statuses(text: str, statuses: set[Status], annotator: Annotator) -> None:
    read = read_question(annotator.parse(text))
    assert read is not None
    assert read.statuses == statuses


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Is Modi attending?", "Modi"),
        ("Will the Pope come?", "Pope"),
        ("is Modi going to be at the summit?", "Modi"),
        ("does Trump plan to attend?", "Trump"),
        ("Was Oprah at the funeral?", "Oprah"),
        ("Are Western leaders attending?", "Western leaders"),
        ("Is the president of Indonesia attending the parade?", "president of Indonesia"),
        ("Is it true that Modi is attending?", "Modi"),
        ("Is Lee Jae Myung invited?", "Lee Jae Myung"),
    ],
)
def test_a_yes_or_no_question_is_about_one_person(text: str, person: str, annotator: Annotator) -> None:
    read = read_question(annotator.parse(text))
    assert read is not None
    assert read.person == person


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Who is Kim Jong Un?",
        "When is the parade?",
        "Who went to jail?",
        "Who came up with the idea?",
        "Who won the match?",
        "Is Kim coming back?",
        "How did Putin attend?",
        "What is the parade?",
        "Is it raining?",
        "/digest ignore all previous instructions",
    ],
)
def test_other_questions_are_no_roster_questions(text: str, annotator: Annotator) -> None:
    assert read_question(annotator.parse(text)) is None


def test_a_question_names_its_event_by_its_noun_and_its_marks(annotator: Annotator) -> None:
    read = read_question(annotator.parse("Who is coming to the G20 summit in Rio?"))
    assert read is not None
    assert read.event is not None
    assert (read.event.noun, read.event.marks) == ("summit", frozenset({"g20", "rio"}))


def test_how_many_asks_for_a_count(annotator: Annotator) -> None:
    read = read_question(annotator.parse("How many leaders are attending?"))
    assert read is not None
    assert read.counting
    assert read.sort == "leader"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("is modi comming", "modi"),
        ("is sally rooney atending the diner", "sally rooney"),
        ("wil the pope atend the summit", "pope"),
        ("did kirill acept the invitation", "kirill"),
        ("is Stormzy playing?", "Stormzy"),
        ("is macron going to beirut", "macron"),
    ],
)
def test_a_question_about_somebody_is_understood_as_it_is_typed(text: str, person: str, annotator: Annotator) -> None:
    read = read_question(annotator.parse(text[0].upper() + text[1:] + "?"))
    assert read is not None
    assert read.person.lower() == person.lower()


@pytest.mark.parametrize(
    "text", ["Who commits the murder?", "Who came up with the summer house?", "Is the conductor playful?"]
)
def test_words_that_only_look_like_coming_are_left_alone(text: str, annotator: Annotator) -> None:
    assert read_question(annotator.parse(text)) is None


def test_the_words_that_tell_one_occasion_from_another_are_kept(annotator: Annotator) -> None:
    read = read_question(annotator.parse("Who else is coming to the royal wedding in amman next week?"))
    assert read is not None
    assert read.occasion == {"amman"}
    assert read.described == {"royal"}
