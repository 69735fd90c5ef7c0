"""A Slack that says as little as it can: optional fields and whole methods are missing, by a seed.

What is left is what a bot cannot do without: who, where, what was said or pressed, and one way to answer.
"""

from __future__ import annotations

import json
from random import Random

from aiohttp import web

from tests.servers.slack import SlackServer
from tests.servers.slack.calls import Call
from tests.servers.slack.deliveries import Ack
from tests.servers.slack.world import App, Conversation, Installation, Json
from tests.servers.thinning import thin

SAID = frozenset({"ok", "error", "url", "ts", "channel", "id", "messages", "blocks", "block_id", "user_id", "user"})
TOLD = frozenset(
    {
        "type", "event", "user", "text", "ts", "channel", "thread_ts", "bot_id", "tab", "command", "user_id", "channel_id",
        "actions", "action_id", "value", "selected_option", "id", "view", "callback_id", "state", "values",
        "private_metadata", "assistant_thread", "subtype", "tokens", "bot",
    }
)  # fmt: skip
DROPPABLE = (
    "auth.test", "users.info", "conversations.info", "conversations.history", "conversations.replies",
    "conversations.open", "chat.update", "chat.delete", "chat.startStream", "chat.appendStream", "chat.stopStream",
    "assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts", "assistant.threads.setTitle",
)  # fmt: skip


class SparseSlack(SlackServer):
    """The same for the same seed; ``rate`` is how much of what may be missing is."""

    def __init__(self, seed: int, app: App | None = None, rate: float = 0.6) -> None:
        super().__init__(app)
        self._chance, self._rate = Random(seed), rate
        self.missing = {each for each in DROPPABLE if self._chance.random() < 0.4}
        self._way = self._chance.choice(["name", "page", "json", "empty"])
        self._tells_twice = self._chance.random() < 0.5
        # One way to answer in private has to be left.
        self._private_way = self._chance.choice(["hook", "whisper", "both"])
        if self._private_way == "hook":
            self.missing.add("chat.postEphemeral")
        self._verbs = self._chance.choice([("GET", "POST"), ("POST",)])

    async def _serve_method(self, request: web.Request) -> web.StreamResponse:
        return await super()._serve_method(request) if request.method in self._verbs else self._refuse()

    def _answer(self, call: Call) -> web.Response:
        if call.method in self.missing:
            return self._refuse()
        if "metadata" in call.parameters and self._chance.random() < 0.5:
            call.parameters = {**call.parameters, "metadata": None}
        made = super()._answer(call)
        told = thin(json.loads(made.body or b"{}"), self._chance, SAID, self._rate)  # type: ignore[arg-type]
        return web.json_response(told, status=made.status)

    def _refuse(self) -> web.Response:
        if self._way == "page":
            return web.Response(status=404, text="<h1>Not Found</h1>", content_type="text/html")
        if self._way == "empty":
            return web.Response(status=404)
        status = 404 if self._way == "json" else 200
        return web.json_response({"ok": False, "error": "unknown_method"}, status=status)

    def wrap(self, installation: Installation, event: Json, conversation: Conversation | None = None) -> Json:
        made = super().wrap(installation, event, conversation)
        return dict(thin(made, self._chance, TOLD, self._rate))

    def thin_interactions(self) -> None:
        """Leave out of commands and presses, too, what can be missing."""
        send = self.deliveries.send

        async def sparsely(kind: str, payload: Json) -> Ack:
            keep = TOLD if self._private_way == "whisper" else TOLD | {"response_url"}
            if self._private_way == "whisper":
                keep = keep | ({"response_url"} if "message" in payload else set())
            return await send(kind, thin(payload, self._chance, keep, self._rate))

        self.deliveries.send = sparsely  # type: ignore[method-assign]
