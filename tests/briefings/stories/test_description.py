import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from briefings.models import AnnotatedArticle, Story
from briefings.ports import Annotator, StoryRow
from briefings.stories.description import describe
from tests.briefings.stories.texts import ELECTION, FERRY
from tests.doubles import article

SEEN = datetime(2025, 6, 2, 8, tzinfo=UTC)
CHANGED = datetime(2025, 6, 3, 9, tzinfo=UTC)


def described(annotator: Annotator, *texts: str, titles: tuple[str, ...] = (), sources: tuple[str, ...] = ()) -> Story:
    articles = [
        AnnotatedArticle(
            article(
                number,
                text,
                title=titles[number] if titles else "",
                source=sources[number] if sources else f"Paper {number}",
            ),
            annotator.annotate(text),
        )
        for number, text in enumerate(texts)
    ]
    row = StoryRow(7, tuple((number, 1) for number in range(len(texts))), SEEN, CHANGED)
    return describe(row, articles, [each.article.label for each in articles])


def test_a_story_is_told_by_its_articles(annotator: Annotator) -> None:
    story = described(annotator, *FERRY, titles=("Ferry runs aground off Naxos", "Naxos ferry: why?", "Sea news"))
    assert (story.id, story.first_seen, story.last_change, story.article_ids) == (7, SEEN, CHANGED, (0, 1, 2))
    assert story.headline == "Ferry runs aground off Naxos"
    assert story.publishers == ("Paper 0", "Paper 1", "Paper 2")
    assert "Yannis Petrou" in story.people
    assert "Naxos" in story.places


def test_the_site_is_no_part_of_a_headline(annotator: Annotator) -> None:
    story = described(annotator, FERRY[0], titles=("Ferry hits rocks - The Island Post",), sources=("The Island Post",))
    assert story.headline == "Ferry hits rocks"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "The parliament of Chile, which has debated the plan for two years, approved a new pension law on Wednesday, "
                "a victory for the government that opponents had tried to prevent."
            ),
            {"parliament", "Chile", "approved", "pension", "law"},
        ),
        (
            (
                "Workers at the copper mine of Escondida, the largest in the world, went on strike at midnight on Thursday "
                "after talks over wages had failed, according to their union."
            ),
            {"Workers", "strike", "Escondida"},
        ),
        (
            (
                "The bishop of Bergen did not attend the opening of the new cathedral in Trondheim, although he had been "
                "invited twice by the city's mayor and by the royal family."
            ),
            {"bishop", "not", "attend"},
        ),
    ],
)
def test_a_story_without_titles_gets_a_short_headline_from_a_lead(
    annotator: Annotator, text: str, expected: set[str]
) -> None:
    story = described(annotator, text)
    words = story.headline.split()
    assert 3 <= len(words) <= 14
    assert expected <= {word.strip(",.…") for word in words}
    assert not story.headline.endswith((".", ","))
    assert story.headline[0].isupper()


def test_a_headline_is_made_of_the_articles_own_words_in_their_order(annotator: Annotator) -> None:
    for text in (*FERRY, *ELECTION):
        rest = iter(text.replace(",", " ").replace(".", " ").lower().split())
        words = described(annotator, text).headline.replace(",", " ").rstrip("…").lower().split()
        assert all(word in rest for word in words), words


def test_variants_of_a_name_are_one_person(annotator: Annotator) -> None:
    story = described(
        annotator,
        "President Marta Kovač arrived in Zagreb on Monday. Kovač met Prime Minister Ivan Babić.",
        "Marta Kovač and Ivan Babić signed a treaty in Zagreb. Kovač called it historic. Babić agreed.",
    )
    assert set(story.people) == {"Marta Kovač", "Ivan Babić"}
    assert story.people[0] == "Marta Kovač"


def test_a_country_by_two_names_is_one_place(annotator: Annotator) -> None:
    story = described(
        annotator, "The U.S. closed its consulate in Lahore.", "The United States has closed its consulate in Lahore."
    )
    assert story.places[:2] in {("Lahore", "United States"), ("United States", "Lahore")}
    assert len(story.places) == 2


def test_at_most_eight_people_and_places_are_named(annotator: Annotator) -> None:
    names = ["Anna Berg", "Paul Meyer", "Ivan Petrov", "Maria Lopez", "John Carter", "Lucy Brown", "Peter Novak",
             "Emma Wilson", "David Green", "Sarah King"]  # fmt: skip
    cities = ["Paris", "London", "Berlin", "Madrid", "Rome", "Vienna", "Warsaw", "Prague", "Dublin", "Oslo"]
    story = described(annotator, " ".join(f"{n} flew to {c} on Friday." for n, c in zip(names, cities, strict=True)))
    assert len(story.people) == 8
    assert len(story.places) == 8


def test_a_story_without_words_has_no_headline(annotator: Annotator) -> None:
    assert described(annotator, "").headline == ""


def test_every_other_name_of_a_place_belongs_to_one_place() -> None:
    text = (files("briefings.stories") / "data" / "places.toml").read_text(encoding="utf-8")
    names: dict[str, list[str]] = tomllib.loads(text)["names"]
    aliases = [alias for row in names.values() for alias in row]
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & set(names)
