"""What `newsbrief check` finds out about the tokens, from servers that answer like the platforms."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.cli.tokens import trials
from bot.config import Settings
from briefings.errors import SettingError

GOOD = {"xoxb-good", "xapp-good", "discord-good"}
TOLD = {
    "/api/auth.test": {"ok": True, "team": "Acme", "team_id": "T1", "user": "newsbrief"},
    "/api/apps.connections.open": {"ok": True, "url": "wss://example.org"},
    "/api/users/@me": {"id": "1", "username": "newsbrief"},
}


class Doorkeeper(BaseHTTPRequestHandler):
    def answer(self) -> None:
        let_in = self.headers["Authorization"].split()[1] in GOOD
        is_discord = self.path.endswith("@me")
        body = TOLD[self.path] if let_in else {"ok": False, "error": "invalid_auth"}
        self.send_response(401 if is_discord and not let_in else 200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    do_GET = do_POST = answer  # noqa: N815 -- the names that http.server calls

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Doorkeeper) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}/api"
        httpd.shutdown()
        thread.join()


def settings(server: str, **tokens: str) -> Settings:
    return Settings.model_validate({"slack_api_url": f"{server}/", "discord_api_url": server, **tokens})


def test_good_tokens_tell_whose_they_are_and_which_workspace_that_is(server: str) -> None:
    tokens = {"slack_bot_token": "xoxb-good", "slack_app_token": "xapp-good", "discord_token": "discord-good"}
    bot, app, discord = (trial.try_out() for trial in trials(settings(server, **tokens)))
    assert bot == "the bot is @newsbrief in Acme; its news is the workspace slack/T1"
    assert app == "Socket Mode lets us in"
    assert discord.startswith("the bot is newsbrief")


@pytest.mark.parametrize(
    ("name", "fix"),
    [("slack_bot_token", "OAuth & Permissions"), ("slack_app_token", "connections:write"), ("discord_token", "reset")],
)
def test_a_token_that_is_refused_names_its_setting_and_the_fix_but_not_itself(server: str, name: str, fix: str) -> None:
    (trial,) = trials(settings(server, **{name: "xoxb-bad"}))
    with pytest.raises(SettingError, match=name.upper()) as refusal:
        trial.try_out()
    assert fix in str(refusal.value)
    assert "xoxb-bad" not in str(refusal.value)


def test_a_platform_that_cannot_be_reached_is_no_fault_of_the_token() -> None:
    (trial,) = trials(settings("http://127.0.0.1:9", discord_token="discord-good"))
    with pytest.raises(SettingError, match="cannot be reached"):
        trial.try_out()
