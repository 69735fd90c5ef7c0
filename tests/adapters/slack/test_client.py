"""What people on Slack notice of the bot, over the real SDK, real sockets and both ways in."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.controls import Button, Field, FieldKind, Form
from adapters.inbound import (
    Change,
    Channel,
    Command,
    HomeOpened,
    Inbound,
    MessageRef,
    PaneOpened,
    PlaceChanged,
    Press,
    Question,
    Shortcut,
    Submission,
)
from adapters.message import Message, item, say, source
from adapters.platform import Rejected, Sent
from adapters.slack.client import SlackPlatform
from tests.adapters.slack.desk import Desk
from tests.servers.slack.town import Town

ANSWER = Message((item("Kim and Xi.", sources=[source("Reuters", "https://r.example/1", "12 May")]),), "Kim and Xi.")
FORM = Form(
    "Schedule",
    "schedule.save",
    (Field("when", "Until when"), Field("where", "Channel", FieldKind.CHANNEL, required=False)),
    "token",
)


async def answer(platform: SlackPlatform, inbound: Inbound) -> None:
    await platform.defer(inbound, "Reading ...")
    assert isinstance(await platform.reply(inbound, ANSWER, marker="m1"), Sent)


async def answer_privately(platform: SlackPlatform, inbound: Inbound) -> None:
    await platform.defer(inbound, "Reading ...", private=True)
    assert isinstance(await platform.reply_privately(inbound, ANSWER), Sent)


async def test_a_mention_is_answered_in_its_thread(town: Town, desk: Desk) -> None:
    desk.serve = answer
    asked = await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    assert {each.what for each in desk.heard} == {Question("who is attending?")}
    (post,) = town.slack.visible_posts(town.news)
    assert post.thread == asked.ts
    assert not post.unfurls
    where, since = desk.heard[0].where, datetime(2020, 1, 1, tzinfo=UTC)
    found = await desk.platform.find(where, "m1", since=since, thread=MessageRef(where, asked.ts))
    assert isinstance(found, Sent)
    assert found.ref.id == post.ts
    assert "Reading" not in town.slack.screen(town.news, town.ben)


async def test_a_command_is_answered_in_the_channel(town: Town, desk: Desk) -> None:
    desk.serve = answer
    ack = await town.slack.type_command(town.anna, town.news, "/ask who is attending?")
    assert ack.ok
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    (inbound,) = desk.heard
    assert inbound.what == Command("ask", None, "who is attending?", {"question": "who is attending?"})
    assert "Reading" not in town.slack.screen(town.news, town.anna)


async def test_a_command_where_the_bot_is_not_is_answered_all_the_same(town: Town, desk: Desk) -> None:
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "chat:write.public")
    desk.serve = answer
    await town.slack.type_command(town.anna, town.harbour, "/ask who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.harbour, town.ben))


async def test_a_private_answer_is_seen_by_the_asker_alone(town: Town, desk: Desk) -> None:
    desk.serve = answer_privately
    await town.slack.type_command(town.anna, town.news, "/ask who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.anna))
    assert "Reading" not in town.slack.screen(town.news, town.anna)
    assert "Kim and Xi." not in town.slack.screen(town.news, town.ben)


async def test_a_private_answer_that_takes_long_is_announced(town: Town, quiet: Desk) -> None:
    told = asyncio.Event()

    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading <1> ...", private=True)
        await told.wait()
        await platform.reply_privately(inbound, ANSWER)

    quiet.serve = serve
    ack = await town.slack.type_command(town.anna, town.news, "/ask who is attending?")
    assert ack.payload == {"response_type": "ephemeral", "text": "Reading &lt;1&gt; ..."}
    told.set()
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.anna))
    assert "Reading" not in town.slack.screen(town.news, town.ben)


async def test_an_expired_response_address_loses_no_private_answer(town: Town, quiet: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        town.slack.hooks.expire()
        assert isinstance(await platform.reply_privately(inbound, ANSWER), Sent)

    quiet.serve = serve
    await town.slack.type_command(town.anna, town.news, "/ask who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.anna))
    assert "Kim and Xi." not in town.slack.screen(town.news, town.ben)


async def test_what_was_begun_for_all_can_end_for_one(town: Town, quiet: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        await platform.reply_privately(inbound, say("Only an admin may do that."))

    quiet.serve = serve
    await town.slack.mention(town.ben, town.news, "remove everything")
    await town.slack.until(lambda: "Only an admin" in town.slack.screen(town.news, town.ben))
    await town.slack.until(lambda: not town.slack.visible_posts(town.news))
    assert "Only an admin" not in town.slack.screen(town.news, town.anna)


async def test_a_direct_message_is_answered_there(town: Town, desk: Desk) -> None:
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "assistant:write")
    desk.platform._workspaces.forget(town.team.id)
    desk.serve = answer
    await town.slack.message(town.anna, "who is attending?")
    direct = town.slack.direct(town.anna)
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(direct, town.anna))
    assert desk.heard[0].direct
    assert town.slack.visible_posts(direct)[0].thread is None


async def test_a_follow_up_in_the_thread_is_heard_as_such(town: Town, desk: Desk) -> None:
    desk.serve = answer
    asked = await town.slack.mention(town.anna, town.news, "who is attending?")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.ben))
    desk.serve = None
    await town.slack.say(town.ben, town.news, "and Lee?", thread=asked)
    await town.slack.until(lambda: Question("and Lee?", addressed=False) in [each.what for each in desk.heard])
    assert desk.heard[-1].thread == asked.ts


@pytest.mark.parametrize("in_place", [True, False])
async def test_a_button_is_answered_privately_and_its_page_turned_in_place_where_it_shall_be(
    town: Town, desk: Desk, in_place: bool
) -> None:
    posted = await desk.platform.send(
        Channel("slack", town.team.id, town.news.id),
        say("Story", actions=[Button("Evidence", "evidence", "s1")]),
        marker="d1",
    )
    assert isinstance(posted, Sent)
    desk.serve = lambda platform, inbound: platform.reply_privately(
        inbound, replace(say(f"Passage {len(desk.heard)}", actions=[Button("Next", "next", "p2")]), replaces=in_place)
    )
    post = town.slack.visible_posts(town.news)[0]
    await town.slack.press(town.ben, town.news, post, "Evidence")
    await town.slack.until(lambda: town.slack.private_posts(town.news, town.ben))
    assert desk.heard[0].what == Press("evidence", "s1", (), posted.ref)
    await town.slack.press(town.ben, town.news, town.slack.private_posts(town.news, town.ben)[0], "Next")
    await town.slack.until(lambda: "Passage 2" in town.slack.screen(town.news, town.ben))
    assert ("Passage 1" in town.slack.screen(town.news, town.ben)) is not in_place
    assert "Passage" not in town.slack.screen(town.news, town.anna)


async def test_a_form_is_opened_filled_in_and_answered(town: Town, desk: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        if isinstance(inbound.what, Command):
            assert isinstance(await platform.open_form(inbound, FORM), Sent)
        else:
            assert isinstance(await platform.reply_privately(inbound, say("Saved.")), Sent)

    desk.serve = serve
    await town.slack.type_command(town.anna, town.news, "/brief now")
    assert "Until when" in town.slack.modal(town.anna)
    await town.slack.submit(town.anna, {"Until when": "Monday", "Channel": town.desk.id})
    await town.slack.until(lambda: "Saved." in town.slack.screen(town.news, town.anna))
    assert desk.heard[-1].what == Submission("schedule.save", {"when": ("Monday",), "where": (town.desk.id,)}, "token")
    assert desk.heard[-1].where.id == town.news.id
    assert not town.slack.modal(town.anna)


async def test_a_form_comes_back_with_what_is_wrong(town: Town, desk: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        if isinstance(inbound.what, Command):
            await platform.open_form(inbound, FORM)
        elif isinstance(inbound.what, Submission) and inbound.what.answers["when"] == ("noon",):
            assert await platform.return_form(inbound, {"when": "Write a time such as 08:00."})

    desk.serve = serve
    await town.slack.type_command(town.anna, town.news, "/brief now")
    await town.slack.submit(town.anna, {"Until when": "noon"})
    assert "Write a time such as 08:00." in town.slack.modal(town.anna)
    await town.slack.submit(town.anna, {"Until when": "08:00"})
    assert not town.slack.modal(town.anna)
    assert len({each.id for each in desk.heard}) == 3


async def test_one_form_can_lead_to_the_next(town: Town, quiet: Desk) -> None:
    quiet.serve = lambda platform, inbound: platform.open_form(
        inbound, FORM if isinstance(inbound.what, Command) else Form("Second", "second", (Field("more", "More"),))
    )
    await town.slack.type_command(town.anna, town.news, "/brief now")
    await town.slack.submit(town.anna, {"Until when": "08:00"})
    assert "More" in town.slack.modal(town.anna)


async def test_a_form_too_late_is_refused_not_lost(town: Town, quiet: Desk) -> None:
    receipts: list[object] = []

    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        receipts.append(await platform.open_form(inbound, FORM))
        receipts.append(await platform.open_form(inbound, FORM))

    quiet.serve = serve
    await town.slack.type_command(town.anna, town.news, "/brief now")
    await town.slack.until(lambda: len(receipts) == 2)
    assert isinstance(receipts[0], Sent)
    assert isinstance(receipts[1], Rejected)


async def test_the_home_is_filled_and_shown_anew_after_what_is_done_there(town: Town, desk: Desk) -> None:
    async def serve(platform: SlackPlatform, inbound: Inbound) -> None:
        if isinstance(inbound.what, HomeOpened):
            paused = any(isinstance(each.what, Press) for each in desk.heard)
            words = "Nothing is posted now." if paused else "Posted at eight."
            await platform.reply(inbound, say(words, actions=[Button("Pause", "pause")]))
        else:
            await platform.reply(inbound, say("Paused."), marker="m1")

    desk.serve = serve
    await town.slack.open_home(town.anna)
    await town.slack.until(lambda: "Posted at eight." in town.slack.home(town.anna))
    await town.slack.press_home(town.anna, "Pause")
    await town.slack.until(lambda: "Nothing is posted now." in town.slack.home(town.anna))
    assert "Paused." in town.slack.screen(town.slack.direct(town.anna), town.anna)
    done = next(each for each in desk.heard if isinstance(each.what, Press))
    since = datetime(2020, 1, 1, tzinfo=UTC)
    assert isinstance(await desk.platform.find(done.where, "m1", since=since), Sent)


async def test_a_messages_menu_asks_about_it(town: Town, desk: Desk) -> None:
    desk.serve = answer_privately
    post = await town.slack.say(town.ben, town.news, "Talks resume, see https://r.example/1")
    await town.slack.use_shortcut(town.anna, town.news, post, "ask_about")
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(town.news, town.anna))
    shortcut = Shortcut("ask_about", "Talks resume, see https://r.example/1", ("https://r.example/1",))
    assert desk.heard[-1].what == shortcut
    assert desk.heard[-1].thread == post.ts


async def test_the_pane_is_welcomed_and_shows_that_it_reads(town: Town, quiet: Desk) -> None:
    quiet.serve = lambda platform, inbound: (
        platform.reply(inbound, say("Ask me.", actions=[Button("What is new?", "ask")]), marker="w1")
        if isinstance(inbound.what, PaneOpened)
        else answer(platform, inbound)
    )
    root = await town.slack.open_assistant(town.anna, town.news)
    direct = town.slack.direct(town.anna)
    await town.slack.until(lambda: town.slack.called("assistant.threads.setSuggestedPrompts"))
    assert "Ask me." in town.slack.screen(direct, town.anna)
    await town.slack.message(town.anna, "who is attending?", thread=root)
    await town.slack.until(lambda: "Kim and Xi." in town.slack.screen(direct, town.anna))
    assert town.slack.called("assistant.threads.setStatus")[0]["status"] == "is reading ..."
    assert "eading" not in town.slack.screen(direct, town.anna)


async def test_the_bot_hears_of_its_place(town: Town, quiet: Desk) -> None:
    slack = town.slack
    await slack.invite_bot(town.harbour, town.anna)
    await slack.rename(town.harbour, "docks")
    await slack.remove_bot(town.harbour)
    await slack.archive(town.news, town.anna)
    wanted = [Change.CLOSED, Change.JOINED, Change.LEFT, Change.RENAMED]
    await slack.until(lambda: len(quiet.heard) >= len(wanted))
    changes = [each.what for each in quiet.heard if isinstance(each.what, PlaceChanged)]
    assert sorted((each.change for each in changes), key=lambda each: each.name) == wanted
    assert {"docks", "news"} <= {each.name for each in changes} <= {"docks", "harbour", "news"}


async def test_a_thread_of_the_bots_own_post_is_answered_there(town: Town, quiet: Desk) -> None:
    where = Channel("slack", town.team.id, town.news.id)
    first = await quiet.platform.send(where, say("First"), marker="d1")
    assert isinstance(first, Sent)
    second = await quiet.platform.send(where, say("Second"), marker="d2", thread=first.ref)
    assert isinstance(second, Sent)
    third = await quiet.platform.send(where, say("Third"), marker="d3", thread=second.ref)
    assert isinstance(third, Sent)
    assert third.ref == MessageRef(where, third.ref.id, first.ref.id)
