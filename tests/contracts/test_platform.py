"""What every platform must do; Slack and Discord are among them.

A case opens its platform on a recording end and says how to see what a person sees, and how to type.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.commands import read_command
from adapters.console.client import ConsolePlatform
from adapters.discord.client import DiscordPlatform
from adapters.discord.settings import DiscordSettings
from adapters.memory import MemoryPlatform
from adapters.message import Button, Field, Form, Message, Option, item, say, source, text
from adapters.platform import (
    Absent,
    Autocomplete,
    Channel,
    Command,
    CommandSpec,
    Inbound,
    Parameter,
    Person,
    Platform,
    Press,
    Question,
    Sent,
    Subcommand,
    Submission,
)
from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from adapters.split import split
from tests.servers.discord import DiscordServer
from tests.servers.discord.world import Channel as Room
from tests.servers.slack import SlackServer
from tests.servers.slack.town import build

SINCE = datetime(1999, 1, 1, tzinfo=UTC)
COMMANDS = (
    CommandSpec(
        "brief",
        "Digests",
        subcommands=(
            Subcommand("now", "A digest now", (Parameter("topic", "About what"),)),
            Subcommand("pause", "Stop"),
        ),
        default="now",
    ),
    CommandSpec("ask", "Ask", (Parameter("question", "Your question", required=True),)),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A platform with the person's side of it."""

    platform: Platform
    channel: Channel
    person: Person
    seen: Callable[[], str]
    type_line: Callable[[str], None]
    press_first: Callable[[], None]
    fill_in: Callable[[str], None]


@contextlib.asynccontextmanager
async def memory_case() -> AsyncIterator[Case]:
    platform = MemoryPlatform()
    channel, person = Channel("memory", "W1", "C1"), Person("memory", "W1", "U1", "Ada")

    def press_first() -> None:
        post = platform.posts[-1]
        button = post.message.actions[0]
        assert isinstance(button, Button)
        platform.press(person, post, button.label)

    yield Case(
        platform,
        channel,
        person,
        lambda: "\n".join(platform.read(channel, reader=person.id)),
        lambda line: _done(platform.say(person, channel, line)),
        press_first,
        lambda words: _done(platform.submit(person, {"when": (words,)})),
    )


@contextlib.asynccontextmanager
async def console_case() -> AsyncIterator[Case]:
    output = io.StringIO()
    with create_pipe_input() as keyboard:
        platform = ConsolePlatform(
            console=Console(file=output, width=60, _environ={}), keyboard=keyboard, screen=DummyOutput()
        )

        def type_line(line: str) -> None:
            keyboard.send_text(line + "\r")

        yield Case(
            platform, platform.channel, platform.person, output.getvalue, type_line, lambda: type_line("1"), type_line
        )


@contextlib.asynccontextmanager
async def slack_case() -> AsyncIterator[Case]:
    doing: set[asyncio.Task[object]] = set()
    async with SlackServer() as slack:
        town = build(slack)
        settings = SlackSettings(
            bot_token=town.bot.token, app_token=slack.app.app_token, api_url=slack.api_url, data=Path("unused")
        )
        platform = SlackPlatform(settings, clock=lambda: datetime.fromtimestamp(slack.world.clock(), UTC))

        def do(what: Callable[[], Awaitable[object]]) -> None:
            async def once_connected() -> object:
                await slack.sockets.until_connected()
                return await what()

            task = asyncio.create_task(once_connected())
            doing.add(task)
            task.add_done_callback(doing.discard)

        def type_line(line: str) -> None:
            if line.startswith("/"):
                do(lambda: slack.type_command(town.anna, town.news, line))
            else:
                do(lambda: slack.mention(town.anna, town.news, line))

        def seen() -> str:
            addresses = re.findall(r"https://[^\"|>]+", json.dumps([post.blocks for post in town.news.posts]))
            return "\n".join([slack.screen(town.news, town.anna).replace("↗", ""), *addresses])

        yield Case(
            platform,
            Channel("slack", town.team.id, town.news.id),
            Person("slack", town.team.id, town.anna.id),
            seen,
            type_line,
            lambda: do(lambda: slack.press(town.anna, town.news, slack.visible_posts(town.news)[-1], "Evidence")),
            lambda words: do(lambda: slack.submit(town.anna, {"Until when": words})),
        )
        await asyncio.gather(*doing)
    assert not slack.violations, "\n".join(slack.violations)


