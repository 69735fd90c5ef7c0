"""Slack's own side, written to its documentation: what the real SDK talks to in the tests.

::

    async with SlackServer() as slack:
        team = slack.world.add_team("Tamar Herald")
        anna = slack.world.add_user(team, "anna", is_admin=True)
        bot = slack.world.install(team, anna)                        # bot.token is SLACK_BOT_TOKEN
        news = slack.world.add_channel(team, "news", [anna, bot.bot])
        ...                                                          # start the bot on slack.api_url
        await slack.sockets.until_connected()
        await slack.type_command(anna, news, "/ask who is attending?")
        print(slack.screen(news, anna))

Nothing leaves 127.0.0.1; what breaks Slack's rules is in ``slack.violations``.
"""

from tests.servers.slack.deliveries import Ack, sign
from tests.servers.slack.faults import LOSSES, Fault
from tests.servers.slack.people import People
from tests.servers.slack.world import ALL_SCOPES, App, Conversation, Installation, Post, Team, User

__all__ = [
    "ALL_SCOPES",
    "LOSSES",
    "Ack",
    "App",
    "Conversation",
    "Fault",
    "Installation",
    "Post",
    "SlackServer",
    "Team",
    "User",
    "sign",
]


class SlackServer(People):
    """Slack on 127.0.0.1, with everything that people do there."""
