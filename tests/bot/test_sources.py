"""`/sources` and `/brief why` in a chat: a small paper on the local web is followed, asked about, and explained."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.memory import MemoryPlatform
from adapters.platform import Autocomplete, Channel, Person, Shortcut
from bot.commands.shortcuts import ADD
from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.errands import Errands
from bot.gathering import Gathering
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.scopes import Scopes, workspace_of
from bot.service import Service
from bot.wiring import Newsroom, open_ledger, open_newsroom
from briefings.intake.newsdesk import Newsdesk
from briefings.intake.ports import Notice, Standing
from briefings.models import Document, Told
from briefings.ports import Annotator
from tests.briefings.intake.world import PARAGRAPHS
from tests.newsdesk import open_small_intake
from tests.servers.newspaper import Newspaper
from tests.servers.web import WebServer, answer
from tests.service import at_work
from tests.waiting import until

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CHANNEL = Channel("memory", "w", "news")
OTHER = Channel("memory", "w", "sport")
EDITOR = Person("memory", "w", "editor", "Ana")
READER = Person("memory", "w", "reader", "Ben")


@dataclass
class Chat:
    """A running bot, its chat, and the time."""

    platform: MemoryPlatform
    service: Service
    newsdesk: Newsdesk
    ledger: Ledger
    newsroom: Newsroom
    gathering: Gathering
    now: datetime = NOON

    async def say(self, words: str, who: Person = EDITOR, where: Channel = CHANNEL, *, direct: bool = False) -> str:
        """What somebody gets to read who types a line."""
        known = len(self.platform.posts)
        self.platform.say(who, where, words, direct=direct)
        return await self._read(known, who, where)

    async def use(self, shortcut: Shortcut, who: Person = EDITOR) -> str:
        """What somebody gets to read who uses a message's menu."""
        known = len(self.platform.posts)
        self.platform.receive(who, CHANNEL, shortcut)
        return await self._read(known, who, CHANNEL)

    async def _read(self, known: int, who: Person, where: Channel) -> str:
        posts = self.platform.posts
        await until(lambda: len(posts) > known and not any(post.waiting for post in posts))
        return self.platform.read(where, reader=who.id)[-1]

    async def until(self, articles: int) -> None:
        """Wait until so many articles are annotated."""
        store = self.newsroom.store
        await until(lambda: not store.backlog() and store.facts().articles >= articles)


@asynccontextmanager
async def chatting(settings: Settings, annotator: Annotator, server: WebServer) -> AsyncIterator[Chat]:
    settings = settings.model_copy(update={"allow_ports": frozenset({server.port}), "annotators": 0})
    with open_newsroom(settings, lambda: annotator) as newsroom, open_ledger(settings) as ledger:
        chat: Chat | None = None

        def clock() -> datetime:
            return chat.now if chat else NOON

        newsdesk = open_small_intake(settings, newsroom, clock=clock)
        errands = Errands(newsdesk, asyncio.get_running_loop())
        platform = MemoryPlatform(clock=clock)
        platform.managers.add(EDITOR.id)
        await platform.publish(COMMANDS)
        service = Service(
            newsroom.briefings, ledger, [platform], Scopes(newsroom.store, ledger, "local"), clock=clock,
            elapsed=time.monotonic, chance=lambda: 0.5, zone=UTC, errands=errands,
        )  # fmt: skip
        limits = {platform.name: platform.limits}
        gathering = Gathering(newsdesk, ledger, limits.get, clock=clock, zone=UTC, wake=service.wake)
        async with at_work(service):
            chat = Chat(platform, service, newsdesk, ledger, newsroom, gathering)
            yield chat
        errands.close()
        await newsdesk.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"data": tmp_path / "data", "allow_private": "127.0.0.1", "fetch_timeout": 5})


