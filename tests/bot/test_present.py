from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.message import GroupedList, Item, Message, Quote
from adapters.plaintext import render_plain
from bot.commands.table import COMMANDS
from bot.present import (
    present_error,
    present_help,
    present_status,
    present_storage,
    present_suggestion,
    present_welcome,
    usage,
)
from bot.present_answers import STATUS_WORDS, excerpt, present_answer
from bot.present_digests import present_digest, present_nothing_about, present_story, present_unknown_story
from bot.typed import Typed
from briefings.errors import NotFoundError
from briefings.models import (
    Answer,
    AnswerStatus,
    AttendanceStatus,
    BulletKind,
    Citation,
    Finding,
    Novelty,
    Roster,
    StoryDigest,
)
from briefings.ports import StoreFacts
from tests.doubles import WRITTEN, article, attendee, bullet, citation, digest, story

REUTERS = article(1, "The minister will go. He said so twice.", source="Reuters", url="https://reuters.example/1")
POST = article(2, "The minister will not go.", source="The Post", url="", published=None)


def facts(articles: int = 2) -> StoreFacts:
    return StoreFacts(articles, 1, 1, 50, 123_456, "data/newsbrief.db", WRITTEN if articles else None)


def items(message: Message) -> list[Item]:
    return [block for block in message.blocks if isinstance(block, Item)]


def quotes(message: Message) -> list[Quote]:
    return [block for block in message.blocks if isinstance(block, Quote)]


def test_a_digest_names_its_date_its_extent_and_every_source() -> None:
    both = bullet(
        "The minister goes.", citation("The minister will go.", REUTERS), citation("The minister will not go.", POST)
    )
    message = present_digest(digest(both), UTC)
    said = render_plain(message)
    assert said.startswith("News briefing, 28 Aug 2025")
    assert "1 story from 2 articles" in said
    assert "The minister goes. [2 sources] — Reuters, 28 Aug 2025, https://reuters.example/1; The Post" in said


def test_a_bullet_with_one_source_does_not_count_it() -> None:
    said = render_plain(present_digest(digest(bullet("He said so.", citation("He said so twice.", REUTERS))), UTC))
    assert "sources]" not in said


def test_an_article_cited_twice_is_named_once() -> None:
    twice = bullet("He goes.", citation("The minister will go.", REUTERS), citation("He said so twice.", REUTERS))
    (only,) = items(present_digest(digest(twice), UTC))
    assert [each.label for each in only.sources] == ["Reuters"]


def test_sources_that_disagree_stand_in_one_bullet_with_both() -> None:
    torn = bullet(
        "Sources differ: “will go” against “will not go”.",
        citation("The minister will go.", REUTERS),
        citation("The minister will not go.", POST),
        kind=BulletKind.CONFLICT,
    )
    (only,) = items(present_digest(digest(torn), UTC))
    assert [each.label for each in only.sources] == ["Reuters", "The Post"]


@pytest.mark.parametrize(
    ("novelty", "tag"),
    [(Novelty.NEW, "New: "), (Novelty.UPDATED, "Updated: "), (Novelty.CORRECTED, "Corrected: "), (Novelty.FIRST, "")],
)
def test_what_is_new_to_a_channel_is_tagged(novelty: Novelty, tag: str) -> None:
    said = render_plain(present_digest(digest(bullet("Talks resume.", novelty=novelty)), UTC))
    assert f"• {tag}Talks resume." in said


def test_a_correction_says_what_stood_before() -> None:
    changed = bullet("Nine people died.", novelty=Novelty.CORRECTED, before="Six people died.")
    assert "Before: “Six people died.”" in render_plain(present_digest(digest(changed), UTC))


def test_a_digest_of_several_stories_says_how_to_read_on() -> None:
    assert "/brief story 1" in render_plain(present_digest(digest(bullet("A."), stories=2), UTC))
    assert "/brief story" not in render_plain(present_digest(digest(bullet("A."), stories=2), UTC, hints=False))
    assert "/brief story" not in render_plain(present_digest(digest(bullet("A.")), UTC))


def test_a_story_at_length_begins_with_its_headline() -> None:
    (page,) = present_story(StoryDigest(story(7, "Talks resume"), (bullet("They met."),)), UTC)
    said = render_plain(page)
    assert said.splitlines()[:2] == ["Talks resume", "Story 7: 2 articles, Reuters, AP"]


