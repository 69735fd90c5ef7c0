"""In the agent's conversation an answer grows before the asker's eyes, and is there once and whole, whatever breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.controls import Button
from adapters.inbound import Inbound, MessageRef
from adapters.message import Message, heading, item, note, quote, say, source, text
from adapters.platform import Absent, Sent
from adapters.slack import client, workspaces
from adapters.slack.client import SlackPlatform
from adapters.slack.render import render
from tests.adapters.slack.desk import Desk, running, settings_for
from tests.contracts.hostile import HOSTILE
from tests.servers.slack import LOSSES, Fault, Post
from tests.servers.slack.calls import Call, RefusalError
from tests.servers.slack.town import Town

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
REUTERS = source("Reuters", "https://r.example/1", "12 May")
ANSWER = Message(
    (note("Answered"), text("Kim and Xi."), quote("Kim and Xi will come.", sources=[REUTERS])),
    "Kim and Xi.",
    (Button("Evidence", "answer.evidence", "t1"), Button("Watch", "answer.watch", "t1")),
)
METHODS = ("chat.startStream", "chat.appendStream", "chat.stopStream")


@pytest.fixture
async def desk(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(workspaces, "TIMEOUT", 0.5)
    async with running(town, settings_for(town, "socket", tmp_path)) as opened:
        opened.serve = answer
        yield opened


async def answer(platform: SlackPlatform, inbound: Inbound) -> None:
    """As the bot does: what may have got lost is looked for, and given again where it is not there."""
    await platform.defer(inbound, "Reading ...")
    await give(platform, inbound)


async def give(platform: SlackPlatform, inbound: Inbound, message: Message = ANSWER, marker: str = "m1") -> None:
    for _ in range(5):
        if isinstance(await platform.reply(inbound, message, marker=marker), Sent) or await is_there(
            platform, inbound, marker
        ):
            return
    raise AssertionError("the answer could not be given")


async def is_there(platform: SlackPlatform, inbound: Inbound, marker: str = "m1") -> bool:
    thread = MessageRef(inbound.where, inbound.thread) if inbound.thread else None
    return not isinstance(await platform.find(inbound.where, marker, since=SINCE, thread=thread), Absent)


async def ask(town: Town, desk: Desk, words: str = "who is attending?") -> Post:
    """Ask in the agent's conversation, and wait until that is done with."""
    heard = len(desk.heard)
    asked = await town.slack.message(town.anna, words)
    await town.slack.deliveries.settle()
    await town.slack.until(lambda: len(desk.heard) > heard)
    await asyncio.gather(*(turn.task for turn in desk.platform._turns._turns.values() if turn.task))
    return asked


def posts(town: Town) -> list[Post]:
    return town.slack.visible_posts(town.slack.direct(town.anna))


def is_whole(post: Post, message: Message = ANSWER, marker: str = "m1") -> bool:
    """Whether a post is what would have been posted, down to the last button, and is found as that."""
    wanted = [without_id(block) for block in render(message).blocks]
    metadata = {"event_type": "newsbrief_post", "event_payload": {"marker": marker}}
    closed = post.streaming_since is None
    return closed and [without_id(block) for block in post.blocks] == wanted and post.metadata == metadata


def without_id(block: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "block_id"}


async def test_an_answer_grows_in_the_questions_own_thread(town: Town, desk: Desk) -> None:
    asked = await ask(town, desk)
    (post,) = posts(town)
    assert is_whole(post)
    assert post.thread == asked.ts
    assert town.slack.called("assistant.threads.setStatus")[0]["status"] == "is reading ..."
    begun, gone_on, ended = (town.slack.called(method)[0] for method in METHODS)
    assert len(begun["chunks"][0]["blocks"]) == 1
    assert len(gone_on["chunks"][0]["blocks"]) == len(post.blocks) - 2
    assert [block["type"] for block in ended["blocks"]] == ["actions"]
    assert not town.slack.called("chat.postMessage")


async def test_the_next_answer_takes_three_calls_and_no_look(town: Town, desk: Desk) -> None:
    await ask(town, desk)
    looked = len(town.slack.called("conversations.replies"))
    desk.serve = lambda platform, inbound: give_after_deferring(platform, inbound, "m2")
    await ask(town, desk, "and who is not?")
    assert all(is_whole(post, marker=marker) for post, marker in zip(posts(town), ("m1", "m2"), strict=True))
    assert len(town.slack.called("conversations.replies")) == looked
    assert len(town.slack.called("chat.appendStream")) == 2


