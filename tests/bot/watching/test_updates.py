"""Which news of a story is worth a post, and how a post reads once a bullet is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from adapters.message import Message, item, note, quoted, source, strong
from adapters.plaintext import render_plain
from bot.present_digests import present_digest
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from bot.subscriptions.subscription import Hush, QuietHours, Terms
from bot.watching.updates import corrected, correction_key, is_about, revision_key, timing, worth_telling
from briefings.models import Bullet, BulletKind, Citation, Digest, Novelty, Story, StoryDigest
from tests.bot.ledger.conftest import at

NOON = at("2025-08-28 12:00")
STORY = Story(1, "Ferry aground off Texel", NOON, NOON, (1, 2), ("Waddenpost",), ("Pieter de Boer",), ("Texel",))


def bullet(text: str, novelty: Novelty, article: int = 1, source: str = "Waddenpost", **more: object) -> Bullet:
    cited = (Citation(article, text, 0, len(text), source=source),)
    return replace(Bullet(text, cited, novelty=novelty), **more)  # type: ignore[arg-type]


def news(*bullets: Bullet) -> StoryDigest:
    return StoryDigest(STORY, bullets)


NEW = bullet("The owner will refund every ticket.", Novelty.NEW, 2)


@pytest.mark.parametrize(
    ("bullets", "worth"),
    [
        ([bullet("It had 260 passengers.", Novelty.UPDATED, before="It had 210 passengers.")], True),
        ([NEW], False),
        ([NEW, bullet("Divers found a crack.", Novelty.NEW, 2)], True),
        ([bullet("Divers found a crack.", Novelty.NEW, 3, "Sea Wire")], True),
        ([bullet("Divers found a crack.", Novelty.NEW, 1, "Sea Wire")], False),
        ([bullet("One says 210, one 260.", Novelty.NEW, kind=BulletKind.CONFLICT)], True),
        (
            [bullet("Coming: A and 7 more.", Novelty.UPDATED, kind=BulletKind.ROSTER, before="Coming: A and 6 more.")],
            False,
        ),
        ([bullet("Coming: A, B.", Novelty.UPDATED, kind=BulletKind.ROSTER, before="Coming: A.")], True),
    ],
)
def test_a_changed_fact_or_a_new_publishers_news_is_worth_a_post(bullets: list[Bullet], worth: bool) -> None:
    assert worth_telling(news(*bullets), {1}, {"Waddenpost"}) is worth


def test_a_topic_is_in_the_headline_the_names_or_the_bullets_as_whole_words() -> None:
    told = news(NEW)
    assert is_about(told, "texel")
    assert is_about(told, "Pieter Boer")
    assert is_about(told, "refund")
    assert not is_about(told, "und")
    assert not is_about(told, "Texel whales")


def test_a_state_of_a_story_has_one_name_whatever_the_order() -> None:
    assert revision_key([(1, 1), (2, 3)]) == revision_key([(2, 3), (1, 1)])
    assert revision_key([(1, 1), (2, 3)]) != revision_key([(1, 2), (2, 3)])
    taken_back = bullet("X now says so.", Novelty.CORRECTED, before="So.")
    assert correction_key([taken_back]) != correction_key([replace(taken_back, before="Not so.")])


@pytest.mark.parametrize(("hush", "when"), [(Hush.HOLD, at("2025-08-29 07:00")), (Hush.SEND, at("2025-08-28 23:00"))])
def test_quiet_hours_say_when_something_may_be_told(hush: Hush, when: datetime) -> None:
    terms = Terms(Schedule((time(9),), EVERY_DAY, "UTC"), quiet=QuietHours(time(22), time(7), hush))
    decided = timing(terms, at("2025-08-28 23:00"))
    assert decided is not None
    assert decided.at == when
    assert timing(terms, NOON) is not None


def test_quiet_hours_that_drop_drop() -> None:
    terms = Terms(Schedule((time(9),), EVERY_DAY, "UTC"), quiet=QuietHours(time(22), time(7), Hush.DROP))
    assert timing(terms, at("2025-08-28 23:00")) is None


def test_the_posted_bullet_is_replaced_and_the_rest_stays() -> None:
    first = bullet("The captain was arrested.", Novelty.FIRST)
    message = present_digest(Digest((news(first, NEW),), NOON, 2), UTC)
    instead = bullet("Waddenpost now says: “He was not arrested.”", Novelty.CORRECTED, before=first.text)
    edited = corrected(message, [instead])
    assert edited is not None
    before, after = (render_plain(each).splitlines() for each in (message, edited))
    gone, come = [line for line in before if line not in after], [line for line in after if line not in before]
    assert len(gone) == 1
    assert come[0].startswith("• Corrected: Waddenpost now says: “He was not arrested.” — Waddenpost")
    assert come[1] == "Before: “The captain was arrested.”"
    assert corrected(edited, [instead]) is None, "what is corrected already is left alone"


def test_a_correction_of_a_correction_keeps_one_line_of_what_was_said_before() -> None:
    said = item(strong("Updated: "), "It had 260 passengers.", sources=[source("Sea Wire")])
    message = Message((said, note("Before: ", quoted("It had 210 passengers.")), note("Before: see above")), "Updated")
    instead = bullet("Sea Wire now says: “It had 240 passengers.”", Novelty.CORRECTED, before="It had 260 passengers.")
    edited = corrected(message, [instead])
    assert edited is not None
    text = render_plain(edited)
    assert "210" not in text
    assert "Before: “It had 260 passengers.”" in text
    assert text.endswith("Before: see above"), "only the line that belonged to the bullet goes"
