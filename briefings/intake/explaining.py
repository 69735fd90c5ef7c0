"""What became of a link: whether it was ever seen, what was read, and which story it is in."""

from __future__ import annotations

from dataclasses import dataclass

from briefings.intake.ports import FeedStore, Stage, Trace
from briefings.models import Article, Scope
from briefings.ports import SourceFacts
from briefings.sources.canonical import article_key, canonical_address, same_site
from briefings.stories.publishers import independent

_MATES = 40  # articles of its story that an article is compared with
_TITLES = 500  # of the latest articles, for whoever types words and no link


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a link in a workspace.

    ``traces`` are what its sources brought under it, the first one first; none where it was never seen, and then
    ``neighbours`` are the sources of its site. ``copies`` are the articles that say the same as its article in nearly
    the same words, it included, the first one first. ``ahead`` articles are annotated before it.
    """

    link: str
    traces: tuple[Trace, ...] = ()
    copies: tuple[Article, ...] = ()
    neighbours: tuple[SourceFacts, ...] = ()
    ahead: int = 0

    @property
    def article(self) -> Article | None:
        """The stored article."""
        return self.traces[0].article if self.traces else None

    @property
    def story_id(self) -> int | None:
        """The story that the article is in."""
        return self.traces[0].story_id if self.traces else None


def explain(store: FeedStore, scope: Scope, typed: str) -> Explanation:
    """Look up all that is known of an article, by its link, by what a feed knows it by, or by words of its title."""
    link = typed.strip().strip("<>")
    traces = store.trace(scope, spellings(link))
    if not traces and "://" not in link and link:
        words = link.casefold().split()
        latest = store.articles(scope, limit=_TITLES)
        found = next((each for each in latest if all(word in each.title.casefold() for word in words)), None)
        traces = store.trace(scope, spellings(found.url or found.key)) if found else []
    if not traces:
        near = [each for each in store.sources(scope) if each.address and same_site(each.address, link)]
        return Explanation(link, neighbours=tuple(near))
    first = traces[0]
    if first.article is None:
        return Explanation(link, tuple(traces))
    copies: tuple[Article, ...] = ()
    if first.story_id is not None and (row := store.story(scope, first.story_id)):
        mates = sorted(store.named(scope, row.article_ids[-_MATES:]), key=lambda each: (each.when, each.id))
        groups = independent([each for each in mates if each.text])
        copies = next((tuple(group) for group in groups if first.article.id in {each.id for each in group}), ())
    ahead = 0
    if first.stage is Stage.WAITING:
        ahead = sum(each.id < first.article.id for each in store.waiting(1_000))
    return Explanation(link, tuple(traces), copies, ahead=ahead)


def spellings(link: str) -> list[str]:
    """The ways in which one address may be stored: as it was typed, canonical, with and without encryption."""
    canonical = canonical_address(link if "://" in link else f"https://{link}")
    keys = (link, canonical, article_key("", canonical), article_key(link, ""))
    plain = [each.replace("https://", "http://", 1) for each in keys]
    secure = [each.replace("http://", "https://", 1) for each in keys]
    return [each for each in dict.fromkeys([*keys, *plain, *secure]) if each]
