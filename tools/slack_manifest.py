"""Write adapters/slack/manifest.json from the command table; with an address, print the one for signed HTTP.

python tools/slack_manifest.py
python tools/slack_manifest.py https://bot.example.org
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "adapters" / "slack" / "manifest.json"


def write_manifest(address: str = "") -> str:
    """Give the manifest's text."""
    from adapters.slack.manifest import make_manifest
    from bot.commands import shortcuts
    from bot.commands.table import COMMANDS

    names = {shortcuts.ASK: "Ask about this", shortcuts.ADD: "Add link to the newsroom"}
    return json.dumps(make_manifest(COMMANDS, names, address.rstrip("/")), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if len(sys.argv) > 1:
        print(write_manifest(sys.argv[1]), end="")
    else:
        FILE.write_text(write_manifest(), "utf-8")
