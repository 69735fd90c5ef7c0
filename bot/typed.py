"""How commands are typed where the reader is: with a slash in a chat, after the program's name at a shell. Pure."""

from __future__ import annotations

from dataclasses import dataclass

BARE = {"brief": "brief now", "sources": "sources list", "watch": "watch list"}
"""What a bare command means where only its subcommands can be typed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """How commands are typed where the reader is.

    ``local``: the reader sits at the machine that runs the bot, so that its files can be added; a shell is local.
    ``bare``: a command that has subcommands can be typed without one, which Discord does not let its people do.
    """

    shell: bool = False
    local: bool = False
    bare: bool = True

    def __call__(self, words: str) -> str:
        """A command without its beginning, as it is typed here."""
        if self.shell:
            return f"newsbrief {words}"
        return f"/{words if self.bare else BARE.get(words, words)}"


CHAT = Typed()
SHELL = Typed(shell=True, local=True)
