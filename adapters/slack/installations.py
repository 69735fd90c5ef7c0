"""The workspaces that installed the bot over OAuth, one encrypted file each; their tokens never lie open on disk."""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from logging import Logger
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

log = logging.getLogger(__name__)

STATE_LIFE = 600  # seconds between the page that begins an installation and the one that ends it
_ID = re.compile(r"[A-Z0-9]{2,32}\Z")
_SUFFIX = ".token"


def make_cipher(passphrase: str, folder: Path) -> Fernet:
    """Make the cipher of a folder from any passphrase; the folder's salt is made once, and is no secret."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "salt"
    if not path.exists():
        _write(path, secrets.token_bytes(16))
    key = Scrypt(salt=path.read_bytes(), length=32, n=2**14, r=8, p=1).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))


class EncryptedInstallations(AsyncInstallationStore):
    """slack_sdk's store of installations: the latest of each workspace or organisation, whole and encrypted."""

    def __init__(self, folder: Path, cipher: Fernet) -> None:
        self._folder = folder
        self._cipher = cipher

    @property
    def logger(self) -> Logger:
        """The log that slack_sdk asks for."""
        return log

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; it takes the place of an earlier one.

        Raises:
            ValueError: it belongs to no workspace.
        """
        owner = installation.enterprise_id if installation.is_enterprise_install else installation.team_id
        if not owner or not _ID.match(owner):
            raise ValueError(f"an installation needs a workspace's id, not {owner!r}")
        whole = json.dumps(installation.to_dict(), default=str).encode()
        _write(self._folder / f"{owner}{_SUFFIX}", self._cipher.encrypt(whole))

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Give a workspace's installation, or that of its organisation."""
        for owner in (None if is_enterprise_install else team_id, enterprise_id):
            found = self._read(owner) if owner else None
            if found:
                return found
        return None

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Give a workspace's bot, or that of its organisation."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace, or an organisation where no workspace is named."""
        owner = team_id or enterprise_id
        if owner and _ID.match(owner):
            (self._folder / f"{owner}{_SUFFIX}").unlink(missing_ok=True)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget a workspace; people have no tokens of their own here."""
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    def organisations(self) -> list[str]:
        """Give the organisations that installed the bot for all their workspaces."""
        return sorted(path.stem for path in self._folder.glob(f"E*{_SUFFIX}"))

    def _read(self, owner: str) -> Installation | None:
        path = self._folder / f"{owner}{_SUFFIX}"
        if not (_ID.match(owner) and path.exists()):
            return None
        try:
            return Installation(**json.loads(self._cipher.decrypt(path.read_bytes())))
        except (InvalidToken, ValueError, TypeError):
            log.error("%s cannot be read with this SLACK_TOKEN_KEY: set the old key, or install the bot again", path)
            return None


class SignedStates(AsyncOAuthStateStore):
    """What comes back with an installation proves that it began here, lately, and comes back once."""

    def __init__(self, cipher: Fernet, clock: Callable[[], datetime]) -> None:
        self._cipher = cipher
        self._clock = clock
        self._used: dict[str, int] = {}

    @property
    def logger(self) -> Logger:
        """The log that slack_sdk asks for."""
        return log

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """Make a state."""
        return self._cipher.encrypt_at_time(secrets.token_bytes(8), self._now()).decode()

    async def async_consume(self, state: str) -> bool:
        """Take a state back; False for one that is foreign, late or used."""
        now = self._now()
        self._used = {each: at for each, at in self._used.items() if now - at <= STATE_LIFE}
        try:
            self._cipher.decrypt_at_time(state.encode(), STATE_LIFE, now)
        except InvalidToken:
            return False
        fresh = state not in self._used
        self._used[state] = now
        return fresh

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes only."""
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
