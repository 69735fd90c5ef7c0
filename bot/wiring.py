"""The composition root: the only place that names a store, an engine, a language pipeline or a platform.

What loads slowly is imported where it is first used, so that `newsbrief status` answers at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot import VERSION
from bot.config import HOME, Settings, read_settings
from briefings.annotation import Annotation, Sentence, Vector
from briefings.errors import ModelError, SettingError
from briefings.models import Document
from briefings.ports import Annotator, Clock

if TYPE_CHECKING:
    from adapters.platform import Channel, Platform
    from bot.ledger.ledger import Ledger
    from bot.ledger.survey import Survey
    from briefings.answers.proposals import PassageReader
    from briefings.engine import Briefings
    from briefings.intake.newsdesk import Newsdesk
    from briefings.intake.ports import FeedStore
    from briefings.sources.fetching import FetchPolicy

log = logging.getLogger(__name__)

SAMPLES = HOME / "examples"
PARSERS = 2
"""Processes that parse feeds and pages; one reads a feed in a few milliseconds."""
ANNOTATORS = 4
"""Processes that annotate while much waits, where the settings do not say it; each takes about 400 MB."""


def utc_now() -> datetime:
    """The clock of the whole program."""
    return datetime.now(UTC)


class LoadedOnUse:
    """An annotator whose models are loaded when they are first needed, once, from whatever thread."""

    def __init__(self, load: Callable[[], Annotator]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._loaded: Annotator | None = None

    def load(self) -> Annotator:
        """The loaded annotator; the first call takes seconds."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def annotate(self, text: str, dateline: str = "") -> Annotation:
        """Everything found in an article's text."""
        return self.load().annotate(text, dateline)

    def parse(self, text: str) -> Sentence:
        """A short text as one parsed sentence."""
        return self.load().parse(text)

    def embed(self, texts: Sequence[str]) -> Vector:
        """One row of unit length a text."""
        return self.load().embed(texts)


