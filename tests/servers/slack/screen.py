"""What one person sees of a conversation, a modal or a home page, as narrow text (pure); ``preview`` shows the blocks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from tests.servers.slack.controls import prefill
from tests.servers.slack.preview import preview
from tests.servers.slack.views import View
from tests.servers.slack.world import Conversation, Json, Post, User, World

_CALLED = re.compile(r"«@(\w+)»")


class Screen:
    """One person's eyes."""

    def __init__(self, world: World, viewer: User) -> None:
        self._world = world
        self._viewer = viewer

    def read(self, conversation: Conversation) -> str:
        """A conversation with its threads, oldest first."""
        told = []
        for post in self._visible(conversation):
            if post.thread in (None, post.ts):
                told.append(self.read_post(post))
                told += [textwrap.indent(self.read_post(each), "│ ") for each in self._replies(conversation, post)]
            elif conversation.find(post.thread or "") is None:  # a private answer to what is gone
                told.append(self.read_post(post))
        return "\n".join(told)

    def read_post(self, post: Post) -> str:
        """Who says what."""
        private = " (only you can see this)" if post.only else ""
        edited = " (edited)" if post.edited and not post.by_app else ""
        words: Json = {"type": "section", "text": {"type": "mrkdwn", "text": post.text}}
        return f"{post.user.name}{private}{edited}:\n{self._show(post.blocks or [words])}"

    def read_view(self, view: View) -> str:
        """A modal or a home page with what is filled in and what is wrong with it."""
        title, submit = view.definition.get("title"), view.definition.get("submit")
        lines = [f"== {title['text']} =="] if title else []
        for block in view.definition["blocks"]:
            lines.append(self._show([prefill(block, view.filled.get(block["block_id"], {}))]))
            if error := view.errors.get(block["block_id"]):
                lines.append(f"  ! {error}")
        return "\n".join([*lines, *([f"[{submit['text']}]"] if submit else [])])

    def _show(self, blocks: Sequence[Json]) -> str:
        shown = preview(blocks, zone=ZoneInfo(self._viewer.tz))
        return _CALLED.sub(lambda found: f"«@{self._name(found[1])}»", shown)

    def _name(self, called: str) -> str:
        found = self._world.users.get(called) or self._world.conversations.get(called)
        return found.name if found else called

    def _visible(self, conversation: Conversation) -> list[Post]:
        return [post for post in conversation.posts if post.only in (None, self._viewer)]

    def _replies(self, conversation: Conversation, root: Post) -> list[Post]:
        return [post for post in self._visible(conversation) if post.thread == root.ts and post is not root]