async def test_from_the_address_of_a_site_to_an_answer_with_its_outlet_and_date(
    settings: Settings, annotator: Annotator
) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        paper = Newspaper(server).open()
        paper.publish("treaty", "Leaders agree on river treaty", PARAGRAPHS, NOON - timedelta(days=1))
        assert "no sources yet" in await chat.say("/sources")
        said = await chat.say(f"/sources add {paper.front} as The Herald")
        assert said.startswith(f"I follow The Herald from now on (feed: {paper.feed}).")
        await chat.until(1)
        answered = await chat.say("Who did not attend the ceremony?", READER)
        assert "Luis Ferro" in answered
        assert "Tamar Herald, 1 Mar 2026" in answered
        listed = await chat.say("/sources", READER)
        assert "The Herald (feed): 1 article, 1 a day, last on 1 Mar 2026" in listed
        assert "Last fetched on 2 Mar 2026, 12:00 UTC; next try on 2 Mar 2026" in listed


async def test_only_those_who_manage_a_channel_change_its_sources_and_others_hear_it_privately(
    settings: Settings, annotator: Annotator
) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        paper = Newspaper(server).open()
        await chat.say(f"/sources add {paper.feed}")
        for line in (f"/sources add {paper.feed}", "/sources remove herald", "/sources leave herald", "/brief pause"):
            assert "Only those who manage this channel" in await chat.say(line, READER)
            assert chat.platform.posts[-1].private_to == READER.id
        dm = Channel("memory", "w", "dm-ben")
        assert "Only those who manage" in await chat.say("/sources remove herald", READER, dm, direct=True)
        assert "Only those" not in await chat.say("/brief pause", READER, dm, direct=True)
        assert len(chat.newsroom.store.following("memory/w")) == 1


async def test_the_articles_that_a_message_links_to_are_stored_and_told_of_in_a_line_each(
    settings: Settings, annotator: Annotator
) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        paper = Newspaper(server).open()
        paper.publish("treaty", "Leaders agree on river treaty", PARAGRAPHS, NOON - timedelta(days=1))
        links = (paper.link("treaty"), paper.link("missing"), "http://127.0.0.1:1/no")
        said = await chat.use(Shortcut(ADD, "Read this", links))
        assert "Leaders agree on river treaty (Tamar Herald): added." in said
        assert said.count("Not added: ") == 2
        assert chat.platform.posts[-1].private_to == EDITOR.id
        assert "Luis Ferro" in await chat.say("Who did not attend the ceremony?", READER)
        assert "here already" in await chat.use(Shortcut(ADD, "Again", links[:1]))
        assert "Only those who manage this channel" in await chat.use(Shortcut(ADD, "Read this", links), READER)
        assert "There is no link" in await chat.use(Shortcut(ADD, "Nothing here"))


async def test_what_is_misspelt_or_missing_is_answered_with_what_would_be_right(
    settings: Settings, annotator: Annotator
) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        paper = Newspaper(server).open()
        await chat.say(f"/sources add {paper.feed}")
        assert "did you mean “Tamar Herald”?" in await chat.say("/sources remove Tamer Herold")
        assert "Which source?" in await chat.say("/sources pause")
        assert "Which address?" in await chat.say("/sources add")
        assert "404" in await chat.say(f"/sources add {server.url('/nothing')}")
        assert "followed already" in await chat.say(f"/sources add {paper.front}")
        assert "Did you mean /sources pause?" in await chat.say("/sources puase x")


async def test_a_source_is_paused_resumed_tested_exported_and_removed(settings: Settings, annotator: Annotator) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        paper = Newspaper(server, full=True).open()
        paper.publish("treaty", "Leaders agree on river treaty", PARAGRAPHS, NOON - timedelta(days=1))
        tested = await chat.say(f"/sources test {paper.front}")
        assert "There is a feed at" in tested
        assert "Leaders agree on river treaty (Tamar Herald, 1 Mar 2026;" in tested
        assert chat.newsroom.store.facts().articles == 0
        await chat.say(f"/sources add {paper.feed}")
        await chat.until(1)
        assert "is paused" in await chat.say("/sources pause Tamar Herald")
        assert "Paused. Go on with /sources resume Tamar Herald." in await chat.say("/sources")
        assert "goes on" in await chat.say("/sources resume tamar")
        assert f'xmlUrl="{paper.feed}"' in await chat.say("/sources export")
        assert "followed no more" in await chat.say("/sources remove Tamar Herald")
        assert "no sources yet" in await chat.say("/sources")


