"""A bot of its own process that serves the wire: what `newsbrief run` does, with another platform.

``python -m tests.scenarios.served FOLDER PORT SETTLE NONCE`` runs until SIGTERM or Ctrl-C.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from adapters.inbound import Channel
from bot.cli.options import LOG_FORMAT
from bot.cli.serving import talk
from bot.config import Settings
from bot.wiring import open_newsroom
from tests.scenarios.killed import Orders, WirePlatform


def main() -> None:
    """Serve."""
    folder, port, settle, nonce = sys.argv[1:]
    logging.basicConfig(level="WARNING", format=LOG_FORMAT)
    orders = Orders(Path(folder), int(port), float(settle), float(nonce))
    settings = Settings(data=orders.folder)
    with open_newsroom(settings) as newsroom:
        asyncio.run(talk(newsroom, settings, WirePlatform(orders), Channel("wire", "w", "welcome")))


if __name__ == "__main__":
    main()
