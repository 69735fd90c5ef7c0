"""What people do in Slack, and what they see there."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from html import escape

from tests.servers.slack import controls, happenings, payloads
from tests.servers.slack.calls import Call
from tests.servers.slack.deliveries import COMMANDS, INTERACTIVE, Ack
from tests.servers.slack.screen import Screen
from tests.servers.slack.views import View
from tests.servers.slack.wire import Wire
from tests.servers.slack.world import Conversation, Installation, Json, Post, User
from tests.waiting import until

_ADDRESS = re.compile(r"https?://[^\s<>|]+")
Answer = str | tuple[str, ...] | None


class People(Wire):
    """Commands, forms and buttons wait for the acknowledgement, as their person does; messages do not."""

    # Writing.

    async def type_command(self, user: User, where: Conversation, line: str) -> Ack:
        """Type "/ask ..." and send it; what is wrong with it is told to its person alone."""
        installation = self.installed_for(user)
        name, _, text = line.partition(" ")
        if self.app.commands is not None and name not in self.app.commands:
            self._tell(user, where, f"{name} is not a valid command.")
            return Ack(False, reason="no such command")
        hook = self.hooks.give(installation, user, where)
        payload = payloads.command(
            self.app, installation, user, where, name, text.strip(),
            response_url=self.hook_url(hook), trigger=self.surfaces.pull(user),
        )  # fmt: skip
        ack = await self.deliveries.send(COMMANDS, payload)
        if ack.ok:
            self.check("ack", ack.payload)
            self.hooks.answer_at_once(hook, ack.payload)
        else:
            failed = "operation_timeout" if "timeout" in ack.reason else "dispatch_failed"
            self._tell(user, where, f'{name} failed with the error "{failed}"')
        return ack

    async def say(self, user: User, where: Conversation, text: str, *, thread: Post | str | None = None) -> Post:
        """Write a message, or a reply in a thread; "@name" names somebody."""
        root = thread.thread or thread.ts if isinstance(thread, Post) else thread
        if root and (first := where.find(root)):
            first.thread = first.ts
        assert user in where.members, f"{user.name} is not in {where.name or where.id}"
        post = Post(self.world.stamp(), user, self._as_typed(user, text), thread=root)
        where.posts.append(post)
        happenings.posted(self.world, where, post)
        return post

    async def mention(self, user: User, where: Conversation, text: str, *, thread: Post | str | None = None) -> Post:
        """Write a message that begins with the bot's name."""
        return await self.say(user, where, f"@{self.bot_for(where).name} {text}", thread=thread)

    async def message(self, user: User, text: str, *, thread: Post | str | None = None) -> Post:
        """Write to the bot directly."""
        return await self.say(user, self.direct(user), text, thread=thread)

    async def edit(self, post: Post, where: Conversation, text: str) -> None:
        before = copy.deepcopy(post)
        post.text, post.edited = self._as_typed(post.user, text), self.world.stamp()
        happenings.changed(self.world, where, post, before)

    async def delete(self, post: Post, where: Conversation) -> None:
        happenings.remove(self.world, where, post)

    # Pressing.

    async def press(self, user: User, where: Conversation, post: Post, wanted: str, *chosen: str) -> Ack:
        """Press a button of a message, or choose from a menu of it, by label, placeholder or action."""
        block, element = controls.find(post.blocks, wanted)
        installation = next(each for each in self.world.installations if each.bot is post.user)
        hook = self.hooks.give(installation, user, where, post)
        payload = self._interaction(installation, "block_actions", user)
        payload |= payloads.on_message(self.app, where, post, self.hook_url(hook))
        if element["type"] not in ("button", "feedback_buttons"):
            payload["state"] = {"values": {block["block_id"]: {element["action_id"]: controls.choose(element, chosen)}}}
        payload["actions"] = [controls.press(block, element, chosen, self.world.stamp())]
        return await self._interact(payload)

    async def press_home(self, user: User, wanted: str, *chosen: str) -> Ack:
        """Press or choose something on the bot's home page."""
        view = self.surfaces.homes[user.team.id, user.id]
        block, element = controls.find(view.definition["blocks"], wanted)
        if element["type"] not in ("button", "feedback_buttons"):
            view.filled.setdefault(block["block_id"], {})[element["action_id"]] = controls.choose(element, chosen)
        payload = self._interaction(view.installation, "block_actions", user) | payloads.on_view(self.app, view)
        payload["actions"] = [controls.press(block, element, chosen, self.world.stamp())]
        return await self._interact(payload)

    async def submit(self, user: User, answers: dict[str, Answer] | None = None) -> Ack:
        """Fill in the open form, by label, and send it off; what the app says to that happens."""
        view = self._top(user)
        view.filled = controls.fill(view.definition["blocks"], answers or {})
        payload = self._interaction(view.installation, "view_submission", user) | payloads.submission(
            self.app, view, user
        )
        ack = await self._interact(payload)
        if ack.ok:
            self._obey(user, view, ack.payload if isinstance(ack.payload, dict) else {})
        else:
            view.errors = {view.definition["blocks"][0]["block_id"]: "We had some trouble connecting. Try again?"}
        return ack

    async def use_shortcut(self, user: User, where: Conversation, post: Post, name: str) -> Ack:
        """Use a shortcut of a message's menu, by what the menu says or by its callback."""
        callback = self.app.shortcuts.get(name, name)
        installation = self.installed_for(user)
        hook = self.hooks.give(installation, user, where, post)
        payload = self._interaction(installation, "message_action", user)
        payload |= payloads.message_shortcut(self.app, where, post, callback, self.hook_url(hook))
        return await self._interact(payload)

    # Looking.

    async def open_home(self, user: User) -> None:
        """Open the bot's page."""
        self._opened(user, "home")

    async def open_messages(self, user: User) -> None:
        """Open the direct messages with the bot."""
        self._opened(user, "messages")

    async def open_assistant(self, user: User, beside: Conversation | None = None) -> Post:
        """Open a new conversation in the assistant's pane; gives the message that it hangs on."""
        where = self.direct(user)
        root = Post(self.world.stamp(), self.bot_for(where), "New chat", by_app=True)
        root.thread = root.ts
        where.posts.append(root)
        context = {"channel_id": beside.id, "team_id": user.team.id, "enterprise_id": None} if beside else {}
        thread = {"user_id": user.id, "context": context, "channel_id": where.id, "thread_ts": root.ts}
        event = {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": self.world.stamp()}
        self._emit(self.installed_for(user), event, "assistant_thread_started")
        return root

    def screen(self, where: Conversation, viewer: User) -> str:
        """What somebody sees in a conversation."""
        return Screen(self.world, viewer).read(where)

    def home(self, user: User) -> str:
        """What somebody sees on the bot's page."""
        view = self.surfaces.homes.get((user.team.id, user.id))
        return Screen(self.world, user).read_view(view) if view else ""

    def modal(self, user: User) -> str:
        """What somebody sees in the form that is open; nothing where none is."""
        stack = self.surfaces.modals.get(user.id)
        return Screen(self.world, user).read_view(stack[-1]) if stack else ""

    def visible_posts(self, where: Conversation) -> list[Post]:
        """What the bot posted that everybody can see and is still there, oldest first."""
        return [post for post in where.posts if post.by_app and not post.only and not post.subtype]

    def private_posts(self, where: Conversation, reader: User) -> list[Post]:
        """What the bot posted that only this reader can see."""
        return [post for post in where.posts if post.only is reader and post.by_app]

    async def until(self, true: Callable[[], object], patience: float = 10.0) -> None:
        """Wait until something is true."""
        await until(true, patience)

    # Running the workspace.

    async def join(self, user: User, where: Conversation, *, inviter: User | None = None) -> None:
        happenings.joined(self.world, where, user, inviter)

    async def invite_bot(self, where: Conversation, inviter: User) -> None:
        happenings.joined(self.world, where, self.installed_for(inviter).bot, inviter)

    async def leave(self, user: User, where: Conversation) -> None:
        happenings.left(self.world, where, user)

    async def remove_bot(self, where: Conversation) -> None:
        happenings.left(self.world, where, self.bot_for(where))

    async def archive(self, where: Conversation, user: User) -> None:
        happenings.archived(self.world, where, user)

    async def rename(self, where: Conversation, name: str) -> None:
        happenings.renamed(self.world, where, name)

    async def delete_channel(self, where: Conversation) -> None:
        happenings.deleted(self.world, where)

    async def uninstall(self, installation: Installation) -> None:
        happenings.uninstalled(self.world, installation)

    async def revoke(self, installation: Installation) -> None:
        happenings.revoked(self.world, installation)

    def installed_for(self, user: User) -> Installation:
        """The app as it is installed in somebody's workspace."""
        found = self.world.installation(user.team)
        assert found is not None, f"the app is not installed in {user.team.name}"
        return found

    def bot_for(self, where: Conversation) -> User:
        """The bot's user in a conversation's workspace."""
        found = self.world.installation(where.team)
        assert found is not None
        return found.bot

    def direct(self, user: User) -> Conversation:
        """Somebody's direct messages with the bot."""
        return self.world.direct(self.installed_for(user).bot, user)

    # Inside.

    def _interaction(self, installation: Installation, kind: str, user: User) -> Json:
        return payloads.interaction(self.app, installation, kind, user, self.surfaces.pull(user))

    async def _interact(self, payload: Json) -> Ack:
        ack = await self.deliveries.send(INTERACTIVE, payload)
        if payload["type"] == "view_submission":
            self.check("ack", ack.payload)
        return ack

    def _obey(self, user: User, view: View, said: Json) -> None:
        """What a form's acknowledgement asks for."""
        stack = self.surfaces.modals[user.id]
        call = Call(self.world, "ack", {}, installation_or_none=view.installation)
        action = said.get("response_action")
        if action == "errors":
            view.errors = {block: str(wrong) for block, wrong in said.get("errors", {}).items()}
        elif action == "update":
            self.surfaces.change(call, view, said["view"])
        elif action == "push":
            stack.append(self.surfaces.make(call, said["view"], above=view))
        elif action == "clear":
            stack.clear()
        elif view in stack:
            stack.remove(view)

    def _top(self, user: User) -> View:
        stack = self.surfaces.modals.get(user.id)
        assert stack, f"{user.name} has no form open"
        return stack[-1]

    def _opened(self, user: User, tab: str) -> None:
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": self.direct(user).id, "tab": tab}
        event["event_ts"] = self.world.stamp()
        view = self.surfaces.homes.get((user.team.id, user.id))
        if view and tab == "home":
            event["view"] = view.describe(self.app.id)
        self._emit(self.installed_for(user), event, "app_home_opened")

    def _tell(self, user: User, where: Conversation, words: str) -> None:
        """Slackbot's private word."""
        slackbot = User("USLACKBOT", user.team, "slackbot")
        where.posts.append(Post(self.world.stamp(), slackbot, words, only=user))

    def _as_typed(self, user: User, text: str) -> str:
        """What Slack makes of what somebody typed: escapes, addresses in brackets, names as ids."""
        text = _ADDRESS.sub(lambda found: f"<{found[0]}>", escape(text, quote=False))
        known = [each for each in self.world.users.values() if f"@{each.name}" in text]
        for each in sorted(known, key=lambda each: (len(each.name), each.team is user.team), reverse=True):
            text = re.sub(rf"(?<![\w@])@{re.escape(each.name)}\b", f"<@{each.id}>", text)
        return text
