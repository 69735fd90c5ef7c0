"""Every case of the table on Slack, Discord and the terminal: the real bot over real sockets, read from the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from briefings.ports import Annotator
from tests.conformance.cases import CASES
from tests.conformance.discord import discord
from tests.conformance.play import play
from tests.conformance.script import Case
from tests.conformance.slack import slack
from tests.conformance.stage import Driver, Impossible, Newsstand, Stage, Watch, opened, raised
from tests.conformance.terminal import terminal

PLATFORMS: Mapping[str, Callable[[Watch, Path], AbstractAsyncContextManager[Driver]]] = {
    "slack": slack,
    "discord": discord,
    "terminal": terminal,
}
NUMBERS = count(1)
pytestmark = pytest.mark.asyncio(loop_scope="module")


PLAYED = [
    pytest.param((name, empty), each, id=f"{name}-{each}")
    for name in PLATFORMS
    for empty in (False, True)
    for each in CASES
    if each.empty is empty
]


class Stages:
    """The bot of one platform. A case has people and channels of its own; at the terminal, a bot of its own."""

    def __init__(self, name: str, stand: Newsstand, watch: Watch, folder: Path) -> None:
        self.name = name
        self._stand, self._watch, self._folder = stand, watch, folder
        self._stack = AsyncExitStack()
        self._kept: Stage | None = None

    @asynccontextmanager
    async def get(self) -> AsyncIterator[Stage]:
        if self.name == "terminal":
            async with AsyncExitStack() as stack:
                yield await self._raise(stack)
            return
        if self._kept is None:
            self._kept = await self._raise(self._stack)
        yield self._kept

    async def close(self) -> None:
        await self._stack.aclose()

    async def _raise(self, stack: AsyncExitStack) -> Stage:
        driver = await stack.enter_async_context(PLATFORMS[self.name](self._watch, self._folder))
        return await stack.enter_async_context(raised(driver, self._stand, self._watch, f"ledger-{next(NUMBERS)}"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stages(
    request: pytest.FixtureRequest, annotator: Annotator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stages]:
    name, empty = request.param
    watch, folder = Watch(), tmp_path_factory.mktemp(name)
    async with opened(annotator, watch, folder, empty=empty) as stand:
        opening = Stages(name, stand, watch, folder)
        try:
            yield opening
        finally:
            await opening.close()


@pytest.mark.parametrize(("stages", "case"), PLAYED, indirect=["stages"], scope="module")
async def test_case(case: Case, stages: Stages) -> None:
    async with stages.get() as stage:
        if stages.name in case.lacks and stages.name not in case.instead:
            with pytest.raises(Impossible):
                await play(case, case.steps, stage)
        else:
            await play(case, case.instead.get(stages.name, case.steps), stage)