@contextlib.asynccontextmanager
async def discord_case() -> AsyncIterator[Case]:
    doing: set[asyncio.Task[object]] = set()
    async with DiscordServer() as discord:
        guild = discord.add_guild("Harbour")
        news = discord.add_channel(guild, "news")
        ana = discord.join(guild, "Ana")
        platform = DiscordPlatform(
            DiscordSettings(discord.token, discord.api_url, discord.gateway_url),
            clock=lambda: datetime.fromtimestamp(discord.clock(), UTC),
        )

        def do(what: Callable[[], Awaitable[object]]) -> None:
            async def once_connected() -> object:
                await discord.connected()
                return await what()

            task = asyncio.create_task(once_connected())
            doing.add(task)
            task.add_done_callback(doing.discard)

        async def use(line: str) -> object:
            if not line.startswith("/"):
                return ana.mention(news, line)
            name, _, rest = line[1:].partition(" ")
            command = read_command(name, rest, COMMANDS)
            return await ana.slash(news, f"{command.name} {command.subcommand or ''}", **command.arguments)

        def type_line(line: str) -> None:
            name, _, rest = line[1:].partition(" ")
            command = read_command(name, rest, COMMANDS)
            if line.startswith("/") and command.subcommand is None and command.name != "ask":
                pytest.skip("on Discord a command is picked, so that nobody can mistype it")
            do(lambda: use(line))

        async def fill_in(words: str) -> None:
            await discord.until(lambda: ana.form)
            await ana.fill({"Until when": words})

        def seen() -> str:
            shown = [discord.screen(room, ana) for room in (news, *threads(discord), ana.dm)]
            posts = [(post.content, post.embeds) for post in discord.visible_posts(news)]
            return "\n".join([*shown, *re.findall(r"https://[^>]+", json.dumps(posts))])

        yield Case(
            platform,
            Channel("discord", guild.id, news.id),
            Person("discord", guild.id, ana.user.id, "Ana"),
            seen,
            type_line,
            lambda: do(lambda: ana.press(discord.visible_posts(news)[-1], "Evidence")),
            lambda words: do(lambda: fill_in(words)),
        )
        await asyncio.gather(*doing)
        await platform.close()
    assert not discord.violations, "\n".join(discord.violations)


def threads(discord: DiscordServer) -> list[Room]:
    return [room for room in discord.world.channels.values() if room.is_thread]


def _done(_: object) -> None:
    return None


PLATFORMS: dict[str, Callable[[], AbstractAsyncContextManager[Case]]] = {
    "memory": memory_case,
    "terminal": console_case,
    "slack": slack_case,
    "discord": discord_case,
}


@pytest.fixture(params=PLATFORMS)
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    async with PLATFORMS[request.param]() as opened:
        await opened.platform.publish(COMMANDS)
        yield opened


