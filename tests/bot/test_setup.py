"""Setting things up in chat: buttons, forms and the bot's own page, as somebody who manages a channel and as others."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.controls import Form
from adapters.memory import MemoryPlatform
from adapters.plaintext import UNLIMITED, render_plain
from adapters.platform import Channel, HomeOpened, Inbound, Person, Press, Submission, What
from bot.commands.table import COMMANDS
from bot.desk import Desk
from bot.ledger.ledger import Ledger
from bot.ledger.settings import Answers
from bot.listening import Reception
from bot.planning import Planner
from bot.wiring import Newsroom
from briefings.models import Scope

NEWS = Channel("memory", "w", "news")
SPORT = Channel("memory", "w", "sport")
CHIEF = Person("memory", "w", "chief", "Ana")
READER = Person("memory", "w", "reader", "Ben")


class Chat:
    """A workspace whose chief manages everything, and the bot behind it."""

    def __init__(self, newsroom: Newsroom, ledger: Ledger, workers: ThreadPoolExecutor, now: datetime) -> None:
        self.platform = MemoryPlatform(limits=replace(UNLIMITED, hears_threads=True))
        self.platform.managers.add(CHIEF.id)
        self.platform.zones = {CHIEF.id: "Europe/Berlin"}
        self.ledger = ledger
        planner = Planner(ledger, newsroom.briefings, lambda _: Scope("w"), lambda _: self.platform.limits)
        self.reception = Reception(
            self.platform,
            newsroom.briefings,
            lambda _: Scope("local"),
            ledger=ledger,
            clock=lambda: now,
            zone=UTC,
            workers=workers,
            desk=Desk(ledger, planner, lambda: None),
        )

    async def do(self, who: Person, where: Channel, what: What | str, *, direct: bool = False) -> str:
        """What somebody reads after doing something; "" where a form was opened or given back."""
        await self.platform.publish(COMMANDS)
        before = len(self.platform.posts)
        inbound: Inbound = (
            self.platform.say(who, where, what, direct=direct)
            if isinstance(what, str)
            else self.platform.receive(who, where, what, direct=direct)
        )
        await self.reception.receive(inbound)
        return "\n".join(render_plain(post.message) for post in self.platform.posts[before:])

    @property
    def form(self) -> Form:
        return self.platform.forms[-1][1]

    async def send_off(self, who: Person, where: Channel, *, direct: bool = False, **typed: str) -> str:
        """Send the opened form off, with some fields typed anew."""
        answers = {
            field.name: tuple(option.value for option in field.options if option.chosen) or (field.value,)
            for field in self.form.fields
        } | {name: tuple(value.split(",")) if name == "managers" else (value,) for name, value in typed.items()}
        given = {name: tuple(filter(None, values)) for name, values in answers.items()}
        return await self.do(who, where, Submission(self.form.action, given, self.form.value), direct=direct)


@pytest.fixture
def chat(newsroom: Newsroom, ledger: Ledger, now: datetime) -> Iterator[Chat]:
    with ThreadPoolExecutor(2) as workers:
        yield Chat(newsroom, ledger, workers, now)


async def test_a_schedule_is_set_up_by_a_button_and_a_form(chat: Chat) -> None:
    said = await chat.do(CHIEF, NEWS, "/brief schedule")
    assert "[New schedule]" in said
    assert await chat.do(CHIEF, NEWS, Press("schedule.new", "here")) == ""
    assert chat.form.fields[1].value == "Europe/Berlin"  # the chief's own zone
    said = await chat.send_off(CHIEF, NEWS, when="Mon and Thu 7:30", about="climate, -sport", quiet="22:00 to 6:00")
    assert "Monday and Thursday at 07:30, Europe/Berlin" in said
    assert "about climate; without sport; quiet from 22:00 to 06:00" in said
    (made,) = chat.ledger.subscriptions(NEWS)
    assert (made.owner, made.terms.topics, made.terms.mutes) == (CHIEF, ("climate",), ("sport",))


async def test_what_is_wrong_goes_back_into_the_form(chat: Chat) -> None:
    await chat.do(CHIEF, NEWS, Press("schedule.new", "here"))
    assert await chat.send_off(CHIEF, NEWS, when="weekdays at 25") == ""
    (_, errors) = chat.platform.returned[-1]
    assert "is no time" in errors["when"]
    assert chat.ledger.subscriptions(NEWS) == []


async def test_a_schedule_is_changed_with_what_it_was_filled_in(chat: Chat) -> None:
    await chat.do(CHIEF, NEWS, "/brief schedule weekdays at 8 about climate, short, silent")
    (known,) = chat.ledger.subscriptions(NEWS)
    await chat.do(CHIEF, NEWS, Press("schedule.change", str(known.id)))
    said = await chat.send_off(CHIEF, NEWS, when="every day 6:15")
    assert "Every day at 06:15" in said
    (changed,) = chat.ledger.subscriptions(NEWS)
    assert (changed.id, changed.terms.topics, changed.terms.when_empty) == (
        known.id,
        ("climate",),
        known.terms.when_empty,
    )


@pytest.mark.parametrize("press", [Press("schedule.new", "here"), Press("source.new"), Press("settings.change")])
async def test_a_reader_gets_no_form_for_what_is_not_theirs(chat: Chat, press: Press) -> None:
    assert "Only those who manage this channel" in await chat.do(READER, NEWS, press)
    assert chat.platform.forms == []


async def test_nobody_changes_a_schedule_by_sending_off_a_form_of_their_own_making(chat: Chat) -> None:
    await chat.do(CHIEF, NEWS, "/brief schedule weekdays at 8")
    (known,) = chat.ledger.subscriptions(NEWS)
    forged = {"when": ("every day 3:00",), "zone": ("UTC",), "length": ("short",)}
    assert "Only those who manage" in await chat.do(READER, NEWS, Submission("schedule.save", forged, str(known.id)))
    elsewhere = forged | {"channel": (SPORT.id,)}
    await chat.do(READER, NEWS, Submission("schedule.save", elsewhere, "elsewhere"))
    assert "manage that channel" in chat.platform.returned[-1][1]["channel"]
    assert chat.ledger.subscriptions() == [known]


async def test_a_schedule_of_another_workspace_cannot_be_seen_or_changed(chat: Chat) -> None:
    await chat.do(CHIEF, NEWS, "/brief schedule weekdays at 8 about secret plans")
    (known,) = chat.ledger.subscriptions(NEWS)
    stranger = Person("memory", "other", CHIEF.id)
    said = await chat.do(stranger, Channel("memory", "other", "x"), Press("schedule.change", str(known.id)))
    assert "does not exist" in said
    assert chat.platform.forms == []


async def test_everybody_may_have_a_briefing_of_their_own(chat: Chat) -> None:
    own = Channel("memory", "w", "direct-reader")
    assert await chat.do(READER, own, Press("schedule.new", "here"), direct=True) == ""
    assert "I will post here" in await chat.send_off(READER, own, direct=True)
    assert [each.channel for each in chat.ledger.subscriptions()] == [own]


async def test_the_page_shows_the_chief_everything_and_sets_up_other_channels(chat: Chat) -> None:
    own = Channel("memory", "w", "direct-chief")
    chat.ledger.places.enter(NEWS, "news", CHIEF, datetime(2025, 9, 1, tzinfo=UTC))
    await chat.do(READER, Channel("memory", "w", "direct-reader"), "/brief schedule at 9", direct=True)
    page = await chat.do(CHIEF, own, HomeOpened(), direct=True)
    assert "Every day at 09:00" in page
    assert "[Add a source]" in page
    await chat.do(CHIEF, own, Press("schedule.new", "elsewhere"), direct=True)
    assert chat.form.fields[0].name == "channel"
    chat.platform.missing[NEWS] = ("an invitation: type /invite @newsbrief there",)
    said = await chat.send_off(CHIEF, own, direct=True, channel=NEWS.id, when="weekdays 8:00 Europe/Berlin")
    assert "cannot post there yet: I need an invitation" in said
    page = await chat.do(CHIEF, own, HomeOpened(), direct=True)
    assert "#news: Weekdays at 08:00, Europe/Berlin" in page
    assert (
        "[Change a schedule: Set up by Ben: Every day at 09:00, UTC | #news: Weekdays at 08:00, Europe/Berlin]" in page
    )


async def test_whoever_schedules_by_a_command_is_told_what_the_bot_lacks_there(chat: Chat) -> None:
    chat.platform.missing[NEWS] = ("Send Messages in #news",)
    assert "cannot post here yet: I need Send Messages in #news" in await chat.do(CHIEF, NEWS, "/brief schedule at 9")


async def test_a_scheduled_channel_is_known_by_its_name_from_then_on(chat: Chat) -> None:
    chat.platform.names[NEWS] = "news"
    await chat.do(CHIEF, NEWS, "/brief schedule at 9")
    page = await chat.do(CHIEF, Channel("memory", "w", "direct-chief"), HomeOpened(), direct=True)
    assert "#news: Every day at 09:00" in page


async def test_the_page_names_the_channel_of_every_schedule(chat: Chat) -> None:
    own, quiet = Channel("memory", "w", "direct-chief"), Channel("memory", "w", "quiet")
    await chat.do(CHIEF, SPORT, "/brief schedule at 7")
    await chat.do(CHIEF, quiet, "/brief schedule at 8")
    await chat.do(CHIEF, own, "/brief schedule at 9", direct=True)
    chat.platform.names[SPORT] = "sport"  # the platform knows now
    page = await chat.do(CHIEF, own, HomeOpened(), direct=True)
    assert "#sport: Every day at 07:00" in page
    assert "Set up by Ana: Every day at 08:00" in page
    assert "To you: Every day at 09:00" in page
    del chat.platform.names[SPORT]
    assert "#sport: Every day at 07:00" in await chat.do(CHIEF, own, HomeOpened(), direct=True), "it is kept"


async def test_the_page_shows_a_reader_only_their_own_schedules(chat: Chat) -> None:
    await chat.do(CHIEF, NEWS, "/brief schedule weekdays at 8 about the takeover")
    page = await chat.do(READER, Channel("memory", "w", "direct-reader"), HomeOpened(), direct=True)
    assert "takeover" not in page
    assert "1 schedule in other channels" in page
    assert "[Add a source]" not in page
    assert "Sources" not in page  # it would be empty, as if nothing were read


async def test_a_channel_is_set_by_a_form(chat: Chat) -> None:
    assert "[Change]" in await chat.do(CHIEF, NEWS, "/brief settings")
    await chat.do(CHIEF, NEWS, Press("settings.change"))
    said = await chat.send_off(CHIEF, NEWS, answers="public", threads="follow", ping="role7", managers="reader,u9")
    assert "for all to see" in said
    assert "2 people named" in said
    settings = chat.ledger.conversations.settings(NEWS)
    assert (settings.answers, settings.follow_ups, settings.ping) == (Answers.PUBLIC, True, "role7")
    await chat.do(CHIEF, NEWS, Press("settings.change"))
    assert next(field.value for field in chat.form.fields if field.name == "managers") == "reader,u9"
    await chat.send_off(CHIEF, NEWS, managers="u9")
    assert [each.id for each in chat.ledger.places.managers(NEWS)] == ["u9"]


async def test_somebody_whom_an_admin_named_manages_too(chat: Chat) -> None:
    await chat.do(CHIEF, NEWS, Press("settings.change"))
    await chat.send_off(CHIEF, NEWS, managers=READER.id)
    assert await chat.do(READER, NEWS, Press("schedule.new", "here")) == ""
    assert "I will post here" in await chat.send_off(READER, NEWS)


async def test_whoever_an_admin_named_sees_the_page_of_those_who_manage(chat: Chat) -> None:
    await chat.do(CHIEF, NEWS, Press("settings.change"))
    await chat.send_off(CHIEF, NEWS, managers=READER.id)
    await chat.do(CHIEF, NEWS, "/brief schedule weekdays at 8 about the takeover")
    page = await chat.do(READER, Channel("memory", "w", "direct-reader"), HomeOpened(), direct=True)
    assert "takeover" in page
    assert "[Add a source]" in page
