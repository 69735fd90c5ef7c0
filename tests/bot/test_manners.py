"""How the bot behaves about what people do: who sees an answer, who may do what, forms, threads, too many questions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from adapters.controls import Button, Field, FieldKind, Form, Option
from adapters.memory import Fault
from adapters.message import Message, item, say, text
from adapters.platform import Channel, Command, HomeOpened, Person, Press, Question, Reason, Rejected, Submission
from bot.allowance import Allowance
from bot.commands import routing
from bot.commands.handling import Filling, Handling, filled
from bot.commands.manners import is_private, needs_manager, opens_form
from bot.commands.request import Request
from bot.ledger.channels import Choice
from bot.ledger.ledger import Ledger
from bot.ledger.settings import Answers, ChannelSettings
from bot.scopes import Scopes
from bot.wiring import Newsroom
from briefings.models import Scope
from tests.bot.house import ANA, BO, GUEST, NEWS, House

PRIVATE, PUBLIC = Answers.PRIVATE, Answers.PUBLIC
NUMBER = Form("A number", "test.number", (Field("number", "Number"), Field("note", "Note", required=False)), "t1")
TYPED = {"number": ("many",), "note": ("as I said",)}


@pytest.fixture
def asks_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A button that opens a form, and the form, which takes digits alone."""

    def check(submission: Submission, _request: Request) -> Mapping[str, str]:
        return {} if submission.answers["number"][0].isdecimal() else {"number": "Write a number in digits."}

    def take(submission: Submission, request: Request) -> Message:
        return say(f"Taken: {submission.answers['number'][0]}, at {request.zone}.")

    monkeypatch.setitem(routing.PRESSES, "test.open", Handling(lambda _press, _request: NUMBER, opens_form=True))
    monkeypatch.setitem(routing.FORMS, "test.number", Filling(take, lambda _sent, _request: NUMBER, check))


# Who sees an answer


@pytest.mark.parametrize(
    ("what", "policy", "alone"),
    [
        (Command("ask", None, "who?"), PRIVATE, True),
        (Command("ask", None, "who?"), PUBLIC, False),
        (Command("brief", "now"), PUBLIC, False),
        (Command("brief", None, "climate"), PUBLIC, False),
        (Command("brief", None, "polics"), PRIVATE, True),
        (Command("brief", "pause", "3 days"), PUBLIC, True),
        (Command("brfie"), PUBLIC, True),
        (Question("who?"), PRIVATE, False),
        (Press("held.send", "1"), PUBLIC, True),
        (Press("unknown"), PUBLIC, True),
        (Submission("unknown", {}), PUBLIC, True),
        (HomeOpened(), PRIVATE, False),
    ],
)
def test_who_sees_an_answer_is_known_before_it_is_made(what: object, policy: Answers, alone: bool) -> None:
    assert is_private(what, policy) is alone  # type: ignore[arg-type]


async def test_a_command_is_answered_to_its_asker_alone_and_a_mention_to_all(house: House) -> None:
    await house.types("/ask who is attending?")
    assert house.reads(BO) == []
    (alone,) = house.reads(ANA)
    await house.types("who is attending?")
    (public,) = house.reads(BO)
    assert "Attending" in alone
    assert "Attending" in public


async def test_a_channel_may_want_its_news_in_public_but_never_what_is_set_up(house: House) -> None:
    house.ledger.conversations.set(NEWS, ChannelSettings(answers=PUBLIC))
    await house.types("/ask who is attending?")
    assert len(house.reads(BO)) == 1
    house.platform.managers.add(ANA.id)
    await house.types("/brief schedule weekdays at 8")
    assert len(house.reads(BO)) == 1
    assert "I will post here" in house.reads(ANA)[-1]


async def test_in_a_direct_message_nothing_has_to_be_hidden(house: House) -> None:
    where = Channel("memory", "local", "direct-ana")
    await house.types("/ask who is attending?", where=where, direct=True)
    assert len(house.reads(None, where)) == 1


async def test_a_private_answer_that_may_be_lost_is_given_once_more_and_stands_once(house: House) -> None:
    house.platform.fail(Fault.LIMIT, Fault.LOST_AFTER)  # the sign that it reads; the answer
    await house.types("/ask who is attending?")
    (said,) = house.reads(ANA)
    assert "Attending" in said


