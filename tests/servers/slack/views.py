"""Modals, home pages and the assistant's pane: views.*, assistant.threads.*."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from tests.servers.slack.calls import Call, RefusalError
from tests.servers.slack.chat import accept_blocks
from tests.servers.slack.world import Installation, Json, User

TRIGGER_LIFE = 3.0  # seconds
DEEPEST = 3


@dataclass
class View:
    """A modal or a home page as it is shown; ``filled`` is what its reader has put in, by block and action."""

    id: str
    definition: Json
    installation: Installation
    hash: str
    root: str = ""
    previous: str | None = None
    filled: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def describe(self, app_id: str) -> Json:
        """As it stands in answers and payloads."""
        told: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None}
        told |= {"close": None, "clear_on_close": False, "notify_on_close": False, "submit_disabled": False}
        told |= self.definition
        told |= {"id": self.id, "team_id": self.installation.team.id, "state": {"values": self.filled}}
        told |= {"hash": self.hash, "previous_view_id": self.previous, "root_view_id": self.root or self.id}
        return told | {"app_id": app_id, "app_installed_team_id": self.installation.team.id}


@dataclass
class Trigger:
    """What lets the app open a modal for somebody: for three seconds, once."""

    user: User
    born: float
    is_used: bool = False


@dataclass
class Pane:
    """An assistant's conversation beside the work."""

    status: str = ""
    title: str = ""
    prompts: list[Json] = field(default_factory=list)
    prompts_title: str = ""


class Surfaces:
    """What people have open beside the channels."""

    def __init__(self) -> None:
        self.modals: dict[str, list[View]] = {}  # the last of a user's is on top
        self.homes: dict[tuple[str, str], View] = {}  # by team and user
        self.panes: dict[tuple[str, str], Pane] = {}  # by conversation and thread
        self.triggers: dict[str, Trigger] = {}
        self.trigger_life = TRIGGER_LIFE
        self._count = 0

    def pull(self, user: User) -> str:
        """Make a trigger."""
        self._count += 1
        name = f"{self._count}.{user.team.id.lower()}.{user.id.lower()}"
        self.triggers[name] = Trigger(user, time.monotonic())
        return name

    def show(self, view: View, user: User) -> None:
        self.modals.setdefault(user.id, []).append(view)

    def find(self, view_id: str, external_id: str = "") -> View | None:
        """A modal that is open, or a home page."""
        known = [*(view for stack in self.modals.values() for view in stack), *self.homes.values()]
        for view in known:
            if view.id == view_id or (external_id and view.definition.get("external_id") == external_id):
                return view
        return None

    def make(self, call: Call, definition: Json, *, above: View | None = None) -> View:
        """A view of this definition, with Slack's own ids and hash."""
        made = View(call.world.new_id("V"), {}, call.installation, "")
        self.change(call, made, definition)
        if above:
            made.root, made.previous = above.root or above.id, above.id
        return made

    def change(self, call: Call, view: View, definition: Json) -> None:
        blocks = accept_blocks(definition.get("blocks") or [], most=100)
        view.definition = {**definition, "blocks": blocks}
        view.hash = f"{int(call.world.clock())}.{call.world.new_id('h')}"
        view.errors = {}
        ids = {block["block_id"] for block in blocks}
        view.filled = {block: values for block, values in view.filled.items() if block in ids}

    def exchange(self, call: Call) -> User:
        """Use a trigger up."""
        trigger = self.triggers.get(call.text("trigger_id"))
        if trigger is None:
            raise RefusalError("invalid_trigger_id" if call.text("trigger_id") else "invalid_arguments")
        if trigger.is_used:
            raise RefusalError("exchanged_trigger_id")
        if time.monotonic() - trigger.born > self.trigger_life:
            raise RefusalError("expired_trigger_id")
        trigger.is_used = True
        return trigger.user

    # The methods.

    def open(self, call: Call) -> Json:
        definition = _definition(call, "modal")
        user = self.exchange(call)
        view = self.make(call, definition)
        self.modals[user.id] = [view]
        return {"view": view.describe(call.world.app.id)}

    def push(self, call: Call) -> Json:
        definition = _definition(call, "modal")
        user = self.exchange(call)
        stack = self.modals.get(user.id, [])
        if not stack:
            raise RefusalError("not_found")
        if len(stack) >= DEEPEST:
            raise RefusalError("push_limit_reached")
        view = self.make(call, definition, above=stack[-1])
        self.show(view, user)
        return {"view": view.describe(call.world.app.id)}

    def update(self, call: Call) -> Json:
        definition = _definition(call, "modal")
        view = self.find(call.text("view_id"), call.text("external_id"))
        if view is None:
            raise RefusalError("not_found")
        if call.text("hash") and call.text("hash") != view.hash:
            raise RefusalError("hash_conflict")
        self.change(call, view, definition)
        return {"view": view.describe(call.world.app.id)}

    def publish(self, call: Call) -> Json:
        definition = _definition(call, "home")
        user = call.world.users.get(call.need("user_id"))
        if user is None or user.bot_id:
            raise RefusalError("invalid_arguments")
        key = (call.installation.team.id, user.id)
        view = self.homes.get(key)
        if view and call.text("hash") and call.text("hash") != view.hash:
            raise RefusalError("hash_conflict")
        if view is None:
            view = self.homes[key] = self.make(call, definition)
        else:
            self.change(call, view, definition)
        return {"view": view.describe(call.world.app.id)}

    def set_status(self, call: Call) -> Json:
        call.require("assistant:write", "chat:write")
        self._pane(call).status = call.text("status")
        return {}

    def set_title(self, call: Call) -> Json:
        call.require("assistant:write")
        self._pane(call).title = call.need("title")
        return {}

    def set_prompts(self, call: Call) -> Json:
        call.require("assistant:write")
        prompts = call.structure("prompts", "invalid_arguments")
        if not isinstance(prompts, list) or not 0 < len(prompts) <= 4:
            raise RefusalError("invalid_arguments")
        if not all(isinstance(each, dict) and each.get("title") and each.get("message") for each in prompts):
            raise RefusalError("invalid_arguments")
        if call.world.app.is_agent and call.text("thread_ts"):
            return {}  # "will cause the call to silently fail"
        if call.text("thread_ts"):
            pane = self._pane(call)
        else:  # at the top of the conversation with an agent
            pane = self.panes.setdefault((call.conversation("channel_id").id, ""), Pane())
        pane.prompts, pane.prompts_title = prompts, call.text("title")
        return {}

    def said(self, conversation_id: str, thread: str) -> None:
        """A message of the app ends the status."""
        if pane := self.panes.get((conversation_id, thread)):
            pane.status = ""

    def _pane(self, call: Call) -> Pane:
        conversation = call.conversation("channel_id")
        thread = call.text("thread_ts")
        if conversation.find(thread) is None:
            raise RefusalError("invalid_thread_ts")
        return self.panes.setdefault((conversation.id, thread), Pane())


def _definition(call: Call, kind: str) -> Json:
    view = call.structure("view", "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") != kind or not isinstance(view.get("blocks"), list):
        message = f"[ERROR] failed to match the schema of a {kind} view [json-pointer:/view]"
        raise RefusalError("invalid_arguments", response_metadata={"messages": [message]})
    return {name: value for name, value in view.items() if value is not None}
