"""Discord's rules for what a bot sends, and this bot's own, checked on every request that a test sees.

``violations`` names what is wrong in words. It is written to Discord's documentation, and shares nothing with the
renderer but that; ``specification`` adds Discord's OpenAPI description where that file is at hand.

Lengths are counted in UTF-16 units: Discord does not say how it counts, and no way of counting gives more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, TypeAlias

from tests.servers.discord.command_rules import command_violations
from tests.servers.discord.components import component_violations, modal_violations
from tests.servers.discord.lengths import size, too_long
from tests.servers.discord.markdown import live
from tests.servers.discord.specification import breaches

Json: TypeAlias = dict[str, Any]

MESSAGE_FIELDS = frozenset({
    "content", "embeds", "components", "allowed_mentions", "flags", "nonce", "enforce_nonce", "message_reference",
    "tts", "attachments", "sticker_ids", "id",
})  # fmt: skip
EMBED_FIELDS = frozenset({
    "title", "description", "color", "fields", "footer", "author", "url", "timestamp", "type", "flags",
})  # fmt: skip
SUPPRESS_EMBEDS, EPHEMERAL, SILENT, COMPONENTS_V2 = 1 << 2, 1 << 6, 1 << 12, 1 << 15
_ANSWERS_ALONE = (5, 6)  # an interaction put off, with no message yet
_PING = re.compile(r"<@&(\d+)>(?: |\Z)")


def violations(method: str, path: str, payload: Any, *, pings: Collection[str] | None = None) -> list[str]:
    """Name every rule that a request breaks.

    Args:
        method: such as "POST".
        path: without "/api/v10" and without the query.
        payload: the body, read from JSON; None where there is none.
        pings: the ids of the roles that may be called at all; None where that is not the question.
    """
    if payload is None:
        return []
    found = breaches(method, path, payload)
    for pattern, check in _ROUTES:
        if re.fullmatch(pattern, f"{method} {path}"):
            try:
                found += check(method, path, payload, pings)
            except (AttributeError, KeyError, TypeError) as error:
                found.append(f"a value is of a wrong kind: {error}")
            break
    return found


def message_violations(method: str, path: str, body: Json, pings: Collection[str] | None = None) -> list[str]:
    """Name what is wrong with the body of a message or of an edit."""
    return [
        *_unknown(body),
        *_emptiness(method, body),
        *too_long(body.get("content"), 2_000, "content"),
        *_embeds(body.get("embeds") or []),
        *component_violations(body.get("components") or [], v2=bool(_flags(body) & COMPONENTS_V2)),
        *_mentions(body, pings),
        *_nonce(method, path, body),
        *_flag_rules(path, body),
        *_liveness(body),
    ]


def texts(body: Json) -> Iterator[tuple[str, str]]:
    """Give every text of a message that Discord reads as markdown, with the place where it stands."""
    yield "content", body.get("content") or ""
    for number, embed in enumerate(body.get("embeds") or []):
        yield f"embeds[{number}].title", embed.get("title") or ""
        yield f"embeds[{number}].description", embed.get("description") or ""
        for each in embed.get("fields") or []:
            yield f"embeds[{number}].fields", each.get("name") or ""
            yield f"embeds[{number}].fields", each.get("value") or ""
    for component in _all(body.get("components") or []):
        if component.get("type") == 10:
            yield "text display", component.get("content") or ""


def _message(method: str, path: str, body: Json, pings: Collection[str] | None) -> list[str]:
    return message_violations(method, path, body, pings)


def _thread(method: str, path: str, body: Json, pings: Collection[str] | None) -> list[str]:
    found = [] if body.get("name") else ["a thread needs a name"]
    found += too_long(body.get("name"), 100, "a thread's name")
    if isinstance(body.get("message"), dict):
        found += message_violations(method, path, body["message"], pings)
    return found


def _answer(method: str, path: str, body: Json, pings: Collection[str] | None) -> list[str]:
    kind, data = body.get("type"), body.get("data") or {}
    if kind in (4, 7):
        return message_violations("PATCH" if kind == 7 else method, path, data, pings)
    if kind in _ANSWERS_ALONE:
        return [f"{name} in an answer that only puts off" for name in data if name != "flags"]
    if kind == 8:
        return list(_choices(data))
    if kind == 9:
        return modal_violations(data)
    return [] if kind == 1 else [f"unknown kind of answer {kind!r}"]


def _commands(method: str, path: str, body: Any, pings: Collection[str] | None) -> list[str]:
    commands = body if isinstance(body, list) else [body]
    names = Counter((each.get("type", 1), each.get("name")) for each in commands)
    found = [f"two commands are called {name!r}" for (_, name), count in names.items() if count > 1]
    return found + [each for command in commands for each in command_violations(command)]


_Check: TypeAlias = Callable[[str, str, Any, "Collection[str] | None"], list[str]]
_ROUTES: Sequence[tuple[str, _Check]] = (
    (r"POST /channels/\d+/messages|PATCH /channels/\d+/messages/\d+", _message),
    (r"POST /channels/\d+(/messages/\d+)?/threads", _thread),
    (r"POST /webhooks/\d+/[^/]+|PATCH /webhooks/\d+/[^/]+/messages/[^/]+", _message),
    (r"POST /interactions/\d+/[^/]+/callback", _answer),
    (r"(PUT|POST|PATCH) /applications/\d+(/guilds/\d+)?/commands(/\d+)?", _commands),
)


def _unknown(body: Json) -> Iterator[str]:
    yield from (f"{name} is no field that this bot should send" for name in body if name not in MESSAGE_FIELDS)
    for name in ("tts", "attachments", "sticker_ids"):
        if body.get(name):
            yield f"{name} is never wanted"


def _emptiness(method: str, body: Json) -> Iterator[str]:
    filled = (body.get("content") or "").strip() or body.get("embeds") or body.get("components")
    if not filled and (method == "POST" or "content" in body or "embeds" in body):
        yield "the message is empty"
    only_buttons = body.get("components") and not (body.get("content") or body.get("embeds"))
    if method == "POST" and only_buttons and not _flags(body) & COMPONENTS_V2:
        yield "the message says nothing beside its buttons"


def _embeds(embeds: list[Json]) -> Iterator[str]:
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds, at most 10"
    total = 0
    for embed in embeds:
        yield from (f"{name} is no field of an embed of ours" for name in embed if name not in EMBED_FIELDS)
        texts = [
            ("an embed's title", embed.get("title"), 256),
            ("an embed's description", embed.get("description"), 4_096),
            ("an embed's footer", (embed.get("footer") or {}).get("text"), 2_048),
            ("an embed's author", (embed.get("author") or {}).get("name"), 256),
        ]
        fields = embed.get("fields") or []
        if len(fields) > 25:
            yield f"{len(fields)} fields in an embed, at most 25"
        for each in fields:
            texts += [("a field's name", each.get("name"), 256), ("a field's value", each.get("value"), 1_024)]
            if not (each.get("name") and each.get("value")):
                yield "a field of an embed needs a name and a value"
        for name, words, most in texts:
            yield from too_long(words, most, name)
            total += size(words)
        if not any(words for _, words, _ in texts):
            yield "an embed is empty"
        if not 0 <= (embed.get("color") or 0) <= 0xFFFFFF:
            yield "an embed's colour is none"
    if total > 6_000:
        yield f"the embeds have {total} characters, at most 6000"


def _mentions(body: Json, pings: Collection[str] | None) -> Iterator[str]:
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict):
        yield "allowed_mentions is missing, so everybody named would be called"
        return
    if allowed.get("parse") != []:
        yield "allowed_mentions.parse is not empty, so the text decides who is called"
    if allowed.get("users") or allowed.get("replied_user"):
        yield "allowed_mentions calls people"
    called = _PING.match(body.get("content") or "")
    roles = [str(role) for role in allowed.get("roles") or []]
    if roles != ([called[1]] if called else []):
        yield f"allowed_mentions names the roles {roles}, and the post begins with {called[0] if called else 'none'}"
    yield from (f"the role {role} was called by no admin's wish" for role in roles if pings and role not in pings)
    if roles and pings is not None and not pings:
        yield "a role is called where none may be"


def _nonce(method: str, path: str, body: Json) -> Iterator[str]:
    nonce = body.get("nonce")
    if nonce is None and not body.get("enforce_nonce"):
        return
    if not isinstance(nonce, str) or not 0 < size(nonce) <= 25:
        yield f"the nonce {nonce!r} is no text of 1 to 25 characters"
    if body.get("enforce_nonce") is not True:
        yield "a nonce without enforce_nonce does nothing"
    if method != "POST" or not re.fullmatch(r"/channels/\d+/messages", path):
        yield "this route takes no nonce"


def _flag_rules(path: str, body: Json) -> Iterator[str]:
    flags = _flags(body)
    known = SUPPRESS_EMBEDS | EPHEMERAL | SILENT | COMPONENTS_V2
    if flags & ~known:
        yield f"flags {flags} has bits that a bot cannot set"
    if flags & SUPPRESS_EMBEDS and body.get("embeds"):
        yield "the flag that hides previews hides our own embeds too"
    if flags & EPHEMERAL and not path.startswith(("/interactions/", "/webhooks/")):
        yield "only an answer to an interaction can be for one person's eyes"
    if flags & COMPONENTS_V2 and (body.get("content") or body.get("embeds")):
        yield "components v2 and content or embeds exclude each other"


def _liveness(body: Json) -> Iterator[str]:
    called = (body.get("allowed_mentions") or {}).get("roles")
    for place, text in texts(body):
        words = _PING.sub("", text, count=1) if called and place == "content" and _PING.match(text) else text
        yield from (f"live in {place}: {each}" for each in live(words))


def _choices(data: Json) -> Iterator[str]:
    choices = data.get("choices")
    if not isinstance(choices, list) or len(choices) > 25:
        yield "an autocompletion has a list of at most 25 choices"
        return
    for choice in choices:
        for name in ("name", "value"):
            if not choice.get(name):
                yield f"a choice needs a {name}"
            yield from too_long(choice.get(name), 100, f"a choice's {name}")


def _flags(body: Json) -> int:
    return int(body.get("flags") or 0)


def _all(components: list[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _all(component.get("components") or [])
