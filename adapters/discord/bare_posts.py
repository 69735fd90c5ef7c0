"""Posts on a server that keeps no buttons, in whose ids the markers are: there a post is known by what it says.

Discord keeps them, so nothing is ever found here on Discord. On other servers a post that says the same, word by word,
and was made since the first try is taken for that try: rather one too few than the same twice.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from adapters.discord.payloads import Payload, take_all, word

_KEPT = 200


class BarePosts:
    """Remembers, for each marker that was looked for in vain, which of the bot's posts could be the one."""

    def __init__(self) -> None:
        self._candidates: OrderedDict[str, Sequence[Payload]] = OrderedDict()

    def note(self, marker: str, ours: Sequence[Payload]) -> None:
        """Keep the bot's own posts among which a marker is not, if none of them has a button left."""
        if ours and not any(take_all(post, "components") for post in ours):
            self._candidates[marker] = ours
            while len(self._candidates) > _KEPT:
                self._candidates.popitem(last=False)

    def take(self, marker: str, *bodies: Mapping[str, object]) -> Payload | None:
        """Give the post that says what is about to be said, in the one way or the other."""
        found = self._candidates.pop(marker, ())
        return next((post for post in found for body in bodies if _words(body) and _says(post, body)), None)


def _says(post: Payload, body: Mapping[str, object]) -> bool:
    """Whether a post says what a body does, as far as its server keeps cards at all."""
    shown = _words(post)
    return shown == _words(body) if take_all(post, "embeds") else shown == _words({"content": body.get("content")})


def _words(body: Mapping[str, object]) -> list[str]:
    said = [word(body, "content")]
    for card in take_all(body, "embeds"):
        said += [word(card, "title"), word(card, "description")]
    return [" ".join(each.split()) for each in said if each.strip()]
