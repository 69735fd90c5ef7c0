"""The terminal platform: the same commands as in chat, with no token."""

from adapters.console.client import ConsolePlatform
from adapters.console.render import render_text

__all__ = ["ConsolePlatform", "render_text"]
