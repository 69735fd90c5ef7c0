"""What became of an article, in the words that a reader sees. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from adapters.message import Block, Message, code, heading, item, note, quoted, say, strong, text
from bot.outbox import State
from bot.present import counted, moment
from bot.typed import CHAT, Typed
from briefings.intake.explaining import Explanation
from briefings.intake.ports import Stage
from briefings.models import Article, Story

POSTED = {
    State.SENT: "It was told here",
    State.QUEUED: "It waits to be told here",
    State.SENDING: "It is being told here",
    State.UNSURE: "It may have been told here, which is being found out",
    State.HELD: "It is in a post that waits for somebody to decide; /brief status shows it",
    State.DISCARDED: "It was in a post that somebody discarded",
}


_WORDS = 100  # of what somebody typed, said back


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an article in a channel: a sentence, or the state of the post that tells it, and when."""

    words: str
    at: datetime | None = None
    state: State | None = None


def present_never_seen(found: Explanation, zone: tzinfo, *, typed: Typed = CHAT) -> Message:
    """Say of a link that it was never seen, or came and could not be read; of other words that no title has them."""
    if found.traces:
        trace = found.traces[0]
        when = f" on {moment(trace.brought, zone)}" if trace.brought else ""
        return say(strong(trace.source), f" brought it{when}, but it is not stored: {trace.reason}")
    if "://" not in found.link and (" " in found.link or "." not in found.link):
        words = quoted(_line(found.link)[:_WORDS])
        ways = (" Type an article's address on the web, or words of its title, after ", code(typed("brief why")), ".")
        return say("No stored article has ", words, " in its title.", *ways)
    blocks: list[Block] = [text("I have never seen ", code(found.link), ".")]
    for source in found.neighbours:
        last = (
            f"was last fetched on {moment(source.last_success, zone)}" if source.last_success else "was not fetched yet"
        )
        error = f" {source.error}" if source.error else ""
        blocks.append(item(strong(source.name), f" is of that site: it {last}, and did not list this article.{error}"))
    if not found.neighbours:
        blocks.append(
            note("No source of that site is followed here. Follow it with ", code(typed("sources add ADDRESS")), ".")
        )
    return Message(tuple(blocks), "It was never seen.")


def present_why(
    found: Explanation, article: Article, story: Story | None, fates: Sequence[Fate], zone: tzinfo
) -> Message:
    """Tell an article's way from the feed to the digest."""
    blocks: list[Block] = [heading(_line(article.title) or article.label, 2)]
    blocks += _brought(found, article, zone)
    blocks += _read(found, article)
    if story:
        mates = counted(len(story.article_ids), "article")
        blocks.append(item(f"It is in story {story.id}, “{_line(story.headline)}”, with {mates}."))
    blocks += [item(_fate(each, zone)) for each in fates]
    return Message(tuple(blocks), f"What became of “{_line(article.title) or article.label}”")


def _brought(found: Explanation, article: Article, zone: tzinfo) -> list[Block]:
    """Who brought it, and when; the same text twice is one article."""
    first, *others = sorted(found.traces, key=lambda trace: not trace.origin)
    when = first.brought or article.stored
    lines = [f"{first.source} brought it on {moment(when, zone)}."]
    if not first.origin:
        outlet = f" of {article.source}" if article.source and article.source != first.outlet else ""
        lines.append(f"Another source had the same text first: it is stored as the article{outlet}, for both.")
    for other in others:
        name = other.outlet if other.outlet and other.outlet != article.source else other.source
        at = f" on {moment(other.brought, zone)}" if other.brought else ""
        lines.append(f"{name} had the same text{at}, so both are one article.")
    near = [each for each in found.copies if each.id != article.id]
    if near and found.copies[0].id != article.id:
        lines.append(f"It is nearly the same as what {found.copies[0].label} had first, so both count as one voice.")
    elif near:
        lines.append(
            f"{', '.join(dict.fromkeys(each.label for each in near))} had nearly the same later; it had it first."
        )
    return [item(line) for line in lines]


def _read(found: Explanation, article: Article) -> list[Block]:
    """How much of it could be read, and how far the language pipeline came."""
    lines = []
    if article.teaser:
        lines.append("Only a teaser was readable.")
    if article.revision > 1:
        lines.append(f"It was changed {counted(article.revision - 1, 'time')}; the old text is kept.")
    match found.traces[0].stage:
        case Stage.WAITING:
            ahead = f" {counted(found.ahead, 'article')} before it." if found.ahead else ""
            lines.append(f"It waits for its annotation; until then no question finds it.{ahead}")
        case Stage.COMPACTED:
            lines.append("It is older than articles are kept (retention_days), so it is neither searched nor told.")
        case Stage.READ:
            lines.append(f"{counted(len(article.text.split()), 'word')} were read.")
    return [item(line) for line in lines]


def _fate(fate: Fate, zone: tzinfo) -> str:
    words = POSTED[fate.state] if fate.state else fate.words.rstrip(".")
    return f"{words} ({moment(fate.at, zone)})." if fate.at else f"{words}."


def _line(words: str) -> str:
    return " ".join(words.split())
