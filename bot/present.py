"""What the core found, in the words that a reader sees: digests, answers, rosters, errors -> Message.

Pure: nothing here reads a clock, a setting or a database. Commands are named as they are typed in chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from adapters.message import (
    Block,
    Group,
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
    quote,
    quoted,
    say,
    source,
    strong,
    text,
)
from adapters.platform import CommandSpec
from briefings.errors import NewsbriefError
from briefings.models import (
    Answer,
    AnswerStatus,
    AttendanceStatus,
    Attendee,
    Bullet,
    Citation,
    Digest,
    Finding,
    Novelty,
    Roster,
    Story,
    StoryDigest,
    distinct,
)
from briefings.ports import StoreFacts

STATUS_WORDS = {
    AttendanceStatus.ATTENDING: "Attending",
    AttendanceStatus.EXPECTED: "Expected",
    AttendanceStatus.SENDING_REPRESENTATIVES: "Sending representatives",
    AttendanceStatus.INVITED_UNDECIDED: "Invited, undecided",
    AttendanceStatus.UNLIKELY: "Unlikely",
    AttendanceStatus.NOT_ATTENDING: "Not attending",
    AttendanceStatus.DISPUTED: "Sources disagree",
}
NOVELTY_WORDS = {Novelty.NEW: "New: ", Novelty.UPDATED: "Updated: ", Novelty.CORRECTED: "Corrected: "}
TEASER = " (only a teaser was readable)"
EXCERPT = 140  # characters of a quote beside a name on a roster
QUOTES = 3  # quoted sentences under an answer; its other sources are named
STORIES_NAMED = 8
NOTHING_STORED = "Nothing is stored yet: add articles with "
ADD_COMMAND = "newsbrief add PATH"


def present_digest(digest: Digest, zone: tzinfo, *, hints: bool = True) -> Message:
    """Write a digest: its stories with their bullets, each bullet with everyone who says it."""
    title = f"News briefing: {digest.topic}" if digest.topic else "News briefing"
    blocks: list[Block] = [heading(f"{title}, {day(digest.made, zone)}")]
    extent = f"{counted(len(digest.stories), 'story', 'stories')} from {counted(digest.articles, 'article')}"
    blocks.append(note(f"{extent} since {day(digest.since, zone)}" if digest.since else extent))
    for told in digest.stories:
        blocks += _story_blocks(told, zone)
    if hints and len(digest.stories) > 1:
        blocks.append(note("More on one of them: ", code(f"/brief story {digest.stories[0].story.id}")))
    headlines = "; ".join(told.story.headline for told in digest.stories)
    return Message(tuple(blocks), one_line(f"{title}: {headlines}"))


def present_story(told: StoryDigest, zone: tzinfo) -> Message:
    """Write one story at length."""
    return Message(tuple(_story_blocks(told, zone, level=1)), one_line(told.story.headline))


def present_nothing_about(topic: str, stories: Sequence[Story]) -> Message:
    """Say that nothing stored is about a topic, and what there is instead."""
    said = text("No stored article is about ", quoted(topic), ".")
    return _with_stories(said, f"No stored article is about “{topic}”.", stories)


def present_unknown_story(wanted: str, stories: Sequence[Story]) -> Message:
    """Say that there is no such story, and which there are."""
    if not wanted:
        words = "Which story? Name its number or a word of its headline."
        return _with_stories(text(words), words, stories)
    return _with_stories(text("There is no story ", quoted(wanted), "."), f"There is no story “{wanted}”.", stories)


def present_nothing_stored() -> Message:
    """Say that there are no articles yet, and how to add some."""
    return say(NOTHING_STORED, code(ADD_COMMAND), ".")


def present_nothing_new() -> Message:
    """Say that what is stored holds no news."""
    return say("There is nothing new in the stored articles.")


def present_answer(answer: Answer, zone: tzinfo) -> Message:
    """Write an answer: what was found first, then the sentences that say it, each with its source and date."""
    if answer.text is None:
        return _not_found(answer, zone)
    blocks: list[Block] = []
    if answer.status is AnswerStatus.CONFLICTING:
        blocks.append(text("The sources disagree: ", strong(answer.text)))
        for side in answer.findings:
            blocks += [text(strong(side.text)), *_quotes(side.citations, zone)]
    else:
        blocks.append(text(strong(answer.text)))
        blocks += _finding_blocks(answer.findings, zone)
    if answer.roster:
        groups = _roster_groups(answer.roster, zone)
        if [each.title for each in groups] == [answer.text]:  # "Will she come?" "Expected": the list says it
            blocks.clear()
        blocks.append(GroupedList(groups, empty="Nobody is named."))
        blocks += _roster_ending(answer.roster, answer.status, zone)
    if answer.note:
        blocks.append(note(answer.note))
    elif answer.status is AnswerStatus.PARTIAL:
        blocks.append(note("The stored articles answer this only in part."))
    return Message(tuple(blocks), one_line(answer.text))


def present_status(facts: StoreFacts, zone: tzinfo) -> Message:
    """Write how much a reader's briefing stands on."""
    if not facts.articles:
        return present_nothing_stored()
    articles, stories = counted(facts.articles, "article"), counted(facts.stories, "story", "stories")
    last = f" The last one came on {moment(facts.last_stored, zone)}." if facts.last_stored else ""
    return say(f"{articles} in {stories} from {counted(facts.sources, 'source')}.{last}")


