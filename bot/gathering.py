"""What the running bot does with the intake: polls, annotates, tells owners of sources that failed, forgets in time."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta, tzinfo
from functools import partial

from adapters.inbound import Channel
from adapters.platform import Limits
from adapters.split import split
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.present_sources import present_notice
from bot.service import Chore
from briefings.intake.newsdesk import Newsdesk
from briefings.intake.ports import Notice
from briefings.ports import Clock

log = logging.getLogger(__name__)

POLLING_RHYTHM = 10.0  # seconds
ANNOTATING_RHYTHM = 5.0
TELLING_RHYTHM = 60.0
FORGETTING_RHYTHM = 3600.0
FORGETTING_PAUSE = timedelta(days=1)


class Gathering:
    """The chores of the intake.

    Args:
        newsdesk: the intake.
        ledger: where notices are queued, and which articles were cited.
        limits_of: what a platform's messages hold, by its name; None for a platform that is not served.
        clock: the time.
        zone: in which times are told.
        wake: says that something was queued.
    """

    def __init__(
        self,
        newsdesk: Newsdesk,
        ledger: Ledger,
        limits_of: Callable[[str], Limits | None],
        *,
        clock: Clock,
        zone: tzinfo,
        wake: Callable[[], None],
    ) -> None:
        self._newsdesk = newsdesk
        self._ledger = ledger
        self._limits_of = limits_of
        self._clock = clock
        self._zone = zone
        self._wake = wake
        self._forgot = clock() - FORGETTING_PAUSE

    @property
    def chores(self) -> tuple[Chore, ...]:
        """Everything that is to be done at a rhythm."""
        return (
            Chore("polling", POLLING_RHYTHM, self.poll),
            Chore("annotating", ANNOTATING_RHYTHM, self._newsdesk.annotate_waiting),
            Chore("telling of sources that failed", TELLING_RHYTHM, self.tell),
            Chore("forgetting old articles", FORGETTING_RHYTHM, self.forget),
        )

    async def poll(self) -> None:
        """Begin to fetch what is due; a slow feed keeps no other waiting."""
        await self._newsdesk.begin_due(self._clock())

    async def tell(self) -> None:
        """Queue a word to whoever added a source that was stopped; once, for its cause is posted once."""
        for notice in await self._newsdesk.notices():
            post = self._post(notice)
            if post is not None:
                await self._newsdesk.apart(partial(self._ledger.post, [post], self._clock()))
                self._wake()
            await self._newsdesk.mark_told(notice)

    async def forget(self) -> None:
        """Compact what is older than the operator keeps it, once a day."""
        now = self._clock()
        if now - self._forgot >= FORGETTING_PAUSE:
            self._forgot = now
            compacted = await self._newsdesk.compact(now, self._ledger.cited)
            if compacted:
                log.info("%d articles are older than they are kept, and were compacted", compacted)

    def _post(self, notice: Notice) -> Post | None:
        where = notice.following.owner.channel
        limits = self._limits_of(Channel.parse(where).platform) if where else None
        if limits is None:
            log.warning("%s is %s: %s", notice.following.name, notice.standing.value, notice.error)
            return None
        return Post(notice_cause(notice), Channel.parse(where), split(present_notice(notice, self._zone), limits))


def notice_cause(notice: Notice) -> str:
    """What a notice is posted for: once a source and a stop."""
    source = hashlib.blake2b(f"{notice.following.workspace}\n{notice.following.feed}".encode(), digest_size=8)
    return f"source/{source.hexdigest()}/{notice.since:%Y%m%dT%H%M%S}"
