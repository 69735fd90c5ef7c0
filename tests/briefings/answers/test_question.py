import pytest

from briefings.answers.inquiry import Kind, Role, Sought
from briefings.answers.question import inquire, tidy
from briefings.answers.vocabulary import affinity, opposed, vocabulary
from briefings.answers.wordings import wordings
from briefings.ports import Annotator


@pytest.mark.parametrize(
    ("asked", "kind", "sought", "role"),
    [
        ("Who sank the ferry?", Kind.WHO, Sought.AGENT, Role.AGENT),
        ("Who did the court acquit?", Kind.WHO, Sought.AGENT, Role.PATIENT),
        ("Who did Boris Kolar defeat?", Kind.WHO, Sought.AGENT, Role.PATIENT),
        ("By whom was the bridge built?", Kind.WHO, Sought.AGENT, Role.AGENT),
        ("Which minister resigned?", Kind.WHICH, Sought.PERSON, Role.AGENT),
        ("What city will host the games?", Kind.WHAT, Sought.PLACE, Role.AGENT),
        ("In what year was the bridge built?", Kind.WHAT, Sought.TIME, Role.OBLIQUE),
        ("When was the bridge built?", Kind.WHEN, Sought.TIME, Role.ADVERB),
        ("where was the summit held", Kind.WHERE, Sought.PLACE, Role.ADVERB),
        ("Why did the roof fall?", Kind.WHY, Sought.REASON, Role.ADVERB),
        ("How many sailors drowned?", Kind.HOW_MANY, Sought.COUNT, Role.AGENT),
        ("How much did the ferry cost?", Kind.HOW_MUCH, Sought.MONEY, Role.PATIENT),
        ("How long was the strike?", Kind.HOW_LONG, Sought.DURATION, None),
        ("How old is the driver?", Kind.HOW_OLD, Sought.AGE, None),
        ("How tall is the tower?", Kind.HOW_FAR, Sought.MEASURE, None),
        ("Did the ferry sink?", Kind.POLAR, Sought.THING, None),
        ("ferry?", Kind.NEWS, None, None),
        ("funeral date?", Kind.WHEN, Sought.TIME, None),
        ("death toll?", Kind.HOW_MANY, Sought.COUNT, None),
        ("What did the captain say about the storm?", Kind.SAID, None, None),
        ("what's new on the ferry", Kind.NEWS, None, None),
        ("What happened to the ferry?", Kind.HAPPENED, None, None),
    ],
)
def test_what_a_question_asks_for(
    annotator: Annotator, asked: str, kind: Kind, sought: Sought | None, role: Role | None
) -> None:
    inquiry = inquire(annotator.parse(tidy(asked)))
    assert inquiry.kind is kind
    assert sought is None or inquiry.sought is sought
    assert role is None or inquiry.role is role


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  who   won\nthe cup", "Who won the cup?"),
        ("hey, please, who won???", "Who won?"),
        ("Can you tell me who won?", "Who won?"),
        ("", ""),
    ],
)
def test_a_question_is_tidied(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("confirm", "confirmation", True),
        ("attend", "participation", True),
        ("france", "french", True),
        ("step_down", "resign", True),
        ("win", "lose", False),
        ("march", "harbour", False),
    ],
)
def test_words_that_answer_for_each_other(one: str, other: str, *, alike: bool) -> None:
    assert (affinity(one, other) >= 0.7) is alike


def test_the_word_lists_are_sound() -> None:
    words = vocabulary()
    assert opposed("win", "lose")
    assert opposed("lose", "win")
    assert not any(affinity(one, other) == 1.0 for one, others in words.opposites.items() for other in others)
    assert len(words.groups) > 500
    assert len(words.nations) > 200
    assert set(wordings().telegraphic.values()) <= {str(kind) for kind in Kind}
