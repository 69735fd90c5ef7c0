"""A small workspace with the app in it, as most tests want it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.servers.slack import Conversation, Installation, SlackServer, Team, User


@dataclass(frozen=True)
class Town:
    """Anna runs the workspace, Ben is in it; the bot is in #news and in the private #desk, not in #harbour."""

    slack: SlackServer
    team: Team
    anna: User
    ben: User
    bot: Installation
    news: Conversation
    desk: Conversation
    harbour: Conversation


def build(slack: SlackServer, name: str = "Tamar Herald") -> Town:
    """Make the workspace."""
    world = slack.world
    team = world.add_team(name)
    anna = world.add_user(team, "anna", is_admin=True, is_owner=True)
    ben = world.add_user(team, "ben", tz="America/New_York")
    bot = world.install(team, anna)
    news = world.add_channel(team, "news", [anna, ben, bot.bot])
    desk = world.add_channel(team, "desk", [anna, bot.bot], kind="private")
    harbour = world.add_channel(team, "harbour", [anna, ben])
    return Town(slack, team, anna, ben, bot, news, desk, harbour)
