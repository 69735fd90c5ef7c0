"""The methods that read: conversations.*, users.*, team.info, bots.info."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.servers.slack import happenings
from tests.servers.slack.calls import Call, RefusalError
from tests.servers.slack.world import READING, Conversation, Json, Post, User

T = TypeVar("T")


def history(call: Call) -> Json:
    conversation = _readable(call)
    told = [post for post in reversed(conversation.posts) if _is_in_history(post) and _is_asked_for(call, post)]
    most = call.world.app.history_page
    return _page(call, told, "messages", lambda post: _show(call, conversation, post), default=100, most=most)


def replies(call: Call) -> Json:
    conversation = _readable(call)
    root = conversation.find(call.need("ts"))
    if root is None:
        raise RefusalError("thread_not_found")
    thread = root.thread or root.ts
    told = [post for post in conversation.replies(thread) if _is_asked_for(call, post)]
    first = conversation.find(thread)
    return _page(
        call, [*([first] if first else []), *told], "messages", lambda post: _show(call, conversation, post),
        default=1_000, most=min(1_000, call.world.app.history_page),
    )  # fmt: skip


def info(call: Call) -> Json:
    conversation = call.conversation(reading=True)
    whole = call.world.describe_conversation(conversation, call.installation.bot)
    if not call.flag("include_num_members"):
        whole.pop("num_members", None)
    return {"channel": whole}


def open_direct(call: Call) -> Json:
    call.require("im:write", "mpim:write")
    if call.text("channel"):
        conversation = call.conversation()
    else:
        users = [call.world.users.get(each) for each in call.text("users").split(",") if each]
        if not users:
            raise RefusalError("users_list_not_supplied")
        if any(user is None or user.deleted for user in users):
            raise RefusalError("user_not_found")
        if any(user and user.bot_id for user in users):
            raise RefusalError("cannot_dm_bot")
        conversation = call.world.direct(call.installation.bot, *(user for user in users if user))
    if call.flag("return_im"):
        return {"channel": call.world.describe_conversation(conversation, call.installation.bot)}
    return {"channel": {"id": conversation.id}, "no_op": True, "already_open": True}


def members(call: Call) -> Json:
    conversation = call.conversation(reading=True)
    return _page(call, conversation.members, "members", lambda user: user.id, default=100, most=1_000)


def join(call: Call) -> Json:
    call.require("channels:join")
    conversation = call.conversation()
    if conversation.kind != "public":
        raise RefusalError("method_not_supported_for_channel_type")
    if conversation.is_archived:
        raise RefusalError("is_archived")
    happenings.joined(call.world, conversation, call.installation.bot)
    return {"channel": call.world.describe_conversation(conversation, call.installation.bot)}


def leave(call: Call) -> Json:
    conversation = call.conversation()
    if call.installation.bot in conversation.members:
        happenings.left(call.world, conversation, call.installation.bot)
        return {}
    return {"not_in_channel": True}


def channels(call: Call) -> Json:
    """Both conversations.list and users.conversations; the second has only what its user is in."""
    wanted = [each.strip() for each in call.text("types", "public_channel").split(",")]
    kinds = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
    if any(each not in kinds for each in wanted):
        raise RefusalError("invalid_types")
    for each in wanted:
        call.require(READING[kinds[each]])
    bot = call.installation.bot
    who = call.world.users.get(call.text("user")) or bot
    found = [
        each
        for each in call.world.conversations.values()
        if each.kind in {kinds[name] for name in wanted}
        and call.installation.team in (each.team, *each.shared_with)
        and (who in each.members or call.method == "conversations.list")
        and (bot in each.members or each.kind == "public")
        and not (each.is_archived and call.flag("exclude_archived"))
    ]
    describe = call.world.describe_conversation
    return _page(call, found, "channels", lambda each: describe(each, bot), default=100, most=999)


def user_info(call: Call) -> Json:
    call.require("users:read")
    user = call.world.users.get(call.need("user"))
    if user is None:
        raise RefusalError("user_not_found")
    if user.team is not call.installation.team and not _has_met(call, user):
        raise RefusalError("user_not_found")
    return {"user": user.describe(call.installation.team, call.world.clock())}


def users(call: Call) -> Json:
    call.require("users:read")
    known = [user for user in call.world.users.values() if user.team is call.installation.team]
    return _page(
        call,
        known,
        "members",
        lambda user: user.describe(call.installation.team, call.world.clock()),
        default=200,
        most=1_000,
    )


def team_info(call: Call) -> Json:
    call.require("team:read")
    team = call.world.teams.get(call.text("team")) or call.installation.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def bot_info(call: Call) -> Json:
    call.require("users:read")
    for each in call.world.installations:
        if each.bot.bot_id == call.text("bot"):
            app = call.world.app
            told = {"id": each.bot.bot_id, "deleted": False, "name": app.name, "app_id": app.id, "user_id": each.bot.id}
            return {"bot": told}
    raise RefusalError("bot_not_found")


def _readable(call: Call) -> Conversation:
    conversation = call.conversation(history=True)
    if call.installation.bot not in conversation.members:
        raise RefusalError("not_in_channel")
    return conversation


def _is_in_history(post: Post) -> bool:
    return not post.only and (post.thread in (None, post.ts) or post.broadcast)


def _is_asked_for(call: Call, post: Post) -> bool:
    oldest, latest = float(call.text("oldest", "0") or 0), float(call.text("latest") or "inf")
    if call.flag("inclusive"):
        return oldest <= float(post.ts) <= latest
    return oldest < float(post.ts) < latest


def _show(call: Call, conversation: Conversation, post: Post) -> Json:
    post.settle(call.world.clock())
    whole = post.describe(call.world.app)
    answers = conversation.replies(post.ts)
    if answers:
        whole |= {"reply_count": len(answers), "latest_reply": answers[-1].ts, "is_locked": False, "subscribed": False}
        whole |= {"reply_users": list(dict.fromkeys(each.user.id for each in answers)), "reply_users_count": 1}
    elif post.thread and post.thread != post.ts and (root := conversation.find(post.thread)):
        whole["parent_user_id"] = root.user.id
    if post.metadata and call.flag("include_all_metadata") and "metadata.message:read" in call.installation.scopes:
        whole["metadata"] = post.metadata
    return whole


def _page(
    call: Call, everything: Sequence[T], name: str, show: Callable[[T], object], *, default: int, most: int
) -> Json:
    """One page, with a cursor to the next if there is one."""
    size = max(1, min(call.number("limit", default), most))
    try:
        start = int(b64decode(call.text("cursor")).decode().removeprefix("next:") or 0)
    except ValueError:
        raise RefusalError("invalid_cursor") from None
    more = len(everything) > start + size
    cursor = b64encode(f"next:{start + size}".encode()).decode() if more else ""
    page: Json = {name: [show(each) for each in everything[start : start + size]]}
    if name == "messages":
        page["has_more"] = more
    return page | {"response_metadata": {"next_cursor": cursor}}


def _has_met(call: Call, user: User) -> bool:
    return any(
        user in each.members and call.installation.team in (each.team, *each.shared_with)
        for each in call.world.conversations.values()
    )