def present_storage(facts: StoreFacts, zone: tzinfo) -> Message:
    """Write what the operator of a store wants to know of it."""
    rows = [
        item(strong("Articles"), f"  {facts.articles:,}, in {counted(facts.stories, 'story', 'stories')}"),
        item(strong("Sources"), f"  {facts.sources:,}"),
        item(strong("Last stored"), f"  {moment(facts.last_stored, zone) if facts.last_stored else 'never'}"),
        item(strong("Database"), f"  {facts.place}, {facts.bytes / 1_000_000:.1f} MB"),
    ]
    ending = () if facts.articles else (note(NOTHING_STORED, code(ADD_COMMAND), "."),)
    return Message((*rows, *ending), counted(facts.articles, "article"))


def present_help(commands: Iterable[CommandSpec]) -> Message:
    """Write what can be typed."""
    blocks: list[Block] = [heading("What you can type")]
    for command in commands:
        if not command.subcommands:
            blocks.append(item(code(usage(command)), f"  {command.description}"))
        for each in command.subcommands:
            bare = " (the bare command does the same)" if each.name == command.default else ""
            blocks.append(item(code(usage(command, each.name)), f"  {each.description}{bare}"))
    return Message(tuple(blocks), "What you can type")


def present_welcome(facts: StoreFacts) -> Message:
    """Write the first words in a new place: what this does, and three things to try."""
    said = "I read news articles, sum them up, and answer questions about them; every line names its sources."
    stored = f"{counted(facts.articles, 'article')} stored." if facts.articles else "No article is stored yet."
    tries = (
        item(code("/brief"), "  the news in a few bullets"),
        item(code("/ask who is attending?"), "  an answer from the stored articles, with its proof"),
        item(code("/sources"), "  what I read"),
    )
    return Message((text(said), note(f"{stored} Three things to try:"), *tries), said)


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


