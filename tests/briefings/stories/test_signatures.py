import numpy as np
import pytest

from briefings.annotation import Annotation
from briefings.ports import Annotator
from briefings.stories.signatures import MONTH, rarity, sign, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [("tariffs", "tariff"), ("Rising", "rises"), ("elected", "elects"), ("parties", "party"), ("U.S.", "US"),
     ("Kenya’s", "Kenya"), ("stopped", "stops"), ("voting", "vote")],
)  # fmt: skip
def test_inflections_of_a_word_count_as_one(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(("one", "other"), [("Texas", "taxes"), ("1,200", "1,300"), ("business", "busing")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert stems(one) != stems(other)


def test_a_name_tells_more_than_a_common_word() -> None:
    assert rarity("the") < rarity("govern") < rarity("ljubljana")


def test_a_title_and_a_lead_weigh_more_than_what_follows(annotator: Annotator) -> None:
    text = "The Danube flooded Passau. The mayor closed the bridges. Farmers lost crops. Insurers will pay."
    terms = sign("Danube floods Passau", annotator.annotate(text)).terms
    assert terms["danub"] > rarity("danub") * 1.6
    assert terms["insurer"] < rarity("insurer") * 1.01


def test_names_are_taken_from_the_text(annotator: Annotator) -> None:
    signature = sign("", annotator.annotate("Marta Kovač met Janez Horvat in Ljubljana on Sunday."))
    assert {"marta", "horvat", "ljubljana"} <= set(signature.names)
    assert "sunday" not in signature.names


def test_the_months_that_a_text_names_are_kept_and_may_the_verb_is_none(annotator: Annotator) -> None:
    text = "The vote of 5 May may be repeated in October. In Sept. the court sits."
    months = {term for term in sign("", annotator.annotate(text)).terms if term.startswith(MONTH)}
    assert months == {f"{MONTH}5", f"{MONTH}9", f"{MONTH}10"}
    assert not any(t.startswith(MONTH) for t in sign("It may rain", annotator.annotate("We may march on.")).terms)


def test_the_vector_points_where_the_lead_points(annotator: Annotator) -> None:
    annotation = annotator.annotate("Doctors went on strike in Lagos. Bananas are yellow. Clouds are white.")
    vector = sign("", annotation).vector
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert vector @ annotation.vectors[0] > vector @ annotation.vectors[2]


def test_a_title_leads_where_the_text_is_not_the_articles(annotator: Annotator) -> None:
    boilerplate = annotator.annotate("Follow us for the latest stories. Subscribe to our newsletter.")
    strike = annotator.annotate("Doctors in Lagos stopped work on Monday in a dispute over pay.")
    title = "Doctors in Lagos go on strike"
    with_title, without = sign(title, boilerplate, annotator.embed), sign(title, boilerplate)
    assert np.linalg.norm(with_title.vector) == pytest.approx(1, abs=1e-5)
    assert with_title.vector @ strike.vectors[0] > without.vector @ strike.vectors[0] + 0.3


def test_an_article_without_text_has_a_signature_of_its_title() -> None:
    signature = sign("Ferry sinks", Annotation(()))
    assert set(signature.terms) == {"ferri", "sink"}
    assert not signature.vector.any()
