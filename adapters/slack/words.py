"""Words for Slack: visible, escaped where Slack parses them, and inert everywhere.

Slack parses three kinds of text: the fallback text and mrkdwn objects are markup, plain_text and rich_text are not.
What is parsed is escaped; what is not is left as written, since "S&amp;P" would be read as that.
https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TypeAlias

from adapters.plaintext import NO_TEXT
from adapters.visible import make_line, make_visible, shorten

Json: TypeAlias = dict[str, object]

DATE_FORMAT = "{date_short_pretty} at {time}"
"""How Slack writes a moment in the viewer's own zone: "today at 08:00", "Sep 5, 2025 at 08:00"."""

# What could be a mention, a channel or a link if a reader of the payload parsed what Slack does not.
_LIVE = re.compile(r"<(?=[@!#]|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
# Slack's markup has no escape for its own marks: their nearest likes stand in, in small print alone.
_LIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\s*)>", re.MULTILINE)


def escape(words: str) -> str:
    """Escape the three characters that Slack's markup is made of."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def show(words: str) -> str:
    """Give somebody's words for a place that Slack does not parse; "" where nothing of them can be seen."""
    return _LIVE.sub("‹", make_visible(words))


def show_line(words: str, limit: int) -> str:
    """Give a label for a place that Slack does not parse, on one line of at most ``limit`` letters."""
    line = _LIVE.sub("‹", make_line(words)) or NO_TEXT
    while (excess := length(line) - limit) > 0:
        line = shorten(line, min(limit, len(line) - (excess + 1) // 2))
    return line


def mark(words: str) -> str:
    """Give somebody's words for mrkdwn: shown as words, with nothing that formats, links or becomes an emoji."""
    flat = _EMOJI.sub("∶", make_visible(words).translate(_LIKES))
    return escape(_LINE_START.sub(r"\1›", flat))


def mark_link(marked: str, url: str) -> str:
    """Make a link of mrkdwn over marked words; ``url`` is a message's, so it holds no bracket, bar or blank."""
    return f"<{escape(url)}|{' '.join(marked.split()).replace('|', '∣') or NO_TEXT}>"


def mark_moment(at: datetime, words: str) -> str:
    """Make a time that Slack writes in the viewer's zone; ``words`` stand where it cannot."""
    otherwise = mark(make_line(words)).replace("|", "∣").replace("^", "ˆ")
    return f"<!date^{int(at.timestamp())}^{DATE_FORMAT}|{otherwise or NO_TEXT}>"


def fallback_text(summary: str, limit: int) -> str:
    """Give the line that a notification and a screen reader get, of at most ``limit`` letters once escaped."""
    line = make_line(summary) or NO_TEXT
    while (excess := length(escape(line)) - limit) > 0:
        line = shorten(line, len(line) - (excess + 4) // 5)  # a letter is five at most, and at least one goes
    return escape(line)


def plain_text(words: str, limit: int) -> Json:
    """Make a label: text that Slack never parses, in which no colon becomes an emoji."""
    return {"type": "plain_text", "text": show_line(words, limit), "emoji": False}


def mrkdwn(marked: str) -> Json:
    """Make a text of markup that was escaped already; Slack looks for no further links or names in it."""
    return {"type": "mrkdwn", "text": marked, "verbatim": True}


def length(words: str) -> int:
    """Count letters as the strictest of Slack's readers would, in UTF-16 units: an emoji is two."""
    return len(words) + sum(character > "\uffff" for character in words)
