"""Slack as people use it: the real platform over Socket Mode, with the scopes, events and commands of the bot's manifest."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from adapters.inbound import Channel
from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from tests.conformance.script import (
    Answer,
    Begin,
    Close,
    Deed,
    Fill,
    Invite,
    Open,
    Press,
    Role,
    Say,
    Type,
    Use,
    Value,
    Where,
    Who,
)
from tests.conformance.stage import PATIENCE, SETTLE_TIME, Impossible, Watch, is_label
from tests.servers.slack import App, Conversation, Installation, Post, SlackServer, User, controls
from tests.servers.slack.screen import Screen
from tests.servers.slack.world import Json


class SlackScene:
    """Anna runs the workspace; Ben, Nora and the guest Gus are in it, Fay is of another one."""

    def __init__(self, slack: SlackServer, bot: Installation, number: int) -> None:
        self._slack = slack
        world, team = slack.world, bot.team
        abroad = world.add_team(f"Abroad {number}")
        ben = world.add_user(team, f"ben{number}")
        self._people = {
            Who.SOMEBODY: ben,
            Who.READER: ben,
            Who.MANAGER: world.add_user(team, f"anna{number}", is_admin=True),
            Who.NAMED: world.add_user(team, f"nora{number}"),
            Who.GUEST: world.add_user(team, f"gus{number}", is_restricted=True),
            Who.FOREIGNER: world.add_user(abroad, f"fay{number}"),
        }
        chief = self._people[Who.MANAGER]
        residents = [each for who, each in self._people.items() if who not in (Who.FOREIGNER, Who.SOMEBODY)]
        members = [*residents, bot.bot]
        self._rooms = {
            Where.NEWS: world.add_channel(team, f"news-{number}", members, creator=chief),
            Where.OTHER: world.add_channel(team, f"sport-{number}", members, creator=chief),
            Where.SHARED: world.add_channel(
                team, f"shared-{number}", [*members, self._people[Who.FOREIGNER]], creator=chief, shared_with=[abroad]
            ),
            Where.NEW: world.add_channel(team, f"new-{number}", residents, creator=chief),
        }

    async def do(self, deed: Deed, who: Who, where: Where) -> None:
        slack, user, room = self._slack, self._person(who), self._room(where, who)
        if isinstance(deed, Type):
            self._require_home_team(who)
            ack = await slack.type_command(user, room, deed.line)
            if ack.reason == "no such command":
                raise Impossible(f"{deed.line} is no command here")
        elif isinstance(deed, Say):
            await (slack.message(user, deed.words) if room.is_direct else slack.mention(user, room, deed.words))
        elif isinstance(deed, Answer):
            post = self._visible(who, where)[-1]
            named = f"@{slack.bot_for(room).name} " if deed.names else ""
            await slack.say(user, room, named + deed.words, thread=post)
        elif isinstance(deed, Press):
            await self._press(deed, who, where)
        elif isinstance(deed, Fill):
            try:
                await slack.submit(user, {label: self._picked(value) or () for label, value in deed.answers.items()})
            except LookupError as error:
                raise Impossible(str(error)) from error
        elif isinstance(deed, Use):
            self._require_home_team(who)
            author = self._people[who.other]
            await slack.use_shortcut(user, room, await slack.say(author, room, deed.words), deed.entry)
        elif isinstance(deed, Open):
            if where is Where.HOME:
                await slack.open_home(user)
            else:
                await slack.open_messages(user)
        elif isinstance(deed, Invite):
            await slack.invite_bot(room, user)
        elif isinstance(deed, Close):
            await slack.archive(room, user)
        elif isinstance(deed, Begin):
            raise Impossible("Slack completes nothing in commands")

    def posts(self, who: Who, where: Where) -> dict[str, str]:
        eyes = Screen(self._slack.world, self._person(who))
        shown = {str(id(post)): eyes.read_post(post) for post in self._visible(who, where)}
        if where is Where.PANE:
            shown["prompts"] = "\n".join(each["title"] for each in self._prompts(who))
        return {key: text for key, text in shown.items() if text}

    def bystander(self, who: Who, where: Where) -> Who | None:
        return who.other if where in self._rooms else None

    def form(self, who: Who) -> str:
        return self._slack.modal(self._person(who))

    def page(self, who: Who) -> str:
        return self._slack.home(self._person(who))

    def offered(self, who: Who) -> str:
        return ""

    def at(self, where: Where, who: Who) -> Channel:
        room = self._room(where, who)
        return Channel("slack", room.team.id, room.id)

    async def _press(self, deed: Press, who: Who, where: Where) -> None:
        slack, user, room = self._slack, self._person(who), self._room(where, who)
        if where is Where.PANE:  # what is offered there is sent as words
            prompt = next(each for each in self._prompts(who) if each["title"] == deed.label)
            await slack.message(user, prompt["message"])
            return
        if where is Where.HOME:
            blocks = slack.surfaces.homes[user.team.id, user.id].definition["blocks"]
            await slack.press_home(user, *_wanted(blocks, deed))
            return
        for post in reversed(self._visible(who, where)):
            try:
                wanted = _wanted(post.blocks, deed)
            except LookupError:
                continue
            await slack.press(user, room, post, *wanted)
            return
        raise Impossible(f"nothing offers {deed}; there is:\n{slack.screen(room, user)}")

    def _prompts(self, who: Who) -> list[Json]:
        """What the conversation with the agent offers at its top."""
        pane = self._slack.surfaces.panes.get((self._room(Where.PANE, who).id, ""))
        return pane.prompts if pane else []

    def _visible(self, who: Who, where: Where) -> list[Post]:
        user = self._person(who)
        posts = self._room(where, who).posts
        return [post for post in posts if post.only in (None, user) and (post.by_app or post.user.id == "USLACKBOT")]

    def _person(self, who: Who) -> User:
        if who not in self._people:
            raise Impossible("on Slack the bot is in the workspace or nowhere")
        return self._people[who]

    def _room(self, where: Where, who: Who) -> Conversation:
        if where is Where.AWAY:
            raise Impossible("on Slack the bot is in the workspace or nowhere")
        if where in self._rooms:
            return self._rooms[where]
        return self._slack.direct(self._person(who))

    def _picked(self, value: Value) -> str:
        if isinstance(value, Role):
            raise Impossible("Slack has no picker for user groups")
        if isinstance(value, Who):
            return self._people[value].id
        return self._rooms[value].id if isinstance(value, Where) else value

    def _require_home_team(self, who: Who) -> None:
        if who is Who.FOREIGNER:
            raise Impossible("Slack shows people of another workspace none of the app's commands and menus")


class SlackDriver:
    """One workspace, and the bot's connection to it."""

    returns_forms = True

    def __init__(self, slack: SlackServer, watch: Watch, folder: Path) -> None:
        self._slack = slack
        team = slack.world.add_team("Tamar Herald")
        self._bot = slack.world.install(team, slack.world.add_user(team, "olga", is_owner=True))
        settings = SlackSettings(
            bot_token=self._bot.token, app_token=slack.app.app_token, api_url=slack.api_url, data=folder
        )
        self.platform = SlackPlatform(settings, clock=watch.now)
        self.platform.limits = replace(self.platform.limits, settle_time=SETTLE_TIME)

    def scene(self, number: int) -> SlackScene:
        return SlackScene(self._slack, self._bot, number)

    @property
    def violations(self) -> Sequence[str]:
        return self._slack.violations


@asynccontextmanager
async def slack(watch: Watch, folder: Path) -> AsyncIterator[SlackDriver]:
    manifest: Json = json.loads((files("adapters.slack") / "manifest.json").read_text("utf-8"))
    async with SlackServer(App.from_manifest(manifest), clock=watch.seconds) as server:
        server.deliveries.patience = server.surfaces.trigger_life = PATIENCE  # Slack's own are tested elsewhere
        yield SlackDriver(server, watch, folder)


def _wanted(blocks: Sequence[Json], deed: Press) -> list[str]:
    """A control's own name, and the choice that begins so."""
    for _, element in controls.elements(blocks):
        label = controls.words(element.get("text")) or controls.words(element.get("placeholder"))
        if not is_label(label, deed.label):
            continue
        if not deed.choice:
            return [element["action_id"]]
        for option in element.get("options", ()):
            if controls.words(option["text"]).startswith(deed.choice):
                return [element["action_id"], option["value"]]
    raise LookupError(deed.label)
