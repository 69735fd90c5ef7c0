"""What the ledger is told about posts: surely there, surely not, or nobody knows; and what Slack says about people."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.inbound import Channel, MessageRef, Person
from adapters.message import say
from adapters.platform import Absent, Ambiguous, Permissions, Reason, Rejected, Sent, Unreadable
from adapters.slack import posts, refusals, workspaces
from adapters.slack.client import SlackPlatform
from adapters.slack.refusals import read_refusal
from tests.adapters.slack.desk import make, running, settings_for
from tests.servers.slack import LOSSES, Fault
from tests.servers.slack.town import Town

SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def platform(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackPlatform]:
    monkeypatch.setattr(workspaces, "TIMEOUT", 1.0)
    made = make(town, settings_for(town, "socket", tmp_path))
    yield made
    await made._workspaces.close()


@pytest.fixture
def news(town: Town) -> Channel:
    return Channel("slack", town.team.id, town.news.id)


@pytest.mark.parametrize("fault", LOSSES, ids=lambda fault: fault.name)
@pytest.mark.parametrize("after", [True, False], ids=["posted", "not posted"])
async def test_a_lost_answer_leaves_one_post(
    town: Town, platform: SlackPlatform, news: Channel, fault: Fault, after: bool
) -> None:
    town.slack.fail("chat.postMessage", fault, after=after)
    assert isinstance(await platform.send(news, say("Hello"), marker="d1"), Ambiguous)
    found = await platform.find(news, "d1", since=SINCE)
    assert isinstance(found, Sent if after else Absent)
    if not after:
        assert isinstance(await platform.send(news, say("Hello"), marker="d1"), Sent)
    assert len(town.slack.visible_posts(town.news)) == 1
    assert len(town.slack.called("chat.postMessage")) == (1 if after else 2)


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.HTML, Fault.DRIP], ids=lambda fault: fault.name)
async def test_an_answer_that_cannot_be_read_is_no_answer(
    town: Town, platform: SlackPlatform, news: Channel, fault: Fault
) -> None:
    town.slack.fail("chat.postMessage", fault)
    assert isinstance(await platform.send(news, say("Hello"), marker="d1"), Ambiguous)


async def test_too_many_posts_are_told_with_the_time_to_wait(
    town: Town, platform: SlackPlatform, news: Channel
) -> None:
    town.slack.fail("chat.postMessage", Fault.LIMITED, retry_after=7)
    refused = await platform.send(news, say("Hello"), marker="d1")
    assert refused == Rejected(Reason.LIMITED, "ratelimited", 7.0)
    assert not town.slack.visible_posts(town.news)


async def test_a_slack_that_is_not_there_has_surely_not_got_it(town: Town, tmp_path: Path, news: Channel) -> None:
    platform = make(town, settings_for(town, "socket", tmp_path, api_url="http://127.0.0.1:9/api"))
    refused = await platform.send(news, say("Hello"), marker="d1")
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.UNAVAILABLE


async def test_refusals_name_what_mends_them(town: Town, platform: SlackPlatform, news: Channel) -> None:
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "chat:write.public")
    outside = await platform.send(Channel("slack", town.team.id, town.harbour.id), say("Hello"), marker="d1")
    assert isinstance(outside, Rejected)
    assert (outside.reason, "/invite" in outside.detail) == (Reason.FORBIDDEN, True)
    gone = await platform.send(Channel("slack", town.team.id, "C0NOWHERE"), say("Hello"), marker="d1")
    assert isinstance(gone, Rejected)
    assert gone.reason is Reason.GONE
    town.news.is_archived = True
    archived = await platform.send(news, say("Hello"), marker="d1")
    assert isinstance(archived, Rejected)
    assert (archived.reason, "archived" in archived.detail) == (Reason.GONE, True)
    await town.slack.revoke(town.bot)
    revoked = await platform.send(news, say("Hello"), marker="d1")
    assert isinstance(revoked, Rejected)
    assert revoked.reason is Reason.REVOKED


async def test_a_missing_scope_is_named(town: Town, platform: SlackPlatform, news: Channel) -> None:
    town.bot.scopes = tuple(each for each in town.bot.scopes if each not in ("channels:history", "chat:write"))
    refused = await platform.send(news, say("Hello"), marker="d1")
    assert isinstance(refused, Rejected)
    assert "chat:write" in refused.detail
    unread = await platform.find(news, "d1", since=SINCE)
    assert isinstance(unread, Unreadable)
    assert "channels:history" in unread.detail
    (missing,) = (await platform.permissions(news)).missing
    assert "chat:write" in missing


async def test_without_the_scope_for_metadata_posts_are_told_apart_by_their_first_block(
    town: Town, platform: SlackPlatform, news: Channel
) -> None:
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "metadata.message:read")
    sent = await platform.send(news, say("Hello"), marker="d1")
    assert await platform.find(news, "d1", since=SINCE) == sent
    assert await platform.find(news, "d2", since=SINCE) == Absent()


async def test_history_is_read_to_its_end(
    town: Town, platform: SlackPlatform, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.slack.app.history_page = 15
    first = await platform.send(news, say("First"), marker="d1")
    for number in range(40):
        await town.slack.say(town.ben, town.news, f"talk {number}")
    assert await platform.find(news, "d1", since=SINCE) == first
    assert await platform.find(news, "d2", since=SINCE) == Absent()
    monkeypatch.setattr(posts, "PAGES", 2)
    assert isinstance(await platform.find(news, "d1", since=SINCE), Unreadable)


async def test_history_before_the_time_is_left_out(town: Town, platform: SlackPlatform, news: Channel) -> None:
    await platform.send(news, say("First"), marker="d1")
    later = datetime.fromtimestamp(town.slack.world.clock(), UTC) + timedelta(hours=1)
    assert await platform.find(news, "d1", since=later) == Absent()


async def test_a_part_in_a_thread_is_found_there_and_a_thread_that_is_gone_is_empty(
    town: Town, platform: SlackPlatform, news: Channel
) -> None:
    first = await platform.send(news, say("First"), marker="d1")
    assert isinstance(first, Sent)
    second = await platform.send(news, say("Second"), marker="d2", thread=first.ref)
    assert await platform.find(news, "d2", since=SINCE, thread=first.ref) == second
    assert await platform.find(news, "d2", since=SINCE) == Absent()
    assert await platform.find(news, "d2", since=SINCE, thread=MessageRef(news, "1.000001")) == Absent()


async def test_an_update_keeps_what_a_post_is_found_by(town: Town, platform: SlackPlatform, news: Channel) -> None:
    first = await platform.send(news, say("Lee is undecided"), marker="d1")
    assert isinstance(first, Sent)
    assert await platform.update(first.ref, say("Lee is attending")) == first
    assert "Lee is attending" in town.slack.screen(town.news, town.ben)
    assert await platform.find(news, "d1", since=SINCE) == first
    gone = await platform.update(MessageRef(news, "1.000001"), say("x"))
    assert isinstance(gone, Rejected)
    assert gone.reason is Reason.GONE


async def test_who_manages_a_channel(town: Town, platform: SlackPlatform, news: Channel) -> None:
    def person(user_id: str, team: str = "") -> Person:
        return Person("slack", team or town.team.id, user_id)

    guest = town.slack.world.add_user(town.team, "guest", is_admin=True, is_restricted=True)
    abroad = town.slack.world.add_user(town.slack.world.add_team("Abroad"), "stranger", is_admin=True)
    assert (await platform.permissions(news, person(town.anna.id))).manages
    assert not (await platform.permissions(news, person(town.ben.id))).manages
    assert not (await platform.permissions(news, person(guest.id))).manages
    assert not (await platform.permissions(news, person(abroad.id, abroad.team.id))).manages
    assert not (await platform.permissions(news)).manages
    town.desk.creator = town.ben
    assert (await platform.permissions(Channel("slack", town.team.id, town.desk.id), person(town.ben.id))).manages


async def test_what_the_bot_lacks_in_a_channel(town: Town, platform: SlackPlatform, news: Channel) -> None:
    town.bot.scopes = tuple(each for each in town.bot.scopes if each != "chat:write.public")
    assert await platform.permissions(news) == Permissions(False, name="news")
    (missing,) = (await platform.permissions(Channel("slack", town.team.id, town.harbour.id))).missing
    assert f"/invite @{town.bot.bot.name}" in missing


async def test_a_slack_that_does_not_tell_leaves_nobody_managing_and_nothing_missing(
    town: Town, platform: SlackPlatform, news: Channel
) -> None:
    for method in ("users.info", "conversations.info", "auth.test"):
        town.slack.fail(method, *[Fault.ERROR_500] * 3)
    anna = Person("slack", town.team.id, town.anna.id)
    assert await platform.permissions(news, anna) == Permissions(False)
    town.slack.mend()
    assert (await platform.permissions(news, anna)).manages


async def test_people_have_a_zone_and_a_conversation(town: Town, platform: SlackPlatform) -> None:
    ben = Person("slack", town.team.id, town.ben.id)
    assert await platform.zone_of(ben) == "America/New_York"
    assert await platform.zone_of(Person("slack", town.team.id, "U0NOBODY")) == ""
    channel = await platform.direct(ben)
    assert channel == Channel("slack", town.team.id, town.slack.direct(town.ben).id)
    assert isinstance(await platform.direct(Person("slack", town.team.id, "U0NOBODY")), Rejected)


async def test_a_person_is_asked_about_once_a_minute(town: Town, platform: SlackPlatform) -> None:
    for _ in range(5):
        await platform.zone_of(Person("slack", town.team.id, town.ben.id))
    assert len(town.slack.called("users.info")) == 1


async def test_one_answer_too_slow_to_wait_for_delays_no_other(town: Town, tmp_path: Path) -> None:
    async with running(town, settings_for(town, "socket", tmp_path)) as desk:
        town.slack.fail("chat.update", Fault.ERROR_500)
        ref = await desk.platform.send(Channel("slack", town.team.id, town.news.id), say("x"), marker="d1")
        assert isinstance(ref, Sent)
        assert isinstance(await desk.platform.update(ref.ref, say("y")), Ambiguous)
        assert isinstance(await desk.platform.update(ref.ref, say("y")), Sent)


@pytest.mark.parametrize(
    ("status", "data", "reason"),
    [
        (200, {"error": "restricted_action_of_some_new_kind"}, Reason.FORBIDDEN),
        (200, {"error": "no_text"}, Reason.INVALID),
        (200, {"error": "something_new"}, Reason.INVALID),
        (429, {}, Reason.LIMITED),
        (200, {"error": "rate_limited"}, Reason.LIMITED),
    ],
)
def test_what_errors_mean(status: int, data: dict[str, str], reason: Reason) -> None:
    refused = read_refusal(status, data, "nonsense")
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.retry_after) == (reason, None)


@pytest.mark.parametrize(
    ("status", "error"), [(500, "internal_error"), (200, "fatal_error"), (503, "not_in_channel"), (502, ""), (200, "")]
)
def test_what_slack_failed_over_may_have_been_posted(status: int, error: str) -> None:
    assert isinstance(read_refusal(status, {"error": error}), Ambiguous)


def test_every_known_error_says_what_mends_it() -> None:
    path = Path(refusals.__file__).parent / "data" / "refusals.toml"
    told = tomllib.loads(path.read_text("utf-8"))
    assert set(told) <= {reason.name for reason in Reason}
    posting = {
        "not_in_channel",
        "missing_scope",
        "restricted_action",
        "channel_not_found",
        "is_archived",
        "token_revoked",
    }
    assert posting <= {error for fixes in told.values() for error in fixes}
    assert all(len(fix) > 15 for fixes in told.values() for fix in fixes.values())
