from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from briefings.annotation import Signature
from briefings.ports import Annotator, SignedArticle
from briefings.stories.clustering import Move, Window, group, place
from briefings.stories.signatures import sign
from tests.briefings.stories.texts import BUDGET, ELECTION, FERRY, FERRY_FOLLOW_UP, OTHER_FERRY, STRANGERS, TRANSFER

MONDAY = datetime(2025, 6, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)

Sign = Callable[[str], Signature]


@pytest.fixture(scope="session")
def signed(annotator: Annotator) -> Sign:
    known: dict[str, Signature] = {}

    def signature(text: str) -> Signature:
        return known.setdefault(text, sign("", annotator.annotate(text)))

    return signature


def window_of(stories: Sequence[Sequence[Signature]], when: datetime = MONDAY) -> Window:
    """A window with the articles 0, 1, 2 ... in the stories 0, 1, 2 ... as they are given."""
    window, number = Window(), 0
    for story, signatures in enumerate(stories):
        for signature in signatures:
            window.add(SignedArticle(number, story, when + number * HOUR, "", signature))
            number += 1
    return window


def test_reports_of_one_event_join_and_of_others_do_not(signed: Sign) -> None:
    texts = [FERRY[0], ELECTION[0], OTHER_FERRY[0], FERRY[1], TRANSFER, OTHER_FERRY[1], ELECTION[1], FERRY[2]]
    stories = group([(signed(text), MONDAY + number * HOUR) for number, text in enumerate(texts)])
    ferry, election, other, _, transfer, *_ = stories
    assert stories == [ferry, election, other, ferry, transfer, other, election, ferry]
    assert len({ferry, election, other, transfer}) == 4


def test_what_follows_from_an_event_joins_its_story(signed: Sign) -> None:
    window = window_of([[signed(text) for text in FERRY], [signed(text) for text in ELECTION]])
    assert window.place(signed(FERRY_FOLLOW_UP), MONDAY).story_id == 0


def test_other_news_of_the_same_country_does_not_join(signed: Sign) -> None:
    window = window_of([[signed(ELECTION[0])], [signed(ELECTION[1])]])
    assert window.place(signed(BUDGET), MONDAY).story_id is None


def test_a_day_of_unrelated_news_does_not_run_into_one_story(signed: Sign) -> None:
    texts = (*STRANGERS, TRANSFER, ELECTION[0], FERRY[0], OTHER_FERRY[0], BUDGET)
    assert len(set(group([(signed(text), MONDAY) for text in texts]))) == len(texts)


def test_headlines_alone_join_too(signed: Sign) -> None:
    headlines = [
        "Ferry runs aground off Naxos with 210 on board",
        "Kovač wins Slovenian presidency",
        "All 210 passengers of Naxos ferry are safe",
        "Slovenia elects Marta Kovač president",
    ]
    first, second, third, fourth = group([(signed(headline), MONDAY) for headline in headlines])
    assert (first, second) == (third, fourth)
    assert first != second


def test_the_first_article_starts_a_story(signed: Sign) -> None:
    assert place(signed(FERRY[0]), MONDAY, []).story_id is None


def test_an_article_is_placed_among_recent_ones_whatever_their_order(signed: Sign) -> None:
    recent = [
        SignedArticle(5, 70, MONDAY + HOUR, "", signed(ELECTION[0])),
        SignedArticle(4, 60, MONDAY, "", signed(FERRY[0])),
    ]
    assert place(signed(FERRY[1]), MONDAY + 2 * HOUR, recent).story_id == 60
    assert place(signed(FERRY[1]), MONDAY + 2 * HOUR, recent[::-1]).story_id == 60
    assert place(signed(TRANSFER), MONDAY + 2 * HOUR, recent).story_id is None


def test_a_link_between_two_stories_makes_them_one_under_the_older_number(signed: Sign) -> None:
    window = window_of([[signed(FERRY[0])], [signed(ELECTION[0])], [signed(FERRY[1])]])
    window.add(SignedArticle(9, 2, MONDAY + 4 * HOUR, "", signed(FERRY[2])))
    assert window.review(9) == (Move((2, 9), 0, ended=2),)
    window.move((2, 9), 0)
    assert window.review(9) == ()
    assert window.place(signed(FERRY[2]), MONDAY).story_id == 0


