"""What happens in a workspace, changed and told to the app as events."""

from __future__ import annotations

from tests.servers.slack.world import Conversation, Installation, Json, Post, User, World

SUBSCRIPTION_SCOPES = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "assistant_thread_started": ("assistant:write",),
    "assistant_thread_context_changed": ("assistant:write",),
}
for _what in ("archive", "unarchive", "rename", "deleted", "left"):
    SUBSCRIPTION_SCOPES |= {f"channel_{_what}": ("channels:read",), f"group_{_what}": ("groups:read",)}
_SUBSCRIPTION = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}


def posted(world: World, conversation: Conversation, post: Post) -> None:
    """A message is there: tell everybody who listens, and the bot twice where it is mentioned."""
    event = _at(conversation, post.ts) | post.describe(world.app)
    if post.thread and post.thread != post.ts and (root := conversation.find(post.thread)):
        event["parent_user_id"] = root.user.id
    if conversation.shared_with:
        event |= {"user_team": post.user.team.id, "source_team": post.user.team.id}
    for installation in world.reaching(conversation):
        world.emit(installation, event, _SUBSCRIPTION[conversation.kind])
        mention = f"<@{installation.bot.id}"
        if mention in post.text and not post.by_app and conversation.kind != "im":
            told = {name: value for name, value in event.items() if name != "channel_type"} | {"type": "app_mention"}
            world.emit(installation, told, "app_mention")


def changed(world: World, conversation: Conversation, post: Post, before: Post) -> None:
    """A message was edited."""
    event = _at(conversation, world.stamp()) | {"subtype": "message_changed", "hidden": True}
    event |= {"message": post.describe(world.app), "previous_message": before.describe(world.app)}
    _tell(world, conversation, event, _SUBSCRIPTION[conversation.kind])


def remove(world: World, conversation: Conversation, post: Post) -> None:
    """Take a message away; where it has replies a tombstone stays."""
    event = _at(conversation, world.stamp()) | {"subtype": "message_deleted", "hidden": True, "deleted_ts": post.ts}
    event["previous_message"] = post.describe(world.app)
    if conversation.replies(post.ts):
        post.subtype, post.text, post.blocks, post.metadata = "tombstone", "This message was deleted.", [], None
    else:
        conversation.posts.remove(post)
    _tell(world, conversation, event, _SUBSCRIPTION[conversation.kind])


def joined(world: World, conversation: Conversation, user: User, inviter: User | None = None) -> None:
    """Somebody, or the bot, came."""
    if user in conversation.members:
        return
    conversation.members.append(user)
    event: Json = {"type": "member_joined_channel", "user": user.id, "channel": conversation.id}
    event |= {"channel_type": conversation.letter, "team": user.team.id, "event_ts": world.stamp()}
    if inviter:
        event["inviter"] = inviter.id
    _tell(world, conversation, event, "member_joined_channel")


def left(world: World, conversation: Conversation, user: User) -> None:
    """Somebody, or the bot, is gone; a bot that was removed is told so in another event."""
    listeners = list(world.reaching(conversation))
    conversation.members.remove(user)
    for installation in listeners:
        if installation.bot is user:
            kind = "channel_left" if conversation.kind == "public" else "group_left"
            event: Json = {"type": kind, "channel": conversation.id, "actor_id": "", "event_ts": world.stamp()}
        else:
            kind = "member_left_channel"
            event = {"type": kind, "user": user.id, "channel": conversation.id, "channel_type": conversation.letter}
            event |= {"team": user.team.id, "event_ts": world.stamp()}
        world.emit(installation, event, kind)


def archived(world: World, conversation: Conversation, user: User) -> None:
    conversation.is_archived = True
    _channel_event(world, conversation, "archive", {"channel": conversation.id, "user": user.id})


def renamed(world: World, conversation: Conversation, name: str) -> None:
    conversation.name = name
    told = {"id": conversation.id, "name": name, "name_normalized": name, "created": conversation.created}
    _channel_event(world, conversation, "rename", {"channel": told})


def deleted(world: World, conversation: Conversation) -> None:
    _channel_event(world, conversation, "deleted", {"channel": conversation.id})
    del world.conversations[conversation.id]


def uninstalled(world: World, installation: Installation) -> None:
    """The app was taken out: its token is worth nothing, and it is told twice, in either order."""
    installation.state = "uninstalled"
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installation.bot.id]}}
    world.emit(installation, revoked | {"event_ts": world.stamp()}, "tokens_revoked")
    world.emit(installation, {"type": "app_uninstalled", "event_ts": world.stamp()}, "app_uninstalled")
    for conversation in world.conversations.values():
        if installation.bot in conversation.members and not conversation.is_direct:
            conversation.members.remove(installation.bot)


def revoked(world: World, installation: Installation) -> None:
    """The bot's token was revoked; the app may still be there."""
    installation.state = "revoked"
    event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installation.bot.id]}}
    world.emit(installation, event | {"event_ts": world.stamp()}, "tokens_revoked")


def _channel_event(world: World, conversation: Conversation, what: str, event: Json) -> None:
    kind = f"{'channel' if conversation.kind == 'public' else 'group'}_{what}"
    _tell(world, conversation, {"type": kind} | event | {"event_ts": world.stamp()}, kind)


def _tell(world: World, conversation: Conversation, event: Json, kind: str) -> None:
    for installation in world.reaching(conversation):
        world.emit(installation, event, kind)


def _at(conversation: Conversation, ts: str) -> Json:
    place = {"channel": conversation.id, "channel_type": conversation.channel_type}
    return {"type": "message", "ts": ts, "event_ts": ts} | place
