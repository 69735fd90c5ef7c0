"""Who watches an answer or a story is told when it changes, and only then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.inbound import Person
from adapters.message import Message
from adapters.plaintext import render_plain
from adapters.platform import Press
from bot.commands.manners import needs_manager
from bot.commands.request import Request
from bot.commands.routing import respond
from bot.desk import Desk
from bot.ledger.watchbook import Watchbook
from bot.watching.watches import MOST_WATCHES
from briefings.errors import NewsbriefError
from tests.bot.ledger.conftest import ANNA, NEWS
from tests.bot.watching.conftest import DIRECT, FIRE, HIGHER_TOLL, SCOPE, UTC_ZONE, House

SUMMIT = """Prime Minister Anna Kova will attend the Arctic summit in Tromso next week, her office said on Monday.
The Arctic summit in Tromso deals with fishing quotas.
President Raj Mehta is unlikely to attend the Arctic summit in Tromso, an aide said.
"""
MORE = """President Raj Mehta will attend the Arctic summit in Tromso after all, his spokesman confirmed on Tuesday.
Chancellor Ola Berg will also attend the Arctic summit in Tromso, her office said.
"""
SAME = """The Arctic summit in Tromso will be attended by Prime Minister Anna Kova, a spokeswoman repeated on Tuesday.
Hotels in Tromso are fully booked.
"""
SHOW = "A drone show lit up the harbour of Recife on Saturday evening.\nThousands watched the drones from the quay.\n"


@pytest.fixture
def book(house: House) -> Watchbook:
    return house.ledger.watching


def addressed(book: Watchbook) -> None:
    for person in book.unaddressed():
        book.address(person, DIRECT)


def test_a_watched_answer_is_told_when_it_changes_and_only_then(house: House, book: Watchbook) -> None:
    house.comes("summit", SUMMIT, "Nordic Post", "Kova to attend Arctic summit")
    said = house.types("/watch who is attending the Arctic summit?")
    assert "when the answer to “who is attending the Arctic summit?” changes" in said
    addressed(book)
    assert house.watch() == 0
    house.comes("show", SHOW, "Recife Today")
    house.comes("same", SAME, "Tromso News", "Arctic summit: Kova confirms again")
    assert house.watch() == 0, "other words for the same"
    house.wait(days=1)
    house.comes("more", MORE, "Fjord Radio", "Mehta to attend Arctic summit after all")
    assert house.watch() == 1
    (told,) = house.said(DIRECT)
    assert "Mehta is now attending" in told
    assert "Berg is now attending" in told
    assert "Kova" not in told
    assert house.said(NEWS) == []
    house.restart()
    assert house.watch() == 0


def test_a_watched_number_is_told_with_the_one_before(house: House, book: Watchbook) -> None:
    house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    house.types("/watch here how many workers were killed in the Izmir warehouse fire?")
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 1
    (told,) = house.said(NEWS)
    assert "17" in told
    assert "14" in told


def test_a_watched_story_is_told_with_what_is_new_in_it(house: House, book: Watchbook) -> None:
    story = house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    assert f"when story {story} (“" in house.types(f"/watch story {story}")
    addressed(book)
    assert house.watch() == 0
    house.comes("copy", FIRE + "By our newsroom.\n", "Daily Mirror", "Warehouse fire kills 14 in Izmir")
    assert house.watch() == 0
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 1
    (told,) = house.said(DIRECT)
    assert told.startswith("Updated: ")
    assert "17 workers" in told
    house.restart()
    assert house.watch() == 0


def test_what_a_source_takes_back_is_told_to_who_watches(house: House, book: Watchbook) -> None:
    house.comes("summit", SUMMIT, "Nordic Post", "Kova to attend Arctic summit")
    house.types("/watch here who is attending the Arctic summit?")
    house.comes(
        "summit",
        SUMMIT.replace("Prime Minister Anna Kova will attend", "Nobody of the cabinet will be at"),
        "Nordic Post",
    )
    assert house.watch() == 1
    assert "the source no longer says so (Anna Kova, was attending)" in house.said(NEWS)[0]


def test_where_nobody_can_be_told_yet_nothing_is_lost(house: House, book: Watchbook) -> None:
    house.comes("summit", SUMMIT, "Nordic Post")
    house.types("/watch who is attending the Arctic summit?")
    house.comes("more", MORE, "Fjord Radio")
    assert house.watch() == 0
    addressed(book)
    house.restart()
    assert house.watch() == 1


def test_watches_are_listed_and_ended_by_their_person_alone(house: House, book: Watchbook) -> None:
    house.comes("summit", SUMMIT, "Nordic Post")
    assert "You watch nothing" in house.types("/watch")
    house.types("/watch who is attending the Arctic summit?")
    house.types("/watch here story 1")
    listed = house.types("/watch list")
    assert "1: the answer to “who is attending the Arctic summit?”  (told to you alone)" in listed
    assert "2: story 1 (" in listed
    other = replace(ANNA, id="bert", name="Bert")
    assert "You watch nothing" in house.types("/watch list", other)
    assert "You have no watch 1" in house.types("/watch stop 1", other)
    assert house.types("/watch stop #1") == "Ended: watch 1."
    assert "who is attending" not in house.types("/watch")


def test_the_same_watched_twice_is_one_watch_and_nobody_watches_more_than_twenty(house: House, book: Watchbook) -> None:
    for _ in range(2):
        assert "/watch stop 1 " in house.types("/watch who is attending?")
    for number in range(MOST_WATCHES - 1):
        house.types(f"/watch who is attending event {number}?")
    assert "which is the most" in house.types("/watch where is the parade?")
    assert len(book.watches_of(ANNA)) == MOST_WATCHES


@pytest.mark.parametrize("line", ["/watch stop", "/watch stop all", "/watch here"])
def test_what_is_not_understood_says_what_to_type(house: House, line: str) -> None:
    with pytest.raises(NewsbriefError, match="/watch"):
        house.types(line)


def test_an_unknown_story_names_those_that_there_are(house: House) -> None:
    house.comes("summit", SUMMIT, "Nordic Post")
    assert "There is no story “99”" in house.types("/watch story 99")


def test_the_buttons_under_an_answer_and_a_story_watch_them_and_anybody_may_press(
    house: House, book: Watchbook
) -> None:
    story = house.comes("summit", SUMMIT, "Nordic Post")
    desk = Desk(house.ledger, house.planner, lambda: None)
    request = Request(house.newsroom.briefings, SCOPE, house.now, UTC_ZONE, where=NEWS, who=ANNA, desk=desk)
    asked = house.types("/ask who is attending the Arctic summit?")
    assert "Watch" in asked
    token = book.offer("who is attending the Arctic summit?", house.now)
    for press, what in ((Press("watch.answer", token), "answer"), (Press("watch.story", str(story)), "story")):
        assert not needs_manager(press)
        message = respond(press, request)
        assert isinstance(message, Message)
        assert what in render_plain(message)
    assert len(book.watches_of(ANNA)) == 2
    assert book.forget_offers(house.wait(days=1)) == 1
    forgotten = respond(Press("watch.answer", token), request)
    assert isinstance(forgotten, Message)
    assert "do not remember" in render_plain(forgotten)


def test_a_question_of_many_is_asked_once(house: House, book: Watchbook, monkeypatch: pytest.MonkeyPatch) -> None:
    house.comes("summit", SUMMIT, "Nordic Post")
    for number in range(30):
        house.types("/watch here who is attending the Arctic summit?", Person("memory", "w", f"p{number}"))
    calls: list[object] = []
    answer = house.newsroom.briefings.answer

    def counted(*asked: object) -> object:
        calls.append(asked)
        return answer(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(house.newsroom.briefings, "answer", counted)
    house.comes("more", MORE, "Fjord Radio")
    assert house.watch() == 30
    assert len(calls) == 1
