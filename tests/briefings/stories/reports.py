"""Reports of invented events for the tests of stories and digests, annotated by the real pipeline."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from briefings.models import AnnotatedArticle, Article
from briefings.ports import Annotator

MORNING = datetime(2025, 5, 2, 6, 0, tzinfo=UTC)

FERRY = """A ferry carrying pilgrims sank in Lake Kivu on Thursday, killing at least 12 people, the provincial governor said.
The boat was built for 80 passengers but carried more than 150, according to survivors.
Rescuers from the Congolese navy pulled 31 people out of the water during the night.
The governor of South Kivu, Jean-Jacques Purusi, ordered an inquiry into the company that owns the ferry.
The boat did not have enough life jackets, two survivors told reporters.
“I saw my brother go under and I could not reach him,” said Chantal Bahati, a trader from Goma.
Accidents are common on the lake, where many boats are old and overloaded.
"""

FERRY_TOO = """At least 12 people died when an overloaded ferry sank in Lake Kivu on Thursday, officials in Bukavu said.
The vessel, which was built for 80 passengers, carried more than 150 people, survivors said.
Governor Jean-Jacques Purusi has ordered an inquiry into the ferry company.
The Red Cross set up a tent for relatives in the port of Kalehe.
President Felix Tshisekedi declared two days of mourning.
"""


def report(
    annotator: Annotator,
    text: str,
    number: int = 1,
    source: str = "Kivu Times",
    hours: float = 0,
    title: str = "",
) -> AnnotatedArticle:
    """One article of a story, published some hours after the first."""
    when = MORNING + timedelta(hours=hours)
    article = Article(number, 1, f"report-{number}", text, title, "", source, "", when, "", when)
    return AnnotatedArticle(article, annotator.annotate(text))


def ferry_story(annotator: Annotator) -> list[AnnotatedArticle]:
    """Two reports of a ferry that sank."""
    return [report(annotator, FERRY, 1, "Kivu Times"), report(annotator, FERRY_TOO, 2, "Lake Radio", 1)]


def texts(bullets: Sequence[object]) -> list[str]:
    """The words of some bullets."""
    return [str(getattr(bullet, "text", "")) for bullet in bullets]
