"""The bullet that says who comes, who may and who does not."""

from __future__ import annotations

from datetime import datetime

from briefings.citations import require_proven
from briefings.digests import compose
from briefings.digests.comers import comers_bullet
from briefings.models import AnnotatedArticle, Article, BulletKind, Length
from briefings.ports import Annotator

SUMMIT = (
    "Leaders of the lake states will meet for a summit in Bern on Monday.\n"
    "Prime Minister Ana Horvat will attend the summit, her office said.\n"
    "Chancellor Otto Brandt confirmed on Friday that he will take part in the summit.\n"
    "President Luka Baric will skip the summit because of the floods.\n"
    "King Olav of Westland has been invited but has yet to decide whether he will attend.\n"
)


def article(annotator: Annotator, text: str, now: datetime, number: int = 1) -> AnnotatedArticle:
    stored = Article(number, 1, f"k{number}", text, "", "", f"Paper {number}", "", None, "", now)
    return AnnotatedArticle(stored, annotator.annotate(text))


def test_who_comes_is_one_short_line_with_a_quote_for_each(annotator: Annotator, now: datetime) -> None:
    told = article(annotator, SUMMIT, now)
    bullet = comers_bullet([told])
    assert bullet is not None
    assert bullet.kind is BulletKind.ROSTER
    assert bullet.text.startswith("Coming: ")
    assert "Ana Horvat" in bullet.text
    assert "Otto Brandt" in bullet.text
    assert "not coming: Luka Baric" in bullet.text
    assert len(bullet.text.split()) <= 25
    require_proven(bullet, {1: told.article})
    assert {citation.quote.split()[0] for citation in bullet.citations} >= {"Prime", "Chancellor", "President"}


def test_a_long_list_says_how_many_more(annotator: Annotator, now: datetime) -> None:
    names = ["Ana Horvat", "Otto Brandt", "Mia Olsen", "Paul Girard", "Elena Rossi", "Marta Nowak", "Jan de Vries"]
    text = "Leaders meet for a summit in Bern.\n" + "\n".join(
        f"President {name} will attend the summit." for name in names
    )
    bullet = comers_bullet([article(annotator, text, now)])
    assert bullet is not None
    assert bullet.text.endswith("and 3 more.")


def test_a_story_without_comers_has_no_such_line(annotator: Annotator, now: datetime) -> None:
    fire = article(annotator, "A fire destroyed a sawmill near Turku. Two workers were hurt, police said.", now)
    assert comers_bullet([fire]) is None


def test_a_digest_has_the_line_after_its_lead_unless_it_is_to_be_short(annotator: Annotator, now: datetime) -> None:
    told = article(annotator, SUMMIT, now)
    assert compose([told], length=Length.NORMAL)[1].kind is BulletKind.ROSTER
    assert all(bullet.kind is not BulletKind.ROSTER for bullet in compose([told], length=Length.SHORT))
