"""The whole bot on Slack and Discord, as `newsbrief run` serves them, to be killed and begun again at once.

``python -m tests.scenarios.chat.forked ORDERS`` waits for lines on standard input; at each it forks a process that
serves from the files alone, as after a crash, and prints its number. Forking from a process that has everything
imported and the language models loaded makes hundreds of restarts a matter of minutes. Beside that only the times are
others: nobody waits a minute for what a server of this machine does late.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from adapters.discord.client import DiscordPlatform
from adapters.discord.settings import DiscordSettings, Timing
from adapters.platform import Platform
from adapters.slack import workspaces
from adapters.slack.client import SlackPlatform
from adapters.slack.settings import SlackSettings
from bot.cli.options import LOG_FORMAT
from bot.cli.serving import run_bot
from bot.config import Settings
from bot.wiring import load_annotator, open_newsroom, utc_now
from briefings.ports import Annotator

TIMING = Timing(request=0.6, between=0.01, pause=0.05)
ONE_CALL = 0.8  # seconds for a call of Slack's


@dataclass(frozen=True)
class Orders:
    """Where the bot is to serve; ``settle`` is after how many seconds what was not answered cannot arrive any more."""

    folder: str
    slack_token: str
    slack_app_token: str
    slack_url: str
    discord_token: str
    discord_url: str
    discord_gateway: str
    settle: float
    nonce: float

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def platforms(orders: Orders) -> list[Platform]:
    """Both platforms with the real SDKs."""
    slack = SlackPlatform(
        SlackSettings(
            bot_token=orders.slack_token,
            app_token=orders.slack_app_token,
            api_url=orders.slack_url,
            data=Path(orders.folder),
        ),
        clock=utc_now,
    )
    slack.limits = replace(slack.limits, settle_time=orders.settle, posts_per_second=200.0)
    discord = DiscordPlatform(
        DiscordSettings(orders.discord_token, api_url=orders.discord_url, gateway_url=orders.discord_gateway),
        clock=utc_now,
        timing=TIMING,
    )
    discord.limits = replace(discord.limits, settle_time=orders.settle, nonce_time=orders.nonce, posts_per_second=200.0)
    return [slack, discord]


def serve(orders: Orders, annotator: Annotator) -> None:
    """Serve until SIGTERM, or until killed."""
    settings = Settings(data=Path(orders.folder), reader=False)
    with open_newsroom(settings, lambda: annotator) as newsroom:
        asyncio.run(run_bot(newsroom, settings, platforms(orders)))


def main() -> None:
    """Fork a bot at every line."""
    orders = Orders(**json.loads(sys.argv[1]))
    logging.basicConfig(level=os.environ.get("LEVEL", "ERROR"), format=LOG_FORMAT)
    vars(workspaces)["TIMEOUT"] = ONE_CALL
    annotator = load_annotator()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no process waits for a killed one
    print("ready", flush=True)
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            with suppress(KeyboardInterrupt):
                serve(orders, annotator)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
