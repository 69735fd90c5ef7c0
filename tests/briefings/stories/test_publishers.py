from briefings.models import Bullet, Citation
from briefings.stories.publishers import cite_copies, independent, publishers
from tests.briefings.stories.texts import ELECTION, FERRY
from tests.doubles import article

WIRE = " ".join(FERRY)
TRIMMED = f"{WIRE[: len(WIRE) * 2 // 3]} Ferries have always been part of life in our town."


def test_papers_that_print_one_agency_report_count_once() -> None:
    articles = [
        article(1, WIRE, source="Athens Agency"),
        article(2, WIRE.replace("Tuesday", "Tues."), source="Daily Herald"),
        article(3, TRIMMED, source="Evening Post"),
        article(4, ELECTION[0], source="Kurier"),
    ]
    assert publishers(articles) == ("Athens Agency", "Kurier")
    assert [[one.id for one in group] for group in independent(articles)] == [[1, 2, 3], [4]]


def test_reports_of_the_same_facts_in_other_words_count_each() -> None:
    articles = [article(number, text, source=f"Paper {number}") for number, text in enumerate(FERRY)]
    assert len(publishers(articles)) == 3


def test_a_publisher_with_two_articles_counts_once() -> None:
    assert publishers([article(1, FERRY[0], source="Kurier"), article(2, FERRY[1], source="Kurier")]) == ("Kurier",)


def test_a_paper_that_copies_and_reports_is_a_voice_of_its_own() -> None:
    articles = [
        article(1, FERRY[0], source="Agency"),
        article(2, FERRY[0], source="Herald"),
        article(3, FERRY[2], source="Herald"),
    ]
    assert publishers(articles) == ("Agency", "Herald")


def test_headlines_that_are_the_same_are_copies_and_short_ones_are_not() -> None:
    one, other = "Ferry runs aground off Naxos with 210 aboard", "Captain of Naxos ferry is questioned"
    articles = [article(1, one, source="A"), article(2, one.upper(), source="B"), article(3, other, source="C")]
    assert publishers(articles) == ("A", "C")


def test_an_article_that_links_two_copies_joins_them() -> None:
    half = len(WIRE.split()) // 2
    first, second = " ".join(WIRE.split()[:half]), " ".join(WIRE.split()[half:])
    articles = [article(1, first, source="A"), article(2, second, source="B"), article(3, WIRE, source="C")]
    assert publishers(articles[:2]) == ("A", "B")
    assert publishers(articles) == ("A",)


def test_nothing_is_published_by_nobody() -> None:
    assert publishers([]) == ()
    assert publishers([article(1, "", source="A"), article(2, "", source="B")]) == ("A", "B")


def test_a_bullet_cites_the_papers_that_print_its_sentence() -> None:
    wire, herald, post = (article(n, WIRE, source=f"Paper {n}") for n in range(3))
    end = WIRE.index(".") + 1
    bullet = Bullet(WIRE[:end], (Citation.of(wire, 0, end),))
    cut = article(3, "A paragraph of our own.", source="Paper 3")
    cited = cite_copies(bullet, {wire.id: [herald, post, cut]})
    assert cited.sources == ("Paper 0", "Paper 1", "Paper 2")
    assert cite_copies(cited, {wire.id: [herald, post, cut]}) == cited