def usage(command: CommandSpec, subcommand: str = "") -> str:
    """A command as it is typed, its parameters in capitals, those that may be left out in brackets."""
    each = command.subcommand(subcommand)
    parameters = each.parameters if each else command.parameters
    names = [name if given.required else f"[{name}]" for given in parameters if (name := given.name.upper())]
    return " ".join([f"/{command.name}", *([each.name] if each else []), *names])


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 story", "2 stories", "1,200 articles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(at: datetime, zone: tzinfo) -> str:
    """A date as a reader in the zone reads it: 5 Sep 2025."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def moment(at: datetime, zone: tzinfo) -> str:
    """A time as a reader in the zone reads it: 5 Sep 2025, 14:30 CEST."""
    local = at.astimezone(zone)
    return f"{day(at, zone)}, {local:%H:%M %Z}"


def excerpt(words: str, name: str, limit: int = EXCERPT) -> str:
    """The part of a long quote around a name, whole words, with an ellipsis where something is left out."""
    words = " ".join(words.split())
    if len(words) <= limit:
        return words
    found = max(words.casefold().find(name.casefold()), words.casefold().find(name.split()[-1].casefold()), 0)
    start = max(0, min(found - limit // 3, len(words) - limit))
    start = 0 if start < limit // 4 else words.find(" ", start) + 1
    end = len(words) if start + limit >= len(words) else words.rfind(" ", start, start + limit)
    return ("…" if start else "") + words[start:end].rstrip(" ,;:") + ("…" if end < len(words) else "")


def _story_blocks(told: StoryDigest, zone: tzinfo, level: int = 2) -> list[Block]:
    story = told.story
    extent = f"Story {story.id}: {counted(len(story.article_ids), 'article')}"
    named = f", {', '.join(story.publishers)}" if story.publishers else ""
    blocks: list[Block] = [heading(story.headline, level), note(extent + named)]
    for bullet in told.bullets:
        blocks += bullet_blocks(bullet, zone)
    return blocks


def bullet_blocks(bullet: Bullet, zone: tzinfo) -> list[Block]:
    """A bullet with everyone who says it, and what was said before where it is an update."""
    tag = NOVELTY_WORDS.get(bullet.novelty, "")
    opening: list[Span | str] = [strong(tag)] if tag else []
    several = f" [{len(bullet.sources)} sources]" if len(bullet.sources) > 1 else ""
    ending: list[Span | str] = [emphasis(several)] if several else []
    blocks: list[Block] = [item(*opening, bullet.text, *ending, sources=sources_of(bullet.citations, zone))]
    if bullet.before:
        blocks.append(note("Before: ", quoted(bullet.before)))
    return blocks


def _not_found(answer: Answer, zone: tzinfo) -> Message:
    said = "The stored articles do not say."
    blocks: list[Block] = [text(strong(said))]
    if answer.closest:
        blocks += [note("The closest passage:"), *_quotes([answer.closest], zone)]
    if answer.note and answer.note != said:
        blocks.append(note(answer.note))
    return Message(tuple(blocks), said)


def _finding_blocks(findings: Sequence[Finding], zone: tzinfo) -> list[Block]:
    if len(findings) == 1:
        return list(_quotes(findings[0].citations, zone))
    return [
        item(
            strong(finding.text), ": ", quoted(" ".join(finding.citations[0].quote.split())),
            sources=sources_of(finding.citations, zone),
        )
        for finding in findings
    ]  # fmt: skip


def _roster_groups(roster: Roster, zone: tzinfo) -> tuple[Group, ...]:
    groups: list[Group] = []
    for status, words in STATUS_WORDS.items():
        entries = [entry for entry in roster.entries if entry.status is status]
        if entries:
            groups.append(group(words, [_attendee(entry, zone) for entry in entries]))
    return tuple(groups)


def _roster_ending(roster: Roster, status: AnswerStatus, zone: tzinfo) -> list[Block]:
    """How long the list really is, where that is not on it already, and of when it is."""
    blocks: list[Block] = []
    cited = [citation for entry in roster.entries for citation in entry.citations]
    counts = [citation for citation in roster.partial if citation not in cited]
    if counts and status is AnswerStatus.PARTIAL:
        blocks.append(text("The list is longer than the names that are known:"))
        blocks += _quotes(counts, zone)
    if roster.as_of and any(citation.published for citation in cited):
        blocks.append(note(f"As of {day(roster.as_of, zone)}."))
    return blocks


def _attendee(attendee: Attendee, zone: tzinfo) -> Item:
    """A name with one short quote, or with every side's where the sources disagree; the quoted source comes first."""
    role = f", {attendee.role}" if attendee.role and attendee.role.casefold() not in attendee.name.casefold() else ""
    cited = attendee.citations  # the roster puts the most telling one first
    shown = cited if attendee.status is AttendanceStatus.DISPUTED else cited[:1]
    quotes = [part for each in shown for part in (" / ", quoted(excerpt(each.quote, attendee.name)))][1:]
    return item(strong(attendee.name), f"{role}: ", *quotes, sources=sources_of(cited, zone))


def _quotes(citations: Sequence[Citation], zone: tzinfo) -> list[Block]:
    """The first few sentences, each as a quote; the same words in two articles are one quote with two sources."""
    said: dict[str, list[Citation]] = {}
    for citation in citations:
        said.setdefault(" ".join(citation.quote.split()), []).append(citation)
    blocks: list[Block] = []
    for number, (words, sayers) in enumerate(said.items()):
        if number < QUOTES:
            blocks.append(quote(words, sources=sources_of(sayers, zone)))
    left = [citation for sayers in list(said.values())[QUOTES:] for citation in sayers]
    if left:
        blocks.append(item("Also said there:", sources=sources_of(left, zone)))
    return blocks


def sources_of(citations: Iterable[Citation], zone: tzinfo) -> list[Source]:
    """Each cited article once."""
    articles: dict[int, Citation] = {}
    for citation in citations:
        articles.setdefault(citation.article_id, citation)
    return [
        source(
            f"{cited.source or cited.title}{TEASER if cited.teaser else ''}",
            cited.url,
            day(cited.published, zone) if cited.published else "",
        )
        for cited in articles.values()
    ]


def _with_stories(said: Block, summary: str, stories: Sequence[Story]) -> Message:
    if not stories:
        return Message((said, note(NOTHING_STORED, code(ADD_COMMAND), ".")), one_line(summary))
    blocks: list[Block] = [said, note("There is:")]
    blocks += [
        item(code(f"/brief story {story.id}"), f"  {one_line(story.headline)}") for story in stories[:STORIES_NAMED]
    ]
    names = distinct(name for story in stories for name in story.people)[:STORIES_NAMED]
    if names:
        blocks.append(note(f"People in the news: {', '.join(names)}"))
    return Message(tuple(blocks), one_line(summary))


def one_line(words: str) -> str:
    """Words without line breaks."""
    return " ".join(words.split())
