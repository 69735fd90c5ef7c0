"""Answers and what they rest on, in the words that a reader sees. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import groupby

from adapters.message import (
    Block,
    Group,
    GroupedList,
    Item,
    Message,
    Source,
    Span,
    group,
    heading,
    item,
    note,
    quote,
    quoted,
    say,
    strong,
    text,
)
from bot.present import counted, day, one_line, sources_of
from briefings.enumeration import enumerate_words
from briefings.models import (
    Answer,
    AnswerStatus,
    AttendanceStatus,
    Attendee,
    Citation,
    Excerpt,
    Finding,
    Roster,
    distinct,
)

STATUS_LINES = {
    AnswerStatus.ANSWERED: "Answered",
    AnswerStatus.PARTIAL: "In part",
    AnswerStatus.CONFLICTING: "Sources disagree",
    AnswerStatus.NOT_FOUND: "Not found",
}
STATUS_WORDS = {
    AttendanceStatus.ATTENDING: "Attending",
    AttendanceStatus.EXPECTED: "Expected",
    AttendanceStatus.SENDING_REPRESENTATIVES: "Sending representatives",
    AttendanceStatus.INVITED_UNDECIDED: "Invited, undecided",
    AttendanceStatus.UNLIKELY: "Unlikely",
    AttendanceStatus.NOT_ATTENDING: "Not attending",
    AttendanceStatus.DISPUTED: "Sources disagree",
}
COUNTED_WORDS = STATUS_WORDS | {
    AttendanceStatus.INVITED_UNDECIDED: "Undecided",
    AttendanceStatus.DISPUTED: "Disputed",
}
EXCERPT = 140  # characters of a quote beside a name on a roster
LONG_ROSTER = 6  # names, above which
SHORT_EXCERPT = 75  # characters have to do: two lines on a phone
NAMES_QUOTED = 24  # names on a roster with a quote each; the others are only named
NAMES_ANSWERED = 4  # names that an answer says in a row, above which it counts them
SOURCES = 3  # named beside a name, where the others can be looked up
QUOTES = 3  # quoted sentences under an answer; its other sources are named
FINDINGS = 8  # of a list, with a sentence each; the others are named, and quoted under More
NOT_SAID = "The stored articles do not say."


def present_answer(answer: Answer, zone: tzinfo, *, full: bool = True) -> Message:
    """Write an answer: how far it goes, what was found, and the sentences that say it, each with its source and date.

    ``full`` leaves out nothing of a long one, for where no button tells the rest.
    """
    if answer.text is None:
        return _not_found(answer, zone)
    blocks: list[Block] = []
    if answer.status is AnswerStatus.CONFLICTING:
        for side in answer.findings:
            blocks += [text(strong(one_line(side.text))), *_quotes(side.citations, zone)]
        blocks = blocks or [text(strong(answer.text))]
    else:
        blocks.append(text(strong(_said(answer))))
        blocks += _finding_blocks(answer.findings, zone, full=full)
    if answer.roster:
        groups = _roster_groups(answer.roster, zone, full=full)
        if [each.title for each in groups] == [answer.text]:  # "Will she come?" "Expected": the list says it
            blocks.clear()
        blocks.append(GroupedList(groups, empty="Nobody is named."))
        blocks += _roster_ending(answer.roster, answer.status, zone)
    if answer.note:
        blocks.append(note(answer.note))
    return Message((_status_line(answer), *blocks), one_line(answer.text))


def present_further(answer: Answer, zone: tzinfo) -> Message | None:
    """Write what a message that is not full leaves out; None where it leaves out nothing."""
    blocks: list[Block] = [*_finding_blocks(answer.findings[FINDINGS:], zone, listed=True)]
    if answer.roster and len(answer.roster.entries) > NAMES_QUOTED:
        blocks.append(GroupedList(_roster_groups(answer.roster, zone)))
    if not blocks:
        return None
    return Message((_asked(answer.question), *blocks), "More that was found")


def present_evidence(question: str, excerpts: Sequence[Excerpt], withheld: int, zone: tzinfo) -> Message:
    """Write the passages that an answer rests on, by article, each quote between its neighbours.

    ``withheld`` counts those of sources that are not for whoever asks.
    """
    blocks: list[Block] = [_asked(question)]
    for several in grouped(excerpts):
        cited = several[0].citation
        blocks.append(heading(cited.title or cited.source or "Untitled", 2))
        blocks += _passages(several, zone)
    if withheld:
        blocks.append(note(f"{counted(withheld, 'more passage')} from sources that this channel does not take."))
    if not excerpts and not withheld:
        blocks.append(text("This answer rests on no passage."))
    return Message(tuple(blocks), one_line(f"Evidence for “{question[:150]}”"))


def grouped(excerpts: Sequence[Excerpt]) -> list[list[Excerpt]]:
    """Excerpts by article, in the order in which the articles come first, and there as the article tells them."""
    by_article: dict[int, list[Excerpt]] = {}
    for each in excerpts:
        by_article.setdefault(each.citation.article_id, []).append(each)
    return [sorted(several, key=lambda each: each.citation.start) for several in by_article.values()]


def present_understood(message: Message, question: str) -> Message:
    """An answer to a question that was completed by the one before it, which is said first."""
    said = note("I take that as ", quoted(one_line(question)))
    return replace(message, blocks=(*message.blocks[:1], said, *message.blocks[1:]))


def present_shared(message: Message, question: str, asker: str) -> Message:
    """A private answer as it is posted for all: who asked what, and then the answer."""
    said = note(strong(one_line(asker) or "Somebody"), " asked: ", quoted(one_line(question)[:300]))
    return replace(message, blocks=(said, *message.blocks), actions=())


def present_sharing(message: Message) -> Message:
    """The private answer once it is shared, in its own place where the platform can."""
    return replace(message, blocks=(*message.blocks, note("Shared with this channel.")), replaces=True)


def present_expired() -> Message:
    """Say that a button is too old."""
    return say("That answer is older than I remember. Ask again, and its buttons will work.")


def present_out_of_scope() -> Message:
    """Say that an answer is not for this channel."""
    return say("That answer rests on sources that this channel does not take, so I cannot show more of it here.")


def present_no_more() -> Message:
    """Say that there is nothing else."""
    return say("That is all that I have on this.")


def _status_line(answer: Answer) -> Block:
    articles = len({citation.article_id for citation in answer.citations})
    extent = f" · {counted(articles, 'article')}" if articles else ""
    return note(strong(STATUS_LINES[answer.status]), extent)


def _asked(question: str) -> Block:
    return note("You asked: ", quoted(one_line(question)[:300]))


def _said(answer: Answer) -> str:
    """What was found, in a line; of a long list how many there are of each kind, since the list itself follows."""
    assert answer.text is not None
    entries = answer.roster.entries if answer.roster else ()
    if len(entries) <= NAMES_ANSWERED:
        return answer.text
    counts = [(words, sum(entry.status is status for entry in entries)) for status, words in COUNTED_WORDS.items()]
    return enumerate_words([f"{count} {words.lower()}" for words, count in counts if count]).capitalize()


def _not_found(answer: Answer, zone: tzinfo) -> Message:
    blocks: list[Block] = [note(strong(STATUS_LINES[answer.status])), text(strong(NOT_SAID))]
    if answer.closest:
        blocks += [note("The closest passage:"), *_quotes([answer.closest], zone)]
    if answer.note and answer.note != NOT_SAID:
        blocks.append(note(answer.note))
    return Message(tuple(blocks), NOT_SAID)


def _finding_blocks(
    findings: Sequence[Finding], zone: tzinfo, *, full: bool = True, listed: bool = False
) -> list[Block]:
    if len(findings) == 1 and not listed:
        return list(_quotes(findings[0].citations, zone))
    shown = findings if full or listed else findings[:FINDINGS]
    blocks: list[Block] = [
        item(
            strong(finding.text), ": ", quoted(one_line(finding.citations[0].quote)),
            sources=sources_of(finding.citations, zone),
        )
        for finding in shown
    ]  # fmt: skip
    if left := findings[len(shown) :]:
        named = enumerate_words([one_line(finding.text) for finding in left])
        blocks.append(item(f"Also: {named}", sources=sources_of([each.citations[0] for each in left], zone)))
    return blocks


def _roster_groups(roster: Roster, zone: tzinfo, *, full: bool = True) -> tuple[Group, ...]:
    """Everybody by status. Of a long list each name has a shorter quote, and beyond some the names must do."""
    groups: list[Group] = []
    is_long = len(roster.entries) > LONG_ROSTER
    limit = SHORT_EXCERPT if is_long and not full else EXCERPT
    statuses = [status for status in STATUS_WORDS if any(entry.status is status for entry in roster.entries)]
    room = len(roster.entries) if full else NAMES_QUOTED
    for number, status in enumerate(statuses):
        entries = [entry for entry in roster.entries if entry.status is status]
        # every group to come keeps a place for its most telling name
        quoted_here = max(1, min(len(entries), room - (len(statuses) - number - 1)))
        room -= quoted_here
        items = [_attendee(entry, zone, limit, full=full) for entry in entries[:quoted_here]]
        if left := entries[quoted_here:]:
            names = enumerate_words([entry.name for entry in left])
            items.append(item(f"Also: {names}", sources=sources_of([entry.citations[0] for entry in left], zone)))
        groups.append(group(STATUS_WORDS[status], items))
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


def _attendee(attendee: Attendee, zone: tzinfo, limit: int, *, full: bool) -> Item:
    """A name with one short quote, or with every side's where the sources disagree; the quoted source comes first."""
    role = f", {attendee.role}" if attendee.role and attendee.role.casefold() not in attendee.name.casefold() else ""
    cited = attendee.citations  # the roster puts the most telling one first
    shown = cited if attendee.status is AttendanceStatus.DISPUTED else cited[:1]
    quotes = [
        part for each in shown for part in (" / ", quoted(excerpt(each.quote, attendee.name, limit, attendee.telling)))
    ][1:]
    sources = sources_of(cited, zone)
    return item(strong(attendee.name), f"{role}: ", *quotes, sources=sources if full else _first(sources))


