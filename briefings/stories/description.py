"""What a story is to a reader: its headline, its publishers, its people and places (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.models import AnnotatedArticle, Story
from briefings.ports import StoryRow
from briefings.stories.headlines import headline
from briefings.stories.names import people, places


def describe(row: StoryRow, articles: Sequence[AnnotatedArticle], publishers: Sequence[str]) -> Story:
    """A story as a scope sees it, told by the articles of it that the scope may see and that were loaded.

    ``articles`` may be fewer than the row names, such as the latest without their copies: the headline and the names
    are theirs.
    """
    return Story(
        row.id,
        headline(articles),
        row.first_seen,
        row.last_change,
        row.article_ids,
        tuple(publishers),
        people(articles),
        places(articles),
        row.editions,
    )
