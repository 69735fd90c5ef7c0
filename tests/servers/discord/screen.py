"""What somebody sees in a channel, as narrow text: words as they read, buttons in brackets, what is private marked."""

from __future__ import annotations

import re
import textwrap

from tests.servers.discord.interactions import Interactions
from tests.servers.discord.world import Channel, Flag, Json, Message, User, World

WIDTH = 48  # letters in a line, as on a phone
BOT_WROTE = (0, 19, 20, 23)  # the types of messages that somebody wrote
_MASKED = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)+)\]\(<?(https?://[^\s)>]+)>?(?: \"[^\"]*\")?\)")
_MARKUP = re.compile(r"(?<!\\)(\*\*\*|\*\*|\*|__|~~|\|\||`{1,3})")
_CALLS = re.compile(r"<(@!?|@&|#)(\d+)>")
_TIME = re.compile(r"<t:(\d+)(?::\w)?>")


def read_marked(text: str, world: World) -> str:
    """Give Discord's markdown as it reads; what is escaped stands as it is."""
    text = _MASKED.sub(lambda found: found[1], text)
    text = _CALLS.sub(lambda found: _named(found[1], found[2], world), text)
    text = _TIME.sub(lambda found: f"[time {found[1]}]", text)
    lines = []
    for line in text.split("\n"):
        line = re.sub(r"^(#{1,3}|-#) ", "", line)
        line = re.sub(r"^>(>>)? ", "▌ ", line)
        line = re.sub(r"^(\s*)[-*] ", r"\1• ", line)
        lines.append(re.sub(r"\\([\\*_~`|>#\-\[\]()<:@.!+])", r"\1", _MARKUP.sub("", line)))
    return "\n".join(lines)


def _named(sign: str, number: str, world: World) -> str:
    if sign.startswith("@") and sign != "@&" and number in world.users:
        return f"@{world.users[number].name}"
    if sign == "#" and number in world.channels:
        return f"#{world.channels[number].name}"
    roles = (guild.roles[number] for guild in world.guilds.values() if number in guild.roles)
    role = next(roles, None) if sign == "@&" else None
    return f"@{role.name}" if role else f"<{sign}{number}>"


def message_text(message: Message, world: World) -> str:
    """One message without its author."""
    lines = []
    if message.content:
        lines.append(read_marked(message.content, world))
    if not message.flags & Flag.SUPPRESS_EMBEDS or message.author.bot:
        lines += [_embed(each, world) for each in message.embeds]
    lines += _components(message.components, world)
    wrapped = [
        each
        for line in "\n".join(lines).split("\n")
        for each in (textwrap.wrap(line, WIDTH, subsequent_indent="  " if line.startswith("•") else "") or [""])
    ]
    return "\n".join(wrapped)


def _embed(embed: Json, world: World) -> str:
    author = (embed.get("author") or {}).get("name", "")
    parts = [author, embed.get("title") or "", embed.get("description") or ""]
    parts += [f"{each['name']}\n{each['value']}" for each in embed.get("fields") or []]
    parts = [read_marked(each, world) for each in parts if each]
    footer = (embed.get("footer") or {}).get("text")
    return "\n".join([*parts, *([footer] if footer else [])])


def _components(components: list[Json], world: World) -> list[str]:
    lines: list[str] = []
    for each in components:
        kind = each["type"]
        if kind == 1:
            lines.append(" ".join(_control(held) for held in each["components"]))
        elif kind in (2, 3, 5, 6, 7, 8):
            lines.append(_control(each))
        elif kind == 10:
            lines.append(read_marked(each["content"], world))
        elif kind == 9:
            lines += [*_components(each["components"], world), *_components([each["accessory"]], world)]
        elif kind == 14:
            lines.append("─" * 8)
        elif kind == 17:
            lines += _components(each["components"], world)
        elif kind in (11, 12, 13):
            lines.append("[picture]")
    return lines


def _control(control: Json) -> str:
    if control["type"] == 2:
        name = control.get("label") or (control.get("emoji") or {}).get("name", "")
        return f"({name})" if control.get("disabled") else f"[{name} ↗]" if control.get("url") else f"[{name}]"
    chosen = [each["label"] for each in control.get("options") or [] if each.get("default")]
    return f"[{', '.join(chosen) or control.get('placeholder', 'Make a selection')} ▾]"


def screen(channel: Channel, viewer: User, world: World, interactions: Interactions) -> str:
    """Everything in a channel that somebody sees, the oldest first, and the names of those who wrote it."""
    shown: list[tuple[int, str]] = []
    for message in sorted(channel.messages.values(), key=lambda each: int(each.id)):
        if message.private_to not in (None, viewer) or message.kind not in BOT_WROTE:
            continue
        head = f"{message.author.name}{' APP' if message.author.bot else ''}:"
        if message.reference and message.kind == 19:
            head = f"{head} (to {message.reference.author.name})"
        text = f"{message.author.name} is thinking..." if message.loading else message_text(message, world)
        private = "\n(Only you can see this)" if message.private_to else ""
        thread = f"\n# {message.thread.name}" if message.thread else ""
        shown.append((int(message.id), f"{head}\n{text}{private}{thread}"))
    failed = [each for each in interactions.made.values() if interactions.failed(each)]
    failed = [each for each in failed if each.channel is channel and each.user is viewer]
    shown += [(int(each.id), "The application did not respond") for each in failed]
    return "\n\n".join(text for _, text in sorted(shown))