async def test_a_long_private_answer_is_paged_and_nothing_is_cut(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [item(f"Entry {number} {'and so on ' * 30}") for number in range(30)]
    long = Message((text("A long list"), *rows), "A long list")
    monkeypatch.setitem(routing.HANDLERS, ("help", None), lambda _request: long)
    house.platform.limits = replace(house.platform.limits, message_characters=3_000, block_characters=1_500)
    await house.types("/help")
    seen = []
    while True:
        shown = house.platform.posts[-1]
        seen.append(house.reads(ANA)[-1])
        further = [each.label for each in shown.message.actions if isinstance(each, Button)]
        if not further:
            break
        press = house.platform.press(ANA, shown, further[0])
        await house.reception.receive(press)
    assert len(seen) > 2
    assert house.reads(BO) == []
    assert all(sum(f"Entry {number} " in page for page in seen) == 1 for number in range(30))


# Forms


async def test_a_form_opens_at_once_and_its_answers_are_taken(house: House, asks_numbers: None) -> None:
    house.platform.zones[ANA.id] = "Asia/Tokyo"
    assert opens_form(Press("test.open"))
    await house.does(Press("test.open"))
    assert house.reads(ANA) == []
    ((_, form),) = house.platform.forms
    assert form == NUMBER
    await house.reception.receive(house.platform.submit(ANA, {"number": ("7",), "note": ()}))
    assert house.reads(ANA) == ["Taken: 7, at Asia/Tokyo."]
    assert house.reads(BO) == []


async def test_a_form_with_a_mistake_is_given_back_with_words(house: House, asks_numbers: None) -> None:
    await house.does(Submission("test.number", TYPED, "t1"))
    ((_, errors),) = house.platform.returned
    assert errors == {"number": "Write a number in digits."}
    assert house.reads(ANA) == []


async def test_where_no_form_can_be_given_back_a_button_opens_it_as_it_was_filled_in(
    house: House, asks_numbers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cannot(*_: object) -> bool:
        return False

    monkeypatch.setattr(house.platform, "return_form", cannot)
    await house.does(Submission("test.number", TYPED, "t1"))
    (said,) = house.reads(ANA)
    assert "Write a number in digits." in said
    shown = house.platform.posts[-1]
    press = house.platform.press(ANA, shown, "Try again")
    await house.reception.receive(press)
    ((_, form),) = house.platform.forms
    assert [field.value for field in form.fields] == ["many", "as I said"]
    await house.reception.receive(replace(press, id="bo's", who=BO))  # who has no business with Ana's words
    assert len(house.platform.forms) == 1


async def test_a_form_that_comes_too_late_says_so(
    house: House, asks_numbers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def expired(*_: object) -> Rejected:
        return Rejected(Reason.GONE, "expired trigger")

    monkeypatch.setattr(house.platform, "open_form", expired)
    await house.does(Press("test.open"))
    (said,) = house.reads(ANA)
    assert "try again" in said


def test_choices_are_filled_in_like_words() -> None:
    options = (Option("Short", "short", chosen=True), Option("Long", "long"))
    form = Form("Length", "test.length", (Field("length", "Length", FieldKind.CHOICE, options=options),))
    (field,) = filled(form, {"length": ("long",)}).fields
    assert [each.value for each in field.options if each.chosen] == ["long"]


# Threads


async def test_words_in_a_thread_are_dropped_unkept_until_the_channel_wants_follow_ups(house: House) -> None:
    unaddressed = Question("and who is not?", addressed=False)
    await house.types("who is attending?", thread="t1")
    await house.does(unaddressed, thread="t1")
    assert len(house.reads()) == 1
    house.ledger.conversations.set(NEWS, ChannelSettings(follow_ups=True))
    await house.does(unaddressed, thread="t1")
    assert len(house.reads()) == 2
    await house.does(unaddressed, thread="somebody else's")
    await house.does(unaddressed)
    assert len(house.reads()) == 2


async def test_a_thread_under_a_post_of_ours_is_one_of_ours(house: House) -> None:
    await house.types("who is attending?")  # answered outside of any thread
    house.ledger.conversations.set(NEWS, ChannelSettings(follow_ups=True))
    await house.does(Question("and who is not?", addressed=False), thread=house.platform.posts[-1].ref.id)
    assert len(house.reads()) == 2


# Who may


async def test_who_manages_nothing_is_told_so_alone(house: House) -> None:
    await house.types("/brief schedule weekdays at 8")
    assert house.reads(BO) == []
    assert "Only those who manage" in house.reads(ANA)[0]
    assert house.ledger.subscriptions() == []


async def test_whom_an_admin_named_may_set_up(house: House) -> None:
    house.ledger.places.appoint(NEWS, ANA, BO, house.now)
    await house.types("/brief schedule weekdays at 8")
    assert len(house.ledger.subscriptions()) == 1
    assert house.ledger.places.dismiss(NEWS, ANA.id)
    await house.types("/brief schedule weekdays at 9")
    assert len(house.ledger.subscriptions()) == 1


@pytest.mark.parametrize("line", ["/sources", "/sources export", "/brief schedule weekdays at 8", "/sources add x.org"])
async def test_a_guest_from_another_workspace_manages_nothing_and_sees_no_list_of_it(house: House, line: str) -> None:
    house.platform.managers.add(GUEST.id)
    await house.types(line, GUEST)
    assert house.reads(BO) == []
    assert "the people of the workspace" in house.reads(GUEST)[0]


async def test_a_guest_may_read_and_ask_in_the_shared_channel_alone(house: House) -> None:
    await house.types("/ask who is attending?", GUEST)
    assert "Attending" in house.reads(GUEST)[0]
    where = Channel("memory", "local", "direct-gil")
    await house.types("who is attending?", GUEST, where, direct=True)
    (said,) = house.reads(GUEST, where)
    assert "the channel that our workspaces share" in said


async def test_a_direct_message_of_no_workspace_reads_the_news_of_the_asker_s_last_one(
    newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    asked: list[str] = []

    def scope_of(channel: Channel) -> Scope:
        asked.append(Scopes(newsroom.store, ledger)(channel).workspace)
        return Scope("local")

    house = House(newsroom, ledger, now, scope_of=scope_of)
    where, ana = Channel("memory", "@me", "dm1"), Person("memory", "@me", ANA.id)
    await house.types("who is attending?", ana, where, direct=True)
    assert "whose news to read" in house.reads(None, where)[0]
    await house.types("/brief", replace(ANA, workspace="guild"), Channel("memory", "guild", "c1"))
    await house.types("who is attending?", ana, where, direct=True)
    assert "Attending" in house.reads(None, where)[1]
    assert asked == ["memory/guild", "memory/guild"]
    await house.types("/watch who is attending?", ana, where, direct=True)
    assert len(ledger.watching.watches_of(replace(ANA, workspace="guild"))) == 1


def test_a_slip_of_a_managing_command_needs_no_manager() -> None:
    assert needs_manager(Command("brief", "pause"))
    assert not needs_manager(Command("brief", None, "puase"))


# Too many questions


async def test_who_asks_too_much_is_told_kindly_and_alone_when_to_go_on(
    newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    house = House(newsroom, ledger, now, allowance=Allowance(person=2))
    for _ in range(2):
        await house.types("/ask who is attending?")
        house.wait(minutes=1)
    third = await house.types("who is attending?")
    assert house.reads(BO) == []
    assert "Please try again in 8 minutes, at 29 Aug 2025, 09:10 UTC." in house.reads(ANA)[-1]
    await house.reception.receive(third)  # delivered again
    assert len(house.reads(ANA)) == 3
    await house.types("/ask who is attending?", BO)
    assert "Attending" in house.reads(BO)[-1]
    house.wait(minutes=8)
    await house.types("/ask who is attending?")
    assert "Attending" in house.reads(ANA)[-1]


async def test_a_whole_workspace_has_its_limit_and_setting_up_has_none(
    newsroom: Newsroom, ledger: Ledger, now: datetime
) -> None:
    house = House(newsroom, ledger, now, allowance=Allowance(workspace=1))
    house.platform.managers.add(ANA.id)
    await house.types("/ask who is attending?")
    await house.types("/ask who is attending?", BO)
    assert "Your workspace has asked me a lot" in house.reads(BO)[-1]
    await house.types("/brief schedule weekdays at 8")
    assert len(ledger.subscriptions()) == 1
    await house.types("/ask who is attending?", replace(BO, workspace="w2"), Channel("memory", "w2", "c"))
    assert "Attending" in house.reads(BO, Channel("memory", "w2", "c"))[-1]


# Time zones


async def test_a_time_is_meant_in_the_zone_that_the_person_has_set(house: House) -> None:
    house.platform.managers.add(ANA.id)
    house.platform.zones[ANA.id] = "Europe/Berlin"
    await house.types("/brief schedule weekdays at 8")
    (made,) = house.ledger.subscriptions()
    assert made.terms.schedule.zone == "Europe/Berlin"


async def test_a_zone_that_the_platform_makes_up_is_not_taken(house: House) -> None:
    house.platform.managers.add(ANA.id)
    house.platform.zones[ANA.id] = "Mars/Olympus"
    await house.types("/brief schedule weekdays at 8")
    (made,) = house.ledger.subscriptions()
    assert made.terms.schedule.zone == "UTC"


async def test_a_thread_that_is_a_channel_of_its_own_is_as_its_channel_until_it_is_set_itself(
    house: House, ledger: Ledger
) -> None:
    thread = Channel("memory", "local", "thread")
    ledger.conversations.set(NEWS, ChannelSettings(answers=PUBLIC))
    ledger.choose(NEWS, Choice(taken=frozenset({"feed"})))
    for place, seen in ((None, 0), (NEWS, 1)):
        inbound = house.platform.receive(BO, thread, Command("ask", None, "who is attending?"))
        await house.reception.receive(replace(inbound, within=place))
        assert len(house.reads(None, thread)) == seen
    assert ledger.choice(thread) == Choice(taken=frozenset({"feed"}))  # of its scheduled posts, too
    ledger.conversations.set(thread, ChannelSettings(answers=PRIVATE))
    ledger.choose(thread, Choice(left=frozenset({"other"})))
    assert not ledger.choice(thread).is_all
    assert ledger.conversations.settings(thread).answers is PRIVATE
    assert ledger.choice(thread).allows("feed")
