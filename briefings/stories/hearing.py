"""What a channel has heard: which stories it was told of, and which texts they had then (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefings.models import AnnotatedArticle, Edition, Told
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

    def read(self, articles: Sequence[AnnotatedArticle], earlier: Callable[[Edition], str]) -> frozenset[str]:
        """The sentences that stood in the texts which the story had when the channel was told of it.

        Told or left out then, they are no news now; but what a merger brings from a story that was never told is.

        Args:
            articles: the story's articles as they are now.
            earlier: gives the text of an earlier revision.
        """
        found: set[str] = set()
        for each in articles:
            article, revision = each.article, self.seen.get(each.article.id)
            if revision is not None:
                text = article.text if revision == article.revision else earlier((article.id, revision))
                found |= {sentence.text for sentence in each.annotation.sentences if sentence.text in text}
        return frozenset(found)
