"""What a channel does not want to read: words, people, places and sources. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefings.models import Bullet, StoryDigest


def without(told: StoryDigest, mutes: Sequence[str]) -> StoryDigest | None:
    """A story without what is muted; None where nothing is left.

    A muted word in the headline mutes the whole story; a muted source leaves those bullets that others say as well.
    """
    if not mutes:
        return told
    muted = [re.compile(rf"(?<!\w){re.escape(each.strip())}(?!\w)", re.IGNORECASE) for each in mutes if each.strip()]
    if any(each.search(told.story.headline) for each in muted):
        return None
    sources = {each.strip().casefold() for each in mutes}
    kept = tuple(bullet for bullet in told.bullets if _is_heard(bullet, muted, sources))
    return replace(told, bullets=kept) if kept else None


def _is_heard(bullet: Bullet, muted: Sequence[re.Pattern[str]], sources: set[str]) -> bool:
    if any(each.search(bullet.text) for each in muted):
        return False
    return any(source.casefold() not in sources for source in bullet.sources)
