from datetime import UTC, datetime

import pytest

from briefings.answers.fivew import FiveWs, five_ws
from briefings.ports import Annotator


def read(annotator: Annotator, title: str, text: str, published: datetime | None = None) -> FiveWs:
    return five_ws(annotator.parse(title), annotator.annotate(""), annotator.annotate(text), published)


def test_a_report_tells_its_five_ws(annotator: Annotator) -> None:
    told = read(
        annotator,
        "Mayor Lena Strand opens new bridge in Calvero",
        "Lena Strand opened a bridge in Calvero, Portugal, on Tuesday because of the growing traffic. "
        "She cut the ribbon by pressing a button.",
    )
    assert "Lena Strand" in told.who
    assert told.what == "opens new bridge"
    assert told.when == "Tuesday"
    assert told.where.startswith("Calvero")
    assert told.why == "the growing traffic"
    assert told.how == "pressing a button"


@pytest.mark.parametrize(
    ("title", "who", "what"),
    [
        ("Storm hits coast: Fishermen rescue twelve sailors", "Fishermen", "rescue twelve sailors"),
        ("While experts argue, council bans fireworks", "council", "bans fireworks"),
    ],
)
def test_a_topic_or_an_opening_clause_is_not_the_actor(annotator: Annotator, title: str, who: str, what: str) -> None:
    told = read(annotator, title, "It was a long night.")
    assert (told.who, told.what) == (who, what)


def test_without_a_day_the_article_dates_the_event(annotator: Annotator) -> None:
    told = read(annotator, "Council bans fireworks", "Fireworks are banned.", datetime(2024, 3, 5, tzinfo=UTC))
    assert told.when == "March 5, 2024"
    assert read(annotator, "Council bans fireworks", "Fireworks are banned.").when == ""


def test_an_empty_article_tells_nothing(annotator: Annotator) -> None:
    assert read(annotator, "", "") == FiveWs()
