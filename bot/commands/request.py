"""What a command is carried out with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from adapters.controls import FieldKind
from adapters.inbound import Channel, Person
from adapters.platform import Permissions
from bot.desk import Desk
from bot.errands import Errands
from bot.ledger.settings import ChannelSettings
from bot.typed import Typed
from briefings.engine import Briefings
from briefings.errors import NewsbriefError
from briefings.models import Scope

SHELL = Channel("shell", "local", "shell")
LOCAL = frozenset({SHELL.platform, "terminal"})
"""Where somebody sits at the machine that runs the bot."""
OPERATOR = Person("shell", "local", "operator")


@dataclass(frozen=True, slots=True)
class Request:
    """A command's words, what its asker may see, when it was asked, and the engine that answers.

    ``desk`` is None where nothing runs that could post by itself, such as at a shell; ``errands`` where nothing is
    fetched. ``zone`` is the asker's own where times are typed or a form is shown, else that in which dates are shown.
    ``private``: only the asker will see the answer, in a channel that others read; ``direct``: nobody else reads there.
    ``fields`` is what the platform's forms may ask for (none: it has no forms), ``hears_threads`` whether it tells of
    words in a thread that do not name the bot, ``bare_commands`` whether it lets people type a command without its
    subcommand, ``reserved`` which commands it keeps to itself, ``settings`` how the channel is set. ``rights`` tells
    what the asker may do in a channel, and what the bot lacks there; it waits for the platform.
    """

    briefings: Briefings
    scope: Scope
    now: datetime
    zone: tzinfo
    text: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    where: Channel = SHELL
    who: Person = OPERATOR
    desk: Desk | None = None
    errands: Errands | None = None
    thread: str | None = None
    direct: bool = False
    private: bool = False
    settings: ChannelSettings = field(default_factory=ChannelSettings)
    fields: frozenset[FieldKind] = frozenset()
    hears_threads: bool = False
    bare_commands: bool = True
    reserved: frozenset[str] = frozenset()
    rights: Callable[[Channel], Permissions] = lambda _channel: Permissions(manages=True)

    @property
    def typed(self) -> Typed:
        """How commands are typed where this one came from."""
        return Typed(self.where.platform == SHELL.platform, self.where.platform in LOCAL, self.bare_commands)


class NotRunningError(NewsbriefError):
    """What was asked for needs a bot that runs."""


def desk_of(request: Request) -> Desk:
    """What keeps schedules, settings and watches; raises ``NotRunningError`` where nothing runs that could post."""
    if request.desk is None:
        raise NotRunningError("Nothing is posted, watched or set here: start the bot with newsbrief run.")
    return request.desk
