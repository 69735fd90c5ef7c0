"""What a story is to a reader: its headline, its publishers, its people and places (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.models import AnnotatedArticle, Story
from briefings.ports import StoryRow
from briefings.stories.headlines import headline
from briefings.stories.names import people, places
from briefings.stories.publishers import publishers


def describe(row: StoryRow, articles: Sequence[AnnotatedArticle]) -> Story:
    """A story as a scope sees it, told by the articles of it that the scope may see and that were loaded.

    ``articles`` may be fewer than the row names, such as the latest 40: the headline, the names and the publishers are
    theirs.
    """
    return Story(
        row.id,
        headline(articles),
        row.first_seen,
        row.last_change,
        row.article_ids,
        publishers([each.article for each in articles]),
        people(articles),
        places(articles),
        row.editions,
    )
