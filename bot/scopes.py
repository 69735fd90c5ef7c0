"""What a channel may see: its workspace's sources and those that are shared with all, or those of them that it chose.

A direct conversation that belongs to no workspace sees what the person's last one sees.
"""

from __future__ import annotations

from adapters.inbound import Channel
from bot.commands.request import LOCAL
from bot.ledger.arrivals import DIRECTS
from bot.ledger.ledger import Ledger
from briefings.intake.ports import FeedStore
from briefings.models import Scope


class Scopes:
    """Gives a channel its scope; may be called from any thread.

    ``shared`` is the workspace of whoever runs the bot, whose sources every other one reads, too; "" for none.
    """

    def __init__(self, store: FeedStore, ledger: Ledger, shared: str = "") -> None:
        self._store = store
        self._ledger = ledger
        self._shared = shared

    def __call__(self, channel: Channel) -> Scope:
        """What a channel may see now."""
        if channel.workspace == DIRECTS:
            home = self._ledger.places.home(channel)
            return Scope(f"{channel.platform}/{home or DIRECTS}", shared=self._shared if home else "")
        workspace = workspace_of(channel)
        shared = "" if workspace == self._shared else self._shared
        choice = self._ledger.choice(channel)
        if choice.is_all:
            return Scope(workspace, shared=shared)
        following = [*self._store.following(workspace), *(self._store.following(shared) if shared else ())]
        return Scope(workspace, frozenset(each.name for each in following if choice.allows(each.feed)), shared)


def workspace_of(channel: Channel) -> str:
    """The workspace whose sources a channel takes: this machine's own, or one for each team on a platform."""
    return channel.workspace if channel.platform in LOCAL else f"{channel.platform}/{channel.workspace}"
