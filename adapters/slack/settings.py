"""What an operator says about Slack: which tokens, which way in, which server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

API_URL = "https://slack.com/api/"
AUTHORIZE_URL = "https://slack.com/oauth/v2/authorize"
DEFAULT_PORT = 3000


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How to reach Slack, and how Slack reaches the bot.

    With ``app_token`` Slack is heard over Socket Mode; with ``signing_secret`` over signed HTTP on ``host`` and
    ``port``. ``client_id``, ``client_secret`` and ``token_key`` let several workspaces install the bot over OAuth;
    their tokens lie in ``data``, encrypted with a key made from ``token_key`` (any passphrase); ``bot_token`` is not
    used. ``api_url`` and
    ``authorize_url`` name another server than Slack's.
    """

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token_key: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    api_url: str = API_URL
    authorize_url: str = AUTHORIZE_URL
    data: Path = Path("data")

    def __post_init__(self) -> None:
        if not (self.bot_token or self.installs):
            raise ValueError("Slack needs SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to be installed")
        if not (self.app_token or self.signing_secret):
            raise ValueError("Slack needs SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for signed HTTP")
        if bool(self.client_id) != bool(self.client_secret):
            raise ValueError("Slack needs both SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to be installed over OAuth")
        if self.installs and not self.token_key:
            raise ValueError("Slack needs SLACK_TOKEN_KEY, any long passphrase, to keep workspaces' tokens encrypted")

    @property
    def installs(self) -> bool:
        """Whether several workspaces may install the bot over OAuth."""
        return bool(self.client_id and self.client_secret)

    @property
    def serves(self) -> bool:
        """Whether a web server is needed: for signed HTTP, or for the pages of OAuth."""
        return self.installs or not self.app_token