def test_an_answer_begins_with_what_was_found_and_then_proves_it() -> None:
    found = Finding("the minister", (citation("The minister will go.", REUTERS),))
    answer = Answer(AnswerStatus.ANSWERED, "who goes?", "the minister", (found,))
    assert render_plain(present_answer(answer, UTC)).splitlines() == [
        "Answered · 1 article",
        "the minister",
        "“The minister will go.” — Reuters, 28 Aug 2025, https://reuters.example/1",
    ]


def test_the_same_sentence_in_two_articles_is_quoted_once_with_both() -> None:
    other = article(3, "The minister will go.", source="AP")
    found = Finding(
        "the minister", (citation("The minister will go.", REUTERS), citation("The minister will go.", other))
    )
    (only,) = quotes(present_answer(Answer(AnswerStatus.ANSWERED, "q", "the minister", (found,)), UTC))
    assert [each.label for each in only.sources] == ["Reuters", "AP"]


def test_a_list_of_findings_is_a_list_with_proof_for_each() -> None:
    findings = (
        Finding("Oslo", (citation("The minister will go.", REUTERS),)),
        Finding("Bergen", (citation("The minister will not go.", POST),)),
    )
    message = present_answer(Answer(AnswerStatus.ANSWERED, "q", "Oslo, Bergen", findings), UTC)
    assert [each.sources[0].label for each in items(message)] == ["Reuters", "The Post"]
    assert "Bergen: “The minister will not go.”" in render_plain(message)


def test_many_quotes_under_an_answer_end_in_names() -> None:
    cited = [
        citation(f"Sentence {number}.", article(number, f"Sentence {number}.", source=f"S{number}"))
        for number in range(1, 7)
    ]
    message = present_answer(Answer(AnswerStatus.ANSWERED, "q", "six", (Finding("six", tuple(cited)),)), UTC)
    assert len(quotes(message)) == 3
    assert [each.label for each in items(message)[0].sources] == ["S4", "S5", "S6"]


def test_what_is_not_there_is_said_with_the_closest_passage() -> None:
    answer = Answer(AnswerStatus.NOT_FOUND, "who wins?", closest=citation("The minister will go.", REUTERS))
    lines = render_plain(present_answer(answer, UTC)).splitlines()
    assert lines[:2] == ["Not found", "The stored articles do not say."]
    assert lines[-1].startswith("“The minister will go.” — Reuters")
    alone = present_answer(Answer(AnswerStatus.NOT_FOUND, "who wins?", note=lines[1]), UTC)
    assert render_plain(alone) == "Not found\nThe stored articles do not say."


def test_sides_that_disagree_are_all_shown() -> None:
    sides = (
        Finding("yes", (citation("The minister will go.", REUTERS),)),
        Finding("no", (citation("The minister will not go.", POST),)),
    )
    said = render_plain(present_answer(Answer(AnswerStatus.CONFLICTING, "q", "yes or no", sides), UTC))
    assert said.splitlines()[:2] == ["Sources disagree · 2 articles", "yes"]
    assert "“The minister will go.” — Reuters" in said
    assert "“The minister will not go.” — The Post" in said


def test_a_partial_answer_says_that_it_is_one() -> None:
    found = Finding("Oslo", (citation("The minister will go.", REUTERS),))
    answer = Answer(AnswerStatus.PARTIAL, "q", "Oslo", (found,), note="Only the first day is known.")
    assert "Only the first day is known." in render_plain(present_answer(answer, UTC))
    bare = Answer(AnswerStatus.PARTIAL, "q", "Oslo", (found,))
    assert render_plain(present_answer(bare, UTC)).startswith("In part · 1 article")


def test_a_roster_is_grouped_by_status_in_plain_words_the_surest_first() -> None:
    entries = [attendee(f"Person {number}", status) for number, status in enumerate(reversed(AttendanceStatus))]
    roster = Roster("the summit", tuple(entries), (citation("At least 26 heads of state come."),), WRITTEN)
    message = present_answer(Answer(AnswerStatus.PARTIAL, "who?", "Seven are named.", roster=roster), UTC)
    (groups,) = [block for block in message.blocks if isinstance(block, GroupedList)]
    assert [group.title for group in groups.groups] == list(STATUS_WORDS.values())
    assert all(item.sources for group in groups.groups for item in group.items)
    said = render_plain(message)
    assert "At least 26 heads of state come." in said
    assert "As of 28 Aug 2025." in said


