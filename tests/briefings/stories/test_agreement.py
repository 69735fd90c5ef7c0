import pytest

from briefings.ports import Annotator
from briefings.stories.agreement import says, statements_of
from tests.briefings.stories.reports import report

SAME = [
    (
        "The Colombian singer Karol Vega cancelled her concert in Madrid on Friday because of a throat infection.",
        "Karol Vega called off Friday's concert in Madrid after a throat infection, and the Colombian singer apologised.",
    ),
    (
        "Parliament approved the budget by 312 votes to 98 on Tuesday night.",
        "The budget was approved by parliament on Tuesday night with 312 votes against 98.",
    ),
    (
        "A fire destroyed the old market hall in Tbilisi, but nobody was hurt.",
        "The old market hall of Tbilisi was destroyed by a fire in which nobody was hurt.",
    ),
]
DIFFERENT = [
    ("The court convicted Smith of fraud on Monday.", "The court did not convict Smith of fraud on Monday."),
    ("The blast in Quetta killed 12 people, police said.", "The blast in Quetta killed 15 people, police said."),
    ("Norway will send its prime minister to the funeral.", "Sweden will send its prime minister to the funeral."),
    (
        "The king opened the new bridge in Bergen on Sunday.",
        "The bridge in Bergen cost 40 million euros and took six years to build.",
    ),
    (
        "At least 26 ministers will attend the summit in Lima.",
        "About 40 ministers attended last year's summit in Quito.",
    ),
]


def _agree(annotator: Annotator, first: str, second: str) -> bool:
    one = statements_of(report(annotator, first, 1))[0]
    two = statements_of(report(annotator, second, 2))[0]
    return says(one, two) and says(two, one)


@pytest.mark.parametrize(("first", "second"), SAME)
def test_two_sentences_that_say_the_same_agree(first: str, second: str, annotator: Annotator) -> None:
    assert _agree(annotator, first, second)


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_another_number_name_or_a_denial_is_not_the_same(first: str, second: str, annotator: Annotator) -> None:
    assert not _agree(annotator, first, second)
