"""Everything that Slack would refuse, and everything that we promise not to send, of any outgoing payload.

Written from Slack's reference and not from our renderer: ``violations("chat.postMessage", payload)`` gives one line
for each thing that is wrong, none for a payload that is right.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from tests.servers.slack.block_rules import BLOCKS, Kit
from tests.servers.slack.text_rules import Findings, length

Payload: TypeAlias = Mapping[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
WHOLE = 13_200
FALLBACK = 4_000
MARKDOWN = 12_000
IN_MESSAGES = tuple(kind for kind in BLOCKS if kind != "input")
IN_HOMES = tuple(BLOCKS)

_CONTENT = {"text", "blocks", "metadata", "mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media"}
_POST = {*_CONTENT, "channel", "thread_ts", "reply_broadcast", "username", "icon_emoji", "icon_url", "client_msg_id"}
_ARGUMENTS = {
    "chat.postMessage": _POST,
    "chat.postEphemeral": {*_CONTENT, "channel", "thread_ts", "user"} - {"metadata"},
    "chat.update": {*_CONTENT, "channel", "ts", "reply_broadcast"} - {"unfurl_links", "unfurl_media"},
    "response_url": {*_CONTENT, "response_type", "replace_original", "delete_original", "thread_ts"},
}
_NEEDED = {
    "chat.postMessage": ("channel",),
    "chat.postEphemeral": ("channel", "user"),
    "chat.update": ("channel", "ts"),
    "views.open": ("view",),
    "views.push": ("view",),
    "views.update": ("view",),
    "views.publish": ("view", "user_id"),
    "assistant.threads.setStatus": ("channel_id", "thread_ts", "status"),
    "assistant.threads.setTitle": ("channel_id", "thread_ts", "title"),
    "assistant.threads.setSuggestedPrompts": ("channel_id", "prompts"),
    "chat.startStream": ("channel", "thread_ts"),
    "chat.appendStream": ("channel", "ts"),
    "chat.stopStream": ("channel", "ts"),
}


def violations(method: str, payload: object, *, pings: Collection[str] = ()) -> list[str]:
    """Name everything that is wrong with a payload.

    ``method`` is a Web API method, "response_url", or "ack" for the body that answers a command, an interaction or
    a submitted view. ``pings`` are the group ids and words ("here") that an admin's setting lets this payload call.
    Methods that carry nothing for people to read have no rules.
    """
    findings = Findings(pings)
    if method == "ack":
        _check_ack(findings, payload)
    elif not isinstance(payload, Mapping):
        findings.add(method, "is no object")
    elif check := _CHECKS.get(method):
        opened = {name: _opened(findings, name, value) for name, value in payload.items()}
        for name in _NEEDED.get(method, ()):
            if name not in opened or opened[name] is None:
                findings.add(method, f"lacks {name}")
        check(findings, method, opened)
    return findings.problems


def _opened(findings: Findings, name: str, value: object) -> object:
    """Forms carry their structures as JSON."""
    if name not in ("blocks", "view", "metadata", "prompts", "chunks") or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        findings.add(name, "is no JSON")
        return None


def _check_message(findings: Findings, method: str, payload: Payload) -> None:
    given = {name for name, value in payload.items() if value is not None} - {"token"}
    for name in sorted(given - _ARGUMENTS[method]):
        findings.add(method, f"takes no {name}")
    if method == "response_url" and _is_true(payload.get("delete_original")):
        return
    text = payload.get("text")
    if findings.check_length("text", text, FALLBACK) and isinstance(text, str):
        findings.check_markup("text", text)
    _check_blocks(findings, payload)
    if "metadata" in given:
        _check_metadata(findings, payload["metadata"])
    if _is_true(payload.get("link_names")) or payload.get("parse") == "full":
        findings.add(method, "makes mentions and links of what it finds in text")
    if method == "chat.postMessage" and not all(
        _is_false(payload.get(name)) for name in ("unfurl_links", "unfurl_media")
    ):
        findings.add(method, "leaves link previews on")
    if method == "response_url" and payload.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        findings.add(method, f"has the response_type {payload['response_type']}")


def _check_blocks(findings: Findings, payload: Payload) -> None:
    blocks = payload.get("blocks")
    if blocks is None:
        return
    if not blocks:
        findings.add("blocks", "is empty")
    Kit(findings).check_blocks("blocks", blocks, MESSAGE_BLOCKS, IN_MESSAGES)
    size = length(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) + length(str(payload.get("text", "")))
    if size > WHOLE:
        findings.add("blocks", f"take {size} characters with the text, more than {WHOLE}")


def _check_metadata(findings: Findings, metadata: object) -> None:
    if not isinstance(metadata, Mapping) or set(metadata) != {"event_type", "event_payload"}:
        findings.add("metadata", "is not an event_type with an event_payload")
        return
    findings.check_length("metadata.event_type", metadata["event_type"], 255)
    event = metadata["event_payload"]
    if not isinstance(event, Mapping) or not all(
        isinstance(value, str | int | float | bool) for value in event.values()
    ):
        findings.add("metadata.event_payload", "is not a flat object")


def _check_view_call(findings: Findings, method: str, payload: Payload) -> None:
    if method in ("views.open", "views.push") and not (
        payload.get("trigger_id") or payload.get("interactivity_pointer")
    ):
        findings.add(method, "lacks trigger_id")
    if method == "views.update" and not (payload.get("view_id") or payload.get("external_id")):
        findings.add(method, "lacks view_id")
    _check_view(findings, payload.get("view"), "home" if method == "views.publish" else "modal")


def _check_view(findings: Findings, view: object, kind: str) -> None:
    if not isinstance(view, Mapping) or view.get("type") != kind:
        findings.add("view", f"is no {kind}")
        return
    known = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if kind == "modal":
        known |= {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
    for name in sorted(set(view) - known):
        findings.add("view", f"has the unknown field {name}")
    kit = Kit(findings)
    for name in ("title", "submit", "close"):
        if name in view or (name == "title" and kind == "modal"):
            kit.check_text(f"view.{name}", view.get(name), 24)
    for name, most in (("private_metadata", 3_000), ("callback_id", 255), ("external_id", 255)):
        if name in view:
            findings.check_length(f"view.{name}", view[name], most, least=0)
    blocks = view.get("blocks")
    kit.check_blocks("view.blocks", blocks, VIEW_BLOCKS, IN_HOMES)
    asks = isinstance(blocks, list) and any(
        isinstance(each, Mapping) and each.get("type") == "input" for each in blocks
    )
    if kind == "modal" and asks and "submit" not in view:
        findings.add("view", "asks for input but has no submit")


def _check_ack(findings: Findings, body: object) -> None:
    if body in (None, "", {}):
        return
    if not isinstance(body, Mapping):
        findings.add("ack", "is no object")
    elif "response_action" in body:
        _check_response_action(findings, body)
    elif "options" in body or "option_groups" in body or "challenge" in body:
        return
    else:
        _check_message(findings, "response_url", body)


def _check_response_action(findings: Findings, body: Payload) -> None:
    action = body["response_action"]
    if action == "errors":
        errors = body.get("errors")
        if (
            not isinstance(errors, Mapping)
            or not errors
            or not all(isinstance(words, str) and words.strip() for words in errors.values())
        ):
            findings.add("ack.errors", "is not a sentence for each field")
    elif action in ("update", "push"):
        _check_view(findings, body.get("view"), "modal")
    elif action != "clear":
        findings.add("ack.response_action", f"is {action}")
    for name in sorted(set(body) - {"response_action", "errors", "view"}):
        findings.add("ack", f"has the unknown field {name}")


def _check_pane(findings: Findings, method: str, payload: Payload) -> None:
    for name in ("status", "title"):
        if isinstance(payload.get(name), str):
            findings.check_length(name, payload[name], 250, least=0 if name == "status" else 1)
            findings.check_unparsed(name, payload[name])
    if method != "assistant.threads.setSuggestedPrompts":
        return
    prompts = payload.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= 4:
        findings.add("prompts", "are not 1 to 4")
        return
    for number, prompt in enumerate(prompts):
        if not isinstance(prompt, Mapping) or set(prompt) != {"title", "message"}:
            findings.add(f"prompts[{number}]", "is not a title with a message")
            continue
        for name, words in prompt.items():
            if findings.check_length(f"prompts[{number}].{name}", words, 3_000):
                findings.check_unparsed(f"prompts[{number}].{name}", words)


def _check_stream(findings: Findings, method: str, payload: Payload) -> None:
    words = payload.get("markdown_text")
    if words is not None and findings.check_length("markdown_text", words, MARKDOWN, least=0):
        findings.check_unparsed("markdown_text", words)
    chunks = payload.get("chunks")
    if method == "chat.appendStream" and not (words or chunks):
        findings.add(method, "lacks markdown_text or chunks")
    if words and chunks:
        findings.add(method, "has both markdown_text and chunks")
    if chunks is not None:
        _check_chunks(findings, chunks)
    if payload.get("blocks") is not None:
        _check_blocks(findings, payload)
    if payload.get("metadata") is not None:
        _check_metadata(findings, payload["metadata"])


def _check_chunks(findings: Findings, chunks: object) -> None:
    """https://docs.slack.dev/reference/methods/chat.appendStream: their Markdown is parsed, their blocks are blocks."""
    if not isinstance(chunks, list) or not chunks:
        findings.add("chunks", "is no list of chunks")
        return
    for number, chunk in enumerate(chunks):
        kind = chunk.get("type") if isinstance(chunk, Mapping) else None
        if kind == "blocks" and chunk.get("blocks"):
            Kit(findings).check_blocks(f"chunks[{number}].blocks", chunk["blocks"], MESSAGE_BLOCKS, IN_MESSAGES)
        elif kind == "markdown_text" and findings.check_length(f"chunks[{number}].text", chunk.get("text"), MARKDOWN):
            findings.check_unparsed(f"chunks[{number}].text", chunk["text"])
        elif kind not in ("blocks", "markdown_text", "task_update", "plan_update"):
            findings.add(f"chunks[{number}]", f"is a {kind}")


def _is_true(value: object) -> bool:
    return value in (True, 1, "1", "true", "True")


def _is_false(value: object) -> bool:
    return value in (False, 0, "0", "false", "False") and value is not None


_CHECKS: dict[str, Callable[[Findings, str, Payload], None]] = {
    **dict.fromkeys(_ARGUMENTS, _check_message),
    **dict.fromkeys(("views.open", "views.push", "views.update", "views.publish"), _check_view_call),
    **dict.fromkeys([name for name in _NEEDED if name.startswith("assistant.")], _check_pane),
    **dict.fromkeys([name for name in _NEEDED if name.endswith("Stream")], _check_stream),
}
