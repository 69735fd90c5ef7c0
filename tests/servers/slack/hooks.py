"""The addresses to which an app may answer a command or a button: five times in half an hour."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from tests.servers.slack import happenings
from tests.servers.slack.calls import Call, RefusalError
from tests.servers.slack.chat import accept_blocks, require_words
from tests.servers.slack.world import Conversation, Installation, Json, Post, User, World

USES = 5
LIFE = 1_800.0  # seconds


@dataclass
class Hook:
    """One address; ``post`` is the message that the button is on."""

    installation: Installation
    user: User
    where: Conversation
    post: Post | None
    born: float
    uses: int = 0


class Hooks:
    """All addresses that were given out."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._hooks: dict[str, Hook] = {}

    def give(self, installation: Installation, user: User, where: Conversation, post: Post | None = None) -> str:
        """A new address's last part."""
        name = secrets.token_hex(12)
        self._hooks[name] = Hook(installation, user, where, post, time.monotonic())
        return name

    def expire(self) -> None:
        """Let half an hour pass."""
        for hook in self._hooks.values():
            hook.born -= LIFE + 1

    def use(self, name: str, said: Json) -> None:
        """What was posted to an address takes effect."""
        hook = self._hooks.get(name)
        if hook is None:
            raise RefusalError("no_service", status=404)
        if time.monotonic() - hook.born > LIFE:
            raise RefusalError("expired_url", status=404)
        if hook.uses >= USES:
            raise RefusalError("used_url", status=404)
        self.answer(hook, said)
        hook.uses += 1

    def answer_at_once(self, name: str, said: object) -> None:
        """What stood in the acknowledgement of a command takes effect."""
        if isinstance(said, dict) and said:
            self.answer(self._hooks[name], said)

    def answer(self, hook: Hook, said: Json) -> None:
        call = Call(self._world, "response_url", said, installation_or_none=hook.installation)
        if hook.where.is_archived:
            raise RefusalError("is_archived", status=410)
        if call.flag("delete_original"):
            if hook.post and hook.post in hook.where.posts:
                happenings.remove(self._world, hook.where, hook.post)
            return
        blocks = accept_blocks(call.structure("blocks", "invalid_blocks_format") or [])
        require_words(call.text("text"), blocks, call.parameters.get("attachments"))
        if call.flag("replace_original") and hook.post:
            if hook.post not in hook.where.posts:
                raise RefusalError("message_not_found", status=404)
            hook.post.text, hook.post.blocks = call.text("text"), blocks
            hook.post.edits += 1
            return
        post = Post(self._world.stamp(), hook.installation.bot, call.text("text"), blocks, by_app=True)
        post.thread = call.text("thread_ts") or (hook.post.thread if hook.post and hook.post.thread else None)
        post.only = None if call.text("response_type") == "in_channel" else hook.user
        post.unfurls = call.flag("unfurl_links", False) or call.flag("unfurl_media", False)
        hook.where.posts.append(post)
        if not post.only:
            happenings.posted(self._world, hook.where, post)
