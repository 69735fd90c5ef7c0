from dataclasses import replace
from datetime import timedelta

import pytest

from briefings.models import Bullet, BulletKind
from briefings.ports import Annotator
from briefings.stories.agreement import statements_of
from briefings.stories.conflicts import find_conflicts
from tests.briefings.stories.reports import MORNING, report

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
        "At least 30 heads of government, Chad's among them, will come to the climate summit in Nairobi.",
        "Ruto and Kagame will join some 30 other heads of government at the climate summit in Nairobi, making it the first since 2009.",
        ("At least 30 heads of government", "some 30 other heads of government"),
    ),
    (
        "The queen and her sister will join 14 other members of the family at the wedding in Oslo.",
        "The wedding in Oslo will bring together 14 members of the family, among them the queen.",
        ("14 other members of the family", "14 members of the family"),
    ),
]
AGREEMENTS = [
    ("The quake in Aceh killed five people.", "The quake in Aceh killed six children."),
    ("The leaders met in Geneva on Monday.", "The leaders met in Geneva, Switzerland. In Switzerland it rained."),
    ("The ministers met in Vienna in May. They met in Geneva in June.", "The ministers met in Geneva in June."),
    ("The trial begins on 3 September.", "The trial of his brother begins on 5 September."),
    ("The power cut in Oslo lasted a day.", "The power cut in Oslo lasted 24 hours."),
    ("Senator Ted Marsh spoke in Boston.", "Senator Robert Marsh, a brother of Ted Marsh, spoke in Boston."),
    ("President Kurban Berdi spoke in Ashgabat.", "President Gurban Berdi spoke in Ashgabat."),
    ("The quake struck Lima at 7:48 a.m. on Monday.", "The first quake struck Lima at 4:43 a.m. on Monday."),
    ("The film took $ 69 million in its first weekend.", "The film has taken $ 141 million since it opened."),
    ("A mudslide in Nepal killed 12 people in Kaski.", "A mudslide in Nepal killed 15 people in Mustang."),
    ("A mudslide in Nepal killed 12 people.", "A mudslide in Nepal killed three of the 15 people in a bus."),
    (
        "The club sold 12 players in January.",
        "The club sold a striker on Friday, having sold 15 players the year before.",
    ),
    ("Ten people died in the tsunami of 2004 in Galle.", "Twelve people died in the tsunami of 2011 in Galle."),
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


TWELVE = "The quake in Herat killed 12 people, officials said."
THIRTY = "The quake in Herat killed 31 people, officials said."


@pytest.mark.parametrize(
    ("first", "second", "hours", "kind"),
    [
        (TWELVE, THIRTY, 9, BulletKind.FACT),
        (TWELVE, THIRTY, 1, BulletKind.CONFLICT),
        (THIRTY, TWELVE, 9, BulletKind.CONFLICT),
        ("Police arrested 40 people in Tbilisi.", "Police arrested 95 people in Tbilisi.", 9, BulletKind.FACT),
        ("Police arrested 95 people in Tbilisi.", "Police arrested 40 people in Tbilisi.", 9, BulletKind.CONFLICT),
    ],
)
def test_a_count_that_can_only_rise_grows_and_never_shrinks(
    first: str, second: str, hours: float, kind: BulletKind, annotator: Annotator
) -> None:
    (bullet,) = _conflicts(annotator, first, second, hours)
    assert bullet.kind is kind


@pytest.mark.parametrize(("came", "kind"), [(9, BulletKind.FACT), (0, BulletKind.CONFLICT), (99, BulletKind.FACT)])
def test_where_papers_give_a_day_alone_it_counts_when_they_came(
    came: float, kind: BulletKind, annotator: Annotator
) -> None:
    day = MORNING.replace(hour=0)
    early, late = (report(annotator, text, number, f"Paper {number}") for number, text in enumerate((TWELVE, THIRTY)))
    early = replace(early, article=replace(early.article, published=day))
    late = replace(late, article=replace(late.article, published=day, stored=MORNING + timedelta(hours=came)))
    (bullet,) = find_conflicts([statements_of(early), statements_of(late)])
    assert bullet.kind is kind


def test_another_weekday_for_the_same_deed_is_a_conflict(annotator: Annotator) -> None:
    first = "The court in The Hague released the general on Tuesday after his lawyers paid bail."
    second = "The court in The Hague released the general on Thursday after his lawyers had paid bail."
    (bullet,) = _conflicts(annotator, first, second)
    assert "“on Tuesday” (Ajax Post)" in bullet.text
    assert "“on Thursday” (Daily Sun)" in bullet.text


@pytest.mark.parametrize(
    ("first", "second", "about", "sides"),
    [
        (
            "The trial of the banker Lena Moravec will begin on 3 September, the court in Brno said.",
            "The court in Brno said the trial of the banker Lena Moravec will begin on 5 September.",
            "the date",
            ("on 3 September", "on 5 September"),
        ),
        (
            "Voting in the Kenyan county of Kisumu starts at 6 a.m. and ends in the evening.",
            "Voting in the Kenyan county of Kisumu starts at 8 a.m., the electoral commission said.",
            "the time",
            ("at 6 a.m.", "at 8 a.m."),
        ),
        (
            "The foreign ministers of Chile and Peru met in Geneva to talk about fishing rights.",
            "The foreign ministers of Chile and Peru met in Vienna for talks about fishing rights.",
            "the place",
            ("in Geneva", "in Vienna"),
        ),
        (
            "The company Norfjell paid $ 40 million for the salmon farms in Tasmania.",
            "The company Norfjell paid $ 55 million for the salmon farms in Tasmania, its rival said.",
            "the sum",
            ("$ 40 million", "$ 55 million"),
        ),
        (
            "The power cut in Montevideo lasted three hours and stopped the underground railway.",
            "The power cut in Montevideo lasted five hours and stopped all underground trains.",
            "how long",
            ("three hours", "five hours"),
        ),
        (
            "The judge in Porto sentenced the captain to eight years in prison for the wreck.",
            "The captain was sentenced to 12 years in prison for the wreck by the judge in Porto.",
            "how long",
            ("to eight years", "to 12 years"),
        ),
        (
            "Finance Minister Anna Berg presented the budget to parliament in Oslo.",
            "Parliament in Oslo heard the budget speech of Finance Minister Maria Berg.",
            "the name",
            ("Finance Minister Anna Berg", "Finance Minister Maria Berg"),
        ),
    ],
)
def test_other_dates_times_places_sums_lengths_and_names_are_conflicts(
    first: str, second: str, about: str, sides: tuple[str, str], annotator: Annotator
) -> None:
    (bullet,) = _conflicts(annotator, first, second)
    assert bullet.kind is BulletKind.CONFLICT
    assert bullet.text.startswith(f"Sources differ on {about}: “{sides[0]}” (Ajax Post) against “{sides[1]}”")
    assert len(bullet.text.split()) <= 25


def test_yes_against_no_is_a_conflict(annotator: Annotator) -> None:
    first = "The striker signed the contract with Ajax in Amsterdam on Sunday evening."
    second = "The striker did not sign the contract with Ajax in Amsterdam on Sunday evening."
    (bullet,) = _conflicts(annotator, first, second)
    assert "did not sign" in bullet.text
    assert bullet.kind is BulletKind.CONFLICT
