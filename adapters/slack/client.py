"""Slack as a platform: slack-bolt hears, slack_sdk speaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from adapters.slack.settings import SlackSettings

NAME = "slack"


class SlackPlatform:
    """Slack, for one workspace or for all that installed the bot.

    ``clock`` gives the time, aware, for signatures and caches. Nothing is opened before ``listen`` or the first call.
    """

    def __init__(self, settings: SlackSettings, *, clock: Callable[[], datetime]) -> None:
        self.name = NAME
        self._settings = settings
        self._clock = clock
