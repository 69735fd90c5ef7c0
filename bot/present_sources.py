"""Sources, how they fare and what became of what they brought, in the words that a reader sees. Pure.

Commands are named as they are typed where the reader is: ``Typed`` knows whether that is a chat or a shell.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import tzinfo

from adapters.message import Block, Message, code, heading, item, note, say, strong, text
from bot.present import ADD_COMMAND, counted, day, moment
from bot.typed import CHAT, Typed
from briefings.enumeration import enumerate_words
from briefings.intake.newsdesk import Added, Imported, Preview
from briefings.intake.ports import Following, Notice, Standing
from briefings.intake.progress import Progress
from briefings.ports import SourceFacts

KIND_WORDS = {
    "upload": "added by hand",
    "feed": "feed",
    "page": "page",
    "sitemap": "sitemap",
    "folder": "folder",
}
SHOWN = 25  # sources that are listed in a chat
OTHERS = 5  # other feeds of a site that are named
EXCERPT = 200  # characters of a previewed article
REFUSED = "Only those who manage this channel may do that; ask one of them."


def present_sources(
    sources: Sequence[SourceFacts], zone: tzinfo, *, typed: Typed = CHAT, left: Collection[str] = ()
) -> Message:
    """Write what a workspace reads: name, kind, how much, how fresh, and what is wrong with it.

    ``left`` are the names of the sources that this channel does not take.
    """
    if not sources:
        files = (", or store articles with ", code(ADD_COMMAND)) if typed.local else ()
        follow = code(typed("sources add ADDRESS"))
        return say("There are no sources yet: follow a site, a feed or a page with ", follow, *files, ".")
    blocks: list[Block] = [heading("Sources")]
    # In a chat hundreds of lines would bury what matters: what fails comes first, what fares well may be left out.
    ordered = sources if typed.shell else sorted(sources, key=fares_well)
    shown = ordered if typed.shell else ordered[:SHOWN]
    for facts in shown:
        last = f", last on {day(facts.last_article, zone)}" if facts.last_article else ""
        rate = f", {_rate(facts.per_day)} a day" if facts.per_day is not None else ""
        kind = KIND_WORDS.get(facts.kind, facts.kind)
        taken = "; not taken by this channel" if facts.name in left else ""
        kind += ", for everybody here" if facts.shared else ""
        blocks.append(
            item(strong(_line(facts.name)), f" ({kind}): {counted(facts.articles, 'article')}{rate}{last}{taken}")
        )
        blocks += health_blocks(facts, zone, typed)
    if len(shown) < len(sources):
        unseen = ordered[len(shown) :]
        fine = "all of them fare well" if all(map(fares_well, unseen)) else "some of them fail, too"
        blocks.append(note(f"And {len(unseen)} more; {fine}. At the shell ", code("newsbrief sources"), " lists all."))
    if left:
        blocks.append(note("Let this channel take one of them again: ", code(typed("sources take NAME")), "."))
    return Message(tuple(blocks), counted(len(sources), "source"))


def present_added(added: Added, *, typed: Typed = CHAT) -> Message:
    """Say what is followed now."""
    source = added.following
    kind = KIND_WORDS.get(source.kind, source.kind)
    if not added.is_new:
        return say(
            strong(_line(source.name)), f" ({kind}) is followed already; its address is ", code(source.address), "."
        )
    blocks: list[Block] = [
        text("I follow ", strong(_line(source.name)), f" from now on ({kind}: ", code(source.address), ")."),
    ]
    if added.others:
        named = [part for each in added.others[:OTHERS] for part in (", ", code(each))][1:]
        more = f" and {len(added.others) - OTHERS} more" if len(added.others) > OTHERS else ""
        blocks.append(note("The site names other feeds, too: ", *named, more, "."))
    return Message(tuple(blocks), f"I follow {_line(source.name)} from now on.")


def present_first_fetch(source: str, progress: Progress, error: str) -> Message:
    """Say what the first fetch of a source brought."""
    if error:
        return say(f"It could not be fetched yet: {error}")
    older = f" {counted(progress.passed, 'older entry', 'older entries')} passed over." if progress.passed else ""
    if not progress.found:
        return say(f"{source} has nothing new to take; what comes will be stored.{older}")
    unread = progress.found - progress.read
    left = f" {counted(unread, 'entry', 'entries')} could not be read." if unread > 0 else ""
    known = progress.read - progress.stored
    twice = f" ({counted(known, 'was', 'were')} stored already)" if known > 0 else ""
    return say(f"{counted(progress.stored, 'article')} stored{twice}.{left}{older}")


def present_coming() -> Message:
    """Say that the first articles are on their way."""
    return say("Its latest articles are being fetched; they can be asked about in a minute.")


def present_removed(source: Following) -> Message:
    """Say that a source is followed no more."""
    return say(strong(_line(source.name)), " is followed no more, and its articles are no longer used here.")


def present_paused(source: Following, *, typed: Typed = CHAT) -> Message:
    """Say that a source rests."""
    again = code(typed(f"sources resume {source.name}"))
    return say(strong(_line(source.name)), " is paused; what it brought stays. Let it go on with ", again, ".")


def present_resumed(source: Following) -> Message:
    """Say that a source goes on."""
    return say(strong(_line(source.name)), " goes on, and is fetched with the next poll.")


def present_preview(preview: Preview, zone: tzinfo, *, typed: Typed = CHAT) -> Message:
    """Show what a source would bring; nothing of it is stored."""
    found = preview.found
    kind = KIND_WORDS.get(found.kind.value, found.kind.value)
    blocks: list[Block] = [
        text("There is a ", strong(kind), " at ", code(found.address), f": {_line(found.name)}, ",
             f"{counted(preview.listed, 'entry', 'entries')}. Nothing is stored."),
    ]  # fmt: skip
    for document in preview.documents:
        date = f", {day(document.published, zone)}" if document.published else ", without a date"
        size = "only a teaser was readable" if document.teaser else counted(len(document.text.split()), "word")
        blocks.append(
            item(strong(_line(document.title) or "Untitled"), f" ({document.source or found.name}{date}; {size})")
        )
        blocks.append(note(_line(document.text)[:EXCERPT]))
    if not preview.documents:
        blocks.append(text("No article could be read there."))
    blocks.append(note("Follow it with ", code(typed(f"sources add {found.address}")), "."))
    return Message(tuple(blocks), f"There is a {kind} at {found.address}.")


def present_import(imported: Imported) -> Message:
    """Say what became of a list of feeds."""
    parts = [f"{counted(imported.new, 'feed')} {'is' if imported.new == 1 else 'are'} followed from now on"]
    if imported.known:
        parts.append(f"{imported.known} {'was' if imported.known == 1 else 'were'} already")
    if imported.refused:
        parts.append(f"{imported.refused} beyond what may be followed here (max_sources)")
    return say("; ".join(parts) + ".")


def present_export(opml: str) -> Message:
    """Show an OPML file."""
    return Message(tuple(text(code(line)) for line in opml.splitlines() if line.strip()), "What is followed, as OPML")


def present_choice(taken: Sequence[str] | None, left: Sequence[str]) -> Message:
    """Say which sources a channel takes; None for all of its workspace."""
    if taken is None and not left:
        return say("This channel takes all sources of its workspace, also those that are added later.")
    if taken is None:
        return say(f"This channel takes all sources but {_listed(left)}.")
    if not taken:
        return say("This channel takes no source, so there is no news for it.")
    return say(f"This channel takes {_listed(taken)} and no other source.")


def present_notice(notice: Notice, zone: tzinfo, *, typed: Typed = CHAT) -> Message:
    """Tell whoever added a source that it was stopped, and how to mend it."""
    name = _line(notice.following.name)
    if notice.standing is Standing.RETIRED:
        fix = ("Remove it with ", code(typed(f"sources remove {notice.following.name}")), ", or add its new address.")
        said = f" says that it is gone for good, so I ask for it no more. {notice.error} "
        return say(strong(name), said, *fix)
    tries = f" failed {counted(notice.failures, 'time')} in a row, so I paused it on {moment(notice.since, zone)}. "
    again = code(typed(f"sources resume {notice.following.name}"))
    return say(strong(name), tries, notice.error, " Once it is mended, go on with ", again, ".")


def present_unmanaged() -> Message:
    """Refuse what only those may do who manage a channel."""
    return say(REFUSED)


def fares_well(facts: SourceFacts) -> bool:
    """Whether nothing is wrong with a source."""
    return not facts.error and facts.standing in ("", Standing.ACTIVE.value)


def health_blocks(facts: SourceFacts, zone: tzinfo, typed: Typed) -> list[Block]:
    """What is wrong with a source, and how to mend it; nothing for one that fares well."""
    if facts.standing == Standing.RETIRED.value:
        fix = code(typed(f"sources remove {facts.name}"))
        return [note(f"Gone for good: {facts.error} Remove it with ", fix, ", or add its new address.")]
    if facts.standing == Standing.PAUSED.value:
        again = code(typed(f"sources resume {facts.name}"))
        why = f" after {counted(facts.failures, 'failure')}: {facts.error}" if facts.failures else "."
        return [note(f"Paused{why} Go on with ", again, ".")]
    if not facts.standing:
        return []
    since = f"Last fetched on {moment(facts.last_success, zone)}" if facts.last_success else "Not fetched yet"
    following = f"; next try on {moment(facts.next_try, zone)}" if facts.next_try else ""
    failing = f" {facts.error}" if facts.error else ""
    return [note(f"{since}{following}.{failing}")]


def _rate(per_day: float) -> str:
    return f"{per_day:.0f}" if per_day >= 10 else f"{per_day:.1f}".removesuffix(".0")


def _listed(names: Sequence[str]) -> str:
    return enumerate_words([f"“{_line(name)}”" for name in names])


def _line(words: str) -> str:
    return " ".join(words.split())