async def test_what_is_added_at_the_shell_is_read_in_every_chat_and_changed_only_there(
    settings: Settings, annotator: Annotator
) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        chat.newsroom.store.follow(
            "local", "https://wire.example/feed", "The Wire", "feed", "https://wire.example", NOON
        )
        texts = ["Mayor Ines Duarte will open the harbour festival on Saturday."]
        documents = [Document(key="f", text=" ".join(texts * 3), title="Festival", source="Harbour Gazette")]
        list(chat.newsroom.briefings.ingest(documents, "local", NOON))
        assert "The Wire (feed, for everybody here)" in await chat.say("/sources")
        assert "Harbour Gazette" in await chat.say("/ask who will open the harbour festival?")
        assert "only whoever runs it can change it" in await chat.say("/sources remove The Wire")
        assert len(chat.newsroom.store.following("local")) == 2
        assert "This channel takes all sources but “The Wire”" in await chat.say("/sources leave The Wire")


async def test_a_list_of_feeds_on_the_web_is_followed(settings: Settings, annotator: Annotator) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        papers = [Newspaper(server, f"Paper {n}", f"/{n}", full=True).open() for n in range(3)]
        for number, paper in enumerate(papers):
            words = [f"In town {number}: {each}" for each in PARAGRAPHS]
            paper.publish("one", f"News of town {number}", words, NOON - timedelta(hours=1))
        outlines = "".join(f'<outline text="{paper.name}" xmlUrl="{paper.feed}"/>' for paper in papers)
        opml = f'<?xml version="1.0"?><opml version="2.0"><body>{outlines}</body></opml>'
        server.routes["/list.opml"] = answer(opml.encode(), "text/x-opml")
        assert "3 feeds are followed from now on." in await chat.say(f"/sources import {server.url('/list.opml')}")
        await chat.until(3)


async def test_a_channel_takes_the_sources_that_it_chose(settings: Settings, annotator: Annotator) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        for number, name in enumerate(("Herald", "Post")):
            paper = Newspaper(server, name, f"/{number}", full=True).open()
            words = [f"{name} writes: {each}" for each in PARAGRAPHS]
            paper.publish("one", f"The {name} on the treaty", words, NOON - timedelta(hours=1))
            await chat.say(f"/sources add {paper.feed} as {name}")
        await chat.until(2)
        scope_of = Scopes(chat.newsroom.store, chat.ledger)
        assert scope_of(CHANNEL).sources is None
        assert "all sources but “Post”" in await chat.say("/sources leave post")
        assert scope_of(CHANNEL).sources == frozenset({"Herald"})
        assert scope_of(OTHER).sources is None
        assert "Post (feed): 1 article, 1 a day, last on 2 Mar 2026; not taken by this channel" in await chat.say(
            "/sources"
        )
        assert "Post" not in await chat.say("/brief")
        assert "does not take its source" in await chat.say(f"/brief why {server.url('/1/news/one.html')}")
        assert "all sources of its workspace" in await chat.say("/sources take Post")
        assert "“Post” and no other source" in await chat.say("/sources take Post")
        assert "“Herald” and “Post” and no other" in await chat.say("/sources take herald")
        assert "no source" in await chat.say("/sources leave all")
        assert scope_of(CHANNEL).sources == frozenset()
        assert "all sources of its workspace" in await chat.say("/sources take all")


