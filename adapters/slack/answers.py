"""Answering what somebody did: at once, visibly, in the right place, and findable after a crash."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

from adapters.inbound import Command, HomeOpened, Inbound, MessageRef, PaneOpened, Question, Shortcut, Submission
from adapters.message import Form, Message
from adapters.platform import Ambiguous, Reason, Receipt, Rejected, Sent
from adapters.slack.forms import render_errors, render_form
from adapters.slack.handle import read_handle, write_metadata
from adapters.slack.pages import render_home, render_prompts
from adapters.slack.payload import word
from adapters.slack.posts import Posts, said
from adapters.slack.render import render
from adapters.slack.signs import Signs
from adapters.slack.streams import Streams
from adapters.slack.turns import Turn, Turns
from adapters.slack.web_api import Told, ask
from adapters.slack.words import Json, escape
from adapters.slack.workspaces import UNINSTALLED, Workspaces

log = logging.getLogger(__name__)

SOON = 0.8
"""Seconds within which an answer to a command needs no announcing; Slack cannot take back what it announced."""
_HOPELESS = (Reason.FORBIDDEN, Reason.GONE, Reason.INVALID)


class Answers:
    """Replies, each in its place."""

    def __init__(self, workspaces: Workspaces, posts: Posts, turns: Turns, signs: Signs, streams: Streams) -> None:
        self._workspaces = workspaces
        self._posts = posts
        self._turns = turns
        self._signs = signs
        self._streams = streams
        self._promptless: set[str] = set()  # workspaces in which the bot is no agent

    async def defer(self, inbound: Inbound, words: str, *, private: bool) -> Receipt:
        """Acknowledge, and show the words until an answer stands in their place."""
        turn = self._turn(inbound)
        turn.deferred = True
        ref = MessageRef(inbound.where, "", inbound.thread)
        if not words or isinstance(inbound.what, HomeOpened | PaneOpened):
            turn.acknowledge()
            return Sent(ref)
        if private and not inbound.direct:
            self._announce(inbound, turn, words)
            return Sent(ref)
        if not isinstance(inbound.what, Command):
            turn.acknowledge()
        receipt = await asyncio.shield(turn.standing) if turn.standing else None
        if receipt is None:
            turn.standing = asyncio.create_task(self._signs.show(inbound, words))
            receipt = await self._signs.wait(turn.standing)
        if isinstance(receipt, Sent):
            turn.acknowledge()
        else:
            self._announce(inbound, turn, words)
        return receipt or Ambiguous("Slack has not taken the sign that it is read yet")

    async def reply(self, inbound: Inbound, message: Message, *, marker: str) -> Receipt:
        """Answer for all to see: on the page that was opened, in place of the standing words, or as a new post."""
        turn = self._turn(inbound)
        turn.acknowledge()
        turn.replied = True
        if isinstance(inbound.what, HomeOpened):
            return await self._show_home(inbound, message)
        if isinstance(inbound.what, PaneOpened):
            return await self._welcome(inbound, message, marker)
        standing = await self._signs.find(inbound, turn)
        if not standing and (streamed := await self._streams.reply(inbound, turn, message, marker)):
            return streamed
        if standing:
            receipt = await self._posts.update(standing, message, marker=marker)
            turn.doubtful = isinstance(receipt, Ambiguous)
            if not (isinstance(receipt, Rejected) and receipt.reason in _HOPELESS):
                turn.standing = None if isinstance(receipt, Sent) else turn.standing
                return receipt
            turn.standing = None
        receipt = await self._posts.send(inbound.where, message, marker=marker, thread=inbound.thread)
        if standing and isinstance(receipt, Sent):
            await self._posts.delete(standing)
        barred = isinstance(receipt, Rejected) and receipt.reason in _HOPELESS
        if barred and read_handle(inbound).response_url:
            return await self._respond(inbound, message, "ephemeral" if inbound.direct else "in_channel") or receipt
        return receipt

    async def reply_privately(self, inbound: Inbound, message: Message) -> Receipt:
        """Answer for the asker alone, and take back what was announced for all."""
        handle = read_handle(inbound)
        if inbound.direct:
            return await self.reply(inbound, message, marker="")
        turn = self._turn(inbound)
        turn.acknowledge()
        turn.replied = True
        receipt: Receipt | None = None
        if handle.response_url:
            receipt = await self._respond(inbound, message, "ephemeral")
        if receipt is None:
            receipt = await self._posts.whisper(inbound.where, inbound.who, message, handle.thread or None)
        if isinstance(receipt, Rejected) and receipt.reason in _HOPELESS and inbound.who.id:
            alone = await self._posts.send(replace(inbound.where, id=inbound.who.id), message, marker="")
            receipt = alone if isinstance(alone, Sent) else receipt
        standing = await self._signs.find(inbound, turn) if turn.standing else None
        if standing and isinstance(receipt, Sent):
            await self._posts.delete(standing)
            turn.standing = None
        return receipt

    async def open_form(self, inbound: Inbound, form: Form) -> Receipt:
        """Open a modal; after another form it takes that one's place."""
        turn = self._turn(inbound)
        ref = MessageRef(inbound.where, "", inbound.thread)
        handle = read_handle(inbound)
        try:
            view = render_form(form, write_metadata(inbound, form.value))
        except ValueError as error:
            return Rejected(Reason.INVALID, str(error))
        if isinstance(inbound.what, Submission) and turn.acknowledge({"response_action": "update", "view": view}):
            return Sent(ref)
        turn.acknowledge()
        workspace = await self._workspaces.find(inbound.where.workspace)
        if workspace is None:
            return UNINSTALLED
        if not handle.trigger_id:
            return Rejected(Reason.GONE, "nothing was pressed or typed that a form could open from")
        told = await ask(workspace.writing.views_open(trigger_id=handle.trigger_id, view=view))
        return Sent(replace(ref, id=word(told.data, "view", "id"))) if isinstance(told, Told) else told

    async def return_form(self, inbound: Inbound, errors: Mapping[str, str]) -> bool:
        """Give a form back while Slack still waits for what becomes of it."""
        turn = self._turns.find(inbound)
        if not (turn and errors and isinstance(inbound.what, Submission)):
            return False
        return turn.acknowledge(render_errors(errors))

    async def end(self, inbound: Inbound) -> None:
        """Take back what was announced where nothing came of it."""
        turn = self._turns.find(inbound)
        if turn and turn.standing and not turn.replied:
            standing = await self._signs.find(inbound, turn)
            if standing:
                await self._posts.delete(standing)

    def renew(self, inbound: Inbound) -> Inbound | None:
        """Give what shows the bot's page anew, after something was done on it that had an answer."""
        turn = self._turns.find(inbound)
        if isinstance(inbound.what, HomeOpened) or not (read_handle(inbound).home and turn and turn.replied):
            return None
        return replace(inbound, id=f"{inbound.id}/home", what=HomeOpened())

    def _turn(self, inbound: Inbound) -> Turn:
        """Give the turn; one of an earlier process is begun again, with what that left standing."""
        turn = self._turns.find(inbound)
        if turn is None:
            turn = self._turns.begin(inbound)
            turn.acknowledge()
            if isinstance(inbound.what, Command | Question | Shortcut):
                turn.standing = asyncio.create_task(self._signs.look(inbound))
        return turn

    def _announce(self, inbound: Inbound, turn: Turn, words: str) -> None:
        """Tell the asker alone, if it takes long: only the acknowledgement of a command can say something."""
        if not isinstance(inbound.what, Command):
            turn.acknowledge()
            return

        def shown() -> None:
            turn.told = True

        turn.acknowledge_after(SOON, {"response_type": "ephemeral", "text": escape(words)}, shown)

    async def _respond(self, inbound: Inbound, message: Message, kind: str) -> Receipt | None:
        """Post to the response address; None where it takes nothing any more."""
        handle, turn = read_handle(inbound), self._turn(inbound)
        in_place = turn.told or (handle.private and message.replaces)
        body: Json = {"response_type": kind, "replace_original": in_place, **said(render(message))}
        if kind == "in_channel":
            body |= {"replace_original": False, "unfurl_links": False, "unfurl_media": False}
        if handle.thread:
            body["thread_ts"] = handle.thread
        refusal = await self._workspaces.post_to(handle.response_url, body)
        if isinstance(refusal, Rejected) and refusal.reason in (Reason.GONE, Reason.INVALID, Reason.UNAVAILABLE):
            log.info("the response address of %s takes no more: %s", inbound.id, refusal.detail)
            return None
        return refusal or Sent(MessageRef(inbound.where, "", handle.thread or None))

    async def _show_home(self, inbound: Inbound, message: Message) -> Receipt:
        workspace = await self._workspaces.find(inbound.where.workspace)
        if workspace is None:
            return UNINSTALLED
        view = render_home(message)
        told = await ask(workspace.writing.views_publish(user_id=inbound.who.id, view=view))
        if isinstance(told, Ambiguous):  # a page may be shown twice
            told = await ask(workspace.writing.views_publish(user_id=inbound.who.id, view=view))
        ref = MessageRef(inbound.where, word(told.data, "view", "id") if isinstance(told, Told) else "")
        return Sent(ref) if isinstance(told, Told) else told

    async def _welcome(self, inbound: Inbound, message: Message, marker: str) -> Receipt:
        """Say the first words in a pane, and offer what may be asked there.

        An agent's conversation is opened again and again: there only the offer is made anew, and without a thread,
        with which Slack would ignore it: https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
        """
        receipt: Receipt = Sent(MessageRef(inbound.where, ""))
        if inbound.thread:
            first = replace(message, actions=())
            receipt = await self._posts.send(inbound.where, first, marker=marker, thread=inbound.thread)
        team = inbound.where.workspace
        prompts = [{name: word(each, name) for name in each} for each in render_prompts(message)]
        workspace = await self._workspaces.find(team)
        if prompts and workspace and isinstance(receipt, Sent) and (inbound.thread or team not in self._promptless):
            told = await ask(
                workspace.writing.assistant_threads_setSuggestedPrompts(
                    channel_id=inbound.where.id, thread_ts=inbound.thread, prompts=prompts
                )
            )
            if not isinstance(told, Told):
                log.info("the pane in %s offers nothing to ask: %s", inbound.where, told.detail)
            if isinstance(told, Rejected) and told.reason in (Reason.FORBIDDEN, Reason.INVALID) and not inbound.thread:
                self._promptless.add(team)
        return receipt
