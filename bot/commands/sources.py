"""`/sources`: what the news is read from, and everything that can be done with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from adapters.message import Message
from bot.commands.request import LOCAL, SHELL, Request
from bot.errands import Errands
from bot.ledger.channels import Choice
from bot.ledger.ledger import Ledger
from bot.present import present_awaited, present_nothing_stored
from bot.present_sources import (
    present_added,
    present_choice,
    present_coming,
    present_export,
    present_import,
    present_paused,
    present_preview,
    present_removed,
    present_resumed,
    present_sources,
)
from briefings.errors import NotFoundError, SourceError
from briefings.intake.naming import find_source
from briefings.intake.ports import Following, Owner, SourceKind, Standing
from briefings.sources.opml import Subscription, write_opml

ALL = frozenset({"all", "everything"})
MOST_EXPORTED = 40
_NAMED = re.compile(r"\s+(?:--name|as|named)[=\s]\s*(?P<name>.+)$", re.IGNORECASE)


def list_sources(request: Request) -> Message:
    """Every source of this asker's workspace, with how it fares."""
    chosen = request.scope.sources
    sources = request.briefings.sources(replace(request.scope, sources=None))
    left = frozenset() if chosen is None else {each.name for each in sources if each.name not in chosen}
    return present_sources(sources, request.zone, typed=request.typed, left=left)


def tell_nothing_stored(request: Request) -> Message:
    """What to do where no article is stored for this asker: wait, or follow something."""
    following = request.briefings.sources(request.scope)
    return present_awaited(len(following), request.typed) if following else present_nothing_stored(request.typed)


def add_source(request: Request) -> Message:
    """Follow a site, a feed, a page, a sitemap or a folder."""
    errands = _errands(request)
    address, name = read_addition(request.text)
    if not address:
        raise SourceError(f"Which address? Type it after it: {request.typed('sources add https://example.org')}.")
    added = errands.wait(
        errands.newsdesk.add(
            address, request.scope.workspace, name, owner=owner_of(request), folders=request.where.platform in LOCAL
        )
    )
    said = present_added(added, typed=request.typed)
    if not added.is_new:
        return said
    errands.begin(lambda: errands.newsdesk.fetch_soon([added.following.feed]))
    return Message((*said.blocks, *present_coming().blocks), said.summary)


def remove_source(request: Request) -> Message:
    """Follow a source no more."""
    source = _named(request)
    _errands(request).newsdesk.remove(source)
    return present_removed(source)


def pause_source(request: Request) -> Message:
    """Let a source rest."""
    source = _named(request)
    _errands(request).newsdesk.stand(source, Standing.PAUSED)
    return present_paused(source, typed=request.typed)


def resume_source(request: Request) -> Message:
    """Let a source go on, whyever it rested."""
    source = _named(request)
    _errands(request).newsdesk.stand(source, Standing.ACTIVE)
    return present_resumed(source)


def test_source(request: Request) -> Message:
    """What an address would bring; nothing is stored."""
    errands = _errands(request)
    address, _ = read_addition(request.text)
    if not address:
        raise SourceError(f"Which address? Type it after it: {request.typed('sources test https://example.org')}.")
    preview = errands.wait(errands.newsdesk.preview(address, folders=request.where.platform in LOCAL))
    return present_preview(preview, request.zone, typed=request.typed)


def import_sources(request: Request) -> Message:
    """Follow all feeds of the OPML file at an address."""
    errands = _errands(request)
    if not request.text.strip():
        raise SourceError("Which file? Type the address of an OPML file after it.")
    imported = errands.wait(
        errands.newsdesk.import_link(request.text, request.scope.workspace, owner=owner_of(request))
    )
    errands.begin(lambda: errands.newsdesk.fetch_soon(imported.feeds))
    return present_import(imported)