def _first(sources: Sequence[Source]) -> list[Source]:
    """The first few sources, and how many there are beside them."""
    if len(sources) <= SOURCES + 1:
        return list(sources)
    return [*sources[:SOURCES], Source(f"{len(sources) - SOURCES} more under Evidence")]


def _quotes(citations: Sequence[Citation], zone: tzinfo) -> list[Block]:
    """The first few sentences, each as a quote; the same words in two articles are one quote with two sources."""
    said: dict[str, list[Citation]] = {}
    for citation in citations:
        said.setdefault(one_line(citation.quote), []).append(citation)
    blocks: list[Block] = []
    for number, (words, sayers) in enumerate(said.items()):
        if number < QUOTES:
            blocks.append(quote(words, sources=sources_of(sayers, zone)))
    left = [citation for sayers in list(said.values())[QUOTES:] for citation in sayers]
    if left:
        blocks.append(item("Also said there:", sources=sources_of(left, zone)))
    return blocks


def _passages(excerpts: Sequence[Excerpt], zone: tzinfo) -> list[Block]:
    """The passages of one article; a sentence that stands in several is shown once, with all that is quoted of it."""
    quotes: dict[str, list[str]] = {}
    for each in excerpts:
        quotes.setdefault(each.sentence, []).append(each.citation.quote)
    shown = set(quotes)
    blocks: list[Block] = []
    for each in excerpts:
        if each.sentence not in quotes:
            continue
        before, after = ("" if near in shown else near for near in (each.before, each.after))
        shown |= {before, after}
        spans = _marked(each.sentence, quotes.pop(each.sentence))
        opening = [f"{one_line(before)} "] if before.strip() else []
        ending = [f" {one_line(after)}"] if after.strip() else []
        blocks.append(quote(*opening, *spans, *ending, sources=sources_of([each.citation], zone)))
    return blocks