def test_two_groups_that_share_little_are_split_and_the_older_keeps_the_story(signed: Sign) -> None:
    ferries, votes = [signed(text) for text in FERRY], [signed(text) for text in ELECTION]
    window = window_of([[ferries[0], votes[0], ferries[1], votes[1], ferries[2]]])
    assert window.review(4) == ()  # two of a kind may be anything; three are a story
    window.add(SignedArticle(5, 0, MONDAY + 6 * HOUR, "", votes[0]))
    assert window.review(5) == (Move((1, 3, 5), None),)


def test_a_story_that_holds_together_stays(signed: Sign) -> None:
    window = window_of([[signed(text) for text in FERRY * 2]])
    assert window.review(5) == ()


def test_the_same_words_years_later_are_another_event(signed: Sign) -> None:
    old = "Slovenia holds its presidential election in October 2017. Voters in Ljubljana choose between two women."
    new = "Slovenia holds its presidential election in May 2025. Voters in Ljubljana choose between two men."
    again = "Slovenia holds its presidential election in May 2025. Voters in Maribor choose between two men."
    window = window_of([[signed(old)]])
    near, far = window.place(signed(again), MONDAY), window_of([[signed(new)]]).place(signed(again), MONDAY)
    assert far.resemblance > near.resemblance + 1


def test_articles_grow_apart_with_the_days_between_them(signed: Sign) -> None:
    window = window_of([[signed(FERRY[0])]])
    scores = [window.place(signed(FERRY[1]), MONDAY + timedelta(days=days)).resemblance for days in (0, 6, 60, 600)]
    assert scores[0] == scores[1] > scores[2] > scores[3]


def test_a_window_forgets_what_came_long_ago_but_not_an_old_report_that_came_now(signed: Sign) -> None:
    window = Window()
    window.add(SignedArticle(1, 1, MONDAY - timedelta(days=90), "", signed(FERRY[0])))
    window.add(SignedArticle(2, 2, MONDAY - timedelta(days=90), "", signed(ELECTION[0])), MONDAY)
    window.forget(MONDAY - timedelta(days=30))
    assert len(window) == 1
    assert window.place(signed(ELECTION[1]), MONDAY).story_id == 2
    assert window.place(signed(FERRY[1]), MONDAY).story_id is None


def test_a_revised_article_is_there_once(signed: Sign) -> None:
    window = window_of([[signed(FERRY[0])]])
    window.add(SignedArticle(0, 0, MONDAY, "", signed(TRANSFER)))
    assert len(window) == 1
    assert window.place(signed(FERRY[1]), MONDAY).story_id is None


def test_a_full_window_drops_the_earliest_and_still_compares(signed: Sign) -> None:
    window = Window(capacity=10)
    for number in range(40):
        text = f"The Lisbon tram {number} stopped at noon."
        window.add(
            SignedArticle(
                number, number, MONDAY + number * HOUR, "", Signature({text: 1.0}, {}, np.zeros(384, np.float32))
            )
        )
    window.add(SignedArticle(99, 99, MONDAY + 99 * HOUR, "", signed(FERRY[0])))
    assert len(window) <= 12
    assert window.place(signed(FERRY[1]), MONDAY + 100 * HOUR).story_id == 99


def test_a_window_gives_the_same_stories_when_it_is_read_anew(signed: Sign) -> None:
    articles = [
        SignedArticle(number, story, MONDAY + number * HOUR, "", signed(text))
        for number, (story, text) in enumerate([(1, FERRY[0]), (2, ELECTION[0]), (1, FERRY[1]), (3, TRANSFER)])
    ]
    kept, read = Window(), Window(reversed(articles))
    for article in articles:
        kept.add(article)
    for text in (FERRY[2], ELECTION[1], OTHER_FERRY[0]):
        one, other = kept.place(signed(text), MONDAY), read.place(signed(text), MONDAY)
        assert one.story_id == other.story_id
        assert one.resemblance == pytest.approx(other.resemblance, abs=1e-4)
