"""Installing the bot into a workspace over OAuth: Bolt's pages, our store.

https://docs.slack.dev/authentication/installing-with-oauth
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.installations import STATE_LIFE, EncryptedInstallations, SignedStates, make_cipher
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import AUTHORIZE_URL, SlackSettings
from adapters.slack.web import INSTALL, REDIRECT
from adapters.slack.workspaces import Workspaces


class Installing:
    """What installations need: where their tokens lie, and the pages."""

    def __init__(self, settings: SlackSettings, clock: Callable[[], datetime]) -> None:
        folder = settings.data / "slack"
        cipher = make_cipher(settings.token_key, folder)
        self._settings = settings
        self._states = SignedStates(cipher, clock)
        self.store = EncryptedInstallations(folder, cipher)

    def flow(self, workspaces: Workspaces, address: str) -> AsyncOAuthFlow:
        """Make the pages: the one that asks, and the one at ``address`` that Slack leads back to."""
        return _Flow(self._settings, self.store, self._states, workspaces, address)


class _Flow(AsyncOAuthFlow):
    def __init__(
        self,
        settings: SlackSettings,
        store: EncryptedInstallations,
        states: SignedStates,
        workspaces: Workspaces,
        address: str,
    ) -> None:
        super().__init__(
            client=workspaces.client(None, []),
            settings=AsyncOAuthSettings(
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                scopes=list(SCOPES),
                user_scopes=[],
                # Slack knows the address from the app's settings, better than we do behind a proxy; others do not.
                redirect_uri=None if settings.authorize_url == AUTHORIZE_URL else address,
                install_path=INSTALL,
                redirect_uri_path=REDIRECT,
                authorization_url=settings.authorize_url,
                installation_store=store,
                state_store=states,
                state_expiration_seconds=STATE_LIFE,
            ),
        )
        self._workspaces = workspaces

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        await super().store_installation(request, installation)
        self._workspaces.forget(installation.team_id or "")
