"""Other people's words in Discord's markdown: shown as they are, never live. Pure.

``discord.utils.escape_markdown`` leaves bare addresses, timestamps, emoji, slash commands, numbered lists and small
text alive, so the escapes are ours. A backslash before a sign is taken out by Discord's parser, and what follows
stands for itself: https://docs.discord.com/developers/reference#message-formatting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from adapters.message import Source, Span, Style
from adapters.visible import make_line, make_visible

NO_TEXT = "(no readable text)"
_SIGN = re.compile(r"[\\*_~|`<@:/(#!]")
_ALWAYS = frozenset("\\*_~|`<@")  # styles, spoilers, code, and whatever opens a mention, an emoji, a time, an address
_SOMETIMES = {
    ":": re.compile(
        r"(?<=<):|(?<=<[ta]):|(?<=<id):|:(?=//)|:(?=(?!\d+:)[\w+-]{1,64}:)", re.IGNORECASE
    ),  # :smile:, https
    "/": re.compile(r"(?<=<)/|(?<=\.gg)/|(?<=discord\.com)/|(?<=discordapp\.com)/", re.IGNORECASE),  # invitations
    "(": re.compile(r"(?<=\])\("),  # a link with a name
    "#": re.compile(r"(?<=<)#"),  # the second sign of a mention, for those who look for the pair
    "!": re.compile(r"(?<=<)!"),
}
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_OPENING = re.compile(  # headings, small text, lists, quotes
    r"^([^\S\n]*)(\d*)(?:(?<!\d)(?=\#{1,3}(?:\s|\Z)|[-+](?:[\s#]|\Z)|>)|(?<=\d)(?=[.)](?:\s|\Z)))", re.MULTILINE
)
_MENTION = re.compile(r"@(?:everyone|here)|<(?:[@#:/]|t:|a:|id:)", re.IGNORECASE)
_UNSAFE_IN_ADDRESS = re.compile(r"[^\w!#$%&+,./:;=?~-]|[^\x00-\x7f]")
_MARKS = {Style.STRONG: "**", Style.EMPHASIS: "*"}
_QUOTES = "\"“„«‘'"


def escape(words: str) -> str:
    """Make one paragraph's words literal; they were made visible before."""
    return _OPENING.sub(r"\1\2\\", _SIGN.sub(_escaped, words))


def escape_line(words: str) -> str:
    """Make words literal on one line; where nothing of them can be seen, that is said."""
    return escape(make_line(words) or NO_TEXT)


def render_spans(spans: Iterable[Span], *, one_line: bool = False) -> str:
    """Write spans with their styles; no text can end its style, or begin one."""
    rendered = "".join(_styled(span) for span in _joined(_visible(spans, one_line)))
    return rendered.strip() or NO_TEXT


def render_quoted(spans: Iterable[Span]) -> str:
    """Write somebody else's words on one line in quotation marks, unless they bring their own."""
    words = render_spans(spans, one_line=True)
    return words if words[0] in _QUOTES else f"“{words}”"


def render_link(words: str, url: str) -> str:
    """Write a link: the angle brackets keep Discord from adding a preview of the page."""
    label = escape((make_line(words) or NO_TEXT).replace("[", "(").replace("]", ")"))
    return f"[{label}](<{_address(url)}>)"


def render_sources(sources: Iterable[Source]) -> str:
    """Write sources on one line: outlets as links, with their dates."""
    return "; ".join(_source(each) for each in sources)


def count(text: str) -> int:
    """Count characters as UTF-16 does: Discord does not say how it counts, and this is never less."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _escaped(found: re.Match[str]) -> str:
    sign, words, at = found[0], found.string, found.start()
    if sign == "@" and _EVERYBODY.match(words, at):
        # Not a backslash: here the words themselves must not be found, whoever looks for them. As discord.py does.
        return "@\u200b"
    return f"\\{sign}" if sign in _ALWAYS or _SOMETIMES[sign].match(words, at) else sign


def _visible(spans: Iterable[Span], one_line: bool) -> Iterator[Span]:
    for span in spans:
        words = make_visible(span.text)
        if one_line or span.url or span.style is not Style.PLAIN:
            words = _on_one_line(words)
        if words:
            yield replace(span, text=words, style=_fitting_style(span.style, words))


def _on_one_line(words: str) -> str:
    if "\n" not in words:
        return words
    before, after = (" " if edge.isspace() else "" for edge in (words[0], words[-1]))
    return f"{before}{' '.join(words.split())}{after}"


def _fitting_style(style: Style, words: str) -> Style:
    # Nothing can be escaped inside code: words that would end it, or call somebody, are shown without.
    unfit = not words.strip() or (style is Style.CODE and ("`" in words or _MENTION.search(words)))
    return Style.PLAIN if unfit else style


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join spans of one kind, so that no mention or address is put together from two harmless halves."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and _marks(last) and _marks(span) and last.style is not span.style:
            span = replace(span, style=Style.PLAIN)  # "**a***b*" could be read in two ways
        if last and not (last.url or last.at or span.url or span.at) and last.style is span.style:
            joined[-1] = replace(last, text=last.text + span.text)
        else:
            joined.append(span)
    return joined


def _marks(span: Span) -> bool:
    return not span.url and not span.at and span.style in (Style.STRONG, Style.EMPHASIS, Style.CODE)


def _styled(span: Span) -> str:
    if span.at is not None:
        return f"<t:{int(span.at.timestamp())}:f>"
    if span.url is not None:
        return render_link(span.text, span.url)
    if span.style is Style.QUOTE:
        return f"“{escape(span.text)}”"
    if span.style is Style.PLAIN:
        return escape(span.text)
    core = span.text.strip()
    before, after = span.text.split(core, 1)  # Discord wants no space inside the marks
    if span.style is Style.CODE:
        return f"{before}`{core}`{after}"
    mark = _MARKS[span.style]
    return f"{before}{mark}{escape(core)}{mark}{after}"


def _source(source: Source) -> str:
    label = render_link(source.label, source.url) if source.url else escape_line(source.label)
    return f"{label}, {escape_line(source.date)}" if source.date.strip() else label


def _address(url: str) -> str:
    """Percent-encode whatever could end the link, be shown as something else, or call somebody."""
    return _UNSAFE_IN_ADDRESS.sub(lambda found: _encoded(found[0]), url)


def _encoded(sign: str) -> str:
    # Letters of other scripts stay readable; a browser takes a host name with them, but not with percents.
    return sign if sign.isalnum() else quote(make_visible(sign), safe="")
