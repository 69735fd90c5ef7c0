"""Articles, citations, bullets and stories by hand, for tests of what is made from them."""

from datetime import UTC, datetime

from briefings.models import (
    Article,
    AttendanceStatus,
    Attendee,
    Bullet,
    BulletKind,
    Citation,
    Digest,
    Novelty,
    Story,
    StoryDigest,
)

WRITTEN = datetime(2025, 8, 28, 18, 30, tzinfo=UTC)


def article(
    article_id: int = 1,
    text: str = "Ministers met in Oslo on Monday. They agreed on nothing.",
    *,
    source: str = "Reuters",
    title: str = "Ministers meet",
    url: str = "https://example.org/ministers",
    published: datetime | None = WRITTEN,
) -> Article:
    return Article(article_id, 1, f"key:{article_id}", text, title, url, source, "", published, "", WRITTEN)


def citation(quote: str, of: Article | None = None) -> Citation:
    cited = of or article(text=quote)
    start = cited.text.index(quote)
    return Citation.of(cited, start, start + len(quote))


def bullet(
    text: str,
    *citations: Citation,
    kind: BulletKind = BulletKind.FACT,
    novelty: Novelty = Novelty.FIRST,
    before: str = "",
) -> Bullet:
    return Bullet(text, citations or (citation(text),), kind, novelty, before)


def story(story_id: int = 1, headline: str = "Ministers meet in Oslo", *people: str) -> Story:
    return Story(story_id, headline, WRITTEN, WRITTEN, (1, 2), ("Reuters", "AP"), people or ("Jonas Støre",), ("Oslo",))


def digest(*bullets: Bullet, topic: str = "", stories: int = 1) -> Digest:
    told = tuple(StoryDigest(story(number, f"Headline {number}"), bullets) for number in range(1, stories + 1))
    return Digest(told, WRITTEN, articles=2, topic=topic)


def attendee(name: str, status: AttendanceStatus, *citations: Citation, role: str = "") -> Attendee:
    return Attendee(name, status, citations or (citation(f"{name} said so."),), role=role)
