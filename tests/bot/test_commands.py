"""What a person types, and what comes back, over the real engine and the sample articles."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.commands import read_command
from adapters.message import GroupedList, Item, Message
from adapters.plaintext import render_plain
from adapters.platform import Autocomplete, Channel, Person, Question, Shortcut
from bot.commands.completion import complete
from bot.commands.request import Request
from bot.commands.routing import HANDLERS, respond
from bot.commands.table import COMMANDS
from bot.wiring import Newsroom
from briefings.intake.ports import Following
from briefings.models import Scope
from tests.doubles import story

CHANNEL = Channel("memory", "w", "c")


def type_in(line: str, request: Request) -> Message:
    name, _, rest = line.removeprefix("/").partition(" ")
    message = respond(read_command(name, rest, COMMANDS), request)
    assert isinstance(message, Message)
    return message


def say(line: str, request: Request) -> str:
    return render_plain(type_in(line, request))


def test_every_command_in_the_table_is_carried_out() -> None:
    named: set[tuple[str, str | None]] = {(each.name, sub.name) for each in COMMANDS for sub in each.subcommands}
    named |= {(each.name, None) for each in COMMANDS if not each.subcommands}
    assert named == set(HANDLERS)


@pytest.mark.parametrize("line", ["/brief", "/brief now", "/BRIEF NOW", "/brief  now "])
def test_brief_sums_up_the_news_and_every_bullet_names_a_source(line: str, request_of: Request) -> None:
    message = type_in(line, request_of)
    bullets = [block for block in message.blocks if isinstance(block, Item)]
    assert 4 <= len(bullets) <= 8
    assert all(bullet.sources for bullet in bullets)


def test_brief_takes_a_topic_with_or_without_now(request_of: Request) -> None:
    assert say("/brief Lukashenko", request_of) == say("/brief now Lukashenko", request_of)
    assert say("/brief Lukashenko", request_of).startswith("News briefing: Lukashenko")


def test_a_topic_nobody_wrote_about_says_so_and_names_what_there_is(request_of: Request) -> None:
    said = say("/brief zebrafish", request_of)
    assert "No stored article is about “zebrafish”." in said
    assert "/brief story 1" in said


@pytest.mark.parametrize("line", ["/brief story 1", "/brief story #1", "/brief story kim"])
def test_a_story_is_found_by_its_number_or_its_words(line: str, request_of: Request) -> None:
    message = type_in(line, request_of)
    assert "Story 1: 2 articles" in render_plain(message)
    assert [block for block in message.blocks if isinstance(block, Item) and block.sources]


@pytest.mark.parametrize(("line", "said"), [("/brief story", "Which story?"), ("/brief story 99", "no story “99”")])
def test_an_unknown_story_is_answered_with_the_known_ones(line: str, said: str, request_of: Request) -> None:
    assert said in say(line, request_of)
    assert "/brief story 1" in say(line, request_of)


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("/breif", "/brief"),
        ("/brief stauts", "/brief status"),
        ("/brief hepl", "/brief help"),
        ("/brief stori 1", "/brief story"),
        ("/aks who is attending?", "/ask"),
        ("/source", "/sources"),
        ("/sources lsit", "/sources list"),
        ("/status", "/brief status"),
        ("/story 1", "/brief story"),
    ],
)
def test_a_misspelled_command_gets_the_nearest_right_one(line: str, nearest: str, request_of: Request) -> None:
    assert f"Did you mean {nearest}?" in say(line, request_of)


def test_a_topic_that_looks_like_a_command_can_still_be_asked_for(request_of: Request) -> None:
    assert "For news about it, type /brief now stormy seas." in say("/brief stormy seas", request_of)
    assert "No stored article is about “stormy seas”." in say("/brief now stormy seas", request_of)


@pytest.mark.parametrize("line", ["/xyzzy", "/sources frobnicate"])
def test_a_command_like_no_other_gets_the_list(line: str, request_of: Request) -> None:
    assert "You can type /" in say(line, request_of)


@pytest.mark.parametrize("line", ["/ask", "/ask   ", "/ask ???"])
def test_an_empty_question_is_told_what_to_type(line: str, request_of: Request) -> None:
    assert "/ask who is attending?" in say(line, request_of)


def test_a_question_is_a_question_however_it_comes(request_of: Request) -> None:
    asked = say("/ask who is attending?", request_of)
    for what in (Question("who is attending?"), Shortcut("ask", "who is attending?")):
        message = respond(what, request_of)
        assert isinstance(message, Message)
        assert render_plain(message) == asked


def test_who_is_attending_is_one_list_by_status_with_proof(request_of: Request) -> None:
    message = type_in("/ask who is attending?", request_of)
    (listed,) = [block for block in message.blocks if isinstance(block, GroupedList)]
    assert listed.groups[0].title == "Attending"
    assert all(entry.sources for group in listed.groups for entry in group.items)


def test_what_the_articles_do_not_say_is_not_answered(request_of: Request) -> None:
    said = say("/ask How much does a ticket to the opera cost?", request_of)
    assert said.startswith("Not found\nThe stored articles do not say.")


def test_an_empty_newsroom_says_how_to_fill_it(empty_newsroom: Newsroom, now: datetime) -> None:
    request = Request(empty_newsroom.briefings, Scope("local"), now, UTC)
    for line in ("/brief", "/brief kim", "/brief story 1", "/brief status", "/sources", "/ask who is attending?"):
        assert "newsbrief add" in say(line, request), line
        in_chat = say(line, replace(request, where=Channel("slack", "T1", "C1")))
        assert "/sources add ADDRESS" in in_chat, line
        assert "newsbrief" not in in_chat, line  # nobody in a chat has the shell


def test_who_has_just_added_a_source_is_told_to_wait(empty_newsroom: Newsroom, now: datetime) -> None:
    feed = "https://example.org/feed"
    assert empty_newsroom.store.add_source(Following("slack/T1", feed, "Example", "feed", feed), now)
    request = Request(empty_newsroom.briefings, Scope("slack/T1"), now, UTC, where=Channel("slack", "T1", "C1"))
    for line in ("/brief", "/ask who is attending?"):
        assert "I follow 1 source, and what it brings can be asked about in a minute" in say(line, request), line


def test_another_workspace_sees_nothing(request_of: Request) -> None:
    stranger = replace(request_of, scope=Scope("elsewhere"))
    assert "newsbrief add" in say("/brief", stranger)
    assert "newsbrief add" in say("/ask who is attending?", stranger)


def test_status_and_sources_count_what_is_there(request_of: Request) -> None:
    assert say("/brief status", request_of).startswith("2 articles in 1 story from 1 source.")
    assert "2 articles" in say("/sources", request_of)
    assert say("/sources", request_of) == say("/sources list", request_of)


def test_help_is_the_same_everywhere(request_of: Request) -> None:
    assert say("/help", request_of) == say("/brief help", request_of)


def test_completion_offers_stories_and_topics() -> None:
    def ask_for(parameter: str, typed: str) -> list[str]:
        asked = Autocomplete(Person("memory", "w", "p"), CHANNEL, "brief", "story", parameter, typed)
        return [option.value for option in complete(asked, [story(1, "Talks resume"), story(2, "Floods", "Ana Lopez")])]

    assert ask_for("story", "") == ["1", "2"]
    assert ask_for("story", "flo") == ["2"]
    assert ask_for("topic", "lop") == ["Ana Lopez"]
    assert ask_for("topic", "") == ["Jonas Støre", "Oslo", "Ana Lopez"]
    assert ask_for("question", "") == []
