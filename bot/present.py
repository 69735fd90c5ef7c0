"""What the core found, in the words that a reader sees: digests, answers, rosters, errors -> Message.

Pure: nothing here reads a clock, a setting or a database. Commands are named as they are typed in chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from babel.dates import format_skeleton

from adapters.message import (
    Action,
    Block,
    GroupedList,
    Item,
    Message,
    Source,
    Span,
    code,
    emphasis,
    group,
    heading,
    item,
    note,
    quoted,
    say,
    source,
    strong,
    text,
)
from adapters.platform import CommandSpec, Subcommand
from bot.typed import CHAT, SHELL, Typed
from briefings.errors import NewsbriefError
from briefings.models import (
    Bullet,
    Citation,
    Novelty,
)
from briefings.ports import StoreFacts

NOVELTY_WORDS = {Novelty.NEW: "New: ", Novelty.UPDATED: "Updated: ", Novelty.CORRECTED: "Corrected: "}
TEASER = " (only a teaser was readable)"
ADD_COMMAND = "newsbrief add PATH"


def nothing_stored(typed: Typed = CHAT) -> tuple[Span | str, ...]:
    """What to do where there are no articles yet: whoever is not at the bot's machine cannot add files."""
    if typed.local:
        return "Nothing is stored yet: add articles with ", code(ADD_COMMAND), "."
    return "Nothing is stored yet: follow a site or a feed with ", code(typed("sources add ADDRESS")), "."


def present_nothing_stored(typed: Typed = CHAT) -> Message:
    """Say that there are no articles yet, and how to get some."""
    return say(*nothing_stored(typed))


def present_awaited(sources: int, typed: Typed = CHAT) -> Message:
    """Say that there are no articles yet, but that sources are followed, which bring some."""
    follows = f"Nothing is stored yet. I follow {counted(sources, 'source')}"
    brings = "what it brings" if sources == 1 else "what they bring"
    fares = code(typed("sources"))
    return say(f"{follows}, and {brings} can be asked about in a minute or two; ", fares, " tells how it goes.")


def present_status(facts: StoreFacts, zone: tzinfo, typed: Typed = CHAT) -> Message:
    """Write how much a reader's briefing stands on."""
    if not facts.articles:
        return present_nothing_stored(typed)
    return say(describe_extent(facts, zone))


def describe_extent(facts: StoreFacts, zone: tzinfo) -> str:
    """How many articles, stories and sources there are, and since when nothing came."""
    articles, stories = counted(facts.articles, "article"), counted(facts.stories, "story", "stories")
    last = f" The last one came on {moment(facts.last_stored, zone)}." if facts.last_stored else ""
    return f"{articles} in {stories} from {counted(facts.sources, 'source')}.{last}"


def present_storage(facts: StoreFacts, zone: tzinfo) -> Message:
    """Write what the operator of a store wants to know of it."""
    rows = [
        item(strong("Articles"), f"  {facts.articles:,}, in {counted(facts.stories, 'story', 'stories')}"),
        item(strong("Sources"), f"  {facts.sources:,}"),
        item(strong("Last stored"), f"  {moment(facts.last_stored, zone) if facts.last_stored else 'never'}"),
        item(strong("Database"), f"  {facts.place}, {facts.bytes / 1_000_000:.1f} MB"),
    ]
    ending = () if facts.articles else (note(*nothing_stored(SHELL)),)
    return Message((*rows, *ending), counted(facts.articles, "article"))


def present_help(commands: Sequence[CommandSpec], typed: Typed = CHAT, *, manages: bool = True) -> Message:
    """Write what can be typed: what is for all first, then what is for those who manage the channel.

    That has a line for each command only where the reader ``manages`` it; else one line names them.
    """
    for_all: list[Item] = []
    for_managers: list[Item] = []
    for command in commands:
        ways = command.subcommands or (None,)
        set_up = [each for each in ways if command.manages or (each and each.manages)]
        for_all += [_help_line(command, each, typed) for each in ways if each not in set_up]
        if manages:
            for_managers += [_help_line(command, each, typed) for each in set_up]
        elif set_up:
            named = [part for each in set_up for part in (", ", code(usage(command, each.name if each else "")))]
            for_managers.append(item(*named[1:]))
    groups = [group("Read, ask and watch", for_all), group("Set up, for those who manage the channel", for_managers)]
    return Message((heading("What you can type"), GroupedList(tuple(groups))), "What you can type")


