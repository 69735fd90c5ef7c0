"""Shows everybody an answer that only its asker saw."""

from __future__ import annotations

from dataclasses import replace

from adapters.message import Message
from adapters.platform import Press
from bot.commands.offers import buttons_once_shared, find_answer
from bot.commands.request import Request
from bot.ledger.deliveries import Post
from bot.present_answers import present_expired, present_out_of_scope, present_shared, present_sharing


def press_share(press: Press, request: Request) -> Message | None:
    """Post a private answer in its channel, once however often the button is pressed."""
    shown = find_answer(press.value, request)
    if shown is None or request.desk is None or shown.given.unshared is None:
        return present_expired()
    asker = shown.offer.who
    if (asker.workspace, asker.id) != (request.who.workspace, request.who.id) or shown.offer.where != request.where:
        return present_expired()  # nobody else was shown this button
    if shown.withheld:
        return present_out_of_scope()
    told = present_shared(shown.given.unshared, shown.given.question, request.who.name or asker.name)
    told = replace(told, actions=buttons_once_shared(shown, request))
    post = Post(
        f"share/{shown.token}", request.where, request.desk.planner.fit(told, request.where.platform), threaded=True
    )
    request.desk.ledger.post([post], request.now)  # which does nothing where it is queued already
    request.desk.wake()
    return present_sharing(replace(shown.given.unshared, actions=told.actions))
