"""What a channel has heard: which stories it was told of, and which texts they had then (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefings.models import AnnotatedArticle, Bullet, Edition, Novelty, Told
from briefings.ports import StoryRow


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a channel was told, ready to be asked about one story after the other."""

    told: tuple[Told, ...] = ()
    seen: Mapping[int, int] = field(default_factory=dict)  # an article's latest revision that a told story had

    @classmethod
    def of(cls, told: Iterable[Told]) -> Heard:
        """What these bullets leave a channel with."""
        bullets = tuple(told)
        seen: dict[int, int] = {}
        for bullet in bullets:
            for article_id, revision in bullet.seen:
                seen[article_id] = max(revision, seen.get(article_id, 0))
        return cls(bullets, seen)

    def about(self, row: StoryRow) -> list[Told]:
        """What the channel was told of a story, whatever number it had then: mergers and splits move articles."""
        articles = set(row.article_ids)
        return [
            bullet
            for bullet in self.told
            if (not articles.isdisjoint(bullet.article_ids) if bullet.article_ids else bullet.story_id == row.id)
        ]

    def knows(self, row: StoryRow) -> bool:
        """Whether a story has no text but those that it had when the channel was told of it."""
        return all(self.seen.get(article_id) == revision for article_id, revision in row.editions)

    def readings(self, articles: Sequence[AnnotatedArticle], earlier: Callable[[Edition], str]) -> dict[int, str]:
        """The texts, by article, that a story had when the channel was last told of it; ``earlier`` finds old ones."""
        return {
            article.id: article.text if revision == article.revision else earlier((article.id, revision))
            for article in (each.article for each in articles)
            if (revision := self.seen.get(article.id)) is not None
        }


def sentences_read(articles: Sequence[AnnotatedArticle], readings: Mapping[int, str]) -> frozenset[str]:
    """The sentences that a story had already when the channel was told of it.

    Told or left out then, they are no news now; but what a merger brings from a story that was never told is.
    """
    return frozenset(
        sentence.text
        for each in articles
        for sentence in each.annotation.sentences
        if sentence.text in readings.get(each.article.id, "")
    )


def is_news(bullet: Bullet, told: Iterable[Told], readings: Mapping[int, str], read: frozenset[str]) -> bool:
    """Whether a bullet rests on anything that has changed since the channel was told of the story.

    What a source took back is news if the last text that the channel knows still said it.
    """
    if bullet.novelty is not Novelty.CORRECTED:
        return any(citation.quote not in read for citation in bullet.citations)
    quotes = [quote for earlier in told if earlier.text == bullet.before for quote in earlier.quotes]
    known = [readings[citation.article_id] for citation in bullet.citations if citation.article_id in readings]
    return not known or any(quote in text for text in known for quote in quotes)