def present_welcome(facts: StoreFacts, typed: Typed = CHAT, actions: Sequence[Action] = ()) -> Message:
    """Write the first words in a new place: what this does, three things to try, and how to set it up."""
    said = "I read news articles, sum them up, and answer questions about them; every line names its sources."
    stored = f"{counted(facts.articles, 'article')} stored." if facts.articles else "No article is stored yet."
    tries = (
        item(code(typed("brief")), "  the news in a few bullets"),
        item(code("/ask who is attending?"), "  an answer from the stored articles, with its proof"),
        item(code(typed("sources")), "  what I read"),
    )
    return Message((text(said), note(f"{stored} Three things to try:"), *tries), said, tuple(actions))


def present_suggestion(typed: str, nearest: str, known: Sequence[str], topic: str = "") -> Message:
    """Say kindly that a command is unknown, and which was probably meant, or how to ask for a topic of that name."""
    if nearest:
        otherwise = (" For news about it, type ", code(topic), ".") if topic else ()
        return say("There is no ", code(typed), ". Did you mean ", code(nearest), "?", *otherwise)
    commands = [part for name in known for part in (", ", code(name))][1:]
    return say("There is no ", code(typed), ". You can type ", *commands, ".")


def present_empty_question() -> Message:
    """Say what to type after a bare /ask."""
    return say("What would you like to know? Type your question after it, for example ", code("/ask who is attending?"))


def present_error(error: NewsbriefError) -> Message:
    """Say what went wrong and how to mend it; every error of ours is one such sentence."""
    return say(str(error))


def present_failure(reference: str) -> Message:
    """Say that something broke that no reader can mend, and where the operator finds it."""
    return say(f"Something went wrong on my side. The log has the details under {reference}.")


def present_interrupted(asked: str) -> Message:
    """Say that a question was not answered, and what to do."""
    return say("I was interrupted before I could answer ", quoted(one_line(asked)[:200]), ". Please ask again.")


def present_unkept(asked: str) -> Message:
    """Say that nothing can be taken in now, to somebody who cannot mend it."""
    said: tuple[Span | str, ...] = (" ", quoted(one_line(asked)[:200])) if asked.strip() else (" that",)
    return say("I cannot take", *said, " now: my database cannot be written, and whoever runs me was told.",
               " Please try again in a few minutes.")  # fmt: skip


def _help_line(command: CommandSpec, each: Subcommand | None, typed: Typed) -> Item:
    if each is None:
        return item(code(usage(command)), f"  {command.description}")
    short = each.name == command.default and typed.bare
    bare = (" (or just ", code(f"/{command.name}"), ")") if short else ()
    return item(code(usage(command, each.name)), f"  {each.description}", *bare)


def usage(command: CommandSpec, subcommand: str = "") -> str:
    """A command as it is typed, its parameters in capitals, those that may be left out in brackets."""
    each = command.subcommand(subcommand)
    parameters = each.parameters if each else command.parameters
    names = [name if given.required else f"[{name}]" for given in parameters if (name := given.name.upper())]
    return " ".join([f"/{command.name}", *([each.name] if each else []), *names])


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 story", "2 stories", "1,200 articles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(at: datetime, zone: tzinfo, language: str = "") -> str:
    """A date as a reader in the zone reads it: 5 Sep 2025, or as it is written in a language of the CLDR."""
    local = at.astimezone(zone)
    return format_skeleton("yMMMd", local, locale=language) if language else f"{local.day} {local:%b %Y}"


def moment(at: datetime, zone: tzinfo, language: str = "") -> str:
    """A time as a reader in the zone reads it: 5 Sep 2025, 14:30 CEST."""
    local = at.astimezone(zone)
    return f"{day(at, zone, language)}, {local:%H:%M %Z}"


def bullet_blocks(bullet: Bullet, zone: tzinfo, language: str = "") -> list[Block]:
    """A bullet with everyone who says it, and what was said before where it is an update."""
    tag = NOVELTY_WORDS.get(bullet.novelty, "")
    opening: list[Span | str] = [strong(tag)] if tag else []
    several = f" [{len(bullet.sources)} sources]" if len(bullet.sources) > 1 else ""
    ending: list[Span | str] = [emphasis(several)] if several else []
    blocks: list[Block] = [item(*opening, bullet.text, *ending, sources=sources_of(bullet.citations, zone, language))]
    if bullet.before:
        blocks.append(note("Before: ", quoted(bullet.before)))
    return blocks


def sources_of(citations: Iterable[Citation], zone: tzinfo, language: str = "") -> list[Source]:
    """Each cited article once."""
    articles: dict[int, Citation] = {}
    for citation in citations:
        articles.setdefault(citation.article_id, citation)
    return [
        source(
            f"{cited.source or cited.title}{TEASER if cited.teaser else ''}",
            cited.url,
            day(cited.published, zone, language) if cited.published else "",
        )
        for cited in articles.values()
    ]


def one_line(words: str) -> str:
    """Words without line breaks."""
    return " ".join(words.split())
