"""What Slack knows: workspaces, people, conversations, posts and the installed app. All in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

Json: TypeAlias = dict[str, Any]

ALL_SCOPES = [
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "metadata.message:read",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:write",
    "team:read",
    "users:read",
]
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}
READING = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


STREAM_LIFE = 300.0  # seconds; undocumented


@dataclass
class Team:
    """A workspace."""

    id: str
    name: str

    @property
    def domain(self) -> str:
        return self.name.lower().replace(" ", "-")


@dataclass
class User:
    """A person, or a bot where ``bot_id`` is set."""

    id: str
    team: Team
    name: str
    tz: str = "Europe/Berlin"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    bot_id: str = ""
    deleted: bool = False

    def describe(self, viewer: Team, now: float) -> Json:
        """As users.info does."""
        local = datetime.fromtimestamp(now, ZoneInfo(self.tz))
        offset = local.utcoffset()
        profile = {"real_name": self.name.title(), "display_name": self.name, "team": self.team.id}
        whole: Json = {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.name.title(),
            "tz": self.tz,
            "tz_label": local.tzname() or "",
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": bool(self.bot_id),
            "is_app_user": False,
            "updated": 1_700_000_000,
        }
        if viewer is not self.team:  # of another workspace only this much is told
            for name in ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted"):
                del whole[name]
            whole["is_stranger"] = True
        return whole


@dataclass
class Post:
    """A message; ``only`` is the one reader of an ephemeral one."""

    ts: str
    user: User
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread: str | None = None
    metadata: Json | None = None
    only: User | None = None
    edited: str = ""
    broadcast: bool = False
    streaming_since: float | None = None  # while it is open
    streamed_since: float | None = None
    unfurls: bool = True
    by_app: bool = False
    subtype: str = ""
    edits: int = 0
    reactions: list[tuple[str, str]] = field(default_factory=list)

    def settle(self, now: float) -> None:
        """End a stream that has been open too long."""
        if self.streaming_since is not None and now - self.streaming_since > STREAM_LIFE:
            self.streaming_since = None

    def describe(self, app: App) -> Json:
        """As the history shows it, without its metadata."""
        whole: Json = {"type": "message", "user": self.user.id, "ts": self.ts, "text": self.text}
        whole["team"] = self.user.team.id
        if self.by_app:
            whole |= {"bot_id": self.user.bot_id, "app_id": app.id}
            whole["bot_profile"] = {"id": self.user.bot_id, "app_id": app.id, "name": app.name, "deleted": False}
        elif not self.subtype:
            whole["client_msg_id"] = f"c0ffee00-{self.ts.replace('.', '-')}"
        blocks = self.blocks or ([] if self.by_app or self.subtype else [_typed(self.text)])
        optional = {"thread_ts": self.thread, "subtype": self.subtype, "blocks": blocks}
        whole |= {name: value for name, value in optional.items() if value}
        if self.streamed_since is not None:
            whole["streaming_state"] = "completed" if self.streaming_since is None else "in_progress"
        if self.edited:
            whole["edited"] = {"user": self.user.id, "ts": self.edited}
        if self.reactions:
            names = dict.fromkeys(name for name, _ in self.reactions)
            users = {each: [user for name, user in self.reactions if name == each] for each in names}
            whole["reactions"] = [{"name": each, "users": users[each], "count": len(users[each])} for each in names]
        return whole


def _typed(text: str) -> Json:
    """The block that Slack makes of what somebody typed."""
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": "typed", "elements": [words]}


@dataclass
class Conversation:
    """A channel, a private channel, a direct message or one of several."""

    id: str
    team: Team
    name: str
    kind: str = "public"
    creator: User | None = None
    members: list[User] = field(default_factory=list)
    is_archived: bool = False
    shared_with: list[Team] = field(default_factory=list)
    created: int = 1_700_000_000
    posts: list[Post] = field(default_factory=list)  # oldest first
    topic: str = ""

    @property
    def is_direct(self) -> bool:
        return self.kind in ("im", "mpim")

    @property
    def letter(self) -> str:
        """What events call its kind: C for channels, G for private ones, D for direct messages."""
        return {"public": "C", "private": "G", "mpim": "G", "im": "D"}[self.kind]

    @property
    def channel_type(self) -> str:
        return {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}[self.kind]

    def find(self, ts: str) -> Post | None:
        return next((post for post in self.posts if post.ts == ts and not post.only), None)

    def replies(self, ts: str) -> list[Post]:
        return [post for post in self.posts if post.thread == ts and post.ts != ts and not post.only]


@dataclass
class App:
    """The app under test, as its settings page shows it; None for events or commands means all of them."""

    id: str = "A0NEWSBRIEF"
    name: str = "newsbrief"
    client_id: str = "1111.2222"
    client_secret: str = "client-secret"
    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"
    app_token: str = "xapp-1-A0NEWSBRIEF-1-secret"
    verification: str = "verification-token"
    scopes: tuple[str, ...] = tuple(ALL_SCOPES)
    events: frozenset[str] | None = None
    commands: frozenset[str] | None = None
    shortcuts: dict[str, str] = field(default_factory=dict)  # what the menu says: callback_id
    is_agent: bool = False  # by agent_view: then a direct message is a conversation with an agent
    history_page: int = 999  # Slack gives 15 to those it sells to without reviewing them

    @classmethod
    def from_manifest(cls, manifest: Json) -> App:
        """What an app is that was made from a manifest."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        return cls(
            name=features.get("bot_user", {}).get("display_name", "newsbrief"),
            scopes=tuple(manifest["oauth_config"]["scopes"]["bot"]),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands=frozenset(each["command"] for each in features.get("slash_commands", ())),
            is_agent="agent_view" in features,
            shortcuts={each["name"]: each["callback_id"] for each in features.get("shortcuts", ())},
        )