def test_a_roster_of_articles_without_a_date_claims_none() -> None:
    undated = attendee("Ana Lopez", AttendanceStatus.ATTENDING, citation("The minister will not go.", POST))
    roster = Roster("the summit", (undated,), undated.citations, WRITTEN)
    said = render_plain(present_answer(Answer(AnswerStatus.ANSWERED, "who?", "One.", roster=roster), UTC))
    assert "As of" not in said
    assert "longer than" not in said, "what stands on the list is not said again below it"


def test_one_persons_standing_is_said_once() -> None:
    entry = attendee("Ana Lopez", AttendanceStatus.EXPECTED)
    roster = Roster("the summit", (entry,), (citation("At least 26 heads of state come."),))
    answer = Answer(AnswerStatus.ANSWERED, "Will Ana Lopez come?", "Expected", roster=roster)
    assert render_plain(present_answer(answer, UTC)).splitlines()[1] == "Expected"
    assert render_plain(present_answer(answer, UTC)).count("Expected") == 1
    assert "26" not in render_plain(present_answer(answer, UTC))


def test_a_role_that_is_in_the_name_is_not_said_again_and_the_quoted_source_comes_first() -> None:
    long = article(3, "It is said that the president of Peru may go to Oslo.", source="AP")
    entry = attendee(
        "the president of Peru",
        AttendanceStatus.EXPECTED,
        citation("The minister will go.", REUTERS),
        citation("It is said that the president of Peru may go to Oslo.", long),
        role="president",
    )
    said = render_plain(present_answer(Answer(AnswerStatus.ANSWERED, "q", "x", roster=Roster("e", (entry,))), UTC))
    assert "the president of Peru: “The minister will go.” — Reuters, 28 Aug 2025" in said


def test_every_status_has_words() -> None:
    assert set(STATUS_WORDS) == set(AttendanceStatus)


def test_an_attendee_is_shown_with_role_and_one_short_quote() -> None:
    long = f"{'Before the meeting there was much talk. ' * 6}Ana Lopez will attend, her office said. {'More was said. ' * 12}"
    entry = attendee("Ana Lopez", AttendanceStatus.ATTENDING, citation(long.strip()), role="foreign minister")
    roster = Roster("the summit", (entry,))
    said = render_plain(present_answer(Answer(AnswerStatus.ANSWERED, "who?", "One.", roster=roster), UTC))
    assert "Ana Lopez, foreign minister: “…" in said
    assert "Ana Lopez will attend" in said
    assert "More was said. More was said. More was said. More was said. More was said." not in said


def test_an_attendee_whose_sources_disagree_is_shown_with_each_side() -> None:
    entry = attendee(
        "The minister",
        AttendanceStatus.DISPUTED,
        citation("The minister will go.", REUTERS),
        citation("The minister will not go.", POST),
    )
    said = render_plain(present_answer(Answer(AnswerStatus.ANSWERED, "who?", "x", roster=Roster("e", (entry,))), UTC))
    assert "“The minister will go.” / “The minister will not go.” — Reuters" in said


@pytest.mark.parametrize("length", [20, 60, 140, 141, 200, 500])
def test_an_excerpt_keeps_the_name_and_whole_words(length: int) -> None:
    words = ("word " * 200)[:length] + "Ana Lopez" + (" word" * 200)[:length]
    shown = excerpt(words, "Ana Lopez")
    assert "Ana Lopez" in shown
    assert len(shown) <= 142
    assert shown.strip("…") in words
    assert all(
        part in {"word", "Ana", "Lopez", "wordAna", "wAna", "woAna", "worAna"} for part in shown.strip("…").split()
    )


def test_an_excerpt_finds_a_person_by_the_last_name() -> None:
    assert "Mr Lopez" in excerpt(f"{'word ' * 60}then Mr Lopez came{' word' * 60}", "Ana Lopez")


def test_a_topic_nobody_wrote_about_is_answered_with_what_there_is() -> None:
    said = render_plain(present_nothing_about("whales", [story(3, "Talks resume", "Ana Lopez")], None, UTC))
    assert "No stored article is about “whales”." in said
    assert "/brief story 3  Talks resume" in said
    assert "Ana Lopez" in said


def test_an_unknown_story_is_answered_with_the_known_ones() -> None:
    assert "There is no story “99”." in render_plain(present_unknown_story("99", [story(3)]))
    assert "Which story?" in render_plain(present_unknown_story("", [story(3)]))
    assert "/sources add" in render_plain(present_unknown_story("99", []))


def test_a_source_of_which_only_a_teaser_was_readable_is_marked() -> None:
    article_of_teaser = replace(article(), teaser=True)
    told = bullet(
        "Ministers met.", Citation.of(article_of_teaser, 0, 34), citation("They agreed on nothing.", article(2))
    )
    said = render_plain(present_digest(digest(told), UTC))
    assert "Reuters (only a teaser was readable), 28 Aug 2025" in said
    assert said.count("teaser") == 1


