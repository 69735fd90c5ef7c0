"""An answer has changed when it says another thing, not when it says the same in other words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.inbound import Channel, Person
from adapters.plaintext import render_plain
from bot.present_watching import present_differences
from bot.watching.differences import (
    Difference,
    Kind,
    concerns,
    differences,
    learned,
    says_the_same,
    search_words,
    stems_of,
)
from bot.watching.watches import Fact, Known, Watch
from briefings.models import AnswerStatus, AttendanceStatus, Citation

ATTENDING, EXPECTED, UNLIKELY, ABSENT = (
    AttendanceStatus.ATTENDING,
    AttendanceStatus.EXPECTED,
    AttendanceStatus.UNLIKELY,
    AttendanceStatus.NOT_ATTENDING,
)
ANSWERED = AnswerStatus.ANSWERED


def said(quote: str, article: int = 1, source: str = "Aegean Post") -> Citation:
    return Citation(article, quote, 0, len(quote), source=source)


def comes(name: str, standing: AttendanceStatus, *citations: Citation, aliases: tuple[str, ...] = ()) -> Fact:
    return Fact(name, citations or (said(f"{name}: {standing.value}"),), standing, aliases)


def answer(*facts: Fact | str, status: AnswerStatus = ANSWERED) -> Known:
    found = tuple(fact if isinstance(fact, Fact) else Fact(fact, (said(f"It was {fact}."),)) for fact in facts)
    return Known(status if facts else AnswerStatus.NOT_FOUND, found)


def always(_citation: Citation) -> bool:
    return True


def never(_citation: Citation) -> bool:
    return False


def read(*found: Difference) -> str:
    asker = Person("memory", "w", "p")
    here = Channel("memory", "w", "c")
    watch = Watch(7, asker, here, here, "who is attending?", None, frozenset(), 0, datetime(2025, 8, 29, tzinfo=UTC))
    return render_plain(present_differences(found, watch, UTC))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("14", "14 workers"),
        ("11 workers", "eleven"),
        ("1,200 people", "more than 1200"),
        ("in Beijing", "Beijing, China"),
        ("President Lee Jae Myung", "Lee Jae-myung"),
        ("on Thursday", "Thursday night"),
        ("3 September", "September 3"),
        ("Sept. 3", "3 September"),
        ("on Dec.14", "Sunday"),
        ("Sunday, 14 December", "on Dec.14"),
        ("because the emergency exits were locked", "the locked emergency exits"),
        ("the health ministry", "health ministry"),
    ],
)
def test_other_words_for_the_same_are_no_change(first: str, second: str) -> None:
    assert says_the_same(first, second)
    assert differences(answer(first), answer(second), always) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("14 workers", "17 workers"),
        ("two", "three"),
        ("Beijing", "Shanghai"),
        ("3 September", "3 October"),
        ("Thursday", "Friday"),
        ("Thursday, 4 September", "Friday"),
        ("14 December", "15 December"),
        ("9 pm on Sunday", "10 pm on Sunday"),
        ("President Lee", "President Kim"),
        ("$4 million", "$6 million"),
    ],
)
def test_another_thing_is_a_change(first: str, second: str) -> None:
    assert not says_the_same(first, second)
    (found,) = differences(answer(first), answer(second), always)
    assert found.now is not None
    assert found.now.text == second


def test_a_number_is_told_with_the_one_before() -> None:
    assert "The number is now 14 (was 12)" in read(*differences(answer("12"), answer("14"), always))
    assert "The answer is now: Oslo (was: Rome)" in read(*differences(answer("Rome"), answer("Oslo"), always))


def test_another_answer_from_the_same_sentences_is_none() -> None:
    proof = said("The talks in Rome were moved to Oslo.")
    assert differences(answer(Fact("Rome", (proof,))), answer(Fact("Oslo", (proof,))), always) == ()


def test_who_comes_now_is_told_with_the_sources() -> None:
    both = (said("Lee will attend.", 1, "Aegean Post"), said("Lee is coming.", 2, "Coast Wire"))
    before = answer(comes("Lee Jae-myung", UNLIKELY))
    after = answer(comes("Lee", ATTENDING, *both))
    (found,) = differences(before, after, always)
    assert found.kind is Kind.STANDING
    assert "Lee is now attending (was unlikely) [2 sources]" in read(found)


def test_several_newcomers_are_one_line() -> None:
    before = answer(comes("Lee", ATTENDING))
    after = answer(
        comes("Lee", ATTENDING),
        comes("Anna Kova", EXPECTED),
        comes("Raj Mehta", ATTENDING),
        comes("Ola Berg", EXPECTED),
        comes("Tim Ode", ABSENT),
    )
    text = read(*differences(before, after, always))
    assert "3 more are coming: Anna Kova, Raj Mehta, Ola Berg" in text
    assert "Tim Ode is now not attending" in text


def test_that_a_comer_is_called_expected_again_is_no_change_and_that_an_expected_one_is_confirmed_is() -> None:
    sure, likely = answer(comes("Lee", ATTENDING)), answer(comes("Lee", EXPECTED))
    assert differences(sure, likely, always) == ()
    assert differences(learned(sure, likely, always), sure, always) == (), "and back again"
    assert len(differences(likely, sure, always)) == 1


def test_who_is_missing_from_a_new_answer_is_gone_only_if_the_source_took_it_back() -> None:
    before = answer(comes("Lee", ATTENDING), comes("Raj Mehta", ATTENDING))
    after = answer(comes("Lee", ATTENDING))
    assert differences(before, after, always) == ()
    known = learned(before, after, always)
    assert differences(known, before, always) == (), "who comes back was never gone"

    def mehta_is_gone(citation: Citation) -> bool:
        return "Mehta" not in citation.quote

    (found,) = differences(before, after, mehta_is_gone)
    assert found.kind is Kind.LEFT
    assert "Corrected: the source no longer says so (Raj Mehta, was attending)" in read(found)
    assert [fact.text for fact in learned(before, after, mehta_is_gone).facts] == ["Lee"]


def test_an_answer_that_is_withheld_now_is_a_correction_only_if_its_source_took_it_back() -> None:
    assert differences(answer("Rome"), answer(), always) == ()
    assert learned(answer("Rome"), answer(), always) == answer("Rome")
    (found,) = differences(answer("Rome"), answer(), never)
    assert found.kind is Kind.WITHDRAWN
    assert learned(answer("Rome"), answer(), never).facts == ()


def test_what_was_not_known_is_told_when_it_is() -> None:
    (found,) = differences(answer(), answer("Rome"), always)
    assert "There is an answer now: Rome" in read(found)
    (joined,) = differences(answer(), answer(comes("Lee", ATTENDING)), always)
    assert "Lee is now attending" in read(joined)


def test_a_disagreement_is_told_once() -> None:
    sides = answer("14", "17", status=AnswerStatus.CONFLICTING)
    found = differences(answer("14"), sides, always)
    assert {each.kind for each in found} == {Kind.DISPUTED}
    assert differences(learned(answer("14"), sides, always), sides, always) == ()


def test_a_list_that_grows_is_told_by_what_is_new() -> None:
    found = differences(answer("Selim Aksoy"), answer("Selim Aksoy", "Deniz Kaya"), always)
    assert [(each.kind, each.now.text if each.now else "") for each in found] == [(Kind.JOINED, "Deniz Kaya")]
    assert "New in the answer: Deniz Kaya" in read(*found)


def test_an_article_concerns_a_question_by_most_of_its_words() -> None:
    words = search_words("How many workers were killed in the Izmir warehouse fire?")
    assert concerns(words, stems_of("The fire in the Izmir warehouse has killed 17 workers."))
    assert not concerns(words, stems_of("A drone show lit up the harbour of Recife."))
    assert not concerns(search_words("who is it?"), stems_of("Who is it?"))
