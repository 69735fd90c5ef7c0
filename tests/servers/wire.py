"""A wire that loses, doubts and delays: a platform on the other side of a socket, which outlives every killed bot.

One JSON line in, one out. ``send`` may be dropped before it counts or after, refused with a pause, accepted late, left
unanswered, or accepted and then called an error; ``find`` tells whether a marker is there. With ``remembers`` a second
send with a known marker makes no second post, as Discord's nonces do.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field

FAULTS = ("before", "after", "limited", "error after", "late", "hang")


@dataclass
class Wire:
    """The server's side: what was posted, by marker.

    Attributes:
        late: seconds after which a late post may still appear.
        chance: which faults come; None for none.
        remembers: whether a marker makes a second post impossible.
        pace: seconds that every answer takes.
    """

    late: float
    chance: random.Random | None
    remembers: bool = False
    pace: float = 0.0
    posts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    port: int = 0
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _stop: asyncio.Event | None = None

    def __enter__(self) -> Wire:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._loop
        assert self._stop
        assert self._thread
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await self._stop.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await reader.readline()
            if line:
                answer = await self._answer(json.loads(line))
                if answer is not None:
                    writer.write(json.dumps(answer).encode() + b"\n")
                    await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, asked: dict[str, str]) -> dict[str, object] | None:
        marker = asked["marker"]
        if asked["op"] == "find":
            return {"found": self.posts[marker] > 0}
        fault = self._fault()
        self.faults[fault] += 1
        if fault == "before":
            return None
        if fault == "limited":
            return {"limited": 0.05}
        if fault == "hang":
            await asyncio.sleep(30)
            return None
        if fault == "late":
            assert self.chance
            asyncio.get_running_loop().call_later(self.late * self.chance.uniform(0.5, 1.0), self._put, marker)
            return None
        await asyncio.sleep(self.pace)
        self._put(marker)
        if fault == "after":
            return None
        return {"error": 500} if fault == "error after" else {"id": marker}

    def _fault(self) -> str:
        if self.chance is None or self.chance.random() < 0.6:
            return ""
        return self.chance.choice(FAULTS)

    def _put(self, marker: str) -> None:
        if not (self.remembers and self.posts[marker]):
            self.posts[marker] += 1