def test_status_tells_extent_and_freshness_in_the_readers_zone() -> None:
    said = render_plain(present_status(facts(), ZoneInfo("Asia/Tokyo")))
    assert said == "2 articles in 1 story from 1 source. The last one came on 29 Aug 2025, 03:30 JST."
    assert "/sources add" in render_plain(present_status(facts(0), UTC))
    assert "data/newsbrief.db" not in said
    assert "data/newsbrief.db, 0.1 MB" in render_plain(present_storage(facts(), UTC))


def test_help_shows_every_command_as_it_is_typed() -> None:
    said = render_plain(present_help(COMMANDS))
    for command in COMMANDS:
        for each in command.subcommands:
            assert f"{usage(command, each.name)}  {each.description}" in said
    assert "/ask QUESTION" in said
    assert "/brief now [TOPIC]" in said
    assert "(or just /brief)" in said


def test_help_is_shorter_for_those_who_only_read_and_still_names_everything() -> None:
    whole, short = (render_plain(present_help(COMMANDS, manages=manages)) for manages in (True, False))
    assert len(short.splitlines()) < len(whole.splitlines()) - 10
    for command in COMMANDS:
        assert all(usage(command, each.name) in short for each in command.subcommands)


def test_where_no_bare_command_can_be_typed_none_is_named() -> None:
    typed = Typed(bare=False)
    assert "or just" not in render_plain(present_help(COMMANDS, typed))
    said = render_plain(present_welcome(facts(), typed))
    assert "/brief now" in said
    assert "/sources list" in said


def test_the_first_words_tell_what_this_is_and_three_things_to_try() -> None:
    message = present_welcome(facts())
    assert len(items(message)) == 3
    assert "2 articles stored." in render_plain(message)
    assert "No article is stored yet." in render_plain(present_welcome(facts(0)))


def test_an_unknown_command_is_answered_kindly() -> None:
    said = render_plain(present_suggestion("/breif", "/brief", ["/brief", "/ask"]))
    assert said == "There is no /breif. Did you mean /brief?"
    assert (
        render_plain(present_suggestion("/xyz", "", ["/brief", "/ask"]))
        == "There is no /xyz. You can type /brief, /ask."
    )


def test_an_error_is_said_as_it_is() -> None:
    assert render_plain(present_error(NotFoundError("There is no file x."))) == "There is no file x."


@pytest.mark.parametrize(
    "nasty", ["<!channel> @everyone", "line one\nline two", "[x](https://evil.example)", "*bold* `code`"]
)
def test_text_from_articles_stays_text(nasty: str) -> None:
    source = article(1, f"{nasty} said so.", source=nasty, title=nasty, url="javascript:alert(1)")
    cited = Citation.of(source, 0, len(source.text))
    message = present_digest(digest(bullet(nasty, cited), topic=nasty), UTC)
    assert "\n" not in message.summary
    assert all(each.url is None for block in items(message) for each in block.sources)
    assert all(span.url is None for block in items(message) for span in block.spans)


def test_dates_are_the_readers() -> None:
    late = article(1, "It is so.", published=datetime(2025, 8, 28, 23, 30, tzinfo=UTC))
    said = render_plain(
        present_digest(digest(bullet("It is so.", citation("It is so.", late))), ZoneInfo("Asia/Tokyo"))
    )
    assert "Reuters, 29 Aug 2025" in said


@pytest.mark.parametrize("limit", [75, 140])
@pytest.mark.parametrize(
    ("words", "name", "telling"),
    [
        (("On Monday the mayor of the city said that, after long talks with both of the ministries concerned and two of the"
         " unions, she will attend the opening in the old harbour together with the Norwegian envoy Kari Lund and others."),
         "Kari Lund", "attend"),
        (("Ana Lopez, who has chaired the committee for eleven years and who was born in a small town on the coast, will,"
         " if the weather allows it and the roads are clear by then, travel to the ceremony next week."),
         "Ana Lopez", "travel"),
    ],
)  # fmt: skip
def test_an_excerpt_keeps_the_word_that_tells_of_the_name(words: str, name: str, telling: str, limit: int) -> None:
    shown = excerpt(words, name, limit, telling)
    assert name in shown
    assert telling in shown
    assert len(shown) <= limit + 4
    assert all(part.strip(" ,") in words for part in shown.split("…"))
