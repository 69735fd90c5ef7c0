"""What Discord keeps, as the JSON that REST and the gateway send."""

from __future__ import annotations

from tests.servers.discord.permissions import in_channel
from tests.servers.discord.world import Channel, Guild, Json, Kind, Member, Message, Role, User, stamp


def user_json(user: User) -> Json:
    return {
        "id": user.id,
        "username": user.name.lower().replace(" ", "."),
        "discriminator": "0",
        "global_name": user.name,
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def member_json(member: Member, *, bare: bool = False) -> Json:
    """A member; ``bare`` beside a message, where the user stands by itself."""
    known = {
        "roles": sorted(member.roles),
        "nick": member.nick,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "avatar": None,
        "premium_since": None,
    }
    return known if bare else {**known, "user": user_json(member.user)}


def role_json(role: Role, position: int = 0) -> Json:
    return {
        "id": role.id,
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }


def channel_json(channel: Channel) -> Json:
    common: Json = {"id": channel.id, "type": int(channel.kind), "flags": channel.flags}
    last = next(reversed(channel.messages), None)
    if channel.kind is Kind.DM:
        people = [user_json(each) for each in channel.recipients if not each.bot]
        return {**common, "recipients": people, "last_message_id": last}
    assert channel.guild
    common |= {"guild_id": channel.guild.id, "name": channel.name, "last_message_id": last, "rate_limit_per_user": 0}
    if channel.parent:
        return common | {
            "parent_id": channel.parent.id,
            "owner_id": channel.owner,
            "message_count": len(channel.messages),
            "member_count": 1,
            "total_message_sent": len(channel.messages),
            "applied_tags": channel.applied_tags,
            "thread_metadata": {
                "archived": channel.archived,
                "auto_archive_duration": 1440,
                "archive_timestamp": stamp(channel.made),
                "create_timestamp": stamp(channel.made),
                "locked": channel.locked,
            },
        }
    overwrites = [
        {"id": each.id, "type": int(each.member), "allow": str(int(each.allow)), "deny": str(int(each.deny))}
        for each in channel.overwrites.values()
    ]
    common |= {"position": 0, "permission_overwrites": overwrites, "nsfw": False, "topic": None, "parent_id": None}
    if channel.kind is Kind.FORUM:
        common |= {"available_tags": channel.tags, "default_reaction_emoji": None, "default_sort_order": None,
                   "default_forum_layout": 0}  # fmt: skip
    return common


def guild_json(guild: Guild) -> Json:
    """A guild as REST gives it."""
    return {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner.id,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role_json(role, place) for place, role in enumerate(guild.roles.values())],
        "emojis": [],
        "stickers": [],
        "features": ["NEWS"],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "safety_alerts_channel_id": None,
        "incidents_data": None,
    }


def guild_create_json(guild: Guild, bot: User, *, joined: bool = False) -> Json:
    """A guild as the gateway announces it, without the members' intent: the bot alone among the members.

    ``unavailable`` stands in it only where the guild was named in READY; a guild that the bot joined is without.
    """
    seen = [each for each in guild.channels.values() if in_channel(each, bot) or not each.is_thread]
    known = {} if joined else {"unavailable": False}
    return (
        guild_json(guild)
        | known
        | {
            "joined_at": "2024-01-01T00:00:00+00:00",
            "large": False,
            "member_count": len(guild.members),
            "voice_states": [],
            "members": [member_json(guild.members[bot.id])],
            "channels": [channel_json(each) for each in seen if not each.is_thread],
            "threads": [channel_json(each) for each in seen if each.is_thread and not each.archived],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
    )


def message_json(message: Message, bot: User, *, sees_content: bool, nested: bool = True, new: bool = False) -> Json:
    """A message as the bot gets it; only a ``new`` one tells its nonce, a channel's history does not.

    Without the privileged intent, content, embeds, attachments and components are empty but in the bot's own
    messages, direct messages and those that mention the bot (a pinging reply does).
    """
    shown = sees_content or message.author is bot or message.channel.guild is None or bot in message.mentions
    payload: Json = {
        "id": message.id,
        "channel_id": message.channel.id,
        "author": user_json(message.author),
        "content": message.content if shown else "",
        "timestamp": stamp(message.at),
        "edited_timestamp": stamp(message.edited) if message.edited else None,
        "tts": False,
        "mention_everyone": message.mentions_everyone,
        "mentions": [user_json(each) for each in message.mentions],
        "mention_roles": message.mentioned_roles,
        "attachments": [],
        "embeds": [{"type": "rich", **each} for each in message.embeds] if shown else [],
        "components": message.components if shown else [],
        "pinned": False,
        "type": message.kind,
        "flags": int(message.flags),
    }
    if new and message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.author.bot:
        payload["application_id"] = bot.id
    if message.invoked:
        payload["interaction_metadata"] = message.invoked
    if message.thread:
        payload["thread"] = channel_json(message.thread)
    if message.reference:
        there = message.reference
        payload["message_reference"] = {"type": 0, "channel_id": there.channel.id, "message_id": there.id}
        if there.channel.guild:
            payload["message_reference"]["guild_id"] = there.channel.guild.id
        if nested:
            payload["referenced_message"] = message_json(there, bot, sees_content=sees_content, nested=False)
    return payload


def message_event_json(message: Message, bot: User, *, sees_content: bool) -> Json:
    """A message as the gateway announces it: with the guild and the author's membership."""
    payload = message_json(message, bot, sees_content=sees_content, new=message.edited is None)
    payload["channel_type"] = int(message.channel.kind)
    guild = message.channel.guild
    if guild:
        payload["guild_id"] = guild.id
        if message.author.id in guild.members:
            payload["member"] = member_json(guild.members[message.author.id], bare=True)
    return payload
