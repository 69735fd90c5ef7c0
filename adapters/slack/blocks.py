"""The blocks of a message as Slack's blocks, in two layouts that hold the same words.

Everybody else's words go into rich_text blocks where there is room: Slack never parses their text, so that no
asterisk of an article makes bold, no ":smile:" an emoji and no "<!here>" a call, and yet nothing of the article is
changed. Styles are fields beside the text, which the text cannot close; and a phone wraps a rich_text list with a
hanging indent. In the roomy layout the sources of a bullet stand in a context block under it, small and grey.

The tight layout is for messages that would have too many blocks or letters so: a bullet and the line of its sources
are one section of mrkdwn, half as long. Its marks ``* _ ~ ` `` have no escape, so in it their nearest likes stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.message import (
    Block,
    Divider,
    GroupedList,
    Heading,
    Item,
    Note,
    Quote,
    Source,
    Span,
    Style,
    Text,
)
from adapters.plaintext import NO_TEXT
from adapters.slack.words import (
    DATE_FORMAT,
    Json,
    length,
    mark,
    mark_link,
    mark_moment,
    mrkdwn,
    plain_text,
    show,
    show_line,
)
from adapters.visible import make_line

MAX_HEADER = 150
MAX_TEXT = 3_000  # of a text object; a run of rich_text has no limit of its own
MAX_SOURCES = 10
_BETWEEN = " · "
_LABEL = 100
_SIGNS = {Style.STRONG: "*", Style.EMPHASIS: "_", Style.CODE: "`"}
_STYLES = {Style.STRONG: "bold", Style.EMPHASIS: "italic", Style.CODE: "code"}


def render_blocks(blocks: Iterable[Block], *, roomy: bool) -> list[Json]:
    """Render a message's blocks in one of the two layouts; bullets that follow each other share a list."""
    made: list[Json] = []
    bullets: list[Json] = []  # the open list's rows
    for block in blocks:
        if isinstance(block, Item) and not roomy and (bullet := _tight_bullet(block)):
            made.append(bullet)
        elif isinstance(block, Item):
            apart = _sources_apart(block.sources) if roomy else None
            row = _row(block.spans, () if apart else block.sources)
            if bullets and bullets is not _rows_of_last(made):
                bullets = []
            if bullets:
                bullets.append(row)
            else:
                bullets = [row]
                made.append(_rich_text([_list(bullets)]))
            if apart:
                made.append(apart)
        else:
            made += render_block(block, roomy=roomy)
    return made


def render_block(block: Block, *, roomy: bool) -> list[Json]:
    """Render one block by itself."""
    if isinstance(block, Heading):
        return [_heading(block)]
    if isinstance(block, Text):
        return [_rich_text([_section(_runs(block.spans))])]
    if isinstance(block, Note):
        return [_note(block)]
    if isinstance(block, Item):
        return render_blocks([block], roomy=roomy)
    if isinstance(block, Quote):
        return _quote(block, roomy)
    if isinstance(block, GroupedList):
        return [_grouped(block)]
    assert isinstance(block, Divider)
    return [{"type": "divider"}]


def _rows_of_last(made: Sequence[Json]) -> object:
    """Give the rows of the list that the last block is, to be added to."""
    elements = made[-1].get("elements") if made and made[-1]["type"] == "rich_text" else None
    last = elements[-1] if isinstance(elements, list) else {}
    return last.get("elements") if last.get("type") == "rich_text_list" else None


def _heading(heading: Heading) -> Json:
    words = show(make_line(heading.text)) or NO_TEXT
    if heading.level == 1 and length(words) <= MAX_HEADER:
        return {"type": "header", "text": plain_text(words, MAX_HEADER)}
    return _rich_text([_section(_runs((Span(words, Style.STRONG),)))])


def _note(note: Note) -> Json:
    """A small line; where it has no style it is left unparsed, and where it is long it is no small line."""
    if all(span.style in (Style.PLAIN, Style.QUOTE) and not span.url and not span.at for span in note.spans):
        words = "".join(_words(span) for span in note.spans).strip() or NO_TEXT
        element: Json = {"type": "plain_text", "text": words, "emoji": False}
    else:
        words = _marked(note.spans).strip() or NO_TEXT
        element = mrkdwn(words)
    if length(words) > MAX_TEXT:
        return _rich_text([_section(_runs(note.spans))])
    return {"type": "context", "elements": [element]}


def _quote(quote: Quote, roomy: bool) -> list[Json]:
    said: Json = {"type": "rich_text_quote", "elements": _runs(quote.spans)}
    apart = _sources_apart(quote.sources) if roomy else None
    if apart:
        return [_rich_text([said]), apart]
    return [_rich_text([said, _section(_source_runs(quote.sources))])]


