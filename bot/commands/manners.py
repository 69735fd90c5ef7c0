"""How the bot behaves about what somebody did, told from that alone: pure, and known before anything is worked out."""

from __future__ import annotations

from adapters.commands import find_command
from adapters.inbound import Inbound
from adapters.platform import Command, HomeOpened, PaneOpened, Press, Question, Shortcut, Submission, What
from bot.commands.handling import Filling, Handling
from bot.commands.routing import FORMS, HOME, OPENS_FORM, PANE, PRESSES, SHORTCUTS, meant
from bot.commands.table import COMMANDS, SOURCES
from bot.ledger.arrivals import DIRECTS
from bot.ledger.settings import Answers

READING = frozenset({("ask", None), ("brief", "now"), ("brief", "story")})
"""Commands whose answers are news, which a channel may want for all to see."""
OWN = frozenset({("brief", "feedback"), *(("watch", each) for each in ("question", "story", "list", "stop"))})
"""Commands whose answers are nobody else's, however the commands came."""
EVERYWHERE = frozenset({(SOURCES, "list"), (SOURCES, "export")})
"""Commands that anybody may use, but that show the whole workspace."""


def asks(what: What) -> bool:
    """Whether somebody waits for an answer in words."""
    return isinstance(what, Command | Question | Shortcut) and not opens_form(what)


def is_overheard(what: What) -> bool:
    """Whether words do not name us: only a good answer is worth a word then."""
    return isinstance(what, Question) and not what.addressed


def opens_form(what: What) -> bool:
    """Whether a form will be shown, so that nothing else may be said before."""
    if isinstance(what, Command):
        found = meant(what)
        return found in OPENS_FORM and OPENS_FORM[found](what) if found else False
    if isinstance(what, Shortcut):
        short = SHORTCUTS.get(what.name)
        return short is not None and short.opens_form and not short.at_once(what)
    handling = _handling(what)
    return isinstance(handling, Handling) and handling.opens_form


def is_private(what: What, policy: Answers, *, aloud: bool = False) -> bool:
    """Whether an answer is for the asker alone, in a channel that others read.

    A command that was said ``aloud``, in words that all could read, is answered so unless it is nobody else's.
    """
    if isinstance(what, Question | HomeOpened | PaneOpened):
        return False
    if isinstance(what, Command):
        if aloud:
            return meant(what) in OWN
        return policy is Answers.PRIVATE or meant(what) not in READING
    handling = _handling(what)
    if isinstance(what, Shortcut) and handling is None:
        return policy is Answers.PRIVATE
    return handling is None or not handling.public


def needs_manager(what: What) -> bool:
    """Whether only those may do something who manage the channel."""
    if not isinstance(what, Command):
        handling = _handling(what)
        return handling is not None and handling.manages
    found = meant(what)
    spec = find_command(COMMANDS, found[0]) if found else None
    chosen = spec.subcommand(found[1]) if found and found[1] and spec else None
    return bool((spec and spec.manages) or (chosen and chosen.manages))


def concerns_everywhere(what: What) -> bool:
    """Whether something shows or changes the whole workspace, which is nothing for guests from another one."""
    if isinstance(what, HomeOpened):
        return True
    if isinstance(what, Command):
        return meant(what) in EVERYWHERE
    handling = _handling(what)
    return handling is not None and handling.everywhere


def is_counted(what: What) -> bool:
    """Whether something counts against the limits on questions: what makes the engine work for an answer."""
    return isinstance(what, Command | Question | Shortcut) and not needs_manager(what)


def wants_zone(what: What) -> bool:
    """Whether the asker's own time zone matters: where times are typed, or shown in a form or on a page of theirs."""
    return needs_manager(what) or opens_form(what) or isinstance(what, Submission | HomeOpened)


def goes_to_the_web(what: What) -> bool:
    """Whether carrying something out waits for other people's servers."""
    if isinstance(what, Command):
        return what.name == SOURCES and what.subcommand in ("add", "test", "import")
    handling = _handling(what)
    return handling is not None and handling.web


def said_by(inbound: Inbound) -> str:
    """What somebody typed, to remind them."""
    what = inbound.what
    if isinstance(what, Question | Shortcut):
        return what.text
    return f"/{what.name} {what.subcommand or ''} {what.text}" if isinstance(what, Command) else ""


def is_foreign(inbound: Inbound) -> bool:
    """Whether somebody belongs to another workspace than the one that is written in."""
    return not of_no_workspace(inbound) and inbound.who.workspace not in (inbound.where.workspace, DIRECTS)


def of_no_workspace(inbound: Inbound) -> bool:
    """Whether a direct conversation belongs to no workspace, so that the asker's own is meant."""
    return inbound.where.workspace == DIRECTS


def _handling(
    what: What,
) -> Handling[Press] | Handling[Shortcut] | Handling[HomeOpened] | Handling[PaneOpened] | Filling | None:
    if isinstance(what, Press):
        return PRESSES.get(what.action)
    if isinstance(what, Submission):
        return FORMS.get(what.action)
    if isinstance(what, Shortcut):
        return SHORTCUTS.get(what.name)
    if isinstance(what, HomeOpened):
        return HOME
    return PANE if isinstance(what, PaneOpened) else None
