"""Lists of casualties and results: one finding a person, from every report, nothing that is denied or long past."""

from datetime import UTC, datetime

import pytest

from briefings.answers.rosters import list_findings
from briefings.models import AnnotatedArticle, Article
from briefings.ports import Annotator

NOW = datetime(2025, 8, 29, 9, 0, tzinfo=UTC)

CASES = [
    (
        "Who was killed?",
        (
            "A bus overturned near Coimbra on Sunday. The driver, Rui Pinto, and two nurses were killed. "
            "Marta Dias was not killed, as first reported, but badly injured."
        ),
        ["Rui Pinto", "two nurses"],
    ),
    (
        "Who was injured in the crash?",
        "The crash injured Marta Dias and her son Tomas. Rui Pinto died.",
        ["Marta Dias", "Tomas"],
    ),
    (
        "Who died?",
        "Two soldiers and a child died in the blast. In 2014, Ana Reis died in a similar blast.",
        ["Two soldiers", "a child"],
    ),
    (
        "Who was arrested?",
        "Police arrested Karl Brandt and Eva Lind on Monday. They did not arrest Olaf Berg.",
        ["Karl Brandt", "Eva Lind"],
    ),
    ("Who was arrested?", "Karl Brandt may have been arrested. Eva Lind has been detained.", ["Eva Lind"]),
    ("Who won?", "Coco Gauff won the final in three sets. Aryna Sabalenka lost.", ["Coco Gauff"]),
    (
        "Who resigned?",
        "Finance Minister Ola Berg resigned on Friday. Prime Minister Nils Dahl refused to resign.",
        ["Ola Berg"],
    ),
    (
        "Who was elected?",
        "Sara Holm was elected mayor of Bergen. Jon Vik, who hoped to be elected, conceded.",
        ["Sara Holm"],
    ),
    (
        "Who was fired?",
        "The club sacked coach Pep Moreno. Assistant Luis Gil was also dismissed.",
        ["Pep Moreno", "Luis Gil"],
    ),
    (
        "Who signed the treaty?",
        "Kenya, Ghana and Togo signed the treaty. Benin will not sign it.",
        ["Kenya", "Ghana", "Togo"],
    ),
    (
        "Who voted against the bill?",
        "Senators Mara Quill and Ted Ross voted against the bill.",
        ["Mara Quill", "Ted Ross"],
    ),
    ("Who was convicted?", "Jurors convicted Hal Stone of fraud. His wife, Joan Stone, was acquitted.", ["Hal Stone"]),
    (
        "Who was rescued?",
        "Divers rescued four boys from the cave. Their coach, Ekkapol, has not been rescued.",
        ["four boys"],
    ),
    (
        "Who was killed?",
        "A train hit a lorry near Pune. The dead include the lorry driver, Ramesh Patil, and the engineer Sunita Rao.",
        ["Ramesh Patil", "Sunita Rao"],
    ),
    (
        "Who was elected?",
        "Mayor Sophie Andersen was re-elected in Copenhagen. Karl Lund was not elected.",
        ["Sophie Andersen"],
    ),
]


def report(number: int, text: str, annotator: Annotator) -> AnnotatedArticle:
    article = Article(number, 1, f"key {number}", text, "", "", "Gazette", "", NOW, "", NOW)
    return AnnotatedArticle(article, annotator.annotate(text))


@pytest.mark.parametrize(("question", "text", "names"), CASES, ids=[f"{case[0]} {case[1][:40]}" for case in CASES])
def test_a_list_holds_those_of_whom_a_report_says_it(
    question: str, text: str, names: list[str], annotator: Annotator
) -> None:
    findings = list_findings(annotator.parse(question), [report(1, text, annotator)], NOW)
    assert findings is not None
    assert [finding.text for finding in findings] == names
    for finding in findings:
        for citation in finding.citations:
            assert text[citation.start : citation.end] == citation.quote


def test_one_person_in_two_reports_is_one_finding_with_both_sources(annotator: Annotator) -> None:
    articles = [
        report(1, "Interior Minister Greta Falk resigned on Thursday after the leak.", annotator),
        report(2, "Falk resigned hours before the vote.", annotator),
    ]
    findings = list_findings(annotator.parse("Who resigned?"), articles, NOW)
    assert findings is not None
    assert [finding.text for finding in findings] == ["Greta Falk"]
    assert [citation.article_id for citation in findings[0].citations] == [1, 2]


def test_reports_of_another_occasion_are_left_out(annotator: Annotator) -> None:
    articles = [
        report(1, "A train crash near Ghent killed Jan Maes.", annotator),
        report(2, "A fire in Lille killed Luc Petit.", annotator),
    ]
    findings = list_findings(annotator.parse("Who was killed in the crash?"), articles, NOW)
    assert findings is not None
    assert [finding.text for finding in findings] == ["Jan Maes"]


@pytest.mark.parametrize(
    "text", ["Who killed Kennedy?", "Who is attending?", "Why did she resign?", "", "Who sacked the coach?"]
)
def test_other_questions_ask_for_no_such_list(text: str, annotator: Annotator) -> None:
    assert list_findings(annotator.parse(text), [], NOW) is None
