"""The life of a story, as a channel reads it: new, updated, corrected, and never the same again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefings.backends.extractive import ExtractiveAnswerer, ExtractiveSummarizer
from briefings.engine import Briefings
from briefings.models import Bullet, Digest, Document, Length, Novelty, Scope, Told
from briefings.ports import Annotator
from briefings.storage.sqlite import SqliteStore

SCOPE = Scope("newsroom")
FIRE = """A fire destroyed a carpet warehouse in the port of Izmir on Thursday night, killing 14 workers, the governor said.
The flames spread from a workshop on the ground floor, fire chief Orhan Tekin told reporters.
Rescue teams from three cities searched the ruins with dogs.
The owner of the warehouse, Selim Aksoy, was detained at the airport on Friday.
"""
HIGHER_TOLL = """The fire in a carpet warehouse in the port of Izmir has killed 17 workers, the health ministry said on Friday.
Three people died of their burns in hospital, it added.
The mayor declared three days of mourning.
"""
CORRECTED = FIRE.replace("killing 14 workers", "killing 17 workers").replace(
    "was detained at the airport on Friday", "was not detained; he was questioned as a witness, police said"
)
SHOW = """A drone show lit up the harbour of Recife on Saturday evening.
Thousands watched the drones from the quay.
The organisers plan another show in December.
"""


class Channel:
    """Somebody who reads every digest and remembers what it said."""

    def __init__(self, store: SqliteStore, annotator: Annotator, now: datetime) -> None:
        self.store = store
        self.briefings = Briefings(store, annotator, ExtractiveSummarizer(annotator.embed), ExtractiveAnswerer())
        self.now = now
        self.told: list[Told] = []

    def wait(self, hours: float) -> datetime:
        self.now += timedelta(hours=hours)
        return self.now

    def comes(self, key: str, text: str, source: str, title: str = "") -> int | None:
        """An article comes in; gives its story."""
        document = Document(key, text, title, f"https://news.example/{key}", source, "", self.now)
        (ingested,) = self.briefings.ingest([document], SCOPE.workspace, self.wait(1))
        return ingested.story_id

    def reads(self, length: Length = Length.NORMAL) -> Digest:
        digest = self.briefings.digest(SCOPE, self.wait(1), told=self.told, length=length)
        self.told += [bullet for story in digest.stories for bullet in story.told]
        return digest


@pytest.fixture
def channel(tmp_path: Path, annotator: Annotator, now: datetime) -> Iterator[Channel]:
    store = SqliteStore(tmp_path / "news.db")
    yield Channel(store, annotator, now)
    store.close()


def of(novelty: Novelty, digest: Digest) -> list[Bullet]:
    return [bullet for bullet in digest.bullets if bullet.novelty is novelty]


def test_a_story_from_its_first_report_to_its_correction(channel: Channel) -> None:
    story = channel.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    first = channel.reads()
    assert {bullet.novelty for bullet in first.bullets} == {Novelty.FIRST}
    assert any("14 workers" in bullet.text for bullet in first.bullets)
    assert channel.reads().stories == (), "nothing has changed"

    assert channel.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises") == story
    second = channel.reads()
    (update,) = of(Novelty.UPDATED, second)
    assert "17 workers" in update.text
    assert "14 workers" in update.before
    assert any("mourning" in bullet.text for bullet in of(Novelty.NEW, second))
    assert sum("17" in bullet.text for bullet in second.bullets) == 1, "the change is told once"
    assert "Rescue teams" not in str(second.bullets)
    assert channel.reads().stories == ()

    assert channel.comes("fire", CORRECTED, "Aegean Post", "Warehouse fire kills 17 in Izmir") == story
    third = channel.reads()
    assert {bullet.novelty for bullet in third.bullets} == {Novelty.CORRECTED}
    taken_back = {bullet.before for bullet in third.bullets}
    assert any("14 workers" in before for before in taken_back)
    (owner,) = (bullet for bullet in third.bullets if "detained" in bullet.before)
    assert "was not detained" in owner.text
    assert channel.reads().stories == ()

    assert channel.comes("copy", HIGHER_TOLL + "By our newsroom.\n", "Daily Mirror", "Toll rises") == story
    assert channel.reads().stories == (), "neither the copy nor the old correction is news"
    (told,) = channel.briefings.stories(SCOPE)
    assert told.publishers == ("Aegean Post", "Coast Wire"), "a copy is no publisher of its own"


def test_what_a_short_digest_left_out_does_not_come_as_new_with_the_next_report(channel: Channel) -> None:
    channel.comes("fire", FIRE, "Aegean Post")
    short = channel.reads(Length.SHORT)
    left_out = [line for line in FIRE.splitlines() if not any(line[:20] in str(told.quotes) for told in channel.told)]
    assert 1 <= len(short.bullets) <= 3
    assert left_out
    channel.comes("toll", HIGHER_TOLL, "Coast Wire")
    later = channel.reads(Length.LONG)
    assert later.bullets
    assert not any(citation.quote in left_out for bullet in later.bullets for citation in bullet.citations)


def test_what_a_channel_was_told_moves_with_the_articles_through_a_merger_and_a_split(channel: Channel) -> None:
    fire = channel.comes("fire", FIRE, "Aegean Post")
    show = channel.comes("show", SHOW, "Recife Today")
    assert fire is not None
    assert show not in (None, fire)
    assert len(channel.reads().stories) == 2
    articles = {each.id: each.article_ids for each in channel.briefings.stories(SCOPE)}
    channel.store.move(articles[show], fire, channel.wait(1))
    assert channel.reads().stories == (), "a merger is no news"
    merged = channel.briefings.story(SCOPE, show)
    assert merged is not None
    assert merged.story.id == fire, "the old number leads to what the story became"

    again = channel.store.move(articles[show], None, channel.wait(1))
    assert again not in (fire, show)
    assert channel.reads().stories == (), "a split is no news either"
    assert {each.article_ids for each in channel.briefings.stories(SCOPE)} == set(articles.values())


def test_a_merger_brings_what_was_never_told(channel: Channel) -> None:
    fire = channel.comes("fire", FIRE, "Aegean Post")
    assert channel.reads().stories
    show = channel.comes("show", SHOW, "Recife Today")
    moved = next(each.article_ids for each in channel.briefings.stories(SCOPE) if each.id == show)
    channel.store.move(moved, fire, channel.wait(1))
    digest = channel.reads()
    assert [story.story.id for story in digest.stories] == [fire]
    assert any("drone show" in bullet.text for bullet in of(Novelty.NEW, digest))
    assert not any("Izmir" in bullet.text for bullet in digest.bullets)


def test_a_sentence_that_says_another_thing_now_is_quoted(channel: Channel) -> None:
    channel.comes("show", SHOW, "Recife Today")
    channel.reads()
    channel.comes("show", SHOW.replace("in December", "in November"), "Recife Today")
    (bullet,) = channel.reads().bullets
    assert bullet.novelty is Novelty.CORRECTED
    assert "another show in November" in bullet.text
    assert "another show in December" in bullet.before
    assert channel.reads().stories == ()
