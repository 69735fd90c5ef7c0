"""What a store tells of another of the same kind: another's surname, office or ordinal, another deed of the same one."""

import pytest

from briefings.answers.contrasts import contrasts
from briefings.ports import Annotator
from tests.briefings.answers.test_circumstances import Sure, among_others


@pytest.mark.parametrize(
    ("question", "told", "span"),
    [
        ("When did Karl Weber resign?", "Anna Weber resigned on Friday.", "Friday"),
        ("What did East Marova seize in the strait?", "West Marova seized a ferry in the strait.", "a ferry"),
        ("Who met the foreign minister of Vale?", "Tilda Roos met the finance minister of Vale.", "Tilda Roos"),
        ("Who restored the 18th-century tower?", "Mira Holt restored the 19th-century tower.", "Mira Holt"),
        ("Which striker missed the Danish final?", "The striker Jan Sol missed the Swedish final.", "Jan Sol"),
    ],
)
def test_another_of_the_same_name_is_not_meant(annotator: Annotator, question: str, told: str, span: str) -> None:
    assert among_others(annotator, question, told, Sure(span)).text is None


@pytest.mark.parametrize(
    ("question", "told", "span"),
    [
        ("When did Karl Weber resign?", "Karl Weber resigned on Friday.", "Friday"),
        ("When did Karl Weber resign?", "Karl Maria Weber resigned on Friday.", "Friday"),
        ("Who met the foreign minister of Vale?", "Tilda Roos met the foreign minister of Vale.", "Tilda Roos"),
        ("Who restored the 18th-century tower?", "Mira Holt restored the 18th-century tower.", "Mira Holt"),
    ],
)
def test_the_same_one_is_meant(annotator: Annotator, question: str, told: str, span: str) -> None:
    assert among_others(annotator, question, told, Sure(span)).text == span


@pytest.mark.parametrize(
    ("question", "told", "span"),
    [
        ("When will Arno Bek be released?", "A judge sentenced Arno Bek on Friday.", "Friday"),
        ("Who will succeed Arno Bek as conductor?", "Delft Radio announced that Arno Bek must go.", "Delft Radio"),
        ("When did Arno Bek visit Delft?", "Arno Bek said on Friday that Delft was a fine town.", "Friday"),
        (
            "How many sheep did Judge Ada Moll steal?",
            "Judge Ada Moll jailed Bek for a raid that cost Vale ten sheep.",
            "ten",
        ),
        ("Where did Arno Bek die?", "Arno Bek, who had taught in Delft, died on Friday.", "Delft"),
        ("Which hospital treated Arno Bek?", "Red Aid treated Arno Bek.", "Red Aid"),
        ("Who will lead the choir?", "Union leader Arno Bek praised the choir.", "Arno Bek"),
    ],
)
def test_another_deed_is_no_answer(annotator: Annotator, question: str, told: str, span: str) -> None:
    assert span not in (among_others(annotator, question, told, Sure(span)).text or "")


@pytest.mark.parametrize(
    ("question", "told", "span"),
    [
        ("When will Arno Bek be released?", "Arno Bek will be released on Friday.", "Friday"),
        ("When will the trial of Arno Bek begin?", "The trial of Arno Bek is set for Friday.", "Friday"),
        ("Where did Arno Bek die?", "Arno Bek, who had taught in Delft, died in Vale.", "Vale"),
        (
            "How long were Ada Moll and Jan Sol engaged?",
            "Ada Moll left Jan Sol. The pair were engaged for a year.",
            "a year",
        ),
        ("Where did Ada Moll live?", "Ada Moll is a potter. Ada lived in Delft.", "Delft"),
    ],
)
def test_the_deed_itself_is(annotator: Annotator, question: str, told: str, span: str) -> None:
    assert span in (among_others(annotator, question, told, Sure(span)).text or "")


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        ("The dockers of Arvik ended their strike on Friday because the port offered a pay rise.", ""),
        ("The dockers of Arvik called off a strike because of a pay rise.", ""),
        ("The dockers of Arvik began a strike on Friday because the port had cut their pay.", "had cut their pay"),
        ("The dockers of Arvik are on strike because the port had cut their pay.", "had cut their pay"),
    ],
)
def test_a_cause_is_that_of_the_deed(annotator: Annotator, told: str, cause: str) -> None:
    text = among_others(annotator, "Why did the dockers strike?", told).text or ""
    assert cause in text if cause else not text


def test_a_place_is_no_judge(annotator: Annotator) -> None:
    told = "A Paris judge freed Arno Bek."
    assert among_others(annotator, "Which judge freed Arno Bek?", told, Sure("Paris")).text != "Paris"


def test_those_named_fill_the_office_and_stand_at_the_occasion(annotator: Annotator) -> None:
    told = "Ada Moll was elected as mayor of Vale. Jan Sol was elected as treasurer of Vale."
    assert among_others(annotator, "Who was elected as mayor of Vale?", told).text == "Ada Moll"
    told = "Officer Jan Sol was killed in the riot in Vale. Ada Moll, a baker, was killed in the riot in Vale too."
    assert "Moll" not in (among_others(annotator, "Which officer was killed in the riot in Vale?", told).text or "")


def test_every_row_of_contrasts_has_several_words_in_small_letters() -> None:
    rows: dict[int, set[str]] = {}
    for word, numbers in contrasts().items():
        assert word == word.lower()
        for number in numbers:
            rows.setdefault(number, set()).add(word)
    assert all(len(words) > 1 for words in rows.values())