def _grouped(block: GroupedList) -> Json:
    """A roster: each group's title over its list; sources stand in the rows, since blocks between would part them."""
    if not block.groups:
        return _rich_text([_section([{"type": "text", "text": show_line(block.empty, _LABEL)}])])
    elements: list[Json] = []
    for number, group in enumerate(block.groups):
        title = ("\n" if number else "") + show_line(group.title, _LABEL)
        elements.append(_section([{"type": "text", "text": title, "style": {"bold": True}}]))
        elements.append(_list([_row(item.spans, item.sources) for item in group.items]))
    return _rich_text(elements)


def _tight_bullet(item: Item) -> Json | None:
    """A bullet with its sources on the next line; nothing where it has none, or is too long for a section."""
    words = f"• {_marked(item.spans).strip() or NO_TEXT}\n{_named(item.sources)}"
    if not item.sources or length(words) > MAX_TEXT:
        return None
    return {"type": "section", "text": mrkdwn(words)}


def _row(spans: Iterable[Span], sources: Sequence[Source]) -> Json:
    runs = _runs(spans)
    if sources:
        runs += [{"type": "text", "text": "\n"}, *_source_runs(sources)]
    return _section(runs)


def _rich_text(elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": elements}


def _section(runs: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": runs}


def _list(rows: list[Json]) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": rows}


def _runs(spans: Iterable[Span]) -> list[Json]:
    """Turn spans into runs of rich text; neighbours of one style become one run, so that a sentence stays whole."""
    runs: list[Json] = []
    for span in spans:
        words = _words(span)
        style: Json = {"style": {_STYLES[span.style]: True}} if span.style in _STYLES else {}
        if span.at:
            otherwise = show_line(span.text, _LABEL)
            runs.append(
                {"type": "date", "timestamp": int(span.at.timestamp()), "format": DATE_FORMAT, "fallback": otherwise}
                | style
            )
        elif not words:
            continue
        elif span.url:
            runs.append(_link(span.url, words) | style)
        else:
            before = runs[-1] if runs else {}
            if before.get("type") == "text" and before.get("style") == style.get("style"):
                words = f"{runs.pop()['text']}{words}"
            runs.append({"type": "text", "text": words} | style)
    seen = "".join(str(run.get("text", run.get("fallback"))) for run in runs)
    return runs if seen.strip() else [{"type": "text", "text": NO_TEXT}]


def _link(url: str, words: str) -> Json:
    return {"type": "link", "url": url, "text": words}


def _source_runs(sources: Iterable[Source]) -> list[Json]:
    """Name sources in a line of rich text: outlet and date, the outlet a link."""
    runs: list[Json] = []
    for source in sources:
        if runs:
            runs.append({"type": "text", "text": _BETWEEN})
        label = show_line(source.label, _LABEL)
        runs.append(
            {"type": "link", "url": source.url, "text": label} if source.url else {"type": "text", "text": label}
        )
        if make_line(source.date):
            runs.append({"type": "text", "text": f", {show_line(source.date, _LABEL)}"})
    return runs


def _sources_apart(sources: Sequence[Source]) -> Json | None:
    """Name sources in a context block of their own, or nothing where there are none or too many for one."""
    named = _named(sources)
    return {"type": "context", "elements": [mrkdwn(named)]} if named and length(named) <= MAX_TEXT else None


def _named(sources: Iterable[Source]) -> str:
    """Name sources in a line of mrkdwn: outlet and date, the outlet a link."""
    return _BETWEEN.join(
        (mark_link(mark(source.label), source.url) if source.url else mark(make_line(source.label)) or NO_TEXT)
        + (f", {mark(date)}" if (date := make_line(source.date)) else "")
        for source in sources
    )


def _words(span: Span) -> str:
    words = show(span.text)
    return f"“{words}”" if span.style is Style.QUOTE and words else words


def _marked(spans: Sequence[Span]) -> str:
    """Write spans in mrkdwn; Slack takes a mark only at a word's edge, so a style within a word is left out."""
    marked = ""
    for number, span in enumerate(spans):
        words = mark(_words(span))
        inner = words.strip()
        start = words.find(inner)
        before, after = words[:start], words[start + len(inner) :]
        sign = _SIGNS.get(span.style, "")
        if span.at:
            marked += mark_moment(span.at, span.text)
        elif span.url and inner:
            marked += before + mark_link(inner, span.url) + after
        elif (
            sign
            and inner
            and "\n" not in inner
            and _edge((marked + before)[-1:])
            and _edge((after + "".join(each.text for each in spans[number + 1 :]))[:1])
        ):
            marked += before + sign + inner + sign + after
        else:
            marked += words
    return marked


def _edge(character: str) -> bool:
    return not character.isalnum()
