"""Every command that stands alone, mentions, a button and a menu of messages on a Discord that others simulated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import discord
import simcord

from bot.commands.table import COMMANDS
from bot.config import Settings
from bot.wiring import Newsroom, open_ledger
from tests.scenarios.discord.simulated import SimulatedWire, listen_to, simulated
from tests.service import assemble

ALONE = [
    " ".join(filter(None, (command.name, each.name if each else "")))
    for command in COMMANDS
    for each in (command.subcommands or (None,))
    if not any(parameter.required for parameter in (each or command).parameters)
]


@dataclass
class Scene:
    """A channel with somebody in it."""

    env: simcord.Env
    wire: SimulatedWire
    channel: simcord.ChannelHandle
    ana: simcord.MemberActor
    bot: discord.ClientUser


@asynccontextmanager
async def scene_of(newsroom: Newsroom, tmp_path: Path) -> AsyncIterator[Scene]:
    """The bot in the simulation; no fixture, since simcord wants to be left in the task that entered it."""
    with open_ledger(Settings(data=tmp_path)) as ledger:
        async with simulated() as (platform, env, wire):
            service = assemble(newsroom, ledger, platform, clock=env.now)
            await service.introduce(COMMANDS)
            guild = env.create_guild()
            channel = guild.create_text_channel("news")
            ana = guild.add_member(env.create_user("ana"))
            wire.refused.clear()
            listen_to(platform, service.receptions["discord"].receive)
            user = platform._connection.client and platform._connection.client.user
            assert user
            yield Scene(env, wire, channel, ana, user)
        for pool in (service._answering, service._prompt, service._planning, service._settling):
            pool.shutdown()


async def test_every_command_that_stands_alone_is_answered(newsroom: Newsroom, tmp_path: Path) -> None:
    async with scene_of(newsroom, tmp_path) as scene:
        silent = []
        for line in ALONE:
            result = await scene.ana.slash(scene.channel, line)
            answers = [each for each in (result.response, *result.followups) if each]
            if not (result.modal or any(each.content or each.embeds for each in answers)):
                silent.append((line, result))
        assert scene.wire.refused == []
        assert silent == []


async def test_a_question_is_answered_and_its_buttons_work(newsroom: Newsroom, tmp_path: Path) -> None:
    async with scene_of(newsroom, tmp_path) as scene:
        result = await scene.ana.slash(scene.channel, "ask", question="who is attending?")
        assert result.response
        assert "Attending" in "".join(each.description or "" for each in result.response.embeds)
        (evidence,) = (await scene.ana.click(result.response.message, label="Evidence")).followups
        assert evidence.ephemeral
        assert scene.wire.refused == []


async def test_a_mention_is_answered(newsroom: Newsroom, tmp_path: Path) -> None:
    async with scene_of(newsroom, tmp_path) as scene:
        await scene.ana.send(scene.channel, f"<@{scene.bot.id}> who is attending?")
        message = scene.channel.last_message
        assert message
        assert message.author.id == scene.bot.id
        assert "Attending" in "".join(each.description or "" for each in message.embeds)
        assert scene.wire.refused == []


async def test_a_messages_menu_asks_about_it(newsroom: Newsroom, tmp_path: Path) -> None:
    async with scene_of(newsroom, tmp_path) as scene:
        said = await scene.ana.send(scene.channel, "The King is attending the parade.")
        shown = await scene.ana.context_menu(scene.channel, "Ask about this", said)
        assert shown.modal
        assert scene.wire.refused == []