def export_sources(request: Request) -> Message:
    """What is followed, as the lines of an OPML file."""
    following = _errands(request).newsdesk.following(request.scope.workspace)
    if len(following) > MOST_EXPORTED:
        raise SourceError(
            f"{len(following)} sources are too many for a chat; write them to a file with newsbrief sources export."
        )
    return present_export(to_opml(following, request.now))


def take_sources(request: Request) -> Message:
    """Let a channel take some sources alone, or one more, or all again."""
    ledger, following = _ledger(request), _read(request)
    if request.text.strip().casefold() in ALL:
        choice = Choice()
    else:
        choice = ledger.choice(request.where).take([each.feed for each in find_named(request.text, following)])
    ledger.choose(request.where, choice)
    return _present_choice(choice, following)


def leave_sources(request: Request) -> Message:
    """Let a channel do without some sources."""
    ledger, following = _ledger(request), _read(request)
    if request.text.strip().casefold() in ALL:
        choice = Choice(taken=frozenset())
    else:
        choice = ledger.choice(request.where).leave([each.feed for each in find_named(request.text, following)])
    ledger.choose(request.where, choice)
    return _present_choice(choice, following)


def to_opml(following: Sequence[Following], now: datetime) -> str:
    """What is fetched from the web, as an OPML file."""
    kinds = (SourceKind.FEED.value, SourceKind.SITEMAP.value)
    feeds = [Subscription(each.address, each.name) for each in following if each.kind in kinds]
    return write_opml(feeds, "newsbrief", now).decode("utf-8")


def find_named(typed: str, following: Sequence[Following]) -> list[Following]:
    """The sources that somebody names: one, or several with commas between them.

    Raises:
        NotFoundError: there is no such source.
    """
    if "," not in typed:
        return [find_source(typed, following)]
    return [find_source(each, following) for each in typed.split(",") if each.strip()]


def read_addition(typed: str) -> tuple[str, str]:
    """An address, and the name that it is to have: "https://example.org as The Example"."""
    found = _NAMED.search(typed)
    address = typed[: found.start()] if found else typed
    return address.strip(), found["name"].strip().strip("“”\"'") if found else ""


def owner_of(request: Request) -> Owner:
    """Who adds a source, and where they are told of it."""
    at_shell = request.where.platform == SHELL.platform
    return Owner() if at_shell else Owner(str(request.where), request.who.id)


def _present_choice(choice: Choice, following: Sequence[Following]) -> Message:
    allowed = [each.name for each in following if choice.allows(each.feed)]
    left = [each.name for each in following if not choice.allows(each.feed)]
    return present_choice(None if choice.taken is None else allowed, left)


def _named(request: Request) -> Following:
    following = _followed(request)
    if not request.text.strip():
        raise SourceError("Which source? Type its name after it; the bare command lists them all.")
    try:
        return find_source(request.text, following)
    except NotFoundError:
        shared = _shared(request)
        if not shared:
            raise
        source = find_source(request.text, [*following, *shared])
        raise SourceError(
            f"{source.name} is read by everybody whom this bot serves, so only whoever runs it can change it."
        ) from None


def _followed(request: Request) -> list[Following]:
    return _errands(request).newsdesk.following(request.scope.workspace)


def _shared(request: Request) -> list[Following]:
    """What whoever runs the bot follows for all."""
    shared = request.scope.shared
    return _errands(request).newsdesk.following(shared) if shared else []


def _read(request: Request) -> list[Following]:
    """Everything that a channel may take or leave."""
    return [*_followed(request), *_shared(request)]


def _ledger(request: Request) -> Ledger:
    if request.desk is None:
        raise SourceError("There is no channel here; type this in the channel that it is for.")
    if not request.text.strip():
        raise SourceError("Which sources? Type their names after it, with commas between them, or all.")
    return request.desk.ledger


def _errands(request: Request) -> Errands:
    if request.errands is None:
        raise SourceError("Sources cannot be changed here; do it at the shell with newsbrief sources.")
    return request.errands
