from dataclasses import replace

import pytest

from briefings.digests import compose
from briefings.models import Bullet, Length, Novelty, Told
from briefings.ports import Annotator
from briefings.stories.changes import Memory, corrections, differs
from tests.briefings.stories.reports import FERRY, ferry_story, report


def _told(bullets: tuple[Bullet, ...], story_id: int = 1) -> list[Told]:
    return [
        Told(
            story_id,
            bullet.text,
            tuple(citation.quote for citation in bullet.citations),
            tuple(citation.article_id for citation in bullet.citations),
        )
        for bullet in bullets
    ]


def test_a_first_digest_marks_nothing_as_new(annotator: Annotator) -> None:
    assert {bullet.novelty for bullet in compose(ferry_story(annotator), length=Length.NORMAL)} == {Novelty.FIRST}


def test_what_was_told_never_comes_back(annotator: Annotator) -> None:
    story = ferry_story(annotator)
    told: list[Told] = []
    seen: list[str] = []
    for _ in range(6):
        bullets = compose(story, length=Length.NORMAL, told=told)
        assert not {bullet.text for bullet in bullets} & set(seen)
        seen += [bullet.text for bullet in bullets]
        told += _told(bullets)
    assert compose(story, length=Length.NORMAL, told=told) == ()


def test_the_same_fact_from_another_paper_is_not_news(annotator: Annotator) -> None:
    first = [report(annotator, FERRY, 1)]
    told = _told(compose(first, length=Length.LONG))
    echo = report(
        annotator, "At least 12 people died when a ferry with pilgrims sank in Lake Kivu on Thursday.", 2, "Echo", 2
    )
    bullets = compose([*first, echo], length=Length.LONG, told=told, embed=annotator.embed)
    assert not any("12 people" in bullet.text for bullet in bullets)


def test_a_higher_toll_is_an_update_that_says_what_was_told(annotator: Annotator) -> None:
    told = [Told(1, "A ferry sank in Lake Kivu on Thursday, killing at least 12 people.", (), (1,))]
    later = report(
        annotator, "A ferry sank in Lake Kivu on Thursday, killing at least 38 people, the governor said.", 2
    )
    (bullet,) = compose([later], length=Length.NORMAL, told=told)
    assert bullet.novelty is Novelty.UPDATED
    assert "38" in bullet.text
    assert bullet.before == told[0].text


def test_something_else_in_the_same_story_is_new(annotator: Annotator) -> None:
    told = [Told(1, "A ferry sank in Lake Kivu on Thursday, killing at least 12 people.", (), (1,))]
    later = report(annotator, "President Felix Tshisekedi declared two days of mourning on Friday.", 2)
    (bullet,) = compose([later], length=Length.NORMAL, told=told)
    assert bullet.novelty is Novelty.NEW


def test_what_a_revision_takes_back_is_corrected(annotator: Annotator) -> None:
    original = report(annotator, FERRY, 1)
    told = _told(compose([original], length=Length.SHORT))
    revised = report(annotator, "Twelve pilgrims are safe after a ferry ran aground in Lake Kivu on Thursday. " * 1, 1)
    revised = replace(revised, article=replace(revised.article, revision=2))
    bullets = corrections([revised], told)
    assert len(bullets) == len(told)
    assert {bullet.novelty for bullet in bullets} == {Novelty.CORRECTED}
    assert [bullet.before for bullet in bullets] == [earlier.text for earlier in told]
    instead = "Kivu Times now says: “Twelve pilgrims are safe after a ferry ran aground in Lake Kivu on Thursday”."
    assert all(bullet.text == instead or bullet.text.startswith("Kivu Times no longer says: “") for bullet in bullets)
    assert {bullet.text == instead for bullet in bullets} == {True, False}
    assert all(len(bullet.text.split()) <= 25 for bullet in bullets)
    assert all(citation.quote in revised.article.text for bullet in bullets for citation in bullet.citations)


def test_a_source_that_another_still_bears_out_takes_nothing_back(annotator: Annotator) -> None:
    story = ferry_story(annotator)
    told = [Told(1, "A ferry sank.", (story[0].annotation.body[0].text,), (1, 2))]
    assert corrections(story, told) == []


def test_a_change_that_another_source_told_before_is_no_update() -> None:
    fire = "A fire destroyed a carpet warehouse in the port of Izmir on Thursday night, killing {} workers, the governor said."
    echo = (
        "The fire in a carpet warehouse in the port of Izmir has killed {} workers, the health ministry said on Friday."
    )
    told = [Told(1, fire.format(14), (), (1,)), Told(1, echo.format(17), (), (2,))]
    assert Memory.of(told).judge(fire.format(17), "", None) is None
    change = Memory.of(told).judge(fire.format(21), "", None)
    assert change is not None
    assert change.novelty is Novelty.UPDATED


def test_what_we_said_about_sources_is_taken_back_by_nobody(annotator: Annotator) -> None:
    ours = "Sources differ on the death toll: “12 people” (Kivu Times) against “38 people” (Echo)."
    told = [Told(1, ours, ("A ferry sank, killing 12 people.", "38 people drowned."), (1, 2))]
    assert corrections([report(annotator, FERRY, 1), report(annotator, FERRY, 2)], told) == []


def test_a_number_a_day_and_a_denial_are_differences() -> None:
    assert differs("The toll rose to 15.", "The toll rose to 12.")
    assert differs("The vote is on Friday.", "The vote is on Thursday.")
    assert differs("He will not come.", "He will come.")
    assert differs("The summit was postponed.", "The summit was confirmed.")
    assert not differs("The toll rose to 12 on Friday.", "The toll rose to 12 on Friday, police said.")


def test_nobody_who_was_told_nothing_is_reminded_of_anything() -> None:
    change = Memory.of(()).judge("A ferry sank.", "A ferry sank.", None)
    assert change is not None
    assert change.novelty is Novelty.FIRST


@pytest.mark.parametrize(
    ("text", "before", "moved"),
    [
        ("Nine engineers will examine the ruins of the factory.", "A factory fire killed 14 workers.", False),
        ("The fire killed 19 workers.", "A factory fire killed 14 workers.", True),
        ("At least 38 pilgrims died when the ferry sank.", "Twelve people died when a ferry sank.", True),
        ("The governor put the toll at 38.", "The toll stood at 12.", True),
        ("The bill passed with 61 votes.", "The bill would cost 40 million dollars.", False),
    ],
)
def test_only_a_number_of_the_same_things_is_said_instead_of_another(text: str, before: str, moved: bool) -> None:
    assert differs(text, before) is moved