async def test_a_source_that_dies_is_told_of_once_where_it_was_added(
    settings: Settings, annotator: Annotator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        paper = Newspaper(server).open()
        await chat.say(f"/sources add {paper.feed}")
        (feed,) = [each.feed for each in chat.newsroom.store.following("memory/w")]
        await until(lambda: (state := chat.newsdesk.state(feed)) and not state.is_new)
        server.routes["/feed.xml"] = answer(b"gone", "text/plain", status=410)
        await chat.newsdesk.fetch([feed])
        state = chat.newsdesk.state(feed)
        assert state is not None
        assert state.standing is Standing.RETIRED
        posts = len(chat.platform.posts)

        async def crash(_notice: Notice) -> None:
            raise RuntimeError("the plug was pulled")

        with monkeypatch.context() as pulled:
            pulled.setattr(chat.newsdesk, "mark_told", crash)
            with pytest.raises(RuntimeError, match="plug"):
                await chat.gathering.tell()
        for _ in range(3):
            await chat.gathering.tell()
        await until(lambda: len(chat.platform.posts) > posts)
        await asyncio.sleep(0.1)
        assert len(chat.platform.posts) == posts + 1
        told = chat.platform.read(CHANNEL)[-1]
        assert told.startswith("Tamar Herald says that it is gone for good")
        assert "/sources remove Tamar Herald" in told
        assert "Gone for good" in await chat.say("/sources")


async def test_why_tells_the_way_of_an_article(settings: Settings, annotator: Annotator) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        paper = Newspaper(server, full=True).open()
        paper.publish("treaty", "Leaders agree on river treaty", PARAGRAPHS, NOON - timedelta(days=1))
        link = f"{paper.link('treaty')}?utm_source=chat"
        assert "I have never seen" in await chat.say(f"/brief why {link}")
        for words in ("not-a-link", "treaty is signed."):
            said = await chat.say(f"/brief why {words}")
            assert said.startswith(f"No stored article has “{words}” in its title."), said
            assert "sources add" not in said
        await chat.say(f"/sources add {paper.feed}")
        await chat.until(1)
        told = await chat.say(f"/brief why {link}", READER)
        assert "Leaders agree on river treaty" in told
        assert "Tamar Herald brought it on 2 Mar 2026, 12:00 UTC." in told
        assert "It is in story 1" in told
        assert "Nothing is posted here by itself" in told
        assert "is of that site" in await chat.say(f"/brief why {server.url('/news/other.html')}")
        await chat.say("/brief schedule every day 8:00")
        assert "Schedule 1 will tell it next" in await chat.say(f"/brief why {link}")
        await chat.say("/brief stop all")
        await chat.say("/brief schedule every day 8:00 without treaty")
        assert "mutes “treaty”" in await chat.say(f"/brief why {link}")
        (article,) = chat.newsroom.store.articles(Scopes(chat.newsroom.store, chat.ledger)(CHANNEL))
        message = chat.platform.posts[-1].message
        chat.ledger.post([Post("digest/9/2026-03-02", CHANNEL, (message,), (Told(1, "x", (), (article.id,)),))], NOON)
        chat.service.wake()
        async with asyncio.timeout(10):
            while "It was told here (2 Mar 2026, 12:00 UTC)." not in await chat.say(f"/brief why {link}"):
                await asyncio.sleep(0.02)


def test_each_team_on_a_platform_is_a_workspace_of_its_own() -> None:
    assert workspace_of(Channel("terminal", "local", "x")) == "local"
    assert workspace_of(Channel("slack", "T1", "x")) == "slack/T1"


async def test_the_names_of_sources_are_completed(settings: Settings, annotator: Annotator) -> None:
    async with WebServer() as server, chatting(settings, annotator, server) as chat:
        for number, name in enumerate(("Herald", "Post")):
            await chat.say(f"/sources add {Newspaper(server, name, f'/{number}').open().feed} as {name}")
        reception = chat.service.receptions[chat.platform.name]

        async def offered(subcommand: str, parameter: str, typed: str) -> list[str]:
            asked = Autocomplete(EDITOR, CHANNEL, "sources", subcommand, parameter, typed)
            return [option.value for option in await reception.complete(asked)]

        assert await offered("pause", "source", "") == ["Herald", "Post"]
        assert await offered("pause", "source", "po") == ["Post"]
        assert await offered("take", "names", "Post, he") == ["Post, Herald"]
