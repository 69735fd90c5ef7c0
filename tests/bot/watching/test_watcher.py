"""Between digests a channel is told what moved: once, in the story's thread, when it may be told, and what was wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.plaintext import UNLIMITED, render_plain
from bot.subscriptions.subscription import Gate, Hush, QuietHours, Terms
from bot.watching.watcher import Watcher
from briefings.models import Scope
from tests.bot.ledger.conftest import ANNA, NEWS, OTHER, at
from tests.bot.watching.conftest import FIRE, HIGHER_TOLL, HIGHEST_TOLL, NINE, SCOPE, TAKEN_BACK, THIRD, House

Told = Callable[[Terms], House]
QUIET = QuietHours(time(22), time(7))


def test_a_story_that_moves_is_told_in_its_thread_once(told: Told) -> None:
    house = told(NINE)
    assert house.watch() == 0, "nothing moved"
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 1
    update, _digest = house.ledger.history(NEWS)
    assert update.root is not None
    assert update.root.id == "m0", "the digest's post"
    text = render_plain(update.message)
    assert text.startswith("Updated: ")
    assert "17 workers" in text
    assert "Before: “" in text
    assert "Rescue teams" not in text
    house.restart()
    assert house.watch() == 0
    house.digest()
    assert house.said()[-1].startswith("Nothing new"), "the next digest does not tell it again"


def test_what_follows_within_half_an_hour_goes_together(told: Told) -> None:
    house = told(NINE)
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 1
    house.comes("inquiry", THIRD, "Daily Law", "Inquiry into Izmir warehouse fire")
    house.comes("toll2", HIGHEST_TOLL, "Port Radio", "Izmir fire: toll now 19")
    house.wait(minutes=5)
    assert house.watch() == 0
    house.wait(minutes=31)
    assert house.watch() == 1
    last = house.said()[-1]
    assert "19 workers" in last
    assert "foremen" in last
    house.wait(hours=1)
    assert house.watch() == 0


def test_a_wire_copy_and_a_single_known_voice_are_no_update(told: Told) -> None:
    house = told(NINE)
    house.comes("copy", FIRE + "By our newsroom.\n", "Daily Mirror", "Warehouse fire kills 14 in Izmir")
    assert house.watch() == 0
    detail = "Mayor Elif Sancak promised the families of the Izmir warehouse fire free legal advice.\n"
    house.comes("detail", detail, "Aegean Post", "Legal advice after Izmir warehouse fire")
    assert house.watch() == 0
    house.digest()
    assert "legal advice" in house.said()[-1], "it is told with the digest"


def test_who_wants_no_updates_gets_none_and_hears_it_with_the_next_digest(told: Told) -> None:
    house = told(replace(NINE, updates=False))
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    assert house.watch() == 0
    house.digest()
    assert "17 workers" in house.said()[-1]


def test_muted_and_foreign_topics_are_not_told(told: Told) -> None:
    house = told(replace(NINE, mutes=("17", "mourning", "burns")))
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    assert house.watch() == 0


def test_a_paused_channel_hears_no_update(told: Told) -> None:
    house = told(NINE)
    (subscription,) = house.ledger.subscriptions()
    house.ledger.pause(subscription.id, None, "Anna paused it")
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    assert house.watch() == 0


def test_in_quiet_hours_an_update_waits_is_dropped_or_comes_as_was_chosen(told: Told) -> None:
    house = told(replace(NINE, quiet=QUIET))
    house.wait(hours=14)  # 23:00
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    assert house.watch() == 0
    house.restart()
    house.wait(hours=7)
    assert house.watch() == 0, "six in the morning"
    house.comes("inquiry", THIRD, "Daily Law", "Inquiry into Izmir warehouse fire")
    house.wait(hours=1)
    assert house.watch() == 1
    assert "17 workers" in house.said()[-1], "what came in the night comes together"
    assert "foremen" in house.said()[-1]


def test_an_update_that_quiet_hours_drop_comes_with_the_digest(told: Told) -> None:
    house = told(replace(NINE, quiet=replace(QUIET, hush=Hush.DROP)))
    house.wait(hours=14)
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    assert house.watch() == 0
    house.wait(hours=9)
    assert house.watch() == 0
    house.digest()
    assert "17 workers" in house.said()[-1]


def test_quiet_hours_that_let_updates_through_do(told: Told) -> None:
    house = told(replace(NINE, quiet=replace(QUIET, hush=Hush.SEND)))
    house.wait(hours=14)
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    assert house.watch() == 1


def test_what_a_source_takes_back_is_corrected_in_the_post_and_said_in_its_thread(told: Told) -> None:
    house = told(replace(NINE, updates=False))
    house.comes("fire", TAKEN_BACK, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    assert house.watch() == 1
    correction, digest = house.ledger.history(NEWS)
    assert render_plain(correction.message).startswith("Corrected: ")
    assert "not detained" in render_plain(correction.message)
    assert correction.root is not None
    text = render_plain(digest.message)
    assert "Corrected: " in text
    assert "not detained" in text
    assert "14 workers" in text, "the rest stays as it was"
    (edit,) = house.ledger.watching.edits("memory", house.now, 10)
    assert edit.message == digest.message
    house.restart()
    assert house.watch() == 0
    assert len(house.ledger.watching.edits("memory", house.now, 10)) == 1
    house.digest()
    assert house.said()[-1].startswith("Nothing new")


def test_a_correction_reaches_a_channel_that_unsubscribed_with_sources_of_its_own(house: House) -> None:
    own = Scope("local", frozenset({"uploads"}))
    house.watcher = Watcher(
        house.ledger,
        house.newsroom.briefings,
        lambda channel: own if channel == NEWS else SCOPE,
        lambda _: UNLIMITED,
        ZoneInfo("UTC"),
    )
    house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    begun = house.ledger.subscribe(NEWS, ANNA, NINE, house.now, since=house.now - timedelta(days=1))
    house.digest()
    house.ledger.subscribe(OTHER, ANNA, NINE, house.now)
    house.watch()
    house.ledger.unsubscribe(begun.id)
    house.comes("fire", TAKEN_BACK, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    assert house.watch() == 1
    assert house.said()[-1].startswith("Corrected: ")


def test_a_correction_is_never_dropped_by_quiet_hours(told: Told) -> None:
    house = told(replace(NINE, quiet=replace(QUIET, hush=Hush.DROP)))
    house.wait(hours=14)
    house.comes("fire", TAKEN_BACK, "Aegean Post")
    assert house.watch() == 1
    assert len(house.said()) == 1, "the word waits for the morning; the edit makes no noise"
    assert house.ledger.watching.edits("memory", house.now, 10)
    house.wait(hours=9)
    house.deliver()
    assert house.said()[-1].startswith("Corrected: ")


def test_an_update_writes_dates_in_the_channels_language(told: Told) -> None:
    house = told(replace(NINE, language="fr"))
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 1
    update = house.said()[-1]
    assert re.search(r"Coast Wire.*\d{1,2} \w+\.? 2025", update)
    assert not re.search(r"\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 2025", update)


def test_a_story_that_enough_publishers_report_breaks_once_for_those_who_asked(house: House) -> None:
    for channel, alerts in ((NEWS, Gate()), (OTHER, None)):
        house.ledger.subscribe(channel, ANNA, replace(NINE, alerts=alerts), house.now)
    house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    house.comes("copy", FIRE + "By our newsroom.\n", "Daily Mirror", "Warehouse fire kills 14 in Izmir")
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 0, "a copy is no voice"
    house.comes("inquiry", THIRD, "Daily Law", "Inquiry into Izmir warehouse fire")
    assert house.watch() == 1
    (alert,) = house.said()
    assert alert.startswith("Breaking: ")
    assert "Aegean Post, Coast Wire and Daily Law" in alert
    assert house.said(OTHER) == []
    house.restart()
    assert house.watch() == 0


def test_publishers_that_come_too_late_or_tell_of_old_news_break_nothing(house: House) -> None:
    house.ledger.subscribe(NEWS, ANNA, replace(NINE, alerts=Gate()), house.now)
    house.comes("fire", FIRE, "Aegean Post")
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    house.wait(minutes=70)
    house.comes("inquiry", THIRD, "Daily Law")
    assert house.watch() == 0


def test_a_first_fetch_of_old_news_breaks_nothing(house: House) -> None:
    house.ledger.subscribe(NEWS, ANNA, replace(NINE, alerts=Gate()), house.now)
    past = house.now - timedelta(days=3)
    for key, text, source in (("f", FIRE, "Aegean Post"), ("t", HIGHER_TOLL, "Coast Wire"), ("i", THIRD, "Daily Law")):
        house.comes(key, text, source, published=past)
    assert house.watch() == 0


def test_what_a_channel_was_told_breaks_no_more(house: House) -> None:
    house.now = at("2025-08-29 08:58")
    gate = replace(NINE, alerts=Gate(2, 60, 3), updates=False)
    house.ledger.subscribe(NEWS, ANNA, gate, house.now, since=house.now)
    house.comes("fire", FIRE, "Aegean Post", "Warehouse fire kills 14 in Izmir")
    house.digest()
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 0
    assert len(house.said()) == 1


def test_two_that_find_the_same_news_at_once_tell_it_once(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    house = told(NINE)
    before = house.ledger.told(NEWS, house.now - timedelta(days=2))
    house.comes("toll", HIGHER_TOLL, "Coast Wire", "Izmir fire toll rises")
    assert house.watch() == 1
    house.wait(minutes=40)
    monkeypatch.setattr(house.ledger, "told", lambda *_: before)  # read before the other had written
    house.restart()
    assert house.watch() == 0


def test_a_channel_has_so_many_alerts_a_day_and_none_of_what_it_knows(told: Told) -> None:
    house = told(replace(NINE, alerts=Gate(2, 300, 1), updates=False))
    house.comes("toll", HIGHER_TOLL, "Coast Wire")
    assert house.watch() == 0, "it was told of the fire at nine"
    show = "A drone show lit up the harbour of Recife on Saturday evening.\nThousands watched from the quay.\n"
    other = "Recife harbour saw a drone show on Saturday evening with 900 drones.\nThe mayor Joana Lima thanked them.\n"
    flood = "A flood in Lower Saxony closed the railway bridge at Hameln on Saturday.\nNobody was hurt, police said.\n"
    more = "The railway bridge at Hameln in Lower Saxony was closed by a flood on Saturday.\nBuses replace 40 trains.\n"
    first = house.comes("s1", show, "Recife Today", "Drone show in Recife harbour")
    assert house.comes("s2", other, "Brazil Wire", "Drone show in Recife harbour") == first
    second = house.comes("f1", flood, "Weser Post", "Flood closes Hameln railway bridge")
    assert house.comes("f2", more, "Rail News", "Flood closes Hameln railway bridge") == second
    assert house.watch() == 1, "one a day"
