"""What somebody on Discord sees when they ask, press and fill in, over real connections."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from adapters.discord.client import DiscordPlatform
from adapters.inbound import Command, Inbound, Press, Question, Shortcut, Submission
from adapters.message import Button, Field, Form, Option, say
from adapters.platform import Absent, Ambiguous, Autocomplete, Reason, Rejected, Sent
from tests.adapters.discord.house import EVIDENCE, LONG_AGO, House, answer, be_still, marker_of
from tests.servers.discord.faults import SEVEN_WAYS, Fault, Way
from tests.servers.discord.gateway import Intent
from tests.servers.discord.interactions import State
from tests.servers.discord.payloads import channel_json
from tests.servers.discord.permissions import May

CALLBACK = "POST /interactions/*/callback"
ORIGINAL = "PATCH /webhooks/*/messages/@original"


async def test_a_command_is_acknowledged_at_once_and_then_answered(house: House) -> None:
    asked = await house.ana.slash(house.news, "ask", question="who is attending?")
    shown = await house.discord.answer(asked)
    assert house.heard[0].what == Command("ask", None, "who is attending?", {"question": "who is attending?"})
    assert house.discord.text(shown).startswith("Kim and Xi.")
    assert len(house.discord.visible_posts(house.news)) == 1


async def test_a_mention_is_answered_in_reply_and_pings_nobody(house: House) -> None:
    said = house.ana.mention(house.news, "who is attending?")
    shown = await house.discord.answer_to(said)
    assert house.heard[0].what == Question("who is attending?")
    assert shown.reference is said
    assert house.discord.channels.typing == [house.news.id]
    assert not shown.mentions


async def test_a_direct_message_is_answered_there(house: House) -> None:
    said = house.ana.direct("who is attending?")
    shown = await house.discord.answer_to(said)
    assert shown.channel is house.ana.dm
    assert house.heard[0].direct


async def test_a_reply_to_the_bot_goes_on_and_one_to_others_does_not(house: House) -> None:
    shown = await house.discord.answer_to(house.ana.mention(house.news, "who is attending?"))
    house.ana.say(house.news, "not for you")
    again = await house.discord.answer_to(house.ana.say(house.news, "and when?", to=shown))
    assert again.reference
    assert [inbound.what for inbound in house.heard] == [Question("who is attending?"), Question("and when?")]


async def test_a_thread_is_a_place_of_its_own(house: House) -> None:
    thread = house.discord.world.add_thread(house.news, "Talks", house.ana.user)
    shown = await house.discord.answer_to(house.ana.mention(thread, "who is attending?"))
    assert shown.channel is thread
    assert (house.heard[0].where, house.heard[0].thread) == (house.at(thread), None)


async def test_it_is_told_in_which_channel_a_thread_lies(house: House) -> None:
    thread = house.discord.world.add_thread(house.news, "Talks", house.ana.user)
    house.discord.gateway.tell("THREAD_CREATE", channel_json(thread), house.guild, Intent.GUILDS)
    await house.discord.answer_to(house.ana.mention(thread, "who is attending?"))
    await house.discord.answer(await house.ana.slash(thread, "ask", question="who?"))
    await house.discord.answer(await house.ana.slash(house.news, "ask", question="who?"))
    assert [each.within for each in house.heard] == [house.at(house.news), house.at(house.news), None]


async def test_without_the_history_a_question_is_answered_all_the_same(house: House) -> None:
    house.discord.deny(house.news, May.READ_MESSAGE_HISTORY)
    shown = await house.discord.answer_to(house.ana.mention(house.news, "who is attending?"))
    assert house.discord.text(shown).startswith("Kim and Xi.")


async def test_a_private_answer_is_seen_by_the_asker_alone(house: House) -> None:
    bo = house.discord.join(house.guild, "Bo")

    async def answer_privately(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...", private=True)
        await platform.reply_privately(inbound, say("Only for you."))
        await platform.reply_privately(inbound, say("Only for you, once more."))

    house.answering = answer_privately
    await house.discord.answer(await house.ana.slash(house.news, "ask", question="who?"))
    await house.discord.until(lambda: "once more" in house.discord.screen(house.news, house.ana))
    assert house.discord.screen(house.news, house.ana).count("Only for you") == 1
    assert "Only for you" not in house.discord.screen(house.news, bo)


@pytest.mark.parametrize("public_first", [True, False])
async def test_an_answer_may_turn_out_otherwise_than_was_announced(house: House, public_first: bool) -> None:
    bo = house.discord.join(house.guild, "Bo")

    async def turn_round(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...", private=not public_first)
        if public_first:
            await platform.reply_privately(inbound, say("Kim and Xi."))
        else:
            await platform.reply(inbound, say("Kim and Xi."), marker=marker_of(inbound))

    house.answering = turn_round
    await house.ana.slash(house.news, "ask", question="who?")
    await house.discord.until(lambda: "Kim and Xi." in house.discord.screen(house.news, house.ana))
    assert ("Kim and Xi." in house.discord.screen(house.news, bo)) is not public_first
    await house.discord.until(lambda: "thinking" not in house.discord.screen(house.news, house.ana))


async def test_a_long_answer_comes_in_parts_and_none_twice(house: House) -> None:
    async def answer_at_length(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        for part in (1, 2, 3, 3, 2, 1):
            receipt = await platform.reply(inbound, say(f"Part {part}"), marker=marker_of(inbound, part))
            assert isinstance(receipt, Sent)

    house.answering = answer_at_length
    await house.ana.slash(house.news, "ask", question="who?")
    await house.discord.until(lambda: len(house.discord.visible_posts(house.news)) == 3)
    await house.platform.close()
    assert house.read(house.news) == ["Part 1", "Part 2", "Part 3"]


async def test_a_press_comes_with_its_post_and_is_answered_privately(house: House) -> None:
    post = await house.platform.send(house.at(house.news), say("Story", actions=[EVIDENCE]), marker="d1")
    assert isinstance(post, Sent)

    async def show(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound)
        await platform.reply_privately(inbound, say("The sentences."))

    house.answering = show
    asked = await house.ana.press(house.discord.visible_posts(house.news)[0], "Evidence")
    await house.discord.until(lambda: "The sentences." in house.discord.screen(house.news, house.ana))
    assert house.heard[0].what == Press("evidence", "s1", (), post.ref)
    assert house.discord.text(house.discord.visible_posts(house.news)[0]).startswith("Story")
    assert len(asked.follow_ups) == 1


async def test_a_press_that_nobody_answers_leaves_no_error(house: House) -> None:
    await house.platform.send(house.at(house.news), say("Story", actions=[EVIDENCE]), marker="d1")
    house.answering = be_still
    asked = await house.ana.press(house.discord.visible_posts(house.news)[0], "Evidence")
    assert asked.state is State.ANSWERED
    assert not asked.follow_ups


async def test_a_press_works_after_a_restart(house: House) -> None:
    await house.platform.send(house.at(house.news), say("Story", actions=[EVIDENCE]), marker="d1")
    async with house.restarted():
        await house.ana.press(house.discord.visible_posts(house.news)[0], "Evidence")
        what = (await house.next()).what
        assert isinstance(what, Press)
        assert (what.action, what.value) == ("evidence", "s1")


async def test_a_press_that_is_to_be_confirmed_counts_only_then(house: House) -> None:
    button = Button("Discard", "held.discard", "7", confirm="Throw it away for good?")
    post = await house.platform.send(house.at(house.news), say("Held", actions=[button]), marker="d1")
    assert isinstance(post, Sent)

    async def do(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound)
        await platform.reply_privately(inbound, say("Discarded."))

    house.answering = do
    asked = await house.ana.press(house.discord.visible_posts(house.news)[0], "Discard")
    question = await house.discord.answer(asked)
    assert "sure" in house.discord.text(question)
    assert not house.heard
    async with house.restarted():
        await house.ana.press(question, "Discard")
        await house.discord.until(lambda: "Discarded." in house.discord.screen(house.news, house.ana))
        assert (await house.next()).what == Press("held.discard", "7", (), post.ref)
        assert "sure" not in house.discord.screen(house.news, house.ana)


async def test_a_form_is_shown_first_and_brings_its_answers(house: House) -> None:
    fields = (Field("when", "Until when", hint="Such as Monday"), Field("why", "Why", required=False))

    async def show_form(platform: DiscordPlatform, inbound: Inbound) -> None:
        if isinstance(inbound.what, Submission):
            await platform.reply_privately(inbound, say("Set."))
            return
        assert isinstance(await platform.open_form(inbound, Form("Schedule", "schedule", fields, "t7")), Sent)

    house.answering = show_form
    asked = await house.ana.slash(house.news, "brief schedule")
    assert asked.state is State.FORM
    await house.ana.fill({"Until when": "Monday"})
    await house.discord.until(lambda: "Set." in house.discord.screen(house.news, house.ana))
    assert house.heard[1].what == Submission("schedule", {"when": ("Monday",), "why": ()}, "t7")


async def test_a_form_cannot_be_shown_late(house: House) -> None:
    receipts = []

    async def too_late(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        receipts.append(await platform.open_form(inbound, Form("Schedule", "schedule", (Field("when", "When"),))))

    house.answering = too_late
    await house.ana.slash(house.news, "ask", question="who?")
    house.ana.mention(house.news, "a form, please")
    await house.discord.until(lambda: len(receipts) == 2)
    assert {receipt.reason for receipt in receipts if isinstance(receipt, Rejected)} == {Reason.GONE, Reason.INVALID}


async def test_a_messages_menu_asks_about_it(house: House) -> None:
    said = house.ana.say(house.news, "They met in Geneva: https://news.example/talks")
    await house.discord.answer(await house.ana.use(said, "Ask about this"))
    words, link = "They met in Geneva: https://news.example/talks", "https://news.example/talks"
    assert house.heard[0].what == Shortcut("ask.about", words, (link,))


async def test_what_is_typed_is_completed_in_time_or_not_at_all(house: House) -> None:
    async def complete(asked: Autocomplete) -> list[Option]:
        if asked.typed == "slow":
            await asyncio.sleep(60)
        if asked.typed == "broken":
            raise RuntimeError("no")
        return [Option(f"{asked.typed}imate talks", "7")]

    house.platform.autocomplete(complete)
    assert await house.ana.complete(house.news, "brief now", "topic", "cl") == ["climate talks"]
    assert await house.ana.complete(house.news, "brief now", "topic", "slow") == []
    assert await house.ana.complete(house.news, "brief now", "topic", "broken") == []


async def test_a_slow_listener_is_acknowledged_for_and_may_still_answer(house: House) -> None:
    async def take_time(platform: DiscordPlatform, inbound: Inbound) -> None:
        await asyncio.sleep(0.5)
        await answer(platform, inbound)

    house.answering = take_time
    asked = await house.ana.slash(house.news, "ask", question="who?")
    assert asked.state is State.THINKING
    await house.discord.until(lambda: "Kim and Xi." in house.discord.screen(house.news, house.ana))
    assert len(house.discord.visible_posts(house.news)) == 1


async def test_a_listener_that_fails_leaves_nothing_thinking(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        raise RuntimeError("broken")

    house.answering = fail
    await house.ana.slash(house.news, "ask", question="who?")
    await house.discord.until(lambda: "DELETE" in {method for method, *_ in house.discord.rest.asked})
    assert "broken" in caplog.text


async def kept(house: House) -> Inbound:
    """Let somebody ask, and the process end before it answers: all that is left is what was kept."""

    async def only_defer(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        await asyncio.Event().wait()

    house.answering = only_defer
    await house.ana.slash(house.news, "ask", question="who?")
    inbound = await house.next()
    await house.discord.until(lambda: house.discord.interactions.made[inbound.id].state is State.THINKING)
    house.crashed |= house.platform._tasks  # what is left does nothing more: a crash takes nothing back either
    house.platform._tasks.clear()
    house.platform._answers._turns._turns.clear()
    return inbound


@pytest.mark.parametrize("later", [0, 1_000])
async def test_after_a_restart_an_answer_goes_where_it_belongs_or_into_the_channel(house: House, later: int) -> None:
    inbound = await kept(house)
    house.discord.advance(later)
    async with house.restarted() as platform:
        parts = [say("Kim and Xi."), say("And Lee.")]
        for _ in range(2):
            for number, part in enumerate(parts, 1):
                receipt = await platform.reply(inbound, part, marker=marker_of(inbound, number))
                assert isinstance(receipt, Sent)
                assert await platform.find(inbound.where, marker_of(inbound, number), since=LONG_AGO) == receipt
        assert house.read(house.news) == ["Kim and Xi.", "And Lee."]


async def test_a_second_process_does_not_write_over_what_the_first_answered(house: House) -> None:
    inbound = await kept(house)
    async with house.restarted() as platform:
        await platform.reply(inbound, say("Kim and Xi."), marker=marker_of(inbound, 1))
        async with house.restarted() as another:
            await another.reply(inbound, say("And Lee."), marker=marker_of(inbound, 2))
            assert house.read(house.news) == ["Kim and Xi.", "And Lee."]


async def test_a_private_answer_after_a_long_time_comes_by_direct_message(house: House) -> None:
    inbound = await kept(house)
    house.discord.advance(1_000)
    async with house.restarted() as platform:
        assert isinstance(await platform.reply_privately(inbound, say("Only for you.")), Sent)
        assert "Only for you." in house.discord.screen(house.ana.dm, house.ana)
        assert not house.discord.visible_posts(house.news)


@pytest.mark.parametrize("route", [CALLBACK, ORIGINAL])
@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("way", [each for each in SEVEN_WAYS if each is not Way.HANG])
async def test_a_lost_reply_leaves_one_answer(house: House, route: str, counts: bool, way: Way) -> None:
    async def make_sure(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.defer(inbound, "Reading ...")
        marker = marker_of(inbound)
        receipt = await platform.reply(inbound, say("Kim and Xi."), marker=marker)
        if isinstance(receipt, Ambiguous):
            found = await platform.find(inbound.where, marker, since=LONG_AGO)
            if isinstance(found, Absent):
                receipt = await platform.reply(inbound, say("Kim and Xi."), marker=marker)
        assert isinstance(receipt, Sent | Ambiguous)

    house.answering = make_sure
    house.discord.fail(Fault(route, way, counts=counts))
    await house.discord.answer(await house.ana.slash(house.news, "ask", question="who?"))
    await house.platform.close()
    assert house.read(house.news) == ["Kim and Xi."]


async def test_somebodys_own_install_works_where_the_bot_is_not(house: House) -> None:
    elsewhere = house.discord.add_guild("Elsewhere", invited=False)
    room = house.discord.add_channel(elsewhere, "lobby")
    bo = house.discord.join(elsewhere, "Bo")
    bo.install()

    async def in_two_parts(platform: DiscordPlatform, inbound: Inbound) -> None:
        await answer(platform, inbound)
        assert isinstance(await platform.reply(inbound, say("And Lee."), marker=marker_of(inbound, 2)), Sent)

    house.answering = in_two_parts
    await house.discord.answer(await bo.slash(room, "ask", question="who?"))
    await house.discord.until(lambda: "And Lee." in house.discord.screen(room, bo))
    assert not house.discord.requests("POST", f"/channels/{room.id}/messages")


async def test_interaction_keys_travel_without_the_bots_token(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    serve, sent = house.discord.rest.serve, {}

    async def look(request: web.BaseRequest) -> web.StreamResponse:
        sent[request.path.split("/")[3]] = "Authorization" in request.headers
        return await serve(request)

    monkeypatch.setattr(house.discord.rest, "serve", look)
    await house.discord.answer(await house.ana.slash(house.news, "ask", question="who?"))
    house.ana.mention(house.news, "who?")
    await house.discord.until(lambda: len(house.read(house.news)) == 2)
    assert sent == {"interactions": False, "webhooks": False, "channels": True}


async def test_a_private_word_to_a_mention_is_a_direct_message(house: House) -> None:
    async def whisper(platform: DiscordPlatform, inbound: Inbound) -> None:
        await platform.reply_privately(inbound, say("Only for you."))

    house.answering = whisper
    house.ana.mention(house.news, "who?")
    await house.discord.until(lambda: "Only for you." in house.discord.screen(house.ana.dm, house.ana))
    assert not house.discord.visible_posts(house.news)


async def test_nothing_in_an_answer_is_live(house: House) -> None:
    async def quote(platform: DiscordPlatform, inbound: Inbound) -> None:
        said = f"@everyone <@{house.ana.user.id}> <@&{house.guild.id}> look"
        await platform.reply(inbound, say(said), marker=marker_of(inbound))

    house.answering = quote
    house.ana.mention(house.news, "who?")
    await house.discord.until(lambda: house.discord.visible_posts(house.news))
    post = house.discord.visible_posts(house.news)[0]
    assert [*post.mentions, *post.mentioned_roles] == []
    assert not post.mentions_everyone