def _marked(sentence: str, quotes: Sequence[str]) -> list[Span | str]:
    """A sentence in which what is quoted stands out."""
    marks = [False] * len(sentence)
    for words in quotes:
        if (start := sentence.find(words)) >= 0:
            marks[start : start + len(words)] = [True] * len(words)
    spans: list[Span | str] = []
    for is_quoted, letters in groupby(zip(sentence, marks, strict=True), key=lambda letter: letter[1]):
        words = " ".join(re.split(r"\s+", "".join(letter for letter, _ in letters)))
        spans.append(strong(words) if is_quoted and words.strip() else words)
    return spans


def excerpt(words: str, name: str, limit: int = EXCERPT, telling: str = "") -> str:
    """The part of a long quote that holds a name and the word that tells of it; "…" stands for what is left out."""
    words = one_line(words)
    if len(words) <= limit:
        return words
    first = _place(words, name) or _place(words, name.split()[-1]) or (0, 0)
    told = min(_places(words, telling), key=lambda place: abs(place[0] - first[0]), default=first)
    (start, _), (_, end) = sorted((first, told), key=lambda place: place[0])
    end = max(end, first[1], told[1])
    if end - start <= limit:
        spare = limit - (end - start)
        return _cut(words, start - spare // 3, start - spare // 3 + limit)
    half = limit // 2
    return f"{_cut(words, start, start + half)} {_cut(words, end - half, end).removeprefix('…')}"


def _cut(words: str, start: int, end: int) -> str:
    """The whole words between two places, as much of them where one place lies outside."""
    start, end = (0, end - start) if start < 0 else (max(0, start - max(end - len(words), 0)), end)
    if start:
        start = words.find(" ", start - 1) + 1
    end = len(words) if end >= len(words) else words.rfind(" ", start, end + 1)
    return ("…" if start else "") + words[start:end].rstrip(" ,;:") + ("…" if end < len(words) else "")


def _place(words: str, sought: str) -> tuple[int, int] | None:
    return next(iter(_places(words, sought)), None)


def _places(words: str, sought: str) -> list[tuple[int, int]]:
    if not sought:
        return []
    return [found.span() for found in re.finditer(rf"(?<!\w){re.escape(sought)}(?!\w)", words, re.IGNORECASE)]


def quotes_of(excerpts: Sequence[Excerpt]) -> tuple[str, ...]:
    """The quotes of an answer, each once."""
    return distinct(each.citation.quote for each in excerpts)
