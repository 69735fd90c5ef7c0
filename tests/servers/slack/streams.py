"""The methods that stream a post: chat.startStream, chat.appendStream, chat.stopStream.

What their pages leave open is as people measured it: an open stream can be neither changed nor deleted, it ends by
itself after five minutes, and the history says of it whether it is still open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.servers.slack import happenings
from tests.servers.slack.calls import Call, RefusalError
from tests.servers.slack.chat import accept_blocks, check_metadata, find_open, require_thread
from tests.servers.slack.world import Conversation, Json, Post

MOST_STREAMED = 12_000
MOST_BLOCKS = 50  # in chunks, and as many again with the end
STREAMED = "streamed"  # the block that words become; its markup is not read here
_CHUNKS = ("markdown_text", "blocks", "task_update", "plan_update")


def start(call: Call) -> Json:
    call.require("chat:write")
    conversation = find_open(call)
    call.need("thread_ts")
    if call.installation.bot not in conversation.members:
        raise RefusalError("not_in_channel")
    if not conversation.is_direct:
        for name in ("recipient_team_id", "recipient_user_id"):
            if not call.text(name):
                raise RefusalError(f"missing_{name}")
    require_thread(conversation, call.text("thread_ts"))
    post = Post(call.world.stamp(), call.installation.bot, "", thread=call.text("thread_ts"), by_app=True)
    _grow(call, post)
    post.streaming_since = post.streamed_since = call.world.clock()
    conversation.posts.append(post)
    return {"channel": conversation.id, "ts": post.ts}


def append(call: Call) -> Json:
    conversation, post = _stream(call)
    if not call.text("markdown_text") and not call.parameters.get("chunks"):
        raise RefusalError("no_text")
    _grow(call, post)
    return {"channel": conversation.id, "ts": post.ts}


def stop(call: Call) -> Json:
    conversation, post = _stream(call)
    blocks = accept_blocks(call.structure("blocks", "invalid_blocks_format") or [])
    metadata = call.structure("metadata", "invalid_metadata_format")
    _grow(call, post)
    post.blocks = accept_blocks(_without_ids(post.blocks + blocks), most=2 * MOST_BLOCKS)
    post.text = post.text or " ".join(_words(post.blocks))
    post.metadata = check_metadata(metadata) if metadata else None
    post.streaming_since = None
    happenings.posted(call.world, conversation, post)
    return {"channel": conversation.id, "ts": post.ts, "message": post.describe(call.world.app)}


def _stream(call: Call) -> tuple[Conversation, Post]:
    call.require("chat:write")
    conversation = call.conversation()
    post = conversation.find(call.need("ts"))
    if post is None:
        raise RefusalError("message_not_found")
    if post.user is not call.installation.bot:
        raise RefusalError("message_not_owned_by_app")
    post.settle(call.world.clock())
    if post.streaming_since is None:
        raise RefusalError("message_not_in_streaming_state")
    return conversation, post


def _grow(call: Call, post: Post) -> None:
    """Add what a call brings: all of it or nothing."""
    chunks = call.structure("chunks", "invalid_chunks") or []
    if not isinstance(chunks, list) or any(
        not isinstance(chunk, dict) or chunk.get("type") not in _CHUNKS for chunk in chunks
    ):
        raise RefusalError("invalid_chunks")
    text = call.text("markdown_text") + "".join(
        chunk.get("text", "") for chunk in chunks if chunk["type"] == "markdown_text"
    )
    if len(text) > MOST_STREAMED:
        raise RefusalError("msg_too_long")
    blocks = [block for chunk in chunks if chunk["type"] == "blocks" for block in chunk.get("blocks") or []]
    post.text += text
    said = [{"type": "rich_text", "block_id": STREAMED, "elements": [_section(post.text)]}] if post.text else []
    before = [block for block in _without_ids(post.blocks) if block.get("block_id") != STREAMED]
    post.blocks = accept_blocks(said + before + blocks, most=MOST_BLOCKS)


def _section(text: str) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def _without_ids(blocks: list[Json]) -> list[Json]:
    """Blocks as they came: an id that Slack made depends on the place."""
    return [
        {name: value for name, value in block.items() if name != "block_id" or not _made(value)} for block in blocks
    ]


def _made(block_id: str) -> bool:
    return block_id[:1] == "b" and block_id[1:].isdecimal()


def _words(part: Any) -> Iterator[str]:
    """The line for notifications, which Slack makes of the blocks."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from _words(value)
    elif isinstance(part, list):
        for each in part:
            yield from _words(each)
