"""How a short question is completed by the one before it, and when it is left alone."""

import pytest

from bot.commands.followups import complete_question, find_name, is_question

GUESTS = "Who is attending the summit in Alaska?"
PERSON = "Is Ana Lopez coming to the funeral?"


@pytest.mark.parametrize(
    ("earlier", "question", "meant"),
    [
        (GUESTS, "and who is not?", "Who is not attending the summit in Alaska?"),
        (GUESTS, "Who isn't?", "Who is not attending the summit in Alaska?"),
        ("Who will not vote?", "and who will?", "Who will vote?"),
        (GUESTS, "when?", "When is the summit in Alaska?"),
        (GUESTS, "Where exactly?", "Where is the summit in Alaska?"),
        (GUESTS, "and how many?", "How many people are attending the summit in Alaska?"),
        (GUESTS, "what about Modi?", "Is Modi attending the summit in Alaska?"),
        (GUESTS, "And Keir Starmer?", "Is Keir Starmer attending the summit in Alaska?"),
        (GUESTS, "when is it?", "When is the summit in Alaska?"),
        (PERSON, "when?", "When is Ana Lopez coming to the funeral?"),
        (PERSON, "and Bo Berg?", "Is Bo Berg coming to the funeral?"),
        ("Is Ana Lopez attending the Arctic summit?", "and Bo Berg?", "Is Bo Berg attending the Arctic summit?"),
        (PERSON, "is she speaking?", "Is Ana Lopez speaking?"),
        ("How many people died in the earthquake in Chile?", "when was that?", "When was the earthquake in Chile?"),
        ("How many people died in the earthquake?", "what about the flood?", "How many people died in the flood?"),
        ("When is the vote?", "where?", "Where is the vote?"),
        ("What did the minister announce on Monday?", "why?", "Why did the minister announce?"),
        ("Who won Wimbledon?", "when?", "When was Wimbledon?"),
    ],
)
def test_what_is_left_out_comes_from_the_question_before(earlier: str, question: str, meant: str) -> None:
    assert complete_question(question, earlier) == meant


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        (GUESTS, "What did the pope say?"),
        (GUESTS, "Who is attending the wedding?"),
        (GUESTS, "Is he coming?"),  # who?
        (GUESTS, "why?"),  # why what?
        ("Who is attending?", "when?"),  # which event?
        ("Did Ana Lopez meet Bo Berg?", "what did she say?"),  # which of them?
        ("When is the vote in Peru?", "what about Ana Lopez?"),  # a person is no vote
        ("What did the minister announce?", "what about the chancellor?"),
        ("", "when?"),
        (GUESTS, ""),
        (GUESTS, "thanks"),
    ],
)
def test_where_it_is_not_plain_what_is_meant_nothing_is(earlier: str, question: str) -> None:
    assert complete_question(question, earlier) == ""


@pytest.mark.parametrize("words", ["who is coming?", "When is the vote", "is it today?"])
def test_a_question_is_heard_in_a_conversation(words: str) -> None:
    assert is_question(words)


@pytest.mark.parametrize("words", ["thanks!", "I do not know what that is", "", "what", "Whoever wins, wins."])
def test_what_is_none_is_not(words: str) -> None:
    assert not is_question(words)


def test_the_first_name_in_a_message_is_found() -> None:
    assert find_name("Talks with Ana Lopez resume in Oslo.") == "Ana Lopez"
    assert find_name("Ana Lopez resigns") == "Ana Lopez"
    assert find_name("Look at this: https://example.org") == ""
