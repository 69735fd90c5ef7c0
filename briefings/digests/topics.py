"""What of a digest is about a topic (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefings.models import Bullet
from briefings.stories.signatures import stems


def on_topic(bullets: Iterable[Bullet], words: Sequence[str]) -> tuple[Bullet, ...]:
    """The bullets that hold one of the words, or rest on a sentence that does, whatever its inflection."""
    wanted = {stem for word in words for stem in stems(word)}
    return tuple(bullet for bullet in bullets if wanted & _stems(bullet))


def _stems(bullet: Bullet) -> set[str]:
    return {stem for text in (bullet.text, *(cited.quote for cited in bullet.citations)) for stem in stems(text)}
