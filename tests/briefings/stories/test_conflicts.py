import pytest

from briefings.models import Bullet, BulletKind
from briefings.ports import Annotator
from briefings.stories.agreement import statements_of
from briefings.stories.conflicts import find_conflicts
from tests.briefings.stories.reports import report

CONFLICTS = [
    (
        "The explosion at the fireworks plant in Tultepec killed 12 people, the governor said.",
        "The governor said 15 people were killed in the explosion at the Tultepec fireworks plant.",
        ("12 people", "15 people"),
    ),
    (
        "At least 30 heads of government will attend the climate summit in Nairobi next week.",
        "About 22 heads of government are expected to attend next week's climate summit in Nairobi.",
        ("At least 30 heads of government", "About 22 heads of government"),
    ),
    (
        "The queen and her sister will join 14 other members of the family at the wedding in Oslo.",
        "The wedding in Oslo will bring together 14 members of the family, among them the queen.",
        ("14 other members of the family", "14 members of the family"),
    ),
]
AGREEMENTS = [
    ("The blast hurt five guests and 12 others.", "The blast hurt 12 others and a porter, five of them badly."),
    ("The storm killed 12 people in Manila on Friday.", "The storm injured 40 people in Manila on Friday."),
    ("At least 10 people were killed in the Tultepec blast.", "The blast in Tultepec killed 12 people."),
    ("The ship carried 200 passengers from Malta to Sicily.", "The ship carried 50 cars from Malta to Sicily."),
    ("Nearly 1,000 people were killed in Sudan last year.", "Twelve people were killed in a blast in Tultepec."),
    ("Police arrested 12 people in Paris.", "Police arrested 12 people in Paris, and 30 people were arrested in Lyon."),
    ("Shares of the bank fell 6 percent in London.", "Shares of the bank fell 9 percent over the year in London."),
]


def _conflicts(annotator: Annotator, first: str, second: str, hours: float = 0) -> list[Bullet]:
    one = statements_of(report(annotator, first, 1, "Ajax Post"))
    two = statements_of(report(annotator, second, 2, "Daily Sun", hours))
    return find_conflicts([one, two])


@pytest.mark.parametrize(("first", "second", "sides"), CONFLICTS)
def test_both_sides_of_a_conflict_are_quoted_with_their_sources(
    first: str, second: str, sides: tuple[str, str], annotator: Annotator
) -> None:
    (bullet,) = _conflicts(annotator, first, second)
    assert bullet.kind is BulletKind.CONFLICT
    assert all(f"“{side}”" in bullet.text for side in sides)
    assert set(bullet.sources) == {"Ajax Post", "Daily Sun"}
    assert all(source in bullet.text for source in bullet.sources)
    assert len(bullet.text.split()) <= 25
    assert [citation.quote for citation in bullet.citations] == [first, second]


@pytest.mark.parametrize(("first", "second"), AGREEMENTS)
def test_what_is_not_surely_the_same_thing_is_no_conflict(first: str, second: str, annotator: Annotator) -> None:
    assert _conflicts(annotator, first, second) == []


def test_a_toll_that_grows_with_time_is_an_update(annotator: Annotator) -> None:
    first = "The landslide in Wayanad killed 12 people, officials said."
    second = "The landslide in Wayanad killed 45 people, officials said."
    (bullet,) = _conflicts(annotator, first, second, hours=30)
    assert bullet.kind is BulletKind.FACT
    assert bullet.text.startswith("Now “45 people” (Daily Sun")
    assert "earlier “12 people” (Ajax Post)" in bullet.text


def test_another_weekday_for_the_same_deed_is_a_conflict(annotator: Annotator) -> None:
    first = "The court in The Hague released the general on Tuesday after his lawyers paid bail."
    second = "The court in The Hague released the general on Thursday after his lawyers had paid bail."
    (bullet,) = _conflicts(annotator, first, second)
    assert "“on Tuesday” (Ajax Post)" in bullet.text
    assert "“on Thursday” (Daily Sun)" in bullet.text


def test_yes_against_no_is_a_conflict(annotator: Annotator) -> None:
    first = "The striker signed the contract with Ajax in Amsterdam on Sunday evening."
    second = "The striker did not sign the contract with Ajax in Amsterdam on Sunday evening."
    (bullet,) = _conflicts(annotator, first, second)
    assert "did not sign" in bullet.text
    assert bullet.kind is BulletKind.CONFLICT
