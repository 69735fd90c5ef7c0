"""One roster from several reports: the right event, one entry a person, the latest word, both sides of a dispute."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from briefings.answers.rosters import attendance_facts, build_roster, roster_of
from briefings.models import AnnotatedArticle, Article, AttendanceStatus, AttendeeKind, Roster
from briefings.ports import Annotator

NOW = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)
Write = Callable[..., AnnotatedArticle]
Ask = Callable[[str, Sequence[AnnotatedArticle]], Roster]


@pytest.fixture
def write(annotator: Annotator) -> Write:
    numbers = iter(range(1, 100))

    def written(text: str, published: datetime | None = NOW, title: str = "") -> AnnotatedArticle:
        number = next(numbers)
        article = Article(number, 1, f"key {number}", text, title, "", f"Paper {number}", "", published, "", NOW)
        return AnnotatedArticle(article, annotator.annotate(text))

    return written


@pytest.fixture
def ask(annotator: Annotator) -> Ask:
    def asked(question: str, articles: Sequence[AnnotatedArticle]) -> Roster:
        roster = build_roster(annotator.parse(question), articles, NOW + timedelta(days=30))
        assert roster is not None
        return roster

    return asked


def standing(roster: Roster) -> dict[str, str]:
    return {entry.name: entry.status.value for entry in roster.entries}


@pytest.fixture
def three_events(write: Write) -> list[AnnotatedArticle]:
    return [
        write(
            "The G20 summit opens in Rio on Monday. India's Narendra Modi will attend the summit. "
            "Argentina's Javier Milei will skip the summit."
        ),
        write(
            "The funeral of the cellist Ana Torres takes place in Madrid on Sunday. King Felipe will attend the funeral. "
            "The conductor Luis Vega cannot attend the funeral."
        ),
        write("The Pacific forum meets in Suva this week. Anthony Albanese has arrived for the forum."),
    ]


def test_an_asked_event_is_told_from_others_in_the_store(three_events: list[AnnotatedArticle], ask: Ask) -> None:
    assert set(standing(ask("Who is attending the G20 summit?", three_events))) == {"Narendra Modi", "Javier Milei"}
    assert set(standing(ask("Who is going to the funeral?", three_events))) == {"King Felipe", "Luis Vega"}
    assert set(standing(ask("Who is coming to Suva?", three_events))) == {"Anthony Albanese"}


def test_an_event_that_no_report_names_has_no_comers(three_events: list[AnnotatedArticle], ask: Ask) -> None:
    assert ask("Who is attending the wedding?", three_events).entries == ()
    assert ask("Who is attending the G7 summit?", three_events).entries == ()


def test_follow_ups_leave_the_entries_that_they_ask_for(three_events: list[AnnotatedArticle], ask: Ask) -> None:
    assert standing(ask("Who is skipping the G20 summit?", three_events)) == {"Javier Milei": "not_attending"}
    assert standing(ask("Is Modi attending the G20 summit?", three_events)) == {"Narendra Modi": "attending"}
    assert standing(ask("Will Narendra Modhi come to the G20 summit?", three_events)) == {"Narendra Modi": "attending"}
    assert ask("Is Emmanuel Macron attending the G20 summit?", three_events).entries == ()


def test_one_person_is_one_entry_whatever_reports_call_them(write: Write, ask: Ask) -> None:
    articles = [
        write("Indonesian President Prabowo Subianto will attend the summit in Lima. Subianto arrives on Friday."),
        write("Indonesia's president is expected at the summit in Lima. Prabowo will stay two days."),
    ]
    roster = ask("Who is attending the summit in Lima?", articles)
    assert standing(roster) == {"Prabowo Subianto": "attending"}
    assert {citation.article_id for citation in roster.entries[0].citations} == {1, 2}


def test_whoever_is_named_in_one_report_is_known_by_country_and_office_in_another(write: Write, ask: Ask) -> None:
    named = write(
        "The peace summit opens in Beirut on Friday. Pope Leo will attend the summit. Egypt's Abdel Fattah al-Sisi and "
        "Jordan's King Abdullah will attend the summit. Egypt will attend the summit as well."
    )
    meant = write(
        "The summit opens in Beirut on Friday. The pontiff will attend the summit. The Egyptian president and "
        "Jordan's monarch will attend the summit."
    )
    names = {"Pope Leo", "Abdel Fattah al-Sisi", "King Abdullah", "Egypt"}  # a country is not whoever leads it
    assert set(standing(ask("Who is attending the summit?", [named, meant]))) == names


def test_who_is_introduced_by_a_country_is_not_the_last_man_of_his_office(write: Write, ask: Ask) -> None:
    article = write(
        "Crown Prince Hussein will attend the wedding in Amman. Saudi Arabia's crown prince will not attend the wedding."
    )
    assert standing(ask("Who is coming to the wedding?", [article])) == {
        "Hussein": "attending",
        "Saudi Arabia's crown prince": "not_attending",
    }


def test_who_sends_a_minister_and_stays_at_home_is_in_no_dispute(write: Write, ask: Ask) -> None:
    sends = write("India's Narendra Modi will be represented at the summit in Beirut by his foreign minister.")
    stays = write("India's Narendra Modi will not attend the summit in Beirut.")
    assert standing(ask("Is Modi attending the summit?", [sends, stays])) == {"Narendra Modi": "not_attending"}


def test_who_speaks_by_video_link_and_stays_away_is_not_coming(write: Write, ask: Ask) -> None:
    article = write(
        "Vladimir Putin will not attend the summit in Rio. Putin will address the summit by video link on Sunday. "
        "Bill Gates will address the summit by video link."
    )
    assert standing(ask("Who is attending the summit?", [article])) == {
        "Vladimir Putin": "not_attending",
        "Bill Gates": "attending",
    }


@pytest.mark.parametrize("question", ["who is coming to the beirut summit", "whos atending the summit in beirut"])
def test_the_words_of_an_occasion_count_however_they_are_typed(question: str, write: Write, ask: Ask) -> None:
    here = write("The peace summit opens in Beirut on Friday. Pope Leo will attend the summit.")
    there = write("The Pacific summit opens in Suva on Friday. Anthony Albanese will attend the summit.")
    assert set(standing(ask(question, [here, there]))) == {"Pope Leo"}


def test_a_word_that_no_report_uses_hides_nobody(write: Write, ask: Ask) -> None:
    article = write("Princess Ingrid's wedding is on Saturday. Prince Ari will attend the wedding.")
    assert set(standing(ask("Who is coming to the royal wedding?", [article]))) == {"Prince Ari"}


@pytest.mark.parametrize(
    "question",
    [
        "who is coming to the commonwealth summit?",
        "who are the guests at the dinner?",
        "is the king going to the state dinner?",
    ],
)
def test_an_event_of_which_no_report_tells_has_nobody_elses_comers(question: str, write: Write, ask: Ask) -> None:
    reports = [
        write("The Arab summit opens in Beirut on Friday. Jordan's King Abdullah will attend the summit."),
        write("The gala is in Lisbon on Sunday. Cillian Murphy will attend the gala."),
        write("The festival in Cork begins on Monday. Little Simz will play the festival."),
    ]
    assert standing(ask(question, reports)) == {}


def test_a_question_about_one_person_is_about_the_event_that_was_reported_last(write: Write, ask: Ask) -> None:
    earlier = write("The summit opens in Rio on Monday. Narendra Modi will attend the summit.", NOW)
    later = write(
        "The funeral is in Rome on Friday. Narendra Modi will not attend the funeral.", NOW + timedelta(days=9)
    )
    crowd = [
        write(f"The summit opens in Rio on Monday. {name} will attend the summit.")
        for name in ("Javier Milei", "Gabriel Boric")
    ]
    assert standing(ask("is modi coming?", [earlier, *crowd, later])) == {"Narendra Modi": "not_attending"}


def test_reports_of_unlike_events_that_nobody_names_are_not_one(write: Write, ask: Ask) -> None:
    reports = [
        write(
            "The summit is on Monday in Nairobi, Reuters said. Abiy Ahmed, Hakainde Hichilema and William Ruto will attend the summit."
        ),
        write("The summit is on Friday in Lisbon, Lusa said. Luís Montenegro will not attend the summit."),
    ]
    assert "Luís Montenegro" not in standing(ask("Who is attending?", reports))


def test_a_later_report_overrides_an_earlier_one(write: Write, ask: Ask) -> None:
    articles = [
        write("Taoiseach Micheál Martin will attend the forum in Oslo.", NOW - timedelta(days=3)),
        write("Micheál Martin has cancelled his trip to the forum in Oslo.", NOW),
    ]
    roster = ask("Is Martin attending the forum?", articles)
    assert standing(roster) == {"Micheál Martin": "not_attending"}
    assert roster.entries[0].as_of == NOW


def test_reports_of_one_hour_that_contradict_each_other_are_a_dispute_with_both_quotes(write: Write, ask: Ask) -> None:
    articles = [
        write("Prince Albert will attend the gala in Nice.", NOW),
        write("Prince Albert will not attend the gala in Nice.", NOW + timedelta(hours=1)),
    ]
    (entry,) = ask("Who is attending the gala?", articles).entries
    assert entry.status is AttendanceStatus.DISPUTED
    assert [citation.article_id for citation in entry.citations] == [1, 2]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("is the mayor coming?", {"Odile Brandt"}),
        ("is the minister coming?", {"Ines Calder"}),
        ("is the senator coming?", set()),
        ("is the deputy mayor coming?", set()),
    ],
)
def test_somebody_may_be_asked_for_by_an_office(question: str, names: set[str], write: Write, ask: Ask) -> None:
    report = write(
        "Mayor Odile Brandt will not attend the opening of the Sorrel Bridge on Monday, her office said."
        " The transport minister, Ines Calder, has confirmed that she will come to the opening."
    )
    roster = ask(question, [report])

    assert {entry.name for entry in roster.entries} == names


def test_counts_say_that_a_list_is_longer_than_its_names(write: Write, ask: Ask) -> None:
    article = write("At least 30 ministers will attend the summit in Accra, including Kenya's Musalia Mudavadi.")
    roster = ask("How many ministers are attending the summit?", [article])
    assert [citation.quote for citation in roster.partial] == [article.article.text]
    assert {entry.name: entry.kind for entry in roster.entries} == {
        "At least 30 ministers": AttendeeKind.GROUP,
        "Musalia Mudavadi": AttendeeKind.PERSON,
    }


def test_who_was_invited_leaves_out_those_of_whom_no_invitation_is_told(write: Write, ask: Ask) -> None:
    article = write(
        "Bhutan has invited Narendra Modi to the coronation. Sheikh Hasina will attend the coronation. "
        "Modi has not replied."
    )
    assert standing(ask("Who was invited to the coronation?", [article])) == {"Narendra Modi": "invited_undecided"}


def test_reports_from_after_the_question_are_not_known_yet(write: Write, annotator: Annotator) -> None:
    article = write("Bono will attend the gala.", NOW + timedelta(days=2))
    roster = build_roster(annotator.parse("Who is attending the gala?"), [article], NOW)
    assert roster is not None
    assert roster.entries == ()


def test_a_past_event_in_a_preview_is_left_out(write: Write, ask: Ask) -> None:
    article = write(
        "The Nordic summit opens in Bergen on Tuesday. Finland's Alexander Stubb will attend.\n\n"
        "At the previous summit, Latvia was represented by its president. In 2022, Boris Johnson attended."
    )
    assert standing(ask("Who is attending the summit?", [article])) == {"Alexander Stubb": "attending"}


def test_an_article_about_no_event_has_no_attendance(write: Write) -> None:
    article = write(
        "Oil prices fell on Tuesday. Analysts said demand was weak. Saudi Arabia will send more crude to Asia.\n\n"
        "The First Amendment is not there to comfort anybody. The minister declined to comment."
    )
    assert attendance_facts(article) == ()


def test_without_a_question_the_roster_is_of_the_event_that_most_is_told_about(
    three_events: list[AnnotatedArticle],
) -> None:
    assert roster_of(three_events[1:]).event == "funeral"
    assert set(standing(roster_of(three_events, ("summit", "G20")))) == {"Narendra Modi", "Javier Milei"}


@pytest.mark.parametrize(
    "text", ["", "?", "???", "word " * 400, "1 2 3\n4 5 6", "Wer kommt zum Gipfel? Merz kommt.", "— – ' \" ( ) ’s"]
)
def test_odd_texts_give_an_empty_roster(text: str, write: Write, ask: Ask) -> None:
    assert ask("Who is attending?", [write(text)]).entries == ()