@dataclass
class Installation:
    """The app in one workspace; ``state`` is active, revoked or uninstalled."""

    team: Team
    bot: User
    token: str
    scopes: tuple[str, ...]
    installer: User | None = None
    state: str = "active"


Emit: TypeAlias = Callable[[Installation, Json, str], None]


class World:
    """Everything there is; ``emit`` is told what happens (installation, event, the subscription it belongs to)."""

    def __init__(self, app: App, clock: Callable[[], float] = time.time) -> None:
        self.app = app
        self.clock = clock
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.installations: list[Installation] = []
        self.emit: Emit = lambda _installation, _event, _kind: None
        self._count = 0
        self._latest = 0.0

    def new_id(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count:010d}"

    def stamp(self) -> str:
        """A ts later than all before."""
        self._latest = max(self.clock(), self._latest + 0.00001)
        return f"{self._latest:.6f}"

    def add_team(self, name: str) -> Team:
        team = Team(self.new_id("T"), name)
        self.teams[team.id] = team
        return team

    def add_user(self, team: Team, name: str, **more: Any) -> User:
        user = User(self.new_id("U"), team, name, **more)
        self.users[user.id] = user
        return user

    def add_channel(self, team: Team, name: str, members: Iterable[User] = (), **more: Any) -> Conversation:
        conversation = Conversation(self.new_id("C"), team, name, members=list(members), **more)
        if conversation.creator is None and conversation.members:
            conversation.creator = conversation.members[0]
        self.conversations[conversation.id] = conversation
        return conversation

    def direct(self, *people: User) -> Conversation:
        """The direct message of these people; made if there is none."""
        for each in self.conversations.values():
            if each.is_direct and {member.id for member in each.members} == {person.id for person in people}:
                return each
        kind = "im" if len(people) == 2 else "mpim"
        made = Conversation(self.new_id("D" if kind == "im" else "C"), people[0].team, "", kind, None, list(people))
        self.conversations[made.id] = made
        return made

    def install(self, team: Team, installer: User | None = None, scopes: Iterable[str] | None = None) -> Installation:
        """Put the app into a workspace; a new token each time, the bot's user stays."""
        old = self.installation(team)
        bot = old.bot if old else self.add_user(team, self.app.name, bot_id=self.new_id("B"))
        token = f"xoxb-{team.id}-{self.new_id('S')}"
        made = Installation(team, bot, token, tuple(self.app.scopes if scopes is None else scopes), installer)
        self.installations.append(made)
        return made

    def installation(self, team: Team) -> Installation | None:
        """The latest one in a workspace."""
        return next((each for each in reversed(self.installations) if each.team is team), None)

    def reaching(self, conversation: Conversation) -> Iterator[Installation]:
        """The installations whose bot sees what happens in a conversation."""
        for team in (conversation.team, *conversation.shared_with):
            found = self.installation(team)
            if found and found.state == "active" and found.bot in conversation.members:
                yield found

    def describe_conversation(self, conversation: Conversation, viewer: User) -> Json:
        """As conversations.info does."""
        whole: Json = {"id": conversation.id, "created": conversation.created, "is_archived": conversation.is_archived}
        whole |= {"is_im": conversation.kind == "im", "is_mpim": conversation.kind == "mpim"}
        whole |= {"is_org_shared": False, "context_team_id": viewer.team.id, "updated": conversation.created * 1_000}
        if conversation.kind == "im":
            other = next(member for member in conversation.members if member is not viewer)
            return whole | {"user": other.id, "is_user_deleted": other.deleted, "is_open": True}
        teams = [conversation.team.id, *(team.id for team in conversation.shared_with)]
        external = len(teams) > 1
        return whole | {
            "name": conversation.name,
            "name_normalized": conversation.name,
            "is_channel": conversation.kind == "public",
            "is_group": conversation.kind == "private",
            "is_private": conversation.kind != "public",
            "is_general": conversation.name == "general",
            "is_shared": external,
            "is_ext_shared": external,
            "shared_team_ids": teams,
            "is_pending_ext_shared": False,
            "is_member": viewer in conversation.members,
            "creator": conversation.creator.id if conversation.creator else "",
            "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(conversation.members),
        }