class Listening:
    """Runs ``listen`` and keeps what arrived."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.got: asyncio.Queue[Inbound] = asyncio.Queue()

    async def __aenter__(self) -> Listening:
        self.task = asyncio.create_task(self.platform.listen(self.take))
        return self

    async def take(self, inbound: Inbound) -> None:
        if isinstance(inbound.what, Command) and inbound.what.subcommand == "pause":
            await self.platform.open_form(inbound, Form("Pause", "pause", (Field("when", "Until when"),), "token"))
        self.got.put_nowait(inbound)

    async def next(self) -> Inbound:
        return await asyncio.wait_for(self.got.get(), 5)

    async def __aexit__(self, *_: object) -> None:
        await self.platform.close()
        await asyncio.wait_for(self.task, 5)


async def test_a_post_is_seen_with_its_sources(case: Case) -> None:
    message = Message((item("Talks resume.", sources=[source("Reuters", "https://r.example/1", "12 May")]),), "Talks")
    receipt = await case.platform.send(case.channel, message, marker="d1")
    assert isinstance(receipt, Sent)
    assert receipt.ref.channel == case.channel
    for words in ("Talks resume.", "Reuters, 12 May", "https://r.example/1"):
        assert words in case.seen()


async def test_a_post_is_found_by_its_marker_and_only_by_it(case: Case) -> None:
    receipt = await case.platform.send(case.channel, say("Hello"), marker="d1")
    assert await case.platform.find(case.channel, "d1", since=SINCE) == receipt
    assert await case.platform.find(case.channel, "d2", since=SINCE) == Absent()


async def test_a_part_in_a_thread_is_found_there(case: Case) -> None:
    first = await case.platform.send(case.channel, say("First"), marker="d1")
    assert isinstance(first, Sent)
    second = await case.platform.send(case.channel, say("Second"), marker="d2", thread=first.ref)
    assert await case.platform.find(case.channel, "d2", since=SINCE, thread=first.ref) == second


async def test_an_update_is_seen(case: Case) -> None:
    receipt = await case.platform.send(case.channel, say("Lee is undecided"), marker="d1")
    assert isinstance(receipt, Sent)
    assert isinstance(await case.platform.update(receipt.ref, say("Lee is attending")), Sent)
    assert "Lee is attending" in case.seen()


async def test_a_long_message_is_sent_in_parts_that_all_arrive(case: Case) -> None:
    parts = split(Message((text("The ministers met. " * 2_000),), "What they did"), case.platform.limits)
    for number, part in enumerate(parts):
        assert isinstance(await case.platform.send(case.channel, part, marker=f"d{number}"), Sent)
    assert " ".join(case.seen().split()).count("The ministers met.") == 2_000


async def test_words_are_a_question_and_it_is_answered(case: Case) -> None:
    async with Listening(case.platform) as listening:
        case.type_line("who is attending?")
        inbound = await listening.next()
        assert inbound.what == Question("who is attending?")
        assert (inbound.who, inbound.where) == (case.person, case.channel)
        await case.platform.defer(inbound, "Reading ...")
        assert isinstance(await case.platform.reply(inbound, say("Kim and Xi.")), Sent)
        assert "Kim and Xi." in case.seen()
        assert "Reading" not in case.seen()


async def test_a_private_reply_is_seen_by_the_asker(case: Case) -> None:
    async with Listening(case.platform) as listening:
        case.type_line("hello?")
        inbound = await listening.next()
        assert isinstance(await case.platform.reply_privately(inbound, say("Only for you.")), Sent)
        assert "Only for you." in case.seen()


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/brief", Command("brief", "now", "")),
        ("/brief now climate talks", Command("brief", "now", "climate talks", {"topic": "climate talks"})),
        ("/BRIEF NOW", Command("brief", "now", "")),
        ("/ask who is there?", Command("ask", None, "who is there?", {"question": "who is there?"})),
        ("/brief paws", Command("brief", None, "paws")),
        ("/nothing here", Command("nothing", None, "here")),
    ],
)
async def test_a_command_is_read_by_the_table(case: Case, line: str, command: Command) -> None:
    async with Listening(case.platform) as listening:
        case.type_line(line)
        assert (await listening.next()).what == command


async def test_a_button_comes_back_with_its_value_and_its_post(case: Case) -> None:
    message = say("Story", actions=[Button("Evidence", "evidence", "s1")])
    receipt = await case.platform.send(case.channel, message, marker="d1")
    assert isinstance(receipt, Sent)
    async with Listening(case.platform) as listening:
        case.press_first()
        assert (await listening.next()).what == Press("evidence", "s1", (), receipt.ref)


async def test_a_form_comes_back_with_its_answers_and_token(case: Case) -> None:
    async with Listening(case.platform) as listening:
        case.type_line("/brief pause")
        await listening.next()
        case.fill_in("Monday")
        assert (await listening.next()).what == Submission("pause", {"when": ("Monday",)}, "token")


async def test_every_inbound_has_an_id_of_its_own(case: Case) -> None:
    async with Listening(case.platform) as listening:
        case.type_line("one")
        case.type_line("two")
        assert (await listening.next()).id != (await listening.next()).id


async def test_a_person_can_be_written_to_directly(case: Case) -> None:
    channel = await case.platform.direct(case.person)
    assert isinstance(channel, Channel)
    assert isinstance(await case.platform.send(channel, say("Psst"), marker="d1"), Sent)


async def test_status_tells_whether_it_listens_and_close_ends_it(case: Case) -> None:
    assert not (await case.platform.status()).connected
    async with Listening(case.platform) as listening:
        case.type_line("hello")
        await listening.next()
        assert (await case.platform.status()).connected
    assert not (await case.platform.status()).connected


async def test_nothing_is_missing_by_itself(case: Case) -> None:
    assert (await case.platform.permissions(case.channel, case.person)).missing == ()


async def test_a_completer_is_taken(case: Case) -> None:
    async def complete(request: Autocomplete) -> list[Option]:
        return [Option("Reuters", "Reuters")]

    case.platform.autocomplete(complete)
