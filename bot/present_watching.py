"""Updates, alerts, corrections and watches, in the words that a reader sees. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from adapters.message import Block, Item, Message, Span, code, emphasis, heading, item, note, quoted, say, strong
from bot.present import bullet_blocks, one_line, sources_of
from bot.watching.differences import Difference, Kind
from bot.watching.watches import MOST_WATCHES, Fact, Watch
from briefings.enumeration import enumerate_words
from briefings.models import AttendanceStatus, Citation, Novelty, StoryDigest, distinct

_NOW = {
    AttendanceStatus.ATTENDING: "is now attending",
    AttendanceStatus.EXPECTED: "is now expected",
    AttendanceStatus.SENDING_REPRESENTATIVES: "is now sending representatives",
    AttendanceStatus.INVITED_UNDECIDED: "is now invited and undecided",
    AttendanceStatus.UNLIKELY: "is now unlikely to come",
    AttendanceStatus.NOT_ATTENDING: "is now not attending",
}
_BEFORE = {
    AttendanceStatus.ATTENDING: "was attending",
    AttendanceStatus.EXPECTED: "was expected",
    AttendanceStatus.SENDING_REPRESENTATIVES: "was sending representatives",
    AttendanceStatus.INVITED_UNDECIDED: "was undecided",
    AttendanceStatus.UNLIKELY: "was unlikely",
    AttendanceStatus.NOT_ATTENDING: "was not attending",
    AttendanceStatus.DISPUTED: "was disputed",
}
_COMING = (AttendanceStatus.ATTENDING, AttendanceStatus.EXPECTED)


def present_update(told: StoryDigest, zone: tzinfo, language: str = "") -> Message:
    """Write what changed in a story, or what was wrong in what was posted about it."""
    is_correction = any(bullet.novelty is Novelty.CORRECTED for bullet in told.bullets)
    title = f"{'Corrected' if is_correction else 'Updated'}: {told.story.headline}"
    return Message((heading(title, 2), *_bullets(told, zone, language)), one_line(title))


def present_alert(told: StoryDigest, publishers: Sequence[str], zone: tzinfo, language: str = "") -> Message:
    """Write a breaking story, and why it is called so."""
    title = f"Breaking: {told.story.headline}"
    why = f"Story {told.story.id}: reported by {enumerate_words(publishers)}"
    return Message((heading(title), note(why), *_bullets(told, zone, language)), one_line(title))


def present_story_change(told: StoryDigest, watch: Watch, zone: tzinfo) -> Message:
    """Write what changed in a watched story."""
    title = f"Updated: {told.story.headline}"
    return Message((heading(title, 2), *_bullets(told, zone), _ending(watch)), one_line(title))


def present_differences(found: Sequence[Difference], watch: Watch, zone: tzinfo) -> Message:
    """Write what changed in a watched answer: "Lee is now attending [2 sources]"."""
    blocks: list[Block] = [note("You asked: ", quoted(one_line(watch.question)[:200]))]
    coming = [each.now for each in found if each.kind is Kind.JOINED and each.now and each.now.standing in _COMING]
    if len(coming) > 1:
        blocks.append(_more(coming, zone))
    if any(each.kind is Kind.DISPUTED for each in found):
        blocks.append(item(strong("The sources disagree now:")))
    blocks += [
        _difference(each, zone)
        for each in found
        if not (len(coming) > 1 and each.kind is Kind.JOINED and each.now in coming)
    ]
    first = next(block for block in blocks if isinstance(block, Item))
    summary = one_line("".join(span.text for span in first.spans))
    return Message((*blocks, _ending(watch)), summary)


def present_watching(watch: Watch, now: str = "", *, here: bool) -> Message:
    """Say what is watched and what is known of it now, where it is told, and how it ends."""
    where = "here" if here else "you in a direct message"
    return say(
        "I will tell ", where, " when ", *_what(watch), " changes, and only then. ",
        f"For now: {one_line(now).rstrip('.')}. " if now else "", code(f"/watch stop {watch.id}"),
        " ends it.",
    )  # fmt: skip


def present_watches(watches: Sequence[Watch]) -> Message:
    """Write what somebody watches."""
    if not watches:
        example, story = code("/watch question who is attending?"), code("/watch story 12")
        return say("You watch nothing. Watch an answer with ", example, ", a story with ", story, ".")
    blocks: list[Block] = [heading("What you watch")]
    for watch in watches:
        where = "told here" if watch.channel == watch.asked_in else "told to you alone"
        blocks.append(item(strong(f"{watch.id}: "), *_what(watch), f"  ({where})"))
    blocks.append(note("End one with ", code(f"/watch stop {watches[0].id}"), "."))
    return Message(tuple(blocks), "What you watch")


def present_unwatched(number: int, found: bool) -> Message:
    """Say that a watch ended, or that there was none."""
    if found:
        return say(f"Ended: watch {number}.")
    return say(f"You have no watch {number}; see ", code("/watch list"), ".")


def present_too_many() -> Message:
    """Say that nobody watches more, and how to make room."""
    return say(f"You watch {MOST_WATCHES} things, which is the most. End one first: ", code("/watch list"), ".")


def present_forgotten() -> Message:
    """Say that a button is too old."""
    return say(
        "I do not remember that question any more: ask it again, or type ", code("/watch question"), " before it."
    )


def _bullets(told: StoryDigest, zone: tzinfo, language: str = "") -> list[Block]:
    return [block for bullet in told.bullets for block in bullet_blocks(bullet, zone, language)]


def _what(watch: Watch) -> tuple[str | Span, ...]:
    if watch.story_id is not None:
        return (f"story {watch.story_id} (", quoted(one_line(watch.question)), ")")
    return ("the answer to ", quoted(one_line(watch.question)))


def _ending(watch: Watch) -> Block:
    return note("End this watch with ", code(f"/watch stop {watch.id}"), ".")


def _several(citations: Sequence[Citation]) -> tuple[Span, ...]:
    sources = distinct(citation.source for citation in citations)
    return (emphasis(f" [{len(sources)} sources]"),) if len(sources) > 1 else ()


def _more(coming: Sequence[Fact], zone: tzinfo) -> Item:
    """Several newcomers in one line."""
    names = ", ".join(fact.text for fact in coming)
    cited = [citation for fact in coming for citation in fact.citations]
    return item(strong(f"{len(coming)} more are coming: {names}"), *_several(cited), sources=sources_of(cited, zone))


def _difference(found: Difference, zone: tzinfo) -> Block:
    said = found.now or found.before
    assert said is not None  # a difference tells of something
    return item(strong(_words(found)), *_several(said.citations), sources=sources_of(said.citations, zone))


def _words(found: Difference) -> str:
    now, before = found.now, found.before
    name = (now or before).text if (now or before) else ""  # type: ignore[union-attr]
    match found.kind:
        case Kind.WITHDRAWN | Kind.LEFT if before is not None:
            what = f"{name}, {_BEFORE[before.standing]}" if before.standing else name
            return f"Corrected: the source no longer says so ({what})"
        case Kind.NUMBER if before is not None:
            return f"The number is now {name} (was {before.text})"
        case Kind.ANSWER if before is not None:
            return f"The answer is now: {name} (was: {before.text})"
        case Kind.DISPUTED:
            return name
    if now is None or now.standing is None:
        return f"New in the answer: {name}" if found.kind is Kind.JOINED else f"There is an answer now: {name}"
    was = f" ({_BEFORE[before.standing]})" if before and before.standing else ""
    if now.standing is AttendanceStatus.DISPUTED:
        return f"The sources disagree now about {name}{was}"
    return f"{name} {_NOW[now.standing]}{was}"