async def give_after_deferring(platform: SlackPlatform, inbound: Inbound, marker: str) -> None:
    await platform.defer(inbound, "Reading ...")
    await give(platform, inbound, marker=marker)


async def test_further_parts_of_an_answer_are_posted(town: Town, desk: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await answer(platform, inbound)
        await give(platform, inbound, say("Second"), "m2")

    desk.serve = serve
    await ask(town, desk)
    first, second = posts(town)
    assert is_whole(first)
    assert is_whole(second, say("Second"), "m2")
    assert len(town.slack.called("chat.startStream")) == 1


async def test_elsewhere_nothing_is_streamed(town: Town, desk: Desk) -> None:
    await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    assert not town.slack.called("chat.startStream")


async def test_other_peoples_words_do_not_come_alive(town: Town, desk: Desk) -> None:
    """What is live in a payload, the server's rules find."""
    given = [
        Message(
            (heading(f"{each} x"), item(f"{each} x", sources=[REUTERS]), quote(f"x {each}", sources=[REUTERS])), "Kim"
        )
        for each in HOSTILE
    ]
    numbers = iter(range(len(given)))

    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        number = next(numbers)
        await give(platform, inbound, given[number], f"m{number}")

    desk.serve = serve
    for _ in given:
        await ask(town, desk)
    shown = posts(town)
    assert all(is_whole(post, given[number], f"m{number}") for number, post in enumerate(shown))
    assert all("markdown_text" not in call for method in METHODS for call in town.slack.called(method))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", [*LOSSES, Fault.LATE], ids=lambda fault: fault.name)
@pytest.mark.parametrize("after", [True, False], ids=["taken", "not taken"])
async def test_whatever_is_lost_the_answer_is_there_once_and_whole(
    town: Town, desk: Desk, method: str, fault: Fault, after: bool
) -> None:
    town.slack.fail(method, fault, after=after)
    await ask(town, desk)
    (post,) = posts(town)
    assert is_whole(post)


async def test_a_stream_whose_beginning_is_there_but_was_not_told_is_not_waited_for(town: Town, desk: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        assert isinstance(await platform.reply(inbound, ANSWER, marker="m1"), Sent)

    desk.serve = serve
    town.slack.fail("chat.startStream", Fault.RST)
    await ask(town, desk)
    (post,) = posts(town)
    assert is_whole(post)


@pytest.mark.parametrize("method", METHODS)
async def test_too_many_calls_cost_no_answer(town: Town, desk: Desk, method: str) -> None:
    town.slack.fail(method, Fault.LIMITED)
    await ask(town, desk)
    (post,) = posts(town)
    assert is_whole(post)
    desk.serve = lambda platform, inbound: give_after_deferring(platform, inbound, "m2")
    await ask(town, desk, "and who is not?")
    assert len(town.slack.called("chat.startStream")) == 2


@pytest.mark.parametrize("lost", ["chat.stopStream", "chat.update"])
async def test_what_gets_lost_while_it_is_mended_is_mended_again(town: Town, desk: Desk, lost: str) -> None:
    town.slack.fail("chat.appendStream", Fault.ERROR_500, after=False)
    town.slack.fail(lost, Fault.ERROR_503, after=False)
    await ask(town, desk)
    (post,) = posts(town)
    assert is_whole(post)


async def test_a_stream_that_died_is_made_whole(town: Town, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(town, monkeypatch, "chat.appendStream", "message_not_in_streaming_state", dies=True)
    await ask(town, desk)
    (post,) = posts(town)
    assert is_whole(post)
    assert not town.slack.called("chat.postMessage")


async def test_a_stream_that_cannot_be_changed_gives_way_to_a_post(
    town: Town, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(town, monkeypatch, "chat.appendStream", "internal_error")
    refuse(town, monkeypatch, "chat.update", "cant_update_message")
    await ask(town, desk)
    (post,) = posts(town)
    assert is_whole(post)
    assert post.streamed_since is None


@pytest.mark.parametrize(
    "error",
    ["unknown_method", "not_allowed_token_type", "missing_scope", "channel_type_not_supported", "invalid_chunks"],
)
async def test_a_slack_without_streams_is_asked_once(
    town: Town, desk: Desk, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    refuse(town, monkeypatch, "chat.startStream", error)
    await ask(town, desk)
    desk.serve = lambda platform, inbound: give_after_deferring(platform, inbound, "m2")
    await ask(town, desk, "and who is not?")
    assert all(is_whole(post, marker=marker) for post, marker in zip(posts(town), ("m1", "m2"), strict=True))
    assert len(town.slack.called("chat.startStream")) == 1


@pytest.mark.parametrize("way", ["says yes", "knows no blocks", "keeps no metadata", "drops the buttons"])
async def test_a_slack_that_only_seems_to_stream_is_found_out(
    town: Town, desk: Desk, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "says yes":
        for method in METHODS:
            monkeypatch.setitem(town.slack._methods, method, lambda call: {"channel": "D1", "ts": "1.000001"})
    elif way == "knows no blocks":
        spoil(town, monkeypatch, lambda call: call.parameters.pop("chunks", None))
    else:
        lost = "metadata" if way == "keeps no metadata" else "blocks"
        spoil(town, monkeypatch, lambda call: call.parameters.pop(lost, None))
    await ask(town, desk)
    desk.serve = lambda platform, inbound: give_after_deferring(platform, inbound, "m2")
    await ask(town, desk, "and who is not?")
    assert all(is_whole(post, marker=marker) for post, marker in zip(posts(town), ("m1", "m2"), strict=True))
    assert len(town.slack.called("chat.startStream")) == 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("names", [True, False], ids=["named", "unnamed"])
async def test_a_stream_that_a_crash_broke_off_is_made_whole_by_the_next_process(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, names: bool
) -> None:
    monkeypatch.setattr(client, "LAST_WORDS", 0.0)
    if not names:  # as if Slack did not keep the ids of blocks
        spoil(town, monkeypatch, lambda call: [block.pop("block_id", None) for block in blocks_of(call)])
    settings = settings_for(town, "socket", tmp_path)
    town.slack.fail(method, Fault.HANG, after=True)
    async with running(town, settings, answer) as first:
        await town.slack.message(town.anna, "who is attending?")
        await town.slack.until(lambda: town.slack.called(method))
    async with running(town, settings) as second:
        if not await is_there(second.platform, first.heard[0]):
            await give(second.platform, first.heard[0])
    (post,) = posts(town)
    assert is_whole(post)
    assert not town.slack.called("chat.postMessage")


async def test_two_questions_in_one_thread_have_two_answers(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that is looked for is not taken for another's, which is still growing."""
    async with running(town, settings_for(town, "socket", tmp_path), answer) as desk:
        asked = await ask(town, desk)
        desk.serve = lambda platform, inbound: give_after_deferring(platform, inbound, "m2")
        town.slack.fail("chat.startStream", Fault.RST, after=False)
        open_stream = posts(town)[0]
        open_stream.metadata, open_stream.streaming_since = None, town.slack.world.clock()
        await town.slack.message(town.anna, "and who is not?", thread=asked)
        await town.slack.until(lambda: len(posts(town)) == 2)
    assert is_whole(posts(town)[1], marker="m2")
    assert open_stream.streaming_since is not None


def refuse(town: Town, monkeypatch: pytest.MonkeyPatch, method: str, error: str, *, dies: bool = False) -> None:
    """Let Slack refuse a method from now on."""

    def answer_call(call: Call) -> dict[str, Any]:
        if dies:
            posts(town)[-1].streaming_since = None
        raise RefusalError(error)

    monkeypatch.setitem(town.slack._methods, method, answer_call)


def spoil(town: Town, monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Let Slack lose a part of each call."""

    def losing(kept: Any) -> Any:
        def answer_call(call: Call) -> dict[str, Any]:
            change(call)
            told: dict[str, Any] = kept(call)
            return told

        return answer_call

    for method in METHODS:
        monkeypatch.setitem(town.slack._methods, method, losing(town.slack._methods[method]))


def blocks_of(call: Call) -> list[dict[str, Any]]:
    return [block for chunk in call.parameters.get("chunks", []) for block in chunk["blocks"]]
