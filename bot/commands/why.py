"""`/brief why`: what became of an article, from its feed to the digest that told it, or why none did."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from adapters.message import Message
from bot.commands.request import Request
from bot.ledger.tellings import Telling
from bot.planning import FIRST_REACH, MEMORY
from bot.present_why import Fate, present_never_seen, present_why
from bot.subscriptions.subscription import Subscription
from briefings.errors import SourceError
from briefings.intake.explaining import Explanation
from briefings.intake.ports import Stage
from briefings.models import Article, Story


def why(request: Request) -> Message:
    """One honest message about one link."""
    if request.errands is None:
        raise SourceError("That is not known here; ask at the shell with newsbrief why LINK.")
    if not request.text.strip():
        raise SourceError(f"Which article? Type its link after it: {request.typed('brief why')} https://example.org/1.")
    found = request.errands.newsdesk.explain(replace(request.scope, sources=None), request.text)
    if found.article is None:
        return present_never_seen(found, request.zone, typed=request.typed)
    story = request.briefings.describe(request.scope, found.story_id) if found.story_id is not None else None
    fates = _fates(request, found, found.article, story)
    return present_why(found, found.article, story, fates, request.zone)


def _fates(request: Request, found: Explanation, article: Article, story: Story | None) -> list[Fate]:
    """What the channel was told of it, or why each of its standing orders did not tell it."""
    if request.desk is None:
        return []
    if not any(request.scope.sources is None or trace.source in request.scope.sources for trace in found.traces):
        return [Fate("This channel does not take its source.")]
    ledger = request.desk.ledger
    told = [_telling(each) for each in ledger.tellings(request.where, article.id)]
    if told:
        return told
    if found.traces[0].stage is not Stage.READ or story is None:
        return []  # the reason stands in the message already
    by_others = {each.story_id for each in ledger.told(request.where, request.now - MEMORY)}
    if story.id in by_others:
        return [Fate("Its story was told here with the words of other articles.")]
    orders = ledger.subscriptions(request.where)
    if not orders:
        return [Fate("Nothing is posted here by itself, so it was in no digest; /brief shows the news.")]
    return [_reason(request, each, article, story) for each in orders]


def _telling(telling: Telling) -> Fate:
    return Fate("", telling.at, telling.state)


def _reason(request: Request, order: Subscription, article: Article, story: Story) -> Fate:
    """Why a standing order did not tell of an article, or that it may yet."""
    since = order.told_until or order.next.at - FIRST_REACH
    name = f"Schedule {order.id}"
    if word := _muted(order.terms.mutes, story.headline, article.source):
        return Fate(f"{name} mutes “{word}”.")
    if story.last_change < since:
        return Fate(f"{name} tells what is new since its last post, and this came before.", since)
    place = request.briefings.rank_of(request.scope, story.id, request.now, since=since)
    if place is not None and place > order.terms.stories:
        return Fate(f"{name} tells {order.terms.stories} stories, and this one is number {place} by now.")
    if order.terms.topics:
        return Fate(
            f"{name} is about {', '.join(order.terms.topics)}; if it is about that, it comes next.", order.next.at
        )
    return Fate(f"{name} will tell it next, if nothing weightier comes.", order.next.at)


def _muted(mutes: Iterable[str], headline: str, source: str) -> str:
    """The mute that a story falls under; empty where none does."""
    for word in filter(None, map(str.strip, mutes)):
        if word.casefold() == source.casefold() or re.search(
            rf"(?<!\w){re.escape(word)}(?!\w)", headline, re.IGNORECASE
        ):
            return word
    return ""
