"""Plain text and Markdown into documents."""

from __future__ import annotations

from briefings.errors import EmptyError
from briefings.models import Document
from briefings.sources.datelines import find_dateline
from briefings.sources.encodings import read_characters
from briefings.sources.headers import split_head


def read_text(data: bytes, key: str, name: str) -> Document:
    """The article in the bytes of a text file; ``name`` is what an error calls it.

    The body is kept character for character, the dateline included; a title, a byline or a date at its head is taken
    out.

    Raises:
        UnreadableError: the bytes are no text.
        EmptyError: there is no article in them.
    """
    head, body = split_head(read_characters(data, name))
    body = body.strip()
    if not body:
        raise EmptyError(f"{name} has a heading but no article under it; add a file that holds the article's text.")
    dateline = find_dateline(body)
    return Document(
        key=key,
        text=body,
        title=head.title,
        url=head.url,
        source=head.source or (dateline.source if dateline else ""),
        author=head.author,
        published=head.when or (dateline.published if dateline else None),
        dateline=dateline.text if dateline else "",
    )
