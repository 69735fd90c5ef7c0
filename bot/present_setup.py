"""Set-up in the words that a reader sees: forms that were sent off, how a channel is set, the bot's own page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from adapters.message import (
    Action,
    Block,
    Button,
    Message,
    Option,
    Select,
    Weight,
    code,
    heading,
    item,
    note,
    say,
    strong,
    text,
)
from adapters.visible import make_line
from bot.ledger.settings import Answers, ChannelSettings
from bot.present import counted, describe_extent
from bot.present_sources import fares_well, health_blocks
from bot.present_subscriptions import Report, on_page, present_subscribed
from bot.subscriptions.schedule import Slot
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.wording import describe_schedule
from bot.typed import CHAT
from briefings.enumeration import enumerate_words
from briefings.ports import SourceFacts, StoreFacts

NOT_YOURS = "Only those who manage that channel may schedule news there."
ANSWERS = {
    Answers.PRIVATE: "Answers to commands are seen by the asker first, who can share them",
    Answers.PUBLIC: "Answers to commands are for all to see",
}
SCHEDULES = 25  # that a menu offers, and the page lists
FAILING = 8  # sources that the page names


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody sees on the bot's own page.

    ``others`` counts the schedules that are not theirs to see; ``names`` are channels as they read them.
    ``manages`` says that they manage the workspace.
    """

    facts: StoreFacts
    reports: Sequence[Report]
    others: int
    sources: Sequence[SourceFacts]
    names: dict[str, str]
    manages: bool


def present_scheduled(
    subscription: Subscription, upcoming: Sequence[Slot], *, place: str = "here", missing: Sequence[str] = ()
) -> Message:
    """Say back what a form brought about, and what the bot still lacks to do it."""
    message = present_subscribed(subscription, upcoming, place=place)
    if not missing:
        return message
    lacking = note(f"I cannot post {place} yet: I need {enumerate_words(list(missing))}.")
    return replace(message, blocks=(*message.blocks, lacking))


def present_vanished() -> Message:
    """Say that a schedule is no more."""
    return say("That schedule does not exist any more; ", code("/brief status"), " shows those that do.")


def present_settings(settings: ChannelSettings, managers: int, change: Button | None) -> Message:
    """Show how a channel is set, and who may change that beside its admins."""
    rows: list[Block] = [heading("How I behave here")]
    rows.append(item(f"{ANSWERS[settings.answers]}."))
    if settings.follow_ups:
        rows.append(item("In a thread where I was asked, what you write next is a question, too, without naming me."))
    else:
        rows.append(item("In a thread I answer only when I am named."))
    rows.append(item("Scheduled posts call a role." if settings.ping else "Scheduled posts call nobody."))
    named = f", and {counted(managers, 'person', 'people')} named by them" if managers else ""
    rows.append(item(f"Those who manage this channel{named} may change this."))
    return Message(tuple(rows), "How I behave here", (change,) if change else ())


def present_home(page: Page, zone: tzinfo, actions: Sequence[Action]) -> Message:
    """Fill the bot's own page: what is stored, what is posted where and when, what fails."""
    blocks: list[Block] = [heading("newsbrief"), note(_extent(page.facts, zone))]
    blocks.append(heading("Schedules", 2))
    shown = page.reports[:SCHEDULES]
    blocks += [on_page(each, page.names.get(str(each.subscription.channel), ""), zone) for each in shown]
    unseen = page.others + max(len(page.reports) - SCHEDULES, 0)
    if unseen:
        blocks.append(note(f"{counted(unseen, 'schedule')} in other channels."))
    elif not page.reports:
        blocks.append(text("Nothing is posted by itself yet."))
    if page.manages:  # how they fare is no matter of others, whose page would say that there are none
        blocks += [heading("Sources", 2), *_health(page.sources, zone)]
    blocks.append(heading("Try this", 2))
    blocks += [
        item(code("/brief"), "  the news in a few bullets"),
        item(code("/ask who is attending?"), "  an answer from the stored articles, with its proof"),
        item(code("/brief help"), "  everything that you can type"),
    ]
    return Message(tuple(blocks), "newsbrief", tuple(actions))


def schedule_actions(new: Button, change: str, known: Sequence[Subscription], names: dict[str, str]) -> list[Action]:
    """A button for a new schedule, and a button or a menu to change one."""
    actions: list[Action] = [new]
    if len(known) == 1:
        actions.append(Button("Change it", change, str(known[0].id)))
    elif known:
        options = tuple(
            Option(
                ": ".join(filter(None, (names.get(str(each.channel), ""), describe_schedule(each.terms.schedule)))),
                str(each.id),
            )
            for each in known[:SCHEDULES]
        )
        actions.append(Select("Change a schedule", change, options))
    return actions


def new_schedule_button(action: str, value: str) -> Button:
    """The button that begins a schedule."""
    return Button("New schedule", action, value, Weight.PRIMARY)


def new_source_button(action: str) -> Button:
    """The button that follows one more source."""
    return Button("Add a source", action)


def _extent(facts: StoreFacts, zone: tzinfo) -> str:
    if not facts.articles:
        return "No article is stored yet: add a source, and its news can be asked about in a minute."
    return describe_extent(facts, zone)


def _health(sources: Sequence[SourceFacts], zone: tzinfo) -> list[Block]:
    """The sources that fail, each with what mends it, and how many do not."""
    failing = [facts for facts in sources if not fares_well(facts)]
    blocks: list[Block] = []
    for facts in failing[:FAILING]:
        blocks += [item(strong(make_line(facts.name))), *health_blocks(facts, zone, CHAT)]
    if len(failing) > FAILING:
        blocks.append(note(f"{len(failing) - FAILING} more fail; ", code("/sources"), " names them."))
    fine = len(sources) - len(failing)
    if fine:
        blocks.append(text(f"{counted(fine, 'source')} {'fares' if fine == 1 else 'fare'} well."))
    elif not sources:
        blocks.append(text("Nothing is read yet."))
    return blocks
