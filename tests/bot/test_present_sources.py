"""Sources in words: how they fare, and what to do where one fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from adapters.plaintext import render_plain
from bot.present_sources import present_first_fetch, present_notice, present_sources
from bot.typed import Typed
from briefings.intake.ports import Following, Notice, Owner, Standing
from briefings.intake.progress import Progress
from briefings.ports import SourceFacts

AT = datetime(2025, 8, 28, 18, 30, tzinfo=UTC)
WORLD = SourceFacts(
    "World", "feed", "https://example.org/feed", 1200, None, "https://example.org/feed", "active", AT, AT.replace(hour=19),
    "", 0, 24.3,
)  # fmt: skip


def lines(*sources: SourceFacts, shell: bool = False) -> list[str]:
    return [line for line in render_plain(present_sources(sources, UTC, typed=Typed(shell))).splitlines() if line][1:]


def test_sources_are_named_with_kind_count_and_freshness() -> None:
    assert lines(SourceFacts("Uploads", "upload", "", 1, AT), WORLD) == [
        "• Uploads (added by hand): 1 article, last on 28 Aug 2025",
        "• World (feed): 1,200 articles, 24 a day",
        "Last fetched on 28 Aug 2025, 18:30 UTC; next try on 28 Aug 2025, 19:30 UTC.",
    ]


def test_no_sources_yet_tells_how_to_get_some_where_the_reader_is() -> None:
    assert "/sources add ADDRESS" in render_plain(present_sources([], UTC))
    assert "newsbrief sources add ADDRESS" in render_plain(present_sources([], UTC, typed=Typed(shell=True)))


def test_what_fails_is_told_with_its_error_and_the_fix() -> None:
    failing = replace(WORLD, error="example.org answers 500.", failures=2)
    assert "example.org answers 500." in lines(failing)[-1]
    paused = replace(failing, standing="paused", failures=10)
    assert lines(paused)[-1] == "Paused after 10 failures: example.org answers 500. Go on with /sources resume World."
    assert lines(replace(WORLD, standing="paused"))[-1] == "Paused. Go on with /sources resume World."
    assert "newsbrief sources resume World" in lines(paused, shell=True)[-1]
    gone = replace(failing, standing="retired", error="It is gone (410).")
    assert (
        lines(gone)[-1]
        == "Gone for good: It is gone (410). Remove it with /sources remove World, or add its new address."
    )


def test_of_hundreds_a_chat_shows_those_that_fail_and_says_how_the_others_fare() -> None:
    many = [replace(WORLD, name=f"Paper {number:03}") for number in range(200)]
    many[150] = replace(many[150], error="It broke.")
    said = lines(*many)
    assert said[0].startswith("• Paper 150")
    assert said[-1] == "And 175 more; all of them fare well. At the shell newsbrief sources lists all."
    assert "Paper 199" in str(lines(*many, shell=True))


def test_a_first_fetch_says_what_came_what_did_not_and_what_was_passed_over() -> None:
    def said(**counts: int) -> str:
        return render_plain(present_first_fetch("World", Progress(**counts), ""))

    assert said(found=5, read=4, stored=3) == "3 articles stored (1 was stored already). 1 entry could not be read."
    assert said(found=1, read=1, stored=1, passed=9) == "1 article stored. 9 older entries passed over."
    assert said() == "World has nothing new to take; what comes will be stored."
    assert (
        render_plain(present_first_fetch("World", Progress(failed=1), "It broke."))
        == "It could not be fetched yet: It broke."
    )


def test_an_owner_is_told_why_a_source_was_stopped_and_how_to_mend_it() -> None:
    following = Following("w", WORLD.feed, "World", "feed", WORLD.address, owner=Owner("slack/T/C", "U"))
    paused = Notice(following, Standing.PAUSED, "example.org answers 500.", 10, AT)
    assert render_plain(present_notice(paused, UTC)) == (
        "World failed 10 times in a row, so I paused it on 28 Aug 2025, 18:30 UTC. example.org answers 500."
        " Once it is mended, go on with /sources resume World."
    )
    retired = replace(paused, standing=Standing.RETIRED, error="It is gone (410).")
    assert "gone for good" in render_plain(present_notice(retired, UTC))
