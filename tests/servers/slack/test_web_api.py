"""The Web API as the real SDK sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import LOSSES, Fault, SlackServer
from tests.servers.slack.fixtures import slack as slack
from tests.servers.slack.town import Town, build

QUIET: Any = {"unfurl_links": False, "unfurl_media": False}
METADATA = {"event_type": "post", "event_payload": {"marker": "d1"}}


@pytest.fixture
def town(slack: SlackServer) -> Town:
    return build(slack)


@pytest.fixture
async def client(town: Town) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5)) as session:
        yield AsyncWebClient(town.bot.token, base_url=town.slack.api_url, retry_handlers=[], session=session)


async def refused(call: Awaitable[object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_post_is_in_the_history_with_its_metadata_only_for_those_who_ask_and_may(
    town: Town, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=town.news.id, text="Pier reopens", metadata=METADATA, **QUIET)
    bare = await client.conversations_history(channel=town.news.id)
    full = await client.conversations_history(channel=town.news.id, include_all_metadata=True)
    assert "metadata" not in bare["messages"][0]
    assert full["messages"][0]["metadata"] == METADATA
    assert full["messages"][0]["ts"] == sent["ts"]
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "metadata.message:read")
    less = await client.conversations_history(channel=town.news.id, include_all_metadata=True)
    assert "metadata" not in less["messages"][0]


async def test_the_history_is_paged_newest_first_and_leaves_replies_to_their_thread(
    town: Town, client: AsyncWebClient
) -> None:
    first = await client.chat_postMessage(channel=town.news.id, text="0", **QUIET)
    for number in range(1, 5):
        await client.chat_postMessage(channel=town.news.id, text=str(number), **QUIET)
    await client.chat_postMessage(channel=town.news.id, text="a reply", thread_ts=first["ts"], **QUIET)
    one = await client.conversations_history(channel=town.news.id, limit=3)
    two = await client.conversations_history(
        channel=town.news.id, limit=3, cursor=one["response_metadata"]["next_cursor"]
    )
    assert [each["text"] for page in (one, two) for each in page["messages"]] == ["4", "3", "2", "1", "0"]
    assert one["has_more"]
    assert not two["has_more"]
    later = await client.conversations_history(channel=town.news.id, oldest=one["messages"][1]["ts"])
    assert [each["text"] for each in later["messages"]] == ["4"]
    thread = await client.conversations_replies(channel=town.news.id, ts=first["ts"])
    assert [each["text"] for each in thread["messages"]] == ["0", "a reply"]


async def test_what_slack_refuses(town: Town, client: AsyncWebClient) -> None:
    slack = town.slack
    town.bot.scopes = tuple(each for each in town.bot.scopes if each not in ("chat:write.public", "groups:history"))
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_000}}
    assert await refused(client.chat_postMessage(channel=town.harbour.id, text="x", **QUIET)) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel="C404", text="x", **QUIET)) == "channel_not_found"
    assert await refused(client.conversations_history(channel=town.desk.id)) == "missing_scope"
    assert await refused(client.chat_update(channel=town.news.id, ts="1.000000", text="x")) == "message_not_found"
    words = await slack.say(town.anna, town.news, "mine")
    assert await refused(client.chat_update(channel=town.news.id, ts=words.ts, text="x")) == "cant_update_message"
    assert (
        await refused(client.chat_postEphemeral(channel=town.desk.id, user=town.ben.id, text="x"))
        == "user_not_in_channel"
    )
    await slack.archive(town.news, town.anna)
    assert await refused(client.chat_postMessage(channel=town.news.id, text="x", **QUIET)) == "is_archived"
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    assert slack.violations == []
    assert await refused(client.api_call("chat.postMessage", json={"channel": town.desk.id})) == "no_text"
    assert (
        await refused(client.chat_postMessage(channel=town.desk.id, text="x", blocks=[section] * 7, **QUIET))
        == "msg_too_long"
    )
    assert (
        await refused(client.chat_postMessage(channel=town.desk.id, text="x", blocks=[{}], **QUIET)) == "invalid_blocks"
    )
    assert len(slack.violations) >= 3
    slack.violations.clear()


async def test_whose_token_is_worth_what(town: Town, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["user_id"] == town.bot.bot.id
    assert await refused(client.auth_test(token="xoxb-guess")) == "invalid_auth"
    assert await refused(client.auth_test(token="")) == "not_authed"
    assert await refused(client.apps_connections_open(app_token=town.bot.token)) == "not_allowed_token_type"
    await client.auth_revoke()
    assert await refused(client.auth_test()) == "token_revoked"
    again = town.slack.world.install(town.team)
    client.token = again.token
    await town.slack.uninstall(again)
    assert await refused(client.auth_test()) == "account_inactive"


async def test_what_is_told_of_people_and_places(town: Town, client: AsyncWebClient) -> None:
    world = town.slack.world
    abroad = world.add_team("Tavy Times")
    carl = world.add_user(abroad, "carl", is_admin=True)
    shared = world.add_channel(town.team, "both", [town.anna, carl, town.bot.bot], shared_with=[abroad])
    foreigner = (await client.users_info(user=carl.id))["user"]
    assert foreigner["is_stranger"]
    assert foreigner["team_id"] == abroad.id
    assert "is_admin" not in foreigner
    ben = (await client.users_info(user=town.ben.id))["user"]
    assert (ben["tz"], ben["is_admin"]) == ("America/New_York", False)
    told = (await client.conversations_info(channel=shared.id))["channel"]
    assert (told["is_ext_shared"], told["creator"], told["is_archived"]) == (True, town.anna.id, False)
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert {each["name"] for each in mine["channels"]} == {"news", "desk", "both"}
    members = await client.conversations_members(channel=town.news.id, limit=2)
    assert len(members["members"]) == 2
    assert members["response_metadata"]["next_cursor"]
    direct = await client.conversations_open(users=[town.ben.id])
    await client.chat_postMessage(channel=direct["channel"]["id"], text="Good morning", **QUIET)
    assert town.slack.screen(town.slack.direct(town.ben), town.ben) == "newsbrief:\nGood morning"
    assert (await client.team_info())["team"]["name"] == "Tamar Herald"
    assert (await client.bots_info(bot=town.bot.bot.bot_id))["bot"]["user_id"] == town.bot.bot.id


async def test_a_stream_grows_until_it_is_stopped(town: Town, client: AsyncWebClient) -> None:
    asked = await town.slack.say(town.anna, town.news, "who?")
    place: Any = {"channel": town.news.id, "thread_ts": asked.ts}
    assert await refused(client.chat_startStream(**place)) == "missing_recipient_team_id"
    who: Any = {"recipient_team_id": town.team.id, "recipient_user_id": town.anna.id}
    stream = await client.chat_startStream(**place, **who, markdown_text="Nine ")
    await client.chat_appendStream(channel=town.news.id, ts=stream["ts"], markdown_text="ministers")
    await client.chat_stopStream(channel=town.news.id, ts=stream["ts"], markdown_text=".")
    assert town.slack.screen(town.news, town.ben) == "anna:\nwho?\n│ newsbrief:\n│ Nine ministers."
    late = client.chat_appendStream(channel=town.news.id, ts=stream["ts"], markdown_text="!")
    assert await refused(late) == "message_not_in_streaming_state"


async def test_a_stream_holds_its_blocks_in_order_and_lets_nothing_else_be_done_to_it(
    town: Town, client: AsyncWebClient
) -> None:
    asked = await town.slack.message(town.anna, "who?")
    place: Any = {"channel": town.slack.direct(town.anna).id}
    chunks = [{"type": "blocks", "blocks": [{"type": "divider", "block_id": "mine"}]}]
    place["ts"] = (await client.chat_startStream(**place, thread_ts=asked.ts, chunks=chunks))["ts"]
    assert await refused(client.chat_update(**place, text="x")) == "streaming_state_conflict"
    assert await refused(client.chat_delete(**place)) == "cant_delete_message"
    thread: Any = {"channel": place["channel"], "ts": asked.ts}
    assert (await client.conversations_replies(**thread))["messages"][1]["streaming_state"] == "in_progress"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Nine ministers", "verbatim": True}}
    await client.chat_stopStream(**place, blocks=[section], metadata={"event_type": "a", "event_payload": {"b": "c"}})
    told = (await client.conversations_replies(**thread, include_all_metadata=True))["messages"][1]
    assert (told["streaming_state"], told["metadata"]["event_payload"]) == ("completed", {"b": "c"})
    assert [block["type"] for block in told["blocks"]] == ["divider", "section"]
    assert (told["blocks"][0]["block_id"], told["text"]) == ("mine", "Nine ministers")
    await client.chat_update(**place, text="Ten ministers")


async def test_a_stream_ends_by_itself_after_five_minutes(town: Town, client: AsyncWebClient) -> None:
    asked = await town.slack.message(town.anna, "who?")
    place: Any = {"channel": town.slack.direct(town.anna).id}
    place["ts"] = (await client.chat_startStream(**place, thread_ts=asked.ts, markdown_text="Nine"))["ts"]
    (post,) = town.slack.visible_posts(town.slack.direct(town.anna))
    assert post.streaming_since
    post.streaming_since -= 301
    assert await refused(client.chat_stopStream(**place)) == "message_not_in_streaming_state"
    await client.chat_update(**place, text="Nine ministers")


async def test_one_post_a_second_where_that_is_switched_on(town: Town, client: AsyncWebClient) -> None:
    town.slack.paced = True
    await client.chat_postMessage(channel=town.news.id, text="one", **QUIET)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=town.news.id, text="two", **QUIET)
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    await client.chat_postMessage(channel=town.desk.id, text="elsewhere", **QUIET)


@pytest.mark.parametrize("fault", [*LOSSES, Fault.DRIP, Fault.GARBAGE, Fault.HTML])
@pytest.mark.parametrize("after", [True, False])
async def test_a_lost_reply_tells_nothing_of_whether_it_was_posted(
    town: Town, client: AsyncWebClient, fault: Fault, after: bool
) -> None:
    town.slack.fail("chat.postMessage", fault, after=after)
    with pytest.raises((SlackApiError, aiohttp.ClientError, TimeoutError, ValueError)):
        await client.chat_postMessage(channel=town.news.id, text="once", **QUIET)
    assert len(town.slack.visible_posts(town.news)) == int(after)
    await client.chat_postMessage(channel=town.news.id, text="again", **QUIET)


async def test_what_is_accepted_late_appears_late(town: Town, client: AsyncWebClient) -> None:
    town.slack.fail("chat.postMessage", Fault.LATE, delay=0.6)
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel=town.news.id, text="late", **QUIET)
    assert town.slack.visible_posts(town.news) == []
    await town.slack.until(lambda: town.slack.visible_posts(town.news))


async def test_too_many_requests_by_script(town: Town, client: AsyncWebClient) -> None:
    town.slack.fail("chat.postMessage", Fault.LIMITED, retry_after=30)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=town.news.id, text="x", **QUIET)
    assert caught.value.response.headers["Retry-After"] == "30"
    assert town.slack.visible_posts(town.news) == []
