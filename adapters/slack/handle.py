"""What answering takes beside the place, kept as text with what was asked: addresses and triggers of Slack's own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from adapters.inbound import Channel, Inbound
from adapters.slack.payload import is_true, part, word

MAX_METADATA = 3_000  # letters that a view may carry with it


@dataclass(frozen=True, slots=True)
class Handle:
    """How to answer.

    ``response_url`` takes five messages within 30 minutes, ``trigger_id`` opens a view within 3 seconds. ``thread`` is
    the thread that it was done in, if there was one already: in a thread that is only begun with the answer, a private
    word would not be seen. ``private`` says that the button lay on a message that only its reader sees, ``home`` that
    it lay on the bot's own page.
    """

    response_url: str = ""
    trigger_id: str = ""
    thread: str = ""
    private: bool = False
    home: bool = False

    def __str__(self) -> str:
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))


def read_handle(inbound: Inbound) -> Handle:
    """Read what an inbound was given."""
    return _handle(_loads(inbound.handle))


def write_metadata(inbound: Inbound, value: str) -> str:
    """Note for a form where its answers belong; Slack gives it back with them."""
    handle = read_handle(inbound)
    noted = {
        "where": str(inbound.where),
        "thread": inbound.thread,
        "direct": inbound.direct,
        "value": value,
        "response_url": handle.response_url,
        "in_thread": handle.thread,
        "private": handle.private,
        "home": handle.home,
    }
    return json.dumps({name: each for name, each in noted.items() if each}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was asked for."""

    where: Channel | None
    thread: str | None
    direct: bool
    value: str
    handle: Handle


def read_metadata(noted: str) -> Origin:
    """Read what a form was given."""
    found = _loads(noted)
    try:
        where = Channel.parse(word(found, "where"))
    except ValueError:
        where = None
    handle = _handle(found | {"thread": word(found, "in_thread")})
    return Origin(where, word(found, "thread") or None, is_true(found, "direct"), word(found, "value"), handle)


def _handle(found: dict[str, Any]) -> Handle:
    return Handle(
        word(found, "response_url"),
        word(found, "trigger_id"),
        word(found, "thread"),
        is_true(found, "private"),
        is_true(found, "home"),
    )


def _loads(text: str) -> dict[str, Any]:
    try:
        return dict(part({"it": json.loads(text)}, "it")) if text else {}
    except ValueError:
        return {}