class ReaderOnUse:
    """The trained reader, loaded when the first question needs it; None, said once, where it cannot be loaded."""

    def __init__(self, load: Callable[[], PassageReader]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._tried = False
        self._loaded: PassageReader | None = None

    def __call__(self) -> PassageReader | None:
        """The loaded reader; the first call takes a fifth of a second."""
        with self._lock:
            if not self._tried:
                self._tried = True
                try:
                    self._loaded = self._load()
                except ModelError as error:
                    log.warning("questions are answered by the rules alone: %s", error)
            return self._loaded


def find_reader(settings: Settings) -> Callable[[], PassageReader | None]:
    """What gives the trained reader when a question needs it, or None where it is switched off or cannot be loaded."""
    return ReaderOnUse(load_reader) if settings.reader else lambda: None


def configured_reader() -> Callable[[], PassageReader | None]:
    """The same for the settings of this machine, for measuring."""
    return find_reader(read_settings())


def load_annotator() -> Annotator:
    """Load the language models; takes about two seconds.

    Raises:
        ModelError: a model file is missing or broken.
    """
    from briefings.language.pipeline import load

    return load()


def load_reader() -> PassageReader:
    """Load the trained reader.

    Raises:
        ModelError: its file is missing or broken.
    """
    from briefings.answers.reader import WEIGHTS, load
    from briefings.language.weights import tokenizer_file

    return load(WEIGHTS, tokenizer_file(), threads=1)  # as the other models: workers share the processor


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The engine over an open store; ``warm`` loads the models ahead of the first question."""

    briefings: Briefings
    warm: Callable[[], Annotator]
    store: FeedStore
    annotator: Annotator


@contextmanager
def open_newsroom(settings: Settings, load: Callable[[], Annotator] = load_annotator) -> Iterator[Newsroom]:
    """Open the store and set the engine on it; the store is closed at the end, whatever happens.

    Raises:
        StoreError: the database cannot be opened.
    """
    from briefings.backends.extractive import ExtractiveAnswerer, ExtractiveSummarizer
    from briefings.backends.remembering import RememberingSummarizer
    from briefings.engine import Briefings

    store = open_store(settings)
    try:
        annotator, reader = LoadedOnUse(load), find_reader(settings)
        summarizer = RememberingSummarizer(ExtractiveSummarizer(annotator.embed))
        answerer = ExtractiveAnswerer(reader)

        def warm() -> Annotator:
            reader()
            return annotator.load()

        yield Newsroom(Briefings(store, annotator, summarizer, answerer), warm, store, annotator)
    finally:
        store.close()


def open_newsroom_in(folder: Path) -> AbstractContextManager[Newsroom]:
    """A newsroom with a store of its own and no other settings, for measuring."""
    return open_newsroom(Settings(data=folder))


def read_samples(now: datetime) -> list[Document]:
    """The articles that the first run reads."""
    return [read_file(path, Settings(), now) for path in find_files([SAMPLES])]


def open_intake(settings: Settings, newsroom: Newsroom, *, clock: Clock = utc_now) -> Newsdesk:
    """The intake over a newsroom; close it before the newsroom, ``await newsdesk.close()``.

    Nothing is started or loaded before it is needed.
    """
    from concurrent.futures import ThreadPoolExecutor

    from briefings.intake.annotating import AnnotationLine, ProcessHands, ThreadHands
    from briefings.intake.newsdesk import Newsdesk
    from briefings.intake.polling import Poller, Rules
    from briefings.intake.reading import Scout
    from briefings.intake.rhythm import Bounds
    from briefings.sources.fetching.web import WebFetcher
    from briefings.sources.worker import Workers

    cores = os.cpu_count() or 1
    rules = Rules(
        Bounds(timedelta(minutes=settings.poll_shortest), timedelta(minutes=settings.poll_longest)),
        settings.max_sources,
        timedelta(days=settings.retention_days) if settings.retention_days else None,
        settings.max_file_size,
    )
    fetcher = WebFetcher(_fetch_policy(settings), clock)
    workers = Workers(min(cores, PARSERS))
    threads = ThreadPoolExecutor(PARSERS + 4, thread_name_prefix="intake")
    scout = Scout(fetcher, workers, threads, clock, full_text=settings.full_text)
    poller = Poller(newsroom.store, scout, clock=clock, chance=random.random, rules=rules)
    processes = min(cores, ANNOTATORS) if settings.annotators is None else settings.annotators
    many = (lambda: ProcessHands(load_annotator, processes)) if processes else None
    line = AnnotationLine(newsroom.store, newsroom.briefings.place, ThreadHands(newsroom.annotator), many, clock)

    async def release() -> None:
        await asyncio.to_thread(workers.close)
        await fetcher.__aexit__(None, None, None)
        threads.shutdown(wait=True, cancel_futures=True)

    return Newsdesk(newsroom.store, scout, poller, line, clock=clock, rules=rules, release=release)


def _fetch_policy(settings: Settings) -> FetchPolicy:
    from briefings.sources.fetching import USUAL_PORTS, FetchPolicy, user_agent

    return FetchPolicy(
        user_agent(VERSION, settings.contact),
        total_timeout=settings.fetch_timeout,
        max_feed_bytes=settings.max_feed_size,
        ports=USUAL_PORTS | settings.allow_ports,
        allow_private=settings.allow_private,
    )


def open_store(settings: Settings) -> FeedStore:
    """Open the SQLite file in the data folder, made when missing.

    Raises:
        StoreError: the file cannot be opened or written.
    """
    from briefings.storage.sqlite import SqliteStore

    return SqliteStore(settings.database)


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """Open what the bot owes and was asked, in the same file as the articles; a power cut takes no commit back.

    Raises:
        StoreError: the file cannot be opened or written.
    """
    from bot.ledger.ledger import Ledger
    from bot.ledger.schema import MIGRATIONS
    from briefings.storage.database import Database

    ledger = Ledger(Database(settings.database, MIGRATIONS, synchronous="FULL"), lambda: secrets.token_hex(8))
    try:
        yield ledger
    finally:
        ledger.close()


def read_survey(settings: Settings) -> Survey:
    """How posting stands.

    Raises:
        StoreError: the database cannot be opened.
    """
    with open_ledger(settings) as ledger:
        return ledger.survey()


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Every file that the paths name, folders searched; what cannot be read is refused when it is read."""
    from briefings.sources.files import discover

    return discover(paths)


def read_file(path: Path, settings: Settings, now: datetime) -> Document:
    """The article in a file, or in standard input for "-".

    Raises:
        SourceError: it cannot be read, or holds no article.
    """
    from briefings.sources.files import read

    return read(path, max_bytes=settings.max_file_size, now=now)


def open_terminal(settings: Settings) -> tuple[Platform, Channel]:
    """The platform that needs no token, this terminal, and its only channel."""
    from adapters.console.client import ConsolePlatform

    platform = ConsolePlatform(history=settings.data / "history", workspace=settings.workspace)
    return platform, platform.channel


def open_platforms(settings: Settings, *, clock: Clock = utc_now) -> list[Platform]:
    """The chat platforms whose tokens are set; nothing is connected before they listen.

    Raises:
        SettingError: a token is missing beside those that are set.
    """
    platforms: list[Platform] = []
    try:
        if "Slack" in settings.platforms:
            platforms.append(_open_slack(settings, clock))
        if "Discord" in settings.platforms:
            platforms.append(_open_discord(settings, clock))
    except ValueError as error:
        raise SettingError(f"{error}.") from error
    return platforms


def slack_address(settings: Settings) -> str:
    """Where Slack's methods are called."""
    from adapters.slack.settings import API_URL

    return settings.slack_api_url or API_URL


def discord_address(settings: Settings) -> str:
    """Where Discord's methods are called."""
    return settings.discord_api_url or "https://discord.com/api/v10"


def _open_slack(settings: Settings, clock: Clock) -> Platform:
    from adapters.slack.client import SlackPlatform
    from adapters.slack.settings import AUTHORIZE_URL, SlackSettings

    chosen = SlackSettings(
        bot_token=_secret(settings.slack_bot_token),
        app_token=_secret(settings.slack_app_token),
        signing_secret=_secret(settings.slack_signing_secret),
        client_id=settings.slack_client_id,
        client_secret=_secret(settings.slack_client_secret),
        token_key=_secret(settings.slack_token_key),
        host=settings.slack_host,
        port=settings.slack_port,
        api_url=slack_address(settings),
        authorize_url=settings.slack_authorize_url or AUTHORIZE_URL,
        data=settings.data,
    )
    return SlackPlatform(chosen, clock=clock)


def _open_discord(settings: Settings, clock: Clock) -> Platform:
    from adapters.discord.client import DiscordPlatform
    from adapters.discord.settings import DiscordSettings

    chosen = DiscordSettings(
        token=_secret(settings.discord_token),
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        shards=settings.discord_shards,
    )
    return DiscordPlatform(chosen, clock=clock)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""
