"""Digests and stories, in the words that a reader sees. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from adapters.controls import MAX_CHOICES
from adapters.message import (
    Action,
    Block,
    Button,
    Item,
    Message,
    Option,
    Select,
    code,
    heading,
    item,
    note,
    quoted,
    say,
    source,
    text,
)
from adapters.visible import shorten
from bot.present import bullet_blocks, counted, day, nothing_stored, one_line
from bot.typed import CHAT, Typed
from briefings.models import Article, Bullet, BulletKind, Digest, Story, StoryDigest, distinct

STORIES_NAMED = 8
REPORTS = 12  # reports on one page of a story
TELL_STORY = "story.more"
"""The action of whatever asks for a story at length; its value is the story's number."""
MORE_ON_THIS = "More on this"


def present_digest(digest: Digest, zone: tzinfo, *, hints: bool = True, language: str = "") -> Message:
    """Write a digest: its stories with their bullets, each bullet with everyone who says it.

    Its dates are written in ``language``, as by ``bot.present.day``.
    """
    title = f"News briefing: {digest.topic}" if digest.topic else "News briefing"
    blocks: list[Block] = [heading(f"{title}, {day(digest.made, zone, language)}")]
    extent = f"{counted(len(digest.stories), 'story', 'stories')} from {counted(digest.articles, 'article')}"
    blocks.append(note(f"{extent} since {day(digest.since, zone, language)}" if digest.since else extent))
    for told in digest.stories:
        blocks += _opening(told.story, level=2)
        blocks += _bullets(told.bullets, zone, language)
    if hints and len(digest.stories) > 1:
        blocks.append(note("More on one of them: ", code(f"/brief story {digest.stories[0].story.id}")))
    headlines = "; ".join(told.story.headline for told in digest.stories)
    return Message(tuple(blocks), one_line(f"{title}: {headlines}"))


def with_stories_to_open(message: Message, stories: Sequence[Story]) -> Message:
    """A digest with a button, or a menu, that tells more of one of its stories."""
    opening: Action
    if not stories:
        return message
    if len(stories) == 1:
        opening = Button(MORE_ON_THIS, TELL_STORY, str(stories[0].id))
    else:
        shown = {story.id: one_line(story.headline) for story in stories[:MAX_CHOICES]}
        options = tuple(Option(headline, str(story_id)) for story_id, headline in shown.items())
        opening = Select(MORE_ON_THIS, TELL_STORY, options)
    return replace(message, actions=(*message.actions, opening))


def present_story(told: StoryDigest, zone: tzinfo, reports: Sequence[Sequence[Article]] = ()) -> tuple[Message, ...]:
    """Write one story at length, in pages: what is told of it, where sources differ, and the reports in their order.

    Each of ``reports`` is one report with its copies.
    """
    headline = one_line(told.story.headline)
    conflicts = [bullet for bullet in told.bullets if bullet.kind is BulletKind.CONFLICT]
    blocks = [
        *_opening(told.story, level=1),
        *_bullets([bullet for bullet in told.bullets if bullet.kind is not BulletKind.CONFLICT], zone),
    ]
    if conflicts:
        blocks += [heading("Where sources differ", 2), *_bullets(conflicts, zone)]
    lines = [_report(each, zone) for each in sorted(reports, key=lambda each: (each[0].when, each[0].id)) if each]
    if len(lines) < 2:  # of a single report every bullet says the source
        return (Message(tuple(blocks), headline),)
    if len(lines) <= REPORTS:
        return (Message((*blocks, heading("How it was reported", 2), *lines), headline),)
    pages = [Message(tuple(blocks), headline)]
    for start in range(0, len(lines), REPORTS):
        title = heading(f"How it was reported: {headline}", 2)
        pages.append(Message((title, *lines[start : start + REPORTS]), headline))
    return tuple(pages)


def present_nothing_about(topic: str, stories: Sequence[Story], since: datetime | None, zone: tzinfo) -> Message:
    """Say that nothing stored is about a topic, or nothing since a time, and what there is instead."""
    ending = f" since {day(since, zone)}" if since else ""
    said = text("No stored article is about ", quoted(topic), f"{ending}.")
    return _with_stories(said, f"No stored article is about “{topic}”{ending}.", stories)


def present_unknown_story(wanted: str, stories: Sequence[Story], typed: Typed = CHAT) -> Message:
    """Say that there is no such story, and which there are."""
    if not wanted:
        words = "Which story? Name its number or a word of its headline."
        return _with_stories(text(words), words, stories, typed)
    said = text("There is no story ", quoted(wanted), ".")
    return _with_stories(said, f"There is no story “{wanted}”.", stories, typed)


def present_no_such_story() -> Message:
    """Say that a story behind a button is not there any more, or not for this channel."""
    return say("That story is not among those that this channel may see, or it is too old.")


def present_nothing_new(since: datetime | None = None, zone: tzinfo | None = None) -> Message:
    """Say that what is stored holds no news."""
    when = f" since {day(since, zone)}" if since and zone else ""
    return say(f"There is nothing new in the stored articles{when}.")


def present_no_more_stories() -> Message:
    """Say that there are no further stories."""
    return say("Those were all the stories.")


def _opening(story: Story, level: int) -> list[Block]:
    extent = f"Story {story.id}: {counted(len(story.article_ids), 'article')}"
    named = f", {', '.join(story.publishers)}" if story.publishers else ""
    return [heading(story.headline, level), note(extent + named)]


def _bullets(bullets: Sequence[Bullet], zone: tzinfo, language: str = "") -> list[Block]:
    return [block for bullet in bullets for block in bullet_blocks(bullet, zone, language)]


def _report(copies: Sequence[Article], zone: tzinfo) -> Item:
    """A report's title with its source, and the sources of its copies."""
    first = copies[0]
    sources = [source(each.label, each.url, day(each.when, zone) if each.published else "") for each in copies]
    return item(one_line(first.title) or shorten(one_line(first.text), 80), sources=sources)


def _with_stories(said: Block, summary: str, stories: Sequence[Story], typed: Typed = CHAT) -> Message:
    if not stories:
        return Message((said, note(*nothing_stored(typed))), one_line(summary))
    blocks: list[Block] = [said, note("There is:")]
    blocks += [
        item(code(f"/brief story {story.id}"), f"  {one_line(story.headline)}") for story in stories[:STORIES_NAMED]
    ]
    names = distinct(name for story in stories for name in story.people)[:STORIES_NAMED]
    if names:
        blocks.append(note(f"People in the news: {', '.join(names)}"))
    return Message(tuple(blocks), one_line(summary))
