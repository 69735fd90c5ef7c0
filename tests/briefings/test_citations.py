"""Proof: a quote that is not in its article, character for character, never leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefings.citations import is_proven, proven_bullets, require_proven
from briefings.errors import UnprovenError
from briefings.models import Answer, AnswerStatus, Article, Bullet, Citation, Finding

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLE = Article(7, 1, "k", "The strike ended. Trains run again.", "", "", "The Post", "", None, "", NOW)
ARTICLES = {7: ARTICLE}
PROVEN = Citation.of(ARTICLE, 0, 17)


@pytest.mark.parametrize(
    ("citation", "proven"),
    [
        (PROVEN, True),
        (Citation(7, "The strike ended!", 0, 17), False),  # another character
        (Citation(7, "the strike ended.", 0, 17), False),  # another case
        (Citation(7, "Trains run again.", 0, 17), False),  # another place
        (Citation(7, "", 3, 3), False),  # nothing
        (Citation(8, "The strike ended.", 0, 17), False),  # another article
        (Citation(7, "again.", 29, 99), True),  # the place is read as Python reads it: what is quoted is there
    ],
)
def test_a_quote_is_proven_by_its_article_alone(citation: Citation, proven: bool) -> None:
    assert is_proven(citation, ARTICLES) is proven


def test_a_bullet_with_an_invented_quote_is_refused_and_dropped() -> None:
    good = Bullet("The strike is over", (PROVEN,))
    bad = Bullet("The strike goes on", (PROVEN, Citation(7, "The strike goes on.", 0, 19)))
    assert proven_bullets([good, bad], ARTICLES) == (good,)
    with pytest.raises(UnprovenError, match=r"“The strike goes on\.” is not in"):
        require_proven(bad, ARTICLES)


def test_an_answer_is_held_to_its_quotes_and_to_its_closest_passage() -> None:
    require_proven(Answer(AnswerStatus.ANSWERED, "?", "ended", (Finding("ended", (PROVEN,)),)), ARTICLES)
    with pytest.raises(UnprovenError):
        require_proven(Answer(AnswerStatus.NOT_FOUND, "?", closest=Citation(7, "Nothing of it.", 0, 14)), ARTICLES)


def test_nothing_can_be_said_without_a_source() -> None:
    with pytest.raises(UnprovenError):
        Bullet("The strike is over", ())
    with pytest.raises(UnprovenError):
        Finding("over", ())


def test_a_bullet_names_each_publisher_once() -> None:
    assert Bullet("Over", (PROVEN, PROVEN)).sources == ("The Post",)
