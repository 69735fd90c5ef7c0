"""The platform on Discords that others wrote: what they lack costs looks, never an answer, and doubles no post."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from adapters.discord.bare_posts import BarePosts
from adapters.discord.connection import addresses
from adapters.inbound import Question
from adapters.message import Message, Source, heading, item, note, say
from adapters.platform import Absent, Ambiguous, Sent
from tests.adapters.discord.house import EVIDENCE, LONG_AGO, House, be_still
from tests.servers.discord.addresses import kept_addresses
from tests.servers.discord.lean import Lack, LeanDiscord, commands_of

AP = "https://ap.example/1"
DIGEST = Message(
    (heading("News briefing"), note("2 stories"), item("The pier reopened.", sources=[Source("AP", AP)])),
    "News briefing: the pier reopened",
    (EVIDENCE,),
)


@pytest.fixture
async def discord() -> AsyncIterator[LeanDiscord]:
    """A Discord that others wrote."""
    with kept_addresses():
        async with LeanDiscord() as server:
            yield server


@asynccontextmanager
async def without(discord: LeanDiscord, lacks: Lack) -> AsyncIterator[House]:
    """The bot on a Discord that lacks these from the start."""
    discord.lack(lacks)
    house = House(discord)
    house.answering = be_still
    async with house.serving():
        yield house
    await house.close()


@pytest.mark.parametrize("lacks", [Lack.BULK, Lack.BULK | Lack.LANGUAGES], ids=str)
async def test_commands_are_registered_one_by_one_where_they_are_not_taken_at_once(
    discord: LeanDiscord, lacks: Lack
) -> None:
    async with without(discord, lacks):
        names = {each["name"] for each in commands_of(discord)}
        assert {"ask", "brief", "Add links"} <= names


async def test_a_post_is_found_where_the_oldest_come_first(discord: LeanDiscord) -> None:
    async with without(discord, Lack.ORDER) as house:
        house.ana.mention(house.news, "Hello!")
        discord.advance(3_600)
        sent = await house.platform.send(house.at(house.news), say("Pier reopens", actions=[EVIDENCE]), marker="d-1")
        assert isinstance(sent, Sent)
        since = datetime.fromtimestamp(discord.clock(), UTC) - timedelta(minutes=5)
        assert await house.platform.find(house.at(house.news), "d-1", since=since) == sent


async def test_a_post_without_its_buttons_is_known_by_what_it_says(discord: LeanDiscord) -> None:
    async with without(discord, Lack.BUTTONS) as house:
        here = house.at(house.news)
        first = await house.platform.send(here, DIGEST, marker="d-1")
        assert isinstance(await house.platform.find(here, "d-1", since=LONG_AGO), Absent)
        assert await house.platform.send(here, DIGEST, marker="d-1") == first
        assert isinstance(await house.platform.find(here, "d-2", since=LONG_AGO), Absent)
        other = await house.platform.send(here, say("Another thing happened."), marker="d-2")
        assert isinstance(other, Sent)
        assert other != first
        assert len(discord.visible_posts(house.news)) == 2


async def test_what_a_server_stumbles_over_is_looked_for_and_then_said_in_words_alone(discord: LeanDiscord) -> None:
    async with without(discord, Lack.CARDS) as house:
        here = house.at(house.news)
        assert isinstance(await house.platform.send(here, DIGEST, marker="d-1"), Ambiguous)
        assert isinstance(await house.platform.find(here, "d-1", since=LONG_AGO), Absent)
        assert isinstance(await house.platform.send(here, DIGEST, marker="d-1"), Sent)
        (post,) = discord.visible_posts(house.news)
        assert "The pier reopened." in post.content
        assert AP in post.content


async def test_an_answer_that_a_server_stumbles_over_is_said_in_words_alone(discord: LeanDiscord) -> None:
    async with without(discord, Lack.CARDS) as house:

        async def answer(platform: object, inbound: object) -> None:
            await house.platform.defer(inbound, "Reading ...")  # type: ignore[arg-type]
            await house.platform.reply(inbound, DIGEST, marker="a-1")  # type: ignore[arg-type]

        house.answering = answer
        asked = await house.ana.slash(house.news, "ask", question="What happened?")
        assert "The pier reopened." in (await discord.answer(asked)).content


async def test_a_session_is_resumed_where_it_began_if_the_address_for_it_is_dead(discord: LeanDiscord) -> None:
    discord.lead_astray()
    async with without(discord, Lack.NONE) as house:
        await discord.gateway.close(4000)
        house.ana.mention(house.news, "What was said meanwhile?")
        await house.next()
        assert discord.gateway.resumes == 1
        assert discord.gateway.identifies[0] == 1


async def test_a_session_that_is_broken_off_at_each_try_to_resume_is_begun_anew(
    discord: LeanDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.returning.RESUMING", 0.5)
    monkeypatch.setattr("adapters.discord.returning.LONGEST_PAUSE", 0.05)
    async with without(discord, Lack.RESUMING) as house:
        await discord.gateway.close(4000)
        await discord.until(lambda: discord.gateway.identifies[0] == 2)
        await discord.connected(1)
        house.ana.mention(house.news, "Still there?")
        await house.next()
        assert discord.gateway.resumes < 30


async def test_a_message_that_names_no_guild_is_placed_by_its_channel(discord: LeanDiscord) -> None:
    async with without(discord, Lack.GUILDS) as house:
        house.ana.mention(house.news, "Who comes?")
        heard = await house.next()
        assert (heard.where, heard.direct) == (house.at(house.news), False)
        assert isinstance(heard.what, Question)


async def test_who_owns_a_guild_manages_it_even_if_nothing_is_told_of_members(discord: LeanDiscord) -> None:
    async with without(discord, Lack.OWNERS) as house:
        house.ana.mention(house.news, "Who comes?")
        who = (await house.next()).who
        house.guild.owner = house.ana.user
        assert not (await house.platform.permissions(house.at(house.news), who)).manages
        async with house.restarted() as platform:
            told = await platform.permissions(house.at(house.news), who)
            assert (told.manages, told.name) == (True, house.news.name)


@pytest.mark.parametrize("given", ["http://d.example", "http://d.example/", "http://d.example/api"])
def test_an_address_without_a_version_is_tried_with_each(given: str) -> None:
    assert addresses(given)[1:] == ("http://d.example/api/v10", "http://d.example/api/v9")
    assert addresses("http://d.example/api/v9/") == ("http://d.example/api/v9",)


def test_nothing_is_compared_with_a_post_that_has_no_words() -> None:
    posts = BarePosts()
    posts.note("d-1", [{"id": "1", "content": "", "embeds": []}])
    assert posts.take("d-1", {"content": "", "embeds": []}) is None
