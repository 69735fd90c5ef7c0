"""The npm package discord-digital-twin in a process of its own, told what people do in lines of JSON."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

INSTALLED = Path("build/twin")
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Twin:
    """The running twin: where it is, and who is there."""

    process: asyncio.subprocess.Process
    api_url: str
    gateway_url: str
    token: str
    bot: str
    guild: str
    news: str
    ana: str

    async def order(self, do: str, **what: object) -> Any:
        """Let somebody do something, or look at something."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": do, **what}).encode() + b"\n")
        told = await _read(self.process)
        assert "failed" not in told, told["failed"]
        return told["done"]

    async def posts(self) -> list[Json]:
        """The bot's messages in the channel, the oldest first."""
        return list(await self.order("posts"))

    async def until(self, true: Callable[[list[Json]], object]) -> list[Json]:
        """Wait until the bot's messages are so."""
        async with asyncio.timeout(PATIENCE):
            while not true(posts := await self.posts()):
                await asyncio.sleep(0.05)
            return posts


@asynccontextmanager
async def running_twin() -> AsyncIterator[Twin]:
    """The twin, from its start to its end."""
    node = shutil.which("node")
    assert node, "Node is missing: install Node 20 or newer"
    script = INSTALLED / "start.mjs"
    assert script.exists(), "the twin is not installed: run `make test-twin`"
    process = await asyncio.create_subprocess_exec(
        node, script.name, cwd=INSTALLED, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
    )
    try:
        yield Twin(process, **await _read(process))
    finally:
        assert process.stdin
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _read(process: asyncio.subprocess.Process) -> Json:
    assert process.stdout
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    assert line, "the twin ended by itself"
    told: Json = json.loads(line)
    return told


def text_of(post: Json) -> str:
    """All words of a message, wherever they stand."""
    words = [post["content"], *(each.get("description", "") for each in post["embeds"])]
    return "\n".join([*words, *_words(post["components"])])


def _words(components: list[Json]) -> list[str]:
    found = []
    for each in components:
        found += [str(each[name]) for name in ("content", "label") if name in each]
        found += _words(each.get("components") or [])
    return found
