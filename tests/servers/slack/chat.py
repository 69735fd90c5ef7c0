"""The methods that post, edit and delete: chat.*, reactions.*."""

from __future__ import annotations

import copy
from typing import Any

from tests.servers.slack import happenings
from tests.servers.slack.calls import Call, RefusalError
from tests.servers.slack.world import Conversation, Json, Post

MOST_CHARACTERS = 13_200  # of a whole message; undocumented
MOST_IN_UPDATE = 4_000
SIZES = {"section": 3_000, "header": 150, "context": 2_000, "markdown": 12_000}


def post_message(call: Call) -> Json:
    call.require("chat:write")
    conversation = find_open(call)
    may_from_outside = conversation.kind == "public" and "chat:write.public" in call.installation.scopes
    if call.installation.bot not in conversation.members and not may_from_outside:
        raise RefusalError("not_in_channel")
    post = _compose(call, conversation)
    post.broadcast = call.flag("reply_broadcast")
    conversation.posts.append(post)
    happenings.posted(call.world, conversation, post)
    return {"channel": conversation.id, "ts": post.ts, "message": post.describe(call.world.app)}


def post_ephemeral(call: Call) -> Json:
    call.require("chat:write")
    conversation = find_open(call)
    reader = call.world.users.get(call.need("user"))
    if call.installation.bot not in conversation.members and conversation.kind != "public":
        raise RefusalError("channel_not_found")
    if reader is None or reader not in conversation.members:
        raise RefusalError("user_not_in_channel")
    post = _compose(call, conversation)
    post.only = reader
    post.metadata = None
    conversation.posts.append(post)
    return {"message_ts": post.ts}


def update(call: Call) -> Json:
    call.require("chat:write")
    conversation, post = _own(call, "cant_update_message")
    if post.streaming_since is not None:
        raise RefusalError("streaming_state_conflict")
    if len(call.text("text")) > MOST_IN_UPDATE:
        raise RefusalError("msg_too_long")
    before = copy.deepcopy(post)
    blocks = call.structure("blocks", "invalid_blocks_format")
    if not call.text("text") and not blocks and not call.parameters.get("attachments"):
        raise RefusalError("no_text")
    if blocks is not None or "blocks" in call.parameters:
        post.blocks = accept_blocks(blocks or [])
    post.text = call.text("text") or ("" if blocks else post.text)
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is not None:
        post.metadata = check_metadata(metadata)
    post.edited = call.world.stamp()
    post.edits += 1
    happenings.changed(call.world, conversation, post, before)
    return {"channel": conversation.id, "ts": post.ts, "text": post.text, "message": post.describe(call.world.app)}


def delete(call: Call) -> Json:
    call.require("chat:write")
    conversation, post = _own(call, "cant_delete_message")
    if post.streaming_since is not None:
        raise RefusalError("cant_delete_message")
    happenings.remove(call.world, conversation, post)
    return {"channel": conversation.id, "ts": post.ts}


def react(call: Call) -> Json:
    call.require("reactions:write")
    post, reaction = _reaction(call)
    if reaction in post.reactions:
        raise RefusalError("already_reacted")
    post.reactions.append(reaction)
    return {}


def unreact(call: Call) -> Json:
    call.require("reactions:write")
    post, reaction = _reaction(call)
    if reaction not in post.reactions:
        raise RefusalError("no_reaction")
    post.reactions.remove(reaction)
    return {}


def accept_blocks(blocks: Any, most: int = 50) -> list[Json]:
    """Blocks as Slack keeps them, each with an id; what it surely refuses is refused (``rules.py`` is stricter)."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) and block.get("type") for block in blocks):
        raise RefusalError("invalid_blocks")
    if len(blocks) > most:
        raise RefusalError(
            "invalid_blocks", response_metadata={"messages": [f"[ERROR] no more than {most} items allowed"]}
        )
    kept = []
    for number, block in enumerate(blocks):
        text = block.get("text")
        words = text.get("text", "") if isinstance(text, dict) else text or ""
        if len(words) > SIZES.get(block["type"], 3_000) or (text is not None and not words):
            message = (
                f"[ERROR] must be 1 to {SIZES.get(block['type'], 3_000)} characters [json-pointer:/blocks/{number}]"
            )
            raise RefusalError("invalid_blocks", response_metadata={"messages": [message]})
        kept.append({"block_id": f"b{number}", **block})
    ids = [block["block_id"] for block in kept]
    if len(set(ids)) < len(ids):
        raise RefusalError("invalid_blocks", response_metadata={"messages": ["[ERROR] block_id already exists"]})
    return kept


def check_metadata(metadata: Any) -> Json | None:
    if not isinstance(metadata, dict):
        raise RefusalError("invalid_metadata_format")
    if not metadata:
        return None
    if set(metadata) - {"event_type", "event_payload", "entities"} or not isinstance(
        metadata.get("event_payload"), dict
    ):
        raise RefusalError("invalid_metadata_schema")
    return metadata


def require_words(text: str, blocks: list[Json], attachments: Any) -> None:
    if not text.strip() and not blocks and not attachments:
        raise RefusalError("no_text")
    if characters_of(blocks) > MOST_CHARACTERS:
        raise RefusalError("msg_too_long")


def characters_of(part: Any) -> int:
    """How many characters all texts of blocks have together."""
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(characters_of(value) for value in part.values())
    return sum(characters_of(each) for each in part) if isinstance(part, list) else 0


def find_open(call: Call) -> Conversation:
    """The conversation to post into; a person's id stands for the direct message with them."""
    user = call.world.users.get(call.text("channel"))
    if user and user is not call.installation.bot:
        return call.world.direct(call.installation.bot, user)
    conversation = call.conversation()
    if conversation.is_archived:
        raise RefusalError("is_archived")
    return conversation


def _compose(call: Call, conversation: Conversation) -> Post:
    blocks = accept_blocks(call.structure("blocks", "invalid_blocks_format") or [])
    require_words(call.text("text") + call.text("markdown_text"), blocks, call.parameters.get("attachments"))
    thread = call.text("thread_ts") or None
    if thread:
        thread = require_thread(conversation, thread)
    metadata = call.structure("metadata", "invalid_metadata_format")
    text = (call.text("text") or call.text("markdown_text"))[:40_000]
    post = Post(call.world.stamp(), call.installation.bot, text, blocks, thread, by_app=True)
    post.metadata = check_metadata(metadata) if metadata else None
    post.unfurls = call.flag("unfurl_links", True) or call.flag("unfurl_media", True)
    return post


def require_thread(conversation: Conversation, ts: str) -> str:
    """The ts of the thread that a message with this ts belongs to."""
    root = conversation.find(ts)
    if root is None:
        raise RefusalError("thread_not_found")
    if root.thread is None:
        root.thread = root.ts
    return root.thread


def _own(call: Call, error: str) -> tuple[Conversation, Post]:
    conversation = call.conversation()
    post = conversation.find(call.need("ts"))
    if post is None:
        raise RefusalError("message_not_found")
    if post.user is not call.installation.bot:
        raise RefusalError(error)
    post.settle(call.world.clock())
    if conversation.is_archived:
        raise RefusalError("is_archived")
    return conversation, post


def _reaction(call: Call) -> tuple[Post, tuple[str, str]]:
    conversation = call.conversation()
    post = conversation.find(call.need("timestamp"))
    if post is None:
        raise RefusalError("message_not_found")
    return post, (call.need("name"), call.installation.bot.id)
