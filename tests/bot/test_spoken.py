"""Commands in words: what is said to the bot with a mention, or in a direct message."""

from datetime import UTC, datetime

import pytest

from adapters.platform import Command, Question
from bot.commands.spoken import understand
from tests.bot.house import ANA, BO, NEWS, House

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "name", "subcommand", "text"),
    [
        ("help", "help", None, ""),
        ("Help!", "help", None, ""),
        ("help?", "help", None, ""),
        ("/brief climate", "brief", None, "climate"),
        ("/brief", "brief", "now", ""),
        ("/news-brief status", "brief", "status", ""),
        ("/ask who is attending?", "ask", None, "who is attending?"),
        ("/breif", "breif", None, ""),
        ("brief", "brief", "now", ""),
        ("brief today", "brief", "now", "today"),
        ("brief climate", "brief", "now", "climate"),
        ("brief trade talks in Geneva since Monday", "brief", "now", "trade talks in Geneva since Monday"),
        ("brief me on the trade talks in Geneva", "brief", "now", "the trade talks in Geneva"),
        ("Brief us.", "brief", "now", ""),
        ("brief status", "brief", "status", ""),
        ("brief story 12", "brief", "story", "12"),
        ("sources", "sources", "list", ""),
        ("sources add example.org", "sources", "add", "example.org"),
        ("watch list", "watch", "list", ""),
    ],
)
def test_what_can_only_be_a_command_is_one(said: str, name: str, subcommand: str | None, text: str) -> None:
    meant = understand(Question(said), NOW, UTC)
    assert isinstance(meant, Command)
    assert (meant.name, meant.subcommand, meant.text) == (name, subcommand, text)


@pytest.mark.parametrize(
    "said",
    [
        "help me understand the budget",
        "who is attending?",
        "ask who is attending",
        "brief history of the strike",
        "brief outage, or a long one?",
        "sources say the bridge will close",
        "sources close to the president",
        "watch out for the vote",
        "what is the brief?",
        "/",
        "/ 12 of them",
        "help\nme",
        "",
    ],
)
def test_anything_else_stays_a_question(said: str) -> None:
    assert understand(Question(said), NOW, UTC) == Question(said)


def test_words_that_do_not_name_the_bot_are_never_commands() -> None:
    overheard = Question("help", addressed=False)
    assert understand(overheard, NOW, UTC) == overheard


async def test_a_command_said_aloud_is_answered_aloud_and_ones_own_privately(house: House) -> None:
    await house.does(Question("help"), BO)
    assert "What you can type" in house.reads(None)[-1]
    await house.does(Question("watch list"), BO)
    assert len(house.reads(None)) == 1
    assert "You watch nothing" in house.reads(BO)[-1]


async def test_who_does_not_manage_a_channel_sets_nothing_up_with_words_either(house: House) -> None:
    house.platform.managers.add(ANA.id)
    await house.does(Question("/brief schedule weekdays at 8"), BO)
    assert "Only those who manage this channel" in house.reads(None)[-1]
    assert house.ledger.subscriptions(NEWS) == []
    await house.does(Question("brief schedule weekdays at 8"), ANA)
    assert [each.owner.id for each in house.ledger.subscriptions(NEWS)] == [ANA.id]


async def test_a_slip_in_words_gets_the_nearest_command(house: House) -> None:
    await house.does(Question("/breif"), BO, direct=True)
    assert "Did you mean /brief?" in house.reads(BO)[-1]
