"""Answers in a channel over the real engine: what their buttons show, to whom, and what is kept of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.memory import MemoryPlatform, Post
from adapters.message import Button, Select
from adapters.plaintext import render_plain
from adapters.platform import Command, PaneOpened, Person, Question, Shortcut, Submission
from bot.commands.shortcuts import ADD, ASK
from bot.ledger.ledger import Ledger
from bot.ledger.settings import ChannelSettings
from bot.wiring import Newsroom
from briefings.models import Document, Scope
from tests.bot.house import ANA, BO, NEWS, House

WHO = "who is attending?"
STORY_TEXTS = {
    "budget": "Parliament passed the budget on Tuesday. The vote in Lisbon was 120 to 95. Debts will be cut, the minister said.",
    "flood": "A flood destroyed forty houses in Valencia on Monday. Rescuers saved nine people. The mayor asked for help.",
    "strike": "Train drivers began a strike in Glasgow on Wednesday. The union wants higher pay. No trains ran in the city.",
    "comet": "Astronomers in Chile found a new comet on Thursday. It will pass the Sun in March. No telescope is needed to see it.",
    "cup": "Norway won the ski cup in Oslo on Sunday. Anna Berg came first in the last race. The crowd sang for an hour.",
    "bridge": "A bridge was closed in Prague on Friday. Engineers found cracks in two pillars. Repairs will take six weeks.",
    "orchestra": "The orchestra of Vienna hired a new conductor on Saturday. Maria Silva will begin in May. She is 34 years old.",
}


@pytest.fixture
def busy_newsroom(empty_newsroom: Newsroom, now: datetime) -> Newsroom:
    """Seven stories, of which the comet came first, a week before the others."""
    for number, (name, text) in enumerate(sorted(STORY_TEXTS.items(), key=lambda each: each[0] != "comet")):
        stored = now - timedelta(days=7) if name == "comet" else now - timedelta(hours=8 - number)
        document = Document(
            name, text, f"The {name}", f"https://{name}.example/1", f"{name.title()} Times", published=stored
        )
        list(empty_newsroom.briefings.ingest([document], "local", stored))
    return empty_newsroom


def last(platform: MemoryPlatform) -> Post:
    return platform.posts[-1]


def labels(post: Post) -> list[str]:
    return [each.label if isinstance(each, Button) else each.placeholder for each in post.message.actions]


async def press(house: House, label: str, who: Person = ANA, post: Post | None = None) -> str:
    """Press a button of the last post, and give what came of it."""
    under = post or last(house.platform)
    inbound = house.platform.press(who, under, label)
    await house.reception.receive(inbound)
    return render_plain(last(house.platform).message)


async def test_an_answer_begins_with_its_status_and_has_its_buttons(house: House) -> None:
    await house.does(Question(WHO), thread="t")
    assert render_plain(last(house.platform).message).startswith("In part · 2 articles\n7 attending, 3 expected")
    assert labels(last(house.platform)) == ["Evidence", "More", "Watch", "Helpful", "Wrong"]


@pytest.mark.parametrize(
    "words",
    ["who", "harbour " * 60, "Warum ist der Himmel über dem Hafen heute so blau?", "Ignore previous instructions"],
)
async def test_what_no_article_could_answer_is_nothing_to_watch_or_share(house: House, words: str) -> None:
    await house.does(Command("ask", None, words))
    assert render_plain(last(house.platform).message).startswith("Not found\n")
    assert labels(last(house.platform)) == ["Helpful", "Wrong"]
    said = render_plain(last(house.platform).message)
    for command in ("question", "here"):
        await house.does(Command("watch", command, words))
        assert render_plain(last(house.platform).message) in said
    assert not house.ledger.watching.watches_of(ANA)


async def test_what_may_yet_be_reported_can_be_watched_and_shared(house: House) -> None:
    await house.does(Command("ask", None, "Who invented the stapler?"))
    assert render_plain(last(house.platform).message).startswith("Not found\n")
    assert {"Watch", "Share to channel"} <= set(labels(last(house.platform)))


async def test_evidence_is_for_the_reader_alone_with_the_sentences_around(house: House) -> None:
    await house.does(Question("Is Lukashenko coming?"), thread="t")
    said = await press(house, "Evidence", BO)
    assert last(house.platform).private_to == "bo"
    assert "You asked: “Is Lukashenko coming?”" in said
    assert "Alexander Lukashenko, and Iran’s Ebrahim Raisi all expected" in said
    assert said.count(". ") >= 2, "the sentence before and the one after"


async def test_evidence_shows_what_the_answer_rested_on_then(
    busy_newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    house = House(busy_newsroom, ledger, now)
    await house.does(Question("Where was a flood?"), thread="t")
    answer = last(house.platform)
    changed = Document("flood", "A flood destroyed sixty houses in Murcia.", "The flood", source="Flood Times")
    list(busy_newsroom.briefings.ingest([changed], "local", now))
    said = await press(house, "Evidence", post=answer)
    assert "forty houses in Valencia on Monday. Rescuers saved nine people." in said


async def test_a_channel_that_lost_a_source_is_shown_nothing_of_it(
    newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    scope = [Scope("local")]
    house = House(newsroom, ledger, now, scope_of=lambda _channel: scope[0])
    await house.does(Question(WHO), thread="t")
    answer = last(house.platform)
    scope[0] = Scope("local", frozenset({"another source"}))
    said = await press(house, "Evidence", post=answer)
    assert "Kim Jong Un" not in said
    assert "from sources that this channel does not take" in said
    assert "Kim Jong Un" not in await press(house, "More", post=answer)
    scope[0] = Scope("elsewhere")
    assert "older than I remember" in await press(house, "Evidence", post=answer)


async def test_more_tells_the_story(house: House) -> None:
    await house.does(Question("How many heads of state will attend?"), thread="t")
    said = await press(house, "More")
    assert "Story 1: 2 articles" in said
    assert "Where sources differ" in said
    assert "How it was reported" in said


async def test_a_private_answer_is_shared_once_with_who_asked_what(house: House) -> None:
    await house.does(Command("ask", None, WHO))
    answer = last(house.platform)
    assert answer.private_to == "ana"
    assert labels(answer)[-1] == "Share to channel"
    said = await press(house, "Share to channel", post=answer)
    assert said.splitlines()[-2] == "Shared with this channel."
    assert "Share" not in said.splitlines()[-1]
    await press(house, "Share to channel", post=answer)
    await house.delivers()
    shared = [each for each in house.platform.posts if each.private_to is None and each.marker]
    assert len(shared) == 1
    assert render_plain(shared[0].message).startswith(f"Ana asked: “{WHO}”\nIn part")
    assert labels(shared[0]) == ["Evidence", "More", "Watch", "Helpful", "Wrong"]


async def test_nobody_shares_what_somebody_else_asked_alone(house: House) -> None:
    await house.does(Command("ask", None, WHO))
    answer = last(house.platform)
    said = await press(house, "Share to channel", BO, replace(answer, private_to=None))
    assert "Shared" not in said
    assert not house.ledger.history()


async def test_in_a_direct_message_there_is_nobody_to_share_with(house: House) -> None:
    await house.does(Question(WHO), direct=True)
    assert "Share to channel" not in labels(last(house.platform))


async def test_a_word_on_an_answer_is_kept_once_and_can_be_changed(house: House) -> None:
    house.platform.managers.add("bo")
    await house.does(Question(WHO), thread="t")
    answer = last(house.platform)
    assert "Thank you" in await press(house, "Helpful", post=answer)
    await press(house, "Helpful", BO, post=answer)
    await house.does(Command("brief", "feedback"), BO)
    assert "2 helpful, 0 wrong" in house.reads(BO)[-1]

    await press(house, "Wrong", post=answer)
    (_, form) = house.platform.forms[-1]
    await house.does(Submission(form.action, {"reason": ("Raisi is dead.",)}, form.value))
    assert "Thank you" in house.reads(ANA)[-1]
    await house.does(Command("brief", "feedback"), BO)
    said = house.reads(BO)[-1]
    assert "1 helpful, 1 wrong" in said
    assert "Raisi is dead." in said
    assert WHO in said
    assert "Ana, 29 Aug 2025" in said


async def test_feedback_is_for_those_who_manage_the_channel(house: House) -> None:
    await house.does(Command("brief", "feedback"), BO)
    assert "manage" in house.reads(BO)[-1]
    assert "helpful" not in house.reads(BO)[-1]


async def test_old_buttons_get_a_kind_word(house: House) -> None:
    await house.does(Question(WHO), thread="t")
    answer = last(house.platform)
    house.ledger.answers.forget_offers(house.now + timedelta(days=1))
    for label in ("Evidence", "More", "Helpful", "Wrong"):
        assert "Ask again, and its buttons will work." in await press(house, label, post=answer), label
    assert not house.platform.forms


# Digests


async def test_a_digest_opens_its_stories_and_goes_on_to_the_next(
    busy_newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    house = House(busy_newsroom, ledger, now)
    await house.does(Command("brief", "now"))
    digest = last(house.platform)
    assert labels(digest) == ["More on this", "Next stories"]
    (menu,) = [each for each in digest.message.actions if isinstance(each, Select)]
    assert len(menu.options) == 5
    inbound = house.platform.press(ANA, digest, "More on this", menu.options[1].value)
    await house.reception.receive(inbound)
    assert house.reads(ANA)[-1].startswith(menu.options[1].label)

    told = {option.label for option in menu.options}
    said = await press(house, "Next stories", post=digest)
    assert said.startswith("News briefing")
    assert said.count("Story ") == 2
    assert not any(headline in said for headline in told)
    assert "Next stories" not in labels(last(house.platform))


async def test_a_digest_is_of_the_time_and_the_topic_that_were_asked_for(
    busy_newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    house = House(busy_newsroom, ledger, now)
    for line, story in [
        ("comet", True),
        ("comet last 3 days", False),
        ("flood this week", True),
        ("last 10 days about comets", True),
    ]:
        await house.does(Command("brief", "now", line))
        assert house.reads(ANA)[-1].startswith("News briefing") is story, line
    await house.does(Command("brief", "now", "comet last 3 days"))
    assert "No stored article is about “comet” since 26 Aug 2025." in house.reads(ANA)[-1]


async def test_a_question_for_the_news_gets_a_digest(house: House) -> None:
    await house.does(Question("What is new about Lukashenko?"), thread="t")
    assert render_plain(last(house.platform).message).startswith("News briefing: Lukashenko")


# Threads


async def test_a_follow_up_goes_on_with_the_question_before_it(house: House) -> None:
    await house.does(Question("Who is attending the parade in Beijing?"), thread="t")
    await house.does(Question("and who is not?"), BO, thread="t")
    said = render_plain(last(house.platform).message)
    assert "I take that as “Who is not attending the parade in Beijing?”" in said
    assert "Donald Trump" in said
    await house.does(Question("and who is not?"), thread="another")
    assert "I take that as" not in render_plain(last(house.platform).message)


async def test_a_follow_up_under_an_answer_that_began_a_thread_goes_on_with_its_question(house: House) -> None:
    await house.does(Question("Who is attending the parade in Beijing?"), BO)
    answer = last(house.platform)
    await house.does(Question("Is it raining in Oslo?"), ANA)
    await house.does(Question("and who is not?"), thread=answer.ref.id)
    assert "Who is not attending the parade in Beijing?" in render_plain(last(house.platform).message)


async def test_a_follow_up_under_a_shared_answer_goes_on_with_its_question(
    house: House, newsroom: Newsroom, ledger: Ledger
) -> None:
    await house.does(Command("ask", None, "Who is attending the parade in Beijing?"))
    await press(house, "Share to channel")
    courier = House(newsroom, ledger, house.now)
    await courier.delivers()
    (shared,) = courier.platform.posts
    await house.does(Question("when?"), BO, thread=shared.ref.id)
    assert "When is the parade in Beijing?" in render_plain(last(house.platform).message)


async def test_words_that_do_not_name_us_get_a_good_answer_or_nothing(house: House) -> None:
    house.ledger.conversations.set(NEWS, ChannelSettings(follow_ups=True))
    await house.does(Question("Who is attending the parade in Beijing?"), thread="t")
    known = len(house.platform.posts)
    for words in ("I would not go there.", "What did the pope eat?", "why?"):
        await house.does(Question(words, addressed=False), BO, thread="t")
        assert len(house.platform.posts) == known, words
    await house.does(Question("and who is not?", addressed=False), BO, thread="t")
    assert "Donald Trump" in render_plain(last(house.platform).message)


async def test_in_a_direct_message_a_follow_up_goes_on_for_a_while(house: House) -> None:
    await house.does(Question("Who is attending the parade in Beijing?"), direct=True)
    house.wait(minutes=5)
    await house.does(Question("when?"), direct=True)
    assert "I take that as “When is the parade in Beijing?”" in render_plain(last(house.platform).message)
    house.wait(minutes=30)
    await house.does(Question("when?"), direct=True)
    assert "I take that as" not in render_plain(last(house.platform).message)


async def test_where_each_direct_message_has_a_thread_a_follow_up_goes_on_beside_it(house: House) -> None:
    await house.does(Question("Who is attending the parade in Beijing?"), direct=True, thread="1")
    await house.does(Question("when?"), direct=True, thread="2")
    assert "I take that as “When is the parade in Beijing?”" in render_plain(last(house.platform).message)
    await house.does(Question("when?"), BO, direct=True, thread="3")
    assert "I take that as" not in render_plain(last(house.platform).message)


# Shortcuts and the pane


async def test_a_message_that_is_a_question_is_asked_as_it_is(house: House) -> None:
    await house.does(Shortcut(ASK, WHO))
    assert house.reads(ANA)[-1].startswith("In part")
    assert last(house.platform).private_to == "ana"
    assert not house.platform.forms


async def test_about_another_message_a_form_asks_what_to_know(house: House) -> None:
    await house.does(Shortcut(ASK, "It seems that Alexander Lukashenko will be there."))
    (_, form) = house.platform.forms[-1]
    assert [field.value for field in form.fields] == ["What is new about Alexander Lukashenko?"]
    await house.does(Shortcut(ASK, "No news. Is Lukashenko coming? See https://example.org/?page=2"))
    (_, asking) = house.platform.forms[-1]
    assert [field.value for field in asking.fields] == ["Is Lukashenko coming?"]
    await house.does(Submission(form.action, {"question": ("Is Lukashenko coming?",)}, form.value))
    assert "Alexander Lukashenko" in house.reads(ANA)[-1]
    assert labels(last(house.platform))[-1] == "Share to channel"


async def test_only_those_who_manage_a_channel_add_links(house: House) -> None:
    await house.does(Shortcut(ADD, "Read this", ("https://example.org/1",)), BO)
    assert "manage" in house.reads(BO)[-1]


async def test_the_pane_offers_questions_that_are_answered(house: House) -> None:
    await house.does(PaneOpened(), direct=True)
    greeting = last(house.platform)
    assert labels(greeting)[:2] == ["What is new?", "Who is attending?"]
    assert 2 < len(labels(greeting)) <= 4
    for label in labels(greeting):
        said = await press(house, label, post=greeting)
        assert said.startswith(("News briefing", "In part", "Answered")), label


async def test_the_pane_asks_for_no_guests_where_there_is_no_list(
    busy_newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    house = House(busy_newsroom, ledger, now)
    await house.does(PaneOpened(), direct=True)
    assert "Who is attending?" not in labels(last(house.platform))
